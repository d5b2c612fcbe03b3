"""What a collection is about is told by what its passages say."""

from __future__ import annotations

import numpy as np

from qa import themes
from qa.types import Matrix, Passage, Vector
from tests.fakes import HashEncoder
from tests.search.memory import passage
from tests.search.test_references import SOURCES

FERNS = [f"The ferns in pot {n} want water every morning, and shade." for n in ("one", "two", "three")]
BOATS = [f"The boats at pier {n} leave the harbour at noon, and come back." for n in ("four", "five", "six")]


def known(*texts: str) -> tuple[list[Passage], dict[str, Vector]]:
    passages = [passage(f"p{n}", text, position=n) for n, text in enumerate(texts)]
    vectors: Matrix = HashEncoder().encode_passages([p.text for p in passages]).vectors
    return passages, dict(zip((p.id for p in passages), vectors, strict=True))


def test_lists_of_sources_are_no_theme() -> None:
    """Neither of the page of themes, nor of an overview; unless there is nothing else."""
    told = [themes.of_collection, themes.overview]
    for tell in told:
        groups = tell(*known(*FERNS, SOURCES, *BOATS))
        assert sorted(id_ for group in groups for id_ in group.passages) == ["p0", "p1", "p2", "p4", "p5", "p6"]
        assert [group.passages for group in tell(*known(SOURCES))] == [("p0",)]


def test_an_overview_is_the_same_when_it_is_told_again() -> None:
    """By the passages that it was told by, as far as they are still there."""
    passages, vectors = known(*FERNS, *BOATS)
    first = themes.overview(passages, vectors)
    assert len(first) == 2 and all(group.label and group.summary for group in first)
    members = [group.passages for group in first]
    assert themes.told(members, {p.id: p for p in passages}) == first
    assert len(themes.told(members, {p.id: p for p in passages[:3]})) == 1
    assert themes.told(members, {}) == ()


def test_an_overview_needs_vectors() -> None:
    passages, _ = known(*FERNS)
    assert themes.overview(passages, {}) == ()
    assert themes.overview(passages, {"p1": np.ones(512, np.float32)})[0].passages == ("p1",)
