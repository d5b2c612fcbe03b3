"""Evaluations: what is asked, of which versions, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["dense", "keyword", "hybrid", "confidence"]
"""How a collection is searched where it is measured: by meaning, by words, by both, and with a confidence too."""


MODES: tuple[Mode, ...] = ("dense", "keyword", "hybrid", "confidence")


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to search, to compare with; what is empty stays as it is."""

    model: str = ""
    """Name or folder of a text model."""
    splitting: tuple[int, int] | None = None
    """How many tokens a passage has, and how many of them are repeated in the next."""
    weights: Mapping[str, Any] = field(default_factory=dict)
    """Weights of the ranking that are others: dense, power, cover, half, trust (see ``data/ranking``)."""

    def __str__(self) -> str:
        """Say what is different."""
        numbers = (f"{name} {value:g}" for name, value in self.weights.items() if name != "trust")
        parts = (
            self.model,
            f"passages of {self.splitting[0]}/{self.splitting[1]} tokens" if self.splitting else "",
            f"weights {', '.join(numbers)}" if self.weights else "",
        )
        return ", ".join(part for part in parts if part) or "the same"


@dataclass(frozen=True, slots=True)
class MeasuringPlan:
    """What an evaluation of a collection asks."""

    modes: tuple[Mode, ...] = MODES
    """Those after the first are compared with it."""
    questions: int = 0
    """At most so many, drawn by ``seed``; 0: all of a table, 200 of a collection's own."""
    seed: int = 0
    """Draws questions, and what the intervals are worked out with."""
    off_topic: tuple[str, ...] = ()
    """More questions that nothing should answer."""
    against: Variant | None = None
    """Another way to search, which is asked the same questions."""


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question of a test set whose right answer did not come first, or that has none and got one."""

    question: str
    expected: str
    """The source that should answer; of a question that a collection puts to itself, with page and heading. "" where
    nothing should, and the first passage was more likely right than not by its confidence."""
    found: str
    """File, page and heading of the passage that came first, "" when nothing was found."""
    rank: int | None
    """Where the right one came, from 2; None when it was not found."""


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What stands on the pictures of an evaluation, in the reader's language."""

    confidence: str = "confidence"
    right: str = "right"
    first: str = "as it is"
    second: str = "the other way"
    modes: Mapping[str, str] = field(
        default_factory=lambda: {
            **{"dense": "meaning", "keyword": "words", "hybrid": "both"},
            "confidence": "both, with confidence",
        }
    )
    figures: Mapping[str, str] = field(
        default_factory=lambda: {
            **{"hit@1": "right one first", "hit@5": "in the first 5", "mrr@10": "MRR@10"},
            **{"ndcg@10": "nDCG@10", "recall@10": "recall@10"},
        }
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another way to search found for the same questions."""

    other: Variant
    """What is different in it."""
    lines: tuple[Mapping[str, Any], ...]
    """Its figures, a mode each."""
    differences: tuple[Mapping[str, Any], ...]
    """Its figures less those of the collection as it is, with paired 95% intervals, and the questions that moved."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A collection measured on a test set, or on its way to be."""

    id: str
    collection: str
    """Collection id."""
    name: str
    """What it is measured on."""
    own: bool = False
    """Whether the collection asks itself: its questions were made from what it holds."""
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    stage: Literal["making", "embedding", "asking"] = "making"
    """Questions are made, the passages of another version are embedded, questions are asked."""
    done: int = 0
    total: int = 0
    """Questions (passages while those are embedded); 0 until they are made."""
    lines: tuple[Mapping[str, Any], ...] = ()
    """Figures a mode, as ``qa evaluate --json`` prints them."""
    wrong: tuple[WrongAnswer, ...] = ()
    """Questions that went wrong, the worst first."""
    missing: tuple[str, ...] = ()
    """Questions that were not asked: the source they expect is not in the collection, or does not hold the text."""
    comparison: Comparison | None = None
    error: str = ""
    measured: float = 0.0
    """When it was done, in Unix seconds; 0 while it is not."""
