"""Lines of a page become text as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest import reflow


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("eﬃcient ﬁnal ﬂow", "efficient final flow"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("⻚⾯⻓度", "页面长度"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("\uf0b7 first", "• first"),
        ("あ の イ ー ハ ト ー ヴ", "あのイーハトーヴ"),
        ("编码 数量 名称", "编码 数量 名称"),
        ("Rental . . . . . . . . 12", "Rental … 12"),
        ("e\u0301te\u0301 \u200bx\ufffd", "été x"),
    ],
)
def test_odd_characters_are_folded(raw: str, clean: str) -> None:
    assert reflow.tidy(raw) == clean


@pytest.mark.parametrize(
    "text", ["(cid:3)(cid:9)(cid:12)", "\ue001\ue002 \ue003", "\x01\x02\x03 a", "\ufffd" * 9, "!#$%&()*+" * 12]
)
def test_garbage_is_told_from_text(text: str) -> None:
    assert reflow.garbled(text)


@pytest.mark.parametrize(
    "text", ["Plain words.", "\uf0b7 a bullet in a list", "纯文本", "1 . . . . . . . . . . . . . . . . 7", "हिन्दी", ""]
)
def test_text_is_not_taken_for_garbage(text: str) -> None:
    assert not reflow.garbled(text)


@pytest.mark.parametrize(
    ("lines", "known", "text"),
    [
        (["the bombard-", "ment began"], set(), "the bombardment began"),
        (["it is a well-", "known fact"], {"well-known"}, "it is a well-known fact"),
        (
            ["the state-", "owned firm of the state and owned"],
            {"owned", "state"},
            "the state-owned firm of the state and owned",
        ),
        (["Mini-", "LM"], set(), "Mini-LM"),
        (["soft\u00ad", "ware"], set(), "software"),
        (
            ["这是一个很长的中文段落的第一行，它在这里", "换行之后继续。"],
            set(),
            "这是一个很长的中文段落的第一行，它在这里换行之后继续。",
        ),
        (["Heading", "The first line of a paragraph that goes on and on", "and ends here."], set(), None),
        (["• one", "• two"], set(), None),
        (["1. Check the brakes of the bike before each ride", "2. Check the tyres"], set(), None),
        (["A-100 12.50 64", "A-110 14.90 38"], set(), None),
        (["English:", "Hello World", "Thai:"], set(), None),
    ],
)
def test_wrapped_lines_are_joined_and_others_are_not(lines: list[str], known: set[str], text: str | None) -> None:
    assert reflow.joined(lines, known).split("\n")[0] == (lines[0] if text is None else text)


@given(st.lists(st.text(alphabet="ab c-中。.1", max_size=30), max_size=8))
def test_joining_keeps_every_letter(lines: list[str]) -> None:
    """Only hyphens at line ends and white space may go."""
    assert [c for c in reflow.joined(lines) if c not in " \n-"] == [c for c in "".join(lines) if c not in " -"]


def test_running_lines_are_found_on_odd_and_even_pages() -> None:
    pages = [
        ["Author et al." if n % 2 else "A Study of Bikes", f"Words of page {n * 7}", f"- {n + 11} -"] for n in range(10)
    ]
    assert reflow.without_running(pages)[4:] == [[f"Words of page {n * 7}"] for n in range(4, 10)]


def test_pages_that_are_all_alike_keep_their_text() -> None:
    assert reflow.without_running([["The same voucher"]] * 6) == [["The same voucher"]] * 6


def test_a_vocabulary_leaves_out_the_broken_words_at_line_ends() -> None:
    assert reflow.vocabulary(["pose the question and sup-"]) == {"the", "question", "and"}
