"""From a decoded picture to its text: made small enough to read fast, long ones cut into pieces, blocks in order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.ingest.blocks import Block, arrange, mean_score
from qa.types import PictureReader, TextBox

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST = 2000
"""Pixels a side: of a camera's photograph, more costs time and brings nothing."""
_LONG = 2.5
"""Times as long as wide from which on a picture (a scrolled screenshot) is read in pieces."""
_OVERLAP = 0.1
_WIDEST_STRIP = 1200


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands on a picture."""

    blocks: tuple[Block, ...] = ()

    @property
    def boxes(self) -> tuple[TextBox, ...]:
        """All lines in reading order."""
        return tuple(box for block in self.blocks for box in block.boxes)

    @property
    def words(self) -> str:
        """The text, a line a line, an empty line between blocks."""
        return "\n\n".join("\n".join(block.lines) for block in self.blocks)

    @property
    def sure(self) -> float:
        """Mean confidence 0…1 by length, two decimals."""
        return round(mean_score(self.boxes), 2)


def look(picture: Image, reader: PictureReader | None) -> Reading:
    """Read an upright RGB picture; ``corners`` of the boxes are in its own pixels. Nothing without a reader."""
    if reader is None:
        return Reading()
    boxes = [box for piece in _pieces(picture) for box in _read(picture, piece, reader)]
    return Reading(tuple(arrange(boxes)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a picture that is read at once, and the part of it whose lines count (in pixels of the picture)."""

    area: tuple[int, int, int, int]
    start: float
    end: float
    down: bool
    scale: float


def _pieces(picture: Image) -> Iterator[_Piece]:
    width, height = picture.size
    short, long = sorted(picture.size)
    if long <= _LONGEST or long <= _LONG * short:
        yield _Piece((0, 0, width, height), -math.inf, math.inf, True, min(1, _LONGEST / long))
        return
    down = height > width
    scale = min(1, _WIDEST_STRIP / short)
    step = round(short * 1.5)
    margin = round(step * _OVERLAP)
    for start in range(0, long, step):
        end = min(long, start + step)
        from_, to = max(0, start - margin), min(long, end + margin)
        area = (0, from_, width, to) if down else (from_, 0, to, height)
        yield _Piece(area, start, end, down, scale)


def _read(picture: Image, piece: _Piece, reader: PictureReader) -> Iterator[TextBox]:
    left, top, right, bottom = piece.area
    part = picture.crop(piece.area) if picture.size != (right - left, bottom - top) else picture
    if piece.scale < 1:
        part = part.resize((max(1, round(part.width * piece.scale)), max(1, round(part.height * piece.scale))))
    for box in reader.read(np.asarray(part)):
        corners = tuple((round(x / piece.scale) + left, round(y / piece.scale) + top) for x, y in box.corners)
        middle = sum(y if piece.down else x for x, y in corners) / len(corners)
        if piece.start <= middle < piece.end:
            yield TextBox(box.text, box.score, corners)
