"""The built-in model's making: pieces are left out, the mean is taken away, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from qa.learn.trim import chosen, trim
from tests.learn.tiny import FOREIGN, make_donor, sentences, translated, write_parallel


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [*sentences(), *(translated(one, FOREIGN, " ") for one in sentences())]
    return make_donor(tmp_path_factory.mktemp("donor"), texts)


def _quiet(_: str) -> None: ...


def _mean_of_tokens(donor: Path, text: str) -> np.ndarray:
    import torch
    from transformers import AutoModel

    ids = Tokenizer.from_file(str(donor / "tokenizer.json")).encode(text).ids
    with torch.inference_mode():
        states = AutoModel.from_pretrained(donor)(input_ids=torch.tensor([ids])).last_hidden_state
    return np.asarray(states[0].mean(0))


def test_with_all_pieces_only_the_mean_is_taken_away(donor: Path, tmp_path: Path) -> None:
    """What is left of the donor's mean of tokens, at unit length."""
    size = Tokenizer.from_file(str(donor / "tokenizer.json")).get_vocab_size()
    out = trim(donor, write_parallel(tmp_path / "data"), tmp_path / "out", pieces=size, log=_quiet)
    name = "encoder.layer.3.output.LayerNorm.bias"
    mean = load_file(donor / "model.safetensors")[name] - load_file(out / "model.safetensors")[name]
    texts = sentences()[:40:4]
    plain = np.array([_mean_of_tokens(donor, text) for text in texts])
    wanted = (plain - mean) / np.linalg.norm(plain - mean, axis=1, keepdims=True)
    found = SentenceTransformer(str(out), local_files_only=True, device="cpu").encode(texts)
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert np.linalg.norm((plain - mean).mean(0)) < 0.7 * np.linalg.norm(plain.mean(0))


def test_pieces_nobody_meets_are_left_out(donor: Path, tmp_path: Path) -> None:
    """Fewer rows, the ends still where they were, and English cut as before."""
    said: list[str] = []
    before = Tokenizer.from_file(str(donor / "tokenizer.json"))
    out = trim(donor, write_parallel(tmp_path / "data"), tmp_path / "out", pieces=30, log=said.append)
    after = Tokenizer.from_file(str(out / "tokenizer.json"))
    assert after.get_vocab_size() == 30 < before.get_vocab_size()
    assert f"30 of {before.get_vocab_size()} pieces kept" in said
    text = sentences()[0]
    assert after.encode(text).tokens == before.encode(text).tokens
    assert after.encode(text).tokens[0] == "<s>" and after.encode(text).tokens[-1] == "</s>"
    assert SentenceTransformer(str(out), local_files_only=True, device="cpu").encode([text]).shape == (1, 16)


def test_single_letters_and_marks_stay_and_a_language_counts_by_its_share() -> None:
    """A short text's frequent piece comes before a long text's rare one."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "long", "short", "rare", "z", "<mask>"]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -3.0, -3.0, -9.0, 0.0]
    counts = {
        "de": np.array([0, 0, 0, 0, 9_000, 0, 1_000, 0, 0]),
        "th": np.array([0, 0, 0, 0, 0, 10, 0, 0, 0]),
    }
    kept = chosen(list(zip(pieces, scores, strict=True)), counts, 8)
    assert [pieces[row] for row in kept] == ["<s>", "<pad>", "</s>", "<unk>", "long", "short", "z", "<mask>"]
