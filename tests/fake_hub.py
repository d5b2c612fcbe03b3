"""A model hub on this machine: serves one folder as the Hub does, and can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class FakeHub(ThreadingHTTPServer):
    """Serves ``owner/name`` from a folder."""

    daemon_threads = True

    def __init__(self, folder: Path, repository: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder, self.repository = folder, repository
        self.asked: list[tuple[str, str]] = []
        """Path and Range of every request."""
        self.corrupt = ""
        """Path of a file whose bytes are changed on the way."""
        self.slow = 0.0
        """Seconds before each kilobyte of weights."""
        self.cut = 0
        """How many times the weights' connection is cut in the middle."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(folder: Path, repository: str) -> Iterator[FakeHub]:
    """Serve a folder while the block runs."""
    hub = FakeHub(folder, repository)
    thread = threading.Thread(target=hub.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    server: FakeHub

    def do_GET(self) -> None:
        hub = self.server
        path = self.path.split("?")[0]
        hub.asked.append((path, self.headers.get("Range") or ""))
        if path == f"/api/models/{hub.repository}/revision/main":
            self._send(json.dumps(self._listing()).encode())
        elif path.startswith(f"/{hub.repository}/resolve/{COMMIT}/"):
            self._file(path.split(f"/{COMMIT}/", 1)[1])
        else:
            self.send_error(404)

    def _listing(self) -> dict[str, Any]:
        siblings = []
        for file in sorted(self.server.folder.rglob("*")):
            if file.is_file():
                content = file.read_bytes()
                entry: dict[str, Any] = {"rfilename": file.relative_to(self.server.folder).as_posix()}
                if file.suffix in (".safetensors", ".bin"):
                    entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                siblings.append(entry | {"size": len(content), "blobId": blob})
        return {"sha": COMMIT, "siblings": siblings}

    def _file(self, name: str) -> None:
        content = (self.server.folder / name).read_bytes()
        if name == self.server.corrupt:
            content = b"?" * len(content)
        given = self.headers.get("Range")
        start = int(given.removeprefix("bytes=").rstrip("-")) if given else 0
        self.send_response(206 if given else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if name.endswith(".safetensors") and self.server.cut > 0:
            self.server.cut -= 1
            self.wfile.write(rest[: len(rest) // 2])
            self.connection.close()
            return
        step = 1024 if self.server.slow and name.endswith(".safetensors") else len(rest) or 1
        for at in range(0, len(rest), step):
            time.sleep(self.server.slow)
            try:
                self.wfile.write(rest[at : at + step])
                self.wfile.flush()
            except OSError:
                return

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
