"""Finding, as every caller does it: a pool for a question, and how far the encoder can be trusted in it.

Answers, calibrations and evaluations all go through here, so what is measured is what people get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.search.question import relaxed
from qa.search.retrieve import Texts, retrieve
from qa.search.score import rank
from qa.types import Candidate, Filter, KeywordIndex, Query, TextEncoder, Vector, VectorIndex

POOL = 100
"""Candidates from either arm."""

_ANY = Filter()


class Place(NamedTuple):
    """Where to look: the indexes of a collection (without ``vectors``: words alone), and which passages may answer."""

    keyword: KeywordIndex
    vectors: VectorIndex | None = None
    where: Filter = _ANY
    texts: Texts | None = None


def pool(query: Query, vector: Vector | None, place: Place) -> tuple[Query, list[Candidate]]:
    """Return the pool, and the question as it was looked for: phrases that stand nowhere are taken as plain words."""
    keyword, vectors, where, texts = place
    found = retrieve(query, vector, keyword, vectors, where=where, k=POOL, texts=texts)
    if found or not query.phrases:
        return query, found
    plain = relaxed(query)
    return plain, retrieve(plain, vector, keyword, vectors, where=where, k=POOL, texts=texts)


def trust(encoder: TextEncoder | None, query: Query, languages: Mapping[str, str]) -> dict[str, float]:
    """Return, for each passage id, the lower of the encoder's trust in the question's and in the passage's language."""
    if encoder is None:
        return {}
    asked = trusted(encoder, query.language)
    by_language = {code: min(asked, trusted(encoder, code)) for code in set(languages.values())}
    return {id_: by_language[code] for id_, code in languages.items()}


def trusted(encoder: TextEncoder, language: str) -> float:
    """Return how far an encoder can be trusted in a language, 0…1."""
    return encoder.trust.get(language, encoder.trust.get("*", 0.0))


def order(query: Query, found: Sequence[Candidate], trust: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return (id, score 0…1) of every candidate, best first."""
    return rank(query, found, trust=trust)
