"""Why a picture or passage was found: said in words, and marked on the picture. Pure."""

from __future__ import annotations

from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence

from qa.language import term_spans
from qa.search import alike
from qa.types import Hit, Picture, Reason, TextBox

BOXED = 12
"""Lines marked on a picture at most."""
NAMED = 8
"""Matched words named at most."""


def boxed(picture: Picture, tokens: Ids[str]) -> tuple[TextBox, ...]:
    """Return the lines on a picture that hold telling words of a question, those with most of them first."""
    found = [(sum(s.end - s.start for s in term_spans(box.text, tokens)), box) for box in picture.boxes]
    held = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
    most = held[0][0] if held else 0
    return tuple(box for letters, box in held[:BOXED] if letters >= most / 4)


def of_passage(hit: Hit, lines: str) -> tuple[Reason, ...]:
    """Say what of a picture led to a passage: the words read on it (``lines``), if it was they; else nothing."""
    return (Reason("words", _matched(hit)),) if lines and hit.terms else (Reason("meaning"),) if lines else ()


def of_picture(
    picture: Picture,
    twin: alike.Twin | None,
    hit: Hit | None,
    tokens: Ids[str],
    lists: Mapping[str, Sequence[str]],
) -> tuple[Reason, ...]:
    """Say why a picture was found, the strongest reason first.

    ``twin``: it is the same as one asked with; ``hit``: the passage on it that answers a question of these ``tokens``;
    ``lists``: the ids of pictures found by "meaning" and by "look".
    """
    reasons: list[Reason] = []
    if twin is not None:
        reasons.append(Reason("mirrored" if twin.mirrored else "same"))
    if hit is not None:
        read = hit.passage.locator.ocr is not None or bool(boxed(picture, tokens))
        reasons.append(Reason("words" if read else "described", _matched(hit)))
    if picture.id in lists.get("meaning", ()):
        reasons.append(Reason("meaning"))
    if picture.id in lists.get("look", ()):
        reasons.append(Reason("look"))
    return tuple(reasons)


def _matched(hit: Hit) -> str:
    words = dict.fromkeys(hit.passage.text[span.start : span.end] for span in hit.terms)
    return ", ".join(list(words)[:NAMED])
