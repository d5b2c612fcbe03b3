"""Wide lessons: what a course draws, and that a student learns from it as it does from narrow ones."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from qa.learn.curriculum import Corpus, Ragged
from qa.learn.distill import DistillSettings, distill
from qa.learn.prepare import Pairs
from qa.learn.reading import Course, Reading, joined
from qa.learn.teachers import Texts
from tests.learn.tiny import share_found

COURSE = Course(
    steps=60,
    places=2048,
    batches=1,
    rows=1e-2,
    layers=1e-3,
    warm=5,
    together=8,
    others=64,
    longest=60,
    near=0.99999,
    drawn=512,
)
"""To a teacher that learned nothing all texts are much alike, so only the very same count as such."""
ENDS = (3, 4)


@pytest.fixture(scope="module")
def small(data: Path, teacher: Path) -> DistillSettings:
    return DistillSettings(teacher, pieces={"de": 200, "zh": 200}, rehearsal=0, english_first=1000, course=COURSE)


def test_a_wide_course_teaches_translations(data: Path, small: DistillSettings, tmp_path: Path) -> None:
    """After it a Chinese sentence's nearest English sentence is mostly its own; the folder loads anywhere."""
    said: list[str] = []
    made = distill(data, tmp_path / "model", settings=small, log=said.append)
    assert share_found(made) > 0.5
    last = next(line for line in reversed(said) if line.startswith("step 60"))
    assert all(kind in last for kind in ("text", "joined", "pairs"))


def test_the_same_seed_draws_the_same_batches() -> None:
    """All kinds are drawn, joined texts answer to their English, and the order is the seed's."""
    lists = [[10 + i] * (1 + i % 9) for i in range(40)]
    corpus = Corpus(
        text=Ragged.of(lists),
        english=Ragged.of([[100 + one[0], *one[1:]] for one in lists]),
        source=np.arange(40, dtype=np.int32),
        group=np.repeat(np.arange(2, dtype=np.int16), 20),
        share=np.array([0.7, 0.3]),
        long_share=np.array([0.5, 0.5]),
    )
    pairs = Pairs(corpus.text, corpus.english, np.zeros(40, np.int16), np.arange(5))
    course = replace(COURSE, pairs=1.0, passages=1.0, drawn=256)
    one, other = (list(islice(Reading(corpus, pairs, course, seed=3).batches(), 30)) for _ in range(2))
    assert all(a.kind == b.kind and np.array_equal(a.rows, b.rows) for a, b in zip(one, other, strict=True))
    assert {batch.kind for batch in one} == {"text", "joined", "passage", "pairs"}
    long = next(batch for batch in one if batch.texts is not None)
    assert long.texts is not None and len(long.aims) == 1
    for row in long.rows:
        theirs, ours = long.texts[row], long.aims[0][row]
        english = theirs[0] >= 100
        assert np.array_equal(theirs, ours) if english else set(ours[ours >= 100] - 100) == set(theirs)


def test_a_handful_of_rows_is_read_without_joined_texts() -> None:
    """Files too short to join, and no pairs at all, still make batches."""
    texts = Ragged.of([[7, 8], [9], [5, 6, 7]])
    one = np.ones(1)
    corpus = Corpus(texts, texts, np.arange(3, dtype=np.int32), np.zeros(3, np.int16), one, one)
    none = Pairs(Ragged.of([]), Ragged.of([]), np.zeros(0, np.int16), np.zeros(0, np.int64))
    drawn = list(islice(Reading(corpus, none, replace(COURSE, drawn=8), seed=0).batches(), 6))
    assert {batch.kind for batch in drawn} == {"text"}


def test_texts_are_padded_between_their_ends() -> None:
    texts = Texts(Ragged.of([[7, 8, 9], [5], []]), ENDS, "cpu")
    ids, mask = texts.padded(np.array([1, 0, 2]), 2)
    assert ids[:, :4].tolist() == [[3, 5, 4, 0], [3, 7, 8, 4], [3, 4, 0, 0]]
    assert mask.sum(1).tolist() == [3, 4, 2] and ids.shape[1] % 8 == 0


def test_joined_rows_follow_one_another() -> None:
    texts = Ragged.of([[1, 2], [3], [4, 5, 6]])
    found = joined(texts, np.array([2, 0, 1]), np.array([2, 1]))
    assert [found[i].tolist() for i in range(2)] == [[4, 5, 6, 1, 2], [3]]
