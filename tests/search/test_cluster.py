import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from qa.language import tokens
from qa.search.cluster import FLOOR, SMALL, silhouette, themes, typical, word_vectors

DIMS = 128


def cloud(rng, sizes, spread):
    """Return unit vectors around as many orthogonal axes as there are sizes, and the axis of each."""
    axes = np.eye(DIMS)
    rows = [axes[i] + rng.normal(scale=spread, size=DIMS) for i, n in enumerate(sizes) for _ in range(n)]
    return np.array(rows, np.float32), np.repeat(np.arange(len(sizes)), sizes)


def as_sets(groups):
    return {frozenset(group) for group in groups}


def truth(labels):
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


@pytest.mark.parametrize("sizes", [(5, 5), (3, 4, 3), (2, 2, 2, 4), (10, 2), (2, 2, 2, 2, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_clear_themes_are_found_and_their_number(sizes, seed):
    vectors, labels = cloud(np.random.default_rng(seed), sizes, 0.05)
    shuffle = np.random.default_rng(seed).permutation(len(vectors))
    assert as_sets(themes(vectors[shuffle])) == truth(labels[shuffle])


@pytest.mark.parametrize("seed", range(5))
def test_one_theme_stays_one(seed):
    vectors, _ = cloud(np.random.default_rng(seed), (10,), 0.1)
    assert themes(vectors) == [list(range(10))]


@pytest.mark.parametrize("n", range(4))
def test_fewer_than_four_are_one_theme(n):
    assert themes(np.eye(n, 5, dtype=np.float32)) == ([list(range(n))] if n else [])


def test_equal_vectors_are_one_theme():
    assert themes(np.ones((8, 3), np.float32)) == [list(range(8))]


@given(st.integers(0, 30), st.integers(0, 10_000))
def test_every_row_is_in_exactly_one_group_in_order(n, seed):
    vectors = np.random.default_rng(seed).normal(size=(n, 6)).astype(np.float32)
    groups = themes(vectors, floor=-1.0)
    assert sorted(row for group in groups for row in group) == list(range(n))
    assert all(group == sorted(group) for group in groups)
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    assert len(groups) <= 6


@given(st.integers(4, 40), st.integers(0, 10_000))
def test_the_groups_are_one_of_scipy_s_average_linkage(n, seed):
    vectors = np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32)
    tree = linkage(pdist(vectors.astype(np.float64), "cosine"), "average")
    cuts = {k: fcluster(tree, k, "maxclust") for k in range(2, max(min(6, n // 2), 2) + 1)}
    groups = themes(vectors, floor=-1.0)
    assert as_sets(groups) in [truth(labels) for labels in cuts.values()]


def test_the_silhouette_of_four_points_worked_out_by_hand():
    distances = np.array([[0, 1, 4, 5], [1, 0, 4, 5], [4, 4, 0, 2], [5, 5, 2, 0]], float)
    expected = ((4.5 - 1) / 4.5 + (4.5 - 1) / 4.5 + (4 - 2) / 4 + (5 - 2) / 5) / 4
    assert silhouette(distances, np.array([0, 0, 7, 7])) == pytest.approx(expected)
    assert silhouette(distances, np.array([0, 0, 0, 1])) < FLOOR


@pytest.mark.parametrize("n", [SMALL + 1, 5000])
def test_a_whole_collection_is_grouped_by_means(n):
    sizes = (n // 2, n // 3, n - n // 2 - n // 3)
    vectors, labels = cloud(np.random.default_rng(1), sizes, 0.08)
    groups = themes(vectors, most=12)
    assert as_sets(groups) == truth(labels)
    assert groups == themes(vectors, most=12)


def test_the_most_typical_comes_first():
    vectors = np.array([[1, 0.9], [1, 0], [0, 1], [1, 1], [5, -5]], np.float32)
    assert typical(vectors, [0, 1, 2, 3]) == [3, 0, 1, 2]
    assert typical(vectors, [4]) == [4]


def test_passages_without_vectors_are_grouped_by_the_words_they_share():
    texts = [
        "return shoes within thirty days refund",
        "refund for returned shoes takes days",
        "shoes return refund days policy",
        "server memory upgrade kernel module",
        "kernel module uses server memory",
        "upgrade the server kernel memory",
    ]
    vectors = word_vectors([tokens(text, "en") for text in texts])
    assert as_sets(themes(vectors)) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_word_vectors_of_nothing_in_common_are_zero():
    assert not word_vectors([["a"], ["b"]]).any()
    assert word_vectors([]).shape[0] == 0
