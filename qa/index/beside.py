"""What passages keep beside their vectors, read once for all that a question wants of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from qa.index.passages import Passages
from qa.index.records import unpack_vectors, unpack_words
from qa.types import Codes, Matrix

_Unpacked = TypeVar("_Unpacked", Matrix, Codes)

_KEPT = 128
"""Passages whose record is held, some 10 kB each: a question wants those of 32, and again those of the hits."""


class Beside:
    """Gives the sentences' vectors and the words' signs of passages; see ``Passages.beside``."""

    def __init__(self, passages: Passages, dims: int) -> None:
        self._passages, self._dims = passages, dims
        self._read: dict[str, bytes | None] = {}

    def sentences(self, ids: Sequence[str]) -> dict[str, Matrix]:
        """Return the sentences' vectors, shape (sentences, dims), of those passages that have them."""
        return self._unpacked(ids, unpack_vectors)

    def words(self, ids: Sequence[str]) -> dict[str, Codes]:
        """Return the signs of the words, shape (words, dims / 8), of those passages that have them."""
        return self._unpacked(ids, unpack_words)

    def _unpacked(
        self, ids: Sequence[str], unpack: Callable[[bytes | None, int], _Unpacked | None]
    ) -> dict[str, _Unpacked]:
        found = ((id_, unpack(packed, self._dims)) for id_, packed in self._packed(ids).items())
        return {id_: each for id_, each in found if each is not None}

    def _packed(self, ids: Sequence[str]) -> dict[str, bytes | None]:
        read = self._read
        if not all(id_ in read for id_ in ids):
            kept = read if len(read) + len(ids) <= _KEPT else {}
            missing = [id_ for id_ in ids if id_ not in kept]
            read = self._read = {**kept, **dict.fromkeys(missing), **self._passages.beside(missing)}
        return {id_: read[id_] for id_ in ids}
