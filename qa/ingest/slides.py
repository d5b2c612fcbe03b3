"""The slides of a PPTX in their order: title, lines, tables, diagrams, speaker notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.ingest import grid
from qa.ingest.package import Package, child, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FURNITURE = frozenset(("dt", "ftr", "hdr"))


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on one slide; ``furniture`` is its date and footer."""

    title: str
    lines: tuple[str, ...]
    furniture: tuple[str, ...]
    notes: tuple[str, ...]


def slides(package: Package) -> Iterator[Slide]:
    """Yield the slides of a presentation; raises DamagedFile."""
    for part in parts(package):
        yield _slide(package, part)


def parts(package: Package) -> list[str]:
    """Return the names of the slides' parts in their order ("" where one is missing); raises DamagedFile."""
    main = next((part for _, part in package.related("", "/officeDocument")), "ppt/presentation.xml")
    root = package.xml(main)
    order = child(root, "sldIdLst")
    if root is None:
        raise package.damaged()
    known = dict(package.related(main, "/slide"))
    relations = (
        next((str(content) for key, content in entry.attrib.items() if str(key).endswith("}id")), "")
        for entry in (order if order is not None else ())
    )
    return [known.get(relation, "") for relation in relations]


def _slide(package: Package, part: str) -> Slide:
    tree = child(package.side(part), "cSld", "spTree")
    title: list[str] = []
    lines: list[str] = []
    furniture: list[str] = []
    for shape in _shapes(tree):
        holder = _placeholder(shape)
        if holder == "sldNum":
            continue
        texts = _lines(package, part, shape)
        if holder in ("title", "ctrTitle") and not title:
            title = texts
        else:
            (furniture if holder in _FURNITURE else lines).extend(texts)
    return Slide(" ".join(" ".join(title).split()), tuple(lines), tuple(furniture), tuple(_notes(package, part)))


def _shapes(tree: Element | None) -> Iterator[Element]:
    """Yield shapes, those in groups too."""
    for node in tree if tree is not None else ():
        if local(node) == "grpSp":
            yield from _shapes(node)
        elif local(node) == "AlternateContent" and len(node):
            yield from _shapes(node[0])
        elif local(node) in ("sp", "graphicFrame", "cxnSp", "pic"):
            yield node


def _placeholder(shape: Element) -> str:
    for kind in ("nvSpPr", "nvGraphicFramePr", "nvPicPr"):
        holder = child(shape, kind, "nvPr", "ph")
        if holder is not None:
            return value(holder, "type") or "body"
    return ""


def _lines(package: Package, part: str, shape: Element) -> list[str]:
    body = child(shape, "txBody")
    if body is not None:
        return _paragraphs(body)
    data = child(shape, "graphic", "graphicData")
    table = child(data, "tbl")
    if table is not None:
        return _table(table)
    return list(_drawn(package, part, data)) if data is not None else []


def _paragraphs(body: Element) -> list[str]:
    lines: list[str] = []
    for paragraph in body.iter("{*}p"):
        words = ((each.text or "") if local(each) == "t" else "\n" for each in paragraph.iter("{*}t", "{*}br"))
        lines += [" ".join(line.split()) for line in "".join(words).replace("\v", "\n").split("\n")]
    return [line for line in lines if line]


def _table(table: Element) -> list[str]:
    rows: list[list[str]] = []
    for node in table:
        if local(node) != "tr":
            continue
        row: list[str] = []
        for cell in node:
            if local(cell) != "tc":
                continue
            text = " ".join(_paragraphs(cell))
            if value(cell, "hMerge") in ("1", "true") and row:
                text = row[-1]
            elif value(cell, "vMerge") in ("1", "true") and rows and len(row) < len(rows[-1]):
                text = rows[-1][len(row)]
            row.append(text)
        rows.append(row)
    return grid.lines(rows, headed=value(child(table, "tblPr"), "firstRow") in ("1", "true"))


def _drawn(package: Package, part: str, data: Element) -> Iterator[str]:
    """Yield the words of a diagram or chart, which stand in a part of their own."""
    wanted = {
        str(content) for node in data for key, content in node.attrib.items() if str(key).endswith(("}dm", "}id"))
    }
    for relation, target in package.related(part, ""):
        root = package.side(target) if relation in wanted else None
        if root is None:
            continue
        if local(root) == "dataModel":
            yield from (line for point in root.iter("{*}t") if local(point) == "t" for line in _paragraphs(point))
        else:
            yield from _chart(root)


def _chart(root: Element) -> Iterator[str]:
    """Yield a chart's titles, then the names of its series and categories, each once."""
    yield from (line for title in root.iter("{*}title") for line in _paragraphs(title))
    names = (node.text or "" for source in root.iter("{*}tx", "{*}cat") for node in source.iter("{*}v"))
    listed = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if listed:
        yield "; ".join(listed[:200])


def _notes(package: Package, part: str) -> list[str]:
    lines: list[str] = []
    for _, target in package.related(part, "/notesSlide"):
        for shape in _shapes(child(package.side(target), "cSld", "spTree")):
            body = child(shape, "txBody")
            if _placeholder(shape) == "body" and body is not None:
                lines += _paragraphs(body)
    return lines
