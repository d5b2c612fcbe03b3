"""Learn the prior of confidence: ``python -m qa.learn.prior OUT.json SET… [--questions FOLDER]``.

Each set (a folder as ``qa evaluate`` reads it, or two with a comma between: the documents of one, asked the questions
of its version in another language) becomes a collection: it is asked its own questions, questions of the other
families of sets, and the shipped null questions. It is asked again as a small collection, and, where it is made of
paragraphs, as the documents that these were taken from, split as files are. A logistic model in the signals of the
first hit, with weights that may not be negative, says how likely that hit is right.
Families are left out in turn to see how it fares on what it was not fitted on; the shipped weights are fitted on all.
Questions for others to be asked off topic can also come from a folder of ``*.LANGUAGE.jsonl[.gz]`` files with a
``query`` a line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.assurance import Prior
from qa.calibration import null_questions
from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.datasets import Dataset, answers, read
from qa.learn.trial import Trial, fewer, sampled
from qa.learn.whole import Drawn, joined, unjoined
from qa.search.confidence import NAMES, Floats, Standing, Weights, logits, probability, signals
from qa.types import TextEncoder

DOCUMENTS, QUESTIONS = 600, 100
"""How much of each set is used: more costs minutes and changes little."""
SHORT = 200
"""Sets whose documents have fewer characters than this on average may have ``MANY`` of them."""
MANY = 1500
OFF_TOPIC, FOREIGN = 60, 15
"""Off-topic questions asked of each set: in its language, and in others."""
NOISY = frozenset({"policyqa-dev"})
"""Families that count half: PolicyQA's questions are templates, and which of its like segments are right is chance."""
OFF_TOPIC_WEIGHT = 0.4
"""Of a set's off-topic questions together, beside 1 for those on topic: people mostly ask what a collection tells."""
L2 = 2.0
UNFOUND = signals([Standing(("",))], [("", 0.0)])[0]
"""The signals where nothing was found."""
FEW, FEW_QUESTIONS = 80, 40
"""Each set is asked as a small collection besides, since people's own are often small."""

WHOLE = ", documents"
"""Stands after the name of a set of paragraphs that were put together to documents."""

Answers = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Asked:
    """The rows of one set: signals of the first hit, whether it is right, whether the question was on topic."""

    name: str
    family: str
    dense: Floats
    words: Floats
    dense_right: Answers
    words_right: Answers
    on_topic: Answers
    passages: int


def family(name: str) -> str:
    """Return the family of a set: all that were made from SQuAD are one, XQuAD (``paragraph/de``) too.

    Of other sets in several languages (``NAME/de``) all languages are one.
    """
    above, _, last = name.removesuffix(WHOLE).rpartition("/")
    if "squad" in name or above.rpartition("/")[-1] in ("paragraph", "sentence"):
        return "squad"
    return above if len(last) == 2 else last


def learn(rows: Sequence[Asked], *, dense: bool) -> Weights:
    """Return the weights fitted on these sets, each family counting alike."""
    x = np.concatenate([r.dense if dense else r.words for r in rows])
    y = np.concatenate([r.dense_right if dense else r.words_right for r in rows]).astype(np.float64)
    weight = np.concatenate([_weight(r, rows) for r in rows])
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-3, scale, 1.0)  # the file has four places
    bias, weights = _logistic((x - centre) / scale, y, weight)
    return Weights(bias, weights, centre, scale)


def _weight(row: Asked, rows: Sequence[Asked]) -> Floats:
    """A family with many sets counts double, not many times; off-topic questions weigh less than the others."""
    siblings = len({r.name for r in rows if r.family == row.family})
    twins = sum(1 for r in rows if r.name == row.name)
    each = 200.0 * (1.0 + (siblings > 1)) / siblings / twins / (2.0 if row.family in NOISY else 1.0)
    on = row.on_topic.astype(np.float64)
    weight: Floats = np.where(
        row.on_topic, each / max(on.sum(), 1.0), OFF_TOPIC_WEIGHT * each / max((1.0 - on).sum(), 1.0)
    )
    return weight


def _logistic(x: Floats, y: Floats, weight: Floats) -> tuple[float, Floats]:
    from scipy.optimize import minimize

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = at[0] + x @ at[1:]
        p = probability(odds)
        value = -np.sum(weight * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)))
        slope = weight * (p - y)
        gradient = np.concatenate([[slope.sum()], x.T @ slope + L2 * at[1:]])
        return float(value + L2 / 2 * np.sum(at[1:] ** 2)), gradient

    bounds = [(None, None), *[(0.0, None)] * len(NAMES)]
    found = minimize(loss, np.zeros(len(NAMES) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return float(found[0]), np.asarray(found[1:], np.float64)


def asked(drawn: Drawn, others: Sequence[str], encoder: TextEncoder, folder: Path) -> Asked:
    """Ask a set its own questions, those of others and the null questions; return the rows."""
    data = drawn.data
    trial = Trial.build(data.name, drawn.passages, encoder, folder, lambda _: None)
    questions = [(q.text, data.relevant.get(q.id, {})) for q in data.questions]
    questions += [(text, {}) for text in others]
    vectors = trial.vectors_of([text for text, _ in questions])
    assert vectors is not None
    rows: dict[str, list[Any]] = {"dense": [], "words": [], "dense_right": [], "words_right": [], "on_topic": []}
    for (text, relevant), vector in zip(questions, vectors, strict=True):
        looks = {"dense": trial.look(text, vector), "words": trial.look(text, None)}
        for arm, look in looks.items():
            hits = trial.hits(look)
            rows[arm].append(signals(hits, look.ranked)[0] if hits else UNFOUND)
            rows[f"{arm}_right"].append(bool(hits) and hits[0].ids[0] in relevant)
        rows["on_topic"].append(bool(relevant))
    trial.close()
    arrays = {name: np.array(values) for name, values in rows.items()}
    return Asked(data.name, family(data.name), passages=len(trial.passages), **arrays)


def left_out(rows: Sequence[Asked]) -> list[tuple[Asked, Floats]]:
    """Return each set with the probabilities of a model that never saw its family."""
    found = []
    for row in rows:
        model = learn([r for r in rows if r.family != row.family], dense=True)
        found.append((row, probability(logits(row.dense, model))))
    return found


def report(pairs: Sequence[tuple[Asked, Floats]]) -> str:
    """Return a Markdown table: per set how often the first hit is right, AUROC and calibration error, left out.

    Beside the error stands the one that true probabilities would show with as many questions.
    """
    lines = [
        "| set | first hit right | mean confidence | no-answer AUROC | ECE | by chance |",
        "|---|---|---|---|---|---|",
    ]
    errors = []
    for row, p in pairs:
        on = row.on_topic
        auroc = figures.auroc(p[on].tolist(), p[~on].tolist())
        error = figures.calibration_error(p, row.dense_right)
        cells = (row.dense_right[on].mean(), p[on].mean(), auroc, error, figures.chance_error(p))
        errors.append(cells[-2:])
        lines.append(f"| {row.name}, {row.passages} passages | " + " | ".join(f"{x:.3f}" for x in cells) + " |")
    lines.append("| mean of the sets | | | | " + " | ".join(f"{x:.3f}" for x in np.mean(errors, axis=0)) + " |")
    p = np.concatenate([p for _, p in pairs])
    right = np.concatenate([row.dense_right for row, _ in pairs])
    error, chance = figures.calibration_error(p, right), figures.chance_error(p)
    lines.append(f"| all together | | | | {error:.3f} | {chance:.3f} |")
    return "\n".join(lines)


def prior(rows: Sequence[Asked], version: str) -> Prior:
    """Return what ships: weights fitted on all sets, and a curve of probabilities from the left-out fits."""
    p = np.concatenate([np.concatenate([p[row.on_topic], p[~row.on_topic][::3]]) for row, p in left_out(rows)])
    curve = tuple(float(x) for x in np.quantile(p, np.linspace(0, 1, 101)).round(4))
    return Prior(learn(rows, dense=True), learn(rows, dense=False), curve, version)


def to_json(made: Prior) -> str:
    """Return the data file."""

    def weights(w: Weights) -> dict[str, Any]:
        return {"bias": round(w.bias, 4)} | {n: np.round(getattr(w, n), 4).tolist() for n in w._fields[1:]}

    fields = {"dense": weights(made.dense), "words": weights(made.words)}
    stored = {"version": made.version, "names": list(NAMES), **fields, "curve": list(made.curve)}
    return "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in stored.items()) + "\n}\n"


def _drawn(name: str) -> list[Drawn]:
    """Return a set, cut to what is used of it, the same as a small collection, and as documents where it has some."""
    whole = read(name)
    short = np.mean([len(d.text) for d in whole.documents]) < SHORT
    usual = fewer(sampled(whole, QUESTIONS, 0), MANY if short else DOCUMENTS, 0)
    drawn = [unjoined(usual), unjoined(fewer(sampled(whole, FEW_QUESTIONS, 1), FEW, 1))]
    if "," in name or family(whole.name) in NOISY:
        return drawn
    long = joined(whole, answers(name), DOCUMENTS, 0)
    return drawn if long is None else [*drawn, long._replace(data=_renamed(sampled(long.data, QUESTIONS, 0)))]


def _renamed(data: Dataset) -> Dataset:
    return replace(data, name=data.name + WHOLE)


def _others(data: Dataset, everything: Sequence[Dataset], extra: Sequence[tuple[str, str]]) -> list[str]:
    """Draw off-topic questions: of other families in its language and in others, and all null questions' share."""
    rng = random.Random(data.name)
    mine = _language(data)
    pool = [(_language(d), q.text) for d in everything if family(d.name) != family(data.name) for q in d.questions]
    pool += extra
    same = [text for code, text in pool if code == mine]
    foreign = [text for code, text in pool if code != mine]
    null = [text for code, texts in null_questions().items() for text in texts if code == mine]
    return [*rng.sample(same, min(OFF_TOPIC, len(same))), *rng.sample(foreign, min(FOREIGN, len(foreign))), *null[:20]]


def _language(data: Dataset) -> str:
    known = data.questions[0].language
    return known.split("-")[0] if known else "en"


def _extra(folder: Path | None) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.jsonl.gz")) if folder else []:
        code = path.name.removesuffix(".jsonl.gz").rsplit(".", 1)[-1].split("-")[0]
        if "heading" in path.name or "paws" in path.name:
            continue  # headings and statements are no questions
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = file.readlines()
        some = random.Random(0).sample(lines, min(60, len(lines)))
        found += [(code, str(json.loads(line)["query"])) for line in some]
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    from qa.config import Settings
    from qa.index import encoders

    parser = argparse.ArgumentParser(prog="python -m qa.learn.prior", description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--questions", type=Path, help="a folder of *.LANGUAGE.jsonl.gz with more off-topic questions")
    parser.add_argument("--encoder", default="")
    args = parser.parse_args(argv)
    settings = Settings.from_env()
    encoder = encoders.load(args.encoder, home=settings.home, device=settings.device)
    extra = _extra(args.questions)
    drawn = [one for name in args.sets for one in _drawn(name)]
    sets = [one.data for one in drawn]
    rows = []
    for one in drawn:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="qa-prior-") as folder:
            rows.append(asked(one, _others(one.data, sets, extra), encoder, Path(folder)))
        sys.stderr.write(f"{one.data.name}: {time.perf_counter() - start:.0f} s\n")
    if len({row.family for row in rows}) < 2:
        raise InvalidRequest("The prior needs sets of at least two families: one is left out in turn.")
    made = prior(rows, f"{time.strftime('%Y-%m-%d')} {encoder.key}")
    args.out.write_text(to_json(made), "utf-8")
    sys.stdout.write(report(left_out(rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
