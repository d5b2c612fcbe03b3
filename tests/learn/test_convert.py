"""Public files become sets that ``qa evaluate`` reads."""

from __future__ import annotations

import json
from pathlib import Path

from qa.learn.convert import main
from qa.learn.datasets import load

TEXT = "Rain fell. The ferry left at dawn."
QUESTION = {"id": "q1", "question": "When did it leave?", "answers": [{"answer_start": 11, "text": "The ferry"}]}


def test_squad_by_paragraph_and_by_sentence(tmp_path: Path) -> None:
    """The document that holds the answer is right."""
    paragraph = {"context": TEXT, "sentence_breaks": [[0, 10], [11, 34]], "qas": [QUESTION]}
    source = tmp_path / "dev.json"
    source.write_text(json.dumps({"data": [{"title": "A_port", "paragraphs": [paragraph]}]}))
    assert main(["squad", str(source), str(tmp_path / "whole")]) == 0
    assert main(["squad", str(source), str(tmp_path / "parts"), "--sentences"]) == 0
    whole, parts = load(tmp_path / "whole"), load(tmp_path / "parts")
    assert (len(whole.documents), len(parts.documents)) == (1, 2)
    assert parts.relevant == {"q1": {"d1": 1.0}}


def test_intents_are_labels(tmp_path: Path) -> None:
    """The same intent is right, and out-of-scope questions are off topic."""
    source = tmp_path / "clinc"
    source.mkdir()
    (source / "data_small.json").write_text(json.dumps({"train": [["book a table", "booking"]]}))
    full = {"val": [["reserve a table", "booking"]], "oos_val": [["who won", "oos"]]}
    (source / "data_full.json").write_text(json.dumps(full))
    assert main(["clinc", str(source), str(tmp_path / "set")]) == 0
    made = load(tmp_path / "set")
    assert made.relevant == {"q0": {"d0": 1.0}}
    assert [q.off_topic for q in made.questions] == [False, True]
