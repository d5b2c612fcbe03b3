"""A collection learns how sure it may be, without anybody's labels, in the worker's idle moments.

It asks itself questions that it surely does not answer (the shipped null questions), to see how near those come, and
compares its passages with one another. Each step is short, so that files and questions never wait for it.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from qa.assurance import Judge
from qa.encoders import Encoders
from qa.errors import QAError
from qa.finding import Place
from qa.index.ledger import Ledger
from qa.places import data_folder
from qa.search.confidence import VERSION, Background, Calibration, background
from qa.shelves import Shelves
from qa.types import Collection, Matrix, TextEncoder, Vector

FIRST = ("en", "zh")
"""Languages whose null questions are all asked of every collection, as are those of the collection's own languages."""
OTHERS = 4
"""Null questions of any other language."""
NEIGHBOURS = 100
"""Passages whose nearest neighbour is looked up."""
STEP = 4
"""Questions a step."""


@cache
def null_questions() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped questions that few collections answer, by language."""
    found: dict[str, list[str]] = {}
    path = data_folder() / "confidence" / "null-questions.tsv"
    for line in path.read_text("utf-8").splitlines():
        code, text = line.split("\t")
        found.setdefault(code, []).append(text)
    return {code: tuple(texts) for code, texts in found.items()}


class Subject(NamedTuple):
    """A collection as calibration sees it."""

    place: Place
    encoder: TextEncoder
    passages: Sequence[str]
    """Ids of the passages that have a vector."""
    languages: Sequence[str]
    """Languages of its sources."""


def chosen(languages: Sequence[str]) -> list[tuple[str, str]]:
    """Return the null questions to ask as (language, text)."""
    whole = {*FIRST, *languages}
    return [(code, t) for code, texts in null_questions().items() for t in (texts if code in whole else texts[:OTHERS])]


def calibrating(
    subject: Subject, fallback: Background, encode: Callable[[Sequence[str]], Matrix]
) -> Iterator[Calibration | None]:
    """Calibrate in short steps: yield None after each, and the calibration at last.

    ``encode`` gives the vectors of null questions; it may remember them, since they are the same for all collections.
    """
    nearest: dict[str, list[float]] = {}
    asked = chosen(subject.languages)
    for start in range(0, len(asked), STEP):
        some = asked[start : start + STEP]
        for (code, _), vector in zip(some, encode([text for _, text in some]), strict=True):
            nearest.setdefault(code, []).append(_best(subject, vector))
        yield None
    neighbours: list[float] = []
    ids = random.Random(0).sample(list(subject.passages), min(NEIGHBOURS, len(subject.passages)))
    for start in range(0, len(ids), STEP):
        neighbours += _nearest(subject, ids[start : start + STEP])
        yield None
    yield Calibration(background(nearest, neighbours, fallback))


def _best(subject: Subject, vector: Vector) -> float:
    assert subject.place.vectors is not None
    found = subject.place.vectors.search(vector, 1)
    return found[0][1] if found else 0.0


def _nearest(subject: Subject, ids: Sequence[str]) -> list[float]:
    """Return the cosine of each passage and its nearest neighbour."""
    assert subject.place.vectors is not None
    stored = subject.place.vectors.vectors(ids)
    found = []
    for id_, vector in stored.items():
        unit = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
        found += [cosine for other, cosine in subject.place.vectors.search(unit, 2) if other != id_][:1]
    return found


class Calibrator:
    """Calibrates the collections that changed, one short step at a time; the worker calls it when it is idle."""

    def __init__(self, ledger: Ledger, shelves: Shelves, encoders: Encoders, judge: Judge) -> None:
        self._ledger, self._shelves, self._encoders, self._judge = ledger, shelves, encoders, judge
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
            place = Place(self._shelves.keyword(collection), self._shelves.vectors(collection))
            languages = sorted({s.language for s in self._ledger.sources(collection.id) if s.language})
            subject = Subject(place, encoder, embedded, languages)
            steps = calibrating(subject, self._judge.prior.background, self._remembered(encoder))
            self._now = collection.id, stamp, steps

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
        return f"{VERSION}·{self._judge.prior.version}·{collection.model}·{collection.passages}"

    def _remembered(self, encoder: TextEncoder) -> Callable[[Sequence[str]], Matrix]:
        known = self._vectors.setdefault(encoder.key, {})

        def encode(texts: Sequence[str]) -> Matrix:
            fresh = [text for text in texts if text not in known]
            if fresh:
                known.update(zip(fresh, encoder.encode_queries(fresh), strict=True))
            return np.stack([known[text] for text in texts])

        return encode
