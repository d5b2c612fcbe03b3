"""`qa evaluate`: the figures equal those worked out by hand, in both layouts."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.baseline import gate
from qa.learn.evaluate import evaluate
from qa.learn.table import main, rows
from tests.fakes import HashEncoder

DOCUMENTS = {"d1": "the cat sat on the mat", "d2": "a dog barks at night", "d3": "rain falls on the roof"}
QUESTIONS = {"q1": "where did the cat sit on", "q2": "dog barks", "q3": "roof"}


def write(path: Path, rows: list[dict[str, object]]) -> None:
    text = "\n".join(json.dumps(row) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    write(tmp_path / "corpus.jsonl", [{"_id": i, "title": "", "text": t} for i, t in DOCUMENTS.items()])
    write(tmp_path / "queries.jsonl", [{"_id": i, "text": t} for i, t in QUESTIONS.items()])
    (tmp_path / "qrels").mkdir()
    lines = ["query-id\tcorpus-id\tscore", "q1\td1\t1", "q2\td2\t1", "q3\td2\t1"]
    (tmp_path / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_beir_layout_gives_the_figures_of_a_hand_count(beir: Path) -> None:
    """Two of three questions find their document first; the third's is judged to be another."""
    lines = list(evaluate(beir, encoder=HashEncoder()))
    assert [line["mode"] for line in lines] == ["dense", "keyword", "hybrid"]
    keyword = lines[1]
    assert (keyword["queries"], keyword["documents"]) == (3, 3)
    assert keyword["hit@1"] == pytest.approx(2 / 3, abs=1e-4)
    low, high = keyword["hit@1_interval"]
    assert low <= keyword["hit@1"] <= high
    assert "auroc" not in keyword


def test_labels_and_off_topic_questions(tmp_path: Path) -> None:
    """Without qrels the same label answers, and off-topic questions give an AUROC."""
    rows = [{"id": i, "text": t, "label": i} for i, t in DOCUMENTS.items()]
    write(tmp_path / "corpus.jsonl.gz", rows)
    asked = [{"id": f"q{i}", "text": t, "label": i} for i, t in DOCUMENTS.items()]
    write(tmp_path / "queries.jsonl.gz", [*asked, {"id": "x", "text": "quantum leap", "label": "oos", "oos": True}])
    [line] = evaluate(tmp_path, ["keyword"], encoder=None)
    assert (line["hit@1"], line["ndcg@10"], line["auroc"]) == (1.0, 1.0, 1.0)


def test_sts_and_parallel_pairs(tmp_path: Path) -> None:
    """A file of pairs gives a rank correlation or the accuracy of both directions."""
    write(
        tmp_path / "sts.jsonl",
        [
            {"id": 1, "s1": "a cat", "s2": "a cat", "score": 5},
            {"id": 2, "s1": "a cat", "s2": "a dog", "score": 3},
            {"id": 3, "s1": "a cat", "s2": "rain falls", "score": 0},
        ],
    )
    write(tmp_path / "bitext.jsonl", [{"src": t, "eng": t} for t in DOCUMENTS.values()])
    assert next(evaluate(tmp_path / "sts.jsonl", encoder=HashEncoder()))["spearman"] == pytest.approx(1)
    assert next(evaluate(tmp_path / "bitext.jsonl", encoder=HashEncoder()))["accuracy"] == 1


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(beir: Path, missing: str) -> None:
    """One clear sentence says which file is not there."""
    (beir / missing).unlink()
    with pytest.raises(InvalidRequest, match=missing.split("/")[0].split(".")[0]):
        list(evaluate(beir, ["keyword"], encoder=None))


def test_unknown_modes_and_missing_encoders_are_refused(beir: Path) -> None:
    """Nothing is measured under a wrong name."""
    with pytest.raises(InvalidRequest):
        list(evaluate(beir, ["magic"], encoder=None))
    with pytest.raises(InvalidRequest):
        list(evaluate(beir, ["dense"], encoder=None))


def test_figures_of_one_question() -> None:
    """Right answers at the second and fourth place of three right ones."""
    ndcg, mrr, *hits, recall = figures.of_question(["x", "a", "y", "b"], {"a": 1, "b": 1, "c": 1})
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    assert ndcg == pytest.approx(gain / (1 + 1 / math.log2(3) + 1 / math.log2(4)))
    assert (mrr, hits, recall) == (0.5, [0.0, 1.0, 1.0], pytest.approx(2 / 3))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_auroc_is_the_share_of_pairs_in_the_right_order(high: list[int], low: list[int]) -> None:
    """It equals a count over all pairs, ties half."""
    pairs = [(h > n) + (h == n) / 2 for h in high for n in low]
    assert figures.auroc(high, low) == pytest.approx(float(np.mean(pairs)))


def test_confidence_has_a_calibration_and_says_what_got_worse(beir: Path, tmp_path: Path) -> None:
    """The same order as hybrid, with figures of its probabilities; off-topic questions come from another set."""
    other = tmp_path / "other"
    write(other / "corpus.jsonl", [{"_id": "z", "text": "tax forms"}])
    write(other / "queries.jsonl", [{"_id": "q", "text": "where are the tax forms"}])
    write(other / "qrels.jsonl", [{"qid": "q", "did": "z"}])
    keyword, hybrid, sure = evaluate(
        beir, ["keyword", "hybrid", "confidence"], encoder=HashEncoder(), off_topic=other, split=True
    )
    assert (sure["hit@1"], sure["ndcg@10"]) == (hybrid["hit@1"], hybrid["ndcg@10"])
    assert 0 <= sure["ece"] <= 1
    assert sum(share for share, *_ in sure["reliability"]) == pytest.approx(1, abs=0.01)
    assert 0 <= sure["auroc"] <= 1
    assert "worse" not in keyword
    assert hybrid["worse"] == len(hybrid["worse_questions"])


def test_a_baseline_is_kept_and_gates(tmp_path: Path) -> None:
    """A figure below the kept interval is named; one within it is not."""
    kept = {"set": "s", "mode": "hybrid", "hit@1": 0.8, "hit@1_interval": [0.7, 0.9]}
    file = tmp_path / "baseline.json"
    assert gate(file, [kept]) == []
    assert gate(file, [kept | {"hit@1": 0.75}]) == []
    [sentence] = gate(file, [kept | {"hit@1": 0.65}])
    assert "fell from 0.800 to 0.650" in sentence
    file.write_text("[1]")
    with pytest.raises(InvalidRequest):
        gate(file, [kept])


def test_chance_alone_makes_an_error_that_shrinks_with_more_questions() -> None:
    """Certain answers leave nothing to chance; one bin of n even ones is off by about √(1 / 2πn)."""
    assert figures.chance_error(np.array([0.0, 1.0] * 20)) == 0.0
    for n in (50, 5_000):
        found = figures.chance_error(np.full(n, 0.5), bins=1, draws=400)
        assert found == pytest.approx((2 * np.pi * n) ** -0.5, rel=0.15)


def test_few_questions_that_all_went_well_leave_doubt() -> None:
    """Wilson's interval of 4 of 4 begins at .51; values that differ are drawn from, and no gain stays none."""
    assert figures.share_interval(np.ones(4)) == pytest.approx((0.510, 1.0), abs=1e-3)
    assert figures.share_interval(np.zeros(4)) == pytest.approx((0.0, 0.490), abs=1e-3)
    assert figures.share_interval(np.array([0.0, 1.0, 1.0])) == figures.interval(np.array([0.0, 1.0, 1.0]))
    assert figures.interval(np.zeros(4)) == (0.0, 0.0)


def test_calibration_error_by_hand() -> None:
    """Two bins: said .2 and .8, right 0 and 1 of each."""
    p, right = np.array([0.2, 0.2, 0.8, 0.8]), np.array([False, False, True, True])
    assert figures.calibration_error(p, right, 2) == pytest.approx(0.2)
    assert figures.precision_at(p, right, 0.5) == 1.0


def test_the_table_is_markdown(beir: Path) -> None:
    """One row a line, intervals in brackets."""
    shown = rows(list(evaluate(beir, ["keyword"], encoder=None)))
    assert shown.count("\n") == 3
    assert "| keyword | 3 | 3 |" in shown


def test_the_table_says_how_it_was_made(beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command stands above it, with the sets' names and no path of the machine."""
    monkeypatch.setattr("qa.index.encoders.load", lambda *_, **__: HashEncoder())
    out = tmp_path / "figures.md"
    assert main([str(out), str(beir), "--limit", "2"]) == 0
    made = out.read_text("utf-8")
    assert "| confidence | 2 | 3 |" in made and "hash@00000000" in made and "--limit 2" in made
    assert str(tmp_path) not in made
