"""How much a question's word pieces count is learned from questions and the passages that belong to them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa.index import encoders, weights
from qa.index.pooling import counting
from qa.index.quick import QuickEncoder
from qa.learn import late
from qa.learn.trim import trim
from tests.learn.tiny import FOREIGN, make_donor, sentences, translated, write_parallel


def _quiet(_: str) -> None: ...


def test_pieces_that_tell_passages_apart_count_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two kinds of pieces only the first is nearer in the right passage than in the others."""
    monkeypatch.setattr(late, "STEPS", 150)
    random = np.random.default_rng(0)
    telling, other = np.eye(4, dtype=np.float32)[:2]
    known = []
    for _ in range(200):
        nearest = random.uniform(0.2, 0.6, (2, 5)).astype(np.float32)
        nearest[0, 0] += 0.3
        known.append(late.Case(np.stack([telling, other]), nearest, np.zeros(5, np.float32)))
    weight, bias = late.learned(known, log=_quiet)
    assert np.logaddexp(0, telling @ weight + bias) > 2 * np.logaddexp(0, other @ weight + bias)


def test_pairs_translations_and_functions_are_drawn(tmp_path: Path) -> None:
    """Both sides of a translation ask; a function is asked for by its first sentence, which its code lacks."""
    (tmp_path / "pairs").mkdir()
    row = json.dumps({"query": "which cat", "positive": "the red cat sees"})
    for name in ("some.en", "clinc150-train.en"):
        (tmp_path / "pairs" / f"{name}.jsonl").write_text(row + "\n" + row + "\n", "utf-8")
    (tmp_path / "parallel").mkdir()
    lines = [f"the red cat number {n} sees the big house\tdie rote Katze {n} sieht das Haus\tx" for n in range(4)]
    (tmp_path / "parallel" / "de.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    packages = tmp_path / "packages"
    packages.mkdir()
    said = '    """Add the numbers of a list. More is told."""\n'
    body = f"{said}    total = 0\n    for one in numbers:\n        total += one\n"
    (packages / "sums.py").write_text(f"def added(numbers):\n{body}    return total  # what they come to\n", "utf-8")
    (packages / "torn.py").write_text("def (", "utf-8")
    found = late.gathered(tmp_path, packages)
    assert [p.file for p in found] == ["some.en.jsonl", *["de.tsv"] * 4, "functions"]
    assert {p.question.startswith("die rote") for p in found[1:5]} == {True, False}
    assert found[-1].question == "add the numbers of a list"
    assert "More is told" not in found[-1].passage and "total += one" in found[-1].passage


def test_a_small_model_learns_and_keeps_its_vectors(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole command: the same vectors, another key, and pieces that count differently."""
    for name, value in (("STEPS", 20), ("BATCH", 8)):
        monkeypatch.setattr(late, name, value)
    (tmp_path / "donor").mkdir()
    donor = make_donor(tmp_path / "donor", [*sentences(), *(translated(one, FOREIGN, " ") for one in sentences())])
    data = write_parallel(tmp_path / "data")
    model = trim(donor, data, tmp_path / "trimmed", log=_quiet)
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    assert late.main([str(model), str(data), str(out), "--packages", str(tmp_path / "empty")]) == 0
    learned = counting(out)
    assert counting(model) is None and learned is not None and learned[0].any()
    assert weights.digest(out) != weights.digest(model)
    plain = encoders.load(str(out), home=home)
    quick = QuickEncoder(out, lambda: plain, key="small", trust={})  # type: ignore[arg-type, return-value]
    asked = quick.words(sentences()[0])
    assert asked is not None and len(set(asked.weights.tolist())) > 1
    assert (plain.encode_queries(sentences()[:3]) * quick.encode_queries(sentences()[:3])).sum(axis=1).min() > 0.99
