"""The pictures of an evaluation: how far confidence can be believed, and the figures a mode with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa.learn.canvas import Box, Dot, Drawing, Line, Words, drawable
from qa.types import PictureWords

SIDE, EDGE = 300, 52
"""The side of the square in which confidence is drawn, and the margin around it."""
LABEL, WIDTH, ROW, GAP = 150, 260, 17, 16
"""Of the figures: room for their names, width of the scale, height of a row, and room between two figures."""
SHOWN = ("hit@1", "hit@5", "mrr@10", "ndcg@10", "recall@10")

Figures = Sequence[Mapping[str, Any]]
_PLAIN = PictureWords()


def reliability(bins: Sequence[Sequence[float]], title: str, said: PictureWords = _PLAIN) -> Drawing:
    """Draw bins (share of all, mean probability, share right): on the diagonal, confidence means what it says."""
    drawn = Drawing(SIDE + 2 * EDGE, SIDE + 2 * EDGE, title)
    drawn.add(Words((EDGE, 26), _short(title, 44), 14, "ink"))
    _square(drawn, bins, (EDGE, EDGE), said)
    return drawn


def overview(lines: Figures, title: str, other: Figures = (), said: PictureWords = _PLAIN) -> Drawing:
    """Draw the figures a mode, as dots with their intervals, and beside them how far confidence can be believed.

    ``other`` are the figures of another way to search: rings below the dots.
    """
    bins = next((line["reliability"] for line in lines if "reliability" in line), None)
    rows = len(lines) * (2 if other else 1)
    tall = 74 + len(SHOWN) * (rows * ROW + GAP) + 34
    left = LABEL + WIDTH + 40
    drawn = Drawing(left + (SIDE + 2 * EDGE if bins else 20), max(tall, 60 + SIDE + EDGE + 14) if bins else tall, title)
    drawn.add(Words((20, 28), _short(title, 60 if bins else 44), 15, "ink"))
    _legend(drawn, lines, other, said)
    _scale(drawn, 74 + len(SHOWN) * (rows * ROW + GAP))
    for number, name in enumerate(SHOWN):
        _figure(drawn, name, 74 + number * (rows * ROW + GAP), lines, other, said)
    if bins:
        _square(drawn, bins, (left + EDGE, 60), said)
    return drawn


def named(said: PictureWords) -> PictureWords:
    """Return the words for a PNG: the plain ones where this machine has no font for those given."""
    every = [said.confidence, said.right, said.first, *said.modes.values(), *said.figures.values()]
    return said if drawable("".join(every)) else replace(_PLAIN, second=said.second)


def titled(drawn: Drawing) -> Drawing:
    """Return a drawing without the words that this machine has no font for."""
    kept = [shape for shape in drawn.shapes if not isinstance(shape, Words) or drawable(shape.text)]
    return replace(drawn, shapes=kept)


def _square(drawn: Drawing, bins: Sequence[Sequence[float]], corner: tuple[float, float], said: PictureWords) -> None:
    left, top = corner

    def at(p: float, right: float) -> tuple[float, float]:
        return left + SIDE * p, top + SIDE * (1 - right)

    drawn.add(Box(corner, (left + SIDE, top + SIDE), "rule"), Line(at(0, 0), at(1, 1), "soft", 1, 4))
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawn.add(Line(at(tick, 0), (at(tick, 0)[0], top + SIDE + 4), "rule"))
        drawn.add(Line(at(0, tick), (left - 4, at(0, tick)[1]), "rule"))
        if tick != 0.25 and tick != 0.75:
            drawn.add(Words((at(tick, 0)[0], top + SIDE + 18), f"{tick:.0%}", 11, "soft", "middle"))
            drawn.add(Words((left - 8, at(0, tick)[1] + 4), f"{tick:.0%}", 11, "soft", "end"))
    for share, p, right in bins:
        title = f"{said.confidence} {p:.0%}, {said.right} {right:.0%}"
        drawn.add(Dot(at(p, right), 3.5 + 14 * share**0.5, "confidence", title=title))
    drawn.add(Words((left + SIDE / 2, top + SIDE + 36), said.confidence, 12, "ink", "middle"))
    drawn.add(Words((left + 8, top + 18), said.right, 12, "ink"))


def _legend(drawn: Drawing, lines: Figures, other: Figures, said: PictureWords) -> None:
    x = 20.0
    for line in lines:
        word = said.modes[line["mode"]]
        drawn.add(Dot((x + 4, 48), 4, line["mode"]), Words((x + 13, 52), word, 12, "soft"))
        x += 30 + 6.6 * sum(1 if ord(char) < 0x2E80 else 2 for char in word)
    if other:
        drawn.add(Dot((24, 66), 4, "soft"), Words((33, 70), said.first, 12, "soft"))
        x = 53 + 6.6 * sum(1 if ord(char) < 0x2E80 else 2 for char in said.first)
        drawn.add(Dot((x, 66), 4, "soft", hollow=True), Words((x + 9, 70), said.second, 12, "soft"))


def _scale(drawn: Drawing, bottom: float) -> None:
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = LABEL + WIDTH * tick
        drawn.add(Line((x, 80), (x, bottom), "rule"), Words((x, bottom + 16), f"{tick:g}", 11, "soft", "middle"))


def _figure(drawn: Drawing, name: str, top: float, lines: Figures, other: Figures, said: PictureWords) -> None:
    rows = [(line, False) for line in lines] if not other else []
    for line, beside in zip(lines, other, strict=False):
        rows += [(line, False), (beside, True)]
    drawn.add(Words((LABEL - 12, top + GAP + len(rows) * ROW / 2), said.figures[name], 12, "ink", "end"))
    for number, (line, hollow) in enumerate(rows):
        y = top + GAP + ROW * (number + 0.5) - 4
        low, high = (LABEL + WIDTH * value for value in line[f"{name}_interval"])
        drawn.add(Line((low, y), (high, y), line["mode"], 2))
        drawn.add(Dot((LABEL + WIDTH * line[name], y), 4, line["mode"], hollow))
        drawn.add(Words((LABEL + WIDTH + 8, y + 4), f"{line[name]:.3f}", 11, "soft"))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
