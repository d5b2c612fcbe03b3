"""How sure an answer is, and what may be said of it: the prior, what each collection knows of itself, and its promise.

The promise is a precision that the user chooses: "be right 95 times in 100". Thresholds follow from it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qa.errors import InvalidRequest
from qa.index.assurances import Assurances
from qa.places import data_folder
from qa.search.confidence import (
    NAMES,
    Calibration,
    Floats,
    Standing,
    Thresholds,
    Weights,
    logits,
    signals,
    thresholds,
    verdict,
)
from qa.search.duplicates import Kept, fold_duplicates
from qa.search.place import allies
from qa.types import Assurance, Candidate, Collection, Passage, Verdict

PRECISION = 0.95
"""The promise of a collection whose user chose none."""
LOWEST, HIGHEST = 0.5, 0.99
"""Which promises can be made."""
HARDER = 4.0
"""Questions made from bare sentences and headings are missed this many times as often as those that people ask."""
AS_LIKELY = 0.5
"""From here on an answer is more likely right than not."""
WORTH_A_LOOK = 1 / 4
"""What is right as often as this is never told "nothing here": who is told so looks no further."""
LEAST_TIMES = 3.5
"""A first hit is told "nothing here" at least up to this many times the share of wrong answers that was allowed. Of
short questions about one's own files the right passage is often that unsure: with more, it would be told so too."""
SPARE = 3
"""Ranked passages looked at for each hit wanted, since duplicates are folded."""
SEEN = 30
"""Ranked passages among which a rival of the first hit is looked for, however few hits are wanted."""
BESIDE = 4
"""Distinct passages whose near-duplicates are known, however few hits are wanted: the first has two neighbours."""
FEW = 30
"""With fewer questions of its own than this, a collection does not say which share of questions it will answer."""


class Prior(NamedTuple):
    """What was learned on public sets: weights with and without vectors, and a curve of probabilities."""

    dense: Weights
    words: Weights
    curve: tuple[float, ...]
    version: str

    def log_odds(self, found: Floats, *, dense: bool) -> Floats:
        """Return the log odds of each row of signals."""
        return logits(found, self.dense if dense else self.words)


class Weighed(NamedTuple):
    """A confidence for each hit, and what may be said."""

    confidences: tuple[float, ...]
    verdict: Verdict

    @property
    def best(self) -> float:
        """The answer's confidence: that of its first hit, 0 without one."""
        return self.confidences[0] if self.confidences else 0.0


def load_prior(path: Path | None = None) -> Prior:
    """Read the prior; the shipped one (``data/confidence/prior.json``) without a path."""
    stored = json.loads((path or data_folder() / "confidence" / "prior.json").read_text("utf-8"))
    if tuple(stored["names"]) != NAMES:
        raise ValueError("The prior was learned with other signals: run `python -m qa.learn.prior` anew.")
    return Prior(
        _weights(stored["dense"]),
        _weights(stored["words"]),
        tuple(stored["curve"]),
        str(stored["version"]),
    )


def weigh(
    hits: Sequence[Standing],
    ranked: Sequence[tuple[str, float]],
    pool: Sequence[Candidate],
    prior: Prior,
    known: Calibration,
) -> tuple[float, ...]:
    """Return the confidence of each hit, never rising with the rank.

    ``ranked`` are ids and scores 0…1 of the pool, best first.
    """
    odds = prior.log_odds(signals(hits, ranked), dense=has_vectors(pool))
    return tuple(float(x) for x in known.confidences(odds))


def limits(prior: Prior, known: Calibration, precision: float) -> Thresholds:
    """Return the thresholds of a collection: from its own questions, a third as many null ones, and the prior's curve.

    The prior's curve, made up likewise, stands for the questions that people ask: a collection's own are harder.
    "Nothing" ends where ``precision`` of the null questions are told so, unless too many of its own, rightly answered
    ones would be told so too; but not before those below it are wrong with ``precision`` by the prior. ``share`` is
    that of its own questions.
    """
    off = np.quantile(known.off, np.linspace(0, 1, max(len(known.curve) // 3, 1))).tolist() if known.off else []
    found = thresholds((*known.curve, *off, *prior.curve), precision)
    own = np.asarray(known.curve)
    share = float((own >= found.answered).mean()) if own.size else 0.0
    least = min(LEAST_TIMES * (1.0 - precision), WORTH_A_LOOK, found.answered)
    if not (known.off and known.right):
        return found._replace(share=share, nothing=max(min(found.nothing, WORTH_A_LOOK), least))
    missed = min(HARDER * (1.0 - precision), 0.5)
    told = min(float(np.quantile(known.off, precision)), float(np.quantile(known.right, missed)))
    return found._replace(share=share, nothing=max(min(told, WORTH_A_LOOK, found.answered), least))


def has_vectors(pool: Sequence[Candidate]) -> bool:
    """Return whether any passage of the pool has a vector: the ranking went by meaning too."""
    return any(c.semantic is not None for c in pool)


def unrivalled(
    ranked: Sequence[tuple[str, float]], passages: Mapping[str, Passage], *, k: int = 1
) -> list[tuple[Kept, Standing]]:
    """Return the first ``k`` hits of a ranking as answers show them, and how each stands among the others.

    No rivals are its near-duplicates, wordings of the same FAQ entry, and what stands beside it in running text. Only
    ids among the ``passages`` are read, at most ``seen(k)`` of them.
    """
    near = ranked[: seen(k)]
    kept = fold_duplicates(near, passages, k=max(k, BESIDE))
    return [(one, _standing((one.id, *one.folded), ranked, passages)) for one in kept[:k]]


def first_place(ranked: Sequence[tuple[str, float]], passages: Mapping[str, Passage]) -> Standing:
    """Return how the first hit of a ranking stands among the others: how sure an answer is rests on that.

    A first hit that is not among the ``passages`` stands alone.
    """
    first = ranked[0][0]
    return unrivalled(ranked, passages)[0][1] if first in passages else Standing((first,))


def _standing(hit: Sequence[str], ranked: Sequence[tuple[str, float]], passages: Mapping[str, Passage]) -> Standing:
    entry = any(passages[id_].entry for id_ in hit if id_ in passages)
    return Standing(allies(hit, ranked, passages), entry)


def seen(k: int = 1) -> int:
    """Return how many ranked passages are looked at for ``k`` hits."""
    return max(SPARE * k, SEEN)


class Judge:
    """Weighs the hits of every collection."""

    def __init__(self, kept: Assurances, prior: Prior | None = None) -> None:
        self._kept = kept
        self._prior = prior
        self._known: dict[str, tuple[Calibration, str, Thresholds, float]] = {}
        self._lock = threading.Lock()

    @property
    def prior(self) -> Prior:
        """The prior, read when first needed."""
        if self._prior is None:
            self._prior = load_prior()
        return self._prior

    def weigh(
        self,
        collection: Collection,
        hits: Sequence[Standing],
        ranked: Sequence[tuple[str, float]],
        pool: Sequence[Candidate],
    ) -> Weighed:
        """Return the confidences of hits and the verdict on them; ``ranked`` is the pool's order with its scores."""
        known, _, here, _ = self._of(collection.id)
        found = weigh(hits, ranked, pool, self.prior, known)
        said = verdict(found[0] if found else 0.0, here)
        return Weighed(found, said)

    def assurance(self, collection: Collection) -> Assurance:
        """Return a collection's promise and what follows from it."""
        known, _, here, precision = self._of(collection.id)
        return Assurance(
            precision=precision,
            answered=here.answered,
            nothing=here.nothing,
            share=here.share if len(known.curve) >= FEW else None,
            own=known.own,
            thumbs=known.thumbs,
        )

    def choose(self, collection: Collection, precision: float) -> None:
        """Promise another precision.

        Raises:
            InvalidRequest: it is out of range.
        """
        if not LOWEST <= precision <= HIGHEST:
            raise InvalidRequest(f"The precision is a share from {LOWEST} to {HIGHEST}: 0.95 is right 95 times in 100.")
        self._kept.choose(collection.id, precision)
        self.forget(collection.id)

    def stamp(self, collection: Collection) -> str:
        """Return what the collection's calibration was made from, "" before there is one."""
        return self._of(collection.id)[1]

    def learn(self, collection: Collection, stamp: str, known: Calibration) -> None:
        """Keep a calibration."""
        self._kept.calibrated(collection.id, stamp, json.dumps(asdict(known)))
        self.forget(collection.id)

    def forget(self, collection_id: str) -> None:
        """Read what is kept of a collection anew when it is next needed."""
        with self._lock:
            self._known.pop(collection_id, None)

    def _of(self, collection_id: str) -> tuple[Calibration, str, Thresholds, float]:
        with self._lock:
            if collection_id in self._known:
                return self._known[collection_id]
        kept = self._kept.get(collection_id)
        stored = _calibration(kept.calibration)
        known = stored or Calibration()
        precision = PRECISION if kept.precision is None else kept.precision
        found = known, kept.stamp if stored else "", limits(self.prior, known, precision), precision
        with self._lock:
            self._known[collection_id] = found
        return found


def _calibration(text: str) -> Calibration | None:
    """Read a calibration; None where there is none, or one of another version, so that it is made anew."""
    try:
        stored = json.loads(text or "{}")
        return Calibration(
            **{
                **stored,
                "curve": tuple(stored["curve"]),
                "off": tuple(stored["off"]),
            }
        )
    except (KeyError, TypeError, ValueError):
        return None


def _weights(stored: Mapping[str, Any]) -> Weights:
    arrays = (np.array(stored[name], np.float64) for name in ("weights", "centre", "scale"))
    return Weights(float(stored["bias"]), *arrays)
