"""How well a collection finds what should be found: its own indexes, vectors, weights and calibration.

Nothing is embedded anew but the questions, unless another version of the collection is compared with it. All modes look
at one pool a question: by words, by meaning, by both, and by both with the confidence that the app would show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from qa.calibration import chosen
from qa.errors import InvalidRequest
from qa.index.beside import Beside
from qa.index.ledger import Ledger
from qa.selftest import OwnQuestion, own_questions
from qa.sides import Counted, Side, Sides
from qa.tally import NOWHERE, Case, Report, Tally, where
from qa.testset import Wanted, answering
from qa.types import Collection, MeasuringPlan, Source

QUESTIONS = 200
"""Questions a collection puts to itself."""
STRANGERS = 60
"""Questions from other material beside them."""
SOURCES, PASSAGES = 60, 400
"""From how many sources, and passages of each, own questions are made."""


@dataclass(frozen=True, slots=True)
class TestSet:
    """Questions that can be asked, and those that cannot since what should answer them is not in the collection."""

    __test__ = False

    name: str
    cases: tuple[Case, ...]
    missing: tuple[str, ...] = ()


class Measuring:
    """Makes test sets for collections and asks them."""

    def __init__(self, ledger: Ledger, sides: Sides) -> None:
        self._ledger, self._sides = ledger, sides

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
        encoder = self._sides.encoder(collection)
        vectors = Beside(self._ledger, encoder.dims).sentences([p.id for p in passages]) if encoder else {}
        names = {s.id: s.name for s in sources}
        place = {p.id: where(p, names) for p in passages}
        made = own_questions(passages, vectors, n, seed)
        if not made:
            raise InvalidRequest(f"“{collection.name}” holds too little to make questions from: add a document or FAQ.")
        cases = [Case(one, place[min(one.right)]) for one in made]
        nulls = chosen(sorted({s.language for s in sources if s.language}))
        drawn = random.Random(seed).sample(nulls, min(STRANGERS, len(nulls), len(made)))
        cases += [Case(OwnQuestion(text, frozenset())) for text in drawn]
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
                own = OwnQuestion(one.question, frozenset(right))
                cases.append(Case(own, one.source, by_source=not one.text, wanted=one))
            else:
                missing.append(one.question)
        if not any(case.own.right for case in cases):
            raise InvalidRequest(f"None of the sources that “{name}” expects is in “{collection.name}”.")
        return TestSet(name, tuple(cases), tuple(missing))

    def run(
        self, collection: Collection, test: TestSet, plan: MeasuringPlan, counted: Counted = lambda _done, _all: None
    ) -> Iterator[int | Report]:
        """Ask a test set: yield how many questions are asked, and the report at last.

        Without its model a collection is measured by words alone. Where it is compared with another version of itself,
        that is made first, and ``counted`` told how far it is.

        Raises:
            InvalidRequest: only its model was to be measured, and that is not here; or there is no such other version.
        """
        here = self._sides.here(collection)
        modes = [mode for mode in plan.modes if here.encoder is not None or mode != "dense"]
        if not modes:
            raise InvalidRequest(f"The model of “{collection.name}” is not here, so it cannot be searched by meaning.")
        sources = self._ledger.sources(collection.id)
        names = {s.id: s.name for s in sources}
        first = Tally(here, names, modes, plan.seed)
        with ExitStack() as made:
            other = second = None
            if plan.against is not None:
                confident = "confidence" in modes
                other = made.enter_context(self._sides.beside(collection, plan.against, counted, confident=confident))
                second = Tally(other, names, modes, plan.seed)
            for number, case in enumerate(test.cases, 1):
                first.ask(case)
                if other is not None and second is not None:
                    second.ask(_put_to(other, case, sources))
                yield number
        report = first.report(test.name)
        if second is None or plan.against is None:
            yield report
        else:
            yield replace(report, comparison=first.against(second, test.name, plan.against))


def _put_to(side: Side, case: Case, sources: Sequence[Source]) -> Case:
    """Return a question as it is put to another version of the collection, with the right passages there."""
    if not case.own.right or side.trial is None:
        return case
    if case.wanted is None:
        own = side.own(case.own)
    else:
        passages = {s.id: side.of_source(s.id) for s in sources}
        own = replace(case.own, right=frozenset(answering(case.wanted, sources, passages)))
    return replace(case, own=own if own.right else replace(own, right=frozenset({NOWHERE})))


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
