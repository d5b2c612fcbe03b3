"""The courses of `qa distill`: what is read in each, how much of it, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.learn.curriculum import Mix


@dataclass(frozen=True, slots=True)
class Stage:
    """Some rounds of one kind: rates at the start (they fall to the part `last`), what is read, pairs, if averaged."""

    rounds: int
    rows: float
    layers: float
    mix: Mix
    pairs: int = 0
    averaged: bool = False
    last: float = 0.1


STAGES = (
    Stage(1, 3e-3, 0.0, Mix(items=20_000, english=0.04, long=0.0, longest=22)),
    Stage(47, 3e-3, 1.2e-4, Mix(items=8_000, english=0.1, long=0.03, longest=28, passages=0.03), pairs=288),
    Stage(
        6, 3e-4, 1.2e-5, Mix(items=4_000, english=0.12, long=0.05, longest=40, passages=0.08), pairs=240, averaged=True
    ),
)
MORE_STAGES = (
    Stage(
        65,
        3e-3,
        1.1e-4,
        Mix(items=8_200, english=0.07, long=0.027, longest=25, passages=0.018, tokens=2400, others=4096),
        pairs=270,
        last=0.02,
    ),
)
MORE_WEIGHTS: Mapping[str, float] = {
    **{"ar": 2.8, "th": 2.5, "vi": 2.4, "uk": 2.3, "hi": 2.2, "tr": 1.9, "he": 1.8, "fa": 1.8, "pl": 1.7, "ru": 1.6},
    **{"zh": 1.6, "sv": 1.6, "it": 1.5, "el": 1.2, "id": 1.2, "ms": 1.2, "es": 0.9, "zh-tw": 0.8, "fr": 0.8, "pt": 0.8},
    **{"no": 0.8, "da": 0.7, "ca": 0.7, "bg": 0.5, "fi": 0.5, "hu": 0.4},
}
"""The course of a run that goes on from an earlier model: its stages, and the languages' weights in it."""
WIDE_WEIGHTS: Mapping[str, float] = {
    **MORE_WEIGHTS,
    **{"zh": 2.2, "de": 1.5, "ja": 1.2, "it": 1.9, "uk": 2.4, "pl": 2.0, "ru": 1.9},
}
"""The languages' weights in wide lessons."""
