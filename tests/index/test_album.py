"""Pictures live and die with their source's version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image

from qa.errors import NotFound
from qa.index.album import Album, placed
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.ingest.figure import figure
from qa.types import Document, Figure, Picture, TextBox


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    yield ledger
    ledger.close()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "pictures")


def drawn(colour: str, *, page: int | None = None) -> Figure:
    box = TextBox("错误 E-42", 0.97, ((1, 2), (30, 2), (30, 12), (1, 12)))
    return figure(Image.new("RGB", (64, 48), colour), colour, page=page, boxes=[box], words=box.text, caption="a lock")


def add(ledger: Ledger, files: Files, *figures: Figure, sha: str = "ab" * 32) -> list[Picture]:
    collection = ledger.collection("Lib") or ledger.create_collection("Lib", "model")
    source = ledger.expect(collection.id, "shot.png", "image", sha, 10)
    pictures = placed(figures, source.id, sha[:8], files)
    assert ledger.replace(source.id, sha, 10, Document("shot.png", "image", ()), [], pictures)
    return pictures


def test_a_picture_comes_back_as_it_went_in(ledger: Ledger, files: Files) -> None:
    """Every field survives, the highest bit of a hash too, and the id tells source, version and place."""
    first, second = drawn("red"), drawn("blue", page=2)
    first = replace(first, picture=replace(first.picture, dhash=2**64 - 1, mirrored=2**63))
    pictures = add(ledger, files, first, second)
    album = Album(ledger.engine)
    lib = ledger.collection("Lib")
    assert lib is not None
    assert album.pictures(lib.id) == pictures
    assert album.pictures(lib.id, [pictures[0].source]) == pictures
    assert album.pictures(lib.id, ["s0"]) == []
    assert album.picture(pictures[1].id) == pictures[1]
    assert album.by_id([pictures[0].id, "none"]) == {pictures[0].id: pictures[0]}
    assert pictures[1].id == f"{pictures[1].source}-abababab-p0001"
    assert files.get(pictures[0].thumbnail) == first.thumbnail


def test_fingerprints_are_rows_of_unit_vectors(ledger: Ledger, files: Files) -> None:
    """One row a picture, in the order of the list."""
    pictures = add(ledger, files, drawn("red"), drawn("blue"))
    prints = Album(ledger.engine).fingerprints(ledger.collections()[0].id)
    assert prints.ids == tuple(picture.id for picture in pictures)
    assert prints.hashes.tolist() == [picture.dhash for picture in pictures]
    assert prints.mirrored.tolist() == [picture.mirrored for picture in pictures]
    assert np.allclose(np.linalg.norm(prints.looks, axis=1), 1, atol=1e-3)


def test_an_empty_collection_has_empty_fingerprints(ledger: Ledger) -> None:
    """No picture, no row."""
    prints = Album(ledger.engine).fingerprints("none")
    assert prints.ids == () and len(prints.hashes) == 0 and len(prints.looks) == 0


def test_a_new_version_takes_the_old_pictures_away(ledger: Ledger, files: Files) -> None:
    """The old id is gone, and its JPEGs are no longer wanted."""
    (old, _) = add(ledger, files, drawn("red"), drawn("green"))
    (new,) = add(ledger, files, drawn("blue"), sha="cd" * 32)
    album = Album(ledger.engine)
    assert album.keys() == {new.thumbnail, new.view}
    with pytest.raises(NotFound):
        album.picture(old.id)


def test_deleting_a_source_or_its_collection_deletes_its_pictures(ledger: Ledger, files: Files) -> None:
    """Nothing of it is left."""
    (picture,) = add(ledger, files, drawn("red"))
    ledger.delete_sources([picture.source])
    assert not Album(ledger.engine).keys()
    add(ledger, files, drawn("red"))
    ledger.delete_collection(ledger.collections()[0].id)
    assert not Album(ledger.engine).keys()


def test_a_home_from_before_pictures_gets_the_table_when_it_is_opened(tmp_path: Path) -> None:
    """Nothing has to be moved or read anew."""
    url = f"sqlite:///{tmp_path / 'qa.sqlite'}"
    before = Ledger(url)
    collection = before.create_collection("Lib", "model")
    with before.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE pictures"))
    before.close()
    after = Ledger(url)
    assert Album(after.engine).pictures(collection.id) == []
    after.close()
