"""What each mode found for each question of a test set, and the figures that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from qa import finding
from qa.assurance import AS_LIKELY
from qa.learn import figures
from qa.learn.versus import compared
from qa.search.duplicates import says_the_same
from qa.search.question import parse
from qa.selftest import OwnQuestion, look
from qa.sides import Side
from qa.testset import Wanted
from qa.types import Candidate, Comparison, Mode, Passage, Query, Variant, WrongAnswer

WRONG = 50
"""Questions that went wrong that are listed."""

COMPARED = 10
"""First passages of a ranking that are compared with the right one, word for word: as many as the figures look at."""

NOWHERE = ""
"""The id of the right passage where another version of a collection has none."""

Ranked = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a test set; without ``right`` passages nothing should answer it."""

    own: OwnQuestion
    expected: str = ""
    by_source: bool = False
    """Any passage of the right source will do, so sources are ranked."""
    wanted: Wanted | None = None
    """As people wrote it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A line of figures a mode, as ``qa evaluate`` prints them, and the questions that went wrong, the worst first."""

    lines: tuple[Mapping[str, Any], ...]
    wrong: tuple[WrongAnswer, ...]
    comparison: Comparison | None = None


class Tally:
    """Asks one side, and counts."""

    def __init__(self, side: Side, names: Mapping[str, str], modes: Sequence[Mode], seed: int) -> None:
        """``names`` are those of the sources, by id."""
        self._side, self._names, self._modes, self._seed = side, names, modes, seed
        self._cases: list[Case] = []
        self._found: dict[str, list[Ranked]] = {mode: [] for mode in modes}
        self._relevant: list[dict[str, float]] = []
        self._tops: list[str] = []

    def ask(self, case: Case) -> None:
        """Ask a question in every mode."""
        own, side = case.own, self._side
        vector = side.encoder.encode_queries([parse(own.text).embedded])[0] if side.encoder is not None else None
        query, pool, ranked = look(
            own, vector, side.place, side.encoder, side.languages, side.weights, translations=False
        )
        by_mode = {mode: self._order(mode, query, pool, ranked) for mode in self._modes}
        passages = side.passages({id_ for order in by_mode.values() for id_, _ in order} | own.right)
        source = {id_: p.source for id_, p in passages.items()}
        right = {source.get(id_, NOWHERE) for id_ in own.right} if case.by_source else own.right
        first = passages.get(ranked[0][0]) if ranked else None
        self._tops.append(where(first, self._names) if first is not None else "")
        for mode, order in by_mode.items():
            told = _by_source(order, source) if case.by_source else _as_right(order, own.right, passages)
            self._found[mode].append(told)
        self._relevant.append(dict.fromkeys(right, 1.0))
        self._cases.append(case)

    def _order(self, mode: Mode, query: Query, pool: Sequence[Candidate], ranked: Ranked) -> Ranked:
        if mode in ("keyword", "dense"):
            return finding.by_arm(mode, pool)
        if mode == "confidence" and ranked:
            sure = self._side.sure(ranked, pool)
            return [(id_, sure if i == 0 else -float(i)) for i, (id_, _) in enumerate(ranked)]
        return ranked

    def report(self, name: str) -> Report:
        """Return the figures of all modes; ``name`` is that of the test set."""
        lines: list[dict[str, Any]] = []
        first: figures.Floats | None = None
        for mode in self._modes:
            line, rows = self._line(mode, name)
            if first is not None:
                line["worse"] = len(figures.moved(first, rows)[0])
            first = rows if first is None else first
            lines.append(line)
        return Report(tuple(lines), self._wrong())

    def against(self, other: Tally, name: str, what: Variant) -> Comparison:
        """Return what the other side found for the same questions; ``what`` is different in it."""
        asked = [case.own.text for case in self._cases if case.own.right]
        lines: list[dict[str, Any]] = []
        differences: list[dict[str, Any]] = []
        for mode in self._modes:
            _, before = self._line(mode, name)
            line, after = other._line(mode, name)
            lines.append(line)
            named = {key: line[key] for key in ("mode", "set", "queries")}
            differences.append(named | compared(before, after, asked, self._seed))
        return Comparison(what, tuple(lines), tuple(differences))

    def _line(self, mode: Mode, name: str) -> tuple[dict[str, Any], figures.Floats]:
        off = np.array([not relevant for relevant in self._relevant])
        encoder = self._side.encoder
        line: dict[str, Any] = {
            "mode": mode,
            "set": name,
            "encoder": encoder.key if encoder is not None and mode != "keyword" else None,
            "queries": int((~off).sum()),
            "off_topic": int(off.sum()),
            "documents": self._side.documents,
        }
        confident = mode == "confidence"
        found, rows = figures.of_ranking(self._found[mode], self._relevant, off, confident=confident, seed=self._seed)
        return line | found, rows

    def _wrong(self) -> tuple[WrongAnswer, ...]:
        mode = next(m for m in ("hybrid", "confidence", *self._modes) if m in self._modes)
        wrong: list[WrongAnswer] = []
        for case, order, right, top in zip(self._cases, self._found[mode], self._relevant, self._tops, strict=True):
            place = next((i for i, (id_, _) in enumerate(order, 1) if id_ in right), None)
            if right and place != 1:
                wrong.append(WrongAnswer(case.own.text, case.expected, top, place))
        wrong.sort(key=lambda one: -(one.rank or 1_000_000))
        return (*self._believed(), *wrong)[:WRONG]

    def _believed(self) -> list[WrongAnswer]:
        """Return the questions that nothing answers and whose first passage was taken for right, the surest first."""
        if "confidence" not in self._found:
            return []
        asked = zip(self._cases, self._found["confidence"], self._relevant, self._tops, strict=True)
        sure = [(order[0][1], case, top) for case, order, right, top in asked if not right and order]
        sure.sort(key=lambda one: -one[0])
        return [WrongAnswer(case.own.text, "", top, None) for how, case, top in sure if how >= AS_LIKELY]


def where(passage: Passage, names: Mapping[str, str]) -> str:
    """Name a passage's file, and its page and heading where it has them."""
    place = passage.locator
    page = f"p. {place.page}" if place.page else ""
    name = PurePosixPath(names.get(passage.source, "")).name
    return " · ".join(part for part in (name, page, *place.heading[-1:]) if part)


def _as_right(order: Ranked, right: Set[str], passages: Mapping[str, Passage]) -> Ranked:
    """Return a ranking where what says the same as a right passage, in a copy of its file say, is that passage."""
    known = [passages[id_] for id_ in sorted(right) if id_ in passages]
    first: dict[str, float] = {}
    for rank, (id_, score) in enumerate(order):
        one = passages.get(id_) if rank < COMPARED and id_ not in right else None
        same = next((each.id for each in known if one and says_the_same(one, each)), id_)
        first.setdefault(same, score)
    return list(first.items())


def _by_source(order: Ranked, source: Mapping[str, str]) -> Ranked:
    first: dict[str, float] = {}
    for id_, score in order:
        if id_ in source:
            first.setdefault(source[id_], score)
    return list(first.items())
