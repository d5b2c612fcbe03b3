"""What is counted as work on a job, by a clock that the test turns."""

from __future__ import annotations

import pytest

from qa.clock import Stopwatch


def test_a_job_is_charged_for_its_own_steps_alone() -> None:
    """Waiting between two steps, and the steps of another within one, cost it nothing."""
    time = [0.0]

    def passes(seconds: float) -> None:
        time[0] += seconds

    watch = Stopwatch(lambda: time[0])
    passes(100)
    with watch("scan"):
        passes(1)
        with watch("note"):
            passes(10)
            assert watch.taken("note") == 10
        passes(2)
        assert watch.taken("scan") == 3
    passes(50)
    with pytest.raises(ValueError), watch("note"):
        passes(5)
        raise ValueError
    assert (watch.taken("scan"), watch.taken("note")) == (3, 15)
    watch.forget("note")
    assert watch.taken("note") == 0
