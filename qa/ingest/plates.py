"""The figures on the pages of a PDF: where images are drawn, the page is, so that labels over them are seen too."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qa.errors import DamagedFile, PasswordNeeded
from qa.ingest import apart, pdfium
from qa.ingest.figures import Found, is_caption
from qa.types import ReadOptions

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SMALLEST, _WHOLE = 36.0, 0.85
"""Points a side under which an image is an ornament, and the share of a page over which it is the page itself."""
_NEAR, _REACH = 6.0, 70.0
"""Points: images so near are parts of one, and so far under (or over) one its caption stands."""
_DOTS, _LONGEST = 200 / 72, 1600
_MOST, _MOST_PARTS = 150, 400
_SECONDS = 60.0

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points, as PDF counts."""


def found(name: str, data: bytes, options: ReadOptions) -> Iterator[Found]:
    """Yield the figures of a PDF in order, their captions and the text around; what cannot be opened has none."""
    task = {"password": options.password, "draw": options.ocr is not None}
    try:
        results = apart.results("plates.drawn", data, task, seconds=_SECONDS)
    except (DamagedFile, PasswordNeeded):
        return
    for page, content, caption, around in results:
        yield Found(b64decode(content), page, caption, around)


def drawn(data: bytes, password: str | None, draw: bool) -> Iterator[tuple[int, str, str, str]]:
    """Yield (page from 1, JPEG in base 64, caption, text around); without ``draw`` no JPEG. Runs apart."""
    import pypdfium2

    told = 0
    with pdfium.opened(data, password) as document:
        for index in range(len(document)):
            try:
                for plate in _plates(document[index], draw):
                    yield (index + 1, *plate)
                    told += 1
            except (pypdfium2.PdfiumError, ValueError):
                continue
            if told >= _MOST:
                return


def _plates(page: PdfPage, draw: bool) -> Iterator[tuple[str, str, str]]:
    try:
        boxes = _boxes(page)
        if not boxes:
            return
        text = page.get_textpage()
        try:
            for box in boxes:
                below, above = _lines(text, box, below=True), _lines(text, box, below=False)
                caption = next((line for line in (*below, *reversed(above)) if is_caption(line)), "")
                around = " ".join((*above, *below))[:500]
                yield (b64encode(_cropped(page, box)).decode() if draw else ""), caption, around
        finally:
            text.close()
    finally:
        page.close()


def _boxes(page: PdfPage) -> list[Box]:
    """Return the places of a page's images, parts that touch as one, without ornaments and scans."""
    from pypdfium2 import raw

    across, down = page.get_size()
    parts: list[Box] = []
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = _clipped(each.get_bounds(), across, down)
        if right - left > 2 and top - bottom > 2:
            parts.append((left, bottom, right, top))
        if len(parts) >= _MOST_PARTS:
            break
    joined = [box for box in _joined(parts) if min(box[2] - box[0], box[3] - box[1]) >= _SMALLEST]
    return [box for box in joined if (box[2] - box[0]) * (box[3] - box[1]) < _WHOLE * across * down]


def _clipped(box: Any, across: float, down: float) -> Box:  # noqa: ANN401 - four numbers of pdfium
    left, bottom, right, top = box
    return max(0.0, left), max(0.0, bottom), min(across, right), min(down, top)


def _joined(parts: list[Box]) -> list[Box]:
    boxes: list[Box] = []
    for part in sorted(parts, key=lambda box: (-box[3], box[0])):
        here = part
        touching = [box for box in boxes if _touch(box, here)]
        for box in touching:
            boxes.remove(box)
            here = (min(here[0], box[0]), min(here[1], box[1]), max(here[2], box[2]), max(here[3], box[3]))
        boxes.append(here)
    return boxes


def _touch(one: Box, other: Box) -> bool:
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return across <= _NEAR and down <= _NEAR


def _lines(text: PdfTextPage, box: Box, *, below: bool) -> list[str]:
    left, bottom, right, top = box
    low, high = (bottom - _REACH, bottom + 1) if below else (top - 1, top + _REACH)
    found = text.get_text_bounded(left=left - 20, bottom=low, right=right + 20, top=high)
    return [" ".join(line.split()) for line in found.translate(pdfium.MARKS).split("\n") if line.strip()]


def _cropped(page: PdfPage, box: Box) -> bytes:
    across, down = page.get_size()
    left, bottom, right, top = box
    scale = min(_DOTS, _LONGEST / max(right - left, top - bottom))
    bitmap = page.render(scale=scale, crop=(left, bottom, across - right, down - top))
    try:
        content = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(content, "JPEG", quality=90)
        return content.getvalue()
    finally:
        bitmap.close()
