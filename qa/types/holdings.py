"""What a library holds: collections, sources, and files on their way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.types.documents import Kind, RowReport

Status = Literal["pending", "words", "ready", "failed"]
"""A source's state: waiting, searchable by words, searchable by meaning too, or not readable."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of sources that are searched together, bound to the model it was made with."""

    id: str
    name: str
    model: str
    """Model key of the text encoder (``TextEncoder.key``)."""
    created: float
    """Unix seconds."""
    sources: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One file in a collection."""

    id: str
    collection: str
    """Collection id."""
    name: str
    """Path or title, unique in its collection."""
    kind: Kind
    status: Status
    sha256: str
    bytes: int
    added: float
    """Unix seconds."""
    passages: int = 0
    embedded: int = 0
    """How many of the passages have a vector."""
    language: str = ""
    title: str = ""
    pages: int | None = None
    error: str = ""
    notes: tuple[str, ...] = ()
    rows: RowReport | None = None


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of one file given to ``Library.add``."""

    name: str
    status: Literal["unchanged", "ready", "words", "failed", "removed"]
    source: str | None = None
    kind: Kind | None = None
    passages: int = 0
    seconds: float = 0.0
    """How long it was worked on, without what it waited for other files."""
    error: str | None = None
    notes: tuple[str, ...] = ()
    rows: RowReport | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way through the worker."""

    id: str
    name: str
    collection: str
    """Collection id."""
    state: Literal["queued", "reading", "embedding", "done", "failed", "cancelled"]
    done: int = 0
    """Passages embedded so far; while it is read, pages and pictures that OCR is through with."""
    total: int = 0
    """Passages in the file; while it is read, pages and pictures for OCR; 0 until that is known."""
    result: AddResult | None = None
    """Set when the state is done or failed."""

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Health:
    """What ``verify`` found; healthy when ``problems`` is empty."""

    sources: int
    passages: int
    vectors: int
    problems: tuple[str, ...] = ()
    """One sentence each."""
    repaired: tuple[str, ...] = ()
