"""Opening the ledger's database, bringing it up to date, and one door for its errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from qa.errors import InvalidRequest, StorageError
from qa.index.schema import VERSION, facts, metadata

_ROWS = 500
"""Rows that are moved by a statement."""
_MOVES = (
    sa.text(
        "INSERT INTO beside SELECT id, sentence_vectors FROM passages "
        "WHERE sentence_vectors IS NOT NULL AND id BETWEEN :first AND :last"
    ),
    sa.text("UPDATE passages SET sentence_vectors = NULL WHERE id BETWEEN :first AND :last"),
)


def connect(url: str) -> Engine:
    """Open (and, if new, create) the database.

    Raises:
        InvalidRequest: the URL is none, or of a kind of database that cannot be opened here.
        StorageError: it cannot be opened or brought up to date, or was written by a later version of Askwell.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    with transaction(engine) as connection:
        if not _whole(connection):
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # another process may be at it: wait, then look again
            metadata.create_all(connection)
            version = _version(connection)
            if version is None:
                connection.execute(facts.insert().values(key="version", value=str(VERSION)))
            elif version == "1":
                _from_first(connection)
        version = _version(connection)
        if version != str(VERSION):
            raise StorageError(
                f"This library was written by another version of Askwell (ledger {version}, expected {VERSION}): "
                "open it with that version, or set QA_HOME to a new folder."
            )
    return engine


def _engine(url: str) -> Engine:
    try:
        return sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:  # its own words quote the URL, password and all
        why = f"{error.name} is not installed" if isinstance(error, ModuleNotFoundError) else "it cannot be read"
        if isinstance(error, sa.exc.NoSuchModuleError):
            why = "there is no such kind"
        raise InvalidRequest(
            f"QA_DATABASE_URL names no database that can be opened here ({why}): write it as "
            "sqlite:////FOLDER/FILE or postgresql+psycopg://USER@HOST/NAME."
        ) from error


def _whole(connection: Connection) -> bool:
    """Tell whether all tables are there, and none is to be brought up to date."""
    missing = set(metadata.tables) - set(sa.inspect(connection).get_table_names())
    return not missing and _version(connection) not in (None, "1")


def _version(connection: Connection) -> str | None:
    return connection.scalar(sa.select(facts.c.value).where(facts.c.key == "version"))


def _from_first(connection: Connection) -> None:
    """Give what stood in the passages' rows its own table, all or nothing: it made reading all else of them slow."""
    every = sa.text("SELECT id FROM passages WHERE sentence_vectors IS NOT NULL ORDER BY id")
    ids = list(connection.scalars(every))
    for start in range(0, len(ids), _ROWS):  # so that the room of one part takes in the next
        part = {"first": ids[start], "last": ids[min(start + _ROWS, len(ids)) - 1]}
        for move in _MOVES:
            connection.execute(move, part)
    connection.execute(sa.text("ALTER TABLE passages DROP COLUMN sentence_vectors"))
    connection.execute(facts.update().where(facts.c.key == "version").values(value=str(VERSION)))


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own type
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}").close()


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run a block in one transaction; the database's errors come out as StorageError."""
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        raise StorageError(
            f"The library's database refused ({error.orig}): check that the disk has room and the folder is writable."
        ) from error
