"""The body of a DOCX as blocks of text in order: headings, paragraphs, list items, table rows, text boxes, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.ingest import grid
from qa.ingest.numbering import Numbering
from qa.ingest.package import Package, child, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TITLE = -1
_HEADING = re.compile(
    r"^(?:heading|标题|標題|überschrift|berschrift|titre|título|titulo|titolo|見出し|제목|заголовок|kop|rubrik|overskrift"
    r"|nagłówek|otsikko|başlık|nadpis|címsor|judul|tiêu đề|หัวเรื่อง|עنوان|عنوان|כותרת)\s*([1-9])$",
    re.I,
)
_SKIPPED = frozenset(
    ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "rt", "commentReference", "annotationRef")
)
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent"))
_SIDE_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_LAYOUT_CELL = 600
"""A cell with more characters than this lays out a page rather than tabulates."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table row; headings have a level from 0, the document's title has ``TITLE``."""

    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    level: int | None
    list_number: str | None
    list_level: int


class Body:
    """Walks one document."""

    def __init__(self, package: Package, part: str) -> None:
        """Read what the walk needs besides the body: styles, numbering, foot- and endnotes."""
        parts = {kind: file for kind in _SIDE_PARTS for _, file in package.related(part, f"/{kind}")}
        self._root = package.xml(part)
        self._styles = _styles(package.side(parts.get("styles", "word/styles.xml")))
        self._numbering = Numbering(package.side(parts.get("numbering", "word/numbering.xml")))
        self._notes = {
            kind: _notes(package.side(parts.get(f"{kind}s", f"word/{kind}s.xml"))) for kind in ("footnote", "endnote")
        }

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in reading order."""
        body = child(self._root, "body")
        if body is not None:
            yield from self._flow(body)

    def _flow(self, parent: Element) -> Iterator[Block]:
        for node in parent:
            name = local(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in _WRAPPERS and not _is_contents(node):
                yield from self._flow(_chosen(node))

    def _paragraph(self, node: Element) -> Iterator[Block]:
        words: list[str] = []
        aside: list[Element] = []
        notes: list[str] = []
        self._inline(node, words, aside, notes)
        style = self._style(value(child(node, "pPr", "pStyle")))
        level = _level(node, style)
        text = "\n".join(" ".join(line.split()) for line in "".join(words).split("\n")).strip()
        if text and not re.match(r"(toc|table of contents|verzeichnis|目录)\s*\d", style.name, re.I):
            label = self._label(node, style)
            yield Block(f"{label} {text}" if label else text, level)
        for box in aside:
            yield from self._flow(box)
        yield from (Block(note) for note in notes)

    def _inline(self, node: Element, words: list[str], aside: list[Element], notes: list[str]) -> None:
        """Collect the words of a paragraph, its text boxes, and the notes it refers to."""
        for each in node:
            name = local(each)
            if name == "t":
                words.append(each.text or "")
            elif name in _CHARACTERS:
                words.append(_CHARACTERS[name])
            elif name in ("footnoteReference", "endnoteReference"):
                notes.extend(self._notes[name.removesuffix("Reference")].get(value(each, "id") or "", ()))
            elif name == "txbxContent":
                aside.append(each)
            elif name not in _SKIPPED and child(each, "rPr", "vanish") is None:
                self._inline(_chosen(each), words, aside, notes)

    def _label(self, node: Element, style: _Style) -> str:
        direct = child(node, "pPr", "numPr")
        number = value(child(direct, "numId")) or style.list_number
        level = value(child(direct, "ilvl"))
        if not number or number == "0":
            return ""
        return self._numbering.label(number, int(level) if level and level.isdecimal() else style.list_level)

    def _style(self, key: str | None) -> _Style:
        """Return a style with what it inherits filled in."""
        style = self._styles.get(key or "", _Style(key or "", "", _named_level(key or ""), None, 0))
        base, seen = style, {key}
        while base.based_on in self._styles and base.based_on not in seen:
            seen.add(base.based_on)
            base = self._styles[base.based_on]
            style = _Style(
                style.name,
                style.based_on,
                base.level if style.level is None else style.level,
                style.list_number or base.list_number,
                style.list_level or base.list_level,
            )
        return style

    def _table(self, node: Element) -> Iterator[Block]:
        rows = [row for row in _rows(node) if child(row, "trPr", "del") is None]
        cells = [[cell for cell in _cells(row)] for row in rows]
        texts = [[self._cell(cell) for cell in row] for row in cells]
        if max(map(len, cells), default=0) < 2 or any(len(text) > _LAYOUT_CELL for row in texts for text in row):
            for row in cells:
                for cell in row:
                    yield from self._flow(cell)
            return
        headed = bool(rows) and child(rows[0], "trPr", "tblHeader") is not None
        yield from (Block(line) for line in grid.lines(_merged(cells, texts), headed=headed))

    def _cell(self, cell: Element) -> str:
        return "\n".join(block.text for block in self._flow(cell))


def _chosen(node: Element) -> Element:
    """Of alternatives for old and new readers take the first: the others say the same again."""
    return node[0] if local(node) == "AlternateContent" and len(node) else node


def _is_contents(node: Element) -> bool:
    gallery = child(node, "sdtPr", "docPartObj", "docPartGallery")
    return value(gallery) == "Table of Contents"


def _rows(node: Element) -> Iterator[Element]:
    for each in node:
        if local(each) == "tr":
            yield each
        elif local(each) in _WRAPPERS:
            yield from _rows(_chosen(each))


def _cells(row: Element) -> Iterator[Element]:
    for each in row:
        if local(each) == "tc":
            yield each
        elif local(each) in _WRAPPERS:
            yield from _cells(_chosen(each))


def _merged(cells: Sequence[Sequence[Element]], texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """Lay cells on the table's grid: a merged cell's text stands in every row and column that it covers."""
    rows: list[list[str]] = []
    for row, words in zip(cells, texts, strict=True):
        line: list[str] = []
        for cell, text in zip(row, words, strict=True):
            merge = child(cell, "tcPr", "vMerge")
            if merge is not None and value(merge) != "restart" and rows and len(line) < len(rows[-1]):
                text = rows[-1][len(line)]
            span = value(child(cell, "tcPr", "gridSpan")) or "1"
            line += [text] * (min(int(span), 100) if span.isdecimal() else 1)
        rows.append(line)
    return rows


def _level(node: Element, style: _Style) -> int | None:
    direct = value(child(node, "pPr", "outlineLvl"))
    level = int(direct) if direct and direct.isdecimal() else style.level
    return level if level is not None and level < 9 else None


def _named_level(name: str) -> int | None:
    if name.casefold() in ("title", "titel", "titre", "título", "titolo", "标题", "標題", "表題", "제목", "название"):
        return TITLE
    heading = _HEADING.match(name)
    return int(heading[1]) - 1 if heading else None


def _styles(root: Element | None) -> dict[str, _Style]:
    found = {}
    for node in root if root is not None else ():
        if local(node) != "style" or value(node, "type") != "paragraph":
            continue
        name = value(child(node, "name")) or ""
        outline = value(child(node, "pPr", "outlineLvl"))
        level = int(outline) if outline and outline.isdecimal() else _named_level(name)
        number = value(child(node, "pPr", "numPr", "numId"))
        depth = value(child(node, "pPr", "numPr", "ilvl")) or "0"
        based_on = value(child(node, "basedOn")) or ""
        found[value(node, "styleId") or ""] = _Style(
            name, based_on, level, number, int(depth) if depth.isdecimal() else 0
        )
    return found


def _notes(root: Element | None) -> dict[str, list[str]]:
    """Map note ids to their paragraphs; separators have none."""
    found = {}
    for node in root if root is not None else ():
        texts = ("".join(t.text or "" for t in p.iter("{*}t")) for p in node.iter("{*}p"))
        found[value(node, "id") or ""] = [" ".join(text.split()) for text in texts if text.strip()]
    return found
