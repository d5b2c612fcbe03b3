"""A chat saved as Markdown: a Markdown reader finds in it what the page shows, and nothing that documents made up."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from streamlit.testing.v1 import AppTest

from qa.types import Answer, Evidence, Group, Hit, Locator, Passage, Picture, PictureHit, Query, Reason, Source, Turn
from qa.ui import transcript
from qa.ui.words.notes import CHINESE
from tests.ui.conftest import ask, opened

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = "Leave is earned monthly. Everyone has 26 days. Ask in the portal."


def _hit(
    text: str = TEXT, start: int = 25, end: int = 46, *, name: str = "docs/hand_book.pdf", **changes: object
) -> Hit:
    place = Locator(page=4, heading=("Time", "Leave"))
    passage = Passage("p", "s", 0, text, "", "document", "en", place)
    source = Source("s", "c", name, "document", "ready", "0", 1, 0.0)
    values: dict[str, object] = {"evidence": (Evidence(text[start:end], start, end),), "confidence": 0.96}
    return Hit(1, 0.8, 0.71, 12.3, passage, source, **{**values, **changes})  # type: ignore[arg-type]


def _turn(*hits: Hit, question: str = "How many days?", **changes: object) -> Turn:
    values: dict[str, object] = {"verdict": "answered", "confidence": 0.96}
    return Turn(1, question, Answer("q", question, hits, **{**values, **changes}), 0.0)  # type: ignore[arg-type]


def _written(*turns: Turn, language: str = "en") -> str:
    return transcript.markdown(turns, language, {"p1": "printer *error*"}.get)  # type: ignore[arg-type]


def _shown(tokens: list[Token]) -> str:
    """Return what a reader of the Markdown sees, a line each."""
    lines = []
    for token in tokens:
        if token.type == "inline":
            breaks = {"softbreak": " ", "hardbreak": "\n"}
            lines.append("".join(breaks.get(one.type, one.content) for one in token.children or ()))
        elif token.type == "fence":
            lines.append(token.content)
    return "\n".join(lines)


def _kinds(tokens: list[Token]) -> set[str]:
    return {one.type for token in tokens for one in (token, *(token.children or ()))}


def test_a_question_its_verdict_and_its_passages_are_written() -> None:
    """With confidence, name, place, scores, and the sentence that answers in bold."""
    assert _written(_turn(_hit())) == (
        "# Questions and answers\n\n"
        "## How many days?\n\n"
        "**Answered · 96%**\n\n"
        "### 1. hand\\_book.pdf · page 4 · Time › Leave\n\n"
        "96% likely · Match 0.80 · Meaning 0.71 · Words 12.3\n\n"
        "> Leave is earned monthly. **Everyone has 26 days**. Ask in the portal.\n"
    )


def test_it_speaks_chinese() -> None:
    """Verdict, place, scores and the library's notes; the documents' words stay as they are."""
    note = next(iter(CHINESE))
    written = _written(_turn(_hit(), notes=(note,)), language="zh")
    assert written.startswith("# 问答记录\n") and "**已找到答案 · 96%**" in written
    assert "第 4 页" in written and "匹配度 0.80" in written and CHINESE[note] in written
    assert "Everyone has 26 days" in written


def test_what_answers_nothing_says_so_before_the_nearest_passages() -> None:
    written = _written(_turn(_hit(confidence=0.03), verdict="nothing", confidence=0.03))
    assert "**Not answered · 3%**\n\nNothing here answers that.\n\nThe nearest passage\n\n### 1." in written
    assert "Nothing in here matches that." in _written(_turn(verdict="nothing", confidence=0.0))
    lost = replace(_turn(_hit(), verdict="nothing"), lost=True, removed=1)
    assert "The passage that was shown here is gone." in _written(lost) and "1 passage was removed" in _written(lost)


def test_what_all_is_about_is_told_by_its_themes() -> None:
    written = _written(_turn(_hit(), overview=(Group("leave", "It is earned.", ()),), verdict="nothing"))
    assert "**leave** — It is earned." in written and "Not answered" not in written


def test_pictures_asked_with_are_named_and_so_are_those_found() -> None:
    """A picture that is in the library itself is said to be there, as on the page."""
    picture = Picture("p2", "s", "v", 0, None, "lake", 1, 1, "", 0, 0, b"")
    source = Source("s", "c", "photos/lake [1].png", "image", "ready", "0", 1, 0.0)
    found = PictureHit(1, 1.0, picture, source, (Reason("same"),))
    turn = _turn(question="", verdict=None, picture="p1", more_pictures=("gone",), asked_with=2, pictures=(found,))
    written = _written(turn)
    assert "## Picture\n\nAsked with: printer \\*error\\*\n\n" in written
    assert "This picture is in the library: lake \\[1\\].png\n\nPictures found: lake \\[1\\].png" in written


def test_what_an_image_model_alone_found_is_written_for_what_it_is() -> None:
    written = _written(_turn(_hit(confidence=None, why=(Reason("shows"),)), verdict=None))
    assert "as an image model sees it" in written and "By what the picture shows · Match 0.80\n" in written


def test_a_question_asked_again_without_a_carried_word_stands_once() -> None:
    turns = [
        replace(_turn(_hit(), query=Query("x", "en", (), carried=carried)), id=at)
        for at, carried in enumerate((("refund", "paid"), ("refund",)))
    ]
    written = _written(*turns)
    assert written.count("## How many days?") == 1
    assert "Also searched for, from your last question: refund\n" in written


def test_bold_ends_where_chinese_runs_on() -> None:
    """Asterisks behind a full stop with no space after it would stay asterisks."""
    text = "员工每年享有十五天年假。“年假”需要提前两周申请。未休完的可以顺延。"
    written = _written(_turn(_hit(text, 12, 25)))
    tokens = READER.parse(written)
    assert text in _shown(tokens)
    bold = [token.children or [] for token in tokens if token.type == "inline" and text[:5] in token.content]
    assert [one.content for one in bold[0] if one.content] == [text[:13], text[13:24], text[24:]]


def test_lines_are_kept_but_those_of_paper() -> None:
    """An FAQ's question stands above its answer; a PDF's lines end where its paper does."""
    hit = _hit("How long?\nTwo days.\n\n\n    Indented.", 0, 0)
    assert "> How long?\n> Two days.\n> \n> Indented.\n" in _written(_turn(hit))
    faq = replace(hit, passage=replace(hit.passage, kind="faq"))
    assert "> How long?  \n> Two days.\n> \n> Indented.\n" in _written(_turn(faq))


def test_code_stays_code_whatever_is_in_it() -> None:
    code = "def f():\r    return '```'\n```\n# <b>not a heading</b>\n"
    hit = _hit(code, 0, 0)
    tokens = READER.parse(_written(_turn(replace(hit, passage=replace(hit.passage, kind="code")))))
    assert [one.content for one in tokens if one.type == "fence"] == [code.replace("\r", "\n")]
    assert [one.tag for one in tokens if one.type == "heading_open"] == ["h1", "h2", "h3"]


_PIECES = (
    "\n- ",
    "\n+ ",
    "\n1. ",
    "\n12) ",
    "\n===",
    "\n---",
    "\n# ",
    "\n> ",
    "\n    ",
    "\n```\n",
    "\n\n",
    "![a](b)",
    "**",
    "__",
)
SIGNS = st.lists(st.sampled_from([*"ab1 .)*_`[]()!<>&;#-+=~|\\:\n\r\u3002年\u0301/w\"'", *_PIECES]), max_size=20).map(
    "".join
)
"""What documents may hold that Markdown would read as something else."""


@given(SIGNS, st.integers(0, 40), st.integers(0, 40))
def test_no_text_of_a_document_becomes_markup(value: str, start: int, end: int) -> None:
    """Neither of its passage, nor of its name, nor of a question; every character but white space is read again."""
    text = f"x{value}y"
    hit = _hit(text, min(start, len(text)), min(end, len(text)), name=text.replace("/", ""))
    tokens = READER.parse(_written(_turn(hit, question=text, notes=(text,))))
    assert [one.tag for one in tokens if one.type == "heading_open"] == ["h1", "h2", "h3"]
    assert _kinds(tokens) <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close"),
        *("inline", "text", "text_special", "strong_open", "strong_close", "softbreak", "hardbreak"),
    }
    read = "".join(_shown(tokens).split())
    folded = "".join(text.split())
    assert read.count(folded) >= 3, (read, folded)


@given(SIGNS, st.integers(0, 40), st.integers(0, 40))
def test_what_answers_is_bold(value: str, start: int, end: int) -> None:
    """All letters and digits of the evidence, and none beside it; no asterisk is left over."""
    text = f"x {value} y"
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    tokens = READER.parse(_written(_turn(_hit(text, start, end))))
    depth, bold = 0, ""
    quoted = [token for token in tokens if token.type == "inline" and token.level > 1]
    for one in (child for token in quoted for child in token.children or ()):
        depth += one.nesting if one.type.startswith("strong") else 0
        bold += one.content if depth else ""
    assert [c for c in bold if c.isalnum()] == [c for c in text[start:end] if c.isalnum()]


@pytest.mark.parametrize("mark", ["- ", "+ ", "7. ", "12) ", ": ", "= ", "# "])
def test_a_line_that_begins_like_a_list_stays_a_line(mark: str) -> None:
    """Before bold words too."""
    written = _written(_turn(_hit(f"{mark}one", len(mark), len(mark) + 3)))
    assert written.endswith("**one**\n") and _shown(READER.parse(written)).endswith(f"\n{mark}one")
    assert "bullet_list_open" not in _kinds(READER.parse(written))


def test_addresses_are_no_links() -> None:
    """In a link made of one the backslash before its underline would be shown."""
    assert "http\\://a.b/c\\_d www\\.e.f" in _written(_turn(_hit("http://a.b/c_d www.e.f", 0, 0)))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What's in ../../etc?", "What s in etc.md"),
        ("年假？", "年假.md"),
        ("", "Askwell.md"),
        ("a" * 99, "a" * 60 + ".md"),
    ],
)
def test_the_file_is_called_as_the_first_question(question: str, name: str) -> None:
    assert transcript.file_name([_turn(question=question)], "en") == name


def test_writing_needs_no_page() -> None:
    code = "import qa.ui.transcript, sys; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("library")
def test_a_chat_with_a_turn_can_be_saved() -> None:
    """And an empty one cannot."""
    at = opened()

    def offered(at: AppTest) -> list[str]:
        return [button.proto.label for button in at.get("download_button")]

    assert offered(at) == []
    assert offered(ask(at, "How long does delivery take?")) == ["Save chat"]
