"""Public files become sets that ``qa evaluate`` reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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


def test_the_same_policy_question_is_asked_once(tmp_path: Path) -> None:
    """Every segment annotated for it is right, across companies."""

    def company(name: str, number: int) -> dict[str, object]:
        text = f"{name} keeps your address."
        asked = {"id": f"q{number}", "question": "What  is kept?", "answers": [{"answer_start": 0, "text": name}]}
        return {"title": name, "paragraphs": [{"context": text, "qas": [asked]}]}

    source = tmp_path / "dev.json"
    source.write_text(json.dumps({"data": [company("Acme", 1), company("Bolt", 2)]}))
    assert main(["policyqa", str(source), str(tmp_path / "out")]) == 0
    made = load(tmp_path / "out")
    assert [q.id for q in made.questions] == ["q1"]
    assert made.relevant == {"q1": {"d0": 1.0, "d1": 1.0}}


def test_a_papers_title_asks_for_its_abstract(tmp_path: Path) -> None:
    """Without the conclusion, which would give the answer away."""
    paper = {"QUESTION": "Do ferns\nlike shade?", "CONTEXTS": ["We grew ferns.", "Half stood in shade."]}
    source = tmp_path / "ori_pqal.json"
    source.write_text(json.dumps({"77": {**paper, "LONG_ANSWER": "They do.", "final_decision": "yes"}}))
    assert main(["pubmedqa", str(source), str(tmp_path / "out")]) == 0
    made = load(tmp_path / "out")
    assert (made.documents[0].text, made.questions[0].text) == (
        "We grew ferns. Half stood in shade.",
        "Do ferns like shade?",
    )
    assert made.relevant == {"q77": {"77": 1.0}}


def test_a_web_query_asks_for_a_function(tmp_path: Path) -> None:
    """All functions of the code base are there, with the numbers that the queries name."""
    source = tmp_path / "search"
    source.mkdir()
    codes = {"def a():\n    return 1": 0, "def b():\n    return 2": 1, "def c():\n    pass": 2}
    (source / "code_idx_map.txt").write_text(json.dumps(codes))
    asked = [{"idx": "cosqa-train-5", "doc": "python return two", "code": "def b():\n    return 2", "retrieval_idx": 1}]
    (source / "cosqa-retrieval-dev-500.json").write_text(json.dumps(asked))
    assert main(["cosqa", str(source), str(tmp_path / "out")]) == 0
    made = load(tmp_path / "out")
    assert [d.text for d in made.documents] == list(codes)
    assert made.relevant == {"cosqa-train-5": {"c1": 1.0}}


def test_public_bodies_answer_their_questions(tmp_path: Path) -> None:
    """A question is kept once, and what has no answer or is in another language not at all."""
    rows = [
        {"questionText": "Are masks\n needed?", "answerText": " Yes. ", "language": "en"},
        {"questionText": "Are masks needed?", "answerText": "Yes, indoors.", "language": "en"},
        {"questionText": "Open?", "answerText": "", "language": "en"},
        {"questionText": "¿Abierto?", "answerText": "Sí.", "language": "es"},
    ]
    for number, body in enumerate(("FDA", "Vermont", "North_Dakota", "Kansas", "Oregon")):
        one = json.dumps(rows[number]) + "\n\n" if number < len(rows) else ""
        (tmp_path / f"{body}_v0.3.jsonl").write_text(one, "utf-8")
    assert main(["covid", str(tmp_path), str(tmp_path / "out")]) == 0
    made = load(tmp_path / "out")
    assert [(d.text, q.text) for d, q in zip(made.documents, made.questions, strict=True)] == [
        ("Yes.", "Are masks needed?")
    ]


def test_sentences_are_those_of_squad(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["covid", "x", "y", "--sentences"])
    assert "--sentences goes with squad" in capsys.readouterr().err
