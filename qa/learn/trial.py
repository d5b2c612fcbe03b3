"""A set with known answers, indexed as a collection is: what evaluations and the prior are measured on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa import finding, language
from qa.assurance import Prior, first_place, weigh
from qa.calibration import OWN, Subject, calibrating
from qa.finding import Place
from qa.index.keyword import TantivyIndex
from qa.ingest.split import split
from qa.intake import sentences as spans_of
from qa.learn.datasets import Dataset, Text
from qa.search.confidence import Calibration, Standing
from qa.search.question import parse
from qa.search.score import Weights
from qa.selftest import own_questions
from qa.types import Candidate, Codes, Document, Filter, Locator, Matrix, Passage, Query, Section, TextEncoder, Vector

BATCH = 64
_ANY = Filter()

Progress = Callable[[str], None]


class ExactVectors:
    """All vectors in memory, searched exactly: a ``VectorIndex`` for measuring."""

    def __init__(self, ids: Sequence[str], matrix: Matrix) -> None:
        """``matrix`` has one unit row an id, shape (n, dims)."""
        self._ids = list(ids)
        self._matrix = matrix
        self._row = {id_: i for i, id_ in enumerate(self._ids)}

    def add(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Not for measuring."""
        raise NotImplementedError

    def delete(self, ids: Sequence[str]) -> None:
        """Not for measuring."""
        raise NotImplementedError

    def search(self, vector: Vector, k: int, where: Filter = _ANY) -> list[tuple[str, float]]:
        """Return the k nearest as (id, cosine), best first; ``where`` is not looked at."""
        cosines = self._matrix @ vector
        best = np.argpartition(-cosines, min(k, len(cosines) - 1))[:k]
        order = sorted(best.tolist(), key=lambda i: (-cosines[i], self._ids[i]))
        return [(self._ids[i], float(cosines[i])) for i in order]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of those ids that are there."""
        return {id_: self._matrix[self._row[id_]] for id_ in ids if id_ in self._row}

    def ids(self) -> set[str]:
        """Return all ids."""
        return set(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, slots=True)
class Look:
    """What a question found: the pool, and its order."""

    query: Query
    pool: list[Candidate]
    ranked: list[tuple[str, float]]


@dataclass(slots=True)
class Trial:
    """An indexed set and its encoder (None: by words alone)."""

    name: str
    passages: Mapping[str, Passage]
    keyword: TantivyIndex
    vectors: ExactVectors | None
    encoder: TextEncoder | None
    sentences: Mapping[str, Matrix] = field(default_factory=dict)
    words: Mapping[str, Codes] = field(default_factory=dict)
    known: Calibration = field(default_factory=Calibration)
    weights: Weights | None = None
    """Of the ranking; None: the shipped ones."""

    @classmethod
    def build(
        cls,
        name: str,
        passages: Sequence[Passage],
        encoder: TextEncoder | None,
        folder: Path,
        progress: Progress,
        counted: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Trial:
        """Index passages; ``folder`` is for the keyword index, ``counted`` is told how many are encoded, and of all."""
        keyword = TantivyIndex(folder)
        keyword.add(passages, [language.tokens(p.embedded, p.language) for p in passages])
        keyword.commit()
        progress(f"{name}: {len(passages)} passages indexed by words")
        known = {p.id: p for p in passages}
        if encoder is None:
            return cls(name, known, keyword, None, None)
        matrix, sentences, words = _encoded(name, passages, encoder, progress, counted)
        return cls(name, known, keyword, ExactVectors(list(known), matrix), encoder, sentences, words)

    def vectors_of(self, texts: Sequence[str]) -> Matrix | None:
        """Encode questions; None by words alone."""
        if self.encoder is None:
            return None
        return self.encoder.encode_queries([parse(text).embedded for text in texts])

    def sentences_of(self, ids: Sequence[str]) -> dict[str, Matrix]:
        """Return the sentence vectors of those passages that have them."""
        return {id_: self.sentences[id_] for id_ in ids if id_ in self.sentences}

    def words_of(self, ids: Sequence[str]) -> dict[str, Codes]:
        """Return the signs of the words of those passages that have them."""
        return {id_: self.words[id_] for id_ in ids if id_ in self.words}

    def read(self, ids: Iterable[str]) -> Mapping[str, Passage]:
        """Return passages by id; ids that are not there are left out."""
        return {id_: self.passages[id_] for id_ in ids if id_ in self.passages}

    @property
    def place(self) -> Place:
        """Where its questions are looked for."""
        late = finding.compare(self.encoder, self.words_of) if self.encoder is not None else None
        return Place(self.keyword, self.vectors, sentences=self.sentences_of, read=self.read, late=late)

    def look(self, text: str, vector: Vector | None) -> Look:
        """Retrieve and rank as the app does; without ``vector`` by words alone."""
        place = self.place if vector is not None else self.place._replace(vectors=None)
        query, pool = finding.pool(parse(text), vector, place)
        languages = {c.id: self.passages[c.id].language for c in pool}
        encoder = self.encoder if vector is not None else None
        return Look(query, pool, finding.order(encoder, query, pool, languages, self.weights, self.read))

    def calibrate(self, prior: Prior) -> Calibration:
        """Learn about this set what a collection learns about itself, and keep it."""
        if self.encoder is not None and self.vectors is not None and self.passages:
            languages = {id_: p.language for id_, p in self.passages.items()}
            asked = own_questions(list(self.passages.values()), self.sentences, OWN)
            spoken = sorted(set(languages.values()))
            subject = Subject(self.place, self.encoder, languages, spoken, self.read, asked)
            *_, found = calibrating(subject, prior, self.encoder.encode_queries)
            assert found is not None
            self.known = found
        return self.known

    def hits(self, look: Look) -> list[Standing]:
        """Return the first hit; none where nothing was found."""
        return [first_place(look.ranked, self.passages)] if look.ranked else []

    def confidence(self, look: Look, prior: Prior) -> float:
        """Return the confidence of the first passage, 0 without one."""
        return next(iter(weigh(self.hits(look), look.ranked, look.pool, prior, self.known)), 0.0)

    def close(self) -> None:
        """Release the keyword index."""
        self.keyword.close()


def unsplit(documents: Sequence[Text]) -> list[Passage]:
    """Return one passage a document."""
    return [_passage(document) for document in documents]


def as_split(documents: Sequence[Text], tokens: int = 200, overlap: int = 40) -> list[Passage]:
    """Return the passages that the app would make of the documents; ``source`` is the document's id."""
    return [
        passage for one in documents for passage in split(_document(one), one.id, "", tokens=tokens, overlap=overlap)
    ]


def _document(one: Text) -> Document:
    return Document(one.id, "document", (Section(one.text),), title=one.title)


def sampled(data: Dataset, n: int | None, seed: int) -> Dataset:
    """Return ``n`` questions on topic (and as many off topic) drawn by ``seed``; all documents stay."""
    if n is None:
        return data
    rng = np.random.default_rng(seed)
    kept: list[Text] = []
    for off in (False, True):
        some = [q for q in data.questions if q.off_topic is off]
        kept += [some[i] for i in sorted(rng.choice(len(some), min(n, len(some)), replace=False))] if some else []
    return replace(data, questions=tuple(kept))


def fewer(data: Dataset, most: int, seed: int) -> Dataset:
    """Return the set with at most ``most`` documents: those that answer (where few do), the rest drawn by ``seed``."""
    if len(data.documents) <= most:
        return data
    wanted = {id_ for q in data.questions for id_ in data.relevant.get(q.id, {}) if len(data.relevant[q.id]) <= 3}
    rest = [d.id for d in data.documents if d.id not in wanted]
    drawn = np.random.default_rng(seed).choice(len(rest), max(0, min(most - len(wanted), len(rest))), replace=False)
    kept = wanted | {rest[i] for i in drawn}
    relevant = {q: {d: g for d, g in found.items() if d in kept} for q, found in data.relevant.items()}
    questions = tuple(q for q in data.questions if q.off_topic or relevant.get(q.id))
    documents = tuple(d for d in data.documents if d.id in kept)
    return replace(data, documents=documents, questions=questions, relevant=relevant)


def _encoded(
    name: str,
    passages: Sequence[Passage],
    encoder: TextEncoder,
    progress: Progress,
    counted: Callable[[int, int], None],
) -> tuple[Matrix, dict[str, Matrix], dict[str, Codes]]:
    """Encode passages, those of like length together; return their vectors, their sentences' and their words' signs."""
    order = sorted(range(len(passages)), key=lambda i: len(passages[i].embedded))
    found = np.zeros((len(passages), encoder.dims), np.float32)
    sentences: dict[str, Matrix] = {}
    words: dict[str, Codes] = {}
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        some = [passages[i] for i in rows]
        encoded = encoder.encode_passages([p.embedded for p in some], [spans_of(p) for p in some])
        found[rows] = encoded.vectors
        pooled = zip(some, encoded.sentences, strict=True)
        sentences.update((p.id, vectors) for p, vectors in pooled if vectors is not None)
        signs = zip(some, encoded.words, strict=False)
        words.update((p.id, codes) for p, codes in signs if codes is not None)
        progress(f"{name}: {min(start + BATCH, len(order))} of {len(order)} passages encoded")
        counted(min(start + BATCH, len(order)), len(order))
    return found, sentences, words


def _passage(document: Text) -> Passage:
    spoken = language.detect(document.text)
    return Passage(
        id=document.id,
        source=document.id,
        position=0,
        text=document.text,
        context=document.title,
        kind="document",
        entry=document.label,
        language=spoken,
        locator=Locator(),
        sentences=tuple(language.sentences(document.text)),
    )
