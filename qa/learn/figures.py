"""The figures of an evaluation: pure functions on ranked ids and scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PER_QUESTION = ("ndcg@10", "mrr@10", "hit@1", "hit@5", "hit@10", "recall@10")
RECIPROCAL = 1
"""Which of them is the reciprocal rank of the first right answer."""


def of_question(ranked: Sequence[str], relevant: Mapping[str, float]) -> tuple[float, ...]:
    """Return one question's figures, each 0…1, in the order of ``PER_QUESTION``.

    nDCG has gains 2^rel − 1 and log2 discounts (Järvelin and Kekäläinen 2002); hit@k is 1 when any right document is
    among the first k; recall@10 is the share of the right ones among the first 10.
    """
    top = ranked[:10]
    places = [i for i, id_ in enumerate(top) if id_ in relevant]
    gain = sum((2 ** relevant[top[i]] - 1) / math.log2(i + 2) for i in places)
    best = sorted(relevant.values(), reverse=True)[:10]
    ideal = sum((2**rel - 1) / math.log2(i + 2) for i, rel in enumerate(best))
    first = places[0] if places else None
    return (
        gain / ideal if ideal else 0.0,
        0.0 if first is None else 1 / (first + 1),
        *(float(first is not None and first < k) for k in (1, 5, 10)),
        len(places) / len(relevant),
    )


def of_ranking(
    ranked: Sequence[Sequence[tuple[str, float]]],
    relevant: Sequence[Mapping[str, float]],
    off: npt.NDArray[np.bool_],
    *,
    confident: bool = False,
    seed: int = 0,
) -> tuple[dict[str, Any], Floats]:
    """Return the figures of one way to rank, and those of each question on topic, shape (n, len(PER_QUESTION)).

    ``ranked`` holds (id, score), best first, for each question; ``off`` marks those off topic. The means of
    ``PER_QUESTION`` come with their intervals, and with questions off topic the AUROC of the best score; where the best
    score is a confidence (``confident``), the figures of that too.
    """
    on = [int(i) for i in np.flatnonzero(~off)]
    rows = np.array([of_question([id_ for id_, _ in ranked[i]], relevant[i]) for i in on])
    found: dict[str, Any] = {}
    for name, values in zip(PER_QUESTION, rows.T, strict=True):
        found[name] = round(float(values.mean()), 4)
        found[f"{name}_interval"] = [round(x, 4) for x in share_interval(values, seed)]
    best = np.array([order[0][1] if order else 0.0 for order in ranked])
    if off.any():
        found["auroc"] = round(auroc(best[on].tolist(), best[off].tolist()), 4)
    if confident:
        right = np.array([bool(o) and o[0][0] in r for o, r in zip(ranked, relevant, strict=True)])
        found |= of_confidence(best, right, off)
    return found, rows


def difference(first: Floats, second: Floats, seed: int = 0) -> dict[str, Any]:
    """Return by how much the second ranking is better, with the paired bootstrap 95% interval of each difference.

    Both hold the figures of the same questions, as ``of_ranking`` gives them. An interval that leaves out 0 is a
    difference that another draw of such questions would mostly show too.
    """
    found: dict[str, Any] = {}
    for name, gain in zip(PER_QUESTION, (second - first).T, strict=True):
        found[name] = round(float(gain.mean()), 4)
        found[f"{name}_interval"] = [round(x, 4) for x in interval(gain, seed)]
    before, after = first[:, RECIPROCAL], second[:, RECIPROCAL]
    return found | {"better": int((after > before).sum()), "worse": int((after < before).sum())}


def moved(first: Floats, second: Floats) -> tuple[list[int], list[int]]:
    """Return which questions got worse and which better, those that moved furthest first."""
    gain = second[:, RECIPROCAL] - first[:, RECIPROCAL]
    order = np.argsort(gain, kind="stable")
    return [int(i) for i in order if gain[i] < 0], [int(i) for i in order[::-1] if gain[i] > 0]


def place(row: Floats) -> int | None:
    """Return where a question's first right answer came, from 1; None beyond the first ten."""
    return round(1 / float(row[RECIPROCAL])) if row[RECIPROCAL] else None


def of_confidence(best: Floats, right: npt.NDArray[np.bool_], off: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return the figures of confidence: over all questions, and over those on topic."""
    on = ~off
    bins = [[round(x, 4) for x in one] for one in reliability(best, right)]
    return {
        "ece": round(calibration_error(best, right), 4),
        "ece_by_chance": round(chance_error(best), 4),
        "ece_on_topic": round(calibration_error(best[on], right[on]), 4),
        "precision@90": round(precision_at(best[on], right[on]), 4),
        "reliability": bins,
    }


def interval(values: Floats, seed: int = 0, rounds: int = 1000) -> tuple[float, float]:
    """Return the bootstrap 95% interval of the mean (percentiles; Efron 1979)."""
    rng = np.random.default_rng(seed)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(rounds)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def share_interval(values: Floats, seed: int = 0) -> tuple[float, float]:
    """Return the 95% interval of the mean of values 0…1: bootstrapped, of nothing but zeros or ones by Wilson (1927).

    Draws from values that are all the same would say that there is no doubt, however few they are.
    """
    if not len(values) or values.min() != values.max() or values[0] not in (0.0, 1.0):
        return interval(values, seed)
    far = 1.96**2 / (len(values) + 1.96**2)
    return (0.0, far) if values[0] == 0.0 else (1.0 - far, 1.0)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance 0…1 that a positive scores above a negative, ties half (Mann and Whitney 1947)."""
    low = np.sort(np.asarray(negative, np.float64))
    high = np.asarray(positive, np.float64)
    below = np.searchsorted(low, high, "left")
    equal = np.searchsorted(low, high, "right") - below
    return float((below + equal / 2).mean() / len(low))


def calibration_error(probabilities: Floats, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """Return the expected calibration error 0…1 over bins of equal mass (Nguyen and O'Connor 2015)."""
    return float(sum(share * abs(p - q) for share, p, q in reliability(probabilities, right, bins)))


def chance_error(probabilities: Floats, bins: int = 15, *, draws: int = 100, seed: int = 0) -> float:
    """Return the calibration error 0…1 that true probabilities would show in the mean: with few questions it is much.

    Whether each answer is right is drawn by its probability, ``draws`` times.
    """
    rng = np.random.default_rng(seed)
    drawn = (rng.random(len(probabilities)) < probabilities for _ in range(draws))
    return float(np.mean([calibration_error(probabilities, right, bins) for right in drawn]))


def reliability(
    probabilities: Floats, right: npt.NDArray[np.bool_], bins: int = 15
) -> list[tuple[float, float, float]]:
    """Return (share of all, mean probability, share that is right) of each bin of equal mass, lowest first."""
    order = np.argsort(probabilities, kind="stable")
    kept = [some for some in np.array_split(order, bins) if some.size]
    return [(some.size / order.size, float(probabilities[some].mean()), float(right[some].mean())) for some in kept]


def precision_at(probabilities: Floats, right: npt.NDArray[np.bool_], share: float = 0.9) -> float:
    """Return how often the surest ``share`` of the answers are right, 0…1."""
    order = np.argsort(-probabilities, kind="stable")[: max(1, round(share * len(right)))]
    return float(right[order].mean())


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the rank correlation −1…1 (Spearman 1904), ties at their mean rank."""
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def _ranks(values: Sequence[float]) -> Floats:
    _, inverse, counts = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Floats = ((ends - counts + ends - 1) / 2)[inverse]
    return ranks
