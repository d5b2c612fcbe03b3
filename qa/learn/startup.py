"""How long the app takes to start: from the process to a chat box that takes a question."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

_QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

_CHAT_BOX = '[data-testid="stChatInput"] textarea:enabled'

_DEADLINE = 60.0


def start_up(home: Path) -> dict[str, object]:
    """Start the app on ``home`` and return the seconds until it can be asked, and what was waited for.

    With Playwright and Chromium that is an enabled chat box in the page; without, an answer of the server.
    """
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    try:
        import playwright.sync_api as playwright
    except ImportError:
        browser = None
    if browser is None:
        return {"seconds": _until_served(home), "until": "the server answers (no Playwright with Chromium here)"}
    with playwright.sync_playwright() as started:
        window = started.chromium.launch(executable_path=browser, args=_QUIET)
        page = window.new_page()
        with _served(home) as (url, start):
            _open(page, url)
            page.wait_for_selector(_CHAT_BOX, timeout=1000 * _DEADLINE)
            seconds = time.perf_counter() - start
        window.close()
    return {"seconds": seconds, "until": "an enabled chat box in Chromium"}


def _open(page: Page, url: str) -> None:
    _wait_for(url)
    page.goto(url, wait_until="commit")


def _until_served(home: Path) -> float:
    with _served(home) as (url, start):
        _wait_for(url)
        return time.perf_counter() - start


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, float]]:
    """Run the app on a free port, and stop it afterwards; yields its address and the moment it was started."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "serve", "--port", str(port)],
        env={**os.environ, "QA_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://localhost:{port}", start
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not within a minute.
    """
    start = time.perf_counter()
    while time.perf_counter() - start < _DEADLINE:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(f"the app did not answer at {url} within {_DEADLINE:.0f} s")
