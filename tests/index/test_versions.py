"""A library that an earlier version wrote is brought up to date when it is opened, whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from qa.errors import StorageError
from qa.index import database, records
from qa.index.beside import Beside
from qa.index.ledger import Ledger
from qa.types import Document, Encoded, Locator, Passage, Span

DIMS, MANY = 16, 1_201
"""Passages enough for several parts."""


def _texts(source: str) -> list[Passage]:
    text = "Water the ferns."
    return [
        Passage(f"{source}-{i:05d}", source, i, text, "", "document", "en", Locator(), sentences=(Span(0, len(text)),))
        for i in range(MANY)
    ]


def _packed(i: int) -> bytes | None:
    """Every seventh passage keeps nothing beside its vector."""
    if i % 7 == 0:
        return None
    rng = np.random.default_rng(i)
    vectors = rng.normal(size=(1, DIMS)).astype(np.float32)
    codes = np.packbits(rng.normal(size=(3, DIMS)) > 0, axis=1)
    return records.pack(Encoded(vectors, (vectors,), (codes,)), 0)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A library as the first version of the ledger stored it: what passages keep stands in their rows."""
    path = tmp_path / "qa.sqlite"
    ledger = Ledger(f"sqlite:///{path}")
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "plants.md", "document", "aa", 12).id
    new = _texts(source)
    assert ledger.replace(source, "aa", 12, Document("plants.md", "document", sections=()), new)
    ledger.embedded([p.id for p in new], [_packed(p.position) for p in new])
    ledger.close()
    with sqlite3.connect(path) as c:
        c.execute("ALTER TABLE passages ADD COLUMN sentence_vectors BLOB")
        c.execute("UPDATE passages SET sentence_vectors = (SELECT packed FROM beside WHERE passage = passages.id)")
        c.execute("DROP TABLE beside")
        c.execute("UPDATE facts SET value = '1' WHERE key = 'version'")
    c.close()
    return path


def _kept(path: Path) -> dict[str, bytes | None]:
    ledger = Ledger(f"sqlite:///{path}")
    ids = [p.id for p in ledger.passages(ledger.sources(ledger.collections()[0].id)[0].id)]
    found = Beside(ledger, DIMS).words(ids)
    ledger.close()
    return {id_: found[id_].tobytes() if id_ in found else None for id_ in ids}


def _expected() -> list[bytes | None]:
    stored = [records.unpack_words(_packed(i), DIMS) for i in range(MANY)]
    return [None if codes is None else codes.tobytes() for codes in stored]


def test_an_older_library_keeps_all_that_it_had(old: Path) -> None:
    """Everything is found where it is kept now, the old place is gone, and the file is hardly larger."""
    before = old.stat().st_size
    assert list(_kept(old).values()) == _expected()
    with sqlite3.connect(old) as c:
        assert "sentence_vectors" not in [row[1] for row in c.execute("PRAGMA table_info(passages)")]
        assert c.execute("SELECT value FROM facts WHERE key = 'version'").fetchone() == ("2",)
        assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert old.stat().st_size < 1.5 * before
    assert list(_kept(old).values()) == _expected()


def test_two_that_open_it_at_once_bring_it_up_once(old: Path) -> None:
    """The second waits, sees that it is done, and goes on."""
    with ThreadPoolExecutor(4) as pool:
        for opened in pool.map(Ledger, [f"sqlite:///{old}"] * 4):
            opened.close()
    assert list(_kept(old).values()) == _expected()


def _dies(path: str) -> None:
    """Stop as a power cut would, when all has been moved and nothing of it is certain yet."""

    def stop(*_: object) -> None:
        os._exit(9)

    database.sa.event.listen(database.sa.Engine, "commit", stop)
    Ledger(f"sqlite:///{path}")


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_stop_in_the_middle_loses_nothing(old: Path) -> None:
    """Killed before the end, it is the old library still; the next opening does it all."""
    dying = multiprocessing.get_context("fork").Process(target=_dies, args=(str(old),))
    dying.start()
    dying.join(60)
    assert dying.exitcode == 9
    with sqlite3.connect(old) as c:
        assert c.execute("SELECT value FROM facts WHERE key = 'version'").fetchone() == ("1",)
        kept = c.execute("SELECT count(*) FROM passages WHERE sentence_vectors IS NOT NULL").fetchone()[0]
    c.close()
    assert kept == sum(_packed(i) is not None for i in range(MANY))
    assert list(_kept(old).values()) == _expected()


def test_a_later_version_is_refused(old: Path) -> None:
    """Nobody knows what a later version keeps where: it is left alone."""
    with sqlite3.connect(old) as c:
        c.execute("UPDATE facts SET value = '3' WHERE key = 'version'")
    c.close()
    with pytest.raises(StorageError, match="another version"):
        Ledger(f"sqlite:///{old}")
