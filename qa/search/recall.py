"""Passages that a question asks for again and again are read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa.search.references import Read
from qa.types import Passage


def once(read: Read) -> Read:
    """Return what gives passages as before, and reads each only once."""
    known: dict[str, Passage] = {}

    def told(ids: Iterable[str]) -> Mapping[str, Passage]:
        wanted = list(ids)
        known.update(read([id_ for id_ in wanted if id_ not in known]))
        return {id_: known[id_] for id_ in wanted if id_ in known}

    return told
