"""The alignment finds translations, and new rows start from them."""

import numpy as np

from qa.learn import align


def _parallel(rng: np.random.Generator, pieces: int, sentences: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    english = [rng.integers(0, pieces, rng.integers(3, 8)) for _ in range(sentences)]
    return [rng.permutation(one) + pieces for one in english], english


def test_ibm1_finds_a_word_for_word_code() -> None:
    """When foreign piece i + 20 always stands for English piece i, the table says so whatever the order of words."""
    foreign, english = _parallel(np.random.default_rng(0), 20, 400)
    found = align.ibm1(foreign, english, pieces=40, rounds=8)
    best = {int(f): int(e) for _, f, e in sorted(zip(found.probability, found.foreign, found.english, strict=True))}
    assert best == {i + 20: i for i in range(20)}


def test_probabilities_of_a_piece_sum_to_one() -> None:
    """For every foreign piece the probabilities over English pieces add up to 1."""
    foreign, english = _parallel(np.random.default_rng(1), 10, 50)
    found = align.ibm1(foreign, english, pieces=20)
    assert np.allclose(np.bincount(found.foreign, found.probability)[10:], 1, atol=1e-4)


def test_new_rows_come_near_their_translations_and_old_rows_stay() -> None:
    """A new row's nearest old row is its translation; known rows are left exactly as they were."""
    rng = np.random.default_rng(2)
    table = np.concatenate([rng.normal(size=(20, 64)), np.zeros((20, 64))]).astype(np.float32)
    known = np.arange(40) < 20
    found = align.joined([align.ibm1(*_parallel(rng, 20, 400), pieces=40)])
    rows = align.start_rows(table, known, found, seed=0)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    assert (rows[:20] == table[:20]).all()
    assert ((unit[20:] @ unit[:20].T).argmax(1) == np.arange(20)).all()


def test_a_piece_never_seen_gets_a_row_near_the_mean() -> None:
    """Without any alignment a row is finite and no copy of a known one."""
    table = np.concatenate([np.random.default_rng(3).normal(size=(8, 16)), np.zeros((1, 16))]).astype(np.float32)
    none = align.Translations(*(np.zeros(0, np.int64),) * 2, *(np.zeros(0, np.float32),) * 2)
    rows = align.start_rows(table, np.arange(9) < 8, none, seed=0)
    assert np.isfinite(rows).all() and np.abs(rows[8]).max() > 0
