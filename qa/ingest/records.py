"""JSON and JSON lines: records become rows of a table, other values a line each under the path that leads to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from qa.errors import DamagedFile
from qa.ingest.damage import translated
from qa.ingest.encoding import decode
from qa.ingest.table import Row, Sheet, tabulated
from qa.types import Document, Locator, ReadOptions, RowReport, Section

_DEEPEST = 100
_SECTION = 2_000
"""Code points of a section of outlined values, about."""


def read_json(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read JSON: a list of records is a table (an FAQ where it has questions and answers), all else an outline."""
    text, _ = decode(data)
    try:
        value = _parsed(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[: error.pos].strip() and "\n" in text:
            return read_jsonl(name, data, options)
        raise DamagedFile(f"{name} is not valid JSON (line {error.lineno}: {error.msg}): correct it there.") from error
    except RecursionError as error:
        raise DamagedFile(f"{name} is nested too deeply to be read: flatten it.") from error
    with translated(name, "JSON that can be read"):
        records = _records(value)
        if records is not None:
            return tabulated(name, [_sheet(list(enumerate(records, 1)))], options)
        return Document(name, "document", tuple(_outline(value)))


def read_jsonl(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read JSON lines; a line that is not JSON is reported as skipped."""
    text, _ = decode(data)
    values: list[tuple[int, Any]] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values.append((number, _parsed(line)))
        except (json.JSONDecodeError, RecursionError):
            bad.append((number, "not valid JSON"))
    if not values:
        raise DamagedFile(f"{name} holds no line of valid JSON: save it again, one value a line.")
    with translated(name, "JSON that can be read"):
        document = _from_lines(name, values, options)
    report = document.rows or RowReport(added=len(values))
    skipped = tuple(sorted((*report.skipped, *bad)))
    return Document(name, document.kind, document.sections, rows=RowReport(report.added, report.duplicates, skipped))


def _from_lines(name: str, values: Sequence[tuple[int, Any]], options: ReadOptions) -> Document:
    if sum(isinstance(value, dict) for _, value in values) > 0.5 * len(values):
        return tabulated(name, [_sheet(values)], options)
    sections = (Section(_line(value), Locator(row=number), whole=True) for number, value in values)
    return Document(name, "document", tuple(section for section in sections if section.text))


def _parsed(text: str) -> Any:  # noqa: ANN401 (what JSON holds is known when it is read)
    return json.loads(text.lstrip("\ufeff"), parse_int=str, parse_float=str, parse_constant=str)


def _records(value: Any) -> list[Any] | None:  # noqa: ANN401
    """Return the records a value holds if it is mostly a list of them, else None."""
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list) and each]
        flat = all(not isinstance(each, (dict, list)) for each in value.values() if each not in lists)
        return _records(lists[0]) if len(lists) == 1 and flat and len(lists[0]) > 1 else None
    if not isinstance(value, list) or not value:
        return None
    fields = [frozenset(each) for each in value if isinstance(each, dict)]
    shared = frozenset.intersection(*fields) if fields else frozenset()
    return value if len(fields) == len(value) and shared else None


def _sheet(records: Sequence[tuple[int, Any]]) -> Sheet:
    """Return a table whose headings are the names of the fields, in the order they come up."""
    flat = [
        (number, dict(_fields(record)) if isinstance(record, dict) else {"": _line(record)})
        for number, record in records
    ]
    headings = tuple(dict.fromkeys(chain.from_iterable(fields for _, fields in flat)))
    rows = (Row(number, [fields.get(heading, "") for heading in headings]) for number, fields in flat)
    return Sheet("", rows, headings)


def _fields(record: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _fields(value, name, depth + 1)
        else:
            yield name, _line(value, "\n")


def _line(value: Any, between: str = ", ") -> str:  # noqa: ANN401
    """Return a value in one line; the items of a list are parted by ``between``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(not isinstance(each, (dict, list)) for each in value):
        return between.join(filter(None, map(_line, value)))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _outline(value: Any) -> Iterator[Section]:  # noqa: ANN401
    """Yield sections of "path: value" lines, those of one top-level key under it as their heading."""
    groups = (
        value.items()
        if isinstance(value, dict) and any(isinstance(v, (dict, list)) for v in value.values())
        else [("", value)]
    )
    loose: list[str] = []
    for key, inner in groups:
        if key and not isinstance(inner, (dict, list)):
            loose.append(f"{key}: {_line(inner)}")
            continue
        yield from _gathered(_lines(inner), (str(key),) if key else ())
    yield from _gathered(iter(loose), ())


def _gathered(lines: Iterator[str], heading: tuple[str, ...]) -> Iterator[Section]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > _SECTION:
            yield Section("\n".join(held), Locator(heading=heading))
            held, size = [], 0
    if held:
        yield Section("\n".join(held), Locator(heading=heading))


def _lines(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Walk over a value without recursion, yielding "path: value" for what is at the ends."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        path, inner = stack.pop()
        if isinstance(inner, dict) and inner:
            stack += [(f"{path}.{key}" if path else str(key), each) for key, each in reversed(inner.items())]
        elif isinstance(inner, list) and any(isinstance(each, (dict, list)) for each in inner):
            stack += [(path, each) for each in reversed(inner)]
        elif isinstance(inner, list) and not path:
            yield from filter(None, map(_line, inner))
        elif words := _line(inner):
            yield f"{path}: {words}" if path else words
