"""What the arguments of ``qa`` may be: each function reads one, or says what is wrong with it."""

from __future__ import annotations

import argparse
from typing import Any

MODES = ("dense", "keyword", "hybrid", "confidence")
VARIED = ("model", "split", "weights", "dense", "power", "cover")
FAQ = ("question", "answer-too", "both")
PARTS = ("start", "answer", "models", "pictures", "adding", "questions")
SIZES = (1_000, 10_000, 100_000)
MOST = 100
"""Passages or pictures that can be asked for."""


def column(text: str) -> tuple[str, str]:
    """Return (role, heading) of ROLE=HEADING."""
    role, equals, heading = text.partition("=")
    if not equals or not heading:
        raise argparse.ArgumentTypeError(f"{text!r} is not ROLE=HEADING")
    return role, heading


def variant(text: str) -> dict[str, Any]:
    """Return another way to search, of WHAT=VALUE parts with commas between."""
    found: dict[str, Any] = {}
    for part in text.split(","):
        what, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or what not in VARIED:
            raise argparse.ArgumentTypeError(f"{part!r} is not WHAT=VALUE with one of {', '.join(VARIED)}")
        found[what] = value if what in ("model", "weights") else _tokens(value) if what == "split" else _weight(value)
    return found


def _tokens(text: str) -> tuple[int, int]:
    tokens, slash, overlap = text.partition("/")
    if not (tokens.isdecimal() and (overlap.isdecimal() or not slash)) or int(tokens) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not TOKENS/OVERLAP: write 120/20")
    return int(tokens), int(overlap or 0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def positive(text: str) -> int:
    """Return a whole number from 1."""
    return _whole(text, 1)


def hits(text: str) -> int:
    """Return how many passages or pictures are asked for, 1 to ``MOST``."""
    return _whole(text, 1, MOST)


def _whole(text: str, low: int, high: int | None = None) -> int:
    if not text.isdecimal() or int(text) < low or (high is not None and int(text) > high):
        to = "" if high is None else f" to {high}"
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low}{to}")
    return int(text)


def share(text: str) -> float:
    """Return a share, of 0.95 or 95%."""
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share: write 0.95 or 95%") from None
    return share


def port(text: str) -> int:
    """Return a port, 0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use 0 to 65535")
    return int(text)


def sizes(text: str) -> tuple[int, ...]:
    """Return whole numbers from 1 with commas between."""
    return tuple(positive(part) for part in text.split(","))


def codes(text: str) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parts(text: str) -> tuple[str, ...]:
    """Return parts of the bench."""
    parts = codes(text)
    for part in parts:
        if part not in PARTS:
            raise argparse.ArgumentTypeError(f"{part!r} is not one of {', '.join(PARTS)}")
    return parts


def modes(text: str) -> tuple[str, ...]:
    """Return ways to search."""
    modes = tuple(part.strip() for part in text.split(","))
    for mode in modes:
        if mode not in MODES:
            raise argparse.ArgumentTypeError(f"{mode!r} is not one of {', '.join(MODES)}")
    return modes
