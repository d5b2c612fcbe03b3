"""`qa evaluate`: how well words, meaning and both together find what should be found, on a set with known answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qa.assurance import Prior, load_prior
from qa.errors import InvalidRequest
from qa.finding import by_arm
from qa.learn import figures
from qa.learn.datasets import Dataset, Text, pairs, read
from qa.learn.figures import Floats
from qa.learn.trial import Trial, as_split, fewer, sampled, unsplit
from qa.search.score import Weights
from qa.types import Matrix, TextEncoder

MODES = ("dense", "keyword", "hybrid", "confidence")
DEFAULT = MODES[:3]
LISTED = 20
"""Questions that got worse that are named."""
AS_IN_THE_APP = (200, 40)
"""Tokens of a passage, and of its overlap."""

Progress = Callable[[str], None]


class Draw(NamedTuple):
    """How much of a set is used: ``questions`` (all when None) and at most ``documents``, drawn by ``seed``."""

    questions: int | None = None
    documents: int | None = None
    seed: int = 0

    def of(self, data: Dataset) -> Dataset:
        """Return the part of a set."""
        data = sampled(data, self.questions, self.seed)
        return data if self.documents is None else fewer(data, self.documents, self.seed)


_ALL = Draw()


class Setup(NamedTuple):
    """One way to search a set."""

    encoder: TextEncoder | None
    splitting: tuple[int, int] | None = None
    """Tokens of a passage, and of its overlap; None: one document is one passage."""
    weights: Weights | None = None


def evaluate(
    path: Path,
    modes: Sequence[str] = DEFAULT,
    *,
    encoder: TextEncoder | None,
    draw: Draw = _ALL,
    off_topic: Path | None = None,
    split: bool = False,
    progress: Progress = lambda _: None,
) -> Iterator[dict[str, Any]]:
    """Evaluate a folder (BEIR's layout or its kin), or a ``.jsonl[.gz]`` file of STS or parallel pairs; a dict a mode.

    One document is one passage, or, with ``split``, as many as in the app; it then stands where its first one does.
    ``keyword`` and ``hybrid`` go through the functions that the app uses (tantivy, ``retrieve``, ``rank``); ``dense``
    is exact cosine over all documents, so the approximate index adds no noise. ``confidence`` is hybrid, calibrated as
    a collection calibrates itself, without labels: no-answer AUROC by its confidence, calibration error over 15 bins of
    equal mass, precision of the surest 90%, and the bins. Modes after the first say which of its questions got worse.
    The questions of the set ``off_topic`` are asked off topic.

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
    data = drawn(path, draw, off_topic)
    with tempfile.TemporaryDirectory(prefix="qa-evaluate-") as folder:
        bench = Bench.build(data, Setup(encoder, AS_IN_THE_APP if split else None), Path(folder), progress)
        before: Floats | None = None
        for mode in modes:
            line, rows = bench.figures(mode, draw.seed)
            yield line if before is None else line | bench.worse(before, rows)
            before = rows if before is None else before
        bench.trial.close()


def drawn(path: Path, draw: Draw, off_topic: Path | None) -> Dataset:
    """Read the part of a set that is used, with another set's questions asked off topic.

    Raises:
        InvalidRequest: one of them cannot be read.
    """
    data = draw.of(read(str(path)))
    return data if off_topic is None else _with_strangers(data, draw.of(read(str(off_topic))))


@dataclass(slots=True)
class Bench:
    """A set, indexed in one way, with its questions encoded."""

    data: Dataset
    trial: Trial
    asked: Matrix | None
    prior: Prior
    owners: Mapping[str, str]
    """The document of each passage."""

    @classmethod
    def build(cls, data: Dataset, setup: Setup, folder: Path, progress: Progress) -> Bench:
        """Index the documents and encode the questions; ``folder`` is for the keyword index."""
        passages = as_split(data.documents, *setup.splitting) if setup.splitting else unsplit(data.documents)
        trial = Trial.build(data.name, passages, setup.encoder, folder, progress)
        trial.weights = setup.weights
        return cls(
            data,
            trial,
            trial.vectors_of([q.text for q in data.questions]),
            load_prior(),
            {p.id: p.source for p in passages},
        )

    def figures(self, mode: str, seed: int) -> tuple[dict[str, Any], Floats]:
        """Return a line of figures, and those of each question on topic (see ``figures.of_ranking``)."""
        if mode == "confidence":
            self.trial.calibrate(self.prior)
        ranked = [self._rank(mode, number, question) for number, question in enumerate(self.data.questions)]
        off = np.array([q.off_topic for q in self.data.questions], np.bool_)
        relevant = [self.data.relevant.get(q.id, {}) for q in self.data.questions]
        found, rows = figures.of_ranking(ranked, relevant, off, confident=mode == "confidence", seed=seed)
        line: dict[str, Any] = {
            "mode": mode,
            "set": self.data.name,
            "encoder": self.trial.encoder.key if self.trial.encoder and mode != "keyword" else None,
            "queries": int((~off).sum()),
            "documents": len(self.data.documents),
        }
        return line | found, rows

    def worse(self, before: Floats, rows: Floats) -> dict[str, Any]:
        """Say which questions found their first right document later than in the first mode, the worst first."""
        worst, _ = figures.moved(before, rows)
        asked = [q.text for q in self.data.questions if not q.off_topic]
        return {"worse": len(worst), "worse_questions": [asked[i] for i in worst[:LISTED]]}

    def _rank(self, mode: str, number: int, question: Text) -> list[tuple[str, float]]:
        """Return documents and scores, best first."""
        first: dict[str, float] = {}
        for id_, score in self._passages(mode, number, question):
            first.setdefault(self.owners[id_], score)
        return list(first.items())

    def _passages(self, mode: str, number: int, question: Text) -> list[tuple[str, float]]:
        vector = None if self.asked is None or mode == "keyword" else self.asked[number]
        if mode == "dense" and self.trial.vectors is not None and vector is not None:
            return self.trial.vectors.search(vector, 100)
        look = self.trial.look(question.text, vector)
        if mode == "keyword":
            return by_arm("keyword", look.pool)
        if mode == "confidence":
            sure = self.trial.confidence(look, self.prior)
            return [(id_, sure if i == 0 else -float(i)) for i, (id_, _) in enumerate(look.ranked)]
        return look.ranked


def _with_strangers(data: Dataset, others: Dataset) -> Dataset:
    """Return a set with the questions of another one asked off topic."""
    strangers = tuple(replace(q, id=f"off:{q.id}", off_topic=True) for q in others.questions)
    return replace(data, questions=(*data.questions, *strangers))


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
