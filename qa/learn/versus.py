"""Two ways to search one set, question by question: models, ways of splitting, weights of the ranking."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.evaluate import LISTED, MODES, Bench, Draw, Progress, Setup, drawn
from qa.learn.figures import Floats

Line = dict[str, Any]

FIRST, SECOND, DIFFERENCE = "first", "second", "difference"
"""What the ``side`` of a line says."""


def versus(
    path: Path,
    modes: Sequence[str],
    first: Setup,
    second: Setup,
    *,
    draw: Draw,
    off_topic: Path | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[Line]:
    """Ask a set in two ways; three lines a mode: the figures of the first way, of the second, and what changed.

    Figures are as in ``qa.learn.evaluate``. The third line holds second less first, each with its paired bootstrap 95%
    interval, and the questions that got worse and better, with the place of the first right document either way.

    Raises:
        InvalidRequest: the set cannot be read, a mode is unknown, or a mode needs an encoder and there is none.
    """
    unknown = set(modes) - set(MODES)
    if unknown:
        raise InvalidRequest(f"Unknown mode {', '.join(sorted(unknown))}: choose from {', '.join(MODES)}.")
    data = drawn(path, draw, off_topic)
    with tempfile.TemporaryDirectory(prefix="qa-versus-") as folder:
        one = Bench.build(data, first, Path(folder) / "first", progress)
        if second._replace(weights=first.weights) == first:
            other = replace(one, trial=replace(one.trial, weights=second.weights))
        else:
            other = Bench.build(data, second, Path(folder) / "second", progress)
        asked = [question.text for question in data.questions if not question.off_topic]
        for mode in modes:
            left, before = one.figures(mode, draw.seed)
            right, after = other.figures(mode, draw.seed)
            yield {**left, "side": FIRST}
            yield {**right, "side": SECOND}
            named = {name: left[name] for name in ("mode", "set", "queries")}
            yield {**named, "side": DIFFERENCE, **compared(before, after, asked, draw.seed)}
        for bench in (one, other):
            bench.trial.close()


def compared(first: Floats, second: Floats, asked: Sequence[str], seed: int) -> Line:
    """Return the differences of two rankings of the same questions, and which of them got worse and better."""
    worse, better = figures.moved(first, second)

    def listed(rows: Sequence[int]) -> list[Line]:
        return [
            {"question": asked[i], FIRST: figures.place(first[i]), SECOND: figures.place(second[i])}
            for i in rows[:LISTED]
        ]

    found = figures.difference(first, second, seed)
    return {**found, "worse_questions": listed(worse), "better_questions": listed(better)}
