"""Zips and folders: safe names, limits that hold, what is broken harms nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest

from qa.errors import DamagedFile, PasswordNeeded, TooLarge
from qa.ingest.archive import is_archive, unpack
from qa.types import ReadOptions


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def test_files_come_out_under_the_archives_name_and_hidden_ones_do_not() -> None:
    data = packed(
        {
            "a.txt": b"1",
            "dir/b.md": b"2",
            ".git/x": b"3",
            "__MACOSX/._a.txt": b"4",
            "dir/.DS_Store": b"5",
            "~$c.docx": b"6",
        }
    )
    assert dict(unpack("x.zip", data)) == {"x.zip/a.txt": b"1", "x.zip/dir/b.md": b"2"}


def test_zips_within_zips_are_opened_to_a_depth() -> None:
    inner = packed({"deep.txt": b"here"})
    assert dict(unpack("x.zip", packed({"in.zip": inner}))) == {"x.zip/in.zip/deep.txt": b"here"}
    for _ in range(3):
        inner = packed({"in.zip": inner})
    with pytest.raises(TooLarge, match=r"x\.zip"):
        list(unpack("x.zip", inner))


@pytest.mark.parametrize(
    ("evil", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/a.txt", "abs/a.txt"),
        ("C:\\Users\\a.txt", "Users/a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("new\nline.txt", "new_line.txt"),
    ],
)
def test_names_stay_inside(evil: str, safe: str) -> None:
    assert [name for name, _ in unpack("x.zip", packed({evil: b"1"}))] == [f"x.zip/{safe}"]


def test_names_in_the_code_page_of_chinese_windows() -> None:
    name = "退款政策说明.txt"
    raw = name.encode("gbk")
    data = packed({"A" * len(raw): "文".encode()}).replace(b"A" * len(raw), raw)
    assert [found for found, _ in unpack("x.zip", data)] == [f"x.zip/{name}"]
    assert [found for found, _ in unpack("x.zip", packed({name: b"1"}))] == [f"x.zip/{name}"]


def test_names_that_occur_twice_are_told_apart() -> None:
    with pytest.warns(UserWarning):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("a.txt", b"1")
            file.writestr("a.txt", b"2")
    assert dict(unpack("x.zip", out.getvalue())) == {"x.zip/a.txt": b"1", "x.zip/a (2).txt": b"2"}


def test_a_bomb_is_refused_before_anything_is_unpacked() -> None:
    bomb = packed({"small.txt": b"1", "zeros.txt": bytes(60 * 2**20)})
    with pytest.raises(TooLarge, match=r"x\.zip .*bomb"):
        next(unpack("x.zip", bomb))
    with pytest.raises(TooLarge, match=r"x\.zip"):
        next(unpack("x.zip", packed({"a.txt": b"x" * 5000}), ReadOptions(max_unpacked=4000)))
    with pytest.raises(TooLarge, match="more files"):
        next(unpack("x.zip", packed({"a.txt": b"1", "b.txt": b"2"}), ReadOptions(max_files=1)))
    with pytest.raises(TooLarge):
        list(unpack("x.zip", packed({"in.zip": packed({"zeros.txt": bytes(60 * 2**20)})})))


def test_a_file_over_the_limit_or_damaged_leaves_the_others_readable() -> None:
    data = packed({"a.txt": b"first", "b.txt": b"second" * 10, "c.txt": b"third"}, zipfile.ZIP_STORED)
    spoiled = data.replace(b"secondsecond", b"seXondsecond", 1)
    found = []
    with pytest.raises(DamagedFile, match=r"1 of the files in x\.zip .*: b\.txt"):
        for name, _ in unpack("x.zip", spoiled):
            found.append(name)
    assert found == ["x.zip/a.txt", "x.zip/c.txt"]
    with pytest.raises(DamagedFile, match=r"b\.txt"):
        list(unpack("x.zip", data, ReadOptions(max_bytes=20)))


@pytest.mark.parametrize("length", [4, 30, 60])
def test_a_truncated_zip_is_damaged(length: int) -> None:
    data = packed({"a.txt": b"some words"})
    assert is_archive("x.zip", data[:length])
    with pytest.raises(DamagedFile, match=r"x\.zip"):
        list(unpack("x.zip", data[:length]))


def test_an_encrypted_zip_asks_for_its_password() -> None:
    data = bytearray(packed({"a.txt": b"some words"}, zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    with pytest.raises(PasswordNeeded, match=r"x\.zip"):
        list(unpack("x.zip", bytes(data)))
    with pytest.raises((PasswordNeeded, DamagedFile), match=r"x\.zip"):
        list(unpack("x.zip", bytes(data), ReadOptions(password="wrong")))


def test_documents_that_are_zips_are_no_archives() -> None:
    office = packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    book = packed({"mimetype": b"application/epub+zip"})
    plain = packed({"a.txt": b"1"})
    assert [is_archive(name, data) for name, data in (("a.docx", office), ("a.zip", office), ("a.epub", book))] == [
        False
    ] * 3
    assert is_archive("a.zip", plain)
    assert is_archive("download", plain)
    assert not is_archive("a.txt", b"PK is not enough")
    assert is_archive("a.zip", b"not a zip at all")
