"""Folders: the files in them under names that can be read, what could not be looked at, and what is gone since."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.ingest.archive import hidden
from qa.ingest.encoding import decode
from qa.types import AddResult


@dataclass(frozen=True, slots=True)
class Survey:
    """What a folder holds."""

    files: tuple[tuple[str, Path], ...]
    """(name, path) of its files, names relative and with "/", in the order of their names."""
    closed: tuple[tuple[Path, OSError], ...]
    """The folders that could not be listed, and why."""
    links: int
    """Links that were not followed: they lead out of the folder, or nowhere."""


def survey(folder: Path) -> Survey:
    """Look through a folder, the folders in it included.

    Hidden files and office programs' lock files are left out; links are followed to files inside the folder only.
    """
    root = folder.resolve()
    files: list[tuple[str, Path]] = []
    closed: list[tuple[Path, OSError]] = []
    links = 0

    def refused(error: OSError) -> None:
        closed.append((Path(error.filename or root), error))

    for parent, folders, names in os.walk(root, onerror=refused):
        folders[:] = [name for name in folders if not hidden(name)]
        shown = [Path(parent, name) for name in names if not hidden(name)]
        inside = [path for path in shown if not _leads_out(path, root)]
        links += len(shown) - len(inside) + sum(_leads_out(Path(parent, name), root) for name in folders)
        files += [(readable(path.relative_to(root).as_posix()), path) for path in inside if _is_file(path)]
    return Survey(tuple(sorted(files)), tuple(closed), links)


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of the files of a folder, as ``survey`` finds them."""
    yield from survey(folder).files


def left_out(folder: Path, found: Survey) -> Iterator[AddResult]:
    """Yield what to tell of the folders in a folder that could not be listed, and of links that were not followed."""
    for place, error in found.closed:
        yield AddResult(name_of(place), "failed", error=unopened(place, error))
    if found.links:
        skipped = "1 link was" if found.links == 1 else f"{found.links} links were"
        why = f"{skipped} skipped, leading out of this folder or nowhere: add what is wanted of that by itself"
        yield AddResult(name_of(folder), "unchanged", notes=(why,))


def unopened(path: Path, error: OSError) -> str:
    """Return what to say of a file or folder that cannot be opened."""
    return f"“{readable(str(path))}” cannot be opened: {error.strerror or error}."


def name_of(path: Path) -> str:
    """Return what a file is called in a library: its whole path, as text."""
    exact = Path(os.path.realpath(path)).as_posix()
    told = readable(exact)
    if told == exact or not os.path.exists(told):
        return told
    return exact.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # another file is called so


def readable(name: str) -> str:
    """Return a file name as text, also where it is not in the system's encoding."""
    return "/".join(map(_decoded, name.split("/")))


class Following:
    """A folder that a collection follows: which of the sources that came from it are gone.

    What could not be read counts as being there still, with all that came from it.
    """

    def __init__(self, folder: Path, sources: Iterable[str]) -> None:
        """Begin with the names of all sources, before the folder is looked through."""
        self.name = name_of(folder)
        self._inside = f"{self.name.rstrip('/')}/"
        self._before = sorted(name for name in sources if name.startswith(self._inside))
        self._seen: set[str] = set()
        self._unread: list[str] = []

    def saw(self, name: str, *, failed: bool) -> str:
        """Note what became of a file or folder; return what to add to its error where sources stay because of it."""
        self._seen.add(name)
        if not failed:
            return ""
        self._unread.append(f"{name.rstrip('/')}/")
        stays = any(one.startswith(self._unread[-1]) for one in self._before)
        return " What came from it before is not removed, since it may still be there." if stays else ""

    @property
    def gone(self) -> list[str]:
        """The names of the sources that are gone, once the folder was looked through; none where that is in doubt."""
        return [] if self.doubt else self._absent()

    @property
    def doubt(self) -> str:
        """Why none is taken for gone although all are, or nothing."""
        absent = len(self._absent())
        if not absent or any(name.startswith(self._inside) for name in self._seen):
            return ""
        came = "1 source" if absent == 1 else f"{absent} sources"
        return (
            f"“{self.name}” holds no file, so nothing was removed: it may be a share that is not mounted; to remove "
            f"its {came}, use `qa delete`."
        )

    def _absent(self) -> list[str]:
        unread = tuple(self._unread)
        return [name for name in self._before if name not in self._seen and not name.startswith(unread)]


def _leads_out(path: Path, root: Path) -> bool:
    return os.path.islink(path) and (not os.path.exists(path) or not path.resolve().is_relative_to(root))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # who opens it is told why that cannot be


def _decoded(name: str) -> str:
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, which Windows allows
        return name.encode("utf-8", "replace").decode()
    return name if raw.decode("utf-8", "replace") == name else decode(raw)[0]
