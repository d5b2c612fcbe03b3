"""Pages of a PDF that hold no readable text are drawn, and OCR reads them."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import DamagedFile, PasswordNeeded
from qa.ingest import apart, pdfium
from qa.ingest.abreast import in_order
from qa.ingest.figure import figure
from qa.ingest.looking import Reading, look
from qa.types import Figure, ReadOptions

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

_LONGEST = 1754
"""Pixels of a page's longer side: A4 at 150 dots an inch."""
_AT_ONCE = 6
_SECONDS = 15.0
"""Seconds of computing to open a file, and for each of its pages."""
_BLANK = 2.0
"""Standard deviation of grey, 0…255, up to which a page is empty paper."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that OCR looked at."""

    reading: Reading
    figure: Figure


def pages(
    name: str, data: bytes, indices: Sequence[int], options: ReadOptions, password: str | None
) -> Iterator[tuple[int, Seen]]:
    """Yield (index, what was seen) of the pages at these 0-based indices; pages that cannot be drawn are left out.

    As many pages as there are cores are read at once, and come in order; ``options.progress`` is told before each.
    """

    def before(done: int) -> None:
        if options.progress:
            options.progress(done, len(indices))

    def see(page: tuple[int, str]) -> Seen:
        return _look(name, *page, options)

    for (index, _), seen in in_order(see, _drawn_ahead(data, indices, password), before=before, ahead=2):
        yield index, seen


def _drawn_ahead(data: bytes, indices: Sequence[int], password: str | None) -> Iterator[tuple[int, str]]:
    """Yield (index, JPEG in base 64); while a batch of pages is read, the next one is drawn."""
    batches = [indices[start : start + _AT_ONCE] for start in range(0, len(indices), _AT_ONCE)]
    with ThreadPoolExecutor(1, thread_name_prefix="askwell-drawing") as ahead:
        coming = [ahead.submit(_drawn, data, batch, password) for batch in batches[:1]]
        for number in range(len(batches)):
            drawn_now = coming.pop().result()
            coming = [ahead.submit(_drawn, data, following, password) for following in batches[number + 1 : number + 2]]
            yield from drawn_now


def _look(name: str, index: int, content: str, options: ReadOptions) -> Seen:
    from PIL import Image

    page = Image.open(io.BytesIO(b64decode(content))).convert("RGB")
    reading = look(page, options.ocr) if np.asarray(page).std() > _BLANK else Reading()
    return Seen(reading, _figure(name, page, index, reading))


def _figure(name: str, page: Image, index: int, reading: Reading) -> Figure:
    shown = figure(page, name, page=index + 1, boxes=reading.boxes, words=reading.words)
    return Figure(shown.picture, shown.thumbnail, view=b"")  # the page is drawn from the PDF when it is looked at


def _drawn(data: bytes, indices: Sequence[int], password: str | None) -> list[tuple[int, str]]:
    task = {"password": password, "indices": list(indices)}
    try:
        return [
            (index, content)
            for index, content in apart.results("scan.drawn", data, task, seconds=_SECONDS + 5 * len(indices))
        ]
    except (DamagedFile, PasswordNeeded):
        return []


def drawn(data: bytes, password: str | None, indices: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield (index, JPEG in base 64) of pages, as far as pdfium can draw them; what ``pages`` runs apart."""
    import pypdfium2

    with pdfium.opened(data, password) as document:
        for index in indices:
            try:
                yield index, b64encode(_page(document, index)).decode()
            except (pypdfium2.PdfiumError, IndexError, ValueError):
                continue


def _page(document: PdfDocument, index: int) -> bytes:
    page = document[index]
    try:
        long = max(page.get_size())
        if not 0 < long < 1e6:
            raise ValueError("a page without a sensible size")
        bitmap = page.render(scale=_LONGEST / long, grayscale=True)
        try:
            content = io.BytesIO()
            bitmap.to_pil().convert("L").save(content, "JPEG", quality=92)
            return content.getvalue()
        finally:
            bitmap.close()
    finally:
        page.close()
