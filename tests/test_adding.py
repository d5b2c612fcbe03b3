"""Files on their way in from folders: nothing is lost when a folder cannot be read, and no name stops the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.config import Settings
from qa.library import Library
from tests.fakes import HashEncoder


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home, settings=Settings(samples=False), load=lambda name: HashEncoder(key=name)) as opened:
        yield opened


@pytest.fixture
def docs(tmp_path: Path, library: Library) -> Path:
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("Badgers dig setts.")
    (folder / "sub" / "b.md").write_text("Otters swim.")
    assert [one.status for one in library.add(folder)] == ["ready", "ready"]
    return folder


def _names(library: Library) -> list[str]:
    return [Path(source.name).name for source in library.sources()]


def test_a_folder_that_is_gone_takes_nothing_with_it(library: Library, docs: Path) -> None:
    """It may only be unmounted."""
    shutil.rmtree(docs)
    [told] = library.sync(docs, remove=True)
    assert told.status == "failed" and "not removed" in str(told.error)
    assert _names(library) == ["a.md", "b.md"]


def test_a_folder_that_stands_empty_takes_nothing_with_it(library: Library, docs: Path) -> None:
    """A share that is not mounted looks so."""
    shutil.rmtree(docs)
    docs.mkdir()
    assert list(library.sync(docs)) == []
    [told] = library.sync(docs, remove=True)
    assert told.status == "failed" and "qa delete" in str(told.error)
    assert _names(library) == ["a.md", "b.md"]


def test_a_folder_inside_that_cannot_be_read_keeps_what_came_from_it(
    library: Library, docs: Path, refuse_to_list: Callable[[Path], None]
) -> None:
    """While what is gone beside it goes."""
    refuse_to_list(docs / "sub")
    (docs / "a.md").rename(docs / "c.md")
    told = {Path(one.name).name: one.status for one in library.sync(docs, remove=True)}
    assert told == {"c.md": "ready", "sub": "failed", "a.md": "removed"}
    assert _names(library) == ["c.md", "b.md"]


def test_a_torn_archive_keeps_what_came_from_it(library: Library, docs: Path) -> None:
    shutil.make_archive(str(docs / "pack"), "zip", docs / "sub")
    shutil.rmtree(docs / "sub")
    list(library.sync(docs, remove=True))
    assert [source.name for source in library.sources()][-1].endswith("pack.zip/b.md")
    (docs / "pack.zip").write_bytes((docs / "pack.zip").read_bytes()[:40])
    assert [one.status for one in library.sync(docs, remove=True)] == ["unchanged", "failed"]
    assert _names(library) == ["a.md", "b.md"]


def test_a_name_that_is_no_text_stops_nothing(library: Library, docs: Path) -> None:
    """It is added under a name that can be read, and known by it the next time."""
    try:
        (docs / os.fsdecode(b"bad\xff\xfename.txt")).write_text("Foxes bark.")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such names")
    assert [one.status for one in library.add(docs)] == ["unchanged", "ready", "unchanged"]
    assert [one.status for one in library.sync(docs, remove=True)] == ["unchanged"] * 3
    assert library.add_bytes(os.fsdecode(b"caf\xe9.txt"), b"Coffee.")[0].name == "café.txt"
