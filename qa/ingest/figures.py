"""Pictures inside documents: decoded, weighed, read by OCR, tied to their page and caption."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import ReadError
from qa.ingest import pixels
from qa.ingest.abreast import for_pictures, in_order
from qa.ingest.figure import figure
from qa.ingest.looking import Reading, look
from qa.ingest.reflow import joined
from qa.types import Document, Figure, Locator, ReadOptions, Section

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST = 100
"""Pictures of one document."""
_SMALLEST, _LEAST_AREA, _NARROWEST, _FLAT = 48, 10_000, 12, 4.0
"""Pixels a side, pixels in all, times as long as wide, spread of grey: under (or over) these it is an ornament."""
_CAPTION = re.compile(
    r"\s*(?:fig(?:ure|\.)?|abb(?:ildung|\.)?|abbildung|figura|figuur|image|photo|picture|diagram|table|图|圖|図|表|照片)"
    r"\s*[\d.:：-]",
    re.I,
)
_FINDERS = {
    "pdf": "plates.found",
    "docx": "embedded.in_docx",
    "pptx": "embedded.in_pptx",
    "html": "embedded.in_html",
}
"""Form, as ``sniff.form`` tells it → module and function of this package."""


@dataclass(frozen=True, slots=True)
class Found:
    """A picture as it lies in a document, and what stands around it."""

    data: bytes
    page: int | None = None
    caption: str = ""
    """Caption or alternative text."""
    around: str = ""


Finder = Callable[[str, bytes, ReadOptions], Iterator[Found]]


def illustrated(form: str, document: Document, data: bytes, options: ReadOptions) -> Document:
    """Return a document with the pictures inside it; without ``options.ocr`` they are only counted as unread.

    Icons, lines, flat areas and repetitions are left out; as many as there are cores are read at once. What is written
    on a picture becomes passages of its page.
    """
    if form not in _FINDERS:
        return document
    module, _, function = _FINDERS[form].partition(".")
    finder: Finder = getattr(import_module(f"qa.ingest.{module}"), function)
    scanned = {each.picture.page for each in document.pictures}
    lying = (each for each in finder(document.name, data, options) if each.page is None or each.page not in scanned)
    if options.ocr is None:
        return replace(document, unread=document.unread + sum(1 for _ in lying))
    return _illustrated(document, lying, options)


def is_caption(line: str) -> bool:
    """Tell a line that begins as captions do: "Figure 3", "图 3", "Abb. 3"."""
    return bool(_CAPTION.match(line))


def _illustrated(document: Document, lying: Iterable[Found], options: ReadOptions) -> Document:
    figures = list(document.pictures)
    sections = list(document.sections)
    said = " ".join(section.text for section in sections)
    told = list(_distinct(document.name, lying))
    kept = told[:_MOST]

    def before(done: int) -> None:
        if options.progress:
            options.progress(done, len(kept))

    def see(found: Found) -> tuple[Figure, Reading]:
        picture = pixels.first(document.name, found.data)
        reading = look(picture, options.ocr)
        return _figure(document, found, picture, reading), reading

    workers = for_pictures(max((size for _, size in kept), default=0))
    for found, (figure_, reading) in in_order(see, (found for found, _ in kept), before=before, workers=workers):
        where = Locator(page=found.page, picture=len(figures))
        figures.append(figure_)
        sections.extend(_sections(found, reading, where, said))
    left = len(told) - _MOST
    notes = (f"left out {left} of {len(told)} pictures: only {_MOST} of a document are kept",) if left > 0 else ()
    return replace(document, sections=tuple(sections), pictures=tuple(figures), notes=(*document.notes, *notes))


def _distinct(name: str, lying: Iterable[Found]) -> Iterator[tuple[Found, int]]:
    """Yield what can be opened and is more than an ornament, each once, with its pixels' number; they are let go."""
    known: set[bytes] = set()
    for found in lying:
        try:
            picture = pixels.first(name, found.data)
        except ReadError:
            continue
        key = hashlib.sha256(f"{picture.size}".encode() + picture.tobytes()).digest()
        if key not in known and not _ornament(picture):
            known.add(key)
            yield found, picture.width * picture.height


def _ornament(picture: Image) -> bool:
    short, long = sorted(picture.size)
    if short < _SMALLEST or short * long < _LEAST_AREA or long > _NARROWEST * short:
        return True
    return float(np.asarray(picture.convert("L").resize((64, 64))).std()) < _FLAT


def _figure(document: Document, found: Found, picture: Image, reading: Reading) -> Figure:
    name = found.caption[:120] or document.title or document.name
    return figure(
        picture,
        name,
        page=found.page,
        boxes=reading.boxes,
        words=reading.words,
        caption=found.caption,
        around=found.around,
    )


def _sections(found: Found, reading: Reading, where: Locator, said: str) -> Iterator[Section]:
    for block in reading.blocks:
        yield Section(joined(block.lines), replace(where, ocr=reading.sure), context=found.caption)
    if found.caption and found.caption not in said:
        yield Section(found.caption, where)
