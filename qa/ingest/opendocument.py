"""OpenDocument text and presentations as blocks and slides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.ingest import grid
from qa.ingest.package import Package, child, local, value
from qa.ingest.slides import Slide
from qa.ingest.word import TITLE, Block

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SKIPPED = frozenset(
    ("tracked-changes", "table-of-content", "annotation", "annotation-end", "note-citation", "ruby-text")
)
_LARGEST_REPEAT = 50


def blocks(package: Package) -> Iterator[Block]:
    """Yield the headings, paragraphs, list items and table rows of an ODT; raises DamagedFile."""
    yield from _flow(_content(package, "text"))


def slides(package: Package) -> Iterator[Slide]:
    """Yield the slides of an ODP; raises DamagedFile."""
    for page in _content(package, "presentation"):
        if local(page) != "page":
            continue
        frames = [(value(frame, "class"), [block.text for block in _flow(frame)]) for frame in page]
        title = next((lines for kind, lines in frames if kind == "title"), [])
        body = [line for kind, lines in frames if kind not in ("title", "notes", "page-number") for line in lines]
        notes = [block.text for node in page if local(node) == "notes" for block in _flow(node)]
        yield Slide(" ".join(title), tuple(line for line in body if line not in notes), (), tuple(notes))


def _content(package: Package, kind: str) -> Element:
    manifest = package.side("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        from qa.errors import PasswordNeeded

        raise PasswordNeeded(f"{package.name} is encrypted: save it without a password, or as DOCX or PPTX with one.")
    body = child(package.xml("content.xml"), "body", kind)
    if body is None:
        raise package.damaged()
    return body


def _flow(parent: Element) -> Iterator[Block]:
    for node in parent:
        name = local(node)
        if name == "h":
            level = value(node, "outline-level") or "1"
            yield from _block(node, int(level) - 1 if level.isdecimal() else 0)
        elif name == "p":
            yield from _block(node, TITLE if value(node, "style-name") == "Title" else None)
        elif name == "list-item":
            yield from (
                Block(f"• {block.text}", block.level) if not block.text.startswith("•") else block
                for block in _flow(node)
            )
        elif name == "table":
            yield from (
                Block(line)
                for line in grid.lines(list(_rows(node)), headed=child(node, "table-header-rows") is not None)
            )
        elif name not in _SKIPPED:
            yield from _flow(node)


def _block(node: Element, level: int | None) -> Iterator[Block]:
    aside: list[Element] = []
    text = "\n".join(" ".join(line.split()) for line in _words(node, aside).split("\n")).strip()
    if text:
        yield Block(text, level)
    for box in aside:
        yield from _flow(box)


def _words(node: Element, aside: list[Element]) -> str:
    """Return a paragraph's words; text boxes and the bodies of notes are put aside."""
    words = node.text or ""
    for each in node:
        name = local(each)
        if name in ("text-box", "note-body"):
            aside.append(each)
        elif name in ("s", "tab", "line-break"):
            words += "\n" if name == "line-break" else " "
        elif name not in _SKIPPED:
            words += _words(each, aside)
        words += each.tail or ""
    return words


def _rows(table: Element) -> Iterator[list[str]]:
    for node in table:
        if local(node) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(node)
        elif local(node) == "table-row":
            row: list[str] = []
            for cell in node:
                repeat = value(cell, "number-columns-repeated") or "1"
                text = " ".join(block.text for block in _flow(cell))
                row += [text] * (min(int(repeat), _LARGEST_REPEAT) if repeat.isdecimal() else 1)
            yield row
