"""Stems: Snowball where it knows the language, light rules of our own elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from qa.language.scripts import script_of

_SNOWBALL = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "no": "norwegian",
    "fa": "persian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_SCRIPTS = {
    "ar": "arabic",
    "fa": "arabic",
    "ur": "arabic",
    "he": "hebrew",
    "yi": "hebrew",
    "hy": "armenian",
    "el": "greek",
    "hi": "devanagari",
    "ne": "devanagari",
    "mr": "devanagari",
    "ru": "cyrillic",
    "uk": "cyrillic",
    "bg": "cyrillic",
    "sr": "cyrillic",
    "ta": "tamil",
}
_DEFAULT = {
    "latin": "en",
    "cyrillic": "ru",
    "arabic": "ar",
    "devanagari": "hi",
    "greek": "el",
    "armenian": "hy",
    "tamil": "ta",
}


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, or "" where no stemmer knows its script.

    The stemmer is the language's own if the word is in the language's script, else the script's most usual one: an
    English word in a Chinese text is stemmed as English.
    """
    script = script_of(word[0])
    if not script or len(word) < 2:
        return ""
    own = _SCRIPTS.get(language, "latin" if language in _SNOWBALL else "")
    chosen = language if own == script else _DEFAULT.get(script, "")
    stemmer = _stemmer(chosen)
    return str(stemmer.stemWord(word)) if stemmer else ""


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None
