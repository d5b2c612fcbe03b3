"""The built-in model as it ships (weights of 4 or 8 bits, small in git) and as it is used (a plain float32 folder).

A matrix W that was made of 4-bit numbers is stored as such: each 32 numbers of a row as whole numbers from -8 to 7 and
one 16-bit scale, which gives back every bit of it. Any other one is stored as signed bytes B and one scale a row:
W[i] ≈ B[i] · s[i], s[i] = max|W[i]| / 127. Used as it lies, such a table would load silently wrong, so the packed
file has a name that no loader takes for a model. The tokenizer is stored compressed.
"""

import gzip
import json
import os
import shutil
import tempfile
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError
from qa.index.weights import digest, sha256

PACKED = "weights.packed.safetensors"
PLAIN = "model.safetensors"
MANIFEST = "manifest.json"
TOKENIZER = "tokenizer.json"
COMPRESSED = TOKENIZER + ".gz"
SCALE = ".scale"
BLOCK = 32
"""Numbers of a row that share a scale, where they are of 4 bits."""
LEAST_BYTES = 4096
_BYTES_A_NUMBER = 5.1
"""Room on the disk for each number: four bytes in the plain weights, one in the graph that is made of them (see
``qa.index.graph``), and what stands beside them."""

Floats = NDArray[np.float32]
Weights = dict[str, NDArray[Any]]


def expand(shipped: Path, target: Path, sha256: str = "") -> Path:
    """Write the shipped model to `target` as a plain float32 sentence-transformers folder, whole or not at all.

    A target that is there already is kept. `sha256` is what the plain weights must have, if that is known. Raises
    ModelError if the shipped file is not the published one, or one of another release, or the disk has no room.
    """
    from safetensors import SafetensorError

    if (target / PLAIN).exists():
        return target
    sums = _manifest(shipped)
    if sha256 and sums["expanded"] != sha256:
        raise ModelError(
            f"The model in {shipped} is of another release than this program, which was updated while it ran, or only "
            "in part: start Askwell again."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _check_room(shipped, target.parent)
        _check(shipped / PACKED, sums["packed"])
        _expand(shipped, target, sums["expanded"])
    except (OSError, SafetensorError) as exc:
        raise ModelError(f"The built-in model could not be unpacked to {target.parent} ({exc}).") from exc
    return target


def _expand(shipped: Path, target: Path, expected: str) -> None:
    from safetensors.numpy import load_file, save_file

    fresh = Path(tempfile.mkdtemp(prefix=target.name + ".", dir=target.parent))
    try:
        _copy_plain_files(shipped, fresh)
        if (fresh / COMPRESSED).exists():
            (fresh / TOKENIZER).write_bytes(gzip.decompress((fresh / COMPRESSED).read_bytes()))
            (fresh / COMPRESSED).unlink()
        save_file(unpacked(load_file(shipped / PACKED)), fresh / PLAIN, metadata={"format": "pt"})
        if digest(fresh) != expected:
            raise ModelError(
                f"{shipped} is not the published model (its SHA-256 differs); fetch the project's files again."
            )
        _put(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def pack(plain: Path, shipped: Path) -> Path:
    """Write a plain sentence-transformers folder in the form that ships; `expand` gives it back."""
    from safetensors.numpy import load_file, save_file

    shipped.mkdir(parents=True, exist_ok=True)
    _copy_plain_files(plain, shipped)
    if (shipped / TOKENIZER).exists():
        (shipped / COMPRESSED).write_bytes(gzip.compress((shipped / TOKENIZER).read_bytes(), 9, mtime=0))
        (shipped / TOKENIZER).unlink()
    small = packed(load_file(plain / PLAIN))
    save_file(small, shipped / PACKED)
    with tempfile.TemporaryDirectory() as name:
        _copy_plain_files(shipped, Path(name))
        save_file(unpacked(small), Path(name) / PLAIN, metadata={"format": "pt"})
        sums = {"packed": sha256(shipped / PACKED), "expanded": digest(Path(name))}
    (shipped / MANIFEST).write_text(json.dumps(sums, indent=1) + "\n", "utf-8")
    return shipped


def packed(whole: Weights) -> Weights:
    """Turn every large matrix into whole numbers and their scales (as `name.scale`); the rest stays float32."""
    small: Weights = {}
    for name, weight in whole.items():
        weight = weight.astype(np.float32)
        if weight.ndim != 2 or weight.size < LEAST_BYTES:
            small[name] = weight
            continue
        small[name], small[name + SCALE] = _four_bits(weight) or eight_bits(weight)
    return small


def unpacked(small: Weights) -> Weights:
    """Turn packed weights back into float32 (byte for byte the same on every machine)."""
    whole: Weights = {}
    for name in sorted(small):
        if name.endswith(SCALE):
            continue
        numbers, scale = small[name], small.get(name + SCALE)
        if scale is None:
            whole[name] = numbers.astype(np.float32)
        elif numbers.dtype == np.uint8:
            whole[name] = _from_four_bits(numbers, scale)
        else:
            whole[name] = numbers.astype(np.float32) * scale.astype(np.float32)
    return whole


def eight_bits(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return a matrix W as signed bytes B and scales s, shape (rows, 1): W[i] ≈ B[i] · s[i]."""
    scale = np.abs(weight).max(axis=1, keepdims=True) / np.float32(127)
    return np.rint(weight / np.maximum(scale, np.float32(1e-30))).astype(np.int8), scale


def _four_bits(weight: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]] | None:
    """Return two numbers a byte, shape (rows, columns / 2), and scales, shape (rows, columns / 32), or None if inexact.

    The number of a block that is furthest from 0 is to be -8, as in the Q4_0 format of ggml.
    """
    if weight.shape[1] % BLOCK:
        return None
    blocks = weight.reshape(len(weight), -1, BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scale = (furthest / np.float32(-8)).astype(np.float16)
    steps = np.divide(blocks, scale.astype(np.float32), out=np.zeros_like(blocks), where=scale != 0)
    numbers = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8).reshape(len(weight), -1)
    pairs, scales = numbers[:, ::2] | (numbers[:, 1::2] << 4), scale[:, :, 0]
    return (pairs, scales) if np.array_equal(_from_four_bits(pairs, scales), weight) else None


def _from_four_bits(numbers: NDArray[np.uint8], scale: NDArray[Any]) -> Floats:
    pairs = np.stack([numbers & 15, numbers >> 4], axis=2).astype(np.float32) - np.float32(8)
    blocks = pairs.reshape(len(numbers), -1, BLOCK) * scale.astype(np.float32)[:, :, None]
    whole: Floats = blocks.reshape(len(numbers), -1)
    return whole


def _manifest(shipped: Path) -> dict[str, str]:
    try:
        sums: dict[str, str] = json.loads((shipped / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise ModelError(f"{shipped} is not a shipped model: {MANIFEST} is missing or unreadable.") from exc
    return sums


def _check_room(shipped: Path, folder: Path) -> None:
    """Raise ModelError where the disk has no room for the plain model, before any of it is written."""
    from safetensors import safe_open

    if not (shipped / PACKED).exists():
        return
    numbers = 0
    with safe_open(shipped / PACKED, "np") as file:
        for name in file.keys():  # noqa: SIM118 — it is no dict
            part = file.get_slice(name)
            numbers += prod(part.get_shape()) * (2 if part.get_dtype() == "U8" else 1)
    needed, free = _BYTES_A_NUMBER * numbers, shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"There is no room for the built-in model in {folder}: unpacked it takes {needed / 2**20:,.0f} MB, and "
            f"{free / 2**20:,.0f} MB are free; make room on that disk, or set QA_HOME to a folder on another."
        )


def _check(path: Path, expected: str) -> None:
    if not path.exists():
        raise ModelError(f"{path} is missing; fetch the project's files again.")
    if sha256(path) != expected:
        raise ModelError(f"{path} is not the published file (its SHA-256 differs); fetch the project's files again.")


def _copy_plain_files(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file() and path not in {source / name for name in (PACKED, PLAIN, MANIFEST)}:
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.relative_to(source))


def _put(fresh: Path, target: Path) -> None:
    """Rename the finished folder into place; where another process was first, its folder stays."""
    try:
        os.chmod(fresh, 0o755)
        os.replace(fresh, target)
    except OSError:
        if not (target / PLAIN).exists():
            raise
