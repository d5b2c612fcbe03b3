"""The built-in model as it ships (8-bit weights, small in git) and as it is used (a plain float32 folder).

A matrix W is stored as signed bytes B and one scale a row: W[i] ≈ B[i] · s[i], s[i] = max|W[i]| / 127. Used as it lies,
such a table would load silently wrong, so the packed file has a name that no loader takes for a model.
"""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError

PACKED = "weights.int8.safetensors"
PLAIN = "model.safetensors"
MANIFEST = "manifest.json"
SCALE = ".scale"
LEAST_BYTES = 4096

Weights = dict[str, NDArray[np.generic]]


def expand(shipped: Path, target: Path, sha256: str = "") -> Path:
    """Write the shipped model to `target` as a plain float32 sentence-transformers folder, whole or not at all.

    A target that is there already is kept. `sha256` is what the plain weights must have, if that is known. Raises
    ModelError if the shipped file is not the published one, or one of another release.
    """
    from safetensors.numpy import load_file, save_file

    if (target / PLAIN).exists():
        return target
    sums = _manifest(shipped)
    if sha256 and sums["expanded"] != sha256:
        raise ModelError(
            f"The model in {shipped} is of another release than this program, which was updated while it ran, or only "
            "in part: start Askwell again."
        )
    _check(shipped / PACKED, sums["packed"])
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=target.name + ".", dir=target.parent))
    try:
        _copy_plain_files(shipped, fresh)
        save_file(unpacked(load_file(shipped / PACKED)), fresh / PLAIN, metadata={"format": "pt"})
        _check(fresh / PLAIN, sums["expanded"])
        _put(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def pack(plain: Path, shipped: Path) -> Path:
    """Write a plain sentence-transformers folder in the form that ships; `expand` gives it back."""
    from safetensors.numpy import load_file, save_file

    shipped.mkdir(parents=True, exist_ok=True)
    _copy_plain_files(plain, shipped)
    small = packed(load_file(plain / PLAIN))
    save_file(small, shipped / PACKED)
    with tempfile.TemporaryDirectory() as folder:
        save_file(unpacked(small), Path(folder) / PLAIN, metadata={"format": "pt"})
        sums = {"packed": sha256(shipped / PACKED), "expanded": sha256(Path(folder) / PLAIN)}
    (shipped / MANIFEST).write_text(json.dumps(sums, indent=1) + "\n", "utf-8")
    return shipped


def packed(weights: Weights) -> Weights:
    """Turn every large matrix into bytes and a scale a row (as `name.scale`); the rest stays float32."""
    small: Weights = {}
    for name, weight in weights.items():
        if weight.ndim != 2 or weight.size < LEAST_BYTES:
            small[name] = weight.astype(np.float32)
            continue
        scale = np.abs(weight).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
        small[name] = np.rint(weight / np.maximum(scale, np.float32(1e-30))).astype(np.int8)
        small[name + SCALE] = scale
    return small


def unpacked(small: Weights) -> Weights:
    """Turn packed weights back into float32 (byte for byte the same on every machine)."""
    whole: Weights = {}
    for name in sorted(small):
        if name.endswith(SCALE):
            continue
        weight = small[name].astype(np.float32)
        whole[name] = weight * small[name + SCALE].astype(np.float32) if name + SCALE in small else weight
    return whole


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(shipped: Path) -> dict[str, str]:
    try:
        sums: dict[str, str] = json.loads((shipped / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise ModelError(f"{shipped} is not a shipped model: {MANIFEST} is missing or unreadable.") from exc
    return sums


def _check(path: Path, expected: str) -> None:
    if not path.exists():
        raise ModelError(f"{path} is missing; fetch the project's files again.")
    if sha256(path) != expected:
        raise ModelError(f"{path} is not the published file (its SHA-256 differs); fetch the project's files again.")


def _copy_plain_files(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.name not in {PACKED, PLAIN, MANIFEST}:
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
