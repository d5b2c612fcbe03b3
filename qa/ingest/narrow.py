"""How narrow a picture's lines are drawn to be read: reading takes time by the pixel of width.

The model takes a line 48 pixels high, and at that height most print has more pixels a letter than it needs: it reads
as well with 12 (20 for a Chinese or Japanese sign), and begins to lose thin letters at 11. How many a picture's print
takes is known from the lines read before. A line that was drawn narrower and is not read surely is read again as it is,
so that what a bad guess costs is time.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Protocol

import numpy as np
import numpy.typing as npt

HEIGHT = 48
"""Pixels: the model's input is as high."""
_LETTER, _SIGN = 12.0, 20.0
"""Pixels of width that a letter takes to be read, and a sign of a script that is written without spaces."""
_SPARE = 0.9
"""Share of those pixels that a line must have had at the least."""
_SURE = 0.97
"""Mean confidence below which a narrowed line is read again."""
_RECENT, _TELLING = 3, 8
"""Lines that the next one is judged by, and characters from which on one tells anything."""
_LEAST, _MOST = 0.5, 0.95
"""Shares of a line's width, in the picture as in the model: none is drawn to less, and none narrowed to more."""
_WIDE = "\u2e80"
"""Where the scripts begin whose signs are as wide as high."""


class Line(Protocol):
    """What reads one line, drawn to a share 0…1 of its width."""

    def read(self, line: npt.NDArray[np.uint8], share: float) -> tuple[str, float]:
        """Return the text and the mean confidence 0…1 of its characters; ``line`` is BGR, upright, shape (h, w, 3)."""


class Narrowing:
    """Reads the lines of one picture, one after the other."""

    def __init__(self, reader: Line) -> None:
        self._reader = reader
        self._recent: deque[float] = deque(maxlen=_RECENT)

    def read(self, line: npt.NDArray[np.uint8]) -> tuple[str, float]:
        """Return the text and the mean confidence 0…1 of its characters; ``line`` is BGR, upright, shape (h, w, 3)."""
        height, width = line.shape[:2]
        share = self._share(height)
        text, score = self._reader.read(line, share)
        if share < 1 and (score < _SURE or _needed(text) * _SPARE > share * width * HEIGHT / height):
            text, score = self._reader.read(line, 1.0)
        if score < _SURE:
            self._recent.append(math.inf)
        elif len(text) >= _TELLING:
            self._recent.append(_needed(text) / width)
        return text, score

    def _share(self, height: int) -> float:
        """Return what the widest of the recent lines' print would take; all where nothing is known of it, or is won.

        Print of one size has as many letters a pixel however high its line was cut out.
        """
        share = max(_LEAST, max(_LEAST, *self._recent) * height / HEIGHT) if self._recent else 1.0
        return share if share < _MOST else 1.0


def _needed(text: str) -> float:
    """Return the pixels that a text takes."""
    wide = sum(letter >= _WIDE for letter in text)
    return _SIGN * wide + _LETTER * (len(text) - wide)
