"""`qa distill`: what was typed reaches the run, and no run is begun over another by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from sentence_transformers import SentenceTransformer

from qa.errors import InvalidRequest, ModelError
from qa.learn.distill import DistillSettings
from qa.learn.teaching import teach
from qa.learn.trim import trim
from tests.learn.test_distill import STAGES
from tests.learn.tiny import FOREIGN, make_donor, make_teacher, sentences, translated, write_parallel


def _quiet(_: str) -> None:
    pass


def test_chosen_languages_are_taught(tmp_path: Path, home: Path) -> None:
    """A short course in one language of two, with the teacher named by its folder, and then none over it."""
    data, teacher = write_parallel(tmp_path / "data"), make_teacher(tmp_path / "teacher")
    course = DistillSettings(teacher, stages=STAGES, pieces={"de": 200}, rehearsal=512, english_first=200)
    said: list[str] = []
    out = teach(data, tmp_path / "out", home=home, languages=["de"], rounds=1, settings=course, log=said.append)
    assert (out / "model.safetensors").is_file() and (out / "modules.json").is_file()
    assert sum(line.startswith("round ") for line in said) == 2
    with pytest.raises(InvalidRequest, match="is there already"):
        teach(data, out, home=home, settings=course, log=_quiet)


def test_a_model_can_be_its_own_teacher(tmp_path: Path, home: Path) -> None:
    """One of another family's vocabulary goes on from itself; a teacher that cuts English otherwise is refused."""
    data, teacher = write_parallel(tmp_path / "data"), make_teacher(tmp_path / "teacher")
    (tmp_path / "donor").mkdir()
    donor = make_donor(tmp_path / "donor", [*sentences(), *(translated(one, FOREIGN, " ") for one in sentences())])
    model = trim(donor, data, tmp_path / "model", log=_quiet)
    out = teach(data, tmp_path / "out", home=home, start=str(model), languages=["de"], rounds=1, log=_quiet)
    assert (out / "tokenizer.json").read_bytes() == (model / "tokenizer.json").read_bytes()
    english = sentences()[:60:3]
    foreign = [translated(one, FOREIGN, " ") for one in english]
    near = []
    for folder in (model, out):
        encoder = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
        near.append(float((encoder.encode(english) * encoder.encode(foreign)).sum(axis=1).mean()))
    assert near[1] > near[0]
    with pytest.raises(InvalidRequest, match="cut English differently"):
        teach(data, tmp_path / "other", home=home, start=str(model), teacher=str(teacher), log=_quiet)


def test_mistakes_are_told_before_anything_is_done(tmp_path: Path, home: Path) -> None:
    data = write_parallel(tmp_path / "data")
    with pytest.raises(InvalidRequest, match="no parallel text"):
        teach(tmp_path, tmp_path / "out", home=home, log=_quiet)
    with pytest.raises(InvalidRequest, match="no file for fr"):
        teach(data, tmp_path / "out", home=home, languages=["fr"], log=_quiet)
    with pytest.raises(ModelError):
        teach(data, tmp_path / "out", home=home, teacher="no-such-teacher", log=_quiet)
    with pytest.raises(InvalidRequest, match="--start"):
        teach(data, tmp_path / "out", home=home, wide=10, log=_quiet)
    (tmp_path / "out.work").mkdir()
    with pytest.raises(InvalidRequest, match="--resume"):
        teach(data, tmp_path / "out", home=home, log=_quiet)
