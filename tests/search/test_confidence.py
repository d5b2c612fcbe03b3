"""A confidence is a probability: signals follow the pool, fits are held to the prior, thresholds keep their promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.confidence import (
    NAMES,
    Calibration,
    Standing,
    Thresholds,
    fit,
    probability,
    signals,
    thresholds,
    verdict,
)

RANKED = [("a", 0.8), ("b", 0.5), ("c", 0.4)]


def by_name(row: np.ndarray) -> dict[str, float]:
    return dict(zip(NAMES, row.tolist(), strict=True))


def test_signals_are_the_scores_odds_and_its_distance_to_the_next() -> None:
    """A score of one half is even odds; a hit below another has a margin below nothing."""
    first, second = map(by_name, signals([Standing(("a",)), Standing(("b",))], RANKED))
    assert first == pytest.approx({"evidence": np.log(0.82 / 0.22), "margin": 0.3 * 0.8**0.5 / 2})
    assert second == pytest.approx({"evidence": 0.0, "margin": -0.3 * 0.5**0.5 / 2})
    assert np.isfinite(signals([Standing(("a",)), Standing(("b",))], [("a", 1.0), ("b", 0.0)])).all()


def test_a_folded_duplicate_is_no_rival() -> None:
    """The margin is to the next different hit, and all of the score when there is none."""
    assert by_name(signals([Standing(("a", "b"))], RANKED)[0])["margin"] == pytest.approx(0.4 * 0.8**0.5 / 2)
    assert by_name(signals([Standing(("a", "b", "c"))], RANKED)[0])["margin"] == pytest.approx(0.8 * 0.8**0.5 / 2)


def test_among_faq_entries_that_hardly_match_a_margin_says_less() -> None:
    text, entry = signals([Standing(("a",)), Standing(("a",), entry=True)], RANKED)
    assert by_name(entry)["margin"] == pytest.approx(0.3 * 0.8**2)
    assert by_name(text)["margin"] == pytest.approx(0.3 * 0.8**0.5 / 2)
    assert entry[0] == text[0]


def test_nothing_found_is_nothing_to_weigh() -> None:
    """No hits, no rows; a hit that was not ranked is a mistake of the caller."""
    assert signals([], []).shape == (0, len(NAMES))
    with pytest.raises(KeyError):
        signals([Standing(("d",))], RANKED)


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
