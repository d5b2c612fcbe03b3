"""One door for every kind of file: ``read(name, data)`` gives the Document, or one clear sentence why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from qa.errors import EmptyFile, NoText, TooLarge, Unseen
from qa.ingest import sniff
from qa.ingest.archive import is_archive, unpack
from qa.ingest.damage import translated
from qa.ingest.encoding import garbled
from qa.ingest.sniff import SUFFIXES
from qa.types import Document, ReadOptions, Section

__all__ = ["SUFFIXES", "check_size", "is_archive", "read", "unpack"]

Reader = Callable[[str, bytes, ReadOptions], Document]

_READERS = {
    "pdf": "pdf.read_pdf",
    "docx": "office.read_docx",
    "pptx": "office.read_pptx",
    "odt": "office.read_odt",
    "odp": "office.read_odp",
    "xlsx": "workbook.read_xlsx",
    "ods": "workbook.read_ods",
    "csv": "table.read_csv",
    "json": "records.read_json",
    "jsonl": "records.read_jsonl",
    "ipynb": "notebook.read_notebook",
    "markdown": "markdown.read_markdown",
    "text": "text.read_text",
    "rtf": "rtf.read_rtf",
    "html": "web.read_html",
    "xml": "web.read_xml",
    "epub": "book.read_epub",
    "code": "code.read_code",
    "picture": "picture.read_picture",
}
"""Form, as ``sniff.form`` tells it → module and function of this package, imported when first needed."""

_UNSAFE = re.compile("[\0\ud800-\udfff]")
"""What no database or index takes as text."""


def read(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read one file, whatever its kind; its content decides where the suffix lies.

    Raises a ReadError whose message names the file and says what to do: UnknownFileType, EmptyFile, PasswordNeeded,
    NoText, DamagedFile or TooLarge.
    """
    _check_length(name, len(data), options)
    if not data or data.isspace():
        raise EmptyFile(f"{name} is empty: add a file with something in it.")
    form = sniff.form(name, data)
    if sniff.is_locked(data):
        data = _unlocked(name, data, options)
        form = sniff.form(name, data)
    return _checked(_illustrated(form, name, data, options))


def _illustrated(form: str, name: str, data: bytes, options: ReadOptions) -> Document:
    """Read a file with the pictures inside it, which may be all that it holds."""
    from qa.ingest.figures import illustrated

    try:
        document = _reader(form)(name, data, options)
    except Unseen:
        raise
    except NoText as error:
        document = illustrated(form, Document(name, "document", ()), data, options)
        if document.unread:
            raise Unseen(str(error)) from error
        if not document.sections:
            raise
        return document
    return illustrated(form, document, data, options)


def _unlocked(name: str, data: bytes, options: ReadOptions) -> bytes:
    """Return what an encrypted Office file holds: only that tells which reader it is for."""
    from qa.ingest.package import decrypted

    with translated(name, "an Office file"):
        return decrypted(name, data, options.password)


def check_size(path: Path, options: ReadOptions = ReadOptions()) -> None:
    """Raise TooLarge if a file is over the limit, before any of it is read."""
    _check_length(path.name, path.stat().st_size, options)


def _check_length(name: str, size: int, options: ReadOptions) -> None:
    if size > options.max_bytes:
        limit = f"{options.max_bytes / 2**20:,.0f} MB"
        raise TooLarge(
            f"{name} has {size / 2**20:,.0f} MB, over the limit of {limit}: split it, or raise the limit with "
            "QA_MAX_UPLOAD_MB."
        )


def _reader(form: str) -> Reader:
    if form == "mail":
        return _read_mail
    module, _, function = _READERS[form].partition(".")
    reader: Reader = getattr(import_module(f"qa.ingest.{module}"), function)
    return reader


def _read_mail(name: str, data: bytes, options: ReadOptions) -> Document:
    from qa.ingest.mail import read_mail

    return read_mail(name, data, options, read)


def _checked(document: Document) -> Document:
    """Return the document with text that can be stored; raises NoText."""
    sections = tuple(_stored(section) for section in document.sections if _holds_text(section))
    if not sections:
        raise NoText(f"{document.name} opened, but there is no text in it: add a version that holds text.")
    if garbled("\n".join(_sampled(sections))):
        raise NoText(
            f"{document.name} came out as unreadable characters: save it again as UTF-8 text, or as PDF, and add that."
        )
    return replace(document, sections=sections, title=_storable(document.title))


def _holds_text(section: Section) -> bool:
    return bool(section.text.strip()) or any(map(str.strip, section.questions))


def _stored(section: Section) -> Section:
    locator = section.locator
    around = (section.context, section.category, locator.sheet or "", *section.questions, *locator.heading)
    if not any(map(_UNSAFE.search, (section.text, *around))):
        return section
    locator = replace(
        locator,
        heading=tuple(map(_storable, locator.heading)),
        sheet=_storable(locator.sheet) if locator.sheet else locator.sheet,
    )
    return replace(
        section,
        text=_storable(section.text),
        context=_storable(section.context),
        category=_storable(section.category),
        questions=tuple(map(_storable, section.questions)),
        locator=locator,
    )


def _storable(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text)


def _sampled(sections: tuple[Section, ...]) -> Iterator[str]:
    step = max(1, len(sections) // 60)
    for section in sections[::step]:
        yield section.text[:500]
