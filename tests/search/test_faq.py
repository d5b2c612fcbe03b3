"""How much of an FAQ entry counts: its question, mostly that, or all of it."""

from __future__ import annotations

import numpy as np
import pytest

from qa.search.faq import SHARES, Asked, weighed, word_by_word
from qa.search.question import parse
from qa.types import Candidate, Statistics
from tests.search.memory import passage

QUERY = parse("battery price")
VECTOR = np.array([1.0, 0.0], np.float32)
STATISTICS = Statistics(10, 4.0, {token: 2 for token in QUERY.tokens})
POOL = [
    Candidate("prose", 0.5, 3.0, 0.5, 6.0),
    Candidate("asked", 0.4, 2.0, 0.5, 6.0),
    Candidate("told", 0.6, 4.0, 1.0, 6.0),
]
ENTRIES = {
    "asked": Asked(QUERY.tokens, np.array([2.0, 0.0], np.float32)),
    "told": Asked(("opening", "hours"), np.array([0.0, 1.0], np.float32)),
}


def test_by_the_question_alone_the_answer_counts_nothing():
    """An entry that asks the same is all there, one whose answer mentions the words has nothing."""
    prose, asked, told = weighed(QUERY, VECTOR, POOL, ENTRIES, STATISTICS, SHARES["question"])
    assert prose == POOL[0]
    assert (asked.semantic, asked.matched) == (pytest.approx(1.0), pytest.approx(1.0))
    assert (told.semantic, told.keyword, told.matched) == (pytest.approx(0.0), 0.0, 0.0)
    assert asked.keyword > 0


def test_with_the_answer_too_both_count_half():
    whole = weighed(QUERY, VECTOR, POOL, ENTRIES, STATISTICS, 1.0)
    alone = weighed(QUERY, VECTOR, POOL, ENTRIES, STATISTICS, 0.0)
    half = weighed(QUERY, VECTOR, POOL, ENTRIES, STATISTICS, SHARES["answer-too"])
    assert whole == POOL
    for mixed, one, other in zip(half, whole, alone, strict=True):
        assert mixed.keyword == pytest.approx((one.keyword + other.keyword) / 2)
        assert mixed.semantic == pytest.approx(((one.semantic or 0) + (other.semantic or 0)) / 2)


def test_without_vectors_the_cosine_stays_as_it_is():
    entries = {id_: asked._replace(vector=None) for id_, asked in ENTRIES.items()}
    assert [c.semantic for c in weighed(QUERY, VECTOR, POOL, entries, STATISTICS, 0.0)] == [0.5, 0.4, 0.6]
    assert [c.semantic for c in weighed(QUERY, None, POOL, ENTRIES, STATISTICS, 0.0)] == [0.5, 0.4, 0.6]


def test_an_entry_that_asks_the_very_same_is_first_and_sure():
    """Whatever the case and punctuation; not where the question is a follow-up that carries other words."""
    known = {
        "a": passage("a", "What is the range? 60 km.", question="What is the range?"),
        "b": passage("b", "What is the range of prices? 5 to 9.", question="What is the range of prices?"),
        "c": passage("c", "What is the range"),
    }
    ranked = [("c", 0.8), ("b", 0.7), ("a", 0.6)]

    def read(ids):
        return {id_: known[id_] for id_ in ids}

    assert word_by_word(parse("what is the RANGE"), ranked, read) == [("a", 1.0), ("c", 0.8), ("b", 0.7)]
    assert word_by_word(parse("What is a range?"), ranked, read) == ranked
    assert word_by_word(parse("What is the range?", carried=("prices",)), ranked, read) == ranked
