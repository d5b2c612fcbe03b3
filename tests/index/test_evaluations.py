"""The latest finished evaluation of each collection comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.index.evaluations import Evaluations
from qa.index.ledger import Ledger
from qa.index.schema import evaluations
from qa.types import Comparison, Evaluation, Variant, WrongAnswer

LINES = ({"mode": "hybrid", "queries": 3, "hit@1": 1 / 3, "hit@1_interval": [0.1, 0.6], "encoder": None},)
MOVED = ({"mode": "hybrid", "worse": 1, "worse_questions": [{"question": "谁？", "first": 1, "second": None}]},)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def kept(ledger: Ledger) -> Evaluations:
    return Evaluations(ledger.engine)


@pytest.fixture
def one(ledger: Ledger) -> Evaluation:
    """Return an evaluation that holds all that one can."""
    return Evaluation(
        "e1",
        ledger.create_collection("Home", "m@1").id,
        "q.csv",
        state="done",
        stage="asking",
        done=3,
        total=3,
        lines=LINES,
        wrong=(WrongAnswer("Who \ud800?", "a.md", "", None), WrongAnswer("Where?", "a.md", "b.md", 4)),
        missing=("Who sings?",),
        comparison=Comparison(Variant("blind", (20, 5), {"dense": 9.5, "trust": {"m": {"*": 0.5}}}), LINES, MOVED),
        measured=1700000000.123456,
    )


def test_all_of_it_comes_back(kept: Evaluations, one: Evaluation) -> None:
    kept.put(one)
    assert kept.all() == [one]


def test_a_way_that_is_split_as_before_comes_back(kept: Evaluations, one: Evaluation) -> None:
    plain = replace(one, comparison=Comparison(Variant("blind"), LINES, MOVED))
    kept.put(plain)
    assert kept.all() == [plain]


def test_the_latest_of_each_collection_is_kept(ledger: Ledger, kept: Evaluations, one: Evaluation) -> None:
    """A later one takes the place of the one before; those of other collections stay."""
    other = replace(one, id="e2", collection=ledger.create_collection("Work", "m@1").id, comparison=None)
    later = replace(one, id="e3", missing=())
    for each in (one, other, later):
        kept.put(each)
    assert {each.id: each for each in kept.all()} == {"e2": other, "e3": later}


def test_it_goes_with_its_collection(ledger: Ledger, kept: Evaluations, one: Evaluation) -> None:
    """One that is finished after that is not kept, and that is no error."""
    kept.put(one)
    ledger.delete_collection(one.collection)
    assert kept.all() == []
    kept.put(one)
    assert kept.all() == []


def _with(**parts: Any) -> Callable[[str], str]:
    return lambda record: json.dumps(json.loads(record) | parts)


def _without(name: str) -> Callable[[str], str]:
    return lambda record: json.dumps({key: value for key, value in json.loads(record).items() if key != name})


@pytest.mark.parametrize(
    "broken",
    [
        lambda record: record[:-9],
        lambda _: "",
        lambda _: "[]",
        lambda _: "null",
        _without("name"),
        _without("lines"),
        _with(more=1),
        _with(lines=[]),
        _with(lines=[3]),
        _with(wrong=[{"question": "Who?"}]),
        _with(comparison={"other": {}}),
        _with(state="running"),
    ],
)
def test_what_cannot_be_read_any_more_counts_as_none(
    ledger: Ledger, kept: Evaluations, one: Evaluation, broken: Callable[[str], str]
) -> None:
    """The others are read, and a new one takes its place."""
    other = replace(one, id="e2", collection=ledger.create_collection("Work", "m@1").id)
    kept.put(one)
    kept.put(other)
    mine = evaluations.c.collection == one.collection
    with ledger.engine.begin() as c:
        record = str(c.scalar(evaluations.select().with_only_columns(evaluations.c.record).where(mine)))
        c.execute(evaluations.update().where(mine).values(record=broken(record)))
    assert kept.all() == [other]
    kept.put(one)
    assert {each.id for each in kept.all()} == {"e1", "e2"}


def test_what_a_later_version_adds_may_be_missing(ledger: Ledger, kept: Evaluations, one: Evaluation) -> None:
    """What has a value of its own where nothing is said takes that."""
    kept.put(one)
    with ledger.engine.begin() as c:
        record = _without("measured")(str(c.scalar(evaluations.select().with_only_columns(evaluations.c.record))))
        c.execute(evaluations.update().values(record=record))
    assert kept.all() == [replace(one, measured=0.0)]
