"""E-books: EPUB, chapter by chapter in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qa.errors import DamagedFile, UnknownFileType
from qa.ingest.package import Package
from qa.ingest.title import informative
from qa.ingest.web import markup, page_sections
from qa.types import Document, ReadOptions, Section

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OBFUSCATED_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways of encryption that touch fonts only (EPUB 3.3, resource obfuscation)."""

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read an EPUB in the order of its spine, chapters under their headings; one under DRM is UnknownFileType."""
    package = Package(name, data, options, book=True)
    _refuse_locked(package)
    title, chapters, labels = _spine(package)
    sections: list[Section] = []
    path: tuple[str, ...] = ()
    for chapter in chapters:
        content = package.bytes(chapter)
        path = (labels[chapter],) if chapter in labels else path
        for section in page_sections(f"{name}/{chapter}", markup(content or b""))[1]:
            path = section.locator.heading or path
            sections.append(replace(section, locator=replace(section.locator, heading=path)))
    return Document(name, "document", tuple(sections), title=title)


def _refuse_locked(package: Package) -> None:
    root = package.side("META-INF/encryption.xml")
    methods = root.iter("{*}EncryptionMethod") if root is not None else ()
    if any(method.get("Algorithm", "") not in _OBFUSCATED_FONTS for method in methods):
        raise UnknownFileType(f"{package.name} is locked by DRM and cannot be read: get a copy without DRM.")


def _spine(package: Package) -> tuple[str, list[str], dict[str, str]]:
    """Return the book's title, the names of its pages in reading order, and their titles in its table of contents."""
    container = package.xml("META-INF/container.xml")
    paths = [each.get("full-path", "") for each in container.iter("{*}rootfile")] if container is not None else []
    root = package.xml(paths[0]) if paths else None
    if root is None:
        raise DamagedFile(f"{package.name} is an e-book without a table of its parts: get a new copy of it.")
    folder = posixpath.dirname(paths[0])
    items = {item.get("id", ""): item for item in root.iter("{*}item")}
    listed = [items[ref.get("idref", "")] for ref in root.iter("{*}itemref") if ref.get("idref", "") in items]
    pages = [item for item in listed if item.get("media-type") in _PAGES and not _is_contents(item)]
    names = (_resolved(folder, item.get("href", "")) for item in pages)
    contents = (item for item in items.values() if _is_contents(item))
    labels = dict(label for item in contents for label in _labels(package, _resolved(folder, item.get("href", ""))))
    title = next((informative(each.text) for each in root.iter("{*}title")), "")
    return title, list(dict.fromkeys(names)), labels


def _is_contents(item: Element) -> bool:
    return "nav" in item.get("properties", "").split() or item.get("media-type") == "application/x-dtbncx+xml"


def _resolved(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _labels(package: Package, contents: str) -> Iterator[tuple[str, str]]:
    """Yield (page, title) of the entries of a table of contents, the first of each page last."""
    root = package.side(contents)
    folder = posixpath.dirname(contents)
    found = []
    for entry in root.iter("{*}navPoint", "{*}a") if root is not None else ():
        content = next(entry.iter("{*}content"), entry)
        words = " ".join("".join(map(str, next(entry.iter("{*}navLabel"), entry).itertext())).split())
        reference = content.get("src") or content.get("href") or ""
        if words and reference:
            found.append((_resolved(folder, reference), words[:200]))
    yield from reversed(found)
