"""A confidence is a probability: signals follow the pool, fits are held to the prior, thresholds keep their promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.confidence import (
    NAMES,
    Background,
    Calibration,
    Thresholds,
    background,
    fit,
    probability,
    signals,
    thresholds,
    verdict,
)
from qa.search.question import parse
from qa.types import Candidate

POOL = [
    Candidate("a", 0.8, 9.0, matched=1.0, mass=10.0),
    Candidate("b", 0.5, 4.0, matched=0.4, mass=10.0),
    Candidate("c", None, 6.0, matched=0.5, mass=10.0),
]
HERE = Background({"": 0.4, "de": 0.3}, 0.1, 0.6)


def by_name(row: np.ndarray) -> dict[str, float]:
    return dict(zip(NAMES, row.tolist(), strict=True))


def test_signals_count_from_the_background() -> None:
    """A cosine of .8 where unrelated questions reach .4 ± .1 is four spreads near."""
    found = by_name(signals(parse("battery smells sweet"), [("a",)], POOL, HERE)[0])
    assert found["near"] == pytest.approx(4.0)
    assert found["margin"] == pytest.approx(3.0)
    assert (found["first_dense"], found["first_words"]) == (1.0, 1.0)
    assert found["words_margin"] == pytest.approx(0.3)
    assert found["density"] == pytest.approx(2.0)


def test_a_folded_duplicate_is_no_rival() -> None:
    """The margin is to the next different hit."""
    alone, folded = (signals(parse("battery"), [ids], POOL, HERE)[0] for ids in (("a",), ("a", "b")))
    assert by_name(folded)["margin"] == by_name(alone)["near"] * 0
    assert by_name(signals(parse("battery"), [("a", "c")], POOL, HERE)[0])["words_margin"] == pytest.approx(0.5)


def test_without_vectors_the_dense_signals_are_nothing() -> None:
    """By words alone there is still something to weigh."""
    pool = [Candidate("a", None, 5.0, matched=0.5, mass=10.0)]
    found = by_name(signals(parse("battery"), [("a",)], pool, HERE)[0])
    assert {found[n] for n in ("near", "crowd", "margin", "first_dense", "density")} == {0.0}
    assert found["words"] == pytest.approx(0.5)
    assert signals(parse("battery"), [], pool, HERE).shape == (0, len(NAMES))


def test_the_background_is_the_median_by_language() -> None:
    """One question that the collection does answer moves nothing."""
    near = {"en": [0.30, 0.31, 0.32, 0.33, 0.95], "zh": [0.5, 0.51, 0.52, 0.53]}
    found = background(near, [0.7, 0.8], Background())
    assert 0.3 < found.at("en") < 0.45 < found.at("zh") < 0.52
    assert found.density == pytest.approx(0.75)
    assert found.at("fr") == found.middle[""]
    assert background({"en": [0.3]}, [], HERE) == HERE


def test_few_questions_change_little_and_many_much() -> None:
    """Platt's scaling is held to the prior by its strength."""
    rng = np.random.default_rng(0)
    odds = rng.normal(size=2000) * 2
    right = (rng.random(2000) < probability(1.3 * odds - 1)).astype(np.float64)
    slope, shift = fit(odds, right, np.ones(2000), strength=20.0)
    assert slope == pytest.approx(1.3, abs=0.2)
    assert shift == pytest.approx(-1, abs=0.15)
    slope, shift = fit(odds[:3], right[:3], np.ones(3), strength=200.0)
    assert abs(slope - 1) < 0.1
    assert abs(shift) < 0.2
    assert fit(odds[:0], right[:0], np.ones(0), strength=10.0) == pytest.approx((1.0, 0.0))


def test_confidence_never_rises_with_the_rank() -> None:
    """A passage below another is not surer to answer than it."""
    found = Calibration().confidences(np.array([1.0, -1.0, 0.5]))
    assert found.tolist() == sorted(found.tolist(), reverse=True)
    assert found[0] == pytest.approx(1 / (1 + np.exp(-1)))


@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=200), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_thresholds_keep_the_promise(curve: list[float], precision: float) -> None:
    """Those called answered are right on average as often as promised; nothing ends where answered begins at most."""
    limits = thresholds(curve, precision)
    above = [p for p in curve if p >= limits.answered]
    assert not above or np.mean(above) >= precision - 1e-9
    assert 0 <= limits.nothing <= limits.answered <= 1
    assert limits.share == pytest.approx(len(above) / len(curve))


def test_a_verdict_follows_from_the_thresholds() -> None:
    """Three things can be said."""
    limits = Thresholds(0.8, 0.1, 0.5)
    assert [verdict(p, limits) for p in (0.9, 0.8, 0.5, 0.1, 0.05)] == [
        *("answered", "answered", "maybe", "maybe", "nothing")
    ]
