"""What documents say reaches the page as text, never as markup; marks stand where they should."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from qa.types import Answer, Evidence, Group, Hit, Locator, Passage, Source, Span
from qa.ui import show
from qa.ui.words import Ask

TAGS = re.compile(r"</?(?:mark|b)>")
HOSTILE = '<img src="http://example.org/x.png" onerror="alert(1)"> & <script>steal()</script>'


def passage(text: str, **changes: object) -> Passage:
    values: dict[str, object] = {
        "id": "s-v-00000", "source": "s", "position": 0, "text": text, "context": "", "kind": "document",
        "language": "en", "locator": Locator(),
    }  # fmt: skip
    return Passage(**{**values, **changes})  # type: ignore[arg-type]


def hit(found: Passage, *, name: str = "a.md", score: float = 0.8, **changes: object) -> Hit:
    source = Source("s", "c", name, found.kind, "ready", "0" * 64, 10, 0.0)
    return Hit(1, score, 0.5, 3.0, found, source, **changes)  # type: ignore[arg-type]


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda t: Span(t[0], t[0] + t[1])), max_size=5)


@given(st.text(max_size=60), spans, spans)
def test_marking_changes_no_character(value: str, evidence: list[Span], terms: list[Span]) -> None:
    drawn = show.marked(value, evidence, terms)
    assert html.unescape(TAGS.sub("", drawn)) == value
    assert "<" not in TAGS.sub("", drawn)


def test_marks_evidence_and_matched_words_inside_it() -> None:
    value = "One. Two words here. Three."
    drawn = show.marked(value, [Span(5, 20)], [Span(9, 14)])
    assert drawn == "One. <mark>Two <b>words</b> here.</mark> Three."


def test_marks_count_from_the_start_of_the_whole_passage() -> None:
    assert show.marked("Two words", [Span(9, 14)], start=5) == "Two <mark>words</mark>"


def test_a_hostile_passage_stays_text_everywhere() -> None:
    found = passage(HOSTILE, context=HOSTILE, question=HOSTILE[:30], locator=Locator(heading=(HOSTILE,), sheet=HOSTILE))
    drawn_hit = hit(found, name=HOSTILE, also_in=(("x", HOSTILE),), terms=(Span(0, 8),))
    drawn = [
        show.card(drawn_hit, Ask()),
        show.quote(drawn_hit),
        show.citation(drawn_hit, Ask()),
        show.whole(found, ()),
        show.theme(Group(HOSTILE, HOSTILE, (1,)), HOSTILE),
        show.bar(1, 2, HOSTILE),
        show.card(hit(passage(HOSTILE, kind="code", language='"><img src=x>')), Ask()),
    ]
    for one in drawn:
        assert "<img" not in one
        assert "<script" not in one


def test_labels_are_literal_markdown() -> None:
    assert show.label("![x](http://a/b.png) $5 :red[y]") == r"\!\[x\]\(http\:\/\/a\/b\.png\) \$5 \:red\[y\]".replace(
        r"\/", "/"
    )
    assert show.label("two\nlines   here") == "two lines here"
    assert show.label("a" * 50, 10) == "a" * 9 + "…"


@given(st.text(max_size=200), st.integers(50, 300))
def test_the_window_stays_inside_the_passage(value: str, limit: int) -> None:
    found = passage(value, sentences=tuple(Span(i, min(i + 20, len(value))) for i in range(0, len(value), 20)))
    shown = show.window(found, (), limit)
    assert 0 <= shown.start <= shown.end <= len(value)


def test_the_window_holds_the_evidence() -> None:
    value = " ".join(f"Sentence number {i} stands here." for i in range(60))
    sentences = tuple(Span(m.start(), m.end()) for m in re.finditer(r"Sentence[^.]*\.", value))
    target = sentences[40]
    evidence = (Evidence(value[target.start : target.end], target.start, target.end),)
    shown = show.window(passage(value, sentences=sentences), evidence, 200)
    assert shown.start <= target.start and target.end <= shown.end
    assert shown.end - shown.start < 300


def test_the_window_begins_at_the_earlier_of_two_marks_that_fit() -> None:
    value = " ".join(f"Sentence number {i} stands here." for i in range(60))
    sentences = tuple(Span(m.start(), m.end()) for m in re.finditer(r"Sentence[^.]*\.", value))

    def marks(*at: int) -> list[Evidence]:
        return [Evidence(value[s.start : s.end], s.start, s.end) for s in (sentences[i] for i in at)]

    found = passage(value, sentences=sentences)
    both = show.window(found, marks(40, 37), 200)
    assert both.start <= sentences[37].start and sentences[40].end <= both.end
    far = show.window(found, marks(40, 3), 200)
    assert sentences[30].start < far.start and sentences[40].end <= far.end


def test_a_row_shows_its_year_and_unit() -> None:
    """They stand over the table; neither the sheet's name nor those of the columns are said twice."""
    over = "3. Analyses, Revenue: In millions of CHF, January–June 2023"
    place = Locator(sheet="OS 2023")
    row = passage("Nespresso; Sales (a): 3128", kind="table", context=f"OS 2023, {over}", locator=place)
    drawn = show.body(hit(row), 300)
    assert show.heads(row) == over and drawn.index("January–June 2023") < drawn.index("Nespresso")
    columns = "OS 2023: Part, Price (EUR)"
    assert show.heads(passage("Part: Bell; Price (EUR): 8", kind="table", context=columns, locator=place)) == ""
    assert show.heads(passage("A note", kind="table", context="OS 2023", locator=place)) == ""
    assert show.heads(passage("Text under a heading", context=over)) == ""


def test_an_endless_sentence_is_cut_at_a_space() -> None:
    value = "word " * 1000
    shown = show.window(passage(value, sentences=(Span(0, len(value)),)), (), 100)
    assert shown.end - shown.start <= 200
    assert value[shown.end] == " "


def test_an_faq_entry_shows_its_question_above_the_answer() -> None:
    found = passage("How long?\nTwo days.", question="How long?", kind="faq", sentences=(Span(0, 9), Span(10, 19)))
    drawn = show.quote(hit(found, evidence=(Evidence("Two days.", 10, 19),)))
    assert drawn.index("How long?") < drawn.index("<mark>Two days.</mark>")
    assert drawn.count("How long?") == 1


def test_right_to_left_text_is_marked_so() -> None:
    assert 'dir="rtl" lang="ar"' in show.quote(hit(passage("مرحبا", language="ar")))
    assert 'dir="auto" lang="zh"' in show.quote(hit(passage("你好", language="zh")))


def test_code_keeps_its_lines() -> None:
    assert "<pre" in show.quote(hit(passage("a = 1\nb = 2", kind="code")))


def test_strength_goes_by_score_until_there_is_confidence() -> None:
    say = Ask()
    assert show.strength(hit(passage("x"), score=0.9), say)[1] == "strong"
    assert show.strength(hit(passage("x"), score=0.4), say)[1] == "possible"
    assert show.strength(hit(passage("x"), score=0.1), say)[1] == "weak"
    assert show.strength(hit(passage("x"), score=0.9, confidence=0.1), say) == ("10% likely", "weak")


def test_a_verdict_is_shown_with_its_confidence() -> None:
    """The number shown is the one that was thresholded; nobody is told 100%."""
    found = Answer("q1", "x", (hit(passage("x"), confidence=0.999),), verdict="answered", confidence=0.999)
    assert show.verdict(found, found.hits[0], Ask()) == ("Answered · 99%", "strong")


def test_says_where_a_passage_stands() -> None:
    say = Ask()
    assert show.where(Locator(page=3, heading=("A", "B", "C")), say) == "page 3 · B › C"
    assert show.where(Locator(sheet="Prices", row=7, line=7), say) == "sheet Prices · row 7"
    assert show.where(Locator(), say) == ""


def test_a_hit_without_a_vector_says_so() -> None:
    found = hit(passage("x"))
    assert "Meaning 0.50" in show.numbers(found, Ask())
    from dataclasses import replace

    assert "Meaning not yet" in show.numbers(replace(found, semantic=None), Ask())


def test_the_clipboard_gets_the_evidence_and_its_source() -> None:
    found = hit(passage("A. The answer. B.", locator=Locator(page=2)), evidence=(Evidence("The answer.", 3, 14),))
    assert show.plain(found, Ask()) == "“The answer.”\n— a.md, page 2"


def test_overlap_of_neighbours_is_found() -> None:
    assert show.overlap(passage("one two three"), passage("two three four")) == len("two three")
    assert show.overlap(passage("one"), passage("two")) == 0


def test_sizes_are_for_people() -> None:
    assert [show.size(n) for n in (0, 999, 1500, 1_250_000, 250_000_000, 3_000_000_000)] == [
        "0 B", "999 B", "2 kB", "1.2 MB", "250 MB", "3.0 GB",
    ]  # fmt: skip


def test_a_bar_says_how_far_it_is() -> None:
    assert 'aria-valuenow="50"' in show.bar(5, 10, "x")
    assert "aria-valuenow" not in show.bar(0, 0, "x")


def test_no_line_of_facts_begins_with_a_dot() -> None:
    assert show.listed(["a <b>", "", "c"]) == "<bdi>a &lt;b&gt;</bdi>\N{NO-BREAK SPACE}· <bdi>c</bdi>"
