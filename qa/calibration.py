"""A collection learns how sure it may be, without anybody's labels, in the worker's idle moments.

It asks itself questions that it surely does not answer (the shipped null questions), and puts questions to itself whose
answers it knows. Thumbs count as well. Each step is short, so that files and questions never wait for it.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np

from qa import finding
from qa.assurance import Judge, Prior, first_place, has_vectors, seen
from qa.encoders import Encoders
from qa.entries import DEFAULT, Entries
from qa.errors import QAError
from qa.finding import Place
from qa.index.beside import Beside
from qa.index.diary import Diary, Judged
from qa.index.ledger import Ledger
from qa.places import data_folder
from qa.search.confidence import VERSION, Calibration, fit, probability, signals
from qa.search.question import parse
from qa.selftest import OwnQuestion, look, own_questions
from qa.shelves import Shelves
from qa.types import Candidate, Collection, Matrix, Passage, TextEncoder, Vector

FIRST = ("en", "zh")
"""Languages whose null questions may all be asked of any collection, as may those of the collection's own languages."""
OTHERS = 4
"""Null questions of any other language."""
STEP = 4
"""Questions a step."""
OWN, NULLS = 60, 40
"""Questions that a collection puts to itself, and null questions that are ranked and weighed like any other."""
NEAR_MISS = 5
"""An own question whose answer comes second to fifth is left out: what came first may well answer it too."""
OWN_WEIGHT, NULL_WEIGHT, THUMB_WEIGHT = 0.15, 0.14, 3.0
"""What an own question, a null question and a thumb count: questions made by rule are only like real ones."""
STRENGTH = 60.0
"""The prior counts like this many questions."""
THUMBS = 60
"""The latest thumbs that are looked at."""
MOST = 400
"""Passages of a source that own questions are made from."""
SOURCES = 12
"""From how many sources own questions are made."""

Item = TypeVar("Item")


@cache
def null_questions() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped questions that few collections answer, by language."""
    found: dict[str, list[str]] = {}
    path = data_folder() / "confidence" / "null-questions.tsv"
    for line in path.read_text("utf-8").splitlines():
        code, text = line.split("\t")
        found.setdefault(code, []).append(text)
    return {code: tuple(texts) for code, texts in found.items()}


Read = Callable[[Iterable[str]], Mapping[str, Passage]]
"""Gives the passages of some ids, by id; those that are gone are missing."""


class Subject(NamedTuple):
    """A collection as calibration sees it."""

    place: Place
    encoder: TextEncoder
    passages: Mapping[str, str]
    """Languages of the passages that have a vector, by id."""
    languages: Sequence[str]
    """Languages of its sources."""
    read: Read
    """Gives passages by id, to see which are no rivals."""
    own: Sequence[OwnQuestion] = ()
    """Questions that it puts to itself."""
    judged: Sequence[Judged] = ()
    """Questions on whose answers people gave a thumb."""


Encode = Callable[[Sequence[str]], Matrix]
Steps = Iterator[Calibration | None]


def chosen(languages: Sequence[str]) -> list[str]:
    """Return the null questions that may be asked."""
    whole = {*FIRST, *languages}
    return [t for code, texts in null_questions().items() for t in (texts if code in whole else texts[:OTHERS])]


def calibrating(subject: Subject, prior: Prior, encode: Encode) -> Steps:
    """Calibrate in short steps: yield None after each, and the calibration at last.

    ``encode`` gives the vectors of null questions; it may remember them, since they are the same for all collections.
    """
    rows = _Rows(subject, prior)
    for owns in _steps(subject.own):
        rows.own(owns)
        yield None
    asked = chosen(subject.languages)
    for some in _steps(random.Random(0).sample(asked, min(NULLS, len(asked))) if subject.own else []):
        rows.null(some, encode)
        yield None
    for thumbs in _steps(subject.judged):
        rows.judged(thumbs)
        yield None
    yield rows.fit()


class _Rows:
    """Log odds of first hits by the prior, whether they were right, and how much each counts."""

    def __init__(self, subject: Subject, prior: Prior) -> None:
        self._subject, self._prior = subject, prior
        self._odds: list[float] = []
        self._right: list[float] = []
        self._weight: list[float] = []
        self._own = self._thumbs = 0

    def own(self, questions: Sequence[OwnQuestion]) -> None:
        subject = self._subject
        vectors = subject.encoder.encode_queries([own.text for own in questions])
        for own, vector in zip(questions, vectors, strict=True):
            _, pool, ranked = look(own, vector, subject.place, subject.encoder, subject.passages)
            place = next((i for i, (id_, _) in enumerate(ranked) if id_ in own.right), len(ranked))
            if ranked and not 0 < place < NEAR_MISS:
                self._own += 1
                self._add(pool, ranked, float(place == 0), OWN_WEIGHT)

    def null(self, texts: Sequence[str], encode: Encode) -> None:
        for text, vector in zip(texts, encode(texts), strict=True):
            pool, ranked = self._ask(text, vector)
            if ranked:
                self._add(pool, ranked, 0.0, NULL_WEIGHT)

    def judged(self, thumbs: Sequence[Judged]) -> None:
        """A thumb counts while the passage it was given for still comes first."""
        vectors = self._subject.encoder.encode_queries([thumb.question for thumb in thumbs])
        for thumb, vector in zip(thumbs, vectors, strict=True):
            pool, ranked = self._ask(thumb.question, vector)
            if ranked and ranked[0][0] == thumb.top:
                self._thumbs += 1
                self._add(pool, ranked, float(thumb.value), THUMB_WEIGHT)

    def _ask(self, text: str, vector: Vector) -> tuple[list[Candidate], list[tuple[str, float]]]:
        subject = self._subject
        query, pool = finding.pool(parse(text), vector, subject.place)
        languages = {c.id: subject.passages.get(c.id, "") for c in pool}
        return pool, finding.order(subject.encoder, query, pool, languages, read=subject.place.read)

    def _add(
        self,
        pool: Sequence[Candidate],
        ranked: Sequence[tuple[str, float]],
        right: float,
        weight: float,
    ) -> None:
        passages = self._subject.read(id_ for id_, _ in ranked[: seen()])
        found = signals([first_place(ranked, passages)], ranked)
        self._odds.append(float(self._prior.log_odds(found, dense=has_vectors(pool))[0]))
        self._right.append(right)
        self._weight.append(weight)

    def fit(self) -> Calibration:
        """Return the calibration that these rows ask for."""
        odds, right, weight = (np.array(values, np.float64) for values in (self._odds, self._right, self._weight))
        slope, shift = fit(odds, right, weight, strength=STRENGTH)
        found = probability(shift + slope * odds).round(4)
        asked = weight != NULL_WEIGHT
        own, sure, off = (tuple(found[rows].tolist()) for rows in (asked, asked & (right > 0), ~asked))
        return Calibration(slope, shift, own, sure, off, self._own, self._thumbs)


def _steps(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), STEP):
        yield items[start : start + STEP]


class Calibrator:
    """Calibrates the collections that changed, one short step at a time; the worker calls it when it is idle."""

    def __init__(
        self, ledger: Ledger, diary: Diary, shelves: Shelves, encoders: Encoders, judge: Judge, entries: Entries
    ) -> None:
        self._ledger, self._diary, self._shelves, self._encoders = ledger, diary, shelves, encoders
        self._judge, self._entries = judge, entries
        self._waiting: deque[str] = deque()
        self._now: tuple[str, str, Iterator[Calibration | None]] | None = None
        self._vectors: dict[str, dict[str, Vector]] = {}
        self._stepping = threading.Lock()

    @property
    def waiting(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._now or self._waiting)

    def want(self, collection_id: str) -> None:
        """Note that a collection may have changed."""
        if collection_id not in self._waiting:
            self._waiting.append(collection_id)

    def step(self) -> None:
        """Do one short step."""
        with self._stepping:
            try:
                if self._now is not None:
                    self._go_on(*self._now)
                elif self._waiting:
                    self._begin()
            except QAError:
                self._now = None  # its model is not here, or it is gone: its questions are weighed by the prior

    def finish(self) -> None:
        """Do all that waits, in this thread."""
        while self.waiting:
            self.step()

    def _begin(self) -> None:
        collection = self._ledger.collection(self._waiting.popleft())
        if collection is None:
            return
        stamp = self._stamp(collection)
        if stamp == self._judge.stamp(collection) or not collection.passages:
            return
        embedded = [id_ for id_, has in self._ledger.passage_ids(collection.id).items() if has]
        if embedded:
            encoder = self._encoders.get(collection)
            subject = self._subject(collection, encoder, embedded)
            steps = calibrating(subject, self._judge.prior, self._remembered(encoder))
            self._now = collection.id, stamp, steps

    def _subject(self, collection: Collection, encoder: TextEncoder, embedded: Sequence[str]) -> Subject:
        place = self._shelves.place(collection, encoder, self._entries.of(collection, encoder))
        sources = self._ledger.sources(collection.id)
        some = random.Random(0).sample(sources, min(SOURCES, len(sources)))
        passages = [p for source in some for p in self._ledger.passages(source.id)[:MOST]]
        stored = Beside(self._ledger, encoder.dims).sentences([p.id for p in passages])
        return Subject(
            place,
            encoder,
            self._ledger.languages(collection.id, embedded),
            sorted({s.language for s in sources if s.language}),
            self._ledger.passages_by_id,
            own_questions(passages, stored, OWN),
            self._diary.judged(collection.id, THUMBS),
        )

    def _go_on(self, collection_id: str, stamp: str, steps: Iterator[Calibration | None]) -> None:
        found = next(steps)
        if found is None:
            return
        self._now = None
        collection = self._ledger.collection(collection_id)
        if collection is None:
            return
        self._judge.learn(collection, stamp, found)
        if self._stamp(collection) != stamp:
            self.want(collection_id)

    def _stamp(self, collection: Collection) -> str:
        thumbs = len(self._diary.judged(collection.id, THUMBS))
        match = self._entries.match(collection)
        other = () if match == DEFAULT else (match,)
        parts = (VERSION, self._judge.prior.version, collection.model, collection.passages, thumbs, *other)
        return "·".join(map(str, parts))

    def _remembered(self, encoder: TextEncoder) -> Callable[[Sequence[str]], Matrix]:
        known = self._vectors.setdefault(encoder.key, {})

        def encode(texts: Sequence[str]) -> Matrix:
            fresh = [text for text in texts if text not in known]
            if fresh:
                known.update(zip(fresh, encoder.encode_queries(fresh), strict=True))
            return np.stack([known[text] for text in texts])

        return encode
