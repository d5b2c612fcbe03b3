"""Themes among hits, and among all passages of a collection: which belong together, and words that stand for them.

A theme is found by meaning but described by words, so the same passages get the same label whenever they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qa import language
from qa.search.cluster import themes, word_vectors
from qa.search.summarise import describe
from qa.types import Group, Hit, Matrix, Passage, Vector

MOST = 12
"""Themes of a whole collection, at most."""
FLOOR = 0.03
"""Silhouette from which a whole collection has more than one theme: lower than for a few hits, which lie apart."""


def grouped(hits: Sequence[Hit], vectors: Mapping[str, Vector]) -> tuple[Group, ...]:
    """Group hits by their passages' vectors (by their words where a vector is missing)."""
    passages = [hit.passage for hit in hits]
    if not passages:
        return ()
    whole = all(p.id in vectors for p in passages)
    matrix = np.stack([vectors[p.id] for p in passages]) if whole else _words(passages)
    return tuple(describe(themes(matrix), passages, _words(passages)))


def named(hits: Sequence[Hit], members: Sequence[Sequence[str]]) -> tuple[Group, ...]:
    """Describe groups of passage ids that were found before, as far as their passages are still among the hits."""
    position = {hit.passage.id: i for i, hit in enumerate(hits)}
    alive = [sorted(position[id_] for id_ in ids if id_ in position) for ids in members]
    passages = [hit.passage for hit in hits]
    return tuple(describe([rows for rows in alive if rows], passages, _words(passages))) if passages else ()


def of_collection(passages: Sequence[Passage], vectors: Mapping[str, Vector]) -> list[Group]:
    """Group all passages that have a vector; ``Group.hits`` are positions among those."""
    kept = [p for p in passages if p.id in vectors]
    if not kept:
        return []
    matrix = np.stack([vectors[p.id] for p in kept])
    return describe(themes(matrix, most=MOST, floor=FLOOR), kept, matrix, first=0)


def _words(passages: Sequence[Passage]) -> Matrix:
    return word_vectors([language.tokens(p.text, p.language) for p in passages])
