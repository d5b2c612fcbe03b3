"""Text on pictures, read by RapidOCR: the only door to rapidocr. Its models are in its wheel; nothing is fetched.

Measured on drawn dialogs, terminals and pages and on photographed receipts: without the angle classifier, which costs
lines of tiny text, and with the detector's picture at most 960 pixels long, it needs a third of the time and half the
memory of its own defaults and finds the same words. Threads of one model wait busily for each other, so a picture has
one, and several pictures are read at once instead. Nearly all the time goes into the lines, by the pixel of their
width, so they are narrowed (``qa.ingest.narrow``). Where they lie is found for one picture at a time, and always by the
same thread: it takes a tenth of the time but most of the memory, which is given back at once. A picture that lies on
its head gives low scores, and is tried the other way round; the detector itself turns tall lines, so that two tries
cover all four sides.
"""

from __future__ import annotations

import ctypes
import math
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from qa.ingest.abreast import cores
from qa.ingest.blocks import mean_score
from qa.ingest.lines import LineReader
from qa.ingest.narrow import Narrowing
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
    "Global.use_cls": False,
    "Global.use_rec": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_SHORTEST, _NARROWEST = 8, 40
"""Pixels a side, and times as long as wide, beyond which there is no line to read."""


class _Models(NamedTuple):
    """What finds the lines on a picture, and what reads one."""

    finder: Callable[..., Any]
    line: LineReader


class RapidReader:
    """Reads pictures, one a core at once; the models (about 150 MB in memory) are loaded for the first one."""

    def __init__(self) -> None:
        self._finder = ThreadPoolExecutor(1, thread_name_prefix="askwell-finder")
        self._turns = threading.BoundedSemaphore(cores())
        self._models: _Models | None = None

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
        with self._turns:
            best = self._lines(pixels)
            if mean_score(best) < SURE or _sparse(best):
                turned = self._lines(pixels[::-1, ::-1])
                if _weight(turned) > _weight(best):
                    best = [_turned(box, width, height) for box in turned]
        _give_back()
        return tuple(box for box in best if box.score >= _LINE) if mean_score(best) >= TEXT else ()

    def _lines(self, pixels: npt.NDArray[np.uint8]) -> list[TextBox]:
        from rapidocr.utils.process_img import get_rotate_crop_image

        picture = np.ascontiguousarray(pixels[:, :, ::-1])
        line, places = self._finder.submit(self._found, picture).result()
        narrowing = Narrowing(line)
        boxes: list[TextBox] = []
        for corners in places:
            text, score = narrowing.read(get_rotate_crop_image(picture, corners))
            if text.strip():
                boxes.append(TextBox(text.strip(), round(score, 4), _own(corners)))
        return boxes

    def _found(self, picture: npt.NDArray[np.uint8]) -> tuple[LineReader, Sequence[npt.NDArray[np.float32]]]:
        finder, line = self._loaded()
        places = finder(picture).boxes
        _give_back()
        return line, () if places is None else [each.astype(np.float32) for each in places]

    def _loaded(self) -> _Models:
        if self._models is None:
            import cv2
            import rapidocr

            cv2.setNumThreads(1)
            (model,) = Path(rapidocr.__file__).with_name("models").glob("*_rec_*.onnx")
            self._models = _Models(rapidocr.RapidOCR(params=_SETTINGS), LineReader(model))
        return self._models


def _give_back() -> None:
    """Hand memory that is free to the system; glibc would keep some hundred MB of it for each thread that read."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


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
