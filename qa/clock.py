"""How long each stage of a question takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
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
