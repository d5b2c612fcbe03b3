"""Learn the weights of the ranking: ``python -m qa.learn.weigh OUT.json SET… [--pairs FILE…] [--model NAME…]``.

Each SET is a folder as ``qa evaluate`` reads it, each FILE is ``NAME.LANGUAGE.jsonl[.gz]`` with a ``query`` and a
``positive`` a line. Sets that exist in several languages, English among them, tell how far an encoder knows each: its
dense nDCG@10 there as a share of the English one, squared. The numbers are then moved one by one, up and down, as
long as nDCG@10 rises (coordinate ascent; Metzler and Croft 2007). Families of sets are left out in turn to see how the
weights fare on what they were not fitted on; the written ones are fitted on all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.learn.datasets import Dataset, Text, load
from qa.learn.prior import MANY, SHORT, family
from qa.learn.trial import Trial, fewer, sampled, unsplit
from qa.search.score import Features, Floats, Weights, features, fuse
from qa.search.trust import hidden, trust
from qa.types import TextEncoder

DOCUMENTS, QUESTIONS = 600, 400
"""How much of each set is used: more costs minutes and changes little."""
STEPS = {"dense": 20.0, "power": 0.25, "cover": 0.1, "late": 40.0, "sentence": 0.2, "alike": 0.2}
"""By how much each number is moved first."""
ROUNDS = 3
"""Times that all are moved; each round by half as much."""
GAIN = 0.0005
"""A move must raise the mean nDCG@10 by this much: the hill's top is flat, and its middle safest."""
LOSS = 0.003
"""What a set may lose to its better arm; more counts twice over."""
HIGH = 0.95
"""Sets where an arm alone reaches this are left out of the means: there is nothing to win."""
NARROWEST = 0.01


@dataclass(frozen=True, slots=True)
class Found:
    """The pool of one question: the features, each candidate's language and gain, and the gain that is possible."""

    language: str
    features: Features
    languages: tuple[str, ...]
    gains: Floats
    ideal: float


@dataclass(frozen=True, slots=True)
class Pools:
    """All questions of one set, by one encoder."""

    model: str
    name: str
    family: str
    card: Mapping[str, float]
    """The encoder's trust as its card says."""
    found: tuple[Found, ...]
    dense: float
    """nDCG@10 of the cosines alone."""
    keyword: float

    @property
    def language(self) -> str:
        """The language in the set's name, or empty."""
        last = self.name.rsplit("/", 1)[-1]
        return last if len(last) == 2 else ""

    @property
    def better(self) -> float:
        """nDCG@10 of the better arm."""
        return max(self.dense, self.keyword)


def pools(data: Dataset, encoder: TextEncoder, folder: Path) -> Pools:
    """Ask a set its own questions and keep what was found."""
    trial = Trial.build(data.name, unsplit(data.documents), encoder, folder, lambda _: None)
    asked = [q for q in data.questions if not q.off_topic]
    vectors = trial.vectors_of([q.text for q in asked])
    assert vectors is not None
    found: list[Found] = []
    for question, vector in zip(asked, vectors, strict=True):
        look = trial.look(question.text, vector)
        relevant = data.relevant[question.id]
        pool = sorted(look.pool, key=lambda c: c.id)
        languages = tuple(trial.passages[c.id].language for c in pool)
        spoken = {c.id: code for c, code in zip(pool, languages, strict=True)}
        away = hidden(look.query.language, spoken, {c.id: c.matched for c in pool})
        gains = np.array([2.0 ** relevant.get(c.id, 0.0) - 1.0 for c in pool])
        best = sorted((2.0**gain - 1.0 for gain in relevant.values()), reverse=True)[:10]
        ideal = _discounted(np.array(best))
        found.append(Found(look.query.language, features(pool, 1.0, away), languages, gains, ideal))
    trial.close()
    arms = [[_ndcg(getattr(f.features, arm), f) for f in found] for arm in ("cosine", "keyword")]
    model, card = encoder.key.partition("@")[0], encoder.trust
    return Pools(model, data.name, family(data.name), card, tuple(found), *(float(np.mean(arm)) for arm in arms))


def _discounted(gains: Floats) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _ndcg(scores: Floats, found: Found) -> float:
    order = np.argsort(-scores, kind="stable")[:10]
    return _discounted(found.gains[order]) / found.ideal if found.ideal else 0.0


def measured(sets: Sequence[Pools]) -> dict[str, dict[str, float]]:
    """Return each model's trust by language: measured where a family has the language and English, else scaled.

    A language that was not measured keeps its place on the card among those that were.
    """
    found: dict[str, dict[str, float]] = {}
    for model in sorted({s.model for s in sets}):
        mine = [s for s in sets if s.model == model]
        english = {(s.family, _kind(s)): s.dense for s in mine if s.language == "en"}
        ratios: dict[str, list[float]] = {}
        for s in mine:
            if s.language and english.get((s.family, _kind(s))):
                ratios.setdefault(s.language, []).append(min(1.0, s.dense / english[s.family, _kind(s)]) ** 2)
        table = {code: float(np.mean(values)) for code, values in ratios.items()}
        card = mine[0].card
        both = [(card[code], value) for code, value in table.items() if code in card and code != "en"]
        scale = sum(value for _, value in both) / sum(value for value, _ in both) if both else 1.0
        rest = {code: min(1.0, value * scale) for code, value in card.items() if code not in table}
        fixed = {code: card[code] for code in ("en", "") if code in card}
        found[model] = {code: round(value, 2) for code, value in sorted({**rest, **table, **fixed}.items())}
    return found


def _kind(s: Pools) -> str:
    return s.name.rsplit("/", 1)[0]


def scored(s: Pools, weights: Weights) -> float:
    """Return the mean nDCG@10 of a set under these weights."""
    known = weights.trust.get(s.model, s.card)
    values: list[float] = []
    for found in s.found:
        by_place = trust(known, found.language, {str(i): code for i, code in enumerate(found.languages)})
        believed = found.features._replace(trust=np.array(list(by_place.values())))
        values.append(_ndcg(fuse(believed, weights) if found.languages else np.zeros(0), found))
    return float(np.mean(values))


def learn(sets: Sequence[Pools], start: Weights) -> Weights:
    """Return the weights with the best mean nDCG@10, each family counting alike, from ``start`` on."""
    weights = start._replace(trust=measured(sets))
    best = _worth(sets, weights)
    for turn in range(ROUNDS):
        for name, step in STEPS.items():
            for move in (step / 2**turn, -step / 2**turn):
                while True:
                    tried = weights._replace(**{name: round(getattr(weights, name) + move, 3)})
                    if getattr(tried, name) < NARROWEST or (worth := _worth(sets, tried)) < best + GAIN:
                        break
                    weights, best = tried, worth
    return weights


def _worth(sets: Sequence[Pools], weights: Weights) -> float:
    by_family: dict[str, list[float]] = {}
    for s in sets:
        gained = scored(s, weights) - s.better
        by_family.setdefault(s.family, []).append(gained - 2 * max(0.0, -LOSS - gained))
    return float(np.mean([np.mean(values) for values in by_family.values()]))


def left_out(sets: Sequence[Pools], start: Weights) -> dict[tuple[str, str], float]:
    """Return nDCG@10 of each (model, set) under weights that never saw its family."""
    found: dict[tuple[str, str], float] = {}
    for each in sorted({s.family for s in sets}):
        weights = learn([s for s in sets if s.family != each], start)
        found |= {(s.model, s.name): scored(s, weights) for s in sets if s.family == each}
    return found


def table(sets: Sequence[Pools], weights: Weights, outside: Mapping[tuple[str, str], float]) -> Iterator[str]:
    """Yield a Markdown table, set by set, and each model's mean over families."""
    yield "| model | set | keyword | dense | hybrid, fitted | hybrid, left out | against the better arm |"
    yield "|---|---|---|---|---|---|---|"
    won: dict[str, dict[str, list[float]]] = {}
    for s in sets:
        inside, out = scored(s, weights), outside[s.model, s.name]
        yield (
            f"| {s.model} | {s.name} | {s.keyword:.3f} | {s.dense:.3f} | {inside:.3f} | {out:.3f}"
            f" | {out - s.better:+.3f} |"
        )
        if s.better < HIGH:
            won.setdefault(s.model, {}).setdefault(s.family, []).append(out - s.better)
    for model, families in won.items():
        mean = np.mean([np.mean(values) for values in families.values()])
        yield f"| {model} | mean of {len(families)} families below {HIGH} | | | | | {mean:+.3f} |"


def _read_pairs(path: Path) -> Dataset:
    name, code = path.name.removesuffix(".gz").removesuffix(".jsonl").rsplit(".", 1)
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    documents = tuple(Text(f"d{i}", row["positive"]) for i, row in enumerate(rows))
    questions = tuple(Text(f"q{i}", row["query"]) for i, row in enumerate(rows))
    same: dict[str, dict[str, float]] = {}
    for i, row in enumerate(rows):
        same.setdefault(row["positive"], {})[f"d{i}"] = 1.0
    return Dataset(f"{name}/{code}", documents, questions, {f"q{i}": same[r["positive"]] for i, r in enumerate(rows)})


def _cut(data: Dataset) -> Dataset:
    short = float(np.mean([len(d.text) for d in data.documents])) < SHORT
    on = tuple(q for q in data.questions if not q.off_topic)
    data = Dataset(data.name, data.documents, on, data.relevant)
    return fewer(sampled(data, QUESTIONS, 0), MANY if short else DOCUMENTS, 0)


def _gathered(args: argparse.Namespace) -> Iterator[Pools]:
    from qa.index import encoders

    for model in args.model or [""]:
        encoder = encoders.load(model, home=Path(args.home))
        for read, path in [(load, p) for p in args.sets] + [(_read_pairs, p) for p in args.pairs]:
            with tempfile.TemporaryDirectory(prefix="qa-weigh-") as folder:
                yield pools(_cut(read(path)), encoder, Path(folder))


def main(arguments: Sequence[str] | None = None) -> int:
    """Gather the pools, learn, print the table and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m qa.learn.weigh", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    parser.add_argument("--model", action="append", help="a model's name; the built-in one when none is given")
    parser.add_argument("--home", default=Path(tempfile.gettempdir()) / "qa-weigh-home", help="where models are kept")
    args = parser.parse_args(arguments)
    sets: list[Pools] = []
    for gathered in _gathered(args):
        sets.append(gathered)
        print(f"{gathered.model} {gathered.name}: {gathered.keyword:.3f} {gathered.dense:.3f}", file=sys.stderr)  # noqa: T201
    weights = learn(sets, Weights())
    for line in table(sets, weights, left_out(sets, Weights())):
        print(line)  # noqa: T201
    write(weights, args.out)
    return 0


def write(weights: Weights, out: Path) -> None:
    """Write the weights as ``qa.finding`` reads them."""
    stored: dict[str, Any] = weights._asdict()
    out.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
