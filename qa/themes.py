"""Themes among hits, and among all passages of a collection: which belong together, and words that stand for them.

A theme is found by meaning but described by words, so the same passages get the same label whenever they are shown.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qa.index.ledger import Ledger
from qa.language import tokens
from qa.search.cluster import themes, typical, word_vectors
from qa.search.overview import asks_for_all
from qa.search.references import lists_sources
from qa.search.summarise import describe
from qa.types import Collection, Filter, Group, Hit, Matrix, Passage, Query, Vector, VectorIndex

MOST = 12
"""Themes of a whole collection, at most."""
TOLD, TYPICAL = 6, 20
"""Themes that an overview tells, and passages that each is told by, at most."""
DRAWN = 2_000
"""Passages that an overview is made from, drawn from all, at most: they are grouped within a second."""
FLOOR = 0.03
"""Silhouette from which a whole collection has more than one theme: lower than for a few hits, which lie apart."""


def grouped(hits: Sequence[Hit], vectors: Mapping[str, Vector], language: str = "") -> tuple[Group, ...]:
    """Group hits by their passages' vectors (by their words where a vector is missing); see ``describe``."""
    passages = [hit.passage for hit in hits]
    if not passages:
        return ()
    whole = all(p.id in vectors for p in passages)
    matrix = np.stack([vectors[p.id] for p in passages]) if whole else _words(passages)
    return tuple(describe(themes(matrix), passages, _words(passages), language=language))


def named(hits: Sequence[Hit], members: Sequence[Sequence[str]], language: str = "") -> tuple[Group, ...]:
    """Describe groups of passage ids that were found before, as far as their passages are still among the hits."""
    position = {hit.passage.id: i for i, hit in enumerate(hits)}
    alive = [sorted(position[id_] for id_ in ids if id_ in position) for ids in members]
    rows, passages = [one for one in alive if one], [hit.passage for hit in hits]
    return tuple(describe(rows, passages, _words(passages), language=language)) if passages else ()


def of_collection(passages: Sequence[Passage], vectors: Mapping[str, Vector], language: str = "") -> list[Group]:
    """Group all passages that have a vector and are no lists of sources; ``Group.hits`` are positions among those."""
    kept = _telling(passages, vectors)
    if not kept:
        return []
    matrix = np.stack([vectors[p.id] for p in kept])
    return describe(themes(matrix, most=MOST, floor=FLOOR), kept, matrix, first=0, language=language)


def of_all(
    query: Query, where: Filter, collection: Collection, ledger: Ledger, vectors: VectorIndex
) -> tuple[Group, ...]:
    """Return what all that may answer is about, if that is the question: no passage says so."""
    if query.carried or not asks_for_all(query.text):
        return ()
    if where.sources:
        ids = [p.id for source in sorted(where.sources) for p in ledger.passages(source)]
    else:
        ids = list(ledger.passage_ids(collection.id))
    some = random.Random(0).sample(ids, min(DRAWN, len(ids)))
    kept = [p for p in ledger.passages_by_id(some).values() if where.admits(p)]
    return overview(kept, vectors.vectors([p.id for p in kept]), query.language)


def overview(passages: Sequence[Passage], vectors: Mapping[str, Vector], language: str = "") -> tuple[Group, ...]:
    """Return what passages are about, told by the most typical ones of each theme."""
    kept = _telling(passages, vectors)
    if not kept:
        return ()
    matrix = np.stack([vectors[p.id] for p in kept])
    found = themes(matrix, most=TOLD, floor=FLOOR)
    members = [rows for rows in found if len(rows) > 1] or found
    chosen = [[kept[i].id for i in typical(matrix, rows)[:TYPICAL]] for rows in members]
    return told(chosen, {p.id: p for p in kept}, language)


def told(members: Sequence[Sequence[str]], passages: Mapping[str, Passage], language: str = "") -> tuple[Group, ...]:
    """Describe themes of passage ids, as far as their passages are there."""
    alive = [[id_ for id_ in ids if id_ in passages] for ids in members]
    shown = [passages[id_] for ids in alive for id_ in ids]
    at = {passage.id: i for i, passage in enumerate(shown)}
    rows = [[at[id_] for id_ in ids] for ids in alive if ids]
    found = describe(rows, shown, _words(shown), language=language) if shown else []
    return tuple(replace(group, hits=()) for group in found)


def _telling(passages: Sequence[Passage], vectors: Mapping[str, Vector]) -> list[Passage]:
    """Return those that have a vector, without lists of sources unless there is nothing else."""
    known = [p for p in passages if p.id in vectors]
    return [p for p in known if not (p.kind == "document" and lists_sources(p.text))] or known


def _words(passages: Sequence[Passage]) -> Matrix:
    return word_vectors([tokens(p.text, p.language) for p in passages])
