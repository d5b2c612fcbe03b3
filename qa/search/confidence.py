"""How surely a hit answers: signals of the ranking, a probability from them, and what may be said at which precision.

The probability is logistic in a few signals (``NAMES``): the score that the hit was ranked by and its distance to the
next, so that what decides the order also says how sure it is. Its weights, the prior, are learned offline on many
public sets (``qa.learn.prior``); a collection corrects them with what it knows of itself: how its own questions and
null questions fare (its calibration). All of it is numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.types import Verdict

Floats: TypeAlias = npt.NDArray[np.float64]

VERSION = 8
"""Raised when a calibration means something else than before: older ones are made anew."""

NAMES = ("evidence", "margin")
"""The signals of a hit, in the order of the columns of ``signals``."""

EDGE = 0.02
"""Keeps the log odds of scores 0 and 1 finite."""


ENTRIES, TEXTS = 2.0, 0.5
"""To this power of the score the margin counts, of FAQ entries and of all else. Among entries that hardly match it says
little that one is before the others; among passages it says more."""
OF_TEXTS = 0.5
"""The margin of a passage that is no FAQ entry counts so many times."""


class Standing(NamedTuple):
    """A hit and what is no rival of it."""

    ids: tuple[str, ...]
    """The hit's first, then those of its allies."""
    entry: bool = False
    """It belongs to an FAQ entry."""


class Weights(NamedTuple):
    """A logistic model: probability = 1 / (1 + exp(−(bias + weights · (signals − centre) / scale)))."""

    bias: float
    weights: Floats
    centre: Floats
    scale: Floats


def signals(hits: Sequence[Standing], ranked: Sequence[tuple[str, float]]) -> Floats:
    """Return the signals of each hit, shape (len(hits), len(NAMES)).

    ``ranked`` are ids and scores 0…1, best first. ``evidence`` is ln((score + ``EDGE``) / (1 + ``EDGE`` − score));
    ``margin`` is the distance of the hit's score to its best rival's, times the score to the power of ``ENTRIES``, or
    ``OF_TEXTS`` times the score to that of ``TEXTS``.

    Raises:
        KeyError: a hit was not ranked.
    """
    scores = dict(ranked)
    rows = []
    for ids, entry in hits:
        score = scores[ids[0]]
        rival = next((other for id_, other in ranked if id_ not in ids), 0.0)
        told = score**ENTRIES if entry else OF_TEXTS * score**TEXTS
        rows.append([np.log((score + EDGE) / (1.0 + EDGE - score)), (score - rival) * told])
    return np.array(rows, np.float64).reshape(len(rows), len(NAMES))


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
    """What a collection knows of itself: how its odds differ from the prior's, and how its own questions fare.

    The calibrated log odds are ``shift + slope · prior log odds``. ``curve`` holds the calibrated probabilities of
    its own questions; thresholds are read from both.
    """

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
    pull = np.array([strength, strength]) * 0.25
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
