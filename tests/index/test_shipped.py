"""The shipped form of a model: small, checked, and expanded whole or not at all."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from qa.errors import ModelError
from qa.index import shipped


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder like sentence-transformers', with one large matrix and two small weights."""
    folder = tmp_path / "plain"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "1_Pooling" / "config.json").write_text("{}", "utf-8")
    (folder / "config.json").write_text("{}", "utf-8")
    rng = np.random.default_rng(0)
    weights = {"table": rng.normal(size=(512, 64)), "bias": rng.normal(size=64), "types": rng.normal(size=(2, 64))}
    weights["table"][7] = 0
    save_file({name: weight.astype(np.float32) for name, weight in weights.items()}, folder / "model.safetensors")
    return folder


def test_expanding_gives_the_weights_back(plain: Path, tmp_path: Path) -> None:
    """Matrices come back within half a step of 1/127 of their row's largest value; small weights exactly."""
    expanded = shipped.expand(shipped.pack(plain, tmp_path / "small"), tmp_path / "home" / "model")
    old, new = load_file(plain / "model.safetensors"), load_file(expanded / "model.safetensors")
    step = np.abs(old["table"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(old["table"] - new["table"]) <= step * 0.5001).all()
    assert np.array_equal(old["bias"], new["bias"]) and np.array_equal(old["types"], new["types"])
    assert new["table"].dtype == np.float32
    assert (expanded / "1_Pooling" / "config.json").exists()


def test_the_shipped_folder_is_smaller_and_no_loader_takes_it_for_a_model(plain: Path, tmp_path: Path) -> None:
    """A quarter of the bytes, and no model.safetensors that would load silently wrong."""
    small = shipped.pack(plain, tmp_path / "small")
    assert not (small / "model.safetensors").exists()
    assert (small / shipped.PACKED).stat().st_size < 0.4 * (plain / "model.safetensors").stat().st_size


def test_a_damaged_file_is_refused_and_leaves_nothing(plain: Path, tmp_path: Path) -> None:
    """One changed byte: a clear error, and neither target nor half-made folder."""
    small = shipped.pack(plain, tmp_path / "small")
    data = bytearray((small / shipped.PACKED).read_bytes())
    data[-1] ^= 1
    (small / shipped.PACKED).write_bytes(data)
    with pytest.raises(ModelError, match="not the published file"):
        shipped.expand(small, tmp_path / "home" / "model")
    assert list((tmp_path / "home").glob("*")) == [] if (tmp_path / "home").exists() else True


def test_a_disk_without_room_is_told_before_anything_is_written(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is needed: five bytes a number, for the weights and the graph made of them."""
    small = shipped.pack(plain, tmp_path / "small")
    full = shutil.disk_usage(tmp_path)._replace(free=2**16)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(ModelError, match=r"There is no room .* takes 0 MB, and 0 MB are free"):
        shipped.expand(small, tmp_path / "home" / "model")
    assert list((tmp_path / "home").iterdir()) == []


def test_a_disk_that_refuses_is_told(plain: Path, tmp_path: Path) -> None:
    """Whatever the system says, it is an error of ours."""
    small = shipped.pack(plain, tmp_path / "small")
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(ModelError, match="could not be unpacked"):
        shipped.expand(small, tmp_path / "home" / "model")


def test_a_folder_without_manifest_is_no_shipped_model(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(ModelError, match="is not a shipped model"):
        shipped.expand(tmp_path, tmp_path / "target")


def test_expanding_again_keeps_what_is_there(plain: Path, tmp_path: Path) -> None:
    """The second call touches nothing."""
    small = shipped.pack(plain, tmp_path / "small")
    target = shipped.expand(small, tmp_path / "model")
    (target / "mark").write_text("kept", "utf-8")
    assert shipped.expand(small, target) == target
    assert (target / "mark").exists()


def test_packed_weights_expand_to_the_same_bytes_everywhere(plain: Path, tmp_path: Path) -> None:
    """Two expansions agree byte for byte, so one published SHA-256 checks them all."""
    small = shipped.pack(plain, tmp_path / "small")
    one, two = (shipped.expand(small, tmp_path / name) for name in ("one", "two"))
    assert shipped.sha256(one / "model.safetensors") == shipped.sha256(two / "model.safetensors")


def test_what_was_made_of_four_bits_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    """Each 32 numbers of a row: whole numbers from -8 to 7, of which one is -8, times a 16-bit scale of either sign."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(-8, 8, (300, 4, 32))
    numbers[:, :, 5] = -8
    scale = rng.normal(size=(300, 4, 1)).astype(np.float16)
    scale[3] = 0
    table = (numbers * scale.astype(np.float32)).reshape(300, 128).astype(np.float32)
    small = shipped.packed({"table": table, "other": table + np.float32(1e-4)})
    assert small["table"].dtype == np.uint8 and small["table"].shape == (300, 64)
    assert small["other"].dtype == np.int8 and small["other"].shape == (300, 128)
    assert np.array_equal(shipped.unpacked(small)["table"], table)


def test_the_tokenizer_ships_compressed(plain: Path, tmp_path: Path) -> None:
    """And is the same when it is expanded."""
    (plain / "tokenizer.json").write_text('{"pieces": ["' + "退款" * 500 + '"]}', "utf-8")
    small = shipped.pack(plain, tmp_path / "small")
    assert not (small / "tokenizer.json").exists()
    assert (small / shipped.COMPRESSED).stat().st_size < 200
    expanded = shipped.expand(small, tmp_path / "model")
    assert (expanded / "tokenizer.json").read_bytes() == (plain / "tokenizer.json").read_bytes()
    assert not (expanded / shipped.COMPRESSED).exists()
