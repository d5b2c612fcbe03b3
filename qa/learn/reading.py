"""What a course of wide lessons reads: batches drawn by language, short texts, joined ones, passages and pairs."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qa.learn.curriculum import Corpus, Ids, Ragged
from qa.learn.prepare import PASSAGE_PIECES, QUERY_PIECES, Pairs

MOST = 8192
"""Texts of a batch, however short they are."""
WINDOW, PARTS = 600, 10
"""Joined texts are made of at most `PARTS` rows that stand within `WINDOW` of one another in their file."""
SHORTEST_JOINED, LONGEST_AIM = 40, 240


@dataclass(frozen=True, slots=True)
class Course:
    """How long, how fast and what is read; the defaults, with 4,500 steps, made the model that ships.

    `steps` moves of the weights, each after `batches` batches of about `places` pieces; `rows` and `layers` are the
    highest rates, reached after `warm` steps and falling to nothing in a straight line. `english` is the share of
    English texts among those drawn; for each batch of them come `joined` batches of rows joined to long texts (up to
    `longest` pieces), `passages` of English passages, `pairs` of `together` questions with their passages and, if a
    second teacher reads them, `foreign` passages and `questions` of other languages.
    `others` English texts are negatives besides those of the batch; where the teacher's vectors of two are nearer than
    `near`, they say the same, and neither is a negative of the other. `drawn` translations are drawn and sorted by
    length at a time, so that a batch holds hardly any padding.
    """

    steps: int
    places: int = 163_840
    batches: int = 1
    rows: float = 1.5e-3
    layers: float = 8e-4
    warm: int = 250
    english: float = 0.08
    joined: float = 0.22
    passages: float = 0.06
    foreign: float = 0.06
    questions: float = 0.02
    pairs: float = 0.1
    together: int = 256
    others: int = 16_384
    longest: int = 200
    near: float = 0.97
    drawn: int = 131_072


class Batch(NamedTuple):
    """One batch: what kind it is, and the numbers of its texts; joined ones are not among the corpus' own."""

    kind: str
    rows: Ids
    texts: Ragged | None = None
    aims: tuple[Ragged, ...] = ()
    """The English of joined texts, cut as each teacher cuts."""


class Reading:
    """Draws the batches of a course from a corpus and its pairs, the same for the same seed.

    `second` is the English as a second teacher cuts it, if there is one.
    """

    def __init__(self, corpus: Corpus, pairs: Pairs, course: Course, seed: int, second: Ragged | None = None) -> None:
        self.corpus, self.pairs, self._course = corpus, pairs, course
        self._english = (corpus.english,) if second is None else (corpus.english, second)
        self._foreign = (
            np.setdiff1d(np.arange(len(pairs.file)), pairs.english) if second is not None else np.zeros(0, np.int64)
        )
        self.texts = _with(corpus.text, corpus.english)
        english = len(corpus.english.lengths())
        self.source = np.concatenate([corpus.source, np.arange(english, dtype=np.int32)])
        self._lengths = np.minimum(self.texts.lengths(), course.longest)
        size = np.maximum(np.bincount(corpus.group, minlength=len(corpus.share)), 1)
        chance = (corpus.share / size)[corpus.group] * (1.0 - course.english)
        self._upto = np.cumsum(np.concatenate([chance, np.full(english, course.english / english)]))
        self._by_group = np.argsort(corpus.group, kind="stable")
        self._bounds = np.searchsorted(corpus.group[self._by_group], np.arange(len(corpus.share) + 1))
        self._long = corpus.long_share * (size > PARTS)
        sizes = np.bincount(pairs.file) if len(pairs.file) else np.zeros(1)
        self._files = np.sqrt(sizes) * (sizes >= 2)
        self._by_file = np.argsort(pairs.file, kind="stable")
        self._file_bounds = np.searchsorted(pairs.file[self._by_file], np.arange(len(sizes) + 1))
        self._rng = np.random.default_rng([seed, 11])

    def batches(self) -> Generator[Batch, None, None]:
        """Yield batches without end; the next lot is drawn while one is read."""
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(self._lot)
            while True:
                lot, coming = coming.result(), pool.submit(self._lot)
                yield from lot

    def _lot(self) -> list[Batch]:
        course, rng = self._course, self._rng
        drawn = np.minimum(np.searchsorted(self._upto, rng.random(course.drawn) * self._upto[-1]), len(self._upto) - 1)
        lot = [Batch("text", drawn[one]) for one in _cut(self._lengths[drawn], course.places)]
        count = len(lot)
        lot += self._joined(_drawn(count * course.joined, rng) * max(course.places // 120, 8))
        whole, short = PASSAGE_PIECES + 42, QUERY_PIECES
        lot += self._single("passage", self.pairs.english, whole, _drawn(count * course.passages, rng))
        lot += self._single("foreign", self._foreign, whole, _drawn(count * course.foreign, rng))
        lot += self._single("question", self._foreign, short, _drawn(count * course.questions, rng))
        lot += self._pairs(_drawn(count * course.pairs, rng))
        return [lot[i] for i in rng.permutation(len(lot))]

    def _single(self, kind: str, rows: Ids, width: int, count: int) -> list[Batch]:
        """Draw `count` batches of passages or questions that are some `width` pieces long."""
        most = min(len(rows), max(self._course.places // width, 8))
        return [Batch(kind, self._rng.choice(rows, most, replace=False)) for _ in range(count if most else 0)]

    def _joined(self, count: int) -> list[Batch]:
        """Join rows that stand near one another to long texts, both sides alike, as far as the length allows.

        The share `english` of them is read in English.
        """
        if not count or not self._long.sum():
            return []
        rng, corpus = self._rng, self.corpus
        group = rng.choice(len(self._long), count, p=self._long / self._long.sum())
        low, high = self._bounds[group][:, None], self._bounds[group + 1][:, None]
        middle = low + (rng.random((count, 1)) * (high - low)).astype(np.int64)
        place = np.clip(middle + rng.integers(-WINDOW, WINDOW, (count, PARTS)), low, high - 1)
        rows = self._by_group[place]
        most = rng.integers(SHORTEST_JOINED, self._course.longest, (count, 1))
        source = corpus.source[rows]
        rows = np.where(rng.random((count, 1)) < self._course.english, len(corpus.source) + source, rows)
        kept = np.cumsum(self.texts.lengths_of(rows), axis=1) <= most
        for english in self._english:
            kept &= np.cumsum(english.lengths_of(source), axis=1) <= LONGEST_AIM
        kept[:, 0] = True
        parts = kept.sum(axis=1)
        texts = joined(self.texts, rows[kept], parts)
        aims = [joined(english, source[kept], parts) for english in self._english]
        cut = _cut(np.minimum(texts.lengths(), self._course.longest), self._course.places)
        single = [np.ones(len(one), np.int64) for one in cut]
        return [
            Batch(
                "joined", np.arange(len(one)), joined(texts, one, each), tuple(joined(aim, one, each) for aim in aims)
            )
            for one, each in zip(cut, single, strict=True)
        ]

    def _pairs(self, count: int) -> list[Batch]:
        if not self._files.sum():
            return []
        files = self._rng.choice(len(self._files), count, p=self._files / self._files.sum())
        rows = [self._by_file[self._file_bounds[file] : self._file_bounds[file + 1]] for file in files]
        most = self._course.together
        return [Batch("pairs", self._rng.choice(one, min(most, len(one)), replace=False)) for one in rows]


def joined(texts: Ragged, rows: Ids, parts: Ids) -> Ragged:
    """Join lists: the first `parts[0]` of `rows` make the first, the next `parts[1]` the second, and so on."""
    sizes = texts.lengths_of(rows)
    ends = np.cumsum(sizes)
    offset = np.repeat(texts.start[rows] - (ends - sizes), sizes)
    return Ragged(texts.flat[np.arange(len(offset)) + offset], np.concatenate([[0], ends[np.cumsum(parts) - 1]]))


def _with(first: Ragged, second: Ragged) -> Ragged:
    return Ragged(
        np.concatenate([first.flat, second.flat]), np.concatenate([first.start, second.start[1:] + first.start[-1]])
    )


def _cut(lengths: Ids, places: int) -> list[Ids]:
    """Cut texts, longest first, into batches of at most about `places` places and `MOST` texts."""
    order = np.argsort(-lengths, kind="stable")
    batches, at = [], 0
    while at < len(order):
        size = max(1, min(MOST, places // (int(lengths[order[at]]) + 2)))
        batches.append(order[at : at + size])
        at += size
    return batches


def _drawn(expected: float, rng: np.random.Generator) -> int:
    """Round up or down by chance, so that the mean is what was expected."""
    return int(expected + rng.random())
