"""The nouns of Askwell, frozen and slotted, and the Protocols between its rooms. Imports nothing of ours.

All spans are half-open ``[start, end)`` in code points. All scores are "higher is better".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]
"""One float32 vector, shape (dims,)."""

Matrix: TypeAlias = npt.NDArray[np.float32]
"""Float32 vectors, shape (n, dims)."""

Kind = Literal["document", "faq", "table", "code", "image"]
"""What a source is: prose, question-and-answer entries, rows, source code, a picture."""

Status = Literal["pending", "words", "ready", "failed"]
"""A source's state: waiting, searchable by words, searchable by meaning too, or not readable."""

Verdict = Literal["answered", "maybe", "nothing"]

FaqMatch = Literal["question", "answer-too", "both"]
"""What of an FAQ entry is compared with what people ask: its question alone, mostly its question, or the whole."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in its source a piece of text stands; absent parts are None.

    ``page`` counts from 1 (PDF pages, slides); ``row`` is the 1-based row of the sheet or file, headings included;
    ``line`` is the 1-based first line in source code or plain text; ``start``/``end`` are code points into the text of
    the section that the reader produced (page, chapter, cell …).
    """

    page: int | None = None
    heading: tuple[str, ...] = ()
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    ocr: float | None = None
    """Mean confidence 0…1 when the text was read by OCR, else None."""
    picture: int | None = None
    """0-based position, among the pictures of its source, of the picture that the text was read from."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text that a reader produced, all under one page, heading or row.

    ``whole`` sections (a table row, an FAQ entry, a function) stay one passage unless they are far over the limit.
    ``context`` is what the words need to be understood alone: column headings, the class a method stands in. It is
    embedded and indexed with the text but is not part of it. ``questions`` are the questions of an FAQ entry (the
    text then is the answer).
    """

    text: str
    locator: Locator = Locator()
    context: str = ""
    whole: bool = False
    questions: tuple[str, ...] = ()
    category: str = ""
    language: str = ""
    """Language code when the file says so itself, else empty."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of the rows of a table: every row is in exactly one of the three."""

    added: int = 0
    duplicates: tuple[int, ...] = ()
    """Row numbers (1-based, headings included) that repeat an earlier entry."""
    skipped: tuple[tuple[int, str], ...] = ()
    """(row number, why) of rows that hold no entry."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """A line of text that OCR found on a picture."""

    text: str
    score: float
    """Confidence 0…1."""
    corners: tuple[tuple[int, int], ...]
    """Four points (x, y) around the line, in pixels of the upright picture (``Picture.width`` × ``height``)."""

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the upright rectangle around the line."""
        across, down = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(across), min(down), max(across), max(down)

    def shares(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom as shares 0…1 of a picture of this size."""
        left, top, right, bottom = self.rectangle
        return left / width, top / height, right / width, bottom / height


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a source: the file itself, a frame of it, or a figure inside a document.

    ``id`` is deterministic, ``{source}-{version}-p{position:04d}``.
    """

    id: str
    source: str
    version: str
    """The first 8 hex digits of the SHA-256 of the source's file."""
    position: int
    """0-based order among the pictures of the source."""
    page: int | None
    """Page, slide or frame (from 1) that it stands on, or None for a picture that is a file of its own."""
    name: str
    """What to call it: the words of its file's name, or its caption."""
    width: int
    """Pixels, upright (EXIF's turn applied)."""
    height: int
    sha256: str
    """Of the upright RGB pixels and their size: equal for the same picture in two containers."""
    dhash: int
    """64-bit difference hash; 0 … 2**64 − 1."""
    mirrored: int
    """The same of the picture seen in a mirror."""
    look: bytes
    """Colour, layout and gradients as a unit vector of little-endian float16."""
    words: str = ""
    """What OCR read, blocks in reading order, an empty line between blocks."""
    boxes: tuple[TextBox, ...] = ()
    """Where each line of ``words`` stands."""
    caption: str = ""
    """Caption, alternative text, or what the file says of itself (EXIF, PNG text)."""
    around: str = ""
    """The text around it in its document."""
    thumbnail: str = ""
    """Key of a JPEG of at most 400 pixels a side (``Library.thumbnail``)."""
    view: str = ""
    """Key of a JPEG of at most 1,600 pixels a side (``Library.view``); empty for a whole page of a scanned PDF."""

    @property
    def ocr(self) -> float | None:
        """Mean confidence 0…1 of what was read, by its length; None without words."""
        length = sum(len(box.text) for box in self.boxes)
        return sum(box.score * len(box.text) for box in self.boxes) / length if length else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as a reader found it: with its JPEGs, and before its source and position are known."""

    picture: Picture
    thumbnail: bytes
    view: bytes


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What pictures are compared by, one row a picture."""

    ids: tuple[str, ...]
    hashes: npt.NDArray[np.uint64]
    """Difference hashes, shape (n,)."""
    mirrored: npt.NDArray[np.uint64]
    looks: Matrix
    """Unit vectors of colour, layout and gradients, shape (n, dims)."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of one file."""

    name: str
    kind: Kind
    sections: tuple[Section, ...]
    title: str = ""
    pages: int | None = None
    notes: tuple[str, ...] = ()
    """Sentences for the user about what was not read ("no text on 2 of 12 pages: scanned?")."""
    rows: RowReport | None = None
    pictures: tuple[Figure, ...] = ()
    unread: int = 0
    """Pages and pictures that may hold text which only OCR reads, and that were left for want of it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file.

    ``columns`` maps a role ("question", "answer", "category", "language") to the heading that plays it, when the user
    chose; an empty mapping lets the reader recognise them. ``table`` says what a table is when the user knows better.
    """

    password: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    table: Literal["auto", "faq", "rows"] = "auto"
    max_bytes: int = 200 * 2**20
    max_pages: int = 2000
    max_unpacked: int = 2**30
    max_files: int = 10_000
    ocr: PictureReader | None = None
    """Reads pictures and scanned pages; None leaves them unread."""
    progress: Callable[[int, int], None] | None = None
    """Told (done, all) before each page or picture that OCR reads; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched, scored and shown.

    ``text`` is what is shown: for an FAQ entry the question, a newline, the answer. ``id`` is deterministic: the same
    content at the same place of the same source has the same id.
    """

    id: str
    source: str
    position: int
    """0-based order within the source."""
    text: str
    context: str
    kind: Kind
    language: str
    locator: Locator
    question: str = ""
    """The FAQ question this passage stands for (the first ``len(question)`` code points of text), else empty."""
    entry: str = ""
    """Shared by the passages of one FAQ entry (several questions, one answer), else empty."""
    sentences: tuple[Span, ...] = ()
    """Sentences, rows or code lines of ``text``, in order; the units of evidence."""

    @property
    def embedded(self) -> str:
        """The text given to the encoder and to the keyword index: context, newline, text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


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
    error: str | None = None
    notes: tuple[str, ...] = ()
    rows: RowReport | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may answer. Empty sets mean "any"."""

    sources: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    languages: frozenset[str] = frozenset()


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


Why = Literal["same", "mirrored", "words", "described", "meaning", "look"]
"""Why a picture or passage is there: the same picture, its mirror image, words read on it, what its name or caption
says, what it shows (an image model's judgement), colours and layout."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something was found."""

    why: Why
    text: str = ""
    """The words that matched, if any did."""


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
    """What was read on the picture that was asked with, as far as it was asked."""
    picture: str = ""
    """Id of the picture that was asked with, if it is kept (in the library, or attached to a chat)."""
    uncovered: Uncovered | None = None
    """What of the collection its model does not know, or None."""


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
    """A question of a test set whose right answer did not come first."""

    question: str
    expected: str
    """The source that should answer; of a question that a collection puts to itself, with page and heading."""
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

    other: str
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


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, belonging to the browser (owner) that made it."""

    id: str
    title: str
    """The first question asked."""
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
    feedback: int | None = None
    """1 thumb up, 0 thumb down, None not given."""
    attachments: tuple[str, ...] = ()
    """Ids of sources attached with the question."""


@dataclass(frozen=True, slots=True)
class Health:
    """What ``verify`` found; healthy when ``problems`` is empty."""

    sources: int
    passages: int
    vectors: int
    problems: tuple[str, ...] = ()
    """One sentence each."""
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What can be known of a model without loading it."""

    name: str
    hub: str = ""
    """Hub id, or empty."""
    role: Literal["text", "image", "text for images"] = "text"
    dims: int = 0
    """Length of its vectors; 0 when nobody said."""
    languages: tuple[str, ...] = ()
    longest: int = 0
    """Longest input in tokens; 0 when nobody said."""
    megabytes: int = 0
    licence: str = ""
    note: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""
    here: bool = False
    folder: str = ""
    """Where it lies, when it lies in a folder of its own."""
    removable: bool = False
    """It is kept in the library's own folder."""
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A model on its way; sizes in bytes, 0 until they are known."""

    name: str
    state: Literal["running", "done", "failed", "cancelled"]
    done: int
    total: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What an encoder makes of passages.

    ``sentences[i]`` holds one unit vector for each span given for passage ``i``, pooled from the passage's own forward
    pass (zero rows where a sentence fell past the model's longest input), or is None where the model cannot do that.
    """

    vectors: Matrix
    sentences: tuple[Matrix | None, ...]


class TextEncoder(Protocol):
    """Turns text into unit vectors."""

    @property
    def key(self) -> str:
        """Name and a short hash of weights: what a collection is bound to."""

    @property
    def dims(self) -> int:
        """Length of a vector."""

    @property
    def trust(self) -> Mapping[str, float]:
        """How far the model can be trusted, 0…1, by language code; "*" for all others."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Encode questions, with the model's question prompt: shape (len(texts), dims), unit length."""

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        """Encode passages, with the model's passage prompt; ``spans`` are the sentences of each text."""


class PictureReader(Protocol):
    """Reads the text on pictures (OCR)."""

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that it can read here and now."""

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Return the lines on a picture in reading order; ``pixels`` is RGB, shape (height, width, 3)."""


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
