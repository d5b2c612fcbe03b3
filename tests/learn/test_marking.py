"""The report on marked sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import InvalidRequest
from qa.learn.marking import report
from tests.fakes import HashEncoder


def test_the_share_of_questions_whose_marks_hold_the_answer(tmp_path: Path):
    documents = {
        "d1": "The cat sat on the mat. It was red. Nobody came.",
        "d2": "Rain fell on the roof. The dog barked at 7 o'clock. Then it was quiet.",
    }
    questions = [
        {"id": "q1", "text": "Where did the cat sit, on what mat?", "answers": ["the mat"]},
        {"id": "q2", "text": "When has the dog barked?", "answers": ["noon"]},
        {"id": "q3", "text": "no answers given"},
    ]
    rows = [json.dumps({"id": i, "text": t}) for i, t in documents.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows))
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps(q) for q in questions))
    judged = [{"qid": "q1", "did": "d1"}, {"qid": "q2", "did": "d2"}, {"qid": "q3", "did": "d1"}]
    (tmp_path / "qrels.jsonl").write_text("\n".join(json.dumps(j) for j in judged))
    found = report(str(tmp_path), HashEncoder())
    assert (found["questions"], found["first right"]) == (2, 2)
    assert (found["answered"], found["first"], found["marked"]) == (0.5, 0.5, 1.0)
    other = tmp_path / "other"
    other.mkdir()
    (other / "corpus.jsonl").write_text((tmp_path / "corpus.jsonl").read_text())
    (other / "qrels.jsonl").write_text(json.dumps({"qid": "en:q2", "did": "d2"}))
    (other / "queries.jsonl").write_text(json.dumps({"id": "en:q2", "text": "Who sat on the mat that was red?"}))
    found = report(f"{tmp_path},{other}", HashEncoder())
    assert (found["questions"], found["first right"], found["wrong marked"]) == (1, 0, 1.0), "asked in other words"
    (other / "queries.jsonl").write_text(json.dumps({"id": "en:q9", "text": "What?"}))
    (other / "qrels.jsonl").write_text(json.dumps({"qid": "en:q9", "did": "d2"}))
    with pytest.raises(InvalidRequest, match="no question in common"):
        report(f"{tmp_path},{other}", HashEncoder())
