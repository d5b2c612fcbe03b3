"""An encoder that answers questions at once and loads torch only when the first passages come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.index.bert import CHARACTERS_A_TOKEN, Bert
from qa.types import Encoded, Matrix, Span

if TYPE_CHECKING:
    from qa.index.encoders import SentenceTransformerEncoder

_LONGEST = 512


class LazyEncoder:
    """A ``TextEncoder`` in two halves: questions by numpy, passages by torch; safe to use from several threads."""

    def __init__(
        self,
        questions: Bert,
        load: Callable[[], SentenceTransformerEncoder],
        *,
        key: str,
        trust: Mapping[str, float],
        query_prompt: str = "",
    ) -> None:
        """``load`` opens the same model with torch (seconds)."""
        self.key, self.trust = key, trust
        self.dims = questions.dims
        self._questions, self._load, self._prompt = questions, load, query_prompt
        self._passages: SentenceTransformerEncoder | None = None
        self._loading = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Encode questions: shape (len(texts), dims), unit length. Many at once go to torch when that is loaded."""
        if self._passages is not None and len(texts) > 1:
            return self._passages.encode_queries(texts)
        cut = _LONGEST * CHARACTERS_A_TOKEN
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._questions.encode(self._prompt + text[:cut])
        return vectors

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        """Encode passages and their sentences; the first call loads torch.

        Raises:
            ValueError: there are spans, but not for every text.
            ModelError: the model cannot be loaded, or the machine has too little memory.
        """
        return self._whole().encode_passages(texts, spans)

    @property
    def model(self) -> Any:  # noqa: ANN401 — sentence_transformers has no types
        """The sentence-transformers model inside, loaded if need be."""
        return self._whole().model

    def _whole(self) -> SentenceTransformerEncoder:
        with self._loading:
            if self._passages is None:
                self._passages = self._load()
            return self._passages
