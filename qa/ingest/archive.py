"""Zip archives: the files in them, under names that are safe, within limits that hold against bombs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.errors import DamagedFile, PasswordNeeded, ReadError, TooLarge
from qa.ingest import sniff
from qa.ingest.damage import MALFORMED
from qa.ingest.encoding import decode
from qa.types import ReadOptions

_DEPTH = 3
"""How deep archives may stand in one another."""

_BOMB_BYTES = 50 * 2**20
_BOMB_RATIO = 200
"""Real documents seldom shrink fifty-fold; a bomb shrinks a thousand-fold (deflate's limit is 1032)."""

_UNICODE_PATH = 0x7075
_CLUTTER = frozenset(("__macosx", "thumbs.db", "desktop.ini"))


@dataclass(slots=True)
class _Budget:
    """What one outermost archive may still unpack."""

    name: str
    bytes: int
    files: int
    broken: list[str] = field(default_factory=list)

    def spend(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            raise TooLarge(f"{self.name} unpacks to more than the limit: unpack it and add the files you need.")


def is_archive(name: str, data: bytes) -> bool:
    """Tell whether this is a zip of files to be read one by one; Office files and e-books are not."""
    if sniff.suffix(name) == ".zip":
        return not data.startswith(b"%PDF-") and not (sniff.is_zip(data) and sniff.package(data))
    return sniff.is_zip(data) and not sniff.suffix(name) and not sniff.package(data)


def unpack(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the files in a zip and in the zips within it, named "archive.zip/folder/file.md".

    Hidden files are left out. What is wrong with the archive itself is raised before the first file: DamagedFile,
    TooLarge (a bomb, too many files). What is wrong with single files is raised after the last good one.
    """
    budget = _Budget(name, options.max_unpacked, options.max_files)
    yield from _unpack(name, data, options, budget, 1)
    if budget.broken:
        shown = ", ".join(budget.broken[:3]) + (" and more" if len(budget.broken) > 3 else "")
        raise DamagedFile(
            f"{len(budget.broken)} of the files in {name} could not be unpacked: {shown}. Pack them anew."
        )


def _unpack(name: str, data: bytes, options: ReadOptions, budget: _Budget, depth: int) -> Iterator[tuple[str, bytes]]:
    archive, members = _open(name, data)
    _guard(name, len(data), members, budget)
    taken: set[str] = set()
    for member, path in zip(members, _names(members), strict=True):
        if member.is_dir() or not path or hidden(path):
            continue
        full = _unique(f"{name}/{path}", taken)
        try:
            content = _content(archive, member, full, options)
        except (DamagedFile, TooLarge):
            budget.broken.append(path)
            continue
        budget.spend(len(content))
        if is_archive(full, content):
            yield from _nested(full, content, options, budget, depth)
        else:
            yield full, content


def _nested(name: str, data: bytes, options: ReadOptions, budget: _Budget, depth: int) -> Iterator[tuple[str, bytes]]:
    if depth >= _DEPTH:
        raise TooLarge(f"{name} is a zip within {depth} others: unpack it and add the files you need.")
    try:
        yield from _unpack(name, data, options, budget, depth + 1)
    except DamagedFile:
        budget.broken.append(name.partition("/")[2])


def _open(name: str, data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(f"{name} is damaged or cut short: get a new copy of it, or pack the files anew.") from error
    return archive, archive.infolist()


def _guard(name: str, length: int, members: list[zipfile.ZipInfo], budget: _Budget) -> None:
    budget.files -= len(members)
    if budget.files < 0:
        raise TooLarge(f"{name} holds more files than the limit: unpack it and add the files you need.")
    size = sum(member.file_size for member in members)
    packed = max(1, min(length, sum(member.compress_size for member in members)))
    if size > budget.bytes:
        raise TooLarge(f"{name} unpacks to {size / 2**20:,.0f} MB, over the limit: unpack it and add what you need.")
    if size > _BOMB_BYTES and size > _BOMB_RATIO * packed:
        raise TooLarge(f"{name} unpacks to {size // packed:,} times its size, as only a zip bomb does.")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, options: ReadOptions) -> bytes:
    """Return a file's bytes; zipfile never gives more than the stated size, which ``_guard`` has added up."""
    if member.file_size > options.max_bytes:
        raise TooLarge(f"{name} is over the limit of {options.max_bytes / 2**20:,.0f} MB.")
    try:
        return archive.read(member, options.password.encode() if options.password else None)
    except RuntimeError as error:
        raise _locked(member, name, options) from error
    except MALFORMED as error:
        raise DamagedFile(f"{name} is damaged: get a new copy of it.") from error


def _locked(member: zipfile.ZipInfo, name: str, options: ReadOptions) -> ReadError:
    if not member.flag_bits & 1:
        return DamagedFile(f"{name} is packed in a way that cannot be read: pack it anew as a plain zip.")
    outer = name.partition("/")[0]
    if options.password and member.compress_type != 99:
        return PasswordNeeded(f"{outer} is encrypted: the password given does not open it.")
    if member.compress_type == 99:
        return PasswordNeeded(f"{outer} is encrypted with AES, which cannot be read: unpack it and add the files.")
    return PasswordNeeded(f"{outer} is encrypted: give its password to read it.")


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    """Return safe names; Windows programs write them in the local code page, without saying which."""
    raw = [member.filename if member.flag_bits & 0x800 else _bytes(member) for member in members]
    _, codec = decode(b"\n".join(name for name in raw if isinstance(name, bytes)))
    return [
        _safe(_stated(member) or (name if isinstance(name, str) else name.decode(codec, "replace")))
        for member, name in zip(members, raw, strict=True)
    ]


def _bytes(member: zipfile.ZipInfo) -> bytes:
    try:
        return member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.orig_filename.encode("utf-8", "replace")


def _stated(member: zipfile.ZipInfo) -> str:
    """Return the name in the Info-ZIP Unicode Path field (APPNOTE 4.6.9), or ""."""
    extra, position = member.extra, 0
    while position + 4 <= len(extra):
        kind = int.from_bytes(extra[position : position + 2], "little")
        size = int.from_bytes(extra[position + 2 : position + 4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return extra[position + 9 : position + 4 + size].decode("utf-8", "replace")
        position += 4 + size
    return ""


def _safe(name: str) -> str:
    """Return a name that stays inside its archive and holds nothing unprintable."""
    parts = re.split(r"[\\/]+", "".join(c if c.isprintable() else "_" for c in name))
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        parts = parts[1:]
    return "/".join(part for part in parts if part.strip(". "))


def hidden(path: str) -> bool:
    """Tell whether a file is one that its owner does not see, or a program's own."""
    parts = path.lower().split("/")
    return any(part.startswith((".", "~$")) or part in _CLUTTER for part in parts)


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    number, fresh = 1, name
    while fresh in taken:
        number += 1
        fresh = f"{stem} ({number}).{ending}" if dot and "/" not in ending else f"{name} ({number})"
    taken.add(fresh)
    return fresh
