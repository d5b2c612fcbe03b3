"""`qa evaluate`: how well words, meaning and both together find what should be found, on a set with known answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa import language
from qa.errors import InvalidRequest
from qa.index.keyword import TantivyIndex
from qa.learn import figures
from qa.learn.datasets import Dataset, Text, load, pairs
from qa.search.question import parse, relaxed
from qa.search.retrieve import retrieve
from qa.search.score import rank
from qa.types import Candidate, Filter, Locator, Matrix, Passage, Query, TextEncoder, Vector

MODES = ("dense", "keyword", "hybrid")
_ANY = Filter()
_BATCH = 256

Progress = Callable[[str], None]


def evaluate(
    path: Path,
    modes: Sequence[str] = MODES,
    *,
    encoder: TextEncoder | None,
    limit: int | None = None,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> Iterator[dict[str, Any]]:
    """Evaluate a folder (BEIR's layout or its kin), or a ``.jsonl[.gz]`` file of STS or parallel pairs; a dict a mode.

    One document is one passage, unsplit. ``keyword`` and ``hybrid`` go through the functions that the app uses
    (tantivy, ``retrieve``, ``rank``); ``dense`` is exact cosine over all documents, so the approximate index adds no
    noise. ``limit`` takes that many questions, drawn with ``seed``; all documents stay.

    Raises:
        InvalidRequest: the set cannot be read, a mode is unknown, or a mode needs an encoder and there is none.
    """
    unknown = set(modes) - set(MODES)
    if unknown:
        raise InvalidRequest(f"Unknown mode {', '.join(sorted(unknown))}: choose from {', '.join(MODES)}.")
    if encoder is None and set(modes) != {"keyword"}:
        raise InvalidRequest("The modes dense and hybrid need an encoder.")
    if path.is_file():
        if encoder is not None:
            yield _pairs(path, encoder)
        return
    data = _drawn(load(path), limit, seed)
    with tempfile.TemporaryDirectory(prefix="qa-evaluate-") as folder:
        bench = _Bench.build(data, encoder, Path(folder), progress)
        for mode in modes:
            yield bench.figures(mode, seed)
        bench.keyword.close()


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


@dataclass(slots=True)
class _Bench:
    """A set, indexed, with its questions encoded."""

    data: Dataset
    keyword: TantivyIndex
    vectors: ExactVectors | None
    asked: Matrix | None
    languages: Mapping[str, str]
    encoder: TextEncoder | None

    @classmethod
    def build(cls, data: Dataset, encoder: TextEncoder | None, folder: Path, progress: Progress) -> _Bench:
        passages = [_passage(document) for document in data.documents]
        keyword = TantivyIndex(folder)
        keyword.add(passages, [language.tokens(p.embedded, p.language) for p in passages])
        keyword.commit()
        progress(f"{data.name}: {len(passages)} documents indexed by words")
        vectors, asked = None, None
        if encoder is not None:
            rows: list[Matrix] = []
            for start in range(0, len(passages), _BATCH):
                rows.append(encoder.encode_passages([p.embedded for p in passages[start : start + _BATCH]]).vectors)
                progress(f"{data.name}: {min(start + _BATCH, len(passages))} of {len(passages)} documents encoded")
            vectors = ExactVectors([p.id for p in passages], np.concatenate(rows))
            asked = encoder.encode_queries([parse(q.text).embedded for q in data.questions])
        return cls(data, keyword, vectors, asked, {p.id: p.language for p in passages}, encoder)

    def figures(self, mode: str, seed: int) -> dict[str, Any]:
        rows: list[tuple[float, ...]] = []
        on_topic: list[float] = []
        off_topic: list[float] = []
        for number, question in enumerate(self.data.questions):
            ranked = self._rank(mode, number, question)
            (off_topic if question.off_topic else on_topic).append(ranked[0][1] if ranked else 0.0)
            if not question.off_topic:
                rows.append(figures.of_question([id_ for id_, _ in ranked], self.data.relevant[question.id]))
        found: dict[str, Any] = {
            "mode": mode,
            "set": self.data.name,
            "encoder": self.encoder.key if self.encoder and mode != "keyword" else None,
            "queries": len(rows),
            "documents": len(self.data.documents),
        }
        for name, values in zip(figures.PER_QUESTION, np.array(rows).T, strict=True):
            found[name] = round(float(values.mean()), 4)
            found[f"{name}_interval"] = [round(x, 4) for x in figures.interval(values, seed)]
        if off_topic:
            found["auroc"] = round(figures.auroc(on_topic, off_topic), 4)
        return found

    def _rank(self, mode: str, number: int, question: Text) -> list[tuple[str, float]]:
        if mode == "dense" and self.vectors is not None and self.asked is not None:
            return self.vectors.search(self.asked[number], 100)
        query = parse(question.text)
        if mode == "keyword":
            pool = self._pool(query, None)
            return sorted(((c.id, c.keyword) for c in pool), key=lambda item: (-item[1], item[0]))
        pool = self._pool(query, None if self.asked is None else self.asked[number])
        return rank(query, pool, trust=self._trust(query, pool))

    def _pool(self, query: Query, vector: Vector | None) -> list[Candidate]:
        """Retrieve as the app does: phrases that stand nowhere are taken as plain words."""
        vectors = None if vector is None else self.vectors
        pool = retrieve(query, vector, self.keyword, vectors)
        return pool if pool or not query.phrases else retrieve(relaxed(query), vector, self.keyword, vectors)

    def _trust(self, query: Query, pool: Sequence[Candidate]) -> dict[str, float]:
        trust = self.encoder.trust if self.encoder else {}
        other = trust.get("*", 0.0)
        asked = trust.get(query.language, other)
        return {c.id: min(asked, trust.get(self.languages[c.id], other)) for c in pool}


def _drawn(data: Dataset, limit: int | None, seed: int) -> Dataset:
    if limit is None or limit >= len(data.questions):
        return data
    chosen = np.sort(np.random.default_rng(seed).choice(len(data.questions), limit, replace=False))
    return Dataset(data.name, data.documents, tuple(data.questions[i] for i in chosen), data.relevant)


def _passage(document: Text) -> Passage:
    return Passage(
        id=document.id,
        source=document.id,
        position=0,
        text=document.text,
        context=document.title,
        kind="document",
        language=language.detect(document.text),
        locator=Locator(),
    )


def _pairs(path: Path, encoder: TextEncoder) -> dict[str, Any]:
    what, rows = pairs(path)
    left = encoder.encode_queries([a for a, _, _ in rows])
    right = encoder.encode_queries([b for _, b, _ in rows])
    found: dict[str, Any] = {"mode": "dense", "set": path.stem, "encoder": encoder.key, "pairs": len(rows)}
    if what == "sts":
        return {**found, "spearman": round(figures.spearman((left * right).sum(1).tolist(), [s for *_, s in rows]), 4)}
    cosines = left @ right.T
    own = np.arange(len(rows))
    both = ((cosines.argmax(1) == own).mean() + (cosines.argmax(0) == own).mean()) / 2
    return {**found, "accuracy": round(float(both), 4)}
