"""Finding, as every caller does it: a pool for a question, and how far the encoder can be trusted in it.

Answers, calibrations and evaluations all go through here, so what is measured is what people get.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from qa.errors import InvalidRequest
from qa.places import data_folder
from qa.search.closest import Sentences, closest
from qa.search.cosine import cosines
from qa.search.faq import Entries, weighed, word_by_word
from qa.search.late import Late, Stored, compared, lifted
from qa.search.question import relaxed
from qa.search.references import Read, behind
from qa.search.retrieve import Texts, retrieve
from qa.search.score import Weights, rank
from qa.search.trust import differ, hidden
from qa.search.trust import trust as by_language
from qa.types import (
    Candidate,
    Filter,
    KeywordIndex,
    Matrix,
    Passage,
    Query,
    TextEncoder,
    Vector,
    VectorIndex,
    WordEncoder,
)

POOL = 100
"""Candidates from either arm."""

WHOLE = 0.99
"""Share of a question's idf mass from which a list of sources holds all its words, as where a title is looked up."""

_ANY = Filter()


class Faq(NamedTuple):
    """How far FAQ entries count as a whole, 0…1 (the rest is their question), and who knows their questions."""

    share: float
    read: Entries


class Place(NamedTuple):
    """Where to look: the indexes of a collection (without ``vectors``: words alone), and which passages may answer.

    Without ``faq`` FAQ entries count as a whole; ``late`` compares words with words, without it ``sentences`` tells how
    near the nearest sentence is, without both passages count as a whole; without ``read`` lists of sources are ranked
    like all else.
    """

    keyword: KeywordIndex
    vectors: VectorIndex | None = None
    where: Filter = _ANY
    texts: Texts | None = None
    faq: Faq | None = None
    sentences: Sentences | None = None
    read: Read | None = None
    late: Late | None = None


def pool(query: Query, vector: Vector | None, place: Place) -> tuple[Query, list[Candidate]]:
    """Return the pool, and the question as it was looked for: phrases that stand nowhere are taken as plain words."""
    found = _retrieved(query, vector, place)
    if found or not query.phrases:
        return query, found
    plain = relaxed(query)
    return plain, _retrieved(plain, vector, place)


def _retrieved(query: Query, vector: Vector | None, place: Place) -> list[Candidate]:
    keyword, vectors, where, texts, faq, *_ = place
    found = retrieve(query, vector, keyword, vectors, where=where, k=POOL, texts=texts)
    if vector is not None:
        found = _looked_into(query, vector, found, place)
    if faq is None or not found:
        return found
    entries = faq.read([c.id for c in found])
    return weighed(query, vector, found, entries, keyword.statistics(query.tokens), faq.share)


def _looked_into(query: Query, vector: Vector, found: list[Candidate], place: Place) -> list[Candidate]:
    """Return the pool, compared word by word, or by sentences where no passage's words are known."""
    if place.late is not None:
        told = compared(query.embedded, found, place.late)
        if any(c.late is not None for c in told):
            return told
    return closest(vector, found, place.sentences) if place.sentences is not None else found


def compare(encoder: TextEncoder, stored: Stored) -> Late | None:
    """Return what compares words, whose signs ``stored`` gives, with a question's; None where the encoder cannot."""
    return Late(encoder, stored) if isinstance(encoder, WordEncoder) else None


def near_sentences(
    query: Query, vector: Vector | None, passage: Passage, vectors: Matrix | None, late: Late | None
) -> list[float] | None:
    """Return how near each sentence of a passage comes to a question: its cosine, and its words in another language.

    ``vectors`` are those of the sentences; None without them or that of the question. Within one language near words
    mark the same sentences as cosines do.
    """
    if vector is None or vectors is None:
        return None
    found: list[float] = cosines(vectors, vector).tolist()
    if late is None or not differ(query.language, passage.language):
        return found
    near = late.sentences(query.embedded, passage)
    return found if near is None or len(near) != len(found) else lifted(found, near)


def trust(
    encoder: TextEncoder | None, query: Query, languages: Mapping[str, str], weights: Weights | None = None
) -> dict[str, float]:
    """Return how far the encoder can be trusted for each passage id, given its language; see ``qa.search.trust``."""
    return by_language(known(encoder, weights), query.language, languages) if encoder is not None else {}


def trusted(encoder: TextEncoder, language: str) -> float:
    """Return how far an encoder can be trusted in a language, 0…1."""
    by_language = known(encoder)
    return by_language.get(language, by_language.get("*", 0.0))


def known(encoder: TextEncoder, weights: Weights | None = None) -> Mapping[str, float]:
    """Return an encoder's trust by language: as measured when the weights were learned, else as its card says."""
    return (weights or learned()).trust.get(encoder.key.partition("@")[0], encoder.trust)


@cache
def learned() -> Weights:
    """Return the shipped weights of the ranking (``data/ranking/weights.json``), read when first needed."""
    stored = json.loads((data_folder() / "ranking" / "weights.json").read_text("utf-8"))
    return Weights(**{name: stored[name] for name in Weights._fields})


def weighted(other: Mapping[str, Any]) -> Weights:
    """Return the shipped weights with some of them others, for a comparison.

    Raises:
        InvalidRequest: there is no weight of that name, or it is out of its range.
    """
    numbers = {name: value for name, value in other.items() if name in Weights._fields and name != "trust"}
    unknown = sorted(set(other) - set(Weights._fields))
    if unknown:
        raise InvalidRequest(f"There is no weight “{unknown[0]}”: they are {', '.join(Weights._fields)}.")
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
            raise InvalidRequest(f"The weight {name} is a number from 0, not “{value}”.")
    return learned()._replace(**{**other, **{name: float(value) for name, value in numbers.items()}})


def by_arm(arm: Literal["keyword", "dense"], found: Sequence[Candidate]) -> list[tuple[str, float]]:
    """Return (id, BM25 or cosine) of the candidates that one arm alone would give, best first; ties by id."""
    if arm == "keyword":
        scores = [(c.id, c.keyword) for c in found if c.keyword > 0]
    else:
        scores = [(c.id, c.semantic) for c in found if c.semantic is not None]
    return sorted(scores, key=lambda item: (-item[1], item[0]))


def order(
    encoder: TextEncoder | None,
    query: Query,
    found: Sequence[Candidate],
    languages: Mapping[str, str],
    weights: Weights | None = None,
    read: Read | None = None,
) -> list[tuple[str, float]]:
    """Return (id, score 0…1) of every candidate, best first.

    ``languages`` gives the language of each candidate by id; without ``encoder`` words alone count. Comparisons rank by
    other ``weights`` than the shipped ones. With ``read`` an FAQ entry that asks the very same is first, and lists of
    sources come behind running text.
    """
    believed = trust(encoder, query, languages, weights)
    away = hidden(query.language, languages, {c.id: c.matched for c in found}) if encoder is not None else {}
    ranked = rank(query, found, trust=believed, weights=weights or learned(), hidden=away)
    literal = {c.id for c in found if c.exact or c.matched >= WHOLE}
    return word_by_word(query, behind(query, ranked, read, literal), read) if read is not None else ranked
