"""The prior of confidence is learned by a command, from sets as `qa evaluate` reads them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.assurance import load_prior
from qa.errors import InvalidRequest
from qa.index import encoders
from qa.learn.datasets import Dataset, Text
from qa.learn.prior import asked, main
from qa.learn.trial import Trial, unsplit
from qa.learn.whole import unjoined
from qa.search.confidence import NAMES, Standing, logits, signals
from tests.fakes import HashEncoder

THINGS = {"cats": ["cat", "mat", "purr", "whiskers"], "pumps": ["valve", "seal", "motor", "pressure"]}


def folder(root: Path, family: str) -> Path:
    """Write a set: six documents about each of four things, and a question to each thing."""
    at = root / family
    at.mkdir(parents=True)
    documents = [
        {"id": f"{thing}{i}", "text": f"{thing} number {i} stands on shelf {i} of room {len(thing)}", "label": thing}
        for thing in THINGS[family]
        for i in range(6)
    ]
    questions = [{"id": thing, "text": f"where does the {thing} stand", "label": thing} for thing in THINGS[family]]
    for name, rows in (("corpus", documents), ("queries", questions)):
        (at / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return at


def test_the_command_writes_what_the_judge_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Weights are not negative, a better score is surer, and the table has a line a set and size."""
    monkeypatch.setattr(encoders, "load", lambda *_a, **_k: HashEncoder())
    monkeypatch.setenv("QA_HOME", str(tmp_path / "home"))
    sets = [str(folder(tmp_path, family)) for family in THINGS]
    assert main([str(tmp_path / "prior.json"), *sets]) == 0
    made = load_prior(tmp_path / "prior.json")
    for weights in (made.dense, made.words):
        assert (weights.weights >= 0).all()
        high, low = logits(signals([Standing(("a",)), Standing(("b",))], [("a", 0.9), ("b", 0.2)]), weights)
        assert high > low
    assert list(made.curve) == sorted(made.curve)
    table = capsys.readouterr().out
    assert table.count(" passages |") == 4
    assert "all together" in table
    with pytest.raises(InvalidRequest, match="two families"):
        main([str(tmp_path / "other.json"), sets[0]])


def test_documents_of_one_label_are_wordings_and_no_rivals(tmp_path: Path) -> None:
    """A set of intents is asked as an FAQ table is: the margin is to the next other entry."""
    texts = {"a": "reset the lock", "b": "reset the locks", "c": "lost key"}
    labelled = [Text(id_, text, label="lost" if id_ == "c" else "reset") for id_, text in texts.items()]
    question = Text("q", "how to reset the lock", label="reset")
    margins = []
    for name, documents in (("with", labelled), ("without", [replace(d, label="") for d in labelled])):
        data = Dataset(name, tuple(documents), (question,), {"q": {"a": 1.0, "b": 1.0}})
        (tmp_path / name).mkdir()
        margins.append(asked(unjoined(data), [], HashEncoder(), tmp_path / name).dense[0, NAMES.index("margin")])
    assert margins[0] > margins[1]


def test_a_set_in_which_nothing_is_found_still_has_its_rows(tmp_path: Path) -> None:
    """By words alone many questions find nothing: that is the least evidence there is."""
    data = Dataset("d", (Text("a", "reset the lock"),), (Text("q", "完全不同的问题"),), {"q": {"a": 1.0}})
    found = asked(unjoined(data), ["purr"], HashEncoder(), tmp_path)
    assert found.words.shape == (2, len(NAMES))
    assert np.isfinite(found.words).all()
    assert found.on_topic.tolist() == [True, False]


def test_without_a_hit_there_is_no_confidence(tmp_path: Path) -> None:
    """Nothing was found, so nothing answers."""
    trial = Trial.build("d", unsplit([Text("a", "reset the lock")]), None, tmp_path, lambda _: None)
    assert trial.confidence(trial.look("purr", None), load_prior()) == 0.0
    trial.close()
