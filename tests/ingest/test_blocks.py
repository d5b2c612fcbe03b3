"""Lines come in the order in which a person reads them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from qa.ingest.blocks import arrange, mean_score
from qa.types import TextBox


def box(text: str, left: float, top: float, *, size: float = 20, wide: float = 0) -> TextBox:
    right, bottom = left + (wide or len(text) * size / 2), top + size
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return TextBox(text, 0.99, tuple((round(x), round(y)) for x, y in corners))


def turned(boxes: Sequence[TextBox], degrees: float) -> list[TextBox]:
    """Turn all clockwise around a point in the middle."""
    angle = math.radians(degrees)
    sine, cosine = math.sin(angle), math.cos(angle)

    def point(x: int, y: int) -> tuple[int, int]:
        x, y = x - 400, y - 300
        return round(x * cosine - y * sine) + 400, round(x * sine + y * cosine) + 300

    return [TextBox(one.text, one.score, tuple(point(*corner) for corner in one.corners)) for one in boxes]


def texts(boxes: Sequence[TextBox]) -> list[list[str]]:
    return [block.lines for block in arrange(boxes)]


PROSE = [
    *(box(f"left column line {n} of prose", 40, 100 + 26 * n) for n in range(8)),
    *(box(f"right column line {n} of prose", 420, 100 + 26 * n) for n in range(8)),
]
DIALOG = [box("Heron", 30, 20), box("17:42", 595, 20), box("Lock not closed", 85, 173), box("ERR_4012", 85, 200)]


def test_nothing_gives_nothing() -> None:
    assert arrange([]) == []
    assert mean_score([]) == 0


def test_lines_far_apart_are_blocks_and_boxes_side_by_side_are_one_line() -> None:
    assert texts(DIALOG) == [["Heron 17:42"], ["Lock not closed", "ERR_4012"]]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    found = texts(PROSE)
    assert [line.split()[0] for block in found for line in block] == ["left"] * 8 + ["right"] * 8


def test_a_heading_over_two_columns_does_not_hide_them() -> None:
    heading = box("A heading that spans both of the columns on the page", 40, 40, wide=700)
    footer = box("Page 3 of the whole long document that has a footer", 40, 400, wide=700)
    found = [line.split()[0] for block in texts([footer, *PROSE, heading]) for line in block]
    assert found == ["A", *["left"] * 8, *["right"] * 8, "Page"]


def test_columns_with_paragraphs_at_the_same_height_are_still_read_down() -> None:
    gap = [TextBox(each.text, 0.9, tuple((x, y + (60 if y > 200 else 0)) for x, y in each.corners)) for each in PROSE]
    assert [line.split()[0] for block in texts(gap) for line in block] == ["left"] * 8 + ["right"] * 8


def test_a_table_is_read_across() -> None:
    cells = [box(f"r{row}c{column}", 40 + 200 * column, 40 + 24 * row) for row in range(5) for column in range(3)]
    assert texts(cells) == [[" ".join(f"r{row}c{column}" for column in range(3)) for row in range(5)]]


def test_a_menu_beside_text_is_a_column() -> None:
    menu = [box(word, 30, 80 + 41 * at) for at, word in enumerate(("Home", "Search", "Mail", "Help"))]
    prose = [box(f"sentence number {n} of the page goes here", 260, 70 + 26 * n) for n in range(8)]
    found = [line for block in texts([*prose, *menu]) for line in block]
    assert found[:4] == ["Home", "Search", "Mail", "Help"]


@pytest.mark.parametrize("degrees", [0, 1, -2, 7, 90, 180, 270, 183])
def test_order_does_not_depend_on_how_the_page_lies(degrees: float) -> None:
    heading = box("A heading that spans both of the columns on the page", 40, 40, wide=700)
    assert texts(turned([heading, *PROSE], degrees)) == texts([heading, *PROSE])


def test_the_mean_score_is_weighed_by_length() -> None:
    assert mean_score([TextBox("abc", 1.0, ()), TextBox("x", 0.2, ())]) == pytest.approx(0.8)
