"""Spreadsheets: XLSX and ODS, all sheets, values as they are shown, merged cells filled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from qa.errors import DamagedFile
from qa.ingest.package import Package, child, local, value
from qa.ingest.table import Row, Sheet, tabulated
from qa.types import Document, ReadOptions

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_COLUMNS = 16_384
_ROWS = 1_048_576
_GAP = 100
"""Empty rows in a row that are still passed on, to be accounted for; more is blank paper."""

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d*)")
_BUILT_IN = {9: "0%", 10: "0.00%", **dict.fromkeys((14, 15, 16, 17), "d"), 22: "d h"}
_BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h") | dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "d")
"""Number formats every workbook has (ECMA-376 part 1, 18.8.30), those of East Asian dates too."""


@dataclass(slots=True)
class _Book:
    """What the cells of a workbook refer to."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    """Number format of each cell style."""
    epoch: datetime = datetime(1899, 12, 30)
    unsaved: int = 0
    """Formulas without a saved result."""


@dataclass(slots=True)
class _Merges:
    """Merged cells by their first row: (first column, last row, last column)."""

    starting: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    open: list[tuple[int, int, str]] = field(default_factory=list)
    """(column, last row, value) of cells that reach down over the rows now being read."""


def read_xlsx(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a workbook, encrypted ones with their password; see ``table.tabulated`` for what becomes of the rows."""
    package = Package(name, data, options)
    main = next((part for _, part in package.related("", "/officeDocument")), "xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        raise DamagedFile(f"{name} is not a workbook: save it again as .xlsx or CSV.")
    book = _Book(list(_strings(package, main)), list(_formats(package, main)))
    properties = child(root, "workbookPr")
    if value(properties, "date1904") in ("1", "true"):
        book.epoch = datetime(1904, 1, 1)
    parts = dict(package.related(main, "/worksheet"))
    found = [(sheet.get("name", ""), parts.get(value(sheet, "id") or "")) for sheet in _children(root, "sheets")]
    sheets = [Sheet(title, _rows(package, part, book)) for title, part in found if part]
    document = tabulated(name, iter(sheets), options)
    return _noted(document, book.unsaved)


def _noted(document: Document, unsaved: int) -> Document:
    if not unsaved:
        return document
    note = (
        f"formulas without a saved result: {unsaved:,}; open the file in a spreadsheet program and save it to have "
        "their values read."
    )
    return replace(document, notes=(*document.notes, note))


def _children(root: Element | None, name: str) -> list[Element]:
    parent = child(root, name)
    return list(parent) if parent is not None else []


def _strings(package: Package, main: str) -> Iterator[str]:
    for _, part in package.related(main, "/sharedStrings"):
        for item in _elements(package, part, "si"):
            yield _text(item)


def _text(item: Element) -> str:
    """Return the words of a string, without the reading aids (furigana) beside them."""
    pieces = [node for node in item.iter("{*}t") if not any(local(above) == "rPh" for above in node.iterancestors())]
    return re.sub(r"_x([0-9A-Fa-f]{4})_", _unescaped, "".join(node.text or "" for node in pieces))


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return {0x0D: "", 0x0A: "\n", 0x09: "\t", 0x5F: "_"}.get(code, "")


def _formats(package: Package, main: str) -> Iterator[str]:
    root = next((package.side(part) for _, part in package.related(main, "/styles")), None)
    own = {value(node, "numFmtId"): value(node, "formatCode") or "" for node in _children(root, "numFmts")}
    for style in _children(root, "cellXfs"):
        number = value(style, "numFmtId") or "0"
        yield _family(own[number]) if number in own else _BUILT_IN.get(int(number) if number.isdecimal() else 0, "")


def _family(code: str) -> str:
    """Return what matters of a number format: "d" and "h" for dates and times, a percent, leading zeros."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]hms]*\]|_.', "", code.split(";")[0])
    if re.fullmatch(r"0{2,}", bare):
        return bare
    if "%" in bare:
        return bare
    letters = bare.lower()
    day, hour = bool(re.search("[ymd年月日]", letters.replace("am/pm", ""))), bool(re.search("[hs]", letters))
    if hour and not re.search("[yd年日]", letters):
        day = False
    return " ".join(letter for letter, there in (("d", day), ("h", hour)) if there and "general" not in letters)


def _elements(package: Package, part: str, tag: str) -> Iterator[Element]:
    """Yield the elements of a part one by one, none of them kept."""
    from lxml import etree

    content = package.bytes(part)
    events = etree.iterparse(
        io.BytesIO(content or b""), events=("end",), tag="{*}" + tag, resolve_entities=False, no_network=True
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise package.damaged() from error


def _rows(package: Package, part: str, book: _Book) -> Iterator[Row]:
    merges = _merges(package.bytes(part) or b"")
    last = 0
    for element in _elements(package, part, "row"):
        stated = value(element, "r") or ""
        number = min(int(stated), _ROWS) if stated.isdecimal() else last + 1
        cells = _cells(element, book)
        if number > last + 1 and last and number - last <= _GAP:
            yield from (Row(between, ()) for between in range(last + 1, number))
        last = number
        yield _filled(number, cells, merges)


def _cells(row: Element, book: _Book) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = -1
    for cell in row:
        if local(cell) != "c":
            continue
        reference = _REFERENCE.match(cell.get("r", ""))
        column = _column(reference[1]) if reference else column + 1
        if 0 <= column < _COLUMNS and (shown := _shown(cell, book)):
            cells[column] = shown
    return cells


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _shown(cell: Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    node = child(cell, "v")
    raw = (node.text or "") if node is not None else ""
    if not raw:
        book.unsaved += child(cell, "f") is not None
        return ""
    if kind == "s":
        return book.strings[int(raw)] if raw.isdecimal() and int(raw) < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    if kind == "n":
        style = cell.get("s", "")
        known = style.isdecimal() and int(style) < len(book.formats)
        return _number(raw, book.formats[int(style)] if known else "", book.epoch)
    return "" if kind == "e" else raw


def _number(raw: str, family: str, epoch: datetime) -> str:
    try:
        number = float(raw)
        if family.replace("h", "").strip() in ("d", "") and family:
            return _moment(number, family, epoch)
        if family.startswith("00"):
            return f"{number:.0f}".zfill(len(family))
        if "%" in family:
            return f"{number * 100:.6g}%"
        return f"{number:.15g}" if abs(number) < 1e15 else raw
    except (ValueError, OverflowError):
        return raw


def _moment(number: float, family: str, epoch: datetime) -> str:
    if "d" not in family or 0 <= number < 1:
        seconds = round(number * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    moment = epoch + timedelta(days=number) + timedelta(milliseconds=500)
    return moment.strftime("%Y-%m-%d %H:%M" if "h" in family else "%Y-%m-%d")


def _merges(content: bytes) -> _Merges:
    merges = _Merges()
    for first, top, last, bottom in _MERGED.findall(content):
        left, right = _column(first.decode()), _column(last.decode())
        if left < _COLUMNS and right < _COLUMNS:
            merges.starting.setdefault(int(top), []).append((left, int(bottom), right))
    return merges


def _filled(number: int, cells: dict[int, str], merges: _Merges) -> Row:
    """Return the row with the values of cells that reach down into it."""
    merges.open = [each for each in merges.open if each[1] >= number]
    spans = []
    for left, bottom, right in merges.starting.get(number, ()):
        if bottom > number and left in cells:
            merges.open.append((left, bottom, cells[left]))
        if right > left:
            spans.append((left, right))
    if cells:
        cells = {**{column: shown for column, _, shown in merges.open}, **cells}
    width = max(cells, default=-1) + 1
    return Row(number, [cells.get(column, "") for column in range(width)], tuple(spans))


def read_ods(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read an OpenDocument spreadsheet as ``read_xlsx`` does."""
    package = Package(name, data, options)
    body = child(package.xml("content.xml"), "body", "spreadsheet")
    if body is None:
        raise DamagedFile(f"{name} is not a spreadsheet that can be read: save it as .xlsx, without a password.")
    tables = (table for table in body if local(table) == "table")
    return tabulated(name, (Sheet(value(table, "name") or "", _open_rows(table)) for table in tables), options)


def _open_rows(table: Element) -> Iterator[Row]:
    number = 0
    for element in table.iter("{*}table-row"):
        cells = _open_cells(element)
        repeated = value(element, "number-rows-repeated") or "1"
        count = int(repeated) if repeated.isdecimal() else 1
        if cells or count <= _GAP:
            for each in range(min(count, _GAP * 10)):
                yield Row(number + 1 + each, cells)
        number += count


def _open_cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        lines = ["".join(map(str, node.itertext())) for node in cell if local(node) == "p"]
        repeated = value(cell, "number-columns-repeated") or "1"
        count = min(int(repeated), _COLUMNS - len(cells)) if repeated.isdecimal() else 1
        cells += ["\n".join(lines)] * count
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
