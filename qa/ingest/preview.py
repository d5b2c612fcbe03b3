"""A page of a PDF as a picture, with sentences marked on it."""

from __future__ import annotations

import ctypes
import io
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.errors import DamagedFile, NotFound
from qa.ingest import apart, pdfium

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage, PdfTextPage

_YELLOW = (255, 226, 77)
_SECONDS = 20.0
_MOST_PIXELS = 16_000_000
_SHORTEST = 12
"""Letters that a part of a sentence must have to be marked when the whole is not found."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a page, folded, and the character of the page that each comes from."""

    text: str
    origins: Sequence[int]


def page_png(
    data: bytes,
    page: int,
    marks: Sequence[str],
    *,
    password: str | None = None,
    width: int = 1200,
    read: Sequence[tuple[str, Box]] = (),
) -> bytes:
    """Draw a page (from 1) as a PNG of about ``width`` pixels across, with the sentences ``marks`` in yellow.

    A sentence is found by its letters and digits alone, so that line wraps, hyphens and spacing don't matter; of one
    that is not there as a whole the longest parts are marked. ``read`` are the lines that OCR found on a page without
    text, in reading order, with their boxes in shares 0…1 of the page. Raises NotFound for a page that is not there,
    DamagedFile, or PasswordNeeded.
    """
    task = {"page": page, "marks": list(marks), "password": password, "width": width, "read": list(read)}
    (picture,) = apart.results("preview.drawn", data, task, seconds=_SECONDS)
    return b64decode(picture)


def drawn(
    data: bytes,
    page: int,
    marks: Sequence[str],
    password: str | None,
    width: int,
    read: Sequence[tuple[str, Box]],
) -> Iterator[str]:
    """Yield the page's PNG in base 64; what ``page_png`` runs apart."""
    with pdfium.opened(data, password) as document:
        if not 1 <= page <= len(document):
            raise NotFound(f"There is no page {page}: the document has {len(document)} pages.")
        shown = document[page - 1]
        try:
            picture = _drawn(shown, width)
            boxes = _boxes(shown, picture.size, marks) or _read_boxes(picture.size, marks, read)
        finally:
            shown.close()
    yield b64encode(_png(_marked(picture, boxes))).decode()


def _drawn(page: PdfPage, width: int) -> Image:
    across, down = page.get_size()
    if not (0 < across < 1e6 and 0 < down < 1e6):
        raise DamagedFile("The page has no sensible size; open the PDF in a viewer and save it again.")
    scale = min(width / across, (_MOST_PIXELS / (across * down)) ** 0.5)
    bitmap = page.render(scale=scale)
    try:
        picture: Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def _boxes(page: PdfPage, size: tuple[int, int], marks: Sequence[str]) -> list[Box]:
    """Return a box for each stretch of a line that belongs to a mark."""
    if not any(map(_folded, marks)):
        return []
    textpage = page.get_textpage()
    try:
        letters = _letters(textpage)
        found = sorted({at for mark in marks for at in _found(letters, _folded(mark))})
        return list(_merged(_char_boxes(page, textpage, found, size)))
    finally:
        textpage.close()


def _read_boxes(size: tuple[int, int], marks: Sequence[str], read: Sequence[tuple[str, Box]]) -> list[Box]:
    """Do the same for lines that OCR read; a character is taken to be as wide as its neighbours."""
    text: list[str] = []
    origins: list[int] = []
    boxes: list[Box] = []
    for line, (left, top, right, bottom) in read:
        wide = (right - left) * size[0] / max(1, len(line))
        for at, character in enumerate(line):
            start = left * size[0] + at * wide
            boxes.append((start, top * size[1], start + wide, bottom * size[1]))
            for letter in _folded(character):
                text.append(letter)
                origins.append(len(boxes) - 1)
    letters = _Letters("".join(text), origins)
    found = sorted({at for mark in marks for at in _found(letters, _folded(mark))})
    return list(_merged(boxes[at] for at in found))


def _letters(textpage: PdfTextPage) -> _Letters:
    from pypdfium2 import raw

    text: list[str] = []
    origins: list[int] = []
    for at in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, at)
        for letter in _folded(chr(code)) if code < 0xD800 or 0xE000 <= code < 0x110000 else "":
            text.append(letter)
            origins.append(at)
    return _Letters("".join(text), origins)


def _folded(text: str) -> str:
    """Return the letters, marks and digits of a text, ligatures and widths folded."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum() or unicodedata.category(each)[0] == "M")


def _found(letters: _Letters, mark: str) -> Iterator[int]:
    """Yield the page's characters that a folded mark covers."""
    for start, end in _stretches(letters.text, mark):
        yield from range(letters.origins[start], letters.origins[end - 1] + 1)


def _stretches(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Yield where the mark stands in the text, or the longest parts of it when other words stand in between."""
    start = 0
    while mark[start:]:
        size = _longest(text, mark[start:])
        if size == len(mark) or size >= _SHORTEST:
            at = text.index(mark[start : start + size])
            yield at, at + size
        start += max(size, 1)


def _longest(text: str, mark: str) -> int:
    """Return how long a beginning of the mark stands in the text; by bisection, since each shorter one does too."""
    low, high = 0, len(mark)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if mark[:middle] in text else (low, middle - 1)
    return low


def _char_boxes(page: PdfPage, textpage: PdfTextPage, chars: Sequence[int], size: tuple[int, int]) -> Iterator[Box]:
    for at in chars:
        left, bottom, right, top = textpage.get_charbox(at, loose=True)
        if right > left and top > bottom:
            (x0, y0), (x1, y1) = _to_device(page, left, top, size), _to_device(page, right, bottom, size)
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _to_device(page: PdfPage, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """Turn a point on the page into pixels, as pdfium does: crop box and rotation included."""
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _merged(boxes: Iterator[Box]) -> Iterator[Box]:
    """Join the boxes of characters that stand beside one another on a line."""
    held: Box | None = None
    for box in boxes:
        if held is not None and _beside(held, box):
            held = (min(held[0], box[0]), min(held[1], box[1]), max(held[2], box[2]), max(held[3], box[3]))
            continue
        if held is not None:
            yield held
        held = box
    if held is not None:
        yield held


def _beside(one: Box, other: Box) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return overlap > 0.5 * height and gap < 2 * height


def _marked(picture: Image, boxes: Sequence[Box]) -> Image:
    """Lay yellow over the boxes as a marker pen does: white turns yellow, black stays black."""
    from PIL import Image, ImageChops, ImageDraw

    if not boxes:
        return picture
    layer = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(layer)
    for left, top, right, bottom in boxes:
        pen.rounded_rectangle((left - 2, top - 1, right + 2, bottom + 1), radius=3, fill=_YELLOW)
    return ImageChops.multiply(picture, layer)


def _png(picture: Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
