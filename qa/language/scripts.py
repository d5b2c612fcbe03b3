"""Writing systems, and the folding that makes two spellings of a text comparable."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from importlib.resources import files

RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "latin": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)),
    "greek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "cyrillic": ((0x400, 0x52F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "armenian": ((0x530, 0x58F),),
    "hebrew": ((0x590, 0x5FF), (0xFB1D, 0xFB4F)),
    "arabic": ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    "devanagari": ((0x900, 0x97F), (0xA8E0, 0xA8FF)),
    "bengali": ((0x980, 0x9FF),),
    "gurmukhi": ((0xA00, 0xA7F),),
    "gujarati": ((0xA80, 0xAFF),),
    "oriya": ((0xB00, 0xB7F),),
    "tamil": ((0xB80, 0xBFF),),
    "telugu": ((0xC00, 0xC7F),),
    "kannada": ((0xC80, 0xCFF),),
    "malayalam": ((0xD00, 0xD7F),),
    "sinhala": ((0xD80, 0xDFF),),
    "thai": ((0xE00, 0xE7F),),
    "lao": ((0xE80, 0xEFF),),
    "tibetan": ((0xF00, 0xFFF),),
    "myanmar": ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "georgian": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    "ethiopic": ((0x1200, 0x139F),),
    "khmer": ((0x1780, 0x17FF),),
    "hangul": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
    "hiragana": ((0x3040, 0x309F),),
    "katakana": ((0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)),
    "han": ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
}
"""Code point ranges, both ends included, of the letters of each writing system."""

_BASIC = 0xFFFF
"""The last code point of the basic plane."""

UNSPACED = ("han", "hiragana", "katakana", "thai", "lao", "khmer", "myanmar", "tibetan")
"""Writing systems that put no spaces between words."""


def char_class(*scripts: str) -> str:
    """Return the inside of a regular expression's character class for these writing systems."""
    return "".join(f"{chr(low)}-{chr(high)}" for script in scripts for low, high in RANGES[script])


@cache
def _marks() -> list[int]:
    return [p for p in range(0x300, 0x1E950) if unicodedata.category(chr(p)) in ("Mn", "Mc")]


@cache
def marks() -> str:
    """Return all combining marks as the inside of a character class; ``re`` does not count them as letters."""
    ranges: list[list[int]] = []
    for point in _marks():
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


@cache
def may_be_marked() -> re.Pattern[str]:
    """Find out quickly whether there may be combining marks in a text."""
    return _any_of("".join(map(chr, _marks())))


def _any_of(characters: str) -> re.Pattern[str]:
    """Match one of these characters, or any beyond the basic plane: a quick look whether there may be one.

    ``re`` tells by a table whether a character of the basic plane is in a class, but goes through those beyond it.
    """
    basic = "".join(re.escape(character) for character in sorted(characters) if ord(character) <= _BASIC)
    return re.compile(f"[{basic}{chr(_BASIC + 1)}-{chr(sys.maxunicode)}]")


@cache
def script_of(char: str) -> str:
    """Return the writing system of one letter, or "" for digits, punctuation and unknown ones."""
    point = ord(char)
    for script, ranges in RANGES.items():
        if any(low <= point <= high for low, high in ranges):
            return script if char.isalpha() or unicodedata.category(char)[0] == "M" else ""
    return ""


@cache
def _foldable() -> re.Pattern[str]:
    return _any_of("".join(map(chr, _folding())))


@cache
def _folding() -> dict[int, str | None]:
    """Map traditional characters to simplified ones (OpenCC's table), and letters that have several shapes to one."""
    table: dict[int, str | None] = {ord("ς"): "σ", ord("ı"): "i", 0x307: None, 0xAD: None}
    table |= dict.fromkeys((0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x640))
    table |= {ord("’"): "'", ord("‘"): "'", ord("‐"): "-", ord("‑"): "-"}
    path = files("opencc") / "dictionary" / "TSCharacters.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified:
            table[ord(traditional)] = sys.intern(simplified.split()[0])
    return table


def fold(text: str) -> str:
    """Fold width, case and variant letters: NFKC, lower case, traditional to simplified Chinese, no invisible marks."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKC", text).lower()
    if _foldable().search(lower):
        lower = lower.translate(_folding())
    return unicodedata.normalize("NFKC", lower)


def contains(text: str, phrase: str) -> bool:
    """Tell whether the phrase stands literally in the text, after folding both and their white space."""
    return " ".join(fold(phrase).split()) in " ".join(fold(text).split())
