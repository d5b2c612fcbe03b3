"""How near the nearest sentence of each candidate is, against a loop that says it plainly."""

import numpy as np
import pytest

from qa.search.closest import closest
from qa.types import Candidate

POOL = [Candidate("a", 0.4, 1.0), Candidate("b", 0.5, 0.0), Candidate("c", None, 2.0), Candidate("d", 0.1, 0.0)]


def test_every_candidate_gets_the_cosine_of_its_nearest_sentence() -> None:
    """Whatever the sentences' lengths; what has no sentence vectors, or no vector at all, stays without."""
    rng = np.random.default_rng(0)
    vector = rng.normal(size=8).astype(np.float32)
    stored = {"a": rng.normal(size=(3, 8)).astype(np.float32), "b": rng.normal(size=(1, 8)).astype(np.float32)}
    asked: list[list[str]] = []

    def read(ids):
        asked.append(list(ids))
        return {id_: stored[id_] for id_ in ids if id_ in stored}

    found = {c.id: c for c in closest(vector, POOL, read)}
    assert asked == [["a", "b", "d"]]
    for id_, matrix in stored.items():
        cosines = [float(row @ vector / np.linalg.norm(row) / np.linalg.norm(vector)) for row in matrix]
        assert found[id_].sentence == pytest.approx(max(cosines), abs=1e-5)
        assert found[id_].semantic == next(c.semantic for c in POOL if c.id == id_)
    assert found["c"].sentence is None and found["d"].sentence is None


def test_without_sentence_vectors_the_pool_stays_as_it_is() -> None:
    assert closest(np.ones(8, np.float32), POOL, lambda ids: {}) == POOL
