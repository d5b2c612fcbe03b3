"""From the picture of one line to its text, with the recognition model of RapidOCR's wheel: the door to onnxruntime.

A session may be run by several threads at once, each on a core of its own; that and less memory is why the model is
run here and not by RapidOCR, which reads one picture after another.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.ingest.narrow import HEIGHT

_COLUMN, _AFTER = 8, 16
"""Pixels of width that the model says one symbol of, and that it is to see after the last one."""
_BLANK = 0
"""What the model says between two letters, and where there is none."""


class LineReader:
    """Reads lines, in any number of threads at once."""

    def __init__(self, model: Path) -> None:
        """Load the model (about 40 MB in memory)."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        symbols = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._symbols = ["", *symbols, " "]

    def read(self, line: npt.NDArray[np.uint8], share: float = 1.0) -> tuple[str, float]:
        """Return the text and the mean confidence 0…1 of its characters; ``line`` is BGR, upright, shape (h, w, 3).

        The line is drawn to a share 0…1 of the width that belongs to its height.
        """
        ((chances,),) = self._session.run(None, {self._input: _prepared(line, share)})
        return self._decoded(chances)

    def _decoded(self, chances: npt.NDArray[np.float32]) -> tuple[str, float]:
        """Take the likeliest symbol of each column, runs of one as one, and the blanks out (greedy CTC decoding)."""
        best = chances.argmax(axis=1)
        told = best != _BLANK
        told[1:] &= best[1:] != best[:-1]
        if not told.any():
            return "", 0.0
        return "".join(self._symbols[each] for each in best[told]), float(chances.max(axis=1)[told].mean())


def _prepared(line: npt.NDArray[Any], share: float) -> npt.NDArray[np.float32]:
    """Return a line as the model wants it: shape (1, 3, 48, width), values -1…1, a little grey (0) at its end."""
    import cv2

    width = max(1, math.ceil(share * HEIGHT * line.shape[1] / line.shape[0]))
    scaled = cv2.resize(line, (width, HEIGHT)).transpose(2, 0, 1)
    made = np.zeros((1, 3, HEIGHT, _COLUMN * math.ceil((width + _AFTER) / _COLUMN)), np.float32)
    made[0, :, :, :width] = scaled / np.float32(127.5) - 1
    return made
