"""Search among pictures is measured: the same picture again, and words and pictures both ways."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from qa import cli
from qa.errors import InvalidRequest
from qa.index import sight
from qa.learn import images
from tests.models import tiny_clip
from tests.search.test_alike import scene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a set of captions and a set of labels."""
    rows = []
    for seed in range(4):
        for name in ("photos", "labelled"):
            (tmp_path / "sets" / name / "img").mkdir(parents=True, exist_ok=True)
            scene(seed).save(tmp_path / "sets" / name / "img" / f"{seed}.jpg")
        captions = {"en": [f"scene {seed}", f"view {seed}"], "zh": [f"风景 {seed}"]}
        rows.append({"id": str(seed), "file": f"img/{seed}.jpg", "captions": captions})
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "sets" / "photos" / "captions.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    labels = "\n".join(json.dumps({"id": str(s), "file": f"{s}.jpg", "label": f"thing {s}"}) for s in range(4))
    (tmp_path / "sets" / "labelled" / "labels.jsonl").write_text(labels)
    return tmp_path / "sets"


def test_the_same_picture_is_found_without_a_model(folder: Path) -> None:
    """A line a change, with the share found and the pairs that are none."""
    lines = list(images.evaluate(folder, progress=lambda text: None))
    assert {line["set"] for line in lines} == {"photos", "labelled"}
    assert {line["change"] for line in lines} == set(images.CHANGES)
    assert all(line["found"] == 1.0 and line["false_pairs"] == 0 for line in lines)


def test_words_and_pictures_both_ways_with_a_model(folder: Path, tmp_path: Path) -> None:
    """By language; every one of four is among the first ten."""
    tiny_clip(tmp_path / "home" / "models" / "clip-ViT-B-32")
    model = sight.load("clip-ViT-B-32", home=tmp_path / "home")
    lines = [line for line in images.evaluate(folder / "photos", sight=model, progress=str) if "language" in line]
    assert [(line["measure"], line["language"], line["queries"]) for line in lines] == [
        ("words find pictures", "en", 8),
        ("pictures find words", "en", 4),
        ("words find pictures", "zh", 4),
        ("pictures find words", "zh", 4),
    ]
    assert all(line["recall@10"] == 1.0 and line["recall@1"] <= line["recall@5"] for line in lines)


def test_the_command_knows_a_folder_of_pictures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says that words are not measured where no image model is."""
    assert cli.main(["evaluate", str(folder), "--limit", "2", "--json"]) == 0
    out = capsys.readouterr()
    assert "No image model" in out.err
    assert len(out.out.splitlines()) == 2 * len(images.CHANGES)


def test_a_picture_that_is_missing_is_named(folder: Path) -> None:
    """In one sentence."""
    (folder / "labelled" / "img" / "2.jpg").unlink()
    with pytest.raises(InvalidRequest, match=r"2\.jpg"):
        list(images.evaluate(folder / "labelled", progress=str))
