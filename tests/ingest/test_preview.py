"""Pages as pictures: the marked sentence is yellow, and nothing else is."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from qa.errors import DamagedFile, NotFound, PasswordNeeded
from qa.ingest.preview import page_png
from tests.ingest.made_pdf import CHINESE, encrypted, lines, pdf

WRAPPED = [
    "The depot opens at seven.",
    "Every rider checks the tyre pres-",
    "sure before leaving the yard.",
    "Then go.",
]


def picture(data: bytes, page: int, marks: list[str], **options: int) -> Image.Image:
    return Image.open(io.BytesIO(page_png(data, page, marks, **options)))  # type: ignore[arg-type]


def yellow(image: Image.Image) -> list[tuple[float, float]]:
    """Where the page is yellow, as (from left, from top) shares of its size."""
    wide, high = image.size
    pixels = image.load()
    spots = ((x, y) for y in range(0, high, 4) for x in range(0, wide, 4))
    return [(x / wide, y / high) for x, y in spots if pixels[x, y][2] < 120 < pixels[x, y][0]]


def line(number: int) -> float:
    """How far down the page a line drawn by ``lines`` stands, as a share."""
    return (A4[1] - (780 - 16 * number) - 4) / A4[1]


def test_a_page_is_drawn_in_the_width_asked_for() -> None:
    image = picture(pdf([["Hello"]]), 1, [], width=600)
    assert (image.format, image.width) == ("PNG", 600)
    assert not yellow(image)


def test_a_sentence_is_marked_over_its_line_wraps_and_hyphens() -> None:
    mark = "Every rider checks the tyre pressure before leaving the yard."
    spots = yellow(picture(pdf([["Other page"], WRAPPED]), 2, [mark]))
    heights = {y for _, y in spots}
    assert any(abs(y - line(1)) < 0.006 for y in heights)
    assert any(abs(y - line(2)) < 0.006 for y in heights)
    assert min(heights) > line(0) + 0.004
    assert max(heights) < line(3) - 0.004


def test_only_the_words_of_the_mark_are_yellow() -> None:
    spots = yellow(picture(pdf([["The key stands first. The lock stands second."]]), 1, ["The lock stands second."]))
    assert min(x for x, _ in spots) > 0.2


def test_chinese_is_marked() -> None:
    assert yellow(picture(pdf([["押金为三百元。", "请提前预约。"]], font=CHINESE), 1, ["请提前预约。"]))


def test_the_longest_parts_are_marked_when_the_whole_is_not_there() -> None:
    mark = "Every rider checks the tyre (see page 9) before leaving the yard."
    assert yellow(picture(pdf([WRAPPED]), 1, [mark]))
    assert not yellow(picture(pdf([WRAPPED]), 1, ["Nothing like it is written anywhere."]))


def test_turned_pages_are_marked_where_the_text_is_seen() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        lines(canvas, ["At the top of the page."], top=560)

    spots = yellow(picture(pdf([turned]), 1, ["At the top of the page."]))
    assert spots and min(x for x, _ in spots) > 0.85


def test_text_stays_black_under_the_yellow() -> None:
    image = picture(pdf([["Black on yellow."]]), 1, ["Black on yellow."])
    box = [(x, y) for x, y in yellow(image)]
    left, right = min(x for x, _ in box), max(x for x, _ in box)
    top, bottom = min(y for _, y in box), max(y for _, y in box)
    part = image.crop(
        (int(left * image.width), int(top * image.height), int(right * image.width), int(bottom * image.height))
    )
    assert min(part.convert("L").tobytes()) < 40


@pytest.mark.parametrize("page", [0, 2, -1, 10**9])
def test_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(NotFound, match=r"no page .*: the document has 1 page"):
        page_png(pdf([["Hello"]]), page, [])


def test_damaged_and_locked_files() -> None:
    with pytest.raises(DamagedFile):
        page_png(b"%PDF-1.4 nothing", 1, [])
    locked = encrypted(pdf([["Hello"]]), "secret", "boss")
    with pytest.raises(PasswordNeeded):
        page_png(locked, 1, [])
    assert page_png(locked, 1, [], password="secret")


def test_a_giant_page_does_not_make_a_giant_picture() -> None:
    def giant(canvas: Canvas) -> None:
        canvas.setPageSize((100, 14_000))

    image = picture(pdf([giant]), 1, [])
    assert image.width * image.height < 17_000_000


def test_a_scanned_page_is_marked_where_ocr_read_the_sentence() -> None:
    """Over the end of one line and the beginning of the next, and nowhere else."""

    def paper(canvas: Canvas) -> None:
        canvas.rect(0, 0, 10, 10, fill=1)

    read = [
        ("Open the lid. The pump", (0.1, 0.1, 0.5, 0.12)),
        ("is closed. Call help.", (0.1, 0.13, 0.5, 0.15)),
        ("Nothing to see here", (0.1, 0.5, 0.5, 0.52)),
    ]
    shown = Image.open(io.BytesIO(page_png(pdf([paper]), 1, ["The pump is closed."], width=800, read=read)))
    across, down = zip(*yellow(shown), strict=True)
    assert 0.09 < min(down) < 0.11 and 0.14 < max(down) < 0.16
    assert 0.08 < min(across) < 0.12 and 0.45 < max(across) < 0.55
    first = [x for x, y in zip(across, down, strict=True) if y < 0.115]
    assert min(first) > 0.3
