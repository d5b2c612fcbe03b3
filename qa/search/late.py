"""How near a passage's words come to those of a question, word by word (late interaction; Khattab & Zaharia 2020).

One vector for a whole passage blurs what it says beside the answer. Here each word piece of the question looks for the
one of the passage that is nearest in meaning, in its place in the sentence, and the mean of these cosines counts, by
weights that the encoder gives to the pieces. Of the passage's pieces only the signs are stored, 48 bytes a piece of 384
numbers: for a unit vector q and signs s of a vector d, q·s √(π / 2 dims) is their cosine in the mean (as in Charikar
2002, but with one side exact).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from qa.search.cosine import largest
from qa.types import Candidate, Codes, Matrix, Passage, Vector, WordEncoder, Words

Stored: TypeAlias = Callable[[Sequence[str]], Mapping[str, Codes]]
"""Gives the signs of passages' words by id; passages without words are left out."""

DEPTH = 16
"""Passages of either arm that are compared word by word; the others' nearness is told from their cosines."""

LIFT = 2.0
"""How much a sentence of another language gains by near words, beside its cosine. Chinese questions on English
paragraphs: the first mark holds the answer in two cases of three, by cosines alone in one of two."""


class Late:
    """Compares the words of questions with those of passages that are stored."""

    def __init__(self, encoder: WordEncoder, stored: Stored) -> None:
        self._encoder, self._stored = encoder, stored

    def passages(self, text: str, ids: Sequence[str]) -> dict[str, float]:
        """Return by id how near each passage comes to a question, about −1…1; those without words are left out."""
        words, stored = self._encoder.words(text), self._stored(ids)
        if words is None or not stored:
            return {}
        return dict(zip(stored, similarities(words, list(stored.values())).tolist(), strict=True))

    def sentences(self, text: str, passage: Passage) -> Vector | None:
        """Return how near each sentence of a passage comes, shape (sentences,); None when its words are not known."""
        words, codes = self._encoder.words(text), self._stored([passage.id]).get(passage.id)
        if words is None or codes is None or not passage.sentences:
            return None
        places = self._encoder.places(passage.embedded)
        if len(places) != len(codes):
            return None
        shift = len(passage.embedded) - len(passage.text)
        inside = [
            [i for i, place in enumerate(places) if place.start - shift < span.end and span.start < place.end - shift]
            for span in passage.sentences
        ]
        return similarities(words, [codes[rows] for rows in inside])


def lifted(cosines: Sequence[float], near: Vector) -> list[float]:
    """Return the cosines of sentences, each with ``LIFT`` times what its words are nearer than the two best's mean."""
    best = float(np.sort(near)[-2:].mean()) if len(near) else 0.0
    return [cosine + LIFT * (float(one) - best) for cosine, one in zip(cosines, near, strict=True)]


def similarities(words: Words, passages: Sequence[Codes]) -> Vector:
    """Return for each passage the weighted mean over the question's pieces of the best cosine, shape (n,), −1.25…1.25.

    A passage without words has −1.
    """
    found = np.full(len(passages), -1.0, np.float32)
    full = [i for i, codes in enumerate(passages) if len(codes)]
    if full and len(words.weights):
        found[full] = words.weights @ best(words.vectors, [passages[i] for i in full]) / words.weights.sum()
    return found


def best(vectors: Matrix, passages: Sequence[Codes]) -> Matrix:
    """Return the best cosine of each vector within each passage, shape (vectors, passages); none may be empty."""
    dims = vectors.shape[1]
    bits = np.unpackbits(np.concatenate(passages), axis=1, count=dims).astype(np.float32)
    # q·(2b − 1) = 2 q·b − Σq, without a second matrix of the size of b.
    products = 2.0 * (vectors @ bits.T) - vectors.sum(axis=1, keepdims=True)
    return largest(products, [len(codes) for codes in passages]) * np.float32(math.sqrt(math.pi / (2 * dims)))


def compared(text: str, pool: Sequence[Candidate], late: Late) -> list[Candidate]:
    """Return the pool, the best ``DEPTH`` of either arm with how near their words come to the question's."""
    by_words = sorted(pool, key=lambda c: (-c.keyword, c.id))[:DEPTH]
    by_meaning = sorted(pool, key=lambda c: (2.0 if c.semantic is None else -c.semantic, c.id))[:DEPTH]
    asked = dict.fromkeys(c.id for c in (*by_words, *by_meaning) if c.semantic is not None)
    near = late.passages(text, list(asked)) if asked else {}
    return [replace(c, late=near.get(c.id)) for c in pool] if near else list(pool)
