"""The passages of the ledger: their text, which of them have a vector, and what they keep beside it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.records import passage_from_row
from qa.index.schema import beside, passages, sources
from qa.types import Passage

_SLICE = 500
"""Ids a statement: old SQLite builds allow 999 bound variables."""


def slices(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield ids in lists that fit into one statement."""
    rest = list(ids)
    for start in range(0, len(rest), _SLICE):
        yield rest[start : start + _SLICE]


IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
"""The ids that a statement is about, ``slices`` of them at a time."""

_WHOLE = sa.select(passages).where(passages.c.id.in_(IDS))
_LANGUAGES = sa.select(passages.c.id, passages.c.language).where(passages.c.id.in_(IDS))
_BESIDE = sa.select(beside).where(beside.c.passage.in_(IDS))
_QUESTIONS = sa.select(passages.c.id, passages.c.question, passages.c.language).where(
    passages.c.id.in_(IDS), passages.c.question != ""
)
"""What every question asks: put together once, for that takes as long as asking."""


class Stored(NamedTuple):
    """A passage that has a vector: its id, and what it keeps beside it, packed."""

    id: str
    beside: bytes | None


class _Survey(NamedTuple):
    """What is remembered of a collection's passages."""

    languages: Mapping[str, str]
    """By id."""
    spoken: Mapping[str, int]
    """How many are in each language."""
    entries: frozenset[str]
    """Ids of those that stand for an FAQ entry."""


class Passages:
    """Reads and marks passages; ``engine`` is the ledger's database.

    What every question reads of a hundred passages takes rows apart as tuples: names of columns take as long to look
    up as the rows to fetch.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._surveying = threading.Lock()
        self._surveyed: dict[str, _Survey] = {}
        self._rewritings = 0

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a source in order."""
        with transaction(self.engine) as c:
            query = sa.select(passages).where(passages.c.source == source).order_by(passages.c.position)
            return [passage_from_row(row) for row in c.execute(query)]

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return those of the passages that are there."""
        found: dict[str, Passage] = {}
        with transaction(self.engine) as c:
            for some in slices(ids):
                rows = c.execute(_WHOLE, {"ids": some})
                found.update((row.id, passage_from_row(row)) for row in rows)
        return found

    def spoken(self, collection: str) -> Mapping[str, int]:
        """Return how many passages of a collection are in each language; "" where it cannot be told."""
        return self._survey(collection).spoken

    def languages(self, collection: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the languages of those passages of a collection that are there."""
        known, wanted = self._survey(collection).languages, list(ids)
        found = {id_: known[id_] for id_ in wanted if id_ in known}
        if len(found) < len(wanted):  # another process may have added some
            with transaction(self.engine) as c:
                for some in slices(id_ for id_ in wanted if id_ not in found):
                    found.update((id_, code) for id_, code in c.execute(_LANGUAGES, {"ids": some}))
        return found

    def entry_questions(self, collection: str, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return (question, language) of those passages of a collection that stand for an FAQ entry."""
        known = self._survey(collection)
        wanted = [id_ for id_ in ids if id_ in known.entries or id_ not in known.languages]
        found: dict[str, tuple[str, str]] = {}
        with transaction(self.engine) as c:
            for some in slices(wanted):
                rows = c.execute(_QUESTIONS, {"ids": some})
                found.update((id_, (question, code)) for id_, question, code in rows)
        return found

    def rewritten(self) -> None:
        """Note that passages came or went."""
        with self._surveying:
            self._rewritings += 1
            self._surveyed.clear()

    def _survey(self, collection: str) -> _Survey:
        """Look through a collection's passages, and remember what was found until passages come or go.

        Every question wants this of some two hundred passages, which takes a twentieth of its time to look up; all of
        100,000 take a fifth of a second.
        """
        with self._surveying:
            if collection in self._surveyed:
                return self._surveyed[collection]
            before = self._rewritings
        mine = sa.select(sources.c.id).where(sources.c.collection == collection)
        query = sa.select(passages.c.id, passages.c.language, passages.c.question != "")
        with transaction(self.engine) as c:
            rows = c.execute(query.where(passages.c.source.in_(mine))).all()
        languages = {id_: intern(code) for id_, code, _ in rows}
        found = _Survey(languages, Counter(languages.values()), frozenset(id_ for id_, _, entry in rows if entry))
        with self._surveying:
            if before == self._rewritings:  # else they changed while they were looked through
                self._surveyed[collection] = found
        return found

    def beside(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return what passages keep beside their vectors, as ``records.pack`` made it; some keep nothing."""
        found: dict[str, bytes] = {}
        with transaction(self.engine) as c:
            for some in slices(ids):
                found.update((id_, packed) for id_, packed in c.execute(_BESIDE, {"ids": some}))
        return found

    def unembedded(self, source: str, limit: int) -> list[Passage]:
        """Return the next passages of a source that wait for a vector."""
        waiting = sa.and_(passages.c.source == source, passages.c.embedded.is_(False))
        query = sa.select(passages).where(waiting).order_by(passages.c.position).limit(limit)
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]

    def stored(self, source: str) -> dict[str, Stored]:
        """Return, by embedded text, the passages of a source that have a vector."""
        having = sa.and_(passages.c.source == source, passages.c.embedded.is_(True))
        with transaction(self.engine) as c:
            query = sa.select(passages, beside.c.packed).outerjoin(beside).where(having)
            rows = c.execute(query.order_by(passages.c.position))
            return {passage_from_row(row).embedded: Stored(row.id, row.packed) for row in rows}

    def embedded(self, ids: Sequence[str], packed: Sequence[bytes | None]) -> None:
        """Note that these passages have vectors, and keep what belongs beside them (as ``records.pack`` made it)."""
        rows = [{"passage": i, "packed": each} for i, each in zip(ids, packed, strict=True) if each is not None]
        with transaction(self.engine) as c:
            for some in slices(ids):
                c.execute(passages.update().where(passages.c.id.in_(some)).values(embedded=True))
                c.execute(beside.delete().where(beside.c.passage.in_(some)))
            if rows:
                c.execute(beside.insert(), rows)

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
        columns = sa.select(passages, order.label("turn"), other.label("other"))
        ranked = columns.where(passages.c.source.in_(mine), *conditions).subquery()
        query = sa.select(ranked).order_by(ranked.c.other, ranked.c.turn, ranked.c.source).limit(limit)
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]

    def all_passages(self, collection: str) -> list[Passage]:
        """Return every passage of a collection, by source and position."""
        query = (
            sa.select(passages)
            .join(sources, passages.c.source == sources.c.id)
            .where(sources.c.collection == collection)
            .order_by(passages.c.source, passages.c.position)
        )
        with transaction(self.engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]
