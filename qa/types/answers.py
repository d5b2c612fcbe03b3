"""What a question brings: evidence, hits, themes, how sure they are, and the chats they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa.types.documents import Passage, Picture, Span, TextBox
from qa.types.holdings import Source
from qa.types.searching import Query

Verdict = Literal["answered", "maybe", "nothing"]


FaqMatch = Literal["question", "answer-too", "both"]
"""What of an FAQ entry is compared with what people ask: its question alone, mostly its question, or the whole."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a passage that answers: ``passage.text[start:end] == text``."""

    text: str
    start: int
    end: int
    score: float = 0.0
    """0…1, how surely this is the answering sentence."""
    semantic: float | None = None
    """Cosine −1…1 of the question and the sentence, where sentences have vectors."""
    matched: float = 0.0
    """Share 0…1 of the question's idf mass whose words stand in it."""


Why = Literal["same", "mirrored", "words", "described", "meaning", "look", "shows"]
"""Why a picture or passage is there: the same picture, its mirror image, words read on it, what its name or caption
says, what it means (of a picture: what it shows, an image model's judgement), colours and layout. "shows" is for
passages: an image model finds one near to what the picture asked with shows, whatever words stand on it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something was found."""

    why: Why
    text: str = ""
    """The words that matched, if any did."""
    picture: int = 0
    """Which of several pictures asked with led here, from 1; 0 where there is one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, with its scores and the reason it is there."""

    rank: int
    """From 1."""
    score: float
    """0…1, what the ranking sorts by."""
    semantic: float | None
    """Cosine −1…1, or None when the passage has no vector yet."""
    keyword: float
    """BM25 ≥ 0."""
    passage: Passage
    source: Source
    evidence: tuple[Evidence, ...] = ()
    terms: tuple[Span, ...] = ()
    """Where the question's words stand in ``passage.text``."""
    also_in: tuple[tuple[str, str], ...] = ()
    """(source id, name) of near-duplicate passages folded into this one."""
    confidence: float | None = None
    """Probability 0…1 that this answers; None until calibrated."""
    why: tuple[Reason, ...] = ()
    """What of a picture led here; () for a question in words alone."""
    exact: bool = False
    """Holds literally a rare code of the question, or all its quoted phrases: such hits come before all others."""

    @property
    def by_sight(self) -> bool:
        """Whether an image model alone led here, and no words did: such a hit is never an answer."""
        return bool(self.why) and all(reason.why == "shows" for reason in self.why)


@dataclass(frozen=True, slots=True)
class PictureHit:
    """A picture that was found, and why."""

    rank: int
    """From 1."""
    score: float
    """0…1, what the ranking sorts by: .9 and more for the same picture, below that by rank in the lists it was on."""
    picture: Picture
    source: Source
    why: tuple[Reason, ...]
    """The strongest reason first."""
    boxes: tuple[TextBox, ...] = ()
    """The lines on the picture that hold words of the question."""


@dataclass(frozen=True, slots=True)
class Group:
    """A theme among passages; every word of label and summary stands in a source."""

    label: str
    summary: str
    hits: tuple[int, ...]
    """Ranks of the hits in it (for a whole collection: positions in the list that was grouped)."""
    terms: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    """Ids of the passages in it, the most typical first."""


MOST_PICTURES = 5
"""Pictures that one question may come with."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a question brought."""

    id: str
    """Id of the question in the ledger, for feedback."""
    question: str
    hits: tuple[Hit, ...]
    groups: tuple[Group, ...] = ()
    verdict: Verdict | None = None
    confidence: float | None = None
    query: Query | None = None
    notes: tuple[str, ...] = ()
    """What the user should know ("meaning search is still warming up")."""
    ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds a stage, and "total"."""
    pictures: tuple[PictureHit, ...] = ()
    """Pictures that were found with the passages."""
    seen: str = ""
    """What was read on the pictures that were asked with, as far as it was asked."""
    picture: str = ""
    """Id of the picture that was asked with, if it is kept (in the library, or attached to a chat)."""
    more_pictures: tuple[str, ...] = ()
    """Ids of the others, if there were several."""
    asked_with: int = 0
    """How many pictures were asked with."""
    uncovered: Uncovered | None = None
    """What of the collection its model does not know, or None."""
    overview: tuple[Group, ...] = ()
    """What all that was asked is about, where the question asks no more than that; ``verdict`` is on the passages."""


@dataclass(frozen=True, slots=True)
class Assurance:
    """How sure a collection must be of what it says, and what that means for its questions."""

    precision: float
    """How often a verdict shall be right, 0.5…0.99; chosen by the user."""
    answered: float
    """Confidence from which an answer counts as one."""
    nothing: float
    """Confidence below which nothing here answers."""
    share: float | None
    """Expected share 0…1 of questions on its subjects that get "answered"; None until calibrated."""
    own: int = 0
    """Questions made from the collection itself that it was calibrated with; 0: only the general prior is used."""
    thumbs: int = 0
    """Thumbs that people gave and that went in."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Languages of a collection that its model was not made for: their passages are found by their words alone."""

    languages: tuple[str, ...]
    """Codes, the commonest first."""
    model: str
    """The collection's model."""
    other: str = ""
    """A model that was made for them, or empty when none is known."""


@dataclass(frozen=True, slots=True)
class FaqSetting:
    """What counts of a collection's FAQ entries."""

    match: FaqMatch
    files: int = 0
    """How many FAQ files the collection holds."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that nothing in a collection answered."""

    question: str
    times: int
    """How often it was asked in these words."""
    asked: float
    """When last, Unix seconds."""
    confidence: float | None = None
    """The highest confidence any passage had."""


UNTITLED = "…"
"""Title of a chat that began with a picture of no words and no telling name."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, belonging to the browser (owner) that made it."""

    id: str
    title: str
    """The first question asked, or what the picture says that it began with, or its name."""
    collection: str
    """Collection id the chat asks."""
    updated: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a chat with the answer it got; hits of deleted sources are gone from it."""

    id: int
    question: str
    answer: Answer | None
    asked: float
    """Unix seconds."""
    removed: int = 0
    """How many hits are missing because their source was deleted or replaced."""
    lost: bool = False
    """The passage that was shown as the answer is among them: the rest is what was found beside it."""
    feedback: int | None = None
    """1 thumb up, 0 thumb down, None not given."""
    attachments: tuple[str, ...] = ()
    """Ids of sources attached with the question."""
