"""How long each stage of a question takes, and each of several jobs that one thread takes on step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Clock:
    """Milliseconds a stage."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what is done within as this stage."""
        start = time.perf_counter()
        yield
        self._stages[stage] = round((time.perf_counter() - start) * 1000, 2)

    def read(self) -> dict[str, float]:
        """Return the stages so far, and "total" since the clock was made."""
        return {**self._stages, "total": round((time.perf_counter() - self._start) * 1000, 2)}


class Stopwatch:
    """Seconds that each job was worked on: what it waited, and the steps of others within its own, are not counted."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._spent: dict[str, float] = {}
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def __call__(self, job: str) -> Iterator[None]:
        """Count what is done within as a step of this job, in place of the one whose step it is done in."""
        self._settle()
        self._running.append(job)
        try:
            yield
        finally:
            self._settle()
            self._running.pop()

    def taken(self, job: str) -> float:
        """Return how long a job was worked on so far."""
        self._settle()
        return self._spent.get(job, 0.0)

    def forget(self, job: str) -> None:
        """Leave a job out from now on."""
        self._spent.pop(job, None)

    def _settle(self) -> None:
        now = self._now()
        if self._running:
            self._spent[self._running[-1]] = self._spent.get(self._running[-1], 0.0) + now - self._since
        self._since = now
