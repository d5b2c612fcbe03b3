"""Stand-ins that go in by argument: an encoder whose vectors a person can work out with a pencil."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.types import Encoded, Matrix, Span, TextBox, Vector

_WORDS = re.compile(
    r"[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


class HashEncoder:
    """Encode a text as its bag of words.

    Each distinct word (each character in Chinese, Japanese, Korean, Thai) adds 1 to the dimension
    ``crc32(word) % dims``, then the vector gets unit length. So two texts with a and b distinct words, c of them
    shared, have cosine c / sqrt(a * b), but for the rare words that fall into one dimension; texts without words are
    the first axis. ``key``, ``dims`` and ``trust`` can be chosen; ``calls`` counts the passages and questions encoded,
    so that a test can see what was not encoded again.
    """

    def __init__(
        self,
        *,
        key: str = "hash@00000000",
        dims: int = 512,
        trust: Mapping[str, float] | None = None,
        sentences: bool = True,
    ) -> None:
        self.key = key
        self.dims = dims
        self.trust: Mapping[str, float] = {"*": 1.0} if trust is None else trust
        self.calls = 0
        self._sentences = sentences

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.calls += len(texts)
        return self._stack(texts)

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        self.calls += len(texts)
        pooled: list[Matrix | None] = [None] * len(texts)
        if self._sentences and spans:
            pooled = [
                self._stack([text[span.start : span.end] for span in given])
                for text, given in zip(texts, spans, strict=True)
            ]
        return Encoded(self._stack(texts), tuple(pooled))

    def vector(self, text: str) -> Vector:
        vector = np.zeros(self.dims, dtype=np.float32)
        for word in set(_WORDS.findall(text.casefold())):
            vector[crc32(word.encode()) % self.dims] += 1
        if not vector.any():
            vector[0] = 1
        unit: Vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit

    def _stack(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dims), dtype=np.float32)
        return np.stack([self.vector(text) for text in texts])


class PencilReader:
    """Read a picture as a person with a list: the words that stand in the list for a picture of that width.

    ``pages`` counts the pictures read; each line is 20 pixels high, one under the other.
    """

    def __init__(self, words: Mapping[int, Sequence[str]], *, languages: frozenset[str] = frozenset({"en"})) -> None:
        self._words = words
        self.languages = languages
        self.pages = 0

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        self.pages += 1
        return tuple(_line(text, 24 * at) for at, text in enumerate(self._words.get(pixels.shape[1], ())))


def _line(text: str, top: int) -> TextBox:
    left, right, bottom = 4, 4 + 10 * len(text), top + 20
    return TextBox(text, 0.9, ((left, top), (right, top), (right, bottom), (left, bottom)))


class TogetherReader(PencilReader):
    """Finishes no picture before another one is begun, so that they must be read two at a time."""

    def __init__(self, texts: Mapping[int, Sequence[str]]) -> None:
        super().__init__(texts)
        self._both = threading.Barrier(2, timeout=30)

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Wait for the other picture, then read."""
        self._both.wait()
        return super().read(pixels)
