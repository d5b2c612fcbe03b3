"""The relational truth: collections, sources and their passages. The vector and keyword indexes are derived from it.

SQLite by default (write-ahead log, full fsync); any SQLAlchemy URL works. Every method is one transaction.
A source with a non-empty ``incoming`` hash waits to be read; one that is ``pending`` without it waits for its words to
be indexed; one that is ``words`` waits for its vectors. So what is left to do can always be told from the rows.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from qa.errors import NameTaken, NotFound
from qa.index import album
from qa.index.database import connect, transaction
from qa.index.passages import IDS, Passages, slices
from qa.index.records import (
    collection_from_row,
    passage_to_row,
    report_to_json,
    source_from_row,
)
from qa.index.schema import collections, passages, sources, tombstones
from qa.types import Collection, Document, Kind, Passage, Picture, Source

_COUNTS = (
    sa.select(sources.c.collection, sa.func.count().label("sources"), sa.func.sum(sources.c.passages).label("passages"))
    .group_by(sources.c.collection)
    .subquery()
)
_COLLECTIONS = sa.select(collections, _COUNTS.c.sources, _COUNTS.c.passages).outerjoin(
    _COUNTS, _COUNTS.c.collection == collections.c.id
)
_WAITING = (
    sa.select(sa.func.count())
    .where(passages.c.source == sources.c.id, passages.c.embedded.is_(False))
    .scalar_subquery()
)
_SOURCES = sa.select(sources, (sources.c.passages - _WAITING).label("embedded"))
_SOURCES_BY_ID = _SOURCES.where(sources.c.id.in_(IDS))


def source_id(collection: str, name: str) -> str:
    """Return the id of a source: the same name in the same collection always has the same one."""
    return "s" + hashlib.sha256(f"{collection}\0{name}".encode()).hexdigest()[:12]


class Ledger(Passages):
    """Collections, sources and passages."""

    def __init__(self, url: str) -> None:
        super().__init__(connect(url))

    def close(self) -> None:
        """Release the database."""
        self.engine.dispose()

    # --- collections -------------------------------------------------------------------------------------------------

    def collections(self, chat: str = "") -> list[Collection]:
        """Return the collections by name; with ``chat``, the hidden one that holds its attachments."""
        with transaction(self.engine) as c:
            rows = c.execute(_COLLECTIONS.where(collections.c.chat == chat).order_by(collections.c.name)).all()
        return [collection_from_row(row) for row in rows]

    def everything(self) -> list[Collection]:
        """Return all collections, those of chats' attachments included."""
        with transaction(self.engine) as c:
            return [collection_from_row(row) for row in c.execute(_COLLECTIONS.order_by(collections.c.id))]

    def collection(self, name_or_id: str) -> Collection | None:
        """Return a collection by id or name."""
        either = sa.or_(collections.c.id == name_or_id, collections.c.name == name_or_id)
        with transaction(self.engine) as c:
            row = c.execute(_COLLECTIONS.where(either)).first()
        return collection_from_row(row) if row else None

    def create_collection(self, name: str, model: str, chat: str = "") -> Collection:
        """Make an empty collection bound to a model.

        Raises:
            NameTaken: there is one of that name.
        """
        new = Collection(id="c" + secrets.token_hex(6), name=name, model=model, created=time.time())
        row = {"id": new.id, "name": name, "model": model, "created": new.created, "chat": chat}
        try:
            with transaction(self.engine) as c:
                c.execute(collections.insert().values(row))
        except sa.exc.IntegrityError as error:
            raise NameTaken(f"There is a collection named “{name}” already: choose another name.") from error
        return new

    def rename_collection(self, collection: str, name: str) -> None:
        """Give a collection another name.

        Raises:
            NameTaken: there is one of that name.
        """
        try:
            with transaction(self.engine) as c:
                c.execute(collections.update().where(collections.c.id == collection).values(name=name))
        except sa.exc.IntegrityError as error:
            raise NameTaken(f"There is a collection named “{name}” already: choose another name.") from error

    def delete_collection(self, collection: str) -> None:
        """Remove a collection with all it holds; its indexes are noted to be dropped."""
        with transaction(self.engine) as c:
            c.execute(tombstones.delete().where(tombstones.c.collection == collection))
            c.execute(tombstones.insert().values(passage=f"*{collection}", collection=collection))
            c.execute(collections.delete().where(collections.c.id == collection))
        self.rewritten()

    # --- sources -----------------------------------------------------------------------------------------------------

    def sources(self, collection: str) -> list[Source]:
        """Return the sources of a collection by name."""
        with transaction(self.engine) as c:
            rows = c.execute(_SOURCES.where(sources.c.collection == collection).order_by(sources.c.name)).all()
        return [source_from_row(row) for row in rows]

    def sources_by_id(self, ids: Iterable[str]) -> dict[str, Source]:
        """Return those of the sources that are there."""
        found: dict[str, Source] = {}
        with transaction(self.engine) as c:
            for some in slices(set(ids)):
                rows = c.execute(_SOURCES_BY_ID, {"ids": some}).all()
                found.update((row.id, source_from_row(row)) for row in rows)
        return found

    def incoming(self, source: str) -> tuple[str, Mapping[str, Any]]:
        """Return the hash and the read options of the version of a source that waits to be read ("" if none)."""
        with transaction(self.engine) as c:
            row = c.execute(sa.select(sources.c.incoming, sources.c.options).where(sources.c.id == source)).first()
        if row is None:
            raise NotFound(f"Source {source} is not in the library any more.")
        return row.incoming, json.loads(row.options)

    def expect(self, collection: str, name: str, kind: Kind, sha256: str, size: int, options: str = "{}") -> Source:
        """Note that a file is to be read: a new row, or a new version of the row of that name."""
        identity = source_id(collection, name)
        with transaction(self.engine) as c:
            values = {"incoming": sha256, "options": options, "error": ""}
            changed = c.execute(sources.update().where(sources.c.id == identity).values(values))
            if not changed.rowcount:
                fresh = {"kind": kind, "status": "pending", "sha256": "", "bytes": size, "added": time.time()}
                c.execute(sources.insert().values(id=identity, collection=collection, name=name, **values, **fresh))
            row = c.execute(_SOURCES.where(sources.c.id == identity)).one()
        return source_from_row(row)

    def replace(
        self,
        source: str,
        sha256: str,
        size: int,
        document: Document,
        new: Sequence[Passage],
        pictures: Sequence[Picture] = (),
        *,
        final: bool = True,
    ) -> bool:
        """Put a version that was read in the place of the one before; its words wait to be indexed.

        With ``final`` false the version goes on waiting, to be read again with more found in it. Returns False, and
        changes nothing, when the source was deleted or got a newer version meanwhile.
        """
        languages = [p.language for p in new if p.language]
        values = {
            "kind": document.kind,
            "status": "pending",
            "sha256": sha256,
            "incoming": "" if final else sha256,
            "bytes": size,
            "added": time.time(),
            "language": max(set(languages), key=lambda code: (languages.count(code), code)) if languages else "",
            "title": document.title,
            "pages": document.pages,
            "error": "",
            "notes": json.dumps(document.notes, ensure_ascii=False),
            "rows": report_to_json(document.rows),
            "passages": len(new),
        }
        with transaction(self.engine) as c:
            wanted = sa.and_(sources.c.id == source, sources.c.incoming == sha256)
            if not c.execute(sources.update().where(wanted).values(values)).rowcount:
                return False
            collection = c.scalar(sa.select(sources.c.collection).where(sources.c.id == source))
            _bury(c, str(collection), [source], keep={p.id for p in new})
            c.execute(passages.delete().where(passages.c.source == source))
            if new:
                c.execute(passages.insert(), [passage_to_row(p) for p in new])
            album.put(c, source, pictures)
        self.rewritten()
        return True

    def indexed(self, source: str) -> None:
        """Note that the words of a source can be searched."""
        with transaction(self.engine) as c:
            c.execute(sources.update().where(sources.c.id == source).values(status="words"))

    def settle(self, source: str) -> None:
        """Mark a source ready when all its passages have vectors."""
        waiting = sa.select(passages.c.id).where(passages.c.source == source, passages.c.embedded.is_(False))
        done = sa.and_(sources.c.id == source, sources.c.status == "words", ~waiting.exists())
        with transaction(self.engine) as c:
            c.execute(sources.update().where(done).values(status="ready"))

    def fail(self, source: str, error: str) -> None:
        """Note why a version could not be read; a version before it stays and answers."""
        here = sources.c.id == source
        with transaction(self.engine) as c:
            first = sa.and_(here, sources.c.sha256 == "")
            c.execute(sources.update().where(first).values(status="failed", sha256=sources.c.incoming))
            c.execute(sources.update().where(here).values(incoming="", error=error))

    def withdraw(self, source: str) -> bool:
        """Drop a source's waiting version; False when nothing of it would be left to search."""
        here = sources.c.id == source
        with transaction(self.engine) as c:
            c.execute(sources.update().where(here).values(incoming=""))
            return bool(c.scalar(sa.select(sources.c.sha256 != "").where(here)))

    def delete_sources(self, ids: Sequence[str]) -> None:
        """Remove sources; their passages are noted to be forgotten by the indexes."""
        with transaction(self.engine) as c:
            for some in slices(ids):
                rows = c.execute(sa.select(sources.c.id, sources.c.collection).where(sources.c.id.in_(some))).all()
                for row in rows:
                    _bury(c, row.collection, [row.id])
                c.execute(sources.delete().where(sources.c.id.in_(some)))
        self.rewritten()

    def unfinished(self) -> list[Source]:
        """Return the sources that still wait for something, oldest first."""
        waits = sa.or_(sources.c.incoming != "", sources.c.status.in_(("pending", "words")))
        with transaction(self.engine) as c:
            rows = c.execute(_SOURCES.where(waits).order_by(sources.c.added, sources.c.id)).all()
        return [source_from_row(row) for row in rows]

    def blobs(self) -> set[str]:
        """Return the hashes of all files that some source needs."""
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(sources.c.sha256, sources.c.incoming)).all()
        return {sha for row in rows for sha in row if sha}

    # --- what the indexes still have to forget -----------------------------------------------------------------------

    def tombstones(self) -> dict[str, list[str]]:
        """Return the passage ids that the indexes still hold by collection; ``["*"]`` for a dropped collection."""
        buried: dict[str, list[str]] = {}
        with transaction(self.engine) as c:
            for row in c.execute(sa.select(tombstones).order_by(tombstones.c.passage)):
                buried.setdefault(row.collection, []).append("*" if row.passage.startswith("*") else row.passage)
        return buried

    def forgotten(self, collection: str, ids: Sequence[str]) -> None:
        """Note that the indexes of a collection hold these ids no more (``["*"]``: the whole collection)."""
        names = [f"*{collection}" if i == "*" else i for i in ids]
        with transaction(self.engine) as c:
            for some in slices(names):
                c.execute(tombstones.delete().where(tombstones.c.passage.in_(some)))


def _bury(connection: Connection, collection: str, source_ids: Sequence[str], keep: set[str] | None = None) -> None:
    query = sa.select(passages.c.id).where(passages.c.source.in_(source_ids))
    kept = keep or set()
    dead = [row.id for row in connection.execute(query) if row.id not in kept]
    for some in slices(kept | set(dead)):
        connection.execute(tombstones.delete().where(tombstones.c.passage.in_(some)))
    if dead:
        connection.execute(tombstones.insert(), [{"passage": i, "collection": collection} for i in dead])
