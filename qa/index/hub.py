"""Fetch one model from a Hub: the program that ``qa.fetching`` runs in a process of its own, so that it can be killed.

    python -m qa.index.hub ENDPOINT REPOSITORY NAME MODELS

Writes one JSON object a line: {"done", "total"} in bytes, at the end {"folder"}, or {"error"}. A server that does not
answer is given up after seconds; what was fetched stays in ``MODELS/.get-NAME`` and is gone on with next time.
huggingface_hub 2.4 drops a file's beginning when it is stopped, which is why the files are fetched here.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from qa.errors import ModelError
from qa.index import parcel

PROBE = 3.0
"""Seconds the server has for its first words."""
PATIENCE = 15.0
"""Seconds without a byte after which a connection is given up."""
TRIES = 4
"""Connections in a row that brought nothing before a file is given up."""
_CHUNK = 2**18
_TELL = 0.25
"""Seconds between two lines of progress."""

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository: its size in bytes, and the digest it must have."""

    path: str
    size: int
    sha256: str
    """Of the content, or empty."""
    blob: str
    """SHA-1 of the content as git counts it, or empty."""


def fetch(endpoint: str, repository: str, name: str, models: Path, say: Say) -> Path:
    """Fetch a model into ``models/name``, going on with what an earlier try left.

    Raises:
        ModelError: the server does not answer, has no such model, or sends something else than it promised.
    """
    draft = models / f".get-{name}"
    commit, files = listed(endpoint, repository)
    draft.mkdir(parents=True, exist_ok=True)
    missing = sum(file.size for file in files) - _size(draft)
    if missing > shutil.disk_usage(draft).free:
        raise ModelError(f"The disk has no room for {missing // 2**20} MB more.")
    told = _Telling(say, sum(file.size for file in files))
    base = f"{endpoint}/{quote(repository)}/resolve/{commit}"
    for file in files:
        _file(f"{base}/{quote(file.path)}", file, draft / file.path, told)
    parcel.check(draft, name)
    parcel.settle(draft, models / name)
    return models / name


def listed(endpoint: str, repository: str) -> tuple[str, list[HubFile]]:
    """Ask which files a model has; return its commit and those files that are needed.

    Raises:
        ModelError: no answer within seconds, or no such model.
    """
    url = f"{endpoint}/api/models/{quote(repository)}/revision/main?blobs=true"
    try:
        with _open(Request(url), PROBE) as answer:
            told = json.loads(answer.read(64 * 2**20))
        commit = str(told["sha"])
        files = [_hub_file(entry) for entry in told["siblings"]]
    except (OSError, http.client.HTTPException) as error:
        raise ModelError(f"{_host(endpoint)} cannot be asked for {repository}: {_why(error)}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"What answers at {_host(endpoint)} is not a model hub.") from error
    return commit, needed(files)


def needed(files: Sequence[HubFile]) -> list[HubFile]:
    """Leave out what is not needed: other frameworks' weights, and pickles beside safetensors."""
    kept = [f for f in files if parcel.wanted(f.path) and not f.path.startswith(("onnx/", "openvino/"))]
    safe = {str(PurePosixPath(f.path).parent) for f in kept if f.path.endswith(".safetensors")}
    return [f for f in kept if not (f.path.endswith(".bin") and str(PurePosixPath(f.path).parent) in safe)]


def _hub_file(entry: Any) -> HubFile:  # noqa: ANN401 — whatever the server sent
    path, large = str(entry["rfilename"]), entry.get("lfs") or {}
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\\" in path:
        raise ValueError(path)
    size = int(large.get("size", entry.get("size") or 0))
    return HubFile(path, size, str(large.get("sha256", "")), "" if large else str(entry.get("blobId") or ""))


class _Telling:
    """Says how far it is, but not with every chunk."""

    def __init__(self, say: Say, total: int) -> None:
        self._say, self._total = say, total
        self._done, self._last = 0, 0.0

    def more(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._last >= _TELL or self._done >= self._total:
            self._last = time.monotonic()
            self._say({"done": self._done, "total": self._total})


def _file(url: str, file: HubFile, target: Path, told: _Telling) -> None:
    if target.is_file() and target.stat().st_size == file.size:
        told.more(file.size)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    told.more(_length(part))
    barren = 0
    while _length(part) < file.size or not part.exists():
        before = _length(part)
        try:
            _append(url, part, file.size, told)
        except (OSError, http.client.HTTPException) as error:
            barren = 0 if _length(part) > before else barren + 1
            if barren >= TRIES or (isinstance(error, HTTPError) and error.code < 500):
                raise ModelError(
                    f"{file.path} cannot be fetched: {_why(error)}. Try again: it goes on there."
                ) from error
            time.sleep(barren)
    if not _right(part, file):
        part.unlink()
        raise ModelError(f"{file.path} came with other bytes than promised; nothing of it was kept. Try again.")
    part.replace(target)


def _append(url: str, part: Path, size: int, told: _Telling) -> None:
    """Fetch what a file still lacks, in one connection."""
    have = _length(part)
    request = Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    with _open(request, PATIENCE) as answer:
        if have and answer.status != 206:
            told.more(-have)
            have = 0
        with part.open("ab" if have else "wb", buffering=0) as file:
            while have < size and (chunk := answer.read1(min(_CHUNK, size - have))):
                file.write(chunk)
                have += len(chunk)
                told.more(len(chunk))
    if have < size:
        raise ConnectionError("the connection was cut")


class _Redirects(HTTPRedirectHandler):
    """Follows a server elsewhere, but never from a safe connection to an open one."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Return the next request."""
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise URLError("it leads from a safe connection to an open one")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(request: Request, timeout: float) -> Any:  # noqa: ANN401 — urllib's own answer
    request.add_header("User-Agent", "askwell")
    return build_opener(_Redirects).open(request, timeout=timeout)


def _right(part: Path, file: HubFile) -> bool:
    if file.sha256:
        with part.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    content = part.read_bytes()
    if file.blob:
        return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == file.blob
    return len(content) == file.size


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _host(endpoint: str) -> str:
    return urlsplit(endpoint).netloc or endpoint


def _why(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return "there is no such model" if error.code in (401, 404) else f"it answers {error.code}"
    reason = getattr(error, "reason", error)
    return "no answer in time" if isinstance(reason, TimeoutError) else str(reason)


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        _say({"folder": str(fetch(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), _say))})
    except ModelError as error:
        _say({"error": str(error)})
        sys.exit(1)
