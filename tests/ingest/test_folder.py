"""Folders: which files are in them, under which names, and which sources are gone from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.ingest.folder import Following, left_out, name_of, readable, survey, walk

ODD = os.fsdecode(b"bad\xff\xfename.txt")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "b").mkdir(parents=True)
    (folder / "z.txt").write_text("x")
    (folder / "b" / "a.txt").write_text("x")
    return folder


def test_walking_a_folder(root: Path, tmp_path: Path) -> None:
    """Hidden files are left out; links are followed to files inside only, and the others are counted."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / ".hidden").mkdir()
    for path in (root / ".hidden" / "x", root / ".env", root / "~$a.docx", outside / "s.txt"):
        path.write_text("x")
    (root / "link-in.txt").symlink_to(root / "z.txt")
    (root / "loop").symlink_to(root)
    assert survey(root).links == 0 and not list(left_out(root, survey(root)))
    (root / "link-out.txt").symlink_to(outside / "s.txt")
    (root / "folder-out").symlink_to(outside)
    (root / "dangling").symlink_to(root / "gone")
    found = list(walk(root))
    assert [name for name, _ in found] == ["b/a.txt", "link-in.txt", "z.txt"]
    assert all(path.read_text() == "x" for _, path in found)
    [told] = left_out(root, survey(root))
    assert told.status == "unchanged" and told.notes[0].startswith("3 links were skipped")


def test_a_folder_that_cannot_be_listed_is_told(root: Path, refuse_to_list: Callable[[Path], None]) -> None:
    """What is beside it is found."""
    refuse_to_list(root / "b")
    found = survey(root)
    assert [name for name, _ in found.files] == ["z.txt"]
    [told] = left_out(root, found)
    assert (told.name, told.status) == ((root / "b").as_posix(), "failed")
    assert told.error == f"“{root / 'b'}” cannot be opened: Permission denied."


@pytest.fixture
def odd(root: Path) -> Iterator[Path]:
    try:
        (root / ODD).write_text("x")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such names")
    yield root / ODD


def test_a_name_in_another_encoding_becomes_text(odd: Path) -> None:
    """A library, which keeps text, can take it."""
    name = name_of(odd)
    assert name.encode() and name.startswith(f"{odd.parent.as_posix()}/bad") and name.endswith("name.txt")
    assert readable("plain/été.md") == "plain/été.md"
    assert readable(os.fsdecode("退款政策.txt".encode("gbk"))) == "退款政策.txt"


def test_two_files_never_get_one_name(odd: Path) -> None:
    """Where the text is another file's name, the odd bytes are written out."""
    text = name_of(odd)
    Path(text).write_text("y")
    assert name_of(Path(text)) == text
    assert name_of(odd) == f"{odd.parent.as_posix()}/bad\\xff\\xfename.txt"


NAMES = ("/docs/a.md", "/docs/sub/b.md", "/docs/pack.zip/c.md", "/docsnot/d.md")


def test_what_is_gone_is_what_was_not_seen_inside() -> None:
    following = Following(Path("/docs"), NAMES)
    assert following.saw("/docs/a.md", failed=False) == ""
    assert following.gone == ["/docs/pack.zip/c.md", "/docs/sub/b.md"] and not following.doubt


@pytest.mark.parametrize("unread", ["/docs/sub", "/docs/pack.zip"])
def test_nothing_is_gone_from_what_could_not_be_read(unread: str) -> None:
    following = Following(Path("/docs"), NAMES)
    following.saw("/docs/a.md", failed=False)
    assert "not removed" in following.saw(unread, failed=True)
    assert not any(name.startswith(unread) for name in following.gone) and len(following.gone) == 1


def test_nothing_is_gone_from_a_folder_that_is_not_there() -> None:
    following = Following(Path("/docs"), NAMES)
    assert "not removed" in following.saw("/docs", failed=True)
    assert following.gone == [] and not following.doubt


def test_an_empty_folder_is_doubted() -> None:
    """An unmounted share is one."""
    following = Following(Path("/docs"), NAMES)
    assert following.gone == []
    assert "holds no file" in following.doubt and "3 sources" in following.doubt and "qa delete" in following.doubt
    assert not Following(Path("/other"), NAMES).doubt
