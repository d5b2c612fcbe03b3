"""A model on its way from a Hub: a child process, watched, that can be cancelled and cannot hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from qa.errors import InvalidRequest
from qa.index import cards, catalogue
from qa.types import Download

HUB = "https://huggingface.co"
SILENCE = 90.0
"""Seconds without a word after which the child is stopped; its own limits are shorter."""


class Fetching:
    """One download; ``state`` says how it stands, from any thread."""

    def __init__(self, name: str, home: Path, *, deadline: float | None = None) -> None:
        """Start it; ``name`` is a known model's, or a Hub id. ``deadline``: seconds for all of it.

        Raises:
            InvalidRequest: it is neither.
        """
        card = catalogue.card(name)
        if not (card.hub if card else name.count("/") == 1 and all(name.split("/"))):
            raise InvalidRequest(f"“{name}” is no known model and no Hub id (owner/name): see qa models.")
        repository = card.hub if card else name
        self._state = Download(card.name if card else cards.folder_name(name), "running", 0, 0)
        self._ends = time.monotonic() + deadline if deadline else None
        self._lock = threading.Lock()
        self._heard = time.monotonic()
        endpoint = os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
        command = [sys.executable, "-m", "qa.index.hub", endpoint, repository, self._state.name, str(home / "models")]
        self._child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._reader = threading.Thread(target=self._listen, name="askwell-fetch", daemon=True)
        self._reader.start()
        threading.Thread(target=self._watch, name="askwell-fetch-watch", daemon=True).start()

    @property
    def state(self) -> Download:
        """How it stands."""
        with self._lock:
            return self._state

    def cancel(self) -> None:
        """Stop it; what was fetched is gone on with the next time."""
        self._end("cancelled", "")

    def wait(self, timeout: float | None = None) -> Download:
        """Block until it is over, or the time (seconds) is up; return how it stands."""
        self._reader.join(timeout)
        return self.state

    def _listen(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                self._heard = time.monotonic()
                self._take(line)
        self._child.wait()
        self._end("failed", "The download broke off; try again, and it goes on from there.")

    def _take(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            return
        if "error" in told:
            self._end("failed", str(told["error"]))
        elif "folder" in told:
            self._end("done", "")
        elif self.state.state == "running":
            with self._lock:
                self._state = replace(self._state, done=int(told["done"]), total=int(told["total"]))

    def _end(self, state: str, error: str) -> None:
        with self._lock:
            if self._state.state == "running":
                self._state = replace(self._state, state=state, error=error)  # type: ignore[arg-type]
        if state in ("cancelled", "failed") and self._child.poll() is None:
            self._child.kill()

    def _watch(self) -> None:
        while self.state.state == "running":
            self._reader.join(0.5)
            now = time.monotonic()
            if self._ends is not None and now > self._ends:
                self._end("failed", "The time that was given for the download is up; try again, and it goes on.")
            elif now - self._heard > SILENCE:
                self._end("failed", "Nothing was heard any more; try again, and it goes on from there.")
