"""The passages of the ledger: their text, which of them have a vector, and what they keep beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.records import (
    passage_from_row,
    unpack_vectors,
    unpack_words,
)
from qa.index.schema import passages, sources
from qa.types import Codes, Matrix, Passage

PLAIN = [column for column in passages.c if column is not passages.c.sentence_vectors]
"""All that a passage is made of; what it keeps beside its vector is larger than the rest, and seldom wanted."""

_SLICE = 500
"""Ids a statement: old SQLite builds allow 999 bound variables."""


def slices(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield ids in lists that fit into one statement."""
    rest = list(ids)
    for start in range(0, len(rest), _SLICE):
        yield rest[start : start + _SLICE]


class Stored(NamedTuple):
    """A passage that has a vector: its id, and what it keeps beside it, packed."""

    id: str
    beside: bytes | None


class Passages:
    """Reads and marks passages; ``engine`` is the ledger's database.

    What every question reads of a hundred passages takes rows apart as tuples: names of columns take as long to look
    up as the rows to fetch.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._counting = threading.Lock()
        self._counted: dict[str, Mapping[str, int]] = {}
        self._rewritings = 0

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a source in order."""
        with transaction(self.engine) as c:
            query = sa.select(*PLAIN).where(passages.c.source == source).order_by(passages.c.position)
            return [passage_from_row(row) for row in c.execute(query)]

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return those of the passages that are there."""
        found: dict[str, Passage] = {}
        with transaction(self.engine) as c:
            for some in slices(ids):
                rows = c.execute(sa.select(*PLAIN).where(passages.c.id.in_(some)))
                found.update((row.id, passage_from_row(row)) for row in rows)
        return found

    def spoken(self, collection: str) -> Mapping[str, int]:
        """Return how many passages of a collection are in each language; "" where it cannot be told.

        Every question asks this, and counting takes a fifth of a second at 100,000 passages: it is remembered until
        passages come or go.
        """
        with self._counting:
            if collection in self._counted:
                return self._counted[collection]
            before = self._rewritings
        mine = sa.select(sources.c.id).where(sources.c.collection == collection)
        query = sa.select(passages.c.language, sa.func.count().label("n")).where(passages.c.source.in_(mine))
        with transaction(self.engine) as c:
            found = {row.language: row.n for row in c.execute(query.group_by(passages.c.language))}
        with self._counting:
            if before == self._rewritings:  # else they changed while they were counted
                self._counted[collection] = found
        return found

    def rewritten(self) -> None:
        """Note that passages came or went."""
        with self._counting:
            self._rewritings += 1
            self._counted.clear()

    def languages(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the languages of those of the passages that are there."""
        found: dict[str, str] = {}
        columns = sa.select(passages.c.id, passages.c.language)
        with transaction(self.engine) as c:
            for some in slices(ids):
                found.update((id_, code) for id_, code in c.execute(columns.where(passages.c.id.in_(some))))
        return found

    def entry_questions(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return (question, language) of those of the passages that stand for an FAQ entry."""
        found: dict[str, tuple[str, str]] = {}
        columns = sa.select(passages.c.id, passages.c.question, passages.c.language).where(passages.c.question != "")
        with transaction(self.engine) as c:
            for some in slices(ids):
                rows = c.execute(columns.where(passages.c.id.in_(some)))
                found.update((id_, (question, code)) for id_, question, code in rows)
        return found

    def sentence_vectors(self, ids: Iterable[str], dims: int) -> dict[str, Matrix]:
        """Return the stored sentence vectors, shape (sentences, dims), of those passages that have them."""
        unpacked = ((id_, unpack_vectors(packed, dims)) for id_, packed in self._beside(ids))
        return {id_: vectors for id_, vectors in unpacked if vectors is not None}

    def words(self, ids: Iterable[str], dims: int) -> dict[str, Codes]:
        """Return the stored signs of the words, shape (words, dims / 8), of those passages that have them."""
        unpacked = ((id_, unpack_words(packed, dims)) for id_, packed in self._beside(ids))
        return {id_: codes for id_, codes in unpacked if codes is not None}

    def _beside(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        columns = sa.select(passages.c.id, passages.c.sentence_vectors)
        with transaction(self.engine) as c:
            for some in slices(ids):
                yield from ((id_, packed) for id_, packed in c.execute(columns.where(passages.c.id.in_(some))))

    def unembedded(self, source: str, limit: int) -> list[Passage]:
        """Return the next passages of a source that wait for a vector."""
        waiting = sa.and_(passages.c.source == source, passages.c.embedded.is_(False))
        query = sa.select(*PLAIN).where(waiting).order_by(passages.c.position).limit(limit)
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]

    def stored(self, source: str) -> dict[str, Stored]:
        """Return, by embedded text, the passages of a source that have a vector."""
        having = sa.and_(passages.c.source == source, passages.c.embedded.is_(True))
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(passages).where(having).order_by(passages.c.position))
            return {passage_from_row(row).embedded: Stored(row.id, row.sentence_vectors) for row in rows}

    def embedded(self, ids: Sequence[str], beside: Sequence[bytes | None]) -> None:
        """Note that these passages have vectors, and keep what belongs beside them (as ``records.pack`` made it)."""
        change = (
            passages.update()
            .where(passages.c.id == sa.bindparam("passage"))
            .values(embedded=True, sentence_vectors=sa.bindparam("vectors"))
        )
        rows = [{"passage": i, "vectors": v} for i, v in zip(ids, beside, strict=True)]
        with transaction(self.engine) as c:
            c.execute(change, rows)

    def forget_vectors(self, ids: Iterable[str]) -> None:
        """Note that these passages lost their vectors; their sources wait for new ones."""
        with transaction(self.engine) as c:
            for some in slices(ids):
                c.execute(passages.update().where(passages.c.id.in_(some)).values(embedded=False))
                losers = sa.select(passages.c.source).where(passages.c.id.in_(some))
                ready = sa.and_(sources.c.id.in_(losers), sources.c.status == "ready")
                c.execute(sources.update().where(ready).values(status="words"))

    def passage_ids(self, collection: str) -> dict[str, bool]:
        """Return all passage ids of a collection, and whether each has a vector."""
        query = (
            sa.select(passages.c.id, passages.c.embedded)
            .join(sources, passages.c.source == sources.c.id)
            .where(sources.c.collection == collection)
        )
        with transaction(self.engine) as c:
            return {row.id: bool(row.embedded) for row in c.execute(query)}

    def questions(self, collection: str, limit: int, language: str = "") -> list[Passage]:
        """Return FAQ entries of a collection, spread over its sources; those in the language, if any, come first."""
        return self._spread(collection, limit, language, passages.c.question != "")

    def headed(self, collection: str, limit: int, language: str = "") -> list[Passage]:
        """Return passages of documents that stand under a heading, likewise."""
        return self._spread(
            collection, limit, language, passages.c.locator.contains('"heading"'), passages.c.question == ""
        )

    def _spread(self, collection: str, limit: int, language: str, *conditions: sa.ColumnElement[bool]) -> list[Passage]:
        mine = sa.select(sources.c.id).where(sources.c.collection == collection)
        other = ~passages.c.language.startswith(language)
        order = sa.func.row_number().over(partition_by=passages.c.source, order_by=passages.c.position)
        columns = sa.select(*PLAIN, order.label("turn"), other.label("other"))
        ranked = columns.where(passages.c.source.in_(mine), *conditions).subquery()
        query = sa.select(ranked).order_by(ranked.c.other, ranked.c.turn, ranked.c.source).limit(limit)
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]

    def all_passages(self, collection: str) -> list[Passage]:
        """Return every passage of a collection, by source and position."""
        query = (
            sa.select(*PLAIN)
            .join(sources, passages.c.source == sources.c.id)
            .where(sources.c.collection == collection)
            .order_by(passages.c.source, passages.c.position)
        )
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]
