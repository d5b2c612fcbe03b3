from __future__ import annotations

from qa.learn.sight import seeing


def test_a_dialog_and_a_page_are_read_and_told_with_time_and_memory() -> None:
    """Each line has the wall clock, the processor's time, and what the process grew by."""
    dialog, page, several = seeing(rounds=1)
    assert (dialog["picture"], page["picture"]) == ("dialog", "A4 page, 150 dpi")
    assert dialog["lines"] >= 5 and page["lines"] >= 30
    for line in (dialog, page):
        assert line["measure"] == "reading a picture"
        assert line["wall"] > 0 and line["cpu"] > 0 and line["memory_mb"] >= 0
    assert several["lines"] % page["lines"] == 0 and several["memory_mb"] < 450
