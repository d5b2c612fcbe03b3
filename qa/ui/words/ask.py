"""The words of the Ask page and of the window that opens from it."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.phrases import count


class Ask:
    """The page where questions are asked."""

    heading = "What would you like to know?"
    empty_heading = "Ask your own documents"
    empty_line = "Nothing is in the library yet. Add documents, FAQ tables or code, then ask in your own words."
    add_files = "Add files"
    placeholder = "Ask in your own words, in any language"
    placeholder_attached = "Ask the attached files"
    searching = "Searching…"
    reading = "Reading the attached files…"
    attached_failed = "The attached files could not be read."
    not_here = "This chat is not in this browser, or it was deleted. You can start a new one."
    earlier = "Show earlier questions"
    collection = "Collection"
    filters = "Filters"
    filters_help = "Narrow down which passages may answer"
    kinds = "Kind"
    languages = "Language"
    sources = "Only these files"
    sources_any = "All files"
    clear_filters = "Clear filters"
    syntax = 'Write `"exact words"` in quotes to require them, and `-word` to leave passages with a word out.'
    target = "Ask in"
    target_library = "Library"
    target_attached = "Attached files"
    attached = "Attached:"
    keep = "Keep in library"
    remove = "Remove"
    only_remove = "Ask everything again"
    ask_only = "Ask only this"
    copy = "Copy"
    copied = "Copied"
    open = "Open"
    thumb_kept = "Kept: the collection learns from it."
    carried = "Also searched for, from your last question:"
    carried_help = "Ask again without this word"
    nearest = "No close match. The nearest passage:"
    by_sight = "By what the picture shows"
    by_sight_help = (
        "Near to what the picture shows, as an image model sees it. No words led to these passages, and they are not "
        "counted as an answer."
    )
    nothing = "Nothing in here matches that."
    nothing_help = (
        "Try other words, remove a filter or a quoted phrase, or add a document that covers it on the Library page."
    )
    nothing_answers = "Nothing here answers that."
    lost = "The passage that was shown here is gone."
    lost_help = "Its file was deleted or replaced. What else was found then stays below; ask again to search anew."
    maybe_answers = "This may answer it; check the passage."
    verdicts: Mapping[str, str] = {"answered": "Answered", "maybe": "Perhaps", "nothing": "Not answered"}
    strong = "Strong match"
    possible = "Possible match"
    weak = "Weak match"
    strength_help = (
        "The **percentage** is the chance that the passage answers: of answers shown with 80%, about 80 in 100 are "
        "right. It was learned on many public question sets and set right by what this collection knows of itself. "
        "From which chance on it counts as answered follows from the precision chosen on the Library page: that is "
        "what all answers that count as such reach together, the less sure ones among them less.\n\n"
        "**Match** is what the ranking sorts by, 0 to 1. It weighs the two below; more is better.\n\n"
        "**Meaning** compares the sense of your question with the passage: the cosine of their vectors, −1 to 1. "
        "Unrelated texts are near 0.\n\n"
        "**Words** counts how well your words occur in the passage, rare ones more: BM25, 0 and up, with no upper end."
    )
    match = "Match"
    meaning = "Meaning"
    by_words = "Words"
    no_meaning = "not yet"
    literally = "found literally"
    matched = "Matched words"
    also_in = "Also in"
    overview = "What it is about. Label and summary of each theme are taken from the passages word for word."
    all_themes = "All themes of the collection"
    save = "Save chat"
    save_help = "Save the questions, verdicts and passages of this chat as a Markdown file"
    transcript = "Questions and answers"
    themes_caption = "Grouped by what the passages are about; label and summary are taken from them word for word."

    def page(self, n: int) -> str:
        """Name a page of a source."""
        return f"page {n}"

    def for_pictures(self, numbers: str) -> str:
        """Say which of the pictures asked with brought a passage."""
        return f"for picture {numbers}"

    def asked_with(self, names: str) -> str:
        """Name the pictures that a question came with."""
        return f"Asked with: {names}"

    def pictures_found(self, names: str) -> str:
        """Name the pictures that were found."""
        return f"Pictures found: {names}"

    def sheet(self, name: str) -> str:
        """Name a sheet of a workbook."""
        return f"sheet {name}"

    def row(self, n: int) -> str:
        """Name a row of a table."""
        return f"row {n}"

    def line(self, n: int) -> str:
        """Name a line of code."""
        return f"line {n}"

    def about(self, files: int, passages: int) -> str:
        """Say on one line what can be asked."""
        return f"{count(files, 'file')} and {count(passages, 'passage')} are ready to answer."

    def only(self, name: str) -> str:
        """Name the one document that is asked."""
        return f"Only {name}"

    def passages(self, n: int, files: int, ms: float) -> str:
        """Label the list of passages."""
        where = f" from {count(files, 'file')}" if files > 1 else ""
        return f"{count(n, 'passage')}{where} · {ms:.0f} ms"

    def sure(self, chance: str) -> str:
        """Say how likely a passage answers."""
        return f"{chance} likely"

    def elsewhere(self, name: str) -> str:
        """Offer to ask another collection, which likely answers."""
        return f"“{name}” may answer that: ask there"

    def nothing_chance(self, chance: str) -> str:
        """Say how unlikely the best passage is, and where such questions are listed."""
        return (
            f"The nearest passage answers with a chance of {chance}. Questions that nothing in a whole collection "
            "answers are listed on the Library page."
        )

    def nearest_passages(self, n: int) -> str:
        """Label the list of passages that probably do not answer."""
        return f"The nearest passage{'' if n == 1 else 's'}" + (f" ({n})" if n > 1 else "")

    def themes(self, n: int) -> str:
        """Label the list of themes."""
        return f"{n} themes in these passages"

    def numbers(self, ranks: tuple[int, ...]) -> str:
        """Name passages by their numbers in the list."""
        return f"{'passage' if len(ranks) == 1 else 'passages'} {', '.join(map(str, ranks))}"

    def removed(self, n: int) -> str:
        """Say that passages are gone."""
        was = "was" if n == 1 else "were"
        return f"{count(n, 'passage')} {was} removed here because the source was deleted or replaced."

    def attached_ready(self, name: str, passages: int) -> str:
        """Say that an attached file can be asked."""
        return f"{name} is attached: {count(passages, 'passage')}. Ask about it."

    def all_ready(self, n: int, passages: int) -> str:
        """Say that several attached files can be asked."""
        return f"{count(n, 'file')} are attached: {count(passages, 'passage')}. Ask about them."

    def attached_files(self, n: int) -> str:
        """Say how many files are attached."""
        return count(n, "attached file")

    def kept(self, name: str) -> str:
        """Say that an attached file is now in the library."""
        return f"{name} is now in the library."

    def first_pictures(self, most: int, given: int) -> str:
        """Say that of too many pictures only the first ones were asked with."""
        return f"A question takes {most} pictures: the first {most} of your {given} were asked with."


class Viewer:
    """The window that shows a passage where it stands."""

    previous = "Previous page"
    next = "Next page"
    before = "Show the text before"
    after = "Show the text after"
    download = "Download the original"
    text = "Text of this passage"
    gone = "This passage is no longer in the library."

    def page(self, n: int, pages: int | None) -> str:
        """Name the page shown."""
        return f"Page {n} of {pages}" if pages else f"Page {n}"
