"""What nothing in one collection answers may be answered by another."""

from __future__ import annotations

from pathlib import Path

from tests.test_evaluating import BIKES, FAQ, HARBOUR, reopened


def test_other_collections_that_answer_are_named(tmp_path: Path) -> None:
    """Not the one that was asked, no empty one, none that does not answer; and the question is noted nowhere."""
    with reopened(tmp_path) as library:
        here = library.collection()
        library.add_bytes("harbour.md", HARBOUR.encode())
        for name in ("House", "Empty", "Harbour"):
            library.create_collection(name)
        library.add_bytes("faq.csv", FAQ.encode(), collection="House")
        library.add_bytes("harbour.md", HARBOUR.encode(), collection="Harbour")
        assert [found.name for found in library.elsewhere(BIKES, here.id)] == ["House"]
        assert library.elsewhere(BIKES, "House") == []
        assert library.elsewhere("Quantum chromodynamics?") == []
        assert not any(library.unanswered(one.id) for one in library.collections())
