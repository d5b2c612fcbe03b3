"""Models: what is known of them, what they make of text, and how they come here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from qa.types.documents import Codes, Matrix, Span, Vector


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
    words: tuple[Codes | None, ...] = ()
    """The signs of each passage's word pieces, from the same pass; empty where the model cannot do that."""


class Words(NamedTuple):
    """A question's word pieces: unit vectors, shape (n, dims), and how much each counts, shape (n,), above 0."""

    vectors: Matrix
    weights: Vector


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


@runtime_checkable
class WordEncoder(Protocol):
    """What a ``TextEncoder`` also is whose passages are compared with a question word by word."""

    def words(self, text: str) -> Words | None:
        """Return the word pieces of a question; None when it has none."""

    def places(self, text: str) -> list[Span]:
        """Return where the word pieces stand of which ``encode_passages`` tells the signs, in their order."""
