"""A question on its way: the query, its candidates, and the indexes they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from qa.types.documents import Kind, Matrix, Passage, Vector


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may answer. Empty sets mean "any"."""

    sources: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    languages: frozenset[str] = frozenset()

    def admits(self, passage: Passage) -> bool:
        """Say whether a passage may answer."""
        sets = ((self.sources, passage.source), (self.kinds, passage.kind), (self.languages, passage.language))
        return all(not wanted or found in wanted for wanted, found in sets)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, taken apart by ``qa.search.question.parse``.

    ``phrases`` stood in double quotes and must occur literally (after case and width folding); ``excluded`` words were
    written as ``-word`` and must not occur. ``text`` is the question without the excluded words and quote marks.
    """

    text: str
    language: str
    tokens: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    """Terms carried over from the question before it, shown to the user and removable."""

    @property
    def embedded(self) -> str:
        """The text given to the encoder: the question, then the carried terms."""
        return " ".join((self.text, *self.carried))


@dataclass(frozen=True, slots=True)
class Statistics:
    """A collection's own statistics for BM25."""

    passages: int
    mean_length: float
    """Mean number of tokens a passage."""
    frequencies: Mapping[str, int]
    """Document frequency of each token asked for; 0 when unknown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in the pool with its two raw scores.

    ``semantic`` is the exact cosine −1…1 (None: no vector yet); ``keyword`` is BM25 ≥ 0.
    """

    id: str
    semantic: float | None
    keyword: float
    matched: float = 0.0
    """Share 0…1 of the question's idf mass whose tokens the passage holds."""
    mass: float = 0.0
    """The question's idf mass in this collection: what BM25 can reach, the same for the whole pool."""
    exact: bool = False
    """Holds literally a rare code, version or name with digits that the question asks for (ERR_4012)."""
    sentence: float | None = None
    """Cosine −1…1 of its nearest sentence (None: its sentences have no vectors)."""
    late: float | None = None
    """How near its words come to the question's, about −1…1 (None: not compared); see ``qa.search.late``."""
    vector: Vector | None = field(default=None, compare=False, repr=False)
    """As stored, which ``semantic`` was computed with."""


class VectorIndex(Protocol):
    """Vectors of one collection, by passage id."""

    def add(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace; metadata has the keys source, kind, language."""

    def delete(self, ids: Sequence[str]) -> None:
        """Remove; unknown ids are fine."""

    def search(self, vector: Vector, k: int, where: Filter = ...) -> list[tuple[str, float]]:
        """Return the k nearest as (id, cosine), best first."""

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors of those ids that have one."""

    def ids(self) -> set[str]:
        """All ids stored."""

    def __len__(self) -> int: ...


class KeywordIndex(Protocol):
    """Tokens of one collection, by passage id."""

    def add(self, passages: Sequence[Passage], tokens: Sequence[Sequence[str]]) -> None:
        """Stage passages; visible after commit."""

    def delete_source(self, source: str) -> None:
        """Stage the removal of all passages of a source."""

    def delete(self, ids: Sequence[str]) -> None:
        """Stage the removal of passages; unknown ids are fine."""

    def commit(self) -> None:
        """Make all that is staged durable and visible."""

    def search(
        self,
        tokens: Sequence[str],
        k: int,
        where: Filter = ...,
        *,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> list[tuple[str, float]]:
        """Return the k best as (id, index score); ``required`` tokens must all be there, ``excluded`` ones must not."""

    def tokens(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the stored tokens of those ids."""

    def statistics(self, tokens: Sequence[str]) -> Statistics:
        """Return the collection's statistics for these tokens."""

    def damaged(self) -> list[str]:
        """Return the names of index files whose bytes are not what was written."""

    def ids(self) -> set[str]:
        """All ids stored."""

    def __len__(self) -> int: ...
