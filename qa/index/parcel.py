"""Models as parcels: a folder or zip that was carried here is looked through before anything of it is kept.

What comes in is data from elsewhere. Only files a model needs are taken; weights are safetensors, or a
``pytorch_model.bin`` that holds nothing but tensors; no code in any form. A model appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from qa.errors import ModelError
from qa.index import cards, weights

LABEL = "askwell-model.json"
"""In an exported zip: the model's name and Hub id."""

_SUFFIXES = frozenset({".json", ".txt", ".model", ".safetensors", ".md"})
_PICKLED = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,99}")
_MOST_BYTES = 16 * 2**30
_MOST_FILES = 1_000
_MOST_RATIO = 200
"""A file that unpacks to more than this many times its size, and is no small one, is a bomb."""
_SMALL = 10 * 2**20
_CHUNK = 2**20


def wanted(path: str) -> bool:
    """Tell whether a file of a model's folder is one that is needed: settings, vocabulary, weights, its card."""
    name = PurePosixPath(path).name
    hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    return not hidden and (PurePosixPath(path).suffix in _SUFFIXES or _PICKLED.fullmatch(name) is not None)


def export(folder: Path, name: str, out: Path) -> Path:
    """Write a model as a zip that ``bring`` takes on another machine; the zip appears whole or not at all.

    Raises:
        ModelError: it cannot be written.
    """
    known = cards.card(name)
    draft = out.with_name(f".{out.name}.draft")
    label = {"name": name, "hub": known.hub if known else ""}
    try:
        with zipfile.ZipFile(draft, "w") as archive:
            archive.writestr(LABEL, json.dumps(label))
            for file in sorted(folder.rglob("*")):
                if file.is_file() and wanted(file.relative_to(folder).as_posix()):
                    archive.write(file, f"{name}/{file.relative_to(folder).as_posix()}")
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ModelError(f"“{out}” cannot be written: {error.strerror}.") from error
    return out


def bring(path: Path, home: Path, name: str = "") -> str:
    """Take a model from a zip or a folder into ``home/models``; return the name it has there.

    ``name`` is by default what the zip's label, its one folder, or the folder itself says.

    Raises:
        ModelError: it is no model, holds what no model needs to hold, or there is one of that name already.
    """
    (home / "models").mkdir(parents=True, exist_ok=True)
    with _draft(home / "models") as fresh:
        found = _from_folder(path, fresh) if path.is_dir() else _from_zip(path, fresh)
        chosen = name or found
        if not _NAME.fullmatch(chosen):
            raise ModelError(f"“{chosen}” cannot be a model's name: use letters, digits, dots and dashes (--name).")
        check(fresh, chosen)
        settle(fresh, home / "models" / chosen)
    return chosen


def settle(fresh: Path, target: Path) -> None:
    """Put a finished folder in its place.

    Raises:
        ModelError: there is one already.
    """
    if target.exists():
        raise ModelError(f"There is a model called {target.name} already: remove it first, or choose another name.")
    os.chmod(fresh, 0o755)
    fresh.replace(target)


def check(folder: Path, name: str) -> None:
    """Look a model's folder through: settings that can be read, no code to run, weights that are only numbers.

    Raises:
        ModelError: something is wrong with it.
    """
    for file in folder.rglob("*.json"):
        settings = _json(file)
        if isinstance(settings, dict) and "auto_map" in settings:
            raise ModelError(f"This model wants to run code of its own ({file.name}); such models are not taken.")
    for module in _json(folder / "modules.json") if (folder / "modules.json").is_file() else []:
        _check_module(module)
    files = weights.weight_files(folder)
    if not files:
        raise ModelError("This is no model: it needs config.json or modules.json, and weights as model.safetensors.")
    for file in files:
        weights.check(file)
    known = cards.card(name)
    if known and known.sha256 and weights.digest(folder) != known.sha256:
        raise ModelError(f"These weights are not the published ones of {known.name}; give the model another name.")


def _check_module(module: Any) -> None:  # noqa: ANN401 — whatever the file holds
    if not isinstance(module, dict) or not str(module.get("type", "")).startswith("sentence_transformers."):
        raise ModelError("This model has parts that are not of sentence-transformers; such models are not taken.")
    if not _inside(str(module.get("path", ""))):
        raise ModelError("modules.json of this model points outside its folder; such models are not taken.")


@contextmanager
def _draft(models: Path) -> Iterator[Path]:
    fresh = Path(tempfile.mkdtemp(prefix=".incoming-", dir=models))
    try:
        yield fresh
    except OSError as error:
        raise ModelError(f"The model could not be copied: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _from_folder(path: Path, fresh: Path) -> str:
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    kept = {name: file for file in files if wanted(name := file.relative_to(path).as_posix())}
    _check_size(sum(file.stat().st_size for file in kept.values()), len(kept), fresh)
    for name, file in kept.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, fresh / name)
    return path.resolve().name


def _from_zip(path: Path, fresh: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path, fresh)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ModelError(f"“{path.name}” is no zip that can be opened ({error}).") from error
    except FileNotFoundError as error:
        raise ModelError(f"There is no file or folder {path}.") from error


def _unpack(archive: zipfile.ZipFile, path: Path, fresh: Path) -> str:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        _check_member(member)
    label = _label(archive, members)
    kept = [member for member in members if wanted(member.filename) and member.filename != LABEL]
    _check_size(sum(member.file_size for member in kept), len(members), fresh)
    tops = {member.filename.split("/")[0] for member in kept}
    strip = len(tops) == 1 and all("/" in member.filename for member in kept)
    for member in kept:
        target = fresh / (member.filename.split("/", 1)[1] if strip else member.filename)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
    return label or (tops.pop() if strip else path.stem)


def _check_member(member: zipfile.ZipInfo) -> None:
    if not _inside(member.filename):
        raise ModelError(f"The zip holds a file that would land outside its folder ({member.filename[:80]!r}).")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ModelError(f"The zip holds a link or device ({member.filename[:80]!r}), which no model needs.")
    if member.file_size > _SMALL and member.file_size > _MOST_RATIO * max(1, member.compress_size):
        raise ModelError(f"“{member.filename[:80]}” unpacks to {member.file_size // 2**20} MB: a zip bomb.")


def _label(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    found = next((m for m in members if m.filename == LABEL and m.file_size < _CHUNK), None)
    if found is None:
        return ""
    try:
        return str(json.loads(archive.read(found))["name"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{LABEL} in the zip cannot be read.") from error


def _check_size(size: int, files: int, place: Path) -> None:
    if size > _MOST_BYTES or files > _MOST_FILES:
        raise ModelError(f"This holds {files} files and {size // 2**20} MB: too much for a model.")
    if size > shutil.disk_usage(place).free:
        raise ModelError(f"The disk has no room for {size // 2**20} MB.")


def _inside(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not name.startswith(("/", "\\")) and ".." not in parts and ":" not in name and "\0" not in name


def _json(file: Path) -> Any:  # noqa: ANN401 — whatever the file holds
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{file.name} of this model cannot be read ({error}).") from error
