from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.search.question import parse
from qa.search.score import Weights, features, fuse, rank
from qa.types import Candidate

DENSE, POWER, COVER, _, SENTENCE, _, HALF, _ = Weights()
QUERY = parse("any question")
COSINES = st.none() | st.floats(-1, 1, width=32)
POOLS = st.lists(
    st.tuples(COSINES, st.floats(0, 60, width=32), st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=12
)


def made(rows, mass=40.0):
    return [Candidate(f"p{i}", c, k, matched=m, mass=mass, exact=x) for i, (c, k, m, x) in enumerate(rows)]


def order(pool, trust=1.0):
    return [id_ for id_, _ in rank(QUERY, pool, trust=trust)]


@given(POOLS, st.floats(0, 1))
def test_scores_equal_five_lines_of_numpy(rows, trust):
    known = [row[0] for row in rows if row[0] is not None]
    cosine = (
        np.array(
            [np.median(known) + (max(known) - np.median(known)) * row[2] if row[0] is None else row[0] for row in rows]
        )
        if known
        else np.zeros(len(rows))
    )
    weight = DENSE * trust**2 * bool(known)
    keyword, matched, exact = (np.array([row[i] for row in rows]) for i in (1, 2, 3))
    share = (weight * np.maximum(cosine, 0) ** POWER + keyword * (COVER + matched)) / (weight + 40.0)
    expected = share**2 / (share**2 + HALF**2)
    expected = (expected + exact) / 2 if exact.any() else expected
    assert fuse(features(made(rows), trust), Weights()) == pytest.approx(expected)


def test_the_nearest_sentence_counts_with_the_whole_passage():
    """Half the cosine is the best sentence's; a passage whose sentences have no vectors counts as it is."""
    pool = made([(0.6, 0.0, 0.0, False), (0.5, 0.0, 0.0, False), (0.56, 0.0, 0.0, False)])
    pool[0], pool[1] = replace(pool[0], sentence=0.5), replace(pool[1], sentence=0.8)
    assert order(pool) == ["p1", "p2", "p0"]
    assert fuse(features(pool, 1.0), Weights(sentence=0.0)).argmax() == 0


def test_near_words_lift_a_passage_over_a_nearer_vector():
    pool = made([(0.52, 0.0, 0.0, False), (0.5, 0.0, 0.0, False)])
    assert order(pool) == ["p0", "p1"]
    assert order([replace(pool[0], late=0.5), replace(pool[1], late=0.6)]) == ["p1", "p0"]


def test_a_passage_whose_words_were_not_compared_is_neither_buried_nor_lifted():
    """Its words are taken to be as much nearer than its vector as they are in the others, in the median."""
    pool = made([(c, 0.0, 0.0, False) for c in (0.6, 0.5, 0.4, 0.3)])
    pool = [replace(c, late=late) for c, late in zip(pool, (0.8, 0.7, None, 0.5), strict=True)]
    assert order(pool) == ["p0", "p1", "p2", "p3"]


def turned(pool, degrees):
    """The pool, each passage with a vector so many degrees from the first axis."""
    angles = np.deg2rad(degrees)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return [replace(c, vector=vector) for c, vector in zip(pool, vectors, strict=True)]


def test_what_is_like_the_first_comes_before_its_equals():
    """Relevance feedback: of two that match alike, the neighbour of the first; without vectors it is the smaller id."""
    pool = made([(0.5, 9.0, 0.5, False), (0.5, 9.0, 0.5, False), (0.6, 20.0, 1.0, False)])
    assert order(pool) == ["p2", "p0", "p1"]
    assert order(turned(pool, [80, 20, 0])) == ["p2", "p1", "p0"]
    assert order([*turned(pool, [80, 20, 0])[:2], pool[2]]) == ["p2", "p0", "p1"], "one has no vector yet"
    scores = [dict(rank(QUERY, some, trust=1.0))["p2"] for some in (pool, turned(pool, [80, 20, 0]))]
    assert scores[0] == pytest.approx(scores[1]), "the first keeps its score"


def test_what_is_like_the_second_rises_too():
    """Of two that match alike, and are as far from the first, the neighbour of the second."""
    pool = made([(0.5, 9.0, 0.5, False), (0.5, 9.0, 0.5, False), (0.6, 20.0, 1.0, False), (0.58, 18.0, 0.9, False)])
    assert order(turned(pool, [-60, 60, 0, 40])) == ["p2", "p3", "p1", "p0"]
    assert order(turned(pool, [-60, 60, 0, -40])) == ["p2", "p3", "p0", "p1"]


def test_words_tell_apart_what_cosines_cannot_in_another_language():
    """The passage whose words come nearer is first there, though its cosine is a little lower; not in one language."""
    pool = made([(0.5, 0.0, 0.0, False), (0.48, 0.0, 0.0, False), (0.3, 0.0, 0.0, False)])
    pool = [replace(c, mass=40.0, late=late) for c, late in zip(pool, (0.6, 0.615, 0.45), strict=True)]
    assert [id_ for id_, _ in rank(QUERY, pool, trust=1.0)] == ["p0", "p1", "p2"]
    abroad = rank(QUERY, pool, trust=1.0, hidden=dict.fromkeys(("p0", "p1", "p2"), 1.0))
    assert [id_ for id_, _ in abroad] == ["p1", "p0", "p2"]


def test_of_two_that_say_the_same_the_one_in_the_question_s_language_comes_first():
    """Words hidden by another language count; not beyond those of a passage that is as near and can be read."""
    pool = made([(0.58, 0.0, 0.0, False), (0.6, 20.0, 0.5, False), (0.2, 12.0, 0.4, False)])
    hidden = {"p0": 1.0}
    ranked = rank(QUERY, pool, trust=1.0, hidden=hidden)
    assert [id_ for id_, _ in ranked] == ["p1", "p0", "p2"]
    alone = rank(QUERY, [pool[0], pool[2]], trust=1.0, hidden=hidden)
    assert alone[0][0] == "p0" and alone[0][1] > ranked[1][1] > rank(QUERY, pool, trust=1.0)[1][1]
    # A name that both hold counts in the other one's words, not beside them.
    pool[0] = replace(pool[0], keyword=12.0, matched=0.3)
    assert [id_ for id_, _ in rank(QUERY, pool, trust=1.0, hidden={"p0": 0.7})] == ["p1", "p0", "p2"]


@given(POOLS, st.lists(st.floats(0, 360), min_size=12, max_size=12), st.floats(0, 1))
@example([(0.0, 0.0, 0.0, False)] * 9 + [(0.0, 1.0, 0.0, True)] * 2, [0.0] * 10 + [1.0, 0.0], 1.0)
def test_likeness_never_changes_what_is_first_nor_outranks_a_code(rows, degrees, trust):
    pool = made([(cosine or 0.0, keyword, matched, exact) for cosine, keyword, matched, exact in rows])
    plain, fed = rank(QUERY, pool, trust=trust), rank(QUERY, turned(pool, degrees[: len(pool)]), trust=trust)
    first = [id_ for id_, score in fed if score == fed[0][1]]
    assert plain[0][0] in first and plain[0][1] == pytest.approx(fed[0][1])
    exact = {c.id for c in pool if c.exact}
    assert {id_ for id_, _ in fed[: len(exact)]} == exact


@given(POOLS, st.floats(0, 1))
def test_all_are_ranked_once_best_first_between_0_and_1(rows, trust):
    ranked = rank(QUERY, made(rows), trust=trust)
    scores = [score for _, score in ranked]
    assert sorted(id_ for id_, _ in ranked) == sorted(c.id for c in made(rows))
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(POOLS, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_pool_s_order(rows, random):
    pool = made(rows)
    shuffled = pool.copy()
    random.shuffle(shuffled)
    assert rank(QUERY, pool, trust=0.7) == rank(QUERY, shuffled, trust=0.7)


@given(POOLS)
def test_an_encoder_without_trust_leaves_the_keyword_order(rows):
    pool = made([(cosine, keyword, 1.0, False) for cosine, keyword, _, _ in rows])
    by_keyword = sorted(pool, key=lambda c: (-c.keyword, -2 if c.semantic is None else -c.semantic, c.id))
    assert [c.keyword for c in by_keyword] == [dict((p.id, p.keyword) for p in pool)[id_] for id_ in order(pool, 0.0)]


def test_an_empty_pool_has_no_ranking():
    assert rank(QUERY, [], trust=1.0) == []


def test_nothing_to_go_by_scores_zero_and_falls_back_on_ids():
    pool = [Candidate("b", None, 0.0), Candidate("a", None, 0.0)]
    assert rank(QUERY, pool, trust=1.0) == [("a", 0.0), ("b", 0.0)]


def test_ties_go_to_the_better_cosine_then_to_the_id():
    pool = [Candidate("c", -0.5, 0.0), Candidate("b", -0.2, 0.0), Candidate("a", -0.5, 0.0)]
    assert order(pool) == ["b", "a", "c"]


def test_meaning_rules_where_only_common_words_match():
    pool = made([(0.8, 5.0, 0.2, False), (0.3, 9.0, 0.3, False)])
    assert order(pool) == ["p0", "p1"]


def test_rare_words_rule_where_they_match():
    pool = made([(0.6, 3.0, 0.1, False), (0.4, 38.0, 0.9, False)])
    assert order(pool) == ["p1", "p0"]


def test_a_code_that_matches_literally_is_on_top_of_everything():
    pool = made([(0.95, 60.0, 1.0, False), (0.1, 2.0, 0.1, True), (0.05, 2.0, 0.1, True)])
    assert order(pool) == ["p1", "p2", "p0"]


@given(POOLS, st.floats(0, 1), st.floats(1, 1000), st.floats(0.1, 4), st.floats(0, 2))
def test_what_holds_a_code_literally_never_loses_whatever_the_weights(rows, trust, dense, power, cover):
    pool = made(rows)
    ranked = rank(QUERY, pool, trust=trust, weights=Weights(dense, power, cover))
    literal = {c.id for c in pool if c.exact}
    assert {id_ for id_, _ in ranked[: len(literal)]} == literal


def test_a_passage_without_a_vector_is_neither_buried_nor_lifted():
    pool = made([(0.9, 10.0, 0.5, False), (None, 10.0, 0.5, False), (0.1, 10.0, 0.5, False), (0.5, 10.0, 0.5, False)])
    assert order(pool)[0] == "p0"
    assert order(pool)[-1] == "p2"


def test_passages_in_a_language_the_encoder_does_not_know_stand_on_their_words():
    pool = made([(0.9, 1.0, 0.1, False), (0.2, 12.0, 0.6, False)])
    assert order(pool, {"p0": 0.05, "p1": 1.0}) == ["p1", "p0"]
    assert order(pool, {"p0": 1.0, "p1": 1.0}) == ["p0", "p1"]


def test_an_unrelated_question_scores_low_and_a_good_match_high():
    (_, unrelated) = rank(QUERY, made([(0.15, 6.0, 0.15, False)]), trust=1.0)[0]
    (_, good) = rank(QUERY, made([(0.75, 36.0, 0.8, False)]), trust=1.0)[0]
    assert unrelated < 0.1
    assert good > 0.6


def test_a_near_passage_in_another_language_comes_before_one_that_shares_common_words():
    """It is credited with words only as far as its meaning is near, and never beyond one that has both."""
    pool = made([(0.5, 0.0, 0.0, False), (0.3, 14.0, 0.4, False), (0.6, 30.0, 0.9, False), (0.1, 0.0, 0.0, False)])
    shown = {c.id: 1.0 for c in (pool[0], pool[3])}
    plain = [id_ for id_, _ in rank(QUERY, pool, trust=0.6)]
    fair = [id_ for id_, _ in rank(QUERY, pool, trust=0.6, hidden=shown)]
    near, common, both, far = (c.id for c in pool)
    assert plain.index(common) < plain.index(near)
    assert fair == [both, near, common, far]
