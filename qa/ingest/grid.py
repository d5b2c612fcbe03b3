"""Rows of a small table inside a document become lines that can be read alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def lines(rows: Sequence[Sequence[str]], *, headed: bool = False) -> list[str]:
    """Return a line a row: "Heading: cell; Heading: cell" under column headings, else cells with bars between.

    ``headed`` says that the first row holds column headings; otherwise it is looked at.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    if len(rows) > 1 and (headed or _has_headings(rows)):
        return [" | ".join(_distinct(rows[0])), *(_labelled(rows[0], row) for row in rows[1:])]
    return [(": " if len(row) == 2 else " | ").join(cell for cell in _distinct(row) if cell) for row in rows]


def _labelled(headings: Sequence[str], row: Sequence[str]) -> str:
    padded = [*headings, *[""] * (len(row) - len(headings))]
    cells = [
        f"{heading}: {cell}" if heading and heading != cell else cell
        for at, (heading, cell) in enumerate(zip(padded, row, strict=False))
        if cell and not (at and row[at - 1] == cell and padded[at - 1] == heading)
    ]
    return "; ".join(cells)


def _has_headings(rows: Sequence[Sequence[str]]) -> bool:
    first, rest = rows[0], rows[1:]
    names = all(cell and len(cell) <= 60 and not _numeric(cell) for cell in first)
    if not names or len(set(first)) < len(first) or len(first) < 2:
        return False
    if len(first) > 2:
        return True
    return sum(_numeric(row[-1]) for row in rest if row) >= 0.6 * len(rest)


def _numeric(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) * 2 >= len(cell.replace(" ", "")) > 0


def _distinct(row: Sequence[str]) -> list[str]:
    """Leave out repetitions of a cell merged over several columns."""
    return [cell for at, cell in enumerate(row) if not at or cell != row[at - 1]]
