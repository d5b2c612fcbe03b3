"""The whole recipe on a tiny teacher: it learns, it can be stopped, and what comes out is a plain model folder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.learn.courses import Stage
from qa.learn.curriculum import Mix
from qa.learn.distill import DistillSettings, distill
from tests.learn.tiny import sentences, share_found, translated

MIX = Mix(items=200, english=0.1, long=0.05, longest=20, tokens=400)
STAGES = (Stage(2, 1e-2, 0.0, MIX), Stage(2, 1e-2, 1e-3, MIX, pairs=48, averaged=True))


def _settings(teacher: Path, stages: tuple[Stage, ...] = STAGES) -> DistillSettings:
    return DistillSettings(
        teacher, stages=stages, pieces={"de": 200, "zh": 200}, rehearsal=2048, english_first=1000, weights={"zh": 2.0}
    )


@pytest.fixture(scope="module")
def made(data: Path, teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return distill(data, tmp_path_factory.mktemp("out") / "model", settings=_settings(teacher), log=_quiet)


def test_a_translation_finds_its_english(made: Path) -> None:
    """After a few rounds a Chinese sentence's nearest English sentence is mostly its own."""
    from sentence_transformers import SentenceTransformer

    assert share_found(made) > 0.5
    model = SentenceTransformer(str(made), local_files_only=True, device="cpu")
    assert model.max_seq_length == 256


def test_a_stopped_run_ends_where_an_unbroken_one_does(data: Path, teacher: Path, made: Path, tmp_path: Path) -> None:
    """Stopping after the first stage and calling again gives the same weights, bit for bit."""
    from safetensors.numpy import load_file

    out = tmp_path / "model"
    distill(data, out, settings=_settings(teacher, STAGES[:1]), log=_quiet)
    said: list[str] = []
    distill(data, out, settings=_settings(teacher), log=said.append)
    assert "going on after round 2" in said
    whole, broken = load_file(made / "model.safetensors"), load_file(out / "model.safetensors")
    assert all(np.array_equal(whole[name], broken[name]) for name in whole)


def test_a_run_can_go_on_from_an_earlier_model(made: Path, teacher: Path, tmp_path: Path) -> None:
    """Its vocabulary stays, other texts than before are taught, and it gives their English better than it did."""
    from sentence_transformers import SentenceTransformer

    words = {
        "cat": "gatto",
        "dog": "cane",
        "red": "rosso",
        "blue": "blu",
        "house": "casa",
        "the": "il",
        "big": "grande",
    }
    words |= {"small": "piccolo", "sees": "vede", "and": "e", "runs": "corre"}
    rows = [f"{one}\t{translated(one, words, ' ')}" for one in sentences()]
    (tmp_path / "it.tsv").write_text("\n".join(rows[::2]) + "\n", "utf-8")
    (tmp_path / "it.words.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in words.items()), "utf-8")
    settings = replace(_settings(teacher), start=made, stages=(Stage(3, 1e-2, 1e-3, MIX, last=0.02),))
    more = distill(tmp_path, tmp_path / "model", settings=settings, log=_quiet)
    assert (more / "tokenizer.json").read_bytes() == (made / "tokenizer.json").read_bytes()
    asked = [row.partition("\t")[2] for row in rows[1::14]]
    english = [row.partition("\t")[0] for row in rows[1::14]]
    right = []
    for folder in (made, more):
        model = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
        scores = model.encode(asked, normalize_embeddings=True) @ model.encode(english, normalize_embeddings=True).T
        right.append((scores.argmax(axis=1) == np.arange(len(english))).mean())
    assert right[1] > max(0.3, 2 * right[0])


def _quiet(_: str) -> None: ...


def test_settings_are_told_apart_from_the_log(made: Path) -> None:
    """The folder holds nothing but what sentence-transformers needs."""
    names = {path.name for path in made.rglob("*") if path.is_file()}
    assert {"model.safetensors", "modules.json", "tokenizer.json", "config.json"} <= names
    assert not any(name.startswith("checkpoint") for name in names)
