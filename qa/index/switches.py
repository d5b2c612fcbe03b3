"""Collections on their way from one model to another: what is made already waits here until all of it is.

The new vectors lie in the vector store under their own model's name. Here are the sentences' new vectors, and which
passages have theirs; so a stop at any moment loses one batch. ``finish`` puts everything in place in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.records import passage_from_row
from qa.index.schema import beside, collections, fresh, passages, sources, switches
from qa.types import Passage


@dataclass(frozen=True, slots=True)
class Switch:
    """A collection, the model it had, the one it gets; done when only the old vectors are still to be dropped."""

    collection: str
    old: str
    model: str
    done: bool


class Switches:
    """The switches of a ledger; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Switch]:
        """Return those under way, and those whose old vectors still lie about."""
        with transaction(self._engine) as c:
            rows = c.execute(sa.select(switches).order_by(switches.c.collection))
            return [Switch(row.collection, row.old, row.model, bool(row.done)) for row in rows]

    def begin(self, collection: str, old: str, model: str) -> None:
        """Note a switch; one to the same model that was stopped is gone on with, another is forgotten."""
        here = switches.c.collection == collection
        with transaction(self._engine) as c:
            known = c.execute(sa.select(switches).where(here)).first()
            if known is not None and known.model == model and not known.done:
                return
            c.execute(switches.delete().where(here))
            c.execute(fresh.delete().where(fresh.c.collection == collection))
            c.execute(switches.insert().values(collection=collection, old=old, model=model, done=False))

    def waiting(self, collection: str, limit: int) -> list[Passage]:
        """Return the next passages that lack their new vector."""
        query = _waiting(collection).order_by(passages.c.source, passages.c.position).limit(limit)
        with transaction(self._engine) as c:
            return [passage_from_row(row) for row in c.execute(query)]

    def progress(self, collection: str) -> tuple[int, int]:
        """Return how many passages have their new vector, and how many there are."""
        mine = sa.select(sa.func.count()).select_from(passages.join(sources)).where(sources.c.collection == collection)
        made = sa.select(sa.func.count()).select_from(fresh).where(fresh.c.collection == collection)
        with transaction(self._engine) as c:
            return int(c.scalar(made) or 0), int(c.scalar(mine) or 0)

    def keep(self, collection: str, ids: Sequence[str], packed: Sequence[bytes | None]) -> None:
        """Note that these passages have their new vectors, and keep what belongs beside them."""
        rows = [{"passage": i, "collection": collection, "vectors": v} for i, v in zip(ids, packed, strict=True)]
        with transaction(self._engine) as c:
            c.execute(fresh.delete().where(fresh.c.passage.in_(list(ids))))
            c.execute(fresh.insert(), rows)

    def finish(self, collection: str) -> bool:
        """Bind the collection to its new model, all vectors in place; False when a passage still lacks its own."""
        mine = sa.select(sources.c.id).where(sources.c.collection == collection)
        made = sa.select(fresh.c.passage).where(fresh.c.collection == collection)
        packed = sa.select(fresh.c.passage, fresh.c.vectors).where(
            fresh.c.collection == collection, fresh.c.vectors.is_not(None)
        )
        here = switches.c.collection == collection
        with transaction(self._engine) as c:
            model = c.scalar(sa.select(switches.c.model).where(here))
            if model is None or c.execute(_waiting(collection).limit(1)).first() is not None:
                return False
            c.execute(collections.update().where(collections.c.id == collection).values(model=model))
            c.execute(passages.update().where(passages.c.id.in_(made)).values(embedded=True))
            c.execute(beside.delete().where(beside.c.passage.in_(made)))
            c.execute(beside.insert().from_select(["passage", "packed"], packed))
            words = sa.and_(sources.c.id.in_(mine), sources.c.status == "words")
            c.execute(sources.update().where(words).values(status="ready"))
            c.execute(fresh.delete().where(fresh.c.collection == collection))
            c.execute(switches.update().where(here).values(done=True))
        return True

    def forget(self, collection: str) -> None:
        """Drop a switch: what was made for it, and the note of it."""
        with transaction(self._engine) as c:
            c.execute(fresh.delete().where(fresh.c.collection == collection))
            c.execute(switches.delete().where(switches.c.collection == collection))


def _waiting(collection: str) -> sa.Select[tuple[object, ...]]:
    made = sa.select(fresh.c.passage).where(fresh.c.passage == passages.c.id)
    joined = passages.join(sources, passages.c.source == sources.c.id)
    return sa.select(passages).select_from(joined).where(sources.c.collection == collection, ~made.exists())
