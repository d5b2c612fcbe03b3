"""Two ways to search one set: both sides' figures, the difference with its interval, and what moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa import finding
from qa.cli import main
from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.evaluate import Draw, Setup
from qa.learn.versus import versus
from tests.fakes import HashEncoder
from tests.learn.test_evaluate import beir

__all__ = ["beir"]

ALL = Draw()


def asked(folder: Path, first: Setup, second: Setup, mode: str = "hybrid") -> list[dict[str, Any]]:
    return list(versus(folder, [mode], first, second, draw=ALL))


def test_the_difference_is_that_of_the_two_sides(beir: Path) -> None:
    """Three lines a mode; second less first, and its interval holds it."""
    first = Setup(HashEncoder())
    one, two, change = asked(beir, first, first._replace(encoder=HashEncoder(key="other@1", dims=1)), "dense")
    assert [line["side"] for line in (one, two, change)] == ["first", "second", "difference"]
    assert (one["encoder"], two["encoder"]) == ("hash@00000000", "other@1")
    for name in figures.PER_QUESTION:
        assert change[name] == pytest.approx(two[name] - one[name], abs=2e-4)
        low, high = change[f"{name}_interval"]
        assert low <= change[name] <= high
    assert change["worse"] == len(change["worse_questions"]) > 0
    moved = change["worse_questions"][0]
    assert moved["first"] == 1 and (moved["second"] is None or moved["second"] > 1)


def test_the_same_twice_differs_in_nothing(beir: Path) -> None:
    first = Setup(HashEncoder())
    *_, change = asked(beir, first, first)
    assert change["better"] == change["worse"] == 0
    assert change["ndcg@10_interval"] == [0.0, 0.0] and not change["better_questions"]


def test_weights_are_compared_over_one_index(beir: Path) -> None:
    """Nothing is encoded twice; a ranking by words alone is that of the words."""
    encoder = HashEncoder()
    list(versus(beir, ["keyword"], Setup(encoder), Setup(encoder), draw=ALL))
    once = encoder.calls
    one, two, _ = asked(beir, Setup(encoder), Setup(encoder, weights=finding.weighted({"dense": 0})))
    assert encoder.calls == 2 * once
    (words, *_) = asked(beir, Setup(encoder), Setup(encoder), "keyword")
    assert two["hit@1"] == words["hit@1"]
    assert one["documents"] == 3


def test_ways_of_splitting_are_compared(tmp_path: Path) -> None:
    """A long document is found by its one sentence when it is cut small."""
    filler = " ".join(f"Paragraph {n} speaks of quite other things than the rest of them." for n in range(60))
    rows = [
        {"id": f"d{n}", "text": f"{filler} Number {n} keeps its {animal}."} for n, animal in enumerate(("owl", "cat"))
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q", "text": "which number keeps its cat"}))
    (tmp_path / "qrels.jsonl").write_text(json.dumps({"qid": "q", "did": "d1"}))
    encoder = HashEncoder()
    before = encoder.calls
    _, cut, change = asked(tmp_path, Setup(encoder), Setup(encoder, (30, 5)), "dense")
    assert cut["hit@1"] == 1.0 and change["hit@1"] >= 0.0
    assert encoder.calls - before > 10


def test_a_paired_interval_is_narrower_than_two_apart() -> None:
    """What both sides find alike falls out of the difference."""
    rng = np.random.default_rng(0)
    first = np.repeat(rng.integers(0, 2, 100).astype(np.float64)[:, None], len(figures.PER_QUESTION), axis=1)
    second = first.copy()
    second[:3] = 1.0
    low, high = figures.difference(first, second)["hit@1_interval"]
    apart = figures.interval(second[:, 2])
    assert 0 <= low <= high < (apart[1] - apart[0])


@pytest.mark.parametrize("weights", [{"magic": 1}, {"dense": -1}, {"cover": "much"}, {"power": True}])
def test_weights_that_there_are_not_are_refused(weights: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        finding.weighted(weights)


def test_the_command_compares(beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has three lines a mode, text one table; a file of weights is read."""
    weights = tmp_path / "weights.json"
    stored = {"dense": 140.0, "power": 2.0, "cover": 0.5, "half": 0.4, "trust": {}}
    weights.write_text(json.dumps(stored))
    arguments = ["evaluate", str(beir), "--modes", "keyword", "--against", f"weights={weights},cover=0.1"]
    assert main([*arguments, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["side"] for line in lines] == ["first", "second", "difference"]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert shown.count("DIFFERENCE") == 1 and "0 questions found worse" in shown
    weights.write_text("[]")
    assert main(arguments) == 1
    assert "holds no weights" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["magic=1", "model", "split=a", "split=0/1", "dense=much"])
def test_another_way_that_makes_no_sense_is_no_command(typed: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", "x", "--against", typed])
    assert stopped.value.code == 2
