"""Comparing word by word: the best cosine of every piece of the question, weighted, from signs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.pooling import signs
from qa.search.late import DEPTH, LIFT, Late, compared, lifted, similarities
from qa.types import Candidate, Codes, Locator, Passage, Span, Words


class Letters:
    """Encodes a text as its letters, each of them a direction of its own."""

    def words(self, text: str) -> Words | None:
        return Words(self.vectors(text), np.ones(len(text), np.float32)) if text else None

    def places(self, text: str) -> list[Span]:
        return [Span(i, i + 1) for i in range(len(text))]

    def vectors(self, text: str) -> np.ndarray:
        rows = [np.random.default_rng(ord(letter)).normal(size=64) for letter in text]
        return unit(np.array(rows)) if rows else np.zeros((0, 64), np.float32)

    def codes(self, text: str) -> Codes:
        return signs(self.vectors(text))


def late(texts: Mapping[str, str]) -> Late:
    """Compare with passages by id."""
    encoder = Letters()
    return Late(encoder, lambda ids: {id_: encoder.codes(texts[id_]) for id_ in ids if id_ in texts})


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 5), min_size=1, max_size=6), st.sampled_from([8, 11, 384]))
def test_it_equals_five_lines_of_numpy(seed, lengths, dims):
    rng = np.random.default_rng(seed)
    asked = Words(unit(rng.normal(size=(3, dims))), rng.uniform(0.1, 9, 3).astype(np.float32))
    passages = [rng.normal(size=(n, dims)).astype(np.float32) for n in lengths]
    found = similarities(asked, [signs(p) for p in passages])
    for passage, similarity in zip(passages, found, strict=True):
        if not len(passage):
            assert similarity == -1.0
            continue
        cosines = asked.vectors @ np.where(passage > 0, 1.0, -1.0).T * np.sqrt(np.pi / (2 * dims))
        assert similarity == pytest.approx(np.average(cosines.max(axis=1), weights=asked.weights), abs=1e-4)


def test_signs_tell_cosines_to_a_few_hundredths():
    rng = np.random.default_rng(7)
    passage = unit(rng.normal(size=(200, 384)))
    asked = unit(0.7 * passage[:40] + 0.3 * unit(rng.normal(size=(40, 384))))
    exact = (asked @ passage.T).max(axis=1)
    told = [float(similarities(Words(one[None], np.ones(1, np.float32)), [signs(passage)])[0]) for one in asked]
    assert np.abs(exact - told).mean() < 0.05


def test_only_the_best_of_either_arm_that_have_vectors_are_compared():
    pool = [Candidate(f"w{i:03d}", 0.0, 100.0 - i) for i in range(60)]
    pool += [Candidate(f"m{i:03d}", 0.9 - i / 100, 0.0) for i in range(60)]
    pool.append(Candidate("waits", None, 500.0))
    asked: list[str] = []

    def stored(ids: Sequence[str]) -> Mapping[str, Codes]:
        asked.extend(ids)
        return {id_: Letters().codes("why") for id_ in ids if id_ != "w000"}

    found = {c.id: c.late for c in compared("why", pool, Late(Letters(), stored))}
    assert sorted(asked) == sorted([f"w{i:03d}" for i in range(DEPTH - 1)] + [f"m{i:03d}" for i in range(DEPTH)])
    assert found["m000"] == pytest.approx(1.0, abs=0.1)
    assert found["w000"] is found["waits"] is found["w050"] is None


def test_without_words_the_pool_stays_as_it_is():
    pool = [Candidate("a", 0.5, 1.0)]
    assert compared("why", pool, late({})) == pool
    assert compared("", pool, late({"a": "why"})) == pool


def passage(text: str, *sentences: Span, context: str = "") -> Passage:
    return Passage("a", "s", 0, text, context, "document", "en", Locator(), sentences=sentences)


def test_each_sentence_has_the_words_that_stand_in_it():
    """Behind a context, too; a sentence beyond what the model reads has none."""
    one = passage("xyz. why", Span(0, 4), Span(5, 8), context="why not")
    near = late({"a": one.embedded}).sentences("why", one)
    assert near is not None and near[1] == pytest.approx(1.0, abs=0.15) and near[0] < 0.7
    far = passage("why", Span(0, 3), Span(40, 50))
    assert (late({"a": "why"}).sentences("why", far) == np.array([1.0, -1.0])).tolist()[1]


def test_sentences_without_known_words_are_not_told_apart():
    """Nothing stored, another text stored, no sentences, no question."""
    one = passage("xyz. why", Span(0, 4), Span(5, 8))
    assert late({}).sentences("why", one) is None
    assert late({"a": "another text"}).sentences("why", one) is None
    assert late({"a": "xyz. why"}).sentences("why", passage("xyz. why")) is None
    assert late({"a": "xyz. why"}).sentences("", one) is None


def test_near_words_lift_a_sentence_above_its_cosine():
    near = np.array([0.6, 0.4, 0.2], np.float32)
    assert lifted([0.5, 0.5, 0.5], near) == pytest.approx([0.5 + LIFT * 0.1, 0.5 - LIFT * 0.1, 0.5 - LIFT * 0.3])
    assert lifted([0.5], near[:1]) == pytest.approx([0.5])
