"""The pictures of the sources: kept in the ledger's database, replaced and deleted with their source."""

from __future__ import annotations

import json
from collections.abc import Collection as Ids
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from qa.errors import NotFound
from qa.index.database import transaction
from qa.index.files import Files
from qa.index.schema import pictures, sources
from qa.types import Figure, Fingerprints, Picture, TextBox


def picture_id(source: str, version: str, position: int) -> str:
    """Return the id of a picture: the same place in the same version of a source always has the same one."""
    return f"{source}-{version}-p{position:04d}"


def placed(figures: Sequence[Figure], source: str, version: str, files: Files) -> list[Picture]:
    """Keep the JPEGs of what a reader found, and return the pictures with their ids and keys.

    Raises:
        StorageError: the disk is full or not writable.
    """
    return [
        replace(
            figure.picture,
            id=picture_id(source, version, position),
            source=source,
            version=version,
            position=position,
            thumbnail=files.put(figure.thumbnail),
            view=files.put(figure.view) if figure.view else "",
        )
        for position, figure in enumerate(figures)
    ]


def put(connection: Connection, source: str, new: Sequence[Picture]) -> None:
    """Replace the pictures of a source, inside the transaction that replaces its version."""
    connection.execute(pictures.delete().where(pictures.c.source == source))
    if new:
        connection.execute(pictures.insert(), [_to_row(picture) for picture in new])


class Album:
    """Reads the pictures that the ledger's sources hold."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def pictures(self, collection: str, of: Ids[str] = ()) -> list[Picture]:
        """Return the pictures of a collection by source and position; with ``of``, those of these sources alone."""
        query = _mine(sa.select(pictures), collection)
        if of:
            query = query.where(pictures.c.source.in_(list(of)))
        with transaction(self.engine) as c:
            return [_from_row(row) for row in c.execute(query)]

    def picture(self, identity: str) -> Picture:
        """Return one picture.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        with transaction(self.engine) as c:
            row = c.execute(sa.select(pictures).where(pictures.c.id == identity)).first()
        if row is None:
            raise NotFound("This picture is gone: its source was deleted or replaced.")
        return _from_row(row)

    def at(self, source: str, position: int) -> Picture | None:
        """Return the picture at a place of a source, as ``Locator.picture`` names it, or None."""
        here = sa.and_(pictures.c.source == source, pictures.c.position == position)
        with transaction(self.engine) as c:
            row = c.execute(sa.select(pictures).where(here)).first()
        return _from_row(row) if row else None

    def by_id(self, ids: Ids[str]) -> dict[str, Picture]:
        """Return those of the pictures that are there."""
        known = list(ids)
        found: dict[str, Picture] = {}
        with transaction(self.engine) as c:
            for start in range(0, len(known), 500):
                rows = c.execute(sa.select(pictures).where(pictures.c.id.in_(known[start : start + 500])))
                found.update((row.id, _from_row(row)) for row in rows)
        return found

    def fingerprints(self, collection: str) -> Fingerprints:
        """Return what the pictures of a collection are compared by, in the order of ``pictures``."""
        columns = sa.select(pictures.c.id, pictures.c.dhash, pictures.c.mirrored, pictures.c.look)
        with transaction(self.engine) as c:
            rows = c.execute(_mine(columns, collection)).all()
        looks = [np.frombuffer(row.look, dtype="<f2").astype(np.float32) for row in rows]
        return Fingerprints(
            ids=tuple(row.id for row in rows),
            hashes=np.array([int(row.dhash, 16) for row in rows], dtype=np.uint64),
            mirrored=np.array([int(row.mirrored, 16) for row in rows], dtype=np.uint64),
            looks=np.stack(looks) if looks else np.zeros((0, 0), dtype=np.float32),
        )

    def keys(self) -> set[str]:
        """Return the keys of all JPEGs that some picture needs."""
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(pictures.c.thumbnail, pictures.c.view)).all()
        return {key for row in rows for key in row if key}


def _mine(query: sa.Select[Any], collection: str) -> sa.Select[Any]:
    joined = query.join(sources, pictures.c.source == sources.c.id).where(sources.c.collection == collection)
    return joined.order_by(pictures.c.source, pictures.c.position)


def _to_row(picture: Picture) -> dict[str, Any]:
    plain = {column.name: getattr(picture, column.name) for column in pictures.columns}
    return plain | {
        "dhash": f"{picture.dhash:016x}",
        "mirrored": f"{picture.mirrored:016x}",
        "boxes": json.dumps([asdict(box) for box in picture.boxes], ensure_ascii=False),
    }


def _from_row(row: Row[Any]) -> Picture:
    plain = {column.name: getattr(row, column.name) for column in pictures.columns}
    boxes = (
        TextBox(box["text"], box["score"], tuple((x, y) for x, y in box["corners"])) for box in json.loads(row.boxes)
    )
    return Picture(**{**plain, "dhash": int(row.dhash, 16), "mirrored": int(row.mirrored, 16), "boxes": tuple(boxes)})
