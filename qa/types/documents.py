"""What a file becomes: sections, passages and the places they stand at; pictures and what was read on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]
"""One float32 vector, shape (dims,)."""


Matrix: TypeAlias = npt.NDArray[np.float32]
"""Float32 vectors, shape (n, dims)."""


Codes: TypeAlias = npt.NDArray[np.uint8]
"""Which numbers of n vectors are above zero, eight a byte: shape (n, ⌈dims / 8⌉)."""


Kind = Literal["document", "faq", "table", "code", "image"]
"""What a source is: prose, question-and-answer entries, rows, source code, a picture."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in its source a piece of text stands; absent parts are None.

    ``page`` counts from 1 (PDF pages, slides); ``row`` is the 1-based row of the sheet or file, headings included;
    ``line`` is the 1-based first line in source code or plain text; ``start``/``end`` are code points into the text of
    the section that the reader produced (page, chapter, cell …).
    """

    page: int | None = None
    heading: tuple[str, ...] = ()
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    ocr: float | None = None
    """Mean confidence 0…1 when the text was read by OCR, else None."""
    picture: int | None = None
    """0-based position, among the pictures of its source, of the picture that the text was read from."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text that a reader produced, all under one page, heading or row.

    ``whole`` sections (a table row, an FAQ entry, a function) stay one passage unless they are far over the limit.
    ``context`` is what the words need to be understood alone: column headings, the class a method stands in. It is
    embedded and indexed with the text but is not part of it. ``questions`` are the questions of an FAQ entry (the
    text then is the answer).
    """

    text: str
    locator: Locator = Locator()
    context: str = ""
    whole: bool = False
    questions: tuple[str, ...] = ()
    category: str = ""
    language: str = ""
    """Language code when the file says so itself, else empty."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of the rows of a table: every row is in exactly one of the three."""

    added: int = 0
    duplicates: tuple[int, ...] = ()
    """Row numbers (1-based, headings included) that repeat an earlier entry."""
    skipped: tuple[tuple[int, str], ...] = ()
    """(row number, why) of rows that hold no entry."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """A line of text that OCR found on a picture."""

    text: str
    score: float
    """Confidence 0…1."""
    corners: tuple[tuple[int, int], ...]
    """Four points (x, y) around the line, in pixels of the upright picture (``Picture.width`` × ``height``)."""

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the upright rectangle around the line."""
        across, down = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(across), min(down), max(across), max(down)

    def shares(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom as shares 0…1 of a picture of this size."""
        left, top, right, bottom = self.rectangle
        return left / width, top / height, right / width, bottom / height


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a source: the file itself, a frame of it, or a figure inside a document.

    ``id`` is deterministic, ``{source}-{version}-p{position:04d}``.
    """

    id: str
    source: str
    version: str
    """The first 8 hex digits of the SHA-256 of the source's file."""
    position: int
    """0-based order among the pictures of the source."""
    page: int | None
    """Page, slide or frame (from 1) that it stands on, or None for a picture that is a file of its own."""
    name: str
    """What to call it: the words of its file's name, or its caption."""
    width: int
    """Pixels, upright (EXIF's turn applied)."""
    height: int
    sha256: str
    """Of the upright RGB pixels and their size: equal for the same picture in two containers."""
    dhash: int
    """64-bit difference hash; 0 … 2**64 − 1."""
    mirrored: int
    """The same of the picture seen in a mirror."""
    look: bytes
    """Colour, layout and gradients as a unit vector of little-endian float16."""
    words: str = ""
    """What OCR read, blocks in reading order, an empty line between blocks."""
    boxes: tuple[TextBox, ...] = ()
    """Where each line of ``words`` stands."""
    caption: str = ""
    """Caption, alternative text, or what the file says of itself (EXIF, PNG text)."""
    around: str = ""
    """The text around it in its document."""
    thumbnail: str = ""
    """Key of a JPEG of at most 400 pixels a side (``Library.thumbnail``)."""
    view: str = ""
    """Key of a JPEG of at most 1,600 pixels a side (``Library.view``); empty for a whole page of a scanned PDF."""

    @property
    def ocr(self) -> float | None:
        """Mean confidence 0…1 of what was read, by its length; None without words."""
        length = sum(len(box.text) for box in self.boxes)
        return sum(box.score * len(box.text) for box in self.boxes) / length if length else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as a reader found it: with its JPEGs, and before its source and position are known."""

    picture: Picture
    thumbnail: bytes
    view: bytes


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What pictures are compared by, one row a picture."""

    ids: tuple[str, ...]
    hashes: npt.NDArray[np.uint64]
    """Difference hashes, shape (n,)."""
    mirrored: npt.NDArray[np.uint64]
    looks: Matrix
    """Unit vectors of colour, layout and gradients, shape (n, dims)."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of one file."""

    name: str
    kind: Kind
    sections: tuple[Section, ...]
    title: str = ""
    pages: int | None = None
    notes: tuple[str, ...] = ()
    """Sentences for the user about what was not read ("no text on 2 of 12 pages: scanned?")."""
    rows: RowReport | None = None
    pictures: tuple[Figure, ...] = ()
    unread: int = 0
    """Pages and pictures that may hold text which only OCR reads, and that were left for want of it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file.

    ``columns`` maps a role ("question", "answer", "category", "language") to the heading that plays it, when the user
    chose; an empty mapping lets the reader recognise them. ``table`` says what a table is when the user knows better.
    """

    password: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    table: Literal["auto", "faq", "rows"] = "auto"
    max_bytes: int = 200 * 2**20
    max_pages: int = 2000
    max_unpacked: int = 2**30
    max_files: int = 10_000
    ocr: PictureReader | None = None
    """Reads pictures and scanned pages; None leaves them unread."""
    progress: Callable[[int, int], None] | None = None
    """Told (done, all) before each page or picture that OCR reads; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched, scored and shown.

    ``text`` is what is shown: for an FAQ entry the question, a newline, the answer. ``id`` is deterministic: the same
    content at the same place of the same source has the same id.
    """

    id: str
    source: str
    position: int
    """0-based order within the source."""
    text: str
    context: str
    kind: Kind
    language: str
    locator: Locator
    question: str = ""
    """The FAQ question this passage stands for (the first ``len(question)`` code points of text), else empty."""
    entry: str = ""
    """Shared by the passages of one FAQ entry (several questions, one answer), else empty."""
    sentences: tuple[Span, ...] = ()
    """Sentences, rows or code lines of ``text``, in order; the units of evidence."""

    @property
    def embedded(self) -> str:
        """The text given to the encoder and to the keyword index: context, newline, text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


class PictureReader(Protocol):
    """Reads the text on pictures (OCR)."""

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that it can read here and now."""

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Return the lines on a picture in reading order; ``pixels`` is RGB, shape (height, width, 3)."""
