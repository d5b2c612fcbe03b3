"""What is said of a question that nothing answers while files wait: what is not searched yet may answer it."""

from __future__ import annotations

from collections.abc import Iterable

from qa.types import Source

PASSAGES = "Nothing found so far: {count} passages are not searched by meaning yet. Ask again when they are."
FILES = "Nothing found so far: some files are not searched by meaning yet. Ask again when they are."


def told(unfinished: Iterable[Source]) -> str:
    """Return how many passages of these files wait for their vectors; "" when no file waits for anything."""
    waiting = [source.passages - source.embedded for source in unfinished]
    count = sum(waiting)
    return "" if not waiting else PASSAGES.format(count=f"{count:,}") if count > 1 else FILES
