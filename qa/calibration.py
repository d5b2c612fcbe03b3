"""A collection learns how sure it may be, without anybody's labels, in the worker's idle moments.

It asks itself questions that it surely does not answer (the shipped null questions), to see how near those come,
compares its passages with one another, and puts questions to itself whose answers it knows. Thumbs count as well. Each
step is short, so that files and questions never wait for it.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import numpy as np

from qa import finding
from qa.assurance import Judge, Prior
from qa.encoders import Encoders
from qa.entries import DEFAULT, Entries
from qa.errors import QAError
from qa.finding import Place
from qa.index.diary import Diary, Judged
from qa.index.ledger import Ledger
from qa.places import data_folder
from qa.search.confidence import VERSION, Background, Calibration, background, fit, probability, signals
from qa.search.question import parse
from qa.selftest import OwnQuestion, look, own_questions
from qa.shelves import Shelves
from qa.types import Candidate, Collection, Matrix, Query, TextEncoder, Vector

FIRST = ("en", "zh")
"""Languages whose null questions are all asked of every collection, as are those of the collection's own languages."""
OTHERS = 4
"""Null questions of any other language."""
NEIGHBOURS = 100
"""Passages whose nearest neighbour is looked up."""
AROUND = 8
"""How many neighbours are looked at, since other wordings of an FAQ entry do not count."""
STEP = 4
"""Questions a step."""
OWN, NULLS = 60, 40
"""Questions that a collection puts to itself, and null questions that are ranked and weighed like any other."""
NEAR_MISS = 5
"""An own question whose answer comes second to fifth is left out: what came first may well answer it too."""
NULL_WEIGHT, THUMB_WEIGHT = 0.9, 3.0
"""What a null question and a thumb count beside an own question."""
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


class Subject(NamedTuple):
    """A collection as calibration sees it."""

    place: Place
    encoder: TextEncoder
    passages: Mapping[str, str]
    """Languages of the passages that have a vector, by id."""
    languages: Sequence[str]
    """Languages of its sources."""
    prose: Mapping[str, str] = MappingProxyType({})
    """Passages that are compared with one another, each with its FAQ entry ("" without): rows of a table look alike."""
    own: Sequence[OwnQuestion] = ()
    """Questions that it puts to itself."""
    judged: Sequence[Judged] = ()
    """Questions on whose answers people gave a thumb."""


Encode = Callable[[Sequence[str]], Matrix]
Steps = Iterator[Calibration | None]


def chosen(languages: Sequence[str]) -> list[tuple[str, str]]:
    """Return the null questions to ask as (language, text)."""
    whole = {*FIRST, *languages}
    return [(code, t) for code, texts in null_questions().items() for t in (texts if code in whole else texts[:OTHERS])]


def calibrating(subject: Subject, prior: Prior, encode: Encode) -> Steps:
    """Calibrate in short steps: yield None after each, and the calibration at last.

    ``encode`` gives the vectors of null questions; it may remember them, since they are the same for all collections.
    """
    nearest: dict[str, list[float]] = {}
    asked = chosen(subject.languages)
    for some in _steps(asked):
        for (code, _), vector in zip(some, encode([text for _, text in some]), strict=True):
            nearest.setdefault(code, []).append(_best(subject, vector))
        yield None
    neighbours: list[float] = []
    for ids in _steps(random.Random(0).sample(sorted(subject.prose), min(NEIGHBOURS, len(subject.prose)))):
        neighbours += _nearest(subject, ids)
        yield None
    here = background(nearest, neighbours, prior.background)
    rows = _Rows(subject, prior, here)
    for owns in _steps(subject.own):
        rows.own(owns)
        yield None
    nulls = random.Random(0).sample(asked, min(NULLS, len(asked)))
    for some in _steps(nulls if subject.own else []):
        rows.null([text for _, text in some], encode)
        yield None
    for thumbs in _steps(subject.judged):
        rows.judged(thumbs)
        yield None
    yield rows.fit()


class _Rows:
    """Log odds of first hits by the prior, whether they were right, and how much each counts."""

    def __init__(self, subject: Subject, prior: Prior, here: Background) -> None:
        self._subject, self._prior, self._here = subject, prior, here
        self._odds: list[float] = []
        self._right: list[float] = []
        self._weight: list[float] = []
        self._own = self._thumbs = 0

    def own(self, questions: Sequence[OwnQuestion]) -> None:
        subject = self._subject
        vectors = subject.encoder.encode_queries([own.text for own in questions])
        for own, vector in zip(questions, vectors, strict=True):
            query, pool, ranked = look(own, vector, subject.place, subject.encoder, subject.passages)
            place = next((i for i, (id_, _) in enumerate(ranked) if id_ in own.right), len(ranked))
            if ranked and not 0 < place < NEAR_MISS:
                self._own += 1
                self._add(query, pool, ranked, float(place == 0), 1.0)

    def null(self, texts: Sequence[str], encode: Encode) -> None:
        for text, vector in zip(texts, encode(texts), strict=True):
            query, pool, ranked = self._ask(text, vector)
            if ranked:
                self._add(query, pool, ranked, 0.0, NULL_WEIGHT)

    def judged(self, thumbs: Sequence[Judged]) -> None:
        """A thumb counts while the passage it was given for still comes first."""
        vectors = self._subject.encoder.encode_queries([thumb.question for thumb in thumbs])
        for thumb, vector in zip(thumbs, vectors, strict=True):
            query, pool, ranked = self._ask(thumb.question, vector)
            if ranked and ranked[0][0] == thumb.top:
                self._thumbs += 1
                self._add(query, pool, ranked, float(thumb.value), THUMB_WEIGHT)

    def _ask(self, text: str, vector: Vector) -> tuple[Query, list[Candidate], list[tuple[str, float]]]:
        subject = self._subject
        query, pool = finding.pool(parse(text), vector, subject.place)
        languages = {c.id: subject.passages.get(c.id, "") for c in pool}
        return query, pool, finding.order(subject.encoder, query, pool, languages)

    def _add(
        self,
        query: Query,
        pool: Sequence[Candidate],
        ranked: Sequence[tuple[str, float]],
        right: float,
        weight: float,
    ) -> None:
        found = signals(query, [(ranked[0][0],)], pool, self._here)
        self._odds.append(float(self._prior.log_odds(found, dense=True)[0]))
        self._right.append(right)
        self._weight.append(weight)

    def fit(self) -> Calibration:
        """Return the calibration that these rows ask for."""
        odds, right, weight = (np.array(values, np.float64) for values in (self._odds, self._right, self._weight))
        slope, shift = fit(odds, right, weight, strength=STRENGTH)
        found = probability(shift + slope * odds).round(4)
        asked = weight != NULL_WEIGHT
        own, sure, off = (tuple(found[rows].tolist()) for rows in (asked, asked & (right > 0), ~asked))
        return Calibration(self._here, slope, shift, own, sure, off, self._own, self._thumbs)


def _steps(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), STEP):
        yield items[start : start + STEP]


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
        entry = subject.prose[id_]
        near = subject.place.vectors.search(unit, AROUND)
        found += [c for other, c in near if other != id_ and not (entry and subject.prose.get(other) == entry)][:1]
    return found


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
        stored = self._ledger.sentence_vectors([p.id for p in passages], encoder.dims)
        return Subject(
            place,
            encoder,
            self._ledger.languages(embedded),
            sorted({s.language for s in sources if s.language}),
            {p.id: p.entry for p in passages if p.kind in ("document", "faq")},
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
