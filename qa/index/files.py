"""Original files, kept once each under the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from qa.errors import NotFound, StorageError


class Files:
    """A folder of files by content: ``ab/abcdef…``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where a file is (or would be) kept."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep bytes durably (fsync, then rename) and return their SHA-256.

        Raises:
            StorageError: the disk is full or not writable.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.exists() and target.stat().st_size == len(data):
            return sha256
        part = target.with_name(f"{sha256}.{secrets.token_hex(4)}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StorageError(f"The file could not be kept ({error.strerror}): make room on the disk.") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            NotFound: it is not kept here.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(
                "The original of this source is gone from the library's folder: add the file again."
            ) from error

    def sweep(self, wanted: Iterable[str]) -> int:
        """Delete every file whose hash is not wanted (and leftovers of broken writes); return how many."""
        keep = set(wanted)
        dead = [path for path in self.folder.glob("??/*") if path.name not in keep]
        for path in dead:
            path.unlink(missing_ok=True)
        return len(dead)
