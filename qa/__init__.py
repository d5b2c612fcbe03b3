"""Askwell: ask your own documents, FAQs and pictures, and get the passage that answers, honestly scored.

    >>> import qa
    >>> with qa.Library.open() as library:
    ...     library.add("handbook.pdf")
    ...     answer = library.ask("How many days of leave do I have?")

The names below are loaded when they are first used, so ``import qa`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.config import Settings
    from qa.embedding import embed, similarity
    from qa.errors import HomeLocked, ModelError, NotFound, QAError, ReadError
    from qa.library import Library
    from qa.types import AddResult, Answer, Collection, Evidence, Filter, Group, Hit, Passage, ReadOptions, Source

__version__ = "0.1.0"

_HOMES = {
    "AddResult": "qa.types",
    "Answer": "qa.types",
    "Collection": "qa.types",
    "Evidence": "qa.types",
    "Filter": "qa.types",
    "Group": "qa.types",
    "Hit": "qa.types",
    "HomeLocked": "qa.errors",
    "Library": "qa.library",
    "ModelError": "qa.errors",
    "NotFound": "qa.errors",
    "Passage": "qa.types",
    "QAError": "qa.errors",
    "ReadError": "qa.errors",
    "ReadOptions": "qa.types",
    "Settings": "qa.config",
    "Source": "qa.types",
    "embed": "qa.embedding",
    "similarity": "qa.embedding",
}

__all__ = [
    "AddResult",
    "Answer",
    "Collection",
    "Evidence",
    "Filter",
    "Group",
    "Hit",
    "HomeLocked",
    "Library",
    "ModelError",
    "NotFound",
    "Passage",
    "QAError",
    "ReadError",
    "ReadOptions",
    "Settings",
    "Source",
    "embed",
    "similarity",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 — a module attribute may be anything
    """Load a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
