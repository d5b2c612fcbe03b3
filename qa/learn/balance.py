"""Measure whether one language buries another: ``python -m qa.learn.balance SET FILL.tsv[.gz] --passages en …``.

SET is a folder as ``qa evaluate`` reads it whose documents and questions say their language, such as the pooled sets of
XQuAD-R. The documents in one language are a collection; the questions in each of ``--questions`` are asked of it as it
is, and again when it has been filled up with ``--count`` passages of unrelated text: one column of FILL (parallel
text, one line a row), neighbouring rows joined until they are as long as a short paragraph.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from qa.finding import by_arm
from qa.learn.datasets import Dataset, Text, load
from qa.learn.figures import interval
from qa.learn.parallel import read_lines
from qa.learn.trial import Look, Progress, Trial, unsplit
from qa.types import TextEncoder

TOP = 5
"""Recall is counted among this many."""
LETTERS = {"zh": 60, "ja": 60, "ko": 80}
"""How long a passage of the fill is made, by language."""
OTHERWISE = 180
"""The same in all other languages."""


def spoken(data: Dataset, passages: str, questions: str, limit: int | None = None) -> Dataset:
    """Return a pool's documents in one language and at most ``limit`` questions, drawn alike, in another."""
    documents = tuple(d for d in data.documents if d.language == passages)
    here = {d.id for d in documents}
    relevant = {q: {d: g for d, g in found.items() if d in here} for q, found in data.relevant.items()}
    asked = [q for q in data.questions if q.language == questions and relevant.get(q.id)]
    if limit is not None and limit < len(asked):
        drawn = np.random.default_rng(0).choice(len(asked), limit, replace=False)
        asked = [asked[i] for i in sorted(drawn)]
    return replace(data, documents=documents, questions=tuple(asked), relevant=relevant)


def fill(rows: Iterable[str], column: int, count: int, letters: int) -> Iterator[Text]:
    """Yield up to ``count`` passages of at least ``letters`` letters from a column (from 0) of tab-separated rows."""
    made, piece = 0, ""
    for row in rows:
        if made == count:
            return
        cells = row.split("\t")
        piece = f"{piece} {cells[column].strip()}".strip() if len(cells) > column else piece
        if len(piece) >= letters:
            yield Text(f"fill{made}", piece)
            made, piece = made + 1, ""


def report(
    base: Mapping[str, Dataset], added: Sequence[Text], encoder: TextEncoder, progress: Progress
) -> Iterator[dict[str, Any]]:
    """Yield the figures of each language of questions: ``base`` has its questions, and all have the same documents."""
    documents = next(iter(base.values())).documents
    found: dict[tuple[str, str], dict[str, list[bool]]] = {}
    for stage, all_ in (("alone", documents), ("filled", (*documents, *added))):
        with tempfile.TemporaryDirectory(prefix="qa-balance-") as folder:
            trial = Trial.build(stage, unsplit(all_), encoder, Path(folder), progress)
            for code, data in base.items():
                found[code, stage] = _hits(trial, data)
            trial.close()
    for code, data in base.items():
        alone, filled = found[code, "alone"], found[code, "filled"]
        arms = {arm: _figures(alone[arm], filled[arm]) for arm in alone}
        yield {"questions": code, "n": len(data.questions), "added": len(added), f"recall@{TOP}": arms}


def _hits(trial: Trial, data: Dataset) -> dict[str, list[bool]]:
    hits: dict[str, list[bool]] = {"keyword": [], "dense": [], "hybrid": []}
    vectors = trial.vectors_of([q.text for q in data.questions])
    assert vectors is not None
    for question, vector in zip(data.questions, vectors, strict=True):
        look, right = trial.look(question.text, vector), data.relevant[question.id]
        for arm, ids in _orders(look).items():
            hits[arm].append(not right.keys().isdisjoint(ids[:TOP]))
    return hits


def _orders(look: Look) -> dict[str, list[str]]:
    orders = {"keyword": by_arm("keyword", look.pool), "dense": by_arm("dense", look.pool), "hybrid": look.ranked}
    return {arm: [id_ for id_, _ in order] for arm, order in orders.items()}


def _figures(alone: Sequence[bool], filled: Sequence[bool]) -> dict[str, Any]:
    before, after = np.array(alone, np.float64), np.array(filled, np.float64)
    low, high = interval(after - before, 0)
    share = {"alone": round(float(before.mean()), 4), "filled": round(float(after.mean()), 4)}
    return {**share, "change": round(float((after - before).mean()), 4), "interval": [round(low, 4), round(high, 4)]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a JSON object for each language of questions."""
    from qa.index import encoders

    parser = argparse.ArgumentParser(prog="python -m qa.learn.balance", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("fill", type=Path)
    parser.add_argument("--passages", default="en", help="the language of the collection")
    parser.add_argument("--questions", nargs="+", default=["en", "zh"], help="the languages that it is asked in")
    parser.add_argument("--column", type=int, default=1, help="the column of FILL, from 0")
    parser.add_argument("--added", default="zh", help="the language of that column")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--model", default="")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "qa-weigh-home")
    args = parser.parse_args(arguments)
    encoder = encoders.load(args.model, home=args.home)
    data = load(args.set)
    base = {code: spoken(data, args.passages, code, args.limit) for code in args.questions}
    letters = LETTERS.get(args.added, OTHERWISE)
    added = list(fill(read_lines(args.fill), args.column, args.count, letters))
    for row in report(base, added, encoder, lambda line: print(line, file=sys.stderr)):  # noqa: T201
        sys.stdout.write(json.dumps({"passages": args.passages, **row}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
