"""Tables become passages: an FAQ entry or a row each, its column headings with it. CSV and TSV are read here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from qa.errors import NoText
from qa.ingest import faq, sniff
from qa.ingest.encoding import decode
from qa.ingest.layout import Plain
from qa.types import Document, Kind, Locator, ReadOptions, RowReport, Section

_HEAD = 60
"""Rows looked at before the layout of a table is decided."""

_LINE = re.compile(r"[^\r\n]*(?:\r*\n|\r|\Z)")
_DELIMITERS = ("\t", ",", ";", "|")
_SEP = re.compile(r"sep=(.)\s*$", re.I)
_MOST_REPAIRS = 50
_MOST_REPORTED = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its 1-based number in the file and its cells; ``spans`` are merged cells (first, last column)."""

    number: int
    cells: Sequence[str]
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; ``name`` is empty where the file holds only one."""

    name: str
    rows: Iterable[Row]
    headings: tuple[str, ...] = ()
    """Set when the headings stand in no row (records with named fields)."""


@dataclass(slots=True)
class _Outcome:
    """What became of the rows so far."""

    added: int = 0
    entries: int = 0
    duplicates: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    """Hashes of the entries, so that a million of them fit."""

    def report(self) -> RowReport:
        return RowReport(self.added, tuple(self.duplicates), tuple(self.skipped))


def read_csv(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read CSV or TSV, the delimiter told by the content; see ``tabulated``."""
    text, _ = decode(data)
    delimiter, skip = _dialect(text, sniff.suffix(name))
    rows = (Row(number, cells) for number, cells in enumerate(_records(text, delimiter), 1) if number > skip)
    return tabulated(name, [Sheet("", rows)], options)


def tabulated(name: str, sheets: Iterable[Sheet], options: ReadOptions, notes: Sequence[str] = ()) -> Document:
    """Return the document of a file's tables, every row accounted for.

    A table of questions and answers gives one section an entry, any other one a row ("Heading: value; …").
    Raises NoText when no row holds anything, ReadError when chosen columns are not there.
    """
    outcome = _Outcome()
    sections: list[Section] = []
    sheets = list(sheets) if isinstance(sheets, Sequence) else sheets
    for sheet in sheets:
        sections += _sheet_sections(name, sheet, options, outcome)
    if not sections:
        if outcome.skipped:
            row, why = outcome.skipped[0]
            raise NoText(
                f"{name} holds no rows that could be read: {why} in row {row}; check its columns, and save it again."
            )
        raise NoText(f"{name} holds no rows that could be read; check its columns, and save it again.")
    kind: Kind = "faq" if outcome.entries else "table"
    return Document(name, kind, tuple(sections), notes=tuple(notes), rows=outcome.report())


def _sheet_sections(name: str, sheet: Sheet, options: ReadOptions, outcome: _Outcome) -> Iterator[Section]:
    stream = iter(sheet.rows)
    head = list(islice(stream, _HEAD))
    if not any(any(map(str.strip, row.cells)) for row in head):
        head += list(islice(stream, 10 * _HEAD))
    rows = _untrailed(chain(head, stream))
    layout = _faq_layout(name, sheet, head, options)
    if layout:
        headed = max((row.number for row in _filled(head)[: layout.headed]), default=0)
        yield from _entries(sheet, layout, (row for row in rows if row.number > headed), outcome)
    else:
        width = max((sum(bool(cell.strip()) for cell in row.cells) for row in head), default=0)
        yield from _plain(sheet, width, rows, outcome)


def _filled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if any(map(str.strip, row.cells))]


def _faq_layout(name: str, sheet: Sheet, head: list[Row], options: ReadOptions) -> faq.Layout | None:
    if options.table == "rows":
        return None
    cells = [row.cells for row in _filled(head)]
    named = [sheet.headings, *cells] if sheet.headings else cells
    if any(map(str.strip, options.columns.values())):
        layout = faq.chosen(name, named, options.columns)
    else:
        found = faq.recognised(named, forced=options.table == "faq")
        if found is None:
            return None
        layout = found
    return _shifted(layout) if sheet.headings else layout


def _shifted(layout: faq.Layout) -> faq.Layout:
    """Return the layout of a table whose headings stand in no row."""
    return faq.Layout(layout.pairs, layout.similar, layout.category, layout.language, layout.others, 0)


def _untrailed(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out empty rows at the end."""
    held: list[Row] = []
    for row in rows:
        if any(cell and not cell.isspace() for cell in row.cells):
            yield from held
            held.clear()
            yield row
        elif len(held) < _MOST_REPORTED:
            held.append(row)


def _entries(sheet: Sheet, layout: faq.Layout, rows: Iterable[Row], outcome: _Outcome) -> Iterator[Section]:
    where = f"sheet {sheet.name}: " if sheet.name else ""
    for row in rows:
        found, reason = faq.entries(layout, row.cells)
        fresh = [entry for entry in found if _is_new(entry, outcome)]
        if fresh:
            outcome.added += 1
            outcome.entries += len(fresh)
        elif found:
            outcome.duplicates.append(row.number)
        else:
            empty = not any(map(str.strip, row.cells))
            outcome.skipped.append((row.number, where + ("empty row" if empty else reason)))
        for entry in fresh:
            yield Section(
                entry.answer,
                Locator(sheet=sheet.name or None, row=row.number),
                context=entry.about,
                whole=True,
                questions=entry.questions,
                category=entry.category,
                language=entry.language,
            )


def _is_new(entry: faq.Entry, outcome: _Outcome) -> bool:
    key = hash((frozenset(map(_key, entry.questions)), _key(entry.answer)))
    if key in outcome.seen:
        return False
    outcome.seen.add(key)
    return True


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(sheet: Sheet, width: int, rows: Iterable[Row], outcome: _Outcome) -> Iterator[Section]:
    plain = Plain(sheet.name, width, sheet.headings)
    for row, *following in _looking_ahead(rows):
        if not any(map(str.strip, row.cells)):
            plain.gap()
            continue
        text = plain.text(row.cells, row.spans, [each.cells for each in following])
        if text is None:
            continue
        outcome.added += 1
        yield Section(text, Locator(sheet=sheet.name or None, row=row.number), context=plain.context, whole=True)


def _looking_ahead(rows: Iterable[Row], count: int = 4) -> Iterator[list[Row]]:
    """Yield each row with the few that follow it."""
    stream = iter(rows)
    window = list(islice(stream, count))
    while window:
        yield window
        window = [*window[1:], *islice(stream, 1)]


def _dialect(text: str, ending: str) -> tuple[str, int]:
    """Return (delimiter, number of rows to pass over)."""
    stated = _SEP.match(text[: text.find("\n")] if "\n" in text[:20] else "")
    if stated:
        return stated[1], 1
    scores = {delimiter: _consistency(text, delimiter) for delimiter in _DELIMITERS}
    if ending in (".tsv", ".tab") and scores["\t"]:
        return "\t", 0
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return (best if scores[best] else ","), 0


def _consistency(text: str, delimiter: str) -> float:
    """Return how regular a table this delimiter makes of the first rows: the share with the commonest width, over 1."""
    widths = [len(cells) for cells in islice(_records(text[:100_000], delimiter), 100) if any(map(str.strip, cells))]
    if len(text) > 100_000:
        widths = widths[:-1] or widths
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0
    usual = max(set(several), key=lambda width: (several.count(width), width))
    headed = 1.0 if widths[0] == usual else 0.7
    return headed * several.count(usual) / len(widths) * (1 + min(usual, 20) / 100)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records of CSV text; a quote that is never closed spoils its own line only."""
    csv.field_size_limit(2**31 - 1)
    start, repairs = 0, 0
    while start < len(text):
        lines = _Lines(text, start)
        quoted = repairs < _MOST_REPAIRS
        begun = start
        for cells in csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE):
            if quoted and lines.end >= len(text) and _unclosed(text, begun, lines.end):
                break
            begun = lines.end
            yield cells
        else:
            return
        first = _LINE.match(text, begun)
        start = first.end() if first else len(text)
        repairs += 1
        yield text[begun:start].rstrip("\r\n").replace('"', "").split(delimiter)


def _unclosed(text: str, start: int, end: int) -> bool:
    return text.count('"', start, end) % 2 == 1 and "\n" in text[start:end].rstrip("\r\n").replace("\r", "\n")


class _Lines:
    """The lines of a text from ``start`` on, one at a time; ``end`` is where the last one given ends."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self.end = start

    def __iter__(self) -> Iterator[str]:
        while self.end < len(self._text):
            match = _LINE.match(self._text, self.end)
            if match is None:
                return
            self.end = match.end()
            yield match[0].rstrip("\r\n") + "\n"
