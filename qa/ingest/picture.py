"""A picture file becomes a Document: its words by OCR, its name, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qa.ingest import pixels
from qa.ingest.abreast import for_pictures, in_order
from qa.ingest.figure import figure
from qa.ingest.looking import Reading, look
from qa.ingest.reflow import joined
from qa.types import Document, Figure, Locator, ReadOptions, Section

if TYPE_CHECKING:
    from PIL.Image import Image

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_picture(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a picture: a section a block of text, and always one of the words of its name and what it says of itself.

    So a photograph without a word is found by its name. A TIFF gives a picture a page, and as many pages as there are
    cores are read at once. Raises DamagedFile or TooLarge.
    """
    title = named(name)
    pages = pixels.count(name, data)
    said = pixels.described(name, data)
    figures: list[Figure] = []
    sections: list[Section] = []

    def before(done: int) -> None:
        if options.progress:
            options.progress(done, pages)

    def see(frame: tuple[int, Image]) -> tuple[Figure, Reading]:
        at, picture = frame
        reading = look(picture, options.ocr)
        return _figure(picture, title, at + 1 if pages > 1 else None, reading, said), reading

    frames = enumerate(pixels.frames(name, data, most=options.max_pages))
    workers = for_pictures(pixels.extent(name, data))
    for (at, _), (figure_, reading) in in_order(see, frames, before=before, workers=workers, ahead=0):
        figures.append(figure_)
        sections.extend(_sections(reading, Locator(page=at + 1 if pages > 1 else None, picture=at)))
    about = "\n".join(filter(None, (title, said)))
    sections.append(Section(about, Locator(page=1 if pages > 1 else None, picture=0)))
    notes = (f"read {len(figures)} of {pages} pages: over the limit",) if len(figures) < pages else ()
    return Document(
        name,
        "image",
        tuple(sections),
        title=title,
        pages=pages if pages > 1 else None,
        notes=notes,
        pictures=tuple(figures),
        unread=0 if options.ocr else len(figures),
    )


def named(name: str) -> str:
    """Return the words of a file's name: ``wiring-diagram_twoRelays.png`` gives "wiring diagram two Relays"."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return " ".join(_HUMP.sub(" ", re.sub(r"[-_.+]+", " ", stem)).split()) or stem


def _figure(picture: Image, title: str, page: int | None, reading: Reading, said: str) -> Figure:
    return figure(picture, title, page=page, boxes=reading.boxes, words=reading.words, caption=said)


def _sections(reading: Reading, where: Locator) -> Iterator[Section]:
    for block in reading.blocks:
        yield Section(joined(block.lines), replace(where, ocr=reading.sure))
