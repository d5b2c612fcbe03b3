"""The labels that Word draws before list items and numbered headings: "•", "3.", "4.2", "(a)"."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from qa.ingest.package import child, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CHINESE = "〇一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts list items as they come, in document order."""

    def __init__(self, root: Element | None) -> None:
        """Read ``word/numbering.xml``; None gives no labels."""
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for node in root if root is not None else ():
            if local(node) == "abstractNum":
                self._levels[value(node, "abstractNumId") or ""] = _levels(node)
            elif local(node) == "num":
                self._abstract[value(node, "numId") or ""] = value(child(node, "abstractNumId")) or ""

    def label(self, number: str, level: int) -> str:
        """Return the label of the next item of a list at a level (0 the outermost), or ""."""
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if level not in levels:
            return ""
        style, text, start = levels[level]
        if style == "bullet":
            return "•"
        counts = self._counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if style == "none":
            return ""

        def numbered(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            kind, _, first = levels.get(at, ("decimal", "", 1))
            return _number(counts.get(at, first), kind if at == level else "decimal" if "hinese" not in kind else kind)

        return re.sub(r"%(\d)", numbered, text).strip()


def _levels(node: Element) -> dict[int, tuple[str, str, int]]:
    found = {}
    for level in node:
        if local(level) == "lvl":
            start = value(child(level, "start")) or "1"
            style = value(child(level, "numFmt")) or "decimal"
            text = value(child(level, "lvlText")) or ""
            found[_integer(value(level, "ilvl"))] = (style, text, _integer(start))
    return found


def _integer(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else 0


def _number(count: int, style: str) -> str:
    if style.endswith("Letter") and 0 < count <= 26 * 9:
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return text.upper() if style.startswith("upper") else text
    if style.endswith("Roman") and 0 < count < 40:
        text = _roman(count)
        return text.upper() if style.startswith("upper") else text
    if ("hinese" in style or "japanese" in style or style.startswith("ideograph")) and 0 < count < 100:
        tens, ones = divmod(count, 10)
        return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")
    return f"{count:02d}" if style == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        text += letters * (count // size)
        count %= size
    return text
