"""The cosine of a question with many stored vectors, which need not be of unit length, and the best of each few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qa.types import Matrix, Vector


def cosines(matrix: Matrix, vector: Vector) -> npt.NDArray[np.float32]:
    """Return the cosine −1…1 of ``vector`` with each row, shape (n,); 0 for a row or vector of zeros."""
    rows = matrix.astype(np.float32, copy=False)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    found: npt.NDArray[np.float32] = np.clip(rows @ vector / np.maximum(lengths, np.float32(1e-12)), -1.0, 1.0)
    return found


def largest(values: Matrix, sizes: Sequence[int]) -> Matrix:
    """Return the largest value of each run along the last axis; the runs have these sizes, none of them 0."""
    found: Matrix = np.maximum.reduceat(values, np.concatenate([[0], np.cumsum(sizes)[:-1]]), axis=-1)
    return found
