"""Text on pictures, read by RapidOCR: the only door to rapidocr. Its models are in its wheel; nothing is fetched.

Measured on drawn dialogs, terminals and pages and on photographed receipts: without the angle classifier, which costs
lines of tiny text, and with the detector's picture at most 960 pixels long, it needs a third of the time and half the
memory of its own defaults and finds the same words. Its threads wait busily, so that a second one doubles the work
where the machine is not idle: one leaves a core for questions. A picture that lies on its head gives low scores, and is
tried the other way round; the detector itself turns tall lines, so that two tries cover all four sides.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.ingest.blocks import mean_score
from qa.types import TextBox

SURE, TEXT = 0.85, 0.75
"""Mean confidences: below the first the picture is tried upside down, below the second what was read is no text."""

_LINE = 0.5
"""Confidence below which a line is dropped."""
_SPARSE = 0.4
"""Characters a line has, at the least, for each time that it is as long as high: on its head it comes out shorter."""

_LATIN = (
    "af az bs ca cs cy da de es et eu fi fr ga gl hr hu id is it ku la lb lt lv mi ms mt nl no oc pl pt qu ro sk sl sq "
    "sv sw tl tr uz vi"
)
LANGUAGES = frozenset(("zh", "ja", "en", *_LATIN.split()))
"""What the models in the wheel read: Chinese, Japanese, English and the other languages in Latin script."""

_SETTINGS = {
    "Global.log_level": "error",
    "Global.text_score": 0.0,
    "Global.use_cls": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_SHORTEST, _NARROWEST = 8, 40
"""Pixels a side, and times as long as wide, beyond which there is no line to read."""


class RapidReader:
    """Reads pictures one at a time; the models (about 300 MB in memory) are loaded for the first one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Callable[..., Any] | None = None

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that can be read."""
        return LANGUAGES

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Return the lines on a picture, in no particular order; none where it holds no text.

        ``pixels`` is RGB, shape (height, width, 3). A line's ``corners`` start at its own top left.
        """
        height, width = pixels.shape[:2]
        short, long = sorted((height, width))
        if short < _SHORTEST or long > _NARROWEST * short:
            return ()
        with self._lock:
            best = self._lines(pixels)
            if mean_score(best) < SURE or _sparse(best):
                turned = self._lines(np.ascontiguousarray(pixels[::-1, ::-1]))
                if _weight(turned) > _weight(best):
                    best = [_turned(box, width, height) for box in turned]
        return tuple(box for box in best if box.score >= _LINE) if mean_score(best) >= TEXT else ()

    def _lines(self, pixels: npt.NDArray[np.uint8]) -> list[TextBox]:
        found = self._loaded()(np.ascontiguousarray(pixels[:, :, ::-1]))
        if found.txts is None:
            return []
        return list(_boxes(found.boxes, found.txts, found.scores))

    def _loaded(self) -> Callable[..., Any]:
        if self._engine is None:
            import cv2
            from rapidocr import RapidOCR

            cv2.setNumThreads(1)
            self._engine = RapidOCR(params=_SETTINGS)
        return self._engine


def _boxes(corners: npt.NDArray[np.float32], texts: tuple[str, ...], scores: tuple[float, ...]) -> Iterator[TextBox]:
    for points, text, score in zip(corners, texts, scores, strict=True):
        yield TextBox(text.strip(), round(float(score), 4), _own(points))


def _own(points: npt.NDArray[np.float32]) -> tuple[tuple[int, int], ...]:
    """Let a tall line's corners start where its text does: RapidOCR turned it a quarter anticlockwise to read it."""
    width = max(np.linalg.norm(points[0] - points[1]), np.linalg.norm(points[2] - points[3]))
    height = max(np.linalg.norm(points[0] - points[3]), np.linalg.norm(points[1] - points[2]))
    shifted = np.roll(points, -1, axis=0) if int(height) >= 1.5 * int(width) else points
    return tuple((round(float(x)), round(float(y))) for x, y in shifted)


def _turned(box: TextBox, width: int, height: int) -> TextBox:
    return TextBox(box.text, box.score, tuple((width - x, height - y) for x, y in box.corners))


def _sparse(boxes: Sequence[TextBox]) -> bool:
    """Tell whether far fewer characters were read than the lines have room for."""
    room = sum(math.dist(*box.corners[:2]) / max(1.0, math.dist(*box.corners[1:3])) for box in boxes)
    return sum(len(box.text) for box in boxes) < _SPARSE * room


def _weight(boxes: Sequence[TextBox]) -> float:
    return float(sum(box.score * len(box.text) for box in boxes))
