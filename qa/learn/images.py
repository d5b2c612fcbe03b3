"""Measure search among pictures: the same picture again, and, with an image model, words to pictures and back.

A set is a folder with ``captions.jsonl`` (``{"id", "file", "captions": {"en": [...], …}}``) or ``labels.jsonl``
(``{"id", "file", "label"}``), also gzipped, and the pictures in ``img/``.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import InvalidRequest
from qa.ingest.figure import figure
from qa.search import alike
from qa.types import Fingerprints, Matrix, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from qa.index.sight import Sight

RANKS = (1, 5, 10)
_LISTS = ("captions.jsonl", "captions.jsonl.gz", "labels.jsonl", "labels.jsonl.gz")
_LINE = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a set and what is said of it, by language."""

    file: Path
    captions: Mapping[str, tuple[str, ...]]


def sets(folder: Path) -> list[Path]:
    """Return the sets in a folder: itself, or its folders that are one."""
    return [place for place in (folder, *sorted(folder.iterdir())) if _list(place)] if folder.is_dir() else []


def evaluate(
    folder: Path, *, sight: Sight | None = None, limit: int | None = None, progress: Callable[[str], None] = print
) -> Iterator[_LINE]:
    """Yield a line a measure of each set in a folder; without an image model only how well a picture is found again.

    Raises:
        InvalidRequest: a picture that the list names is not there.
    """
    for place in sets(folder):
        shown = _read(place)[:limit]
        progress(f"{place.name}: {len(shown)} pictures")
        yield from _again(place.name, shown)
        if sight is not None:
            yield from _both_ways(place.name, shown, sight, progress)


# --- the same picture again ------------------------------------------------------------------------------------------


def _again(name: str, shown: Sequence[Shown]) -> Iterator[_LINE]:
    pictures = [_described(_open(one.file), str(at)) for at, one in enumerate(shown)]
    rows = [alike.fingerprint(picture) for picture in pictures]
    known = Fingerprints(
        tuple(picture.id for picture in pictures),
        np.concatenate([row.hashes for row in rows]),
        np.concatenate([row.mirrored for row in rows]),
        np.concatenate([row.looks for row in rows]),
    )
    for change, make in CHANGES.items():
        found = wrong = 0
        for at, one in enumerate(shown):
            ids = {t.id for t in alike.twins(_described(make(_open(one.file)), ""), frozenset(), known, _unread)}
            found += str(at) in ids
            wrong += len(ids - {str(at)})
        yield {
            "set": name,
            "measure": "the same picture",
            "change": change,
            "pictures": len(shown),
            "found": found / len(shown),
            "false_pairs": wrong,
        }


def _unread(ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    return {}


def _described(picture: Image, name: str) -> Picture:
    return replace(figure(picture.convert("RGB"), name).picture, id=name)


def _recoded(picture: Image) -> Image:
    from PIL import Image as images

    content = io.BytesIO()
    picture.convert("RGB").save(content, "JPEG", quality=30)
    return images.open(content)


def _brighter(picture: Image) -> Image:
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(picture).enhance(1.3)


def _mirrored(picture: Image) -> Image:
    from PIL import ImageOps

    return ImageOps.mirror(picture)


CHANGES: Mapping[str, Callable[[Any], Any]] = {
    "none": lambda picture: picture,
    "JPEG quality 30": _recoded,
    "half size": lambda picture: picture.resize((max(1, picture.width // 2), max(1, picture.height // 2))),
    "grey": lambda picture: picture.convert("L"),
    "brightness ×1.3": _brighter,
    "mirrored": _mirrored,
}


# --- words and pictures ----------------------------------------------------------------------------------------------


def _both_ways(name: str, shown: Sequence[Shown], sight: Sight, progress: Callable[[str], None]) -> Iterator[_LINE]:
    pictures = np.concatenate([sight.encode_pictures([_open(one.file)]) for one in shown])
    for language in sorted({language for one in shown for language in one.captions}):
        said = [(at, text) for at, one in enumerate(shown) for text in one.captions.get(language, ())]
        progress(f"{name}: {len(said)} captions in {language}")
        owners = np.array([at for at, _ in said])
        cosines = sight.encode_texts([text for _, text in said]) @ pictures.T
        about = {"set": name, "model": sight.key, "language": language}
        yield {**about, "measure": "words find pictures", "queries": len(said), **_recalls(cosines, owners)}
        asked = np.unique(owners)
        yield {**about, "measure": "pictures find words", "queries": len(asked), **_back(cosines.T, owners, asked)}


def _recalls(cosines: Matrix, owners: np.ndarray[Any, Any]) -> dict[str, float]:
    """Return the share of rows whose own column is among the first k."""
    own = cosines[np.arange(len(owners)), owners]
    ranks = (cosines > own[:, None]).sum(axis=1) + 1
    return {f"recall@{k}": float(np.mean(ranks <= k)) for k in RANKS}


def _back(cosines: Matrix, owners: np.ndarray[Any, Any], asked: np.ndarray[Any, Any]) -> dict[str, float]:
    """Return the share of pictures for which one of their own captions is among the first k."""
    best = np.array([cosines[at, owners == at].max() for at in asked])
    ranks = (cosines[asked] > best[:, None]).sum(axis=1) + 1
    return {f"recall@{k}": float(np.mean(ranks <= k)) for k in RANKS}


# --- reading ---------------------------------------------------------------------------------------------------------


def _list(folder: Path) -> Path | None:
    if not (folder / "img").is_dir():
        return None
    return next((folder / name for name in _LISTS if (folder / name).is_file()), None)


def _read(folder: Path) -> list[Shown]:
    listed = _list(folder)
    assert listed is not None
    raw = listed.read_bytes()
    text = (gzip.decompress(raw) if listed.suffix == ".gz" else raw).decode("utf-8")
    shown = []
    for row in map(json.loads, filter(str.strip, text.splitlines())):
        file = next((p for p in (folder / row["file"], folder / "img" / row["file"]) if p.is_file()), None)
        if file is None:
            raise InvalidRequest(f"{listed} names {row['file']}, which is not there.")
        captions = row.get("captions") or {"en": [f"a photo of a {row['label']}"]}
        shown.append(Shown(file, {language: tuple(texts) for language, texts in captions.items()}))
    return shown


def _open(file: Path) -> Image:
    from PIL import Image as images

    with images.open(file) as picture:
        return picture.convert("RGB")
