"""PDF: page by page with pypdf, and with pdfium where pypdf gives nothing readable."""

from __future__ import annotations

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from qa.errors import DamagedFile, NoText, PasswordNeeded, ReadError, TooLarge, Unseen
from qa.ingest import apart, outline, reflow, scan
from qa.ingest.title import informative
from qa.types import Document, ReadOptions, Section

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

Result = TypeVar("Result")

_BASE_SECONDS = 30.0
_PAGE_SECONDS = 0.5
_MOST_HEADINGS = 5000
_TYPED = "\n\f"
"""Stands between what is printed on a page and what was typed into its form fields."""
_THIN, _LARGE = 200, 800
"""Characters on a page up to which a picture of so many pixels each way makes it a scan with a stamp on it."""
_VISUAL_ORDER = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
"""Arabic presentation forms: such text mostly stands in the order it is drawn, which only pdfium turns around."""


class _LateError(Exception):
    """The time is up; raised from within pypdf's visitor."""


@dataclass(frozen=True, slots=True)
class _Raw:
    """What a file held, before it is cleaned."""

    texts: list[str]
    """One a page, as far as the time went."""
    count: int
    """Pages in the file."""
    damaged: set[int]
    """Pages (0-based) that could not be parsed."""
    headings: Sequence[outline.Heading] = ()
    title: str = ""
    password: str | None = None
    thin: frozenset[int] = frozenset()
    """Pages with little text and a large picture."""


def read_pdf(
    name: str, data: bytes, options: ReadOptions = ReadOptions(), *, clock: Callable[[], float] = time.monotonic
) -> Document:
    """Read a PDF: a section a page, or several where headings fall in it: of its outline, or else numbered ones.

    With ``options.ocr`` it reads the pages whose text is missing, thin or garbled; its pictures are these pages.
    Raises PasswordNeeded, TooLarge (more than ``options.max_pages``), DamagedFile, or NoText when no page holds any.
    ``clock`` counts seconds: reading stops after 30 s and half a second a page, and a note says so.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    raw = _raw(name, data, options, clock)
    garbage = {at for at, text in enumerate(raw.texts) if reflow.garbled(text)}
    texts = ["" if at in garbage else reflow.tidy(text) for at, text in enumerate(raw.texts)]
    empty = {at for at, text in enumerate(texts) if not reflow.has_words(text)} - garbage
    unread = sorted(empty | garbage | raw.thin)
    seen = _seen(name, data, raw, unread, texts, options)
    empty, garbage = empty - seen.keys(), garbage - seen.keys()
    notes = tuple(_notes(raw, empty - raw.damaged, garbage, len(seen), looked=options.ocr is not None))
    if len(empty) + len(garbage) == len(texts):
        raise _nothing(name, raw, notes, options)
    lines = reflow.without_running([[line for line in map(str.strip, text.split("\n"))] for text in texts])
    known = reflow.vocabulary(line for page in lines for line in page)
    parts = outline.sections(lines, raw.headings or outline.numbered(lines), known)
    return Document(
        name,
        "document",
        tuple(_placed(parts, seen)),
        title=informative(raw.title, name),
        pages=raw.count,
        notes=notes,
        pictures=tuple(page.figure for page in seen.values()),
        unread=0 if options.ocr else len(unread),
    )


def _seen(
    name: str, data: bytes, raw: _Raw, unread: Sequence[int], texts: list[str], options: ReadOptions
) -> dict[int, scan.Seen]:
    """Look at pages, and put what OCR read in the place of their texts where it is more than they held."""
    seen: dict[int, scan.Seen] = {}
    for at, page in scan.pages(name, data, unread, options, raw.password) if options.ocr else ():
        words = reflow.tidy(page.reading.words)
        printed, _, typed = texts[at].partition(_TYPED)
        if reflow.has_words(words) and _solid(words) > _solid(printed):
            texts[at] = f"{words}{_TYPED}{typed}" if typed else words
            seen[at] = page
    return seen


def _solid(text: str) -> int:
    return len("".join(text.split()))


def _placed(parts: Sequence[Section], seen: Mapping[int, scan.Seen]) -> Iterator[Section]:
    """Let sections that OCR read say so: how surely, and from which of the pictures."""
    position = {at: number for number, at in enumerate(seen)}
    for part in parts:
        at = (part.locator.page or 0) - 1
        if at in seen:
            where = replace(part.locator, ocr=seen[at].reading.sure, picture=position[at])
            yield replace(part, locator=where)
        else:
            yield part


def _notes(raw: _Raw, empty: set[int], garbage: set[int], seen: int, *, looked: bool) -> Iterator[str]:
    reached = len(raw.texts)
    if seen:
        yield f"{seen} of {raw.count} pages read by text recognition"
    if empty:
        pages = f"{len(empty)} of {raw.count} pages"
        yield f"no text on {pages}" if looked else f"no text on {pages}: scanned?"
    if garbage:
        yield f"left out the text on {len(garbage)} of {raw.count} pages: it came out as garbage"
    if raw.damaged:
        yield f"could not read {len(raw.damaged)} of {raw.count} pages: damaged"
    if reached < raw.count:
        yield f"stopped after {reached} of {raw.count} pages: they took too long to read"


def _nothing(name: str, raw: _Raw, notes: Sequence[str], options: ReadOptions) -> ReadError:
    if len(raw.texts) < raw.count:
        return DamagedFile(f"{name} takes too long to read: print it to PDF again, or split it into parts.")
    if len(raw.damaged) == raw.count:
        return DamagedFile(f"{name} is damaged: no text could be recovered; open it in a viewer and save it again.")
    why = "; ".join(notes)
    if options.ocr is not None:
        return NoText(f"{name}: {why}, and text recognition found none: add a version that holds text.")
    why = why if why.endswith("?") else f"{why}."
    return Unseen(f"{name}: {why} Run text recognition (OCR) over it and add it again.")


def _raw(name: str, data: bytes, options: ReadOptions, clock: Callable[[], float]) -> _Raw:
    """Take all that the two libraries can get out of a file."""
    reader, password = _opened(name, data, options)
    count = _quietly(reader.get_num_pages, 0) if reader else 0
    if not count:
        reader, count = None, _counted(name, data, password)
    if count > options.max_pages:
        raise TooLarge(f"{name} has {count:,} pages, over the limit of {options.max_pages:,}: split it into parts.")
    end = clock() + _BASE_SECONDS + _PAGE_SECONDS * count
    texts, damaged = _by_pypdf(reader, count, lambda: clock() > end)
    doubtful = [at for at, text in enumerate(texts) if _doubtful(text.partition(_TYPED)[0])]
    for at, text in _by_pdfium(data, doubtful, password, end - clock()):
        printed, _, typed = texts[at].partition(_TYPED)
        if _better(text, printed):
            texts[at] = f"{text}{_TYPED}{typed}"
            damaged.discard(at)
    if reader is None:
        return _Raw(texts, count, damaged, password=password)
    none: Sequence[outline.Heading] = ()
    headings, title = _quietly(lambda: _outline(reader), none), _quietly(lambda: _title(reader), "")
    thin = frozenset(at for at, text in enumerate(texts) if _is_thin(text, reader, at))
    return _Raw(texts, count, damaged, headings, title, password, thin)


def _is_thin(text: str, reader: PdfReader, at: int) -> bool:
    printed = "".join(text.partition(_TYPED)[0].split())
    return bool(printed) and len(printed) < _THIN and _quietly(lambda: _has_picture(reader.pages[at]), False)


def _has_picture(page: PageObject) -> bool:
    """Tell whether a page's own resources hold an image of a scan's size."""
    resources: Any = page["/Resources"].get_object()
    drawn = resources.get("/XObject", {}).get_object()
    return any(
        each.get("/Subtype") == "/Image" and min(int(each["/Width"]), int(each["/Height"])) >= _LARGE
        for each in (drawn[key].get_object() for key in drawn)
    )


def _opened(name: str, data: bytes, options: ReadOptions) -> tuple[PdfReader | None, str | None]:
    """Return a reader, or None when pypdf cannot open the file, and the password that pdfium will need."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if not reader.is_encrypted or reader.decrypt(""):
            return reader, None
        opened = bool(options.password) and bool(reader.decrypt(options.password or ""))
    except _malformed():
        return None, options.password
    if not opened:
        if options.password:
            raise PasswordNeeded(f"{name} is encrypted: the password given does not open it.")
        raise PasswordNeeded(f"{name} is encrypted: give its password to read it.")
    return reader, options.password


def _counted(name: str, data: bytes, password: str | None) -> int:
    try:
        (count,) = apart.results("pdfium.count", data, {"password": password}, seconds=_BASE_SECONDS)
    except PasswordNeeded as error:
        raise PasswordNeeded(f"{name} is encrypted: give the right password to read it.") from error
    except DamagedFile as error:
        raise DamagedFile(f"{name} is damaged and cannot be opened: get a new copy of it.") from error
    if not count:
        raise DamagedFile(f"{name} is damaged: it has no pages; get a new copy of it.")
    return int(count)


def _by_pypdf(reader: PdfReader | None, count: int, late: Callable[[], bool]) -> tuple[list[str], set[int]]:
    """Return a text for each page until it is late, and which pages pypdf could not parse (with no reader: all)."""
    texts: list[str] = []
    damaged: set[int] = set()
    for at in range(count):
        text = _quietly(lambda at=at: _page_text(reader.pages[at], late), None) if reader else None  # type: ignore[misc]
        if late():
            break
        texts.append(text or "")
        if text is None:
            damaged.add(at)
    return texts, damaged


def _page_text(page: PageObject, late: Callable[[], bool]) -> str:
    def visit(*_: object) -> None:
        if late():
            raise _LateError

    text = page.extract_text(visitor_operand_before=visit)
    filled = _quietly(lambda: "\n".join(value for value in _filled(page) if value not in text), "")
    return f"{text}{_TYPED}{filled}".encode("utf-8", "replace").decode()


def _filled(page: PageObject) -> Iterator[str]:
    """Yield what was typed into a page's form fields and text boxes; the page's own text does not have it."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        if note.get("/Subtype") == "/FreeText":
            yield str(note.get("/Contents") or "")
        if note.get("/Subtype") != "/Widget":
            continue
        parent = note["/Parent"].get_object() if "/Parent" in note else {}
        kind, value, label = (note.get(key) or parent.get(key) for key in ("/FT", "/V", "/TU"))
        if kind in ("/Tx", "/Ch") and isinstance(value, str) and value.strip():
            yield f"{label}: {value}" if label else value


def _title(reader: PdfReader) -> str:
    return str(reader.metadata.title or "") if reader.metadata else ""


def _outline(reader: PdfReader) -> Sequence[outline.Heading]:
    return tuple(islice(_headings(reader, reader.outline), _MOST_HEADINGS))


def _headings(reader: PdfReader, entries: Sequence[Any], path: tuple[str, ...] = ()) -> Iterator[outline.Heading]:
    """Walk the outline, which pypdf gives as nested lists, in reading order."""
    here = path
    for entry in entries:
        if isinstance(entry, list):
            yield from _headings(reader, entry, here)
            continue
        title = " ".join(reflow.tidy(str(entry.title or "")).split())[:200]
        here = (*path, title) if outline.telling(title) else path
        page = reader.get_destination_page_number(entry)
        if page is not None and here != path:
            yield outline.Heading(page, here[:8])


def _by_pdfium(data: bytes, indices: Sequence[int], password: str | None, seconds: float) -> Iterator[tuple[int, str]]:
    if not indices or seconds <= 0:
        return
    task = {"password": password, "indices": indices}
    try:
        yield from apart.results("pdfium.texts", data, task, seconds=min(seconds, _BASE_SECONDS + 0.1 * len(indices)))
    except ReadError:  # the second opinion is not worth more than the first
        return


def _doubtful(text: str) -> bool:
    return not _readable(text) or bool(_VISUAL_ORDER.search(text)) or _shattered(text)


def _better(text: str, than: str) -> bool:
    """Tell whether pdfium's reading of a page is to be preferred."""
    if not _readable(text):
        return False
    if not _readable(than):
        return True
    whole = len("".join(text.split())) > 0.9 * len("".join(than.split()))
    return whole and (bool(_VISUAL_ORDER.search(than)) or text.count("\n") < 0.8 * than.count("\n"))


def _readable(text: str) -> bool:
    return reflow.has_words(text) and not reflow.garbled(text)


def _shattered(text: str) -> bool:
    """Tell a page whose table cells came out one a line; pdfium keeps them in rows."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 8 and sum(len(line) < 16 for line in lines) > 0.3 * len(lines)


def _quietly(task: Callable[[], Result], otherwise: Result) -> Result:
    """Return what the task gives, or the other value where pypdf gives up."""
    try:
        return task()
    except _malformed():
        return otherwise


def _malformed() -> tuple[type[Exception], ...]:
    """Return what pypdf raises on broken files; its documentation warns that exceptions not its own come out."""
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    pypdf = (PyPdfError, DependencyError, DeprecationError, struct.error, zlib.error, _LateError)
    builtin = (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError)
    return (*pypdf, *builtin, RuntimeError, StopIteration, TypeError, ValueError)
