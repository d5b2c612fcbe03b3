"""Report how often the marked sentence holds the answer: ``python -m qa.learn.marking SET…``.

Each SET is a folder as ``qa evaluate`` reads it whose questions have ``answers`` (strings that stand in the right
document), or two with a comma between: the documents of one, asked the questions of its version in another language.
Counted are the questions whose right document comes first; a question counts as answered when a marked stretch holds
one of its answers, ``first`` when the first marked stretch does. ``wrong marked`` is the share of the other questions
whose first document has a mark.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa import finding
from qa.learn.datasets import answers, read
from qa.learn.figures import share_interval
from qa.learn.trial import Look, Trial, sampled, unsplit
from qa.search.evidence import evidence
from qa.types import Evidence, TextEncoder, Vector


def report(name: str, encoder: TextEncoder, limit: int | None = None) -> dict[str, Any]:
    """Return the figures of one set, with 95% intervals."""
    data, wanted = sampled(read(name), limit, 0), answers(name)
    rows: list[tuple[bool, bool, bool]] = []
    wrong: list[bool] = []
    with tempfile.TemporaryDirectory(prefix="qa-marking-") as folder:
        trial = Trial.build(data.name, unsplit(data.documents), encoder, Path(folder), lambda _: None)
        asked = [q for q in data.questions if wanted.get(q.id)]
        vectors = trial.vectors_of([q.text for q in asked])
        assert vectors is not None
        for question, vector in zip(asked, vectors, strict=True):
            look = trial.look(question.text, vector)
            marked = _marked(trial, look, vector) if look.ranked else ()
            if not look.ranked or look.ranked[0][0] not in data.relevant[question.id]:
                wrong.append(bool(marked))
            else:
                held = [any(answer in found.text for answer in wanted[question.id]) for found in marked]
                rows.append((any(held), any(held[:1]), bool(marked)))
        trial.close()
    amiss = {"wrong marked": round(float(np.mean(wrong)), 4)} if wrong else {}
    return {"set": data.name, "questions": len(asked), "first right": len(rows), **_figures(rows), **amiss}


def _figures(rows: Sequence[tuple[bool, bool, bool]]) -> Mapping[str, Any]:
    held = np.array(rows, np.float64).reshape(-1, 3)
    if not len(held):
        return {}
    low, high = share_interval(held[:, 0])
    answered, first, marked = (round(float(share), 4) for share in held.mean(axis=0))
    return {"answered": answered, "interval": [round(low, 4), round(high, 4)], "first": first, "marked": marked}


def _marked(trial: Trial, look: Look, vector: Vector) -> tuple[Evidence, ...]:
    """Mark as the app does, with sentence vectors from the passage's own forward pass."""
    assert trial.encoder is not None
    passage = trial.passages[look.ranked[0][0]]
    trust = min(finding.trusted(trial.encoder, code) for code in (look.query.language, passage.language))
    statistics = trial.keyword.statistics(look.query.tokens)
    known = trial.sentences.get(passage.id)
    scores = finding.near_sentences(look.query, vector, passage, known, trial.place.late)
    return evidence(look.query, passage, sentence_scores=scores, trust=trust, statistics=statistics)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a JSON object a set."""
    from qa.index import encoders

    parser = argparse.ArgumentParser(prog="python -m qa.learn.marking", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--model", default="")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "qa-weigh-home")
    args = parser.parse_args(arguments)
    encoder = encoders.load(args.model, home=args.home)
    for name in args.sets:
        sys.stdout.write(json.dumps(report(name, encoder, args.limit)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
