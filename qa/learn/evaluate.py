"""`qa evaluate`: how well words, meaning and both together find what should be found, on a set with known answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.datasets import Dataset, Text, load, pairs
from qa.learn.trial import Trial, unsplit
from qa.types import Filter, Matrix, TextEncoder

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
        bench.trial.close()


@dataclass(slots=True)
class _Bench:
    """A set, indexed, with its questions encoded."""

    data: Dataset
    trial: Trial
    asked: Matrix | None

    @classmethod
    def build(cls, data: Dataset, encoder: TextEncoder | None, folder: Path, progress: Progress) -> _Bench:
        trial = Trial.build(data.name, unsplit(data.documents), encoder, folder, progress)
        return cls(data, trial, trial.vectors_of([q.text for q in data.questions]))

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
            "encoder": self.trial.encoder.key if self.trial.encoder and mode != "keyword" else None,
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
        vector = None if self.asked is None or mode == "keyword" else self.asked[number]
        if mode == "dense" and self.trial.vectors is not None and vector is not None:
            return self.trial.vectors.search(vector, 100)
        look = self.trial.look(question.text, vector)
        if mode == "keyword":
            return sorted(((c.id, c.keyword) for c in look.pool), key=lambda item: (-item[1], item[0]))
        return look.ranked


def _drawn(data: Dataset, limit: int | None, seed: int) -> Dataset:
    if limit is None or limit >= len(data.questions):
        return data
    chosen = np.sort(np.random.default_rng(seed).choice(len(data.questions), limit, replace=False))
    return Dataset(data.name, data.documents, tuple(data.questions[i] for i in chosen), data.relevant)


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
