"""From the vectors of a text's tokens to those of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.types import Codes, Matrix, Span, Vector

Integers = npt.NDArray[np.int64]


DENSE = "2_Dense"
"""The folder of a linear map behind the pooling, without a bias, as sentence-transformers lays it out."""
WORDS = "words"
"""The folder of what weighs a question's word pieces."""


def mapping(folder: Path) -> Matrix | None:
    """Return the linear map of a plain folder, shape (from, to), or None if it has none."""
    from safetensors.numpy import load_file

    file = folder / DENSE / "model.safetensors"
    return np.ascontiguousarray(load_file(file)["linear.weight"].T) if file.is_file() else None


def counting(folder: Path) -> tuple[Vector, float] | None:
    """Return by what a question's word pieces are weighed, if that was learned: weight(unit v) = ln(1 + exp(a·v + b)).

    a has shape (dims,); ``qa.learn.late`` learns both.
    """
    from safetensors.numpy import load_file

    file = folder / WORDS / "model.safetensors"
    if not file.is_file():
        return None
    learned = load_file(file)
    return learned["weight"], float(learned["bias"][0])


def unit(vector: Vector) -> Vector:
    """Return a vector at length 1; one of (nearly) no length stays as it is."""
    scaled: Vector = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return scaled


def signs(vectors: Matrix) -> Codes:
    """Return which numbers of each vector are above zero, eight a byte."""
    return np.packbits(vectors > 0, axis=1)


def averages(tokens: Matrix, offsets: Integers, spans: Sequence[Span]) -> Matrix:
    """Return one unit vector for each span: the mean of the tokens that touch it, or zeros when none does.

    ``tokens`` has shape (tokens or more, dims), padding at its end; ``offsets``, shape (real tokens, 2), are
    the code points of each.
    """
    starts = np.array([span.start for span in spans], dtype=np.int64)[:, None]
    ends = np.array([span.end for span in spans], dtype=np.int64)[:, None]
    inside = (offsets[:, 0] < ends) & (offsets[:, 1] > starts)
    sums = inside.astype(np.float32) @ tokens[: len(offsets)]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors: Matrix = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    return vectors
