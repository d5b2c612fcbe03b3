"""A question becomes a pool: the best of both arms, each candidate with its exact cosine and its BM25."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np

from qa.language import fold, identifiers, query_tokens
from qa.search import bm25
from qa.search.cosine import cosines
from qa.search.question import holds
from qa.types import Candidate, Filter, KeywordIndex, Query, Statistics, Vector, VectorIndex

Texts: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]
"""Gives the texts of passages by id; ids that are gone are left out."""

DEEPER = 3
"""With exact phrases or excluded words both arms look this many times deeper, since some will not pass."""
RARE = 25
"""A code in at most this many passages (and a quarter of all) pins its passages to the top."""

_ANY = Filter()


def retrieve(
    query: Query,
    vector: Vector | None,
    keyword: KeywordIndex,
    vectors: VectorIndex | None,
    *,
    where: Filter = _ANY,
    k: int = 100,
    texts: Texts | None = None,
) -> list[Candidate]:
    """Return the pool: up to ``k`` candidates of either arm, keyword arm first, all with both scores.

    Without ``vector`` (or ``vectors``) it is the keyword arm alone, with cosines None. Exact phrases and excluded words
    bind both arms: all tokens of a phrase must be in the passage's stored tokens, those of an excluded word must not;
    with ``texts`` the phrases (and excluded words that are no single token) are looked up literally as well.
    """
    literal = bool(query.phrases or query.excluded)
    required, excluded = _required(query.phrases), _excluded(query.excluded)
    depth = k * DEEPER if literal else k
    words = [id_ for id_, _ in keyword.search(query.tokens, depth, where, required=required, excluded=excluded)]
    near: list[str] = []
    if vector is not None and vectors is not None:
        near = [id_ for id_, _ in vectors.search(vector, depth, where)]
    ids = list(dict.fromkeys((*words, *near)))
    tokens = keyword.tokens(ids) if ids else {}
    if literal:
        ids = [id_ for id_ in ids if _admitted(tokens.get(id_, ()), required, excluded)]
        passed = frozenset(_literally(ids, query, texts))
        arms = ([id_ for id_ in arm if id_ in passed][:k] for arm in (words, near))
        ids = list(dict.fromkeys(chain.from_iterable(arms)))
    stored = vectors.vectors(ids) if vector is not None and vectors is not None and ids else {}
    return _candidates(query, ids, tokens, stored, _cosines(vector, stored), keyword.statistics(query.tokens))


def _candidates(
    query: Query,
    ids: Sequence[str],
    tokens: Mapping[str, Sequence[str]],
    vectors: Mapping[str, Vector],
    cosines: Mapping[str, float],
    statistics: Statistics,
) -> list[Candidate]:
    stored = [tokens.get(id_, ()) for id_ in ids]
    counted = bm25.only(query.tokens, stored)
    keyword = bm25.scores(query.tokens, counted, [len(passage) for passage in stored], statistics)
    weights = bm25.idf(statistics)
    mass = bm25.mass(query.tokens, weights)
    codes = _codes(query, statistics)
    return [
        Candidate(
            id_,
            cosines.get(id_),
            float(score),
            matched=bm25.mass(set(held), weights) / mass if mass else 0.0,
            mass=mass,
            exact=not codes.isdisjoint(held),
            vector=vectors.get(id_),
        )
        for id_, score, held in zip(ids, keyword, counted, strict=True)
    ]


def _cosines(vector: Vector | None, stored: Mapping[str, Vector]) -> dict[str, float]:
    """Return the exact cosine of the question with every stored vector: an approximate index may have left some out."""
    if vector is None or not stored:
        return {}
    return dict(zip(stored, map(float, cosines(np.stack(list(stored.values())), vector)), strict=True))


def _codes(query: Query, statistics: Statistics) -> frozenset[str]:
    """Return the identifiers of the question that are rare enough to mean one thing."""
    most = max(1, min(RARE, statistics.passages // 4))
    named = identifiers(query.embedded)
    return frozenset(name for name in named if 0 < statistics.frequencies.get(name, 0) <= most)


def _required(phrases: Sequence[str]) -> list[str]:
    """Return the tokens that a passage holding the phrases must have: those that stand in them as they are."""
    return list(
        dict.fromkeys(
            token
            for phrase in phrases
            for token in query_tokens(phrase)
            if not token.startswith("~") and holds(phrase, token)
        )
    )


def _excluded(words: Sequence[str]) -> list[str]:
    """Return the excluded words that are one token, so that the index can leave them out."""
    return [fold(word) for word in words if fold(word) in query_tokens(word)]


def _admitted(tokens: Sequence[str], required: Sequence[str], excluded: Sequence[str]) -> bool:
    held = frozenset(tokens)
    return held.issuperset(required) and held.isdisjoint(excluded)


def _literally(ids: list[str], query: Query, texts: Texts | None) -> list[str]:
    """Return those whose text holds every phrase and none of the excluded words; all of them without texts."""
    if texts is None or not ids:
        return ids
    found = texts(ids)
    return [
        id_
        for id_ in ids
        if id_ in found
        and all(holds(found[id_], phrase) for phrase in query.phrases)
        and not any(holds(found[id_], word) for word in query.excluded)
    ]
