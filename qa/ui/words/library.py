"""The words of the Library page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from qa.ui.words.phrases import count, language

_OTHER = "am ar be bg bn el fa gu he hi hy ka kk km kn ko lo mk ml mn mr my ne pa ru sa si sr ta te th uk ur"
OTHER_SCRIPTS = frozenset(_OTHER.split())
"""Languages in scripts that the built-in text recognition does not read."""


class Library:
    """The page where files are added and looked after."""

    title = "Library"
    drop = "Drop files here, or choose them"
    drop_kinds = (
        "PDF, Word, PowerPoint, Excel, CSV, Markdown, HTML, text, RTF, EPUB, e-mail, JSON, notebooks, source code, "
        "pictures, and zip archives of these. Files stay on this machine."
    )
    options = "Options for the next files"
    password = "Password"
    password_help = "For encrypted PDF and Excel files; not stored with the file"
    password_where = "Type it beside the file in the list below."
    unlock = "Read with this password"
    table = "Tables are"
    tables: Mapping[str, str] = {"auto": "Recognised", "faq": "Questions and answers", "rows": "Plain rows"}
    columns = "Column headings, when they are not recognised"
    column_names: Mapping[str, str] = {
        "question": "Question column",
        "answer": "Answer column",
        "category": "Category column",
        "language": "Language column",
    }
    clear = "Dismiss"
    cancel = "Cancel"
    cancel_all = "Cancel all of these"
    search = "Search by name"
    sort = "Sort by"
    sorts: Mapping[str, str] = {
        "added": "Newest first",
        "name": "Name",
        "kind": "Kind",
        "passages": "Most passages",
        "bytes": "Largest",
        "status": "Problems first",
    }
    select_all = "Select all"
    delete = "Delete"
    delete_title = "Delete from the library?"
    delete_body = "The files are removed from this library and from the answers in old chats. Your own copies stay."
    menu = "Options of this file"
    open = "Open"
    ask_only = "Ask only this"
    reindex = "Read again"
    none_found = "No file here has that in its name."
    empty_title = "Nothing here yet"
    empty_steps = (
        ("Drop your files above", "Handbooks, FAQ tables, notes, code. Whole folders as a zip."),
        ("Wait a moment", "Each file can be found by its words at once, and by its meaning shortly after."),
        ("Ask", "In your own words, in any language. You get the passage that answers, with its page."),
    )
    collection = "Collection"
    collection_menu = "Collections"
    create = "New collection…"
    rename = "Rename…"
    remove = "Delete collection…"
    create_title = "New collection"
    rename_title = "Rename collection"
    remove_title = "Delete collection?"
    name = "Name"
    save = "Save"
    states: Mapping[str, str] = {
        "pending": "Waiting",
        "words": "Searchable by words",
        "ready": "Searchable by words and meaning",
        "failed": "Not readable",
    }
    stopped = "Stopped: found by words only"
    go_on = "Go on"
    kinds: Mapping[str, str] = {
        "document": "Document",
        "faq": "FAQ",
        "table": "Table",
        "code": "Code",
        "image": "Picture",
    }
    job_states: Mapping[str, str] = {
        "queued": "Waiting",
        "reading": "Reading",
        "embedding": "Searchable by words, learning its meaning",
        "done": "Done",
        "failed": "Not added",
        "cancelled": "Cancelled",
    }
    check = "Check"
    healthy = "Checked: everything is whole."
    repair = "Repair"
    unchanged = "was here already, unchanged."

    def remove_body(self, name: str, files: int) -> str:
        """Warn about what deleting a collection means."""
        return f"This deletes {name} with {count(files, 'file')} in it. Your own copies stay."

    def health(self, files: int, passages: int, embedded: int) -> str:
        """Say what is searchable, in one line."""
        if not passages:
            return count(files, "file")
        meaning = "all" if embedded >= passages else f"{embedded:,}"
        return f"{count(files, 'file')} · {count(passages, 'passage')} by words · {meaning} by meaning"

    def added(self, passages: int, seconds: float) -> str:
        """Say what became of a file."""
        return f"{count(passages, 'passage')} in {seconds:.1f} s"

    def partly(self, passages: int) -> str:
        """Say that a file can be found by words only."""
        return f"{count(passages, 'passage')}, by words only so far"

    def seen(self, languages: Collection[str]) -> str:
        """Say in which languages the text on pictures and scans can be read here."""
        named = [language(code) for code in ("zh", "ja", "en", *sorted(OTHER_SCRIPTS)) if code in languages]
        rest = len(set(languages) - OTHER_SCRIPTS - {"zh", "ja", "en"})
        latin = f" and {rest} more languages in Latin script" if rest else ""
        more = (
            ""
            if OTHER_SCRIPTS & set(languages)
            else (
                " For Cyrillic, Korean, Arabic, Thai and Indian scripts, install Tesseract with their language packs."
            )
        )
        return f"Text on pictures and scans is read in {', '.join(named)}{latin}.{more}"

    def progress(self, done: int, total: int, state: str = "embedding") -> str:
        """Say how far a file is: while it is read, with its pages, then with its passages."""
        if state == "reading":
            return f"text recognition, {done + 1:,} of {total:,}" if total > 1 else "text recognition"
        return f"{done:,} of {total:,} passages"

    def passages(self, n: int) -> str:
        """Say how many passages a file has."""
        return count(n, "passage")

    def pages(self, n: int) -> str:
        """Say how many pages a file has."""
        return count(n, "page")

    def and_more(self, n: int) -> str:
        """End a list that is too long."""
        return f"… and {n:,} more"

    def overall(self, done: int, files: int) -> str:
        """Say how many of the files that are coming in are done."""
        return f"{done:,} of {count(files, 'file')} done"

    def more_running(self, n: int) -> str:
        """Label the fold that holds the other files being worked on."""
        return f"{count(n, 'more file')} in work"

    def waiting(self, n: int) -> str:
        """Label the fold that holds the files waiting for their turn."""
        return f"{count(n, 'file')} waiting"

    def more_finished(self, n: int) -> str:
        """Label the fold that holds the other finished files."""
        return f"{n:,} more done"

    def rows(self, added: int, duplicates: int, skipped: int) -> str:
        """Account for the rows of a table."""
        parts = [f"{count(added, 'entry', 'entries')} added"]
        parts += [f"{count(duplicates, 'duplicate')}"] if duplicates else []
        parts += [f"{count(skipped, 'row')} skipped"] if skipped else []
        return " · ".join(parts)

    def row_skipped(self, row: int, why: str) -> str:
        """Say why one row was skipped."""
        return f"Row {row}: {why}"

    def row_numbers(self, rows: str) -> str:
        """Name the rows that repeat others."""
        return f"Repeat an earlier entry: rows {rows}"

    def ago(self, seconds: float) -> str:
        """Say how long ago a file was added."""
        for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
            if seconds >= length:
                return f"added {count(int(seconds // length), unit)} ago"
        return "added just now"

    def selected(self, n: int) -> str:
        """Label the button that deletes the chosen files."""
        return f"Delete {count(n, 'file')}"

    def deleted(self, n: int) -> str:
        """Say that files are gone."""
        return f"Deleted {count(n, 'file')}"

    def problems(self, n: int) -> str:
        """Say that a check found something."""
        return f"The check found {count(n, 'problem')}."
