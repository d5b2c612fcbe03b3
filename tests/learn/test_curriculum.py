"""Rounds of lessons: what is drawn, and how it is batched."""

import numpy as np
import pytest

from qa.learn.curriculum import Corpus, Item, Mix, Ragged, batches, draw, replay, shares

ENDS = (100, 101)


@pytest.fixture
def corpus() -> Corpus:
    """300 rows of two languages; English text i is [i % 50] * 3, its translation [50 + i % 50] * (1 … 9)."""
    rng = np.random.default_rng(0)
    source = rng.integers(0, 40, 300)
    return Corpus(
        text=Ragged.of([[50 + int(i)] * int(rng.integers(1, 10)) for i in source]),
        english=Ragged.of([[i] * 3 for i in range(40)]),
        source=source.astype(np.int32),
        group=np.repeat(np.array([0, 1], np.int16), 150),
        share=np.array([0.5, 0.5]),
        long_share=np.array([0.5, 0.5]),
    )


def test_packed_lists_come_back() -> None:
    """Packing and taking out gives every list back, empty ones too."""
    lists = [[1, 2, 3], [], [4]]
    packed = Ragged.of(lists)
    assert [packed[i].tolist() for i in range(3)] == lists
    assert packed.lengths().tolist() == [3, 0, 1]
    assert packed.lengths_of(np.array([2, 0])).tolist() == [1, 3]


def test_a_round_is_made_of_translations_replay_and_long_texts(corpus: Corpus) -> None:
    """Short texts are short enough, of taught English only, and stand between [CLS] and [SEP]."""
    mix = Mix(items=100, english=0.1, long=0.1, longest=5, tokens=64)
    items = draw(corpus, mix, taught=30, ends=ENDS, seed=[1])
    short = [item for item in items if item.aim is None]
    assert len(items) - len(short) == 5  # joined from short rows
    assert sum(len(item.ids) > 7 for item in short) == 5  # long rows
    short = [item for item in short if len(item.ids) <= 7]
    assert all(item.ids[0] == ENDS[0] and item.ids[-1] == ENDS[1] for item in items)
    assert all(len(item.ids) <= 7 and 0 <= item.target < 30 for item in short)
    assert sum(item.ids[1] < 50 for item in short) == 10  # English replay
    assert all(item.ids[1] in (item.target, item.target + 50) for item in short)


def test_the_same_seed_draws_the_same_round(corpus: Corpus) -> None:
    """A stopped run can go on exactly where it was."""
    mix = Mix(items=50, english=0.1, long=0.1, longest=9, tokens=64)
    one, two = (draw(corpus, mix, taught=40, ends=ENDS, seed=[3, 1]) for _ in range(2))
    assert [item.ids.tolist() for item in one] == [item.ids.tolist() for item in two]


def test_batches_hold_every_item_once_and_keep_to_their_size() -> None:
    """Nothing is lost, and padding included no batch passes the budget."""
    rng = np.random.default_rng(1)
    items = [Item(np.arange(rng.integers(1, 30)), i) for i in range(200)]
    groups = list(batches(items, tokens=64, seed=[0]))
    assert sorted(item.target for group in groups for item in group) == list(range(200))
    assert all(len(group) * max(len(item.ids) for item in group) <= 64 for group in groups)


def test_small_languages_get_more_than_their_rows() -> None:
    """A power below 1 lifts small languages; a weight lifts what is asked for."""
    share = shares(["de", "fr"], np.array([100_000, 1_000]), {}, np.ones(2))
    assert 1 / 101 < share[1] < 0.5
    assert shares(["de", "fr"], np.array([1000, 1000]), {"de": 3.0}, np.ones(2))[0] == pytest.approx(0.75)


def test_the_files_of_a_language_share_its_part() -> None:
    """A second file of another kind takes nothing from other languages but by its rows; a kind of weight 0, nothing."""
    found = shares(["de", "de", "fr"], np.array([900, 100, 1000]), {}, np.array([1.0, 1.0, 1.0]))
    assert found[:2].sum() == pytest.approx(found[2]) and found[0] == pytest.approx(3 * found[1])
    without = shares(["de", "de", "fr"], np.array([900, 100, 1000]), {}, np.array([1.0, 0.0, 1.0]))
    assert without.tolist() == pytest.approx([0.5, 0.0, 0.5])


def test_passages_are_their_own_aim(corpus: Corpus) -> None:
    """English passages are read again as the teacher reads them; no two count as the same target."""
    items = replay(corpus.english, np.arange(5, 40), 12, ends=ENDS, seed=[2])
    assert len(items) == len({item.target for item in items}) == 12
    assert all(item.aim is not None and item.aim.tolist() == item.ids.tolist() for item in items)
    assert all(5 <= item.ids[1] < 40 for item in items)
