"""Plain tables as people make them: titles, headings in several rows, tables under one another, notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.ingest.faq import words

_VALUE = re.compile(
    r"[\s$€£¥₹~<>≈+\-−–—(]*\d[\d.,'\s\u00a0%()/:\-+eETZ]*[%$€£¥₹)元円年月日]*\s*|[-–—\s]*|TRUE|FALSE", re.I
)
_UNIT = re.compile(r"^(?:in|en|unit)\b|millions?\b|thousands?\b|\bmio\b|\bmrd\b|[%$€£¥]|单位|單位|単位", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_HEADING = 120
_LONGEST_NAME = 60
_LONGEST_CONTEXT = 400
_FEW_HEADINGS = 100
"""Code points of headings that are repeated in the context; every value has its own beside it in any case."""


class Plain:
    """Reads a sheet's rows one by one, and knows which headings stand over the row it is at."""

    def __init__(self, name: str, width: int, headings: Sequence[str] = ()) -> None:
        """Start a sheet of ``width`` filled columns; ``headings`` are given when they stand in no row."""
        self._width = width
        self._name = "" if re.fullmatch(r"(sheet|tabelle|feuil|hoja|工作表|シート)\s*\d*", name, re.I) else name
        self._titles: list[str] = []
        self._awaiting: list[str] = []
        self._upper: list[str] = []
        self._headings = [_line(heading) for heading in headings]
        self._numeric: set[int] = set()
        self._rows = 0
        self._after_gap = True
        self._given = bool(headings)
        self.context = ""
        self._set_context()

    def gap(self) -> None:
        """Take note of an empty row: another table may begin."""
        self._after_gap = True

    def text(
        self, cells: Sequence[str], spans: Sequence[tuple[int, int]], following: Sequence[Sequence[str]]
    ) -> str | None:
        """Return a row's text, or None for a row of headings."""
        filled = [at for at, cell in enumerate(cells) if cell.strip()]
        if not self._given and self._is_heading(cells, filled, following):
            self._take_headings(cells, spans)
            self._after_gap = False
            return None
        if len(filled) == 1 and self._stands_alone(cells[filled[0]], filled[0], spans):
            return self._note(cells[filled[0]].strip())
        if not self._rows or self._after_gap or self._awaiting:
            self._entitle()
            self._set_context()
        self._numeric |= {at for at in filled if _VALUE.fullmatch(cells[at])}
        self._rows += 1
        self._after_gap = False
        return self._labelled(cells)

    def _stands_alone(self, cell: str, at: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Tell a title or remark from a row whose other cells are empty."""
        heading = self._headings[at] if at < len(self._headings) else ""
        merged = any(first <= at <= last for first, last in spans)
        loose = not heading or self._after_gap or merged or len(cell) > _LONGEST_NAME
        return self._width > 1 and loose

    def _is_heading(self, cells: Sequence[str], filled: list[int], following: Sequence[Sequence[str]]) -> bool:
        if len(filled) < 2 or (self._rows and not self._after_gap and cells[filled[0]].strip() not in self._headings):
            return False
        if not self._heads(cells, filled) or not any(map(_width, following)):
            return False
        if not self._headings and not self._rows:
            return self._stands_out(cells, filled, following)
        if not self._rows:
            return bool(self._headings) and not cells[0].strip() and not _values(cells)
        same = [_line(cell) for cell in cells if cell.strip()] == [h for h in self._headings if h]
        return same or (self._after_gap and any(at in self._numeric for at in filled))

    def _heads(self, cells: Sequence[str], filled: list[int]) -> bool:
        texts = [cells[at].strip() for at in filled]
        plain = [text for text in texts if not _VALUE.fullmatch(text)]
        years = [text for text in texts if _YEAR.fullmatch(text)]
        return bool(plain) and len(plain) + len(years) == len(texts) and all(len(t) <= _LONGEST_HEADING for t in texts)

    def _stands_out(self, cells: Sequence[str], filled: list[int], following: Sequence[Sequence[str]]) -> bool:
        """Tell headings from a first row of data: they are all different, and name what is below them."""
        texts = [cells[at].strip().casefold() for at in filled]
        below = {cell.strip().casefold() for row in following for cell in row if cell.strip()}
        sentences = any(re.search(r"[.!?。！？]$", text) and len(text) > 30 for text in texts)
        return len(set(texts)) >= 0.5 * len(texts) and not sentences and len(below & set(texts)) <= len(texts) // 2

    def _take_headings(self, cells: Sequence[str], spans: Sequence[tuple[int, int]]) -> None:
        self._entitle()
        row = [_line(cell) for cell in cells]
        for first, last in spans:
            if first < len(row):
                row += [""] * (last + 1 - len(row))
                row[first : last + 1] = [row[first]] * (last + 1 - first)
        if self._headings and not self._rows:
            self._headings = _stacked(self._headings, row, self._upper)
        else:
            self._headings, self._upper, self._numeric, self._rows = row, [], set(), 0
        self._set_context()

    def _note(self, text: str) -> str:
        """Return a cell that stands alone: a title of what follows it, or a remark on what went before."""
        self._set_context(headings=False)
        if not self._rows or self._after_gap:
            self._awaiting = [*self._awaiting, _line(text)][-4:]
        self._after_gap = self._after_gap and not self._rows
        return text

    def _entitle(self) -> None:
        if self._awaiting:
            self._titles, self._awaiting = ([] if self._rows else self._titles) + self._awaiting, []

    def _set_context(self, headings: bool = True) -> None:
        titles = ", ".join(dict.fromkeys(part for part in self._above(headings) if len(part) <= _LONGEST_HEADING))
        columns = ", ".join(dict.fromkeys(heading for heading in self._headings if heading))
        shown = (*self._upper, columns) if len(columns) <= _FEW_HEADINGS else self._upper
        parts = (titles.strip(", "), ", ".join(filter(None, shown if headings else ())))
        self.context = ": ".join(filter(None, parts))[:_LONGEST_CONTEXT]

    def _above(self, headings: bool) -> list[str]:
        early = [] if headings or self._rows else self._awaiting
        return [self._name, *self._titles, *early]

    def _labelled(self, cells: Sequence[str]) -> str:
        headings = [*self._headings, *[""] * (len(cells) - len(self._headings))]
        pairs = ((heading, words(cell)) for heading, cell in zip(headings, cells, strict=False))
        return "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell)


def _line(text: str) -> str:
    return " ".join(text.split())


def _width(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _values(cells: Sequence[str]) -> int:
    return sum(bool(_VALUE.fullmatch(cell)) for cell in cells if cell.strip())


def _stacked(upper: Sequence[str], lower: Sequence[str], above: list[str]) -> list[str]:
    """Return headings of two rows joined: an upper heading goes with the run of columns it stands over.

    Upper headings that stand for the whole table (a unit, a single period) go to ``above`` instead.
    """
    width = max(len(upper), len(lower))
    top = [*upper, *[""] * (width - len(upper))]
    low = [*lower, *[""] * (width - len(lower))]
    over = [at for at, heading in enumerate(top) if heading and low[at]]
    single = len({top[at] for at in over}) < 2
    above += [heading for at, heading in enumerate(top) if heading and (single if low[at] else _UNIT.search(heading))]
    if single:
        return [bottom or ("" if heading in above else heading) for heading, bottom in zip(top, low, strict=True)]
    joined = []
    for at, bottom in enumerate(low):
        run = [place for place in over if all(low[min(place, at) : max(place, at)])]
        nearest = min(run, key=lambda place: (abs(place - at), place), default=None)
        heading = top[at] or (top[nearest] if nearest is not None and bottom else "")
        joined.append(f"{heading} {bottom}".strip() if bottom else ("" if heading in above else heading))
    return joined
