"""Files on their way in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from qa.errors import QAError, StorageError, TooLarge
from qa.ingest import folder as folders
from qa.ingest import read as reading
from qa.library.collections import Collections
from qa.places import samples_folder
from qa.types import (
    AddResult,
    Collection,
    Job,
    ReadOptions,
    Source,
)

_PLAIN = ReadOptions()
_SAMPLE_SUFFIXES = frozenset({".pdf", ".docx", ".md", ".csv", ".xlsx", ".png"})


class Adding(Collections):
    """Takes in files, folders and zips, at once or in the background."""

    def add(self, *paths: Path | str, collection: str = "", options: ReadOptions = _PLAIN) -> list[AddResult]:
        """Add files, folders and zips; one result a file. Bad files don't stop the others."""
        return list(self.adding(*paths, collection=collection, options=options))

    def adding(self, *paths: Path | str, collection: str = "", options: ReadOptions = _PLAIN) -> Iterator[AddResult]:
        """Do what ``add`` does, giving each result as soon as it is known."""
        target = self._target(collection)
        options = self._limited(options)
        for path in paths:
            yield from self._add_path(Path(path).expanduser(), target, options)

    def add_bytes(
        self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = _PLAIN
    ) -> list[AddResult]:
        """Add a file that is already in memory (a zip gives one result a member)."""
        target = self._target(collection)
        options = self._limited(options)
        name = folders.readable(name)
        return list(self._each(name, data, options, lambda n, d: self._intake.add(target, n, d, options)))

    def sync(self, folder: Path | str, *, collection: str = "", remove: bool = False) -> Iterator[AddResult]:
        """Add what is new or changed in a folder; with ``remove``, take out what is gone from it.

        Nothing is taken out of what cannot be read, nor where no file at all is left: a share that is not mounted
        looks so. The results say it.
        """
        root = Path(folder).expanduser()
        target = self._target(collection)
        before = {source.name: source for source in self._ledger.sources(target.id)}
        following = folders.Following(root, before)
        for result in self.adding(root, collection=target.id):
            stays = following.saw(result.name, failed=result.status == "failed")
            yield replace(result, error=f"{result.error}{stays}") if stays and remove else result
        if remove:
            yield from self._remove([before[name] for name in following.gone])
            if following.doubt:
                yield AddResult(following.name, "failed", error=following.doubt)

    def submit(self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = _PLAIN) -> list[str]:
        """Queue a file (or a zip's members) for the worker thread; job ids. Nothing is raised for a bad file."""
        target = self._target(collection)
        options = self._limited(options)

        def queue(member: str, content: bytes) -> str:
            try:
                return self._jobs.submit(target, member, content, options)
            except StorageError as error:
                return self._jobs.fail(target, member, str(error))

        ids = list(self._each(folders.readable(name), data, options, queue))
        return [i if isinstance(i, str) else self._jobs.fail(target, i.name, i.error or "") for i in ids]

    def add_samples(self) -> list[str]:
        """Queue the sample library; job ids."""
        root = samples_folder()
        names = [name for name, _ in folders.walk(root) if PurePosixPath(name).suffix.lower() in _SAMPLE_SUFFIXES]
        return [i for name in names for i in self.submit(f"samples/{name}", (root / name).read_bytes())]

    def jobs(self) -> list[Job]:
        """Return the files on their way through the worker, and those that came through lately, oldest first."""
        return [*self._jobs.list(), *self._switching.list()]

    def wait(self, job: str, timeout: float | None = None) -> Job | None:
        """Block until a job is finished, or the time (seconds) is up."""
        return self._jobs.wait(job, timeout) or self._switching.wait(job, timeout)

    def cancel(self, job: str) -> None:
        """Stop a job: a file that was not read yet goes, one that was stays searchable by words."""
        self._jobs.cancel(job)
        self._switching.cancel(job)

    def clear_jobs(self, collection: str = "") -> None:
        """Forget the finished jobs, of one collection if its id is given."""
        self._jobs.clear(collection)
        self._switching.clear(collection)

    @property
    def working(self) -> bool:
        """Whether the worker has anything to do."""
        return self._jobs.working or self._switching.working

    def _add_path(self, path: Path, target: Collection, options: ReadOptions) -> Iterator[AddResult]:
        name = folders.name_of(path)
        if os.path.isdir(path):
            found = folders.survey(path)
            for _, member in found.files:
                yield from self._add_path(member, target, options)
            yield from folders.left_out(path, found)
            return
        try:
            reading.check_size(path, options)
            data = path.read_bytes()
        except OSError as error:
            yield AddResult(name=name, status="failed", error=folders.unopened(path, error))
        except TooLarge as error:
            yield AddResult(name=name, status="failed", error=str(error))
        else:
            yield from self._each(name, data, options, lambda n, d: self._intake.add(target, n, d, options))

    def _remove(self, gone: Sequence[Source]) -> Iterator[AddResult]:
        self._intake.delete([source.id for source in gone])
        for source in gone:
            yield AddResult(source.name, "removed", source=source.id, kind=source.kind)

    def _each(self, name: str, data: bytes, options: ReadOptions, use: Callable[[str, bytes], Any]) -> Iterator[Any]:
        """Apply ``use`` to a file, or to each member of an archive; a torn archive is a failed result."""
        if not reading.is_archive(name, data):
            yield use(name, data)
            return
        try:
            for member, content in reading.unpack(name, data, options):
                yield use(member, content)
        except QAError as error:
            yield AddResult(name=name, status="failed", error=str(error))
