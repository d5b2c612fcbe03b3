"""How surely a hit answers: signals of its pool, a probability from them, and what may be said at which precision.

The probability is logistic in a few signals (``NAMES``). Its weights, the prior, are learned offline on many public
sets (``qa.learn.assurance``); a collection corrects them with what it knows of itself: how near questions come that it
surely does not answer (its background), and how its own questions fare (its calibration). All of it is numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.types import Candidate, Query, Verdict

Floats: TypeAlias = npt.NDArray[np.float64]

VERSION = 2
"""Raised when a calibration means something else than before: older ones are made anew."""

NAMES = (
    "near",
    "crowd",
    "margin",
    "matched",
    "words",
    "words_margin",
    "first_dense",
    "first_words",
    "exact",
    "density",
)
"""The signals of a hit, in the order of the columns of ``signals``."""

TOP = 5
"""How many of the nearest passages ``crowd`` looks at."""


@dataclass(frozen=True, slots=True)
class Background:
    """How near a collection's best passage is to questions that it does not answer, and how near its own passages are.

    ``middle`` is the usual best cosine of an unrelated question by the question's language ("" for all others),
    ``spread`` the standard deviation around it; ``density`` the usual cosine of a passage and its nearest neighbour.
    Where passages repeat one another (many wordings of one question), a near runner-up says little against a hit.
    """

    middle: Mapping[str, float] = field(default_factory=lambda: {"": 0.35})
    spread: float = 0.08
    density: float = 0.6

    def at(self, language: str) -> float:
        """Return the usual best cosine of an unrelated question in this language."""
        return self.middle.get(language, self.middle[""])


DENSEST = 8.0
"""The density counts up to this: what lies above was seen in one set alone."""
NARROWEST = 0.02
"""The spread is at least this: a handful of questions may agree by chance."""
PULL = 4.0
"""A language's own middle counts as much as the common one when this many questions were asked in it."""


def background(nearest: Mapping[str, Sequence[float]], neighbours: Sequence[float], fallback: Background) -> Background:
    """Return the background from the best cosine of each unrelated question, by language, and of passages' neighbours.

    Medians, so that the few "unrelated" questions that a collection does answer do not count.
    """
    everything = np.concatenate([np.asarray(v, np.float64) for v in nearest.values()] or [np.zeros(0)])
    if everything.size < 8:
        return fallback
    common = float(np.median(everything))
    middle = {
        code: (len(values) * float(np.median(values)) + PULL * common) / (len(values) + PULL)
        for code, values in nearest.items()
        if len(values)
    }
    apart = np.concatenate([np.asarray(values) - middle[code] for code, values in nearest.items() if len(values)])
    spread = max(float(1.4826 * np.median(np.abs(apart))), NARROWEST)
    density = float(np.median(neighbours)) if len(neighbours) else fallback.density
    return Background({**middle, "": common}, spread, density)


class Weights(NamedTuple):
    """A logistic model: probability = 1 / (1 + exp(−(bias + weights · (signals − centre) / scale)))."""

    bias: float
    weights: Floats
    centre: Floats
    scale: Floats


def signals(query: Query, hits: Sequence[Sequence[str]], pool: Sequence[Candidate], background: Background) -> Floats:
    """Return the signals of each hit, shape (len(hits), len(NAMES)); ``hits`` are ids, each with those folded into it.

    Cosines are counted in spreads of the background: ``near`` from the best that an unrelated question reaches,
    ``crowd`` likewise for the mean of the nearest few, ``margin`` from the nearest other hit, ``density`` that of the
    collection. ``matched`` is the share of the question's idf mass, ``words`` BM25 as a share of that mass,
    ``words_margin`` its distance to the best other hit. Without vectors the dense signals are 0.
    """
    if not hits:
        return np.zeros((0, len(NAMES)))
    place = {c.id: i for i, c in enumerate(pool)}
    keyword = np.array([c.keyword for c in pool])
    mass = max((c.mass for c in pool), default=0.0) or 1.0
    middle = background.at(query.language)
    near = np.array([np.nan if c.semantic is None else (c.semantic - middle) / background.spread for c in pool])
    dense = _Dense(near, min((background.density - middle) / background.spread, DENSEST))
    rows = []
    for ids in hits:
        mine = [place[id_] for id_ in ids]
        others = np.ones(len(pool), np.bool_)
        others[mine] = False
        words = float(keyword[mine[0]])
        nearness, crowd, margin, first, density = dense.of(mine[0], others)
        rows.append(
            [
                nearness,
                crowd,
                margin,
                pool[mine[0]].matched,
                words / mass,
                (words - float(keyword[others].max(initial=0.0))) / mass,
                first,
                float(words > 0 and words >= keyword.max()),
                float(pool[mine[0]].exact),
                density,
            ]
        )
    return np.array(rows, np.float64)


class _Dense:
    """The pool's cosines in spreads of the background, NaN where a passage has no vector."""

    def __init__(self, near: Floats, density: float) -> None:
        self.near, self.density = near, density
        known = np.sort(near[~np.isnan(near)])[::-1]
        self.crowd = float(known[:TOP].mean()) if known.size else 0.0
        self.best = float(known[0]) if known.size else 0.0

    def of(self, head: int, others: npt.NDArray[np.bool_]) -> tuple[float, float, float, float, float]:
        """Return near, crowd, margin, first_dense and density of a hit."""
        near = float(self.near[head])
        if np.isnan(near):
            return 0.0, 0.0, 0.0, 0.0, 0.0
        known = self.near[others & ~np.isnan(self.near)]
        margin = near - float(known.max()) if known.size else 0.0
        return near, self.crowd, margin, float(near >= self.best), self.density


def logits(found: Floats, model: Weights) -> Floats:
    """Return the log odds of each row of signals, shape (n,)."""
    result: Floats = model.bias + ((found - model.centre) / model.scale) @ model.weights
    return result


def probability(log_odds: Floats) -> Floats:
    """Return 1 / (1 + e^−x), without overflow."""
    result: Floats = 0.5 * (1.0 + np.tanh(log_odds / 2.0))
    return result


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a collection knows of itself: its background, how its odds differ from the prior's, and how it fares.

    The calibrated log odds are ``shift + slope · prior log odds``. ``curve`` holds the calibrated probabilities of
    its own questions; thresholds are read from both.
    """

    background: Background = Background()
    slope: float = 1.0
    shift: float = 0.0
    curve: tuple[float, ...] = ()
    right: tuple[float, ...] = ()
    """Those of them that were answered rightly."""
    off: tuple[float, ...] = ()
    """Calibrated probabilities of null questions."""
    own: int = 0
    """Questions made from the collection itself."""
    thumbs: int = 0
    """Questions on which people gave a thumb."""

    def confidences(self, prior: Floats) -> Floats:
        """Return the probability that each hit answers, never rising with the rank, shape (n,)."""
        return np.minimum.accumulate(probability(self.shift + self.slope * prior))


SLOPES, SHIFTS = (0.9, 1.6), (-1.5, 1.5)
"""How far a collection's calibration may go from the prior."""


def fit(prior: Floats, right: Floats, weight: Floats, *, strength: float) -> tuple[float, float]:
    """Return (slope, shift) of Platt's scaling, held to (1, 0) by a Gaussian prior worth ``strength`` questions.

    ``prior`` are log odds, ``right`` is 1 or 0, ``weight`` counts each question; all of shape (n,). Newton's method;
    slope and shift stay within ``SLOPES`` and ``SHIFTS``, since questions made by rule are only like those people ask.
    Platt (1999), with a prior in place of his smoothed targets.
    """
    at = np.array([1.0, 0.0])
    home = at.copy()
    design = np.stack([prior, np.ones_like(prior)], axis=1)
    pull = np.array([strength, strength / 4.0]) * 0.25
    for _ in range(30):
        p = probability(design @ at)
        gradient = design.T @ (weight * (right - p)) - pull * (at - home)
        curvature = (design * (weight * p * (1 - p))[:, None]).T @ design + np.diag(pull) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        at = at + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    return float(np.clip(at[0], *SLOPES)), float(np.clip(at[1], *SHIFTS))


class Thresholds(NamedTuple):
    """From which confidence an answer counts as one, below which there is nothing, and what that means."""

    answered: float
    nothing: float
    share: float
    """Expected share 0…1 of questions that get "answered"."""


def thresholds(curve: Sequence[float], precision: float) -> Thresholds:
    """Return the thresholds at which both statements hold ``precision`` of the time, by a curve of probabilities.

    "answered" begins at the lowest confidence such that those from it on are right on average with ``precision``;
    "nothing" ends at the highest such that those below it are wrong on average with ``precision``. Where no confidence
    is high enough, only ``precision`` itself counts as answered.
    """
    p = np.sort(np.asarray(curve, np.float64))[::-1]
    if not p.size:
        return Thresholds(precision, 1.0 - precision, 0.0)
    counts = np.arange(1, p.size + 1)
    last = np.append(p[1:] != p[:-1], True)  # of those that are equal
    good = np.flatnonzero(last & (np.cumsum(p) / counts >= precision))
    answered = min(float(p[good[-1]]), precision) if good.size else precision
    bad = np.flatnonzero(np.cumsum(p[::-1]) / counts <= 1.0 - precision)
    nothing = float(p[::-1][bad[-1]]) if bad.size else 1.0 - precision
    nothing = min(max(nothing, 1.0 - precision), answered)
    return Thresholds(answered, nothing, float((p >= answered).mean()))


def verdict(confidence: float, limits: Thresholds) -> Verdict:
    """Return what may be said at this confidence."""
    if confidence >= limits.answered:
        return "answered"
    return "maybe" if confidence >= limits.nothing else "nothing"
