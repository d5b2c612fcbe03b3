"""Originals are kept once, durably, under their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from qa.errors import NotFound
from qa.index.files import Files


def test_bytes_come_back_and_are_kept_once(tmp_path: Path) -> None:
    """The same bytes twice are one file."""
    files = Files(tmp_path / "files")
    sha = files.put(b"hello")
    assert sha == hashlib.sha256(b"hello").hexdigest()
    assert files.put(b"hello") == sha
    assert files.get(sha) == b"hello"
    assert len(list((tmp_path / "files").glob("*/*"))) == 1


def test_sweeping_removes_what_nobody_wants_and_broken_writes(tmp_path: Path) -> None:
    """A leftover of a killed write is not mistaken for a file."""
    files = Files(tmp_path / "files")
    keep, drop = files.put(b"keep"), files.put(b"drop")
    files.path(keep).with_name(f"{keep}.0000.part").write_bytes(b"ke")
    assert files.sweep([keep]) == 2
    assert files.get(keep) == b"keep"
    with pytest.raises(NotFound):
        files.get(drop)


def test_a_torn_file_is_written_again(tmp_path: Path) -> None:
    """A file of the wrong size under the right name is replaced."""
    files = Files(tmp_path / "files")
    sha = files.put(b"whole")
    files.path(sha).write_bytes(b"wh")
    files.put(b"whole")
    assert files.get(sha) == b"whole"
