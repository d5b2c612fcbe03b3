"""Plain text comes out as it went in, in pieces that know their first line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.text import pieces, read_text


def test_a_text_file_is_kept_as_it_is() -> None:
    document = read_text("a.txt", b"First line.\r\n\r\nSecond\rthird\n")
    assert [section.text for section in document.sections] == ["First line.\n\nSecond\nthird"]
    assert document.sections[0].locator.line == 1


def test_long_texts_break_between_paragraphs_and_count_their_lines() -> None:
    paragraph = "A sentence of some length stands here.\n" * 5 + "\n"
    found = list(pieces(paragraph * 40, limit=1000))
    assert all(len(piece) <= 1000 for _, piece in found)
    lines = (paragraph * 40).split("\n")
    for line, piece in found:
        assert lines[line - 1] == piece.split("\n")[0]


@given(st.text(alphabet="ab c.。\n", max_size=500), st.integers(5, 60))
def test_nothing_but_white_space_is_lost_between_pieces(text: str, limit: int) -> None:
    together = "".join(piece for _, piece in pieces(text, limit))
    assert "".join(together.split()) == "".join(text.split())
