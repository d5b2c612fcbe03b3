"""Made-up documents, questions and vectors, for measuring speed where real ones would take hours to encode.

Words follow Zipf's law over English function words and invented ones, so that indexes have common and rare words to
deal with. Vectors are points of a 24-dimensional space seen in as many dimensions as the model's, with noise: as near
to one another, and as hard for a nearest-neighbour graph, as those of real passages; entirely random ones are harder.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

import numpy as np

from qa.types import Codes, Encoded, Matrix, Span, TextEncoder, WordEncoder, Words

_SPACE = 24
"""Dimensions the made-up meanings really have."""

_NOISE = 0.3

_LETTERS = 4
"""Of a word piece, as in English with the built-in model."""

_COMMON = (
    *("the", "of", "and", "to", "in", "a", "is", "for", "that", "on", "with", "as", "was", "by", "it", "are", "from"),
    *("at", "be", "this", "have", "or", "an", "not", "which", "their", "has", "but", "one", "all", "were", "when"),
)

_VOCABULARY = 50_000


class Writer:
    """Writes made-up text; the same seed writes the same."""

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._words = np.array([*_COMMON, *(self._invent() for _ in range(_VOCABULARY))])

    def files(self, passages: int) -> Iterator[tuple[str, bytes]]:
        """Yield (name, bytes) of Markdown documents and, every third, FAQ tables of about 100 passages each.

        Endless but for ``passages``: it stops after about as many.
        """
        for number in range((passages + 99) // 100):
            entries = min(100, passages - 100 * number)
            faq = number % 3 == 2
            yield (f"faq {number}.csv", self._table(entries)) if faq else (f"text {number}.md", self._document(entries))

    def questions(self, count: int) -> list[str]:
        """Return questions of about ten words, common and rare."""
        return [f"What {' '.join(self._draw(9))}?" for _ in range(count)]

    def passage(self) -> str:
        """Return a paragraph of 50 to 110 words."""
        sentences = (" ".join(self._draw(int(self._random.integers(8, 20)))) for _ in range(6))
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)

    def _document(self, sections: int) -> bytes:
        heads = (" ".join(self._draw(3)).capitalize() for _ in range(sections))
        return "\n\n".join(f"## {head}\n\n{self.passage()}" for head in heads).encode()

    def _table(self, entries: int) -> bytes:
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["Question", "Answer"])
        rows.writerows([question, self.passage()] for question in self.questions(entries))
        return table.getvalue().encode()

    def _draw(self, count: int) -> list[str]:
        ranks = self._random.zipf(1.25, size=count)
        return [str(word) for word in self._words[(ranks - 1) % len(self._words)]]

    def _invent(self) -> str:
        syllables = int(self._random.integers(2, 5))
        consonants = self._random.choice(list("bcdfghklmnprstvw"), syllables)
        vowels = self._random.choice(list("aeiou"), syllables)
        return "".join(consonant + vowel for consonant, vowel in zip(consonants, vowels, strict=True))


class MadeUpEncoder:
    """A ``TextEncoder`` whose passages cost nothing, and whose questions cost what the real encoder takes for them.

    A text's vector is drawn from its checksum, so the same text has the same one.
    """

    def __init__(self, real: TextEncoder) -> None:
        self.key = "made-up@00000000"
        self.dims = real.dims
        self.trust: Mapping[str, float] = {"*": 1.0}
        self._real = real
        self._view = np.random.default_rng(0).standard_normal((_SPACE, self.dims)).astype(np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Encode with the real encoder, then return made-up vectors."""
        self._real.encode_queries(texts)
        return self.vectors(texts)

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        """Return made-up vectors of passages and of their sentences."""
        sentences = [
            self.vectors([text[span.start : span.end] for span in given])
            for text, given in zip(texts, spans, strict=bool(spans))
        ]
        words = tuple(self._signs(text) for text in texts)
        return Encoded(self.vectors(texts), tuple(sentences) if spans else (None,) * len(texts), words)

    def words(self, text: str) -> Words | None:
        """Return the real word pieces of a question."""
        return self._real.words(text) if isinstance(self._real, WordEncoder) else None

    def places(self, text: str) -> list[Span]:
        """Return none: the signs that passages have are of no words."""
        return []

    def _signs(self, text: str) -> Codes:
        """Return made-up signs, of as many word pieces as a text of that length has."""
        random = np.random.default_rng(crc32(text.encode()))
        return random.integers(0, 256, (len(text) // _LETTERS, (self.dims + 7) // 8), dtype=np.uint8)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Return the made-up vectors of texts, shape (len(texts), dims), unit length."""
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            random = np.random.default_rng(crc32(text.encode()))
            noise = _NOISE * random.standard_normal(self.dims, dtype=np.float32)
            vectors[row] = random.standard_normal(_SPACE, dtype=np.float32) @ self._view + noise
        lengths: Matrix = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths
