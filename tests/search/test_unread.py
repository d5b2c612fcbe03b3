"""What is said while files wait."""

from __future__ import annotations

from dataclasses import replace

from qa.search import unread
from qa.types import Source

FILE = Source("s", "c", "a.md", "document", "words", "", 9, 0.0, passages=2000, embedded=400)


def test_how_many_passages_wait_is_said() -> None:
    """Of files that are not even read it cannot be told; where none waits nothing is said."""
    assert unread.told([FILE, replace(FILE, passages=3, embedded=1)]) == unread.PASSAGES.format(count="1,602")
    assert unread.told([replace(FILE, status="pending", passages=0, embedded=0)]) == unread.FILES
    assert unread.told([]) == ""
