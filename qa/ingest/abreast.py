"""Several pages or pictures at once, in order: as many as the machine has cores, and no more than memory is for."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST = 3
"""With OCR's models for all, and some 50 MB for each: fewer than 450 MB."""
_LARGE = 12_000_000
"""Pixels of a picture from which on one at a time is enough in memory: a page at 300 dots an inch has 9 million."""


def cores() -> int:
    """Return how many pages are worked on at once: one for each core this process may use, 3 at most."""
    if hasattr(os, "sched_getaffinity"):
        return min(_MOST, len(os.sched_getaffinity(0)))
    return min(_MOST, os.cpu_count() or 1)


def for_pictures(pixels: int) -> int:
    """Return how many decoded pictures of up to so many pixels are worked on at once: one, where they are large."""
    return 1 if pixels > _LARGE else cores()


def in_order(
    task: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    before: Callable[[int], None] | None = None,
    workers: int = 0,
    ahead: int = 1,
) -> Iterator[tuple[Item, Result]]:
    """Yield (item, what the task made of it) in the order of the items, which are taken as they are needed.

    ``before`` is told in the caller's thread how many are done, before each next one is waited for; what it raises, as
    what the task raises, ends the work: items that nobody began are left. ``workers`` threads (default: ``cores()``),
    and ``ahead`` items that wait for one.
    """
    workers = workers or cores()
    coming = iter(items)
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    done = 0
    pool = ThreadPoolExecutor(workers, thread_name_prefix="askwell-page")
    try:
        while True:
            while len(waiting) < workers + ahead and (item := next(coming, _END)) is not _END:
                waiting.append((item, pool.submit(task, item)))  # type: ignore[arg-type]
            if not waiting:
                return
            if before:
                before(done)
            item, future = waiting.popleft()
            yield item, future.result()
            done += 1
    finally:
        pool.shutdown(cancel_futures=True)


_END = object()
