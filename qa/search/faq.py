"""What of an FAQ entry is compared with a question: its question alone, mostly that, or the whole entry.

A passage of an entry holds question and answer, and so do its vector and its words. Where the answer is to count less,
candidates are scored anew: their cosine is mixed with that of the entry's question (its sentence vector, pooled from
the passage's own forward pass), their BM25 with that of the question's words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np

from qa.language import fold
from qa.search import bm25
from qa.search.cosine import cosines
from qa.types import Candidate, FaqMatch, Passage, Query, Statistics, Vector

SHARES: Mapping[FaqMatch, float] = {"question": 0.0, "answer-too": 0.5, "both": 1.0}
"""How much the whole entry counts, 0…1; the rest is the entry's question."""


APART = 8
"""Characters that two wordings of the very same question differ by at most, in punctuation and spaces."""
LOOKED_AT = 20
"""Ranked passages among which an entry is looked for that asks the very same."""


class Asked(NamedTuple):
    """The question of an FAQ entry: its tokens, and its vector where there is one."""

    tokens: Sequence[str]
    vector: Vector | None


Entries: TypeAlias = Callable[[Sequence[str]], Mapping[str, Asked]]
"""Gives the questions of those passages, by id, that stand for an FAQ entry."""


def word_by_word(
    query: Query, ranked: Sequence[tuple[str, float]], read: Callable[[Sequence[str]], Mapping[str, Passage]]
) -> list[tuple[str, float]]:
    """Return a ranking in which the entries that ask what is asked, word by word, are first, with a score of 1.

    ``ranked`` are ids and scores 0…1, best first; ``read`` gives passages by id. Case, width and punctuation count for
    nothing.
    """
    if query.carried:
        return list(ranked)
    alike = range(len(query.text) - APART, len(query.text) + APART + 1)
    passages = read([id_ for id_, _ in ranked[:LOOKED_AT]])
    asked = {id_: p.question for id_, p in passages.items() if p.question and len(p.question) in alike}
    wanted = _plain(query.text) if asked else ""
    same = [id_ for id_, question in asked.items() if wanted and _plain(question) == wanted]
    return [*((id_, 1.0) for id_ in same), *(one for one in ranked if one[0] not in same)] if same else list(ranked)


def _plain(text: str) -> str:
    return "".join(character for character in fold(text) if unicodedata.category(character)[0] in "LMN")


def weighed(
    query: Query,
    vector: Vector | None,
    pool: Sequence[Candidate],
    entries: Mapping[str, Asked],
    statistics: Statistics,
    share: float,
) -> list[Candidate]:
    """Return the pool with its FAQ entries scored anew: ``share`` 0…1 of the whole entry, the rest of its question.

    A question's words are counted as BM25 counts a passage of usual length among the questions of the pool.
    """
    if share >= 1.0 or not entries:
        return list(pool)
    found = [c for c in pool if c.id in entries]
    held = bm25.only(query.tokens, [entries[c.id].tokens for c in found])
    lengths = [len(entries[c.id].tokens) for c in found]
    usual = replace(statistics, mean_length=float(np.mean(lengths)) or 1.0) if lengths else statistics
    keyword = bm25.scores(query.tokens, held, lengths, usual)
    weights = bm25.idf(statistics)
    mass = bm25.mass(query.tokens, weights)
    anew = {
        c.id: replace(
            c,
            semantic=_mixed(c.semantic, _cosine(vector, entries[c.id].vector), share),
            sentence=None,
            late=None,
            keyword=share * c.keyword + (1.0 - share) * float(score),
            matched=share * c.matched + (1.0 - share) * (bm25.mass(set(words), weights) / mass if mass else 0.0),
        )
        for c, score, words in zip(found, keyword, held, strict=True)
    }
    return [anew.get(c.id, c) for c in pool]


def _mixed(whole: float | None, question: float | None, share: float) -> float | None:
    return whole if whole is None or question is None else share * whole + (1.0 - share) * question


def _cosine(vector: Vector | None, other: Vector | None) -> float | None:
    if vector is None or other is None:
        return None
    return float(cosines(other[None], vector)[0])
