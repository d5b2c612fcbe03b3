"""Tokens for keyword search: words, stems, pieces of unspaced scripts, and identifiers.

Measured on public question sets (BM25 alone, hit@1): characters and pairs of them beat pairs alone in Chinese and
Japanese; words beside their stems survive a wrongly guessed language; function words without a stem weigh half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from qa.language import names
from qa.language.scripts import UNSPACED, char_class, fold, marks, may_be_marked
from qa.language.stems import korean, reading, stem
from qa.language.stopwords import stop_words

STEM = "~"
"""Stands before every stem, so that a stem is never taken for a word."""

Pieces = tuple[tuple[str, int, int], ...]
_CACHED = 24
_SPELLING = str.maketrans(dict(zip("أإآٱىیئکةۀؤё", "ااااييي\u0643\u0647\u0647\u0648е", strict=True)))
_WORD, _PLAIN_WORD = re.compile(r"\w+"), re.compile(r"\w+", re.ASCII)
_UNSPELT = re.compile("[\u064b-\u0655\u0670\u0591-\u05c7\u093c]")
_ASKING = re.compile(
    "为什么|為什麼|什么|什麼|怎么样|怎麼樣|怎么|怎麼|怎样|怎樣|(?<!比)如何|哪个|哪個|哪些|哪里|哪裡|哪里|哪种|哪種|(?<!任)何时|(?<!任)何時|多少|请问|請問"
    "|どのように|どうすれば|どうやって|どのくらい|どこ|どの|どんな|なぜ|ですか|ますか|でしょうか|ください|教えて"
)
_KANA = re.compile("[\u3041-\u30ff]")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]{3,}")
_BELOW = "\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u0f71-\u0fbc"
CLUSTER = re.compile(f"[เ-ไເ-ໄ]?[^{_BELOW}][{_BELOW}]*|.")


def tokens(text: str, language: str = "") -> list[str]:
    """Return the index tokens of a passage, with repeats.

    Every word gives itself and its stem (``~`` before it; function words have none), Han, kana and the scripts of
    South-East Asia give units and pairs of them, Korean words give their stem and pairs, identifiers stay whole
    and give their parts as well.
    """
    found: list[str] = []
    folded = fold(text)
    for run in runs(folded).findall(folded):
        found += [piece[0] for piece in pieces(run, language)]
    for name in names.parts(text):
        found += forms(name, language)
    return found


def query_tokens(text: str, language: str = "") -> list[str]:
    """Return the distinct tokens of a question, in order.

    They are those of ``tokens``, but without the question words of Chinese and Japanese (their characters mean other
    things in passages) unless there is nothing else.
    """
    asked = tokens(_ASKING.sub(" ", text), language)
    return list(dict.fromkeys(asked or tokens(text, language)))


def identifiers(text: str) -> list[str]:
    """Return the codes, versions, file and variable names in the text, folded, distinct, in order."""
    return names.identifiers(text)


def forms(name: str, language: str) -> tuple[str, ...]:
    """Return the tokens that a part of an identifier gives."""
    return _forms(name, language) if name.isalpha() else (name,)


def runs(text: str) -> re.Pattern[str]:
    """Return the pattern of the runs of letters, marks and digits in this text, which is quicker where no marks are."""
    if text.isascii():
        return _PLAIN_WORD
    return _marked() if may_be_marked().search(text) else _WORD


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(rf"[\w{marks()}]+")


@cache
def _script_run() -> re.Pattern[str]:
    below = ("thai", "lao", "khmer", "myanmar", "tibetan")
    return re.compile(
        rf"(?P<han>[{char_class('han', 'hiragana', 'katakana')}]+)|(?P<hangul>[{char_class('hangul')}]+)"
        rf"|(?P<below>[{char_class(*below)}]+)|(?P<word>[^{char_class(*UNSPACED, 'hangul')}_]+)"
    )


def pieces(run: str, language: str) -> Pieces:
    """Return the tokens that a run gives, each with its stretch in it."""
    return _kept_pieces(run, language) if len(run) <= _CACHED else _made_pieces(run, language)


def _made_pieces(run: str, language: str) -> Pieces:
    """Return the tokens of a run of letters, marks and digits, each with its stretch."""
    found: list[tuple[str, int, int]] = []
    for part in _script_run().finditer(run):
        text, start = part[0], part.start()
        match part.lastgroup:
            case "han":
                (_add_japanese if _KANA.search(text) else _add_grams)(found, text, start)
            case "hangul":
                _add_korean(found, text, start)
            case "below":
                _add_grams(found, CLUSTER.findall(text), start)
            case _:
                found += [(form, start, part.end()) for form in _forms(text, language)]
    return tuple(found)


_kept_pieces = lru_cache(maxsize=50_000)(_made_pieces)


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return a word in its usual spelling, and its stem."""
    if word.isascii() or not _UNSPELT.search(word):
        spelt = word.translate(_SPELLING)
    else:
        spelt = _UNSPELT.sub("", word).translate(_SPELLING) or word
    if word in stop_words(reading(word, language)):
        return (spelt,)
    root = stem(spelt, language) if len(spelt) > 1 else ""
    return (spelt, STEM + root) if root else (spelt,)


def _add_korean(found: list[tuple[str, int, int]], word: str, start: int) -> None:
    """Add a Korean word's stem and pairs of its syllables; function words and single syllables stay whole."""
    if len(word) == 1 or word in stop_words("ko"):
        found.append((word, start, start + len(word)))
        return
    found.append((STEM + korean(word), start, start + len(word)))
    _add_grams(found, word, start, single=False)


def _add_japanese(found: list[tuple[str, int, int]], run: str, start: int) -> None:
    """Add characters but no single kana, pairs, and whole words in katakana (marked as stems: they may be cut)."""
    grams: list[tuple[str, int, int]] = []
    _add_grams(grams, run, start)
    found += [gram for gram in grams if len(gram[0]) > 1 or len(run) == 1 or not _KANA.match(gram[0])]
    found += [(STEM + word[0], start + word.start(), start + word.end()) for word in _KATAKANA.finditer(run)]


def _add_grams(found: list[tuple[str, int, int]], units: Sequence[str], start: int, *, single: bool = True) -> None:
    """Add units and pairs of neighbouring units."""
    before, at = "", start
    for unit in units:
        end = at + len(unit)
        if before:
            found.append((before + unit, at - len(before), end))
        if single:
            found.append((unit, at, end))
        before, at = unit, end
