"""The built-in model's last course: English moves towards the teacher, translations with it, the rest stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer

from qa.learn import lean
from qa.learn.trim import trim
from tests.learn.tiny import FOREIGN, make_donor, make_teacher, sentences, translated, write_parallel


def _quiet(_: str) -> None: ...


def test_where_texts_are_to_be() -> None:
    """With the whole share English is where the turned teacher has it; a pair keeps its difference."""
    random = np.random.default_rng(0)
    own = lean._unit(random.normal(size=(60, 8)).astype(np.float32))
    turn, _ = np.linalg.qr(random.normal(size=(8, 8)))
    english = np.arange(60) < 40
    partner = np.where((np.arange(60) >= 40) & (np.arange(60) < 50), np.arange(60) - 40, -1)
    texts = lean.Texts([""] * 60, english, partner)
    same = np.where(english[:, None], own @ turn.astype(np.float32), 0).astype(np.float32)
    centred = lean.targets(own, same, texts, 1.0)
    assert (centred[english] * own[english]).sum(1).mean() > 0.9
    assert np.array_equal(centred[50:], own[50:])
    wanted = lean.targets(own, lean._unit(random.normal(size=(60, 8)).astype(np.float32)), texts, 0.4)
    moved = wanted[:10] - own[:10]
    assert ((wanted[40:50] - own[40:50]) * moved).sum() > 0.5 * (moved**2).sum()
    np.testing.assert_allclose(np.linalg.norm(wanted, axis=1), 1, atol=1e-5)


def test_the_last_layers_learn_and_english_comes_nearer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small model and a small teacher: what is below stays as it is."""
    texts = [*sentences(), *(translated(one, FOREIGN, " ") for one in sentences())]
    (tmp_path / "donor").mkdir()
    donor, teacher = make_donor(tmp_path / "donor", texts), make_teacher(tmp_path / "teacher")
    data = write_parallel(tmp_path / "data")
    model = trim(donor, data, tmp_path / "model", log=_quiet)
    monkeypatch.setattr(lean, "RATE", 5e-3)
    monkeypatch.setattr(lean, "WARM", 2)
    said: list[str] = []
    out = lean.lean(model, teacher, data, tmp_path / "out", log=said.append)
    before, after = load_file(model / "model.safetensors"), load_file(out / "model.safetensors")
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed and all(
        name.startswith(("encoder.layer.1.", "encoder.layer.2.", "encoder.layer.3.")) for name in changed
    )
    read = lean.gathered(data)
    some = [read.texts[row] for row in np.flatnonzero(read.english)]
    old, new = (SentenceTransformer(str(one), local_files_only=True, device="cpu").encode(some) for one in (model, out))
    _, theirs = lean._read(_opened(teacher), teacher, some, 0)
    wanted = lean.targets(old, theirs, lean.Texts(some, np.ones(len(some), bool), np.full(len(some), -1)), lean.SHARE)
    assert 1 - (new * wanted).sum(1).mean() < 0.7 * (1 - (old * wanted).sum(1).mean())


def _opened(folder: Path) -> object:
    import torch
    from transformers import AutoModel

    return AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
