"""Models side by side: the figures equal a hand count, and no text is encoded twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa import terminal
from qa.errors import InvalidRequest, ModelError
from qa.learn import encoder_bench, encoder_speed
from qa.types import Matrix
from tests.fakes import HashEncoder
from tests.learn.test_evaluate import DOCUMENTS, QUESTIONS, write


class Counting(HashEncoder):
    """Counts the questions it is given."""

    asked = 0

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.asked += len(texts)
        return super().encode_queries(texts)


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Make one of each kind of set."""
    root = tmp_path / "sets"
    write(root / "cats" / "corpus.jsonl", [{"id": i, "text": t, "label": i} for i, t in DOCUMENTS.items()])
    asked = [{"id": i, "text": t, "label": i.replace("q", "d")} for i, t in QUESTIONS.items()]
    write(root / "cats" / "queries.jsonl", [*asked, {"id": "x", "text": "quantum leap", "label": "oos", "oos": True}])
    for name in ("xx-eng", "yy-eng"):
        rows = [{"src": text, "eng": text} for text in DOCUMENTS.values()]
        write(root / "parallel" / f"{name}.jsonl.gz", rows)
    scored = [("a b c", "a b c", 5), ("a b c", "a b d", 3), ("a b c", "x y z", 0)]
    write(root / "scored.jsonl", [{"s1": a, "s2": b, "score": s} for a, b, s in scored])
    pooled = [{"id": f"{code}:{i}", "text": t, "lang": code} for code in ("en", "zh") for i, t in DOCUMENTS.items()]
    write(root / "several" / "pooled" / "corpus.jsonl", pooled)
    both = [{"id": f"{code}:{i}", "text": t, "lang": code} for code in ("en", "zh") for i, t in QUESTIONS.items()]
    write(root / "several" / "pooled" / "queries.jsonl", both)
    judged = [
        {"qid": f"{asked}:{i}", "did": f"{held}:{i.replace('q', 'd')}"}
        for asked in ("en", "zh")
        for held in ("en", "zh")
        for i in QUESTIONS
    ]
    write(root / "several" / "pooled" / "qrels.jsonl", judged)
    return root


def test_every_kind_of_set_is_found_and_measured(sets: Path) -> None:
    """Retrieval, parallel and scored pairs, and questions across languages; the means of neighbours last."""
    lines = {line["set"]: line for line in encoder_bench.compare(sets, [HashEncoder()])}
    assert list(lines) == [
        *("cats", "parallel/xx-eng", "parallel/yy-eng", "scored"),
        *("several/zh>en", "several/en>zh", "several/across", "parallel (mean of 2)"),
    ]
    assert lines["cats"]["queries"] == 3 and lines["cats"]["hit@1"] == 1.0
    assert lines["parallel (mean of 2)"]["accuracy"] == 1.0
    assert lines["scored"]["spearman"] == 1.0
    assert lines["several/zh>en"]["hit@1"] == lines["several/across"]["hit@1"] == 1.0
    assert lines["several/zh>en"]["documents"] == 3


def test_sets_are_chosen_by_pattern(sets: Path) -> None:
    lines = list(encoder_bench.compare(sets, [HashEncoder()], wanted=["parallel/x*", "scored"]))
    assert [line["set"] for line in lines] == ["parallel/xx-eng", "scored"]
    with pytest.raises(InvalidRequest, match="no test set"):
        encoder_bench.found(sets, ["nothing"])


def test_vectors_are_kept_between_runs(sets: Path, tmp_path: Path) -> None:
    """A text is encoded once, in one run and over two."""
    first, second = Counting(), Counting()
    before = list(encoder_bench.compare(sets, [first], keep=tmp_path / "kept"))
    assert first.asked == len({*QUESTIONS.values(), *DOCUMENTS.values(), "a b c", "a b d", "x y z"})
    assert list(encoder_bench.compare(sets, [second], keep=tmp_path / "kept")) == before
    assert second.asked == 0


def test_speed_is_measured_in_turns(sets: Path, home: Path) -> None:
    """Each model is run once a round, and the first is what the others are compared with."""
    order: list[str] = []

    def run(name: str, _: str) -> dict[str, object]:
        order.append(name)
        passage, question = {"one": (4.0, 1.0), "two": (2.0, 4.0)}[name]
        return {"encoder": name, "cpu_ms_a_passage": passage, "cpu_ms_a_question": question}

    lines = list(encoder_speed.speeds(["one", "two"], encoder_speed.sample([sets / "cats"]), home, run=run))
    assert order == ["one", "two"] * encoder_speed.ROUNDS
    assert [line["times_first"] for line in lines] == [1.0, 2.0]
    assert [line["times_first_question"] for line in lines] == [1.0, 0.25]


def test_model_that_cannot_be_measured_is_an_error(home: Path) -> None:
    with pytest.raises(ModelError, match="no-such-model"):
        list(encoder_speed.speeds(["no-such-model"], (["a"], ["b"]), home))


def test_table_has_a_column_for_each_model() -> None:
    lines = [
        {"encoder": "a", "set": "s", "ndcg@10": 0.5, "queries": 3},
        {"encoder": "b", "set": "s", "ndcg@10": 0.25, "queries": 3},
        {"encoder": "b", "set": "t", "accuracy": 1.0},
    ]
    assert terminal.side_by_side(lines).splitlines() == [
        "             a      b",
        "s  ndcg@10   0.500  0.250",
        "t  accuracy  –      1.000",
    ]
