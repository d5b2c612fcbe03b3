"""BM25 of a few passages with the statistics of the whole collection."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from qa.types import Statistics

K1 = 1.5
B = 0.75


def idf(statistics: Statistics) -> dict[str, float]:
    """Return each token's inverse document frequency, always above 0 (Lucene's: ln(1 + (N - n + .5) / (n + .5)))."""
    total = statistics.passages
    return {
        token: math.log(1.0 + (total - min(count, total) + 0.5) / (min(count, total) + 0.5))
        for token, count in statistics.frequencies.items()
    }


def mass(tokens: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the sum of the tokens' idf, whatever their order; tokens without one count 0."""
    return math.fsum(weights.get(token, 0.0) for token in tokens)


def only(tokens: Iterable[str], passages: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the passages with all but these tokens left out: nothing else can score, and counting is what costs."""
    wanted = frozenset(tokens)
    return [[token for token in passage if token in wanted] for passage in passages]


def scores(
    tokens: Sequence[str], passages: Sequence[Sequence[str]], lengths: Sequence[int], statistics: Statistics
) -> npt.NDArray[np.float64]:
    """Score passages by rank_bm25's BM25Okapi: shape (len(passages),), ≥ 0.

    The document frequencies, N and the mean length are the collection's, so a passage scores the same in every pool.
    ``passages`` hold index tokens with repeats and may be cut down by ``only``; ``lengths`` are those of the whole.
    """
    if not any(passages):
        return np.zeros(len(passages))
    from rank_bm25 import BM25Okapi

    okapi = BM25Okapi(passages, k1=K1, b=B)
    okapi.idf = idf(statistics)
    okapi.doc_len = list(lengths)
    okapi.avgdl = statistics.mean_length or 1.0
    result: npt.NDArray[np.float64] = okapi.get_scores(list(tokens))
    return result
