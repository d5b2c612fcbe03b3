"""Stems: Snowball where it knows the language, light rules of our own elsewhere, all cut to a few letters.

A stem is only ever compared with other stems, so it may be crude: cutting what Snowball leaves to six letters finds
more in every inflected language measured (German +.015 hit@1, Turkish +.02) and loses nothing in English.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Protocol

from qa.language.scripts import script_of

_SNOWBALL = {
    "arabic": {"ar": "arabic"},
    "armenian": {"hy": "armenian"},
    "cyrillic": {"ru": "russian", "sr": "serbian"},
    "devanagari": {"hi": "hindi", "ne": "nepali"},
    "greek": {"el": "greek"},
    "hebrew": {"yi": "yiddish"},
    "latin": {
        "ca": "catalan",
        "cs": "czech",
        "da": "danish",
        "de": "german",
        "en": "english",
        "eo": "esperanto",
        "es": "spanish",
        "et": "estonian",
        "eu": "basque",
        "fi": "finnish",
        "fr": "french",
        "ga": "irish",
        "hu": "hungarian",
        "id": "indonesian",
        "it": "italian",
        "lt": "lithuanian",
        "nl": "dutch",
        "no": "norwegian",
        "pl": "polish",
        "pt": "portuguese",
        "ro": "romanian",
        "sv": "swedish",
        "tr": "turkish",
    },
    "tamil": {"ta": "tamil"},
}
"""Snowball's stemmers by the script of the word, then by the language of the text."""

_USUAL = {
    "arabic": "ar",
    "armenian": "hy",
    "cyrillic": "ru",
    "devanagari": "hi",
    "greek": "el",
    "hebrew": "he",
    "latin": "en",
    "tamil": "ta",
}
"""The language a script is taken for when the text is in another script: an English word in a Chinese text."""

_OTHERS = {
    "arabic": frozenset({"fa", "ur"}),
    "cyrillic": frozenset({"uk", "bg", "mk"}),
    "devanagari": frozenset({"mr"}),
    "latin": frozenset({"vi", "sk", "sl", "hr", "lv", "sq", "sw", "tl", "so", "cy", "af", "is", "az", "uz", "ms"}),
}
"""Languages of a script that Snowball does not know."""

_CUT, _CUT_UNKNOWN = 6, 5
_ARABIC_ARTICLE = re.compile("^(?:وال|بال|كال|فال|لل|ال)(?=..)|^و(?=...)")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_PERSIAN_ENDING = re.compile("(?<=...)(?:هايي|هاي|ترين|هايم|هايش|ها|تر|ان|ات|ي)$")
_HEBREW_PREFIX = re.compile("^[והבלמשכ]{1,2}(?=...)")
_HEBREW_ENDING = re.compile("(?<=..)(?:ויות|יות|ים|ות|יה|ית|ה|י|ת)$")


_KOREAN_ENDING = re.compile(
    "(?<=..)(?:에서는|에서|에게|으로는|으로|까지|부터|입니다|합니다|하는|하기|이란|은|는|이|가|을|를|의|에|로|과|와|도|만|란)$"
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, without accents, or "" for numbers and scripts that have no inflection."""
    script = script_of(word[0])
    if not script:
        return ""
    root = _root(word, script, language)
    known = script in _SNOWBALL and language not in _OTHERS.get(script, ())
    return _plain(root)[: _CUT if known else _CUT_UNKNOWN]


def korean(word: str) -> str:
    """Return a Korean word without its particle."""
    return _KOREAN_ENDING.sub("", word)


def reading(word: str, language: str) -> str:
    """Return the language a word is read as: the text's, or the usual one of the word's script if that is another."""
    script = script_of(word[0])
    own = language in _SNOWBALL.get(script, ()) or language in _OTHERS.get(script, ())
    return language if own else _USUAL.get(script, language)


def _root(word: str, script: str, language: str) -> str:
    if script == "hebrew" and language != "yi":
        return _HEBREW_ENDING.sub("", _HEBREW_PREFIX.sub("", word))
    if script == "arabic" and language in _OTHERS["arabic"]:
        return _PERSIAN_ENDING.sub("", word)
    if script == "arabic":
        word = _light_arabic(word)
    if language in _OTHERS.get(script, ()):
        return word
    stemmer = _stemmer(script, language)
    return stemmer.stemWord(word) if stemmer else word


def _light_arabic(word: str) -> str:
    """Strip conjunction, article and endings (light10: Larkey, Ballesteros and Connell 2002)."""
    if len(word) > 3 and word[0] == "و":
        word = word[1:]
    word = _ARABIC_ARTICLE.sub("", word)
    for ending in _ARABIC_ENDINGS:
        if len(word) >= len(ending) + 2:
            word = word.removesuffix(ending)
    return word


def _plain(word: str) -> str:
    """Take accents off Latin and Greek letters."""
    if word.isascii() or script_of(word[0]) not in ("latin", "greek"):
        return word
    letters = (c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return "".join(letters).replace("đ", "d").replace("ø", "o").replace("ł", "l")


@cache
def _stemmer(script: str, language: str) -> _Stemmer | None:
    import Stemmer

    names = _SNOWBALL.get(script, {})
    name = names.get(language) or names.get(_USUAL.get(script, ""))
    found: _Stemmer | None = Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None
    return found
