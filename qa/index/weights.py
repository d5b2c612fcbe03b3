"""Where a model's weights lie, and their fingerprint: what tells one model from another without loading it.

Hashing 90 MB takes a tenth of a second or more, so fingerprints are remembered under the home by size and time.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from qa.errors import ModelError
from qa.index.pooling import WORDS

_WEIGHTS = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "pytorch_model.bin.index.json")


def weight_files(folder: Path) -> list[Path]:
    """Return the weight files of a sentence-transformers or transformers folder; empty when it is not a model.

    Looks in the folder, in the module folders that its ``modules.json`` names (a Dense layer has its own weights), and
    where weights of words are.
    """
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        return []
    return [file for place in _places(folder) for file in _weights_in(place)]


def digest(folder: Path) -> str:
    """Return the SHA-256 of the weights, as hex: of the file when there is one, of their digests when there are more.

    Raises:
        ModelError: the folder holds no weights, or they cannot be read.
    """
    files = weight_files(folder)
    if not files:
        raise ModelError(f"There is no model in {folder}; a model folder holds config.json and model.safetensors.")
    try:
        digests = [sha256(file) for file in files]
    except OSError as exc:
        raise ModelError(f"The model in {folder} cannot be read ({exc.strerror}); check its permissions.") from exc
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def fingerprint(folder: Path, home: Path) -> str:
    """Return ``digest(folder)``, from ``home/models/weights.json`` while the files keep their size and time."""
    stamp = _stamp(folder)
    known = _remembered(home)
    entry = known.get(str(folder))
    if stamp and entry is not None and entry.get("files") == stamp:
        return str(entry["sha256"])
    sha256 = digest(folder)
    _remember(home, {**known, str(folder): {"files": stamp, "sha256": sha256}})
    return sha256


def check(file: Path) -> None:
    """Make sure that a file of weights holds tensors and nothing else, without keeping them in memory.

    Raises:
        ModelError: it is torn, or a pickle that would run code when it is opened.
    """
    if file.suffix == ".safetensors":
        from safetensors import SafetensorError, safe_open

        try:
            safe_open(file, "np")
        except (OSError, SafetensorError) as exc:
            raise ModelError(f"The weights in {file.name} are damaged ({exc}); copy them again.") from exc
        return
    from pickle import UnpicklingError

    import torch

    try:
        torch.load(file, map_location="cpu", weights_only=True, mmap=True)
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, UnpicklingError) as exc:
        raise ModelError(
            f"{file.name} is a pickle with more than numbers in it, or an old one; weights as .safetensors are safe."
        ) from exc


def find(sha256_start: str, home: Path) -> Path | None:
    """Return a folder seen before whose weights still have a digest that starts so, or None."""
    for name, entry in _remembered(home).items():
        folder = Path(name)
        if not str(entry["sha256"]).startswith(sha256_start) or not weight_files(folder):
            continue
        if fingerprint(folder, home).startswith(sha256_start):
            return folder
    return None


def _places(folder: Path) -> list[Path]:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        paths = [str(module["path"]) for module in modules]
    except FileNotFoundError:
        paths = [""]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(f"modules.json in {folder} is damaged; copy the model folder again.") from exc
    return [folder / path for path in dict.fromkeys(["", *paths, WORDS])]


def _weights_in(place: Path) -> list[Path]:
    for name in _WEIGHTS:
        file = place / name
        if not file.is_file():
            continue
        shards = sorted(place.glob(f"{name.split('.')[0]}-*-of-*")) if name.endswith(".index.json") else []
        return shards or [file]
    return []


def sha256(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp(folder: Path) -> list[list[Any]]:
    stats = [(file.relative_to(folder).as_posix(), file.stat()) for file in weight_files(folder)]
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats]


def _remembered(home: Path) -> dict[str, dict[str, Any]]:
    try:
        known = json.loads((home / "models" / "weights.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(home: Path, known: dict[str, dict[str, Any]]) -> None:
    target = home / "models" / "weights.json"
    draft = target.with_name(f"weights.{os.getpid()}.json")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(known, indent=1), encoding="utf-8")
        draft.replace(target)
    except OSError:
        # Only a saving of time is lost: the weights are hashed again at the next start.
        draft.unlink(missing_ok=True)
