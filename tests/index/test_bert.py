"""Questions without torch: the same vectors, and nothing heavy loaded on their way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelError
from qa.index import bert, catalogue, encoders
from qa.index.lazy import LazyEncoder
from tests.index.test_encoders import TEXTS
from tests.models import tiny_model

QUESTIONS = [
    *TEXTS,
    "怎么重置密码？",
    "كيف أعيد تعيين كلمة المرور؟",
    "ERR_4012",
    "café  ÅNGSTRÖM",
    "👍🏽 \u200d",
    "a" * 40_000,
]

ASK = """
import json, sys
from pathlib import Path
from qa.index import encoders
encoder = encoders.load("all-MiniLM-L6-v2", home=Path(sys.argv[1]))
vectors = encoder.encode_queries(["How many days of leave?"])
heavy = {"torch", "sklearn", "transformers", "sentence_transformers", "scipy"}
print(json.dumps([encoder.key, vectors.shape, sorted(heavy & set(sys.modules))]))
"""


def test_vectors_are_those_of_torch(home: Path) -> None:
    """Whatever the script or length of a question, to float32 rounding."""
    encoder = encoders.load("all-MiniLM-L6-v2", home=home)
    assert isinstance(encoder, LazyEncoder)
    alone = encoder.encode_queries(QUESTIONS)
    assert alone.dtype == np.float32
    whole = encoder._whole()
    assert (whole.key, whole.dims, whole.trust) == (encoder.key, encoder.dims, encoder.trust)
    np.testing.assert_allclose(alone, whole.encode_queries(QUESTIONS), atol=2e-6)
    np.testing.assert_allclose(alone, encoder.encode_queries(QUESTIONS), atol=2e-6)


def test_question_needs_neither_torch_nor_sklearn(home: Path) -> None:
    """In a process of its own, since this one has loaded all of them."""
    done = subprocess.run([sys.executable, "-c", ASK, str(home)], capture_output=True, text=True, check=True)
    key, shape, heavy = json.loads(done.stdout)
    assert key == catalogue.key("all-MiniLM-L6-v2", home) and shape == [1, 384] and heavy == []


def test_only_what_is_understood_fits(tmp_path: Path) -> None:
    """Other pooling, other architectures, or no fast tokenizer: torch does those."""
    folder = tiny_model(tmp_path / "tiny")
    assert not bert.fits(folder)  # it has a vocabulary, but no tokenizer.json
    (folder / "tokenizer.json").write_text("{}")
    assert bert.fits(folder)
    (folder / "config.json").write_text(json.dumps({"model_type": "distilbert", "hidden_act": "gelu"}))
    assert not bert.fits(folder)
    other = tiny_model(tmp_path / "cls", pooling="cls")
    (other / "tokenizer.json").write_text("{}")
    assert not bert.fits(other)
    assert not bert.fits(tmp_path / "nothing")


def test_damaged_folder_is_a_model_error(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "tiny")
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be read"):
        bert.Bert(folder)
