"""Several pages at once, handed over in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from qa.errors import Stopped
from qa.ingest.abreast import cores, for_pictures, in_order


def test_results_come_in_the_order_of_the_items_though_later_ones_are_done_first() -> None:
    """Two are at work at once: the first cannot end before the second has begun."""
    second = threading.Event()

    def task(item: int) -> int:
        if item == 0:
            assert second.wait(10)
        second.set()
        return item * item

    assert list(in_order(task, range(5), workers=2)) == [(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)]


def test_items_are_taken_only_as_they_are_needed() -> None:
    """A long document is not drawn whole before its first page is handed over."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for at in range(100):
            taken.append(at)
            yield at

    coming = in_order(str, items(), workers=2, ahead=1)
    assert next(coming) == (0, "0")
    assert len(taken) <= 4
    coming.close()


def test_calling_it_off_leaves_what_nobody_began() -> None:
    done: list[int] = []
    told: list[int] = []

    def before(count: int) -> None:
        told.append(count)
        if count == 3:
            raise Stopped("enough")

    with pytest.raises(Stopped):
        list(in_order(done.append, range(100), before=before, workers=2))
    assert told == [0, 1, 2, 3]
    assert len(done) <= 6


def test_what_a_task_raises_comes_out_where_its_result_would() -> None:
    def task(item: int) -> int:
        return 1 // item

    coming = in_order(task, [1, 1, 0, 1], workers=3)
    assert [next(coming)[1], next(coming)[1]] == [1, 1]
    with pytest.raises(ZeroDivisionError):
        next(coming)


def test_nothing_gives_nothing() -> None:
    assert list(in_order(str, [])) == []
    assert 1 <= cores() <= 4


def test_large_pictures_are_worked_on_one_at_a_time() -> None:
    """A page at 300 dots an inch is not large; a camera's picture is."""
    assert for_pictures(2480 * 3508) == cores()
    assert for_pictures(6000 * 4000) == 1
