"""How near a passage's best sentence comes to a question.

The vector of a passage is a mean over all that it says; where one sentence answers, that sentence's own vector (pooled
from the passage's forward pass when it was added) is nearer to the question than the whole (MaxP; Dai & Callan 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from qa.search.cosine import cosines, largest
from qa.types import Candidate, Matrix, Vector

Sentences: TypeAlias = Callable[[Sequence[str]], Mapping[str, Matrix]]
"""Gives the sentence vectors of passages by id, each of shape (sentences, dims); those without are left out."""


def closest(vector: Vector, pool: Sequence[Candidate], sentences: Sentences) -> list[Candidate]:
    """Return the pool, each candidate with the cosine of its nearest sentence where sentences have vectors."""
    stored = sentences([c.id for c in pool if c.semantic is not None])
    if not stored:
        return list(pool)
    found = cosines(np.concatenate(list(stored.values())), vector)
    best = largest(found, [len(matrix) for matrix in stored.values()])
    nearest = dict(zip(stored, map(float, best), strict=True))
    return [replace(c, sentence=nearest.get(c.id)) for c in pool]
