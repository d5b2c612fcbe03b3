"""What a screenshot asks: lines that were broken to fit are put together again."""

from __future__ import annotations

from qa.search import screen


def asked(words: str) -> list[str]:
    return list(screen._pieces(words))


def test_a_line_that_begins_small_goes_on_with_the_one_before() -> None:
    assert asked("RideNow\n\nHow early must I cancel\nto pay nothing?") == [
        "RideNow",
        "How early must I cancel to pay nothing?",
    ]


def test_a_sentence_that_has_ended_and_a_line_that_begins_large_stay_apart() -> None:
    assert "to pay" in asked("Nothing found.\nto pay\nNow")
    assert "Lock not closed" in asked("Lock not closed\nThe bolt has met something.")


def test_buttons_do_not_come_between() -> None:
    assert "The bolt has met something" in asked("The bolt has\nOK\nmet something")
