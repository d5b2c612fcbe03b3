"""A copy of a collection's vectors in memory: exact search under a filter, quicker than any index can filter."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.types import Filter, Matrix, Vector

KEYS = ("source", "kind", "language")
"""What a filter can ask for: the keys of every vector's metadata."""


class Mirror:
    """Unit vectors with their ids and metadata; safe for one writer and several readers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._matrix: Matrix = np.zeros((0, 0), dtype=np.float32)
        self._codes: npt.NDArray[np.int32] = np.zeros((0, len(KEYS)), dtype=np.int32)
        self._numbers: list[dict[str, int]] = [{} for _ in KEYS]

    def put(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace."""
        if not len(ids):
            return
        with self._lock:
            self._make_room(len(ids), vectors.shape[1])
            for passage, vector, entry in zip(ids, vectors, metadata, strict=True):
                row = self._rows.setdefault(passage, len(self._ids))
                if row == len(self._ids):
                    self._ids.append(passage)
                self._matrix[row] = vector
                self._codes[row] = [
                    numbers.setdefault(entry[key], len(numbers))
                    for key, numbers in zip(KEYS, self._numbers, strict=True)
                ]

    def remove(self, ids: Iterable[str]) -> None:
        """Remove; unknown ids are fine."""
        with self._lock:
            for passage in ids:
                row = self._rows.pop(passage, None)
                if row is None:
                    continue
                # The last row moves into the gap, so that the rows stay dense.
                last = self._ids.pop()
                if last != passage:
                    self._ids[row], self._rows[last] = last, row
                    self._matrix[row], self._codes[row] = self._matrix[len(self._ids)], self._codes[len(self._ids)]

    def search(self, vector: Vector, k: int, where: Filter) -> list[tuple[str, float]]:
        """Return the k nearest that pass the filter as (id, cosine −1…1), best first, ties by id."""
        with self._lock:
            rows = self._passing(where)
            if not len(rows) or k < 1:
                return []
            # Gathering scattered rows costs a copy; past a quarter of all it is cheaper to score everything.
            few = len(rows) * 4 < len(self._ids)
            scores = self._matrix[rows] @ vector if few else (self._matrix[: len(self._ids)] @ vector)[rows]
            least = np.partition(scores, -k)[-k] if k < len(scores) else -np.inf
            best = np.flatnonzero(scores >= least)
            hits = [(self._ids[rows[place]], float(scores[place])) for place in best]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def vectors(self, ids: Iterable[str]) -> dict[str, Vector]:
        """Return copies of the vectors of those ids that have one."""
        with self._lock:
            return {passage: self._matrix[self._rows[passage]].copy() for passage in ids if passage in self._rows}

    def __len__(self) -> int:
        return len(self._ids)

    def _passing(self, where: Filter) -> npt.NDArray[np.intp]:
        mask = np.ones(len(self._ids), dtype=bool)
        for column, wanted in enumerate((where.sources, where.kinds, where.languages)):
            if wanted:
                numbers = self._numbers[column]
                chosen = [numbers[value] for value in wanted if value in numbers]
                mask &= np.isin(self._codes[: len(mask), column], np.array(chosen, dtype=np.int32))
        return np.flatnonzero(mask)

    def _make_room(self, more: int, dims: int) -> None:
        rows, need = len(self._matrix), len(self._ids) + more
        if need > rows:
            extra = max(need, 2 * rows) - rows
            self._matrix = np.pad(self._matrix.reshape(rows, dims), ((0, extra), (0, 0)))
            self._codes = np.pad(self._codes, ((0, extra), (0, 0)))
