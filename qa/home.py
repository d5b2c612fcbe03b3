"""The home folder: where everything is kept, and the lock that gives it to one process at a time."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import HomeLocked, StorageError


class Home:
    """A folder owned by this process until ``release``."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Take the folder, making it if need be; ``url`` is where this process serves its API.

        Raises:
            HomeLocked: another process owns it.
            StorageError: it cannot be made or written.
        """
        self.folder = folder.expanduser().absolute()
        self._owner = self.folder / "owner.json"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.folder / ".lock")
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise self._taken() from error
        except OSError as error:
            raise StorageError(
                f"The library's folder {self.folder} cannot be written ({error.strerror}): choose another with QA_HOME."
            ) from error
        self.announce(url)

    def announce(self, url: str | None) -> None:
        """Write down who owns the folder, and where it can be reached."""
        record = {"pid": os.getpid(), "url": url, "since": time.time()}
        part = self._owner.with_suffix(".part")
        try:
            part.write_text(json.dumps(record), encoding="utf-8")
            part.replace(self._owner)
        except OSError as error:
            self._lock.release()
            raise StorageError(f"The library's folder {self.folder} cannot be written ({error.strerror}).") from error

    def release(self) -> None:
        """Give the folder back."""
        self._owner.unlink(missing_ok=True)
        self._lock.release()

    def _taken(self) -> HomeLocked:
        try:
            record = json.loads(self._owner.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            record = {}
        who, url = record.get("pid", "unknown"), record.get("url")
        hint = f"it serves {url}" if url else "wait until it is done, or set QA_HOME to another folder"
        return HomeLocked(f"The library in {self.folder} is in use by process {who}: {hint}.", url)
