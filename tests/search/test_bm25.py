import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa.search import bm25
from qa.types import Statistics

WORDS = [chr(ord("a") + i) for i in range(8)]
CORPORA = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=2, max_size=12)


def statistics(corpus, tokens):
    counts = {token: sum(token in passage for passage in corpus) for token in tokens}
    return Statistics(len(corpus), float(np.mean([len(p) for p in corpus])), counts)


def score(tokens, passages, stats):
    return bm25.scores(tokens, bm25.only(tokens, passages), [len(p) for p in passages], stats)


@given(CORPORA, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
def test_scores_equal_five_lines_of_numpy(corpus, tokens):
    stats = statistics(corpus, tokens)
    expected = np.zeros(len(corpus))
    for token in tokens:
        n, tf = stats.frequencies[token], np.array([passage.count(token) for passage in corpus])
        idf = math.log(1 + (len(corpus) - n + 0.5) / (n + 0.5))
        length = np.array([len(passage) for passage in corpus]) / stats.mean_length
        expected += idf * tf * 2.5 / (tf + 1.5 * (0.25 + 0.75 * length))
    assert score(tokens, corpus, stats) == pytest.approx(expected)


@given(CORPORA, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
def test_scores_equal_rank_bm25_over_the_whole_collection_but_for_its_idf(corpus, tokens):
    whole = BM25Okapi(corpus)
    stats = statistics(corpus, tokens)
    whole.idf = bm25.idf(stats)
    assert score(tokens, corpus, stats) == pytest.approx(whole.get_scores(tokens))


def test_a_passage_scores_the_same_in_every_pool():
    corpus = [["cat", "sat"], ["cat", "mat", "mat"], ["dog"], ["dog", "ran", "far"]]
    stats = statistics(corpus, ["cat", "mat"])
    alone = score(["cat", "mat"], [corpus[1]], stats)
    assert alone[0] == pytest.approx(score(["cat", "mat"], corpus, stats)[1])


def test_idf_stays_positive_for_a_token_in_every_passage_and_for_stale_counts():
    weights = bm25.idf(Statistics(3, 2.0, {"the": 3, "stale": 5, "new": 0}))
    assert weights["new"] > weights["the"] > 0
    assert weights["stale"] == weights["the"]


@pytest.mark.parametrize("passages", [[], [[]], [["other"], []]])
def test_nothing_matched_scores_zero(passages):
    found = score(["cat"], passages, Statistics(5, 3.0, {"cat": 1}))
    assert found.tolist() == [0.0] * len(passages)
