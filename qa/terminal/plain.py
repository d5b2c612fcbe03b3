"""Text on a terminal: made safe, measured in cells, wrapped, set in columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

BOLD, DIM, PLAIN = "\033[1m", "\033[2m", "\033[0m"

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Hindi and emoji need them."""


def visible(text: str) -> str:
    """Return text that cannot steer a terminal: control characters become blanks, invisible formatting goes."""
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == "\n" or char in _JOINERS:
        return char
    category = unicodedata.category(char)
    return " " if category in ("Cc", "Cs") else "" if category == "Cf" else char


def one_line(text: str) -> str:
    """Return text with its white space folded, safe to print."""
    return " ".join(visible(text).split())


def shorter(name: str, base: str) -> str:
    """Return a path as seen from the folder ``base``, when it lies in it."""
    return one_line(name.removeprefix(f"{base.rstrip('/')}/") if base else name)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns two blanks apart, the last one ragged."""
    if not rows:
        return ""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([*(c + " " * (w - cells(c)) for c, w in zip(row[:-1], widths, strict=False)), row[-1]])
        for row in rows
    )


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: two for each wide character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )


def count(number: int, noun: str) -> str:
    """Say how many: ``count(2, "file")`` is "2 files"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """Write a probability 0…1 for people; never 0% or 100%, which nobody knows."""
    return f"{min(max(round(100 * share), 1), 99)}%"


def styled(text: str, style: str, colour: bool) -> str:
    """Return text set in a style, where there is colour."""
    return f"{style}{text}{PLAIN}" if colour else text


def wrap(text: str, width: int, indent: str) -> str:
    """Wrap each line of a text; scripts written in wide characters get half as many a line."""
    wide = cells(text) > 1.3 * len(text)
    room = max(20, (width // 2 if wide else width) - len(indent))
    lines = [part for line in text.split("\n") if line.strip() for part in textwrap.wrap(line, room) or [""]]
    return "\n".join(indent + line for line in lines)
