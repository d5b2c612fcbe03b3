"""How well a collection, as it is, finds what should be found: its own indexes, vectors, weights and calibration.

Nothing is embedded anew but the questions. All modes look at one pool a question: by words, by meaning, by both, and
by both with the confidence that the app would show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from qa.assurance import Judge
from qa.calibration import chosen
from qa.encoders import Encoders
from qa.errors import InvalidRequest, ModelError
from qa.finding import Place
from qa.index.ledger import Ledger
from qa.learn import figures
from qa.search.question import parse
from qa.selftest import OwnQuestion, look, own_questions
from qa.shelves import Shelves
from qa.testset import Wanted, answering
from qa.types import Candidate, Collection, MeasuringPlan, Passage, Query, TextEncoder, Vector, WrongAnswer

QUESTIONS = 200
"""Questions a collection puts to itself."""
STRANGERS = 60
"""Questions from other material beside them."""
SOURCES, PASSAGES = 60, 400
"""From how many sources, and passages of each, own questions are made."""
WRONG = 50
"""Questions that went wrong that are listed."""

Ranked = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a test set; without ``right`` passages nothing should answer it."""

    own: OwnQuestion
    expected: str = ""
    by_source: bool = False
    """Any passage of the right source will do, so sources are ranked."""


@dataclass(frozen=True, slots=True)
class TestSet:
    """Questions that can be asked, and those that cannot since what should answer them is not in the collection."""

    __test__ = False

    name: str
    cases: tuple[Case, ...]
    missing: tuple[str, ...] = ()


class Measuring:
    """Makes test sets for collections and asks them."""

    def __init__(self, ledger: Ledger, shelves: Shelves, encoders: Encoders, judge: Judge) -> None:
        self._ledger, self._shelves, self._encoders, self._judge = ledger, shelves, encoders, judge

    def test_set(
        self, collection: Collection, name: str, wanted: Sequence[Wanted] | None, plan: MeasuringPlan
    ) -> TestSet:
        """Make the test set of a plan: from people's questions, or (None) from the collection itself.

        Raises:
            InvalidRequest: nothing can be asked.
        """
        if wanted is None:
            test = self.own(collection, plan.questions or QUESTIONS, plan.seed)
        else:
            test = self.table(collection, name, _drawn(wanted, plan))
        strangers = (Case(OwnQuestion(text, frozenset())) for text in plan.off_topic if text.strip())
        return replace(test, cases=(*test.cases, *strangers))

    def own(self, collection: Collection, n: int = QUESTIONS, seed: int = 0) -> TestSet:
        """Make a test set from a collection itself, with questions from other material.

        Raises:
            InvalidRequest: there is nothing in it to make questions from.
        """
        sources = self._ledger.sources(collection.id)
        some = random.Random(seed).sample(sources, min(SOURCES, len(sources)))
        passages = [p for source in some for p in self._ledger.passages(source.id)[:PASSAGES]]
        encoder = self._encoder(collection)
        vectors = self._ledger.sentence_vectors([p.id for p in passages], encoder.dims) if encoder else {}
        names = {s.id: s.name for s in sources}
        where = {p.id: _where(p, names) for p in passages}
        made = own_questions(passages, vectors, n, seed)
        if not made:
            raise InvalidRequest(f"“{collection.name}” holds too little to make questions from: add a document or FAQ.")
        cases = [Case(one, where[min(one.right)]) for one in made]
        nulls = chosen(sorted({s.language for s in sources if s.language}))
        drawn = random.Random(seed).sample(nulls, min(STRANGERS, len(nulls), len(made)))
        cases += [Case(OwnQuestion(text, frozenset())) for _, text in drawn]
        return TestSet(f"{collection.name} (self)", tuple(cases))

    def table(self, collection: Collection, name: str, wanted: Sequence[Wanted]) -> TestSet:
        """Make a test set from questions whose sources people know.

        Raises:
            InvalidRequest: nothing that should answer is in the collection.
        """
        sources = self._ledger.sources(collection.id)
        passages = {s.id: self._ledger.passages(s.id) for s in sources}
        cases: list[Case] = []
        missing: list[str] = []
        for one in wanted:
            right = answering(one, sources, passages) if one.source or one.text else set()
            if right or not (one.source or one.text):
                cases.append(Case(OwnQuestion(one.question, frozenset(right)), one.source, by_source=not one.text))
            else:
                missing.append(one.question)
        if not any(case.own.right for case in cases):
            raise InvalidRequest(f"None of the sources that “{name}” expects is in “{collection.name}”.")
        return TestSet(name, tuple(cases), tuple(missing))

    def run(self, collection: Collection, test: TestSet, plan: MeasuringPlan) -> Iterator[int | Report]:
        """Ask a test set: yield how many questions are asked, and the report at last.

        Without its model a collection is measured by words alone.

        Raises:
            InvalidRequest: only its model was to be measured, and that is not here.
        """
        encoder = self._encoder(collection)
        kept = [mode for mode in plan.modes if encoder is not None or mode != "dense"]
        if not kept:
            raise InvalidRequest(f"The model of “{collection.name}” is not here, so it cannot be searched by meaning.")
        asking = _Asking(self, collection, encoder, kept, plan.seed)
        for number, case in enumerate(test.cases, 1):
            asking.ask(case)
            yield number
        yield asking.report(test)

    def _encoder(self, collection: Collection) -> TextEncoder | None:
        try:
            return self._encoders.get(collection)
        except ModelError:
            return None


@dataclass(frozen=True, slots=True)
class Report:
    """A line of figures a mode, as ``qa evaluate`` prints them, and the questions that went wrong, the worst first."""

    lines: tuple[Mapping[str, Any], ...]
    wrong: tuple[WrongAnswer, ...]


class _Asking:
    """What each mode found for each question."""

    def __init__(
        self, rooms: Measuring, collection: Collection, encoder: TextEncoder | None, modes: Sequence[str], seed: int
    ) -> None:
        self._seed = seed
        self._ledger, self._judge = rooms._ledger, rooms._judge
        self._collection, self._encoder, self._modes = collection, encoder, modes
        vectors = rooms._shelves.vectors(collection) if encoder is not None else None
        self._languages = self._ledger.languages(self._ledger.passage_ids(collection.id))
        self._place = Place(rooms._shelves.keyword(collection), vectors)
        self._found: dict[str, list[Ranked]] = {mode: [] for mode in modes}
        self._relevant: list[dict[str, float]] = []
        self._tops: list[str] = []
        self._names = {s.id: s.name for s in self._ledger.sources(collection.id)}

    def ask(self, case: Case) -> None:
        own = case.own
        vector = self._encoder.encode_queries([parse(own.text).embedded])[0] if self._encoder is not None else None
        query, pool, ranked = look(own, vector, self._place, self._encoder, self._languages)
        by_mode = {mode: self._order(mode, query, pool, ranked, vector) for mode in self._modes}
        right = dict.fromkeys(own.right, 1.0)
        ids = {id_ for order in by_mode.values() for id_, _ in order}
        passages = self._ledger.passages_by_id(ids | own.right)
        source = {id_: p.source for id_, p in passages.items()}
        first = passages.get(ranked[0][0]) if ranked else None
        self._tops.append(_where(first, self._names) if first is not None else "")
        for mode, order in by_mode.items():
            self._found[mode].append(_by_source(order, source) if case.by_source else order)
        self._relevant.append(dict.fromkeys({source[i] for i in own.right}, 1.0) if case.by_source else right)

    def _order(
        self, mode: str, query: Query, pool: Sequence[Candidate], ranked: Ranked, vector: Vector | None
    ) -> Ranked:
        if mode == "keyword":
            return sorted(((c.id, c.keyword) for c in pool if c.keyword > 0), key=_best_first)
        if mode == "dense":
            return sorted(((c.id, c.semantic) for c in pool if c.semantic is not None), key=_best_first)
        if mode == "confidence" and ranked:
            sure = self._judge.weigh(self._collection, query, [(ranked[0][0],)], pool).best
            return [(id_, sure if i == 0 else -float(i)) for i, (id_, _) in enumerate(ranked)]
        return ranked

    def report(self, test: TestSet) -> Report:
        lines: list[dict[str, Any]] = []
        before: figures.Floats | None = None
        for mode in self._modes:
            line, reciprocal = self._line(mode, test)
            if before is not None:
                line["worse"] = int((reciprocal < before).sum())
            before = reciprocal if before is None else before
            lines.append(line)
        return Report(tuple(lines), self._wrong(test))

    def _line(self, mode: str, test: TestSet) -> tuple[dict[str, Any], figures.Floats]:
        off = np.array([not relevant for relevant in self._relevant])
        line: dict[str, Any] = {
            "mode": mode,
            "set": test.name,
            "encoder": self._encoder.key if self._encoder is not None and mode != "keyword" else None,
            "queries": int((~off).sum()),
            "off_topic": int(off.sum()),
            "documents": self._collection.passages,
        }
        confident = mode == "confidence"
        found, rows = figures.of_ranking(self._found[mode], self._relevant, off, confident=confident, seed=self._seed)
        return line | found, rows[:, figures.RECIPROCAL]

    def _wrong(self, test: TestSet) -> tuple[WrongAnswer, ...]:
        mode = next(m for m in ("hybrid", "confidence", *self._modes) if m in self._modes)
        wrong: list[WrongAnswer] = []
        for case, order, right, top in zip(test.cases, self._found[mode], self._relevant, self._tops, strict=True):
            place = next((i for i, (id_, _) in enumerate(order, 1) if id_ in right), None)
            if right and place != 1:
                wrong.append(WrongAnswer(case.own.text, case.expected, top, place))
        wrong.sort(key=lambda one: -(one.rank or 1_000_000))
        return tuple(wrong[:WRONG])


def _drawn(wanted: Sequence[Wanted], plan: MeasuringPlan) -> Sequence[Wanted]:
    """Return as many questions as a plan wants, and at most as many that nothing should answer."""
    if not plan.questions:
        return wanted
    rng = random.Random(plan.seed)
    kept: list[int] = []
    for off in (False, True):
        some = [i for i, one in enumerate(wanted) if (not one.source and not one.text) is off]
        kept += rng.sample(some, min(plan.questions, len(some)))
    return [wanted[i] for i in sorted(kept)]


def _where(passage: Passage, names: Mapping[str, str]) -> str:
    """Name a passage's file, and its page and heading where it has them."""
    place = passage.locator
    page = f"p. {place.page}" if place.page else ""
    name = PurePosixPath(names.get(passage.source, "")).name
    return " · ".join(part for part in (name, page, *place.heading[-1:]) if part)


def _best_first(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


def _by_source(order: Ranked, source: Mapping[str, str]) -> Ranked:
    first: dict[str, float] = {}
    for id_, score in order:
        if id_ in source:
            first.setdefault(source[id_], score)
    return list(first.items())
