from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qa.errors import ModelError
from qa.index import weights


def folder_of(place: Path, content: bytes = b"weights") -> Path:
    """Make what looks like a model folder from outside; nothing here opens the weights."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "config.json").write_text("{}")
    (place / "model.safetensors").write_bytes(content)
    return place


def test_fingerprint_is_remembered_until_the_file_changes(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours", b"one")
    first = weights.fingerprint(ours, home)
    memory = home / "models" / "weights.json"
    memory.write_text(memory.read_text().replace(first, "f" * 64))
    assert weights.fingerprint(ours, home) == "f" * 64, "read from memory, not hashed again"
    os.utime(ours / "model.safetensors", ns=(1, 1))
    assert weights.fingerprint(ours, home) == first == weights.digest(ours)


def test_fingerprint_survives_a_damaged_memory(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours")
    (home / "models").mkdir(parents=True)
    (home / "models" / "weights.json").write_text("{ not json")
    assert weights.fingerprint(ours, home) == weights.digest(ours)


def test_digest_covers_every_module(tmp_path: Path) -> None:
    """A Dense layer after the transformer has weights of its own."""
    ours = folder_of(tmp_path / "ours")
    alone = weights.digest(ours)
    (ours / "modules.json").write_text(json.dumps([{"path": ""}, {"path": "2_Dense"}]))
    assert weights.digest(ours) == alone
    (ours / "2_Dense").mkdir()
    (ours / "2_Dense" / "pytorch_model.bin").write_bytes(b"dense")
    assert weights.digest(ours) != alone


def test_digest_of_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model in"):
        weights.digest(tmp_path)


def test_sharded_weights_are_hashed_in_full(tmp_path: Path) -> None:
    """An index file that names shards is not the weights."""
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors.index.json").write_text("{}")
    for number in (1, 2):
        (tmp_path / f"model-0000{number}-of-00002.safetensors").write_bytes(bytes([number]))
    before = weights.digest(tmp_path)
    assert [file.name[:11] for file in weights.weight_files(tmp_path)] == ["model-00001", "model-00002"]
    (tmp_path / "model-00002-of-00002.safetensors").write_bytes(b"changed")
    assert weights.digest(tmp_path) != before


def test_folder_is_found_by_its_digest(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours")
    assert weights.find(weights.digest(ours)[:8], home) is None, "never seen under this home"
    start = weights.fingerprint(ours, home)[:8]
    assert weights.find(start, home) == ours
    (ours / "model.safetensors").write_bytes(b"other")
    assert weights.find(start, home) is None
