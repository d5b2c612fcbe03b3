"""What people read on a terminal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa import terminal, wire
from qa.search.unread import PASSAGES
from qa.terminal import plain
from qa.terminal.answers import BY_SIGHT, NEAREST, SMALLTALK
from qa.types import AddResult, Answer, Evidence, Group, Hit, Locator, Passage, Reason, RowReport, Source

SOURCE = Source("s1", "c1", "/home/ann/docs/hand.pdf", "document", "ready", "ab", 10, 1.5)
TEXT = "Leave is earned monthly. Every employee has 26 days of leave a year. It is asked for in the portal."


def _answer(text: str = TEXT, start: int = 25, end: int = 68) -> dict[str, object]:
    place = Locator(page=4, heading=("Time", "Leave"))
    passage = Passage("p", "s1", 0, text, "", "document", "en", place)
    hit = Hit(1, 0.8, 0.71, 12.3, passage, SOURCE, (Evidence(text[start:end], start, end, 0.9),))
    other = Hit(2, 0.4, None, 2.0, passage, SOURCE, also_in=(("s2", "copy.pdf"),))
    themes = (Group("leave", "Leave is earned monthly.", (1,)), Group("portal", "It is asked for.", (2,)))
    return wire.answer(Answer("q", "leave?", (hit, other), themes))


def test_the_quote_comes_first_then_the_numbered_passages() -> None:
    """Quote, where it stands, then name, page and both scores of each passage."""
    lines = terminal.answer(_answer(), base="/home/ann").splitlines()
    assert lines[0] == "“Every employee has 26 days of leave a year.”"
    assert lines[1] == "— docs/hand.pdf, page 4, Time › Leave"
    assert lines[3] == " 1  docs/hand.pdf, page 4, Time › Leave  score 0.80 (meaning 0.71, words 12.3)"
    assert any("meaning –, words 2.0" in line for line in lines)
    assert any("also in copy.pdf" in line for line in lines)
    assert lines[-1] == "portal (2): It is asked for."


def test_colour_marks_the_evidence_and_nothing_else_changes() -> None:
    """Without the style codes, a coloured answer is the plain one (but for where lines break)."""
    coloured = terminal.answer(_answer(), width=4000, colour=True)
    for style in (plain.BOLD, plain.DIM, plain.PLAIN):
        coloured = coloured.replace(style, "")
    assert coloured == terminal.answer(_answer(), width=4000)


def test_what_all_is_about_comes_before_the_passages_and_nothing_is_quoted() -> None:
    """Theme by theme."""
    found = _answer() | {"overview": [{"label": "leave", "summary": "Leave is earned monthly."}], "verdict": "nothing"}
    lines = terminal.answer(found, base="/home/ann").splitlines()
    assert lines[0] == "leave: Leave is earned monthly."
    assert lines[2] == NEAREST
    assert lines[4].startswith(" 1  docs/hand.pdf")


def test_no_hits_is_said_plainly() -> None:
    """An empty answer is a sentence, with what the user should know before it."""
    found = Answer("q", "x", (), (), "nothing", 0.0, notes=("The model is warming up.",))
    shown = terminal.answer(wire.answer(found))
    assert shown == "The model is warming up.\n\nNothing in the library matches these words or their meaning."


def test_a_greeting_is_told_what_is_asked_here() -> None:
    """It has neither verdict nor hits."""
    assert terminal.answer(wire.answer(Answer("q", "hello", ()))) == SMALLTALK


def test_while_passages_wait_the_nearest_are_no_quote() -> None:
    """The note says why there is no verdict; below it stand the passages."""
    waits = PASSAGES.format(count=7)
    lines = terminal.answer(_answer() | {"confidence": 0.03, "notes": [waits]}, base="/home/ann").splitlines()
    assert lines[0] == waits and lines[2].startswith("The nearest passages (3% likely):")
    assert lines[4].startswith(" 1  docs/hand.pdf")


def test_what_an_image_model_alone_found_stands_apart_and_is_no_quote() -> None:
    """Below the passages that words found, under a line that says so; where there are no others, nothing is quoted."""
    place = Locator(page=4)
    passage = Passage("p", "s1", 0, "A harbour at dawn.", "", "document", "en", place)
    seen = Hit(1, 0.5, None, 0.0, passage, SOURCE, why=(Reason("shows", "", 2),))
    said = Hit(2, 0.4, 0.1, 2.0, passage, SOURCE, confidence=0.02, why=(Reason("words", "", 1),))
    alone = terminal.answer(wire.answer(Answer("q", "", (seen,), asked_with=1)), width=400)
    assert alone.splitlines()[0] == BY_SIGHT and "“" not in alone
    assert "for picture 2  score 0.50\n" in alone
    both = terminal.answer(wire.answer(Answer("q", "", (seen, said), verdict="nothing", confidence=0.02)), width=400)
    assert both.index("Nothing here answers") < both.index("for picture 1") < both.index(BY_SIGHT)


def test_the_languages_that_can_be_read_are_named() -> None:
    """The three first by name, others by code; and what reads the rest."""
    said = terminal.reads(["de", "en", "fr", "ja", "zh"])
    assert said.startswith(
        "Text on pictures and scans is read in Chinese, Japanese, English and 2 more languages (de, fr)"
    )
    assert "tesseract" in said
    assert "read in English; others" in terminal.reads(["en"])
    assert "read in no language" in terminal.reads([])


@given(st.text())
def test_a_document_cannot_steer_the_terminal(text: str) -> None:
    """No escape sequence and no bidi override of a passage reaches the terminal; what can be seen stays."""
    safe = terminal.visible(text + "\x1b[2J\x9b31m\u202e")
    assert not set(safe) & {"\x1b", "\x9b", "\r", "\u202e", "\x07"}
    assert [c for c in text if c.isalnum()] == [c for c in safe if c.isalnum()][: -len("2J31m")]


@given(st.text(alphabet="ab 你好\n.", max_size=3000), st.data())
def test_an_excerpt_shows_the_evidence(text: str, data: st.DataObject) -> None:
    """However long the passage, its evidence is in what is shown."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 100)))
    shown = terminal.answer(_answer(text, start, end), width=10**6)
    assert " ".join(text[start:end].split()) in " ".join(shown.split())


def test_a_file_line_says_what_became_of_it() -> None:
    """Ready, unchanged and failed files; notes and rows below."""
    rows = RowReport(3, (5,), ((7, "no answer"),))
    added = AddResult("/d/f.csv", "ready", "s", "faq", 3, 0.25, notes=("2 pages held no text.",), rows=rows)
    assert terminal.added(wire.added(added), base="/d").splitlines() == [
        "f.csv: ready, 3 passages, 0.2 s",
        "  2 pages held no text.",
        "  3 rows added, 1 repeated, 1 skipped",
        "  row 7: no answer",
    ]
    assert terminal.added(wire.added(AddResult("a.md", "unchanged", "s"))) == "a.md: unchanged"
    assert terminal.added(wire.added(AddResult("b", "failed", error="b is empty."))) == "b: failed: b is empty."


def test_a_list_names_a_file_that_failed_once() -> None:
    """As it is seen from here, in the sentence that says why; before the sentence where that names no file."""
    failed = replace(SOURCE, status="failed", passages=0, error=f"{SOURCE.name} is empty: add a file.")
    assert terminal.sources([wire.source(failed)], base="/home/ann").endswith(
        "0 passages  docs/hand.pdf is empty: add a file."
    )
    nameless = replace(failed, name="a", error="There is no room on the disk.")
    assert terminal.sources([wire.source(nameless)]).endswith("0 passages  a: There is no room on the disk.")


def test_tables_line_up_in_wide_scripts() -> None:
    """A Chinese character takes two cells."""
    assert terminal.table([["年假", "a"], ["x", "b"]]) == "年假  a\nx     b"


def test_figures_are_a_title_and_a_table() -> None:
    """Counts in the title, each figure with its interval below it."""
    line = {"mode": "hybrid", "set": "faq", "queries": 50, "encoder": None, "hit@1": 0.5, "hit@1_interval": [0.4, 0.6]}
    assert terminal.figures(line).splitlines() == ["hybrid, faq, queries 50", "  hit@1     0.500  0.400–0.600"]
    assert terminal.figures({"measure": "machine", "cores": 2}) == "machine, cores 2"
