"""Another version of a collection is made beside it, asked the same questions, and dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import wire
from qa.cli import main
from qa.config import Settings
from qa.library import Library
from qa.local_desk import LocalDesk
from qa.types import Evaluation, MeasuringPlan, Mode, Variant
from tests.fakes import HashEncoder
from tests.test_evaluating import FAQ, HARBOUR, TABLE

LONG = "# Log\n\n" + " ".join(f"On day {n} the crew counted crates and painted the rail." for n in range(200))
SHORT = "# Log\n\nThe crew painted the rail. "
WORDS: tuple[Mode, ...] = ("keyword", "hybrid")


def load(name: str) -> HashEncoder:
    return HashEncoder(key=name, dims=1) if name.startswith("blind") else HashEncoder(key=name)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = Settings(home=tmp_path / "home", samples=False)
    with Library.open(settings=settings, load=load) as opened:
        opened.add_bytes("notes/harbour.md", HARBOUR.encode())
        opened.add_bytes("faq.csv", FAQ.encode())
        opened.add_bytes("log.md", LONG.encode())
        yield opened


def compared(library: Library, other: Variant, table: str | None = None, modes: tuple[Mode, ...] = WORDS) -> Evaluation:
    given = None if table is None else ("questions.csv", table.encode())
    found = library.wait_evaluation(library.evaluate(table=given, plan=MeasuringPlan(modes, against=other)), 120)
    assert found.state == "done", found.error
    assert found.comparison is not None
    return found


@pytest.mark.parametrize("table", [None, TABLE])
def test_the_same_passages_cut_anew_are_found_as_before(library: Library, table: str | None) -> None:
    """With the sizes that the collection has, nothing moves: a question is put to either version alike."""
    before = [(s.id, s.passages) for s in library.sources()]
    both = compared(library, Variant(splitting=(200, 40)), table, ("dense", *WORDS)).comparison
    assert both is not None
    assert [(line["better"], line["worse"]) for line in both.differences] == [(0, 0)] * 3
    assert both.lines[0]["queries"] == both.differences[0]["queries"] > 0
    assert [(s.id, s.passages) for s in library.sources()] == before


def test_other_passages_are_other(library: Library) -> None:
    both = compared(library, Variant(splitting=(20, 5)), TABLE).comparison
    assert both is not None
    assert both.lines[0]["documents"] > library.collections()[0].passages
    assert both.other == Variant(splitting=(20, 5))


def test_a_model_is_compared_and_let_go(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that sees no meaning makes the dense ranking worse; what moved is named with both places."""
    monkeypatch.setattr("qa.index.catalogue.key", lambda name, home: f"{name}@1")
    found = compared(library, Variant(model="blind"), TABLE, ("dense",))
    both = found.comparison
    assert both is not None and both.other.model == "blind"
    assert both.lines[0]["encoder"] == "blind@1" != found.lines[0]["encoder"]
    assert both.differences[0]["worse"] > 0 > both.differences[0]["hit@1"]
    moved = both.differences[0]["worse_questions"][0]
    assert moved["first"] == 1 != moved["second"] and moved["question"] in TABLE
    assert not [key for key in library._encoders._loaded if key.startswith("blind")]


def test_weights_are_compared_without_another_index(library: Library) -> None:
    both = compared(library, Variant(weights={"dense": 0}), TABLE).comparison
    assert both is not None
    words, hybrid = both.lines
    assert hybrid["hit@1"] == words["hit@1"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Variant(splitting=(5, 0)), "tokens"),
        (Variant(splitting=(100, 90)), "half"),
        (Variant(weights={"magic": 1}), "magic"),
        (Variant(model="no-such-model"), "no-such-model"),
    ],
)
def test_a_version_that_cannot_be_made_says_why(library: Library, other: Variant, said: str) -> None:
    identity = library.evaluate(table=("q.csv", TABLE.encode()), plan=MeasuringPlan(against=other))
    found = library.wait_evaluation(identity, 60)
    assert found.state == "failed" and said in found.error


def test_a_comparison_has_three_lines_a_mode(library: Library) -> None:
    shown = wire.evaluation(compared(library, Variant(weights={"dense": 10}), TABLE))
    sides = [(line["mode"], line["side"]) for line in shown["figures"]]
    assert sides == [(mode, side) for mode in WORDS for side in ("first", "second", "difference")]


def test_the_command_compares_a_collection(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.csv").write_text(TABLE, "utf-8")
    arguments = ["evaluate", str(tmp_path / "q.csv"), "--modes", "hybrid", "--against", "split=30/5,dense=70"]
    assert main([*arguments, "--json"], opener=lambda _: LocalDesk(library)) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("side") for line in lines] == ["first", "second", "difference", None]
    assert "ndcg@10_interval" in lines[2] and "worse_questions" in lines[2]
