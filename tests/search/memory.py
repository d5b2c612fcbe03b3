"""Both indexes in memory, small enough to check by eye: what ``retrieve`` sees through the Protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from qa.language import tokens as index_tokens
from qa.types import Filter, Locator, Matrix, Passage, Statistics, Vector

ANY = Filter()


def passage(id_: str, text: str, *, language: str = "en", source: str = "s", **more: Any) -> Passage:
    """Make a passage with what a test does not care about filled in."""
    fields: dict[str, Any] = {"position": 0, "context": "", "kind": "document", "locator": Locator(), **more}
    return Passage(id=id_, source=source, text=text, language=language, **fields)


class Words:
    """A keyword index that scores by the number of question tokens a passage holds."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self.passages = {p.id: p for p in passages}
        self.stored = {p.id: index_tokens(p.embedded, p.language) for p in passages}

    def search(
        self,
        tokens: Sequence[str],
        k: int,
        where: Filter = ANY,
        *,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> list[tuple[str, float]]:
        found = []
        for id_, held in self.stored.items():
            score = float(len(set(tokens) & set(held)))
            admitted = set(held) >= set(required) and not set(held) & set(excluded)
            if score and admitted and _passes(self.passages[id_], where):
                found.append((id_, score))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def tokens(self, ids: Sequence[str]) -> dict[str, list[str]]:
        return {id_: self.stored[id_] for id_ in ids if id_ in self.stored}

    def statistics(self, tokens: Sequence[str]) -> Statistics:
        lengths = [len(held) for held in self.stored.values()]
        counts = {token: sum(token in held for held in self.stored.values()) for token in tokens}
        return Statistics(len(lengths), float(np.mean(lengths)) if lengths else 0.0, counts)

    def add(self, passages: Sequence[Passage], tokens: Sequence[Sequence[str]]) -> None: ...
    def delete_source(self, source: str) -> None: ...
    def delete(self, ids: Sequence[str]) -> None: ...
    def commit(self) -> None: ...

    def ids(self) -> set[str]:
        return set(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


class Points:
    """A vector index that compares with every vector, and says cosine 0.5 for all: retrieve must look itself."""

    def __init__(self, vectors: Mapping[str, Vector], passages: Sequence[Passage] = ()) -> None:
        self.stored = dict(vectors)
        self.passages = {p.id: p for p in passages}

    def search(self, vector: Vector, k: int, where: Filter = ANY) -> list[tuple[str, float]]:
        allowed = {i: v for i, v in self.stored.items() if not self.passages or _passes(self.passages[i], where)}
        near = sorted(allowed, key=lambda id_: (-float(allowed[id_] @ vector), id_))
        return [(id_, 0.5) for id_ in near[:k]]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        return {id_: self.stored[id_] for id_ in sorted(ids) if id_ in self.stored}

    def add(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None: ...
    def delete(self, ids: Sequence[str]) -> None: ...

    def ids(self) -> set[str]:
        return set(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


def _passes(p: Passage, where: Filter) -> bool:
    asked = ((where.sources, p.source), (where.kinds, p.kind), (where.languages, p.language))
    return all(not allowed or value in allowed for allowed, value in asked)
