"""Lists from different spaces become one: by rank, since the cosine of one space says nothing in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SMOOTH = 10
"""Ranks over which a list's head is flattened; Cormack, Clarke and Buettcher (SIGIR 2009) take 60 for long lists."""


def joined(lists: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return (id, score 0…1), best first, ties by id: the weighted sum of 1 / (SMOOTH + rank) over the lists.

    1 is what the head of all lists would get. A list without a weight counts 1.
    """
    scores: dict[str, float] = {}
    for name, ids in lists.items():
        for rank, id_ in enumerate(ids, 1):
            scores[id_] = scores.get(id_, 0.0) + weights.get(name, 1.0) / (SMOOTH + rank)
    most = sum(weights.get(name, 1.0) for name, ids in lists.items() if ids) / (SMOOTH + 1)
    return sorted(((id_, score / most) for id_, score in scores.items()), key=lambda pair: (-pair[1], pair[0]))
