"""Lines that OCR found become blocks in reading order: columns told from tables, any turn of the page. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qa.types import TextBox

_GAP = 0.9
"""Heights of a line that must be free between two blocks one above the other."""
_GUTTER = 1.0
"""Heights of a line that must be free between two columns."""
_PROSE = 8.0
"""Heights of a line that the lines of a column of prose are wide; cells of a table are narrower."""
_ALIGNED = 0.6
"""Share of lines at the height of one in the other column from which on narrow columns are a table."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, top down; ``rows`` holds the boxes of each line from left to right."""

    rows: tuple[tuple[TextBox, ...], ...]

    @property
    def lines(self) -> list[str]:
        """One string a line, its boxes joined by a space."""
        return [" ".join(box.text for box in row) for row in self.rows]

    @property
    def boxes(self) -> list[TextBox]:
        """All boxes in reading order."""
        return [box for row in self.rows for box in row]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A box with its upright rectangle once the page is turned straight."""

    box: TextBox
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def arrange(boxes: Sequence[TextBox]) -> list[Block]:
    """Group boxes into blocks in reading order.

    ``corners`` start at the text's own top left, so that a page lying on its side or head is read as it was meant.
    Columns of prose are read one after the other, the rows of a table across.
    """
    if not boxes:
        return []
    placed = _straightened(boxes)
    return [Block(tuple(tuple(each.box for each in row) for row in _rows(part))) for part in _parts(placed)]


def mean_score(boxes: Sequence[TextBox]) -> float:
    """Return the mean confidence 0…1 of boxes, weighted by the length of their texts; 0 without any."""
    length = sum(len(box.text) for box in boxes)
    return sum(box.score * len(box.text) for box in boxes) / length if length else 0.0


def _straightened(boxes: Sequence[TextBox]) -> list[_Placed]:
    angle = _slant(boxes)
    sine, cosine = math.sin(-angle), math.cos(-angle)
    placed = []
    for box in boxes:
        turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in box.corners]
        width = math.dist(box.corners[0], box.corners[1])
        height = math.dist(box.corners[1], box.corners[2])
        x, y = (sum(values) / len(turned) for values in zip(*turned, strict=True))
        placed.append(_Placed(box, x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return placed


def _slant(boxes: Sequence[TextBox]) -> float:
    """Return the direction of most of the text in radians, clockwise: its quarter by vote, then the median within."""
    weighed = [(_direction(box), len(box.text)) for box in boxes]
    quarters = [sum(w for angle, w in weighed if round(angle / (math.pi / 2)) % 4 == q) for q in range(4)]
    quarter = max(range(4), key=lambda q: (quarters[q], -q))
    mine = [(angle, w) for angle, w in weighed if round(angle / (math.pi / 2)) % 4 == quarter]
    long = sorted(mine, key=lambda pair: -pair[1])[: max(3, len(mine) // 2)]
    base = quarter * math.pi / 2
    return base + median((angle - base + math.pi) % (2 * math.pi) - math.pi for angle, _ in long)


def _direction(box: TextBox) -> float:
    (x0, y0), (x1, y1) = box.corners[:2]
    return math.atan2(y1 - y0, x1 - x0)


def _parts(boxes: list[_Placed]) -> list[list[_Placed]]:
    """Cut, again and again, into columns, else at the gap that lets columns appear, else at all gaps."""
    columns = _columns(boxes)
    if len(columns) > 1:
        return [part for column in columns for part in _parts(column)]
    bands = _bands(boxes)
    if len(bands) < 2:
        return [boxes]
    cut = _revealing(bands)
    if cut:
        above = [box for band in bands[:cut] for box in band]
        below = [box for band in bands[cut:] for box in band]
        return [*_parts(above), *_parts(below)]
    return [part for band in bands for part in _parts(band)]


def _revealing(bands: Sequence[list[_Placed]]) -> int:
    """Return after how many bands to cut so that the most boxes stand in columns; 0 where no cut helps."""
    gains = {
        cut: sum(
            len(side)
            for side in ([b for band in bands[:cut] for b in band], [b for band in bands[cut:] for b in band])
            if len(_columns(side)) > 1
        )
        for cut in range(1, len(bands))[:60]
    }
    best = max(gains, key=lambda cut: (gains[cut], -cut))
    return best if gains[best] else 0


def _columns(boxes: Sequence[_Placed]) -> list[list[_Placed]]:
    """Return the boxes by column, if a gutter runs down between columns of prose."""
    if len(boxes) < 4:
        return [list(boxes)]
    height = median(box.height for box in boxes)
    groups = _groups(sorted(boxes, key=lambda box: box.left), "left", "right", _GUTTER * height)
    columns: list[list[_Placed]] = [groups[0]] if groups else []
    for group in groups[1:]:
        if _are_columns(columns[-1], group, height):
            columns.append(group)
        else:
            columns[-1] = columns[-1] + group
    return columns


def _are_columns(one: Sequence[_Placed], other: Sequence[_Placed], height: float) -> bool:
    fewer, more = sorted((one, other), key=len)
    if len(fewer) < 2:
        return False
    prose = all(median(box.right - box.left for box in side) >= _PROSE * height for side in (one, other))
    near = sum(any(abs(box.middle - each.middle) < 0.35 * height for each in more) for box in fewer)
    return prose or near < _ALIGNED * len(fewer)


def _bands(boxes: Sequence[_Placed]) -> list[list[_Placed]]:
    height = median(box.height for box in boxes)
    return _groups(sorted(boxes, key=lambda box: box.top), "top", "bottom", _GAP * height)


def _groups(boxes: Sequence[_Placed], start: str, end: str, gap: float) -> list[list[_Placed]]:
    """Cut boxes sorted by ``start`` wherever none reaches over a stretch of ``gap``."""
    groups: list[list[_Placed]] = []
    reached = -math.inf
    for box in boxes:
        if getattr(box, start) - reached >= gap:
            groups.append([])
        groups[-1].append(box)
        reached = max(reached, getattr(box, end))
    return groups


def _rows(boxes: Sequence[_Placed]) -> list[list[_Placed]]:
    """Gather boxes that stand on one line, top down, each from left to right."""
    rows: list[list[_Placed]] = []
    for box in sorted(boxes, key=lambda each: each.middle):
        if rows and box.middle - rows[-1][-1].middle < 0.5 * min(box.height, rows[-1][-1].height):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]
