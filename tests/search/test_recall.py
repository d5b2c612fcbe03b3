"""Passages are read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa.search.recall import once
from qa.types import Locator, Passage


def test_what_was_read_is_not_read_again() -> None:
    """What is not there is left out."""
    asked: list[list[str]] = []

    def read(ids: Iterable[str]) -> Mapping[str, Passage]:
        asked.append(list(ids))
        return {i: Passage(i, "s", 0, i, "", "document", "en", Locator()) for i in asked[-1] if i != "gone"}

    told = once(read)
    assert list(told(["a", "gone"])) == ["a"]
    assert list(told(["b", "a"])) == ["b", "a"]
    assert asked == [["a", "gone"], ["b"]]
