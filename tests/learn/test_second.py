"""A second, multilingual teacher: the student that starts from it, and the targets that both make."""

import json
from pathlib import Path

import numpy as np
import pytest
import tokenizers
import torch
from safetensors.numpy import load_file

from qa.errors import InvalidRequest
from qa.learn.distill import DistillSettings
from qa.learn.donor import rows_for, transplant
from qa.learn.parallel import parallel_files, read_lines
from qa.learn.reading import Course
from qa.learn.teachers import Joint
from qa.learn.teaching import teach
from tests.learn.tiny import make_donor

COURSE = Course(
    steps=20, places=512, warm=2, foreign=0.5, questions=0.5, together=8, others=16, longest=60, near=0.99999, drawn=256
)


@pytest.fixture(scope="module")
def donor(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [side for path in parallel_files(data).values() for row in read_lines(path) for side in row.split("\t")[:2]]
    return make_donor(tmp_path_factory.mktemp("donor"), lines)


def test_each_piece_starts_from_the_pieces_that_the_donor_cuts_it_into(donor: Path, teacher: Path) -> None:
    theirs, ours = (tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (donor, teacher))
    table = load_file(donor / "model.safetensors")["embeddings.word_embeddings.weight"]
    rows = rows_for(ours, theirs, table)
    assert rows.shape == (ours.get_vocab_size(), table.shape[1])
    parts = [part.id for part in theirs.model.tokenize("house")]
    assert np.allclose(rows[ours.token_to_id("house")], table[parts].mean(axis=0))
    assert np.allclose(rows[ours.token_to_id("[CLS]")], table[theirs.token_to_id("<s>")])
    assert np.allclose(rows[ours.token_to_id("[PAD]")], table[theirs.token_to_id("<pad>")])


def test_a_transplanted_student_has_every_other_layer_and_loads_anywhere(
    donor: Path, teacher: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    made = transplant(donor, teacher, tmp_path / "student", layers=2)
    assert json.loads((made / "config.json").read_text("utf-8"))["num_hidden_layers"] == 2
    theirs, ours = (load_file(folder / "model.safetensors") for folder in (donor, made))
    name = "encoder.layer.{}.output.dense.weight"
    assert np.array_equal(ours[name.format(0)], theirs[name.format(0)])
    assert np.array_equal(ours[name.format(1)], theirs[name.format(2)])
    vectors = SentenceTransformer(str(made), local_files_only=True, device="cpu").encode(["the red cat", "a dog"])
    assert vectors.shape == (2, 16) and np.isfinite(vectors).all()


def test_two_teachers_that_differ_by_a_rotation_agree() -> None:
    """The second is the first, turned and shifted: the targets have the first one's cosines, guesses are near them."""
    rng = torch.Generator().manual_seed(0)
    first = torch.nn.functional.normalize(torch.randn(400, 8, generator=rng), dim=-1)
    turn, _ = torch.linalg.qr(torch.randn(8, 8, generator=rng))
    second = first @ turn + 3.0
    joint = Joint.fitted(first, second, 0.5)
    targets = joint.target(first, second)
    assert torch.allclose(targets @ targets.T, first @ first.T, atol=0.1)
    assert (joint.guess(second) * targets).sum(1).min() > 0.99
    assert torch.allclose(targets.norm(dim=1), torch.ones(400), atol=1e-5)


def test_a_course_of_two_teachers_brings_translations_near_to_their_targets(
    data: Path, teacher: Path, donor: Path, tmp_path: Path
) -> None:
    """Texts of all kinds are read; what comes out is a whole model with the vocabulary that `start` has."""
    said: list[str] = []
    settings = DistillSettings(teacher, teacher, course=COURSE)
    made = teach(
        data,
        tmp_path / "model",
        home=tmp_path,
        start="given by the settings",
        second=str(donor),
        wide=COURSE.steps,
        settings=settings,
        log=said.append,
    )
    last = next(line for line in reversed(said) if line.startswith(f"step {COURSE.steps}:"))
    assert all(kind in last for kind in ("text", "joined", "foreign", "question"))
    assert (tmp_path / "model.work" / "second.npz").exists()
    assert tokenizers.Tokenizer.from_file(str(made / "tokenizer.json")).get_vocab_size() > 20


def test_a_second_teacher_is_for_wide_lessons(data: Path, teacher: Path, donor: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="--wide"):
        teach(data, tmp_path / "out", home=tmp_path, teacher=str(teacher), second=str(donor), log=print)
