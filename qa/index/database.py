"""Opening the ledger's database, and one door for its errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from qa.errors import StorageError
from qa.index.schema import VERSION, facts, metadata


def connect(url: str) -> Engine:
    """Open (and, if new, create) the database.

    Raises:
        StorageError: it cannot be opened, or was written by another version of Askwell.
    """
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    with transaction(engine) as connection:
        metadata.create_all(connection)
        version = connection.scalar(sa.select(facts.c.value).where(facts.c.key == "version"))
        if version is None:
            connection.execute(facts.insert().values(key="version", value=str(VERSION)))
        elif version != str(VERSION):
            raise StorageError(
                f"This library was written by another version of Askwell (ledger {version}, expected {VERSION}): "
                "open it with that version, or set QA_HOME to a new folder."
            )
    return engine


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
