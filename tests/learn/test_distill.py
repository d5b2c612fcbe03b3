"""The whole recipe on a tiny teacher: it learns, it can be stopped, and what comes out is a plain model folder."""

from pathlib import Path

import numpy as np
import pytest

from qa.learn.curriculum import Mix
from qa.learn.distill import DistillSettings, Stage, distill
from tests.learn.tiny import CHINESE, make_teacher, sentences, translated, write_parallel

MIX = Mix(items=200, english=0.1, long=0.05, longest=20, tokens=400)
STAGES = (Stage(2, 1e-2, 0.0, MIX), Stage(2, 1e-2, 1e-3, MIX, pairs=48, averaged=True))


def _settings(teacher: Path, stages: tuple[Stage, ...] = STAGES) -> DistillSettings:
    return DistillSettings(
        teacher, stages=stages, pieces={"de": 200, "zh": 200}, rehearsal=2048, english_first=1000, weights={"zh": 2.0}
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parallel(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="module")
def made(data: Path, teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return distill(data, tmp_path_factory.mktemp("out") / "model", settings=_settings(teacher), log=_quiet)


def test_a_translation_finds_its_english(made: Path) -> None:
    """After a few rounds a Chinese sentence's nearest English sentence is mostly its own."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(made), local_files_only=True, device="cpu")
    english = sentences()[::7]
    theirs = model.encode([translated(one, CHINESE, "") for one in english], normalize_embeddings=True)
    scores = theirs @ model.encode(english, normalize_embeddings=True).T
    assert (scores.argmax(axis=1) == np.arange(len(english))).mean() > 0.5
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


def _quiet(_: str) -> None: ...


def test_settings_are_told_apart_from_the_log(made: Path) -> None:
    """The folder holds nothing but what sentence-transformers needs."""
    names = {path.name for path in made.rglob("*") if path.is_file()}
    assert {"model.safetensors", "modules.json", "tokenizer.json", "config.json"} <= names
    assert not any(name.startswith("checkpoint") for name in names)
