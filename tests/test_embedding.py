"""Vectors for anybody: the same from Python and from the shell, in three forms, with any model here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import qa
from qa.cli import main
from qa.errors import InvalidRequest, ModelError
from tests.models import tiny_clip, tiny_model

TEXTS = ["solar panels", "太阳能板", "a refund", "x"]


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """Make a small model that tells questions from passages."""
    return str(tiny_model(tmp_path / "tiny", prompts={"query": "query: ", "document": "passage: "}))


def test_rows_are_unit_vectors_in_order(tiny: str) -> None:
    rows = qa.embed(TEXTS, model=tiny)
    assert rows.shape == (4, 8) and rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(qa.embed(TEXTS[2], model=tiny), rows[2:3], atol=1e-6)


def test_questions_are_told_from_passages(tiny: str, tmp_path: Path) -> None:
    plain = str(tiny_model(tmp_path / "plain"))
    np.testing.assert_allclose(qa.embed("abc", model=tiny, query=True), qa.embed("query: abc", model=plain), atol=1e-6)
    np.testing.assert_allclose(qa.embed("abc", model=tiny), qa.embed("passage: abc", model=plain), atol=1e-6)


def test_small_forms_keep_the_directions(tiny: str) -> None:
    """The cosines of int8 rows are those of the floats; bits are the signs."""
    rows = qa.embed(TEXTS, model=tiny)
    small = qa.embed(TEXTS, model=tiny, dtype="int8")
    assert small.dtype == np.int8 and np.abs(small).max() == 127
    unit = small / np.linalg.norm(small, axis=1, keepdims=True)
    np.testing.assert_allclose(unit @ unit.T, rows @ rows.T, atol=0.01)
    bits = qa.embed(TEXTS, model=tiny, dtype="binary")
    assert bits.shape == (4, 1) and bits.dtype == np.uint8
    np.testing.assert_array_equal(np.unpackbits(bits, axis=1)[:, :8], rows > 0)
    with pytest.raises(InvalidRequest, match="float16"):
        qa.embed("a", model=tiny, dtype="float16")  # type: ignore[arg-type]


def test_similarity_is_the_cosine_matrix(tiny: str) -> None:
    rows = qa.embed(TEXTS, model=tiny)
    np.testing.assert_allclose(qa.similarity(TEXTS, model=tiny), rows @ rows.T, atol=1e-6)
    assert qa.similarity(TEXTS[:1], TEXTS, model=tiny).shape == (1, 4)


def test_built_in_model_needs_no_name() -> None:
    cosines = qa.similarity(["How do I get my money back?", "我怎么退款？", "The cat sleeps."])
    assert cosines[0, 1] > cosines[0, 2]


def test_model_that_is_not_here_is_an_error() -> None:
    with pytest.raises(ModelError):
        qa.embed("a", model="bge-m3")


def test_file_of_texts_becomes_a_file_of_vectors(tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text a line, empty lines too; or JSONL in, or JSONL out."""
    (tmp_path / "in.txt").write_text("solar panels\n\na refund\r\n", encoding="utf-8")
    out = tmp_path / "out.npy"
    assert main(["embed", str(tmp_path / "in.txt"), "--out", str(out), "--model", tiny, "--query", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["texts"], made["dims"], made["dtype"]) == (3, 8, "float32")
    expected = qa.embed(["solar panels", "", "a refund"], model=tiny, query=True)
    np.testing.assert_allclose(np.load(out), expected, atol=1e-6)
    (tmp_path / "in.jsonl").write_text('{"text": "太阳能板"}\n', encoding="utf-8")
    assert main(["embed", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "o.jsonl"), "--model", tiny]) == 0
    row = json.loads((tmp_path / "o.jsonl").read_text(encoding="utf-8"))
    assert row["text"] == "太阳能板" and len(row["vector"]) == 8


@pytest.mark.parametrize(
    ("content", "out", "complaint"),
    [
        ("", "o.npy", "no text"),
        ("{}\n", "o.npy", "line 1"),
        ("[1]\n", "o.npy", "line 1"),
        ('{"text": "a"}\n', "o.csv", "must end in"),
        ('{"text": "a"}\n', "nowhere/o.npy", "cannot be written"),
    ],
)
def test_bad_files_are_told_in_one_line(
    content: str, out: str, complaint: str, tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text(content)
    assert main(["embed", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / out), "--model", tiny]) == 1
    assert complaint in capsys.readouterr().err
    assert not (tmp_path / out).exists()


def test_similarity_on_the_command_line(tiny: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similarity", "one text", "太阳", "--model", tiny, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["texts"] == ["one text", "太阳"] and shown["cosines"][0][0] == pytest.approx(1, abs=1e-5)
    assert main(["similarity", "one text", "太阳", "--model", tiny]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("  1   1.00")


def test_pictures_and_words_in_one_file(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An image model takes both, in the order of the lines; words that look like a path stay words."""
    from PIL import Image

    tiny_clip(home / "models" / "clip-ViT-B-32")
    picture = Image.new("RGB", (40, 30), "red")
    picture.save(tmp_path / "red.png")
    rows = [{"text": "red"}, {"image": "red.png"}, {"text": str(tmp_path / "red.png")}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out.npy"
    assert main(["embed", str(tmp_path / "in.jsonl"), "--out", str(out), "--model", "clip-ViT-B-32", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["model"].startswith("clip-ViT-B-32@") and made["texts"] == 3
    stored = np.load(out)
    expected = qa.embed(["red", picture, str(tmp_path / "red.png")], model="clip-ViT-B-32")
    np.testing.assert_allclose(stored, expected, atol=1e-5)
    assert np.abs(stored[1] - stored[2]).max() > 1e-3
    with pytest.raises(InvalidRequest, match="image model"):
        qa.embed([picture])
    (tmp_path / "in.jsonl").write_text('{"image": "nowhere.png"}\n')
    assert main(["embed", str(tmp_path / "in.jsonl"), "--out", str(out), "--model", "clip-ViT-B-32"]) == 1
