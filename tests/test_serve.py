"""``qa serve`` as a real process: it starts, answers, lets other commands work through it, and stops."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.errors import InvalidRequest
from qa.serve import free_port

DEADLINE = 120.0
"""Seconds that a slow machine may take; nothing is asserted about time."""


class Served:
    """A running ``qa serve`` and the commands beside it."""

    def __init__(self, home: Path) -> None:
        self.env = {**os.environ, "QA_HOME": str(home), "QA_SAMPLES": "false"}
        command = [sys.executable, "-m", "qa", "serve", "--port", "0"]
        self.process = subprocess.Popen(
            command,
            env=self.env,
            stderr=subprocess.PIPE,
            text=True,
            cwd=home.parent,
            # A shell's background job ignores Ctrl-C, and so would its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self.said = ""
        self.url = self._wait_for_url()
        # The pipe is emptied as long as the server talks, or it would stand still one day.
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _wait_for_url(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line
            found = re.search(r"http://localhost:\d+", line)
            if found:
                return found.group()
        raise AssertionError(f"qa serve did not start:\n{self.said}")

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def get(self, path: str, **request: Any) -> httpx.Response:
        end = time.monotonic() + DEADLINE
        while True:
            try:
                return httpx.get(self.url + path, timeout=DEADLINE, trust_env=False, **request)
            except httpx.ConnectError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def qa(self, *argv: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qa", *argv]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=DEADLINE, check=False)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        status = self.process.wait(DEADLINE)
        self.close()
        return status

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(tmp_path_factory.mktemp("served") / "home")
    yield made
    made.close()


def test_the_app_and_the_api_answer_on_one_port(served: Served) -> None:
    """Page, health and API, and nothing but JSON below /api."""
    page = served.get("/")
    assert page.status_code == 200 and "text/html" in page.headers["content-type"]
    assert served.get("/_stcore/health").text == "ok"
    assert served.get("/api/v1/health").json()["app"] == "askwell"
    assert served.get("/api/v1/nowhere").json()["error"]["type"] == "NotFound"
    assert "/v1/ask" in served.get("/api/v1/openapi.json").json()["paths"]


def test_the_package_s_own_configuration_is_used(served: Served) -> None:
    """Theme files are served, telemetry is off, wherever the command was started."""
    told = served.get("/_stcore/host-config").json()
    assert told.get("gatherUsageStats", False) is False
    fonts = [path.name for path in (Path(__file__).parent.parent / "qa" / "ui" / "static").glob("*.woff2")]
    assert fonts and served.get(f"/app/static/{fonts[0]}").status_code == 200


def test_each_browser_gets_its_owner_before_its_first_script_runs(served: Served) -> None:
    """The page sets the cookie that the websocket sends; API answers do not."""
    cookie = served.get("/").headers["set-cookie"]
    assert cookie.startswith("askwell_owner=") and "HttpOnly" in cookie
    assert "set-cookie" not in served.get("/", headers={"Cookie": "askwell_owner=me"}).headers
    assert "set-cookie" not in served.get("/api/v1/health").headers


def test_foreign_hosts_and_pages_are_refused(served: Served) -> None:
    """DNS rebinding and other sites' pages, for the app and the API."""
    assert served.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert served.get("/api/v1/sources", headers={"Origin": "http://evil.example"}).status_code == 403


def test_commands_work_through_the_running_app(served: Served, tmp_path: Path) -> None:
    """Add, ask, list and delete find the owner of the home by themselves."""
    note = tmp_path / "leave.md"
    note.write_text("# Leave\n\nEvery employee has 26 days of leave a year.\n", "utf-8")
    served.get("/api/v1/health")
    added = served.qa("add", str(note), "--json")
    assert added.returncode == 0, added.stderr
    shown = json.loads(added.stdout)
    assert (shown["name"], shown["error"]) == (note.as_posix(), None)
    asked = served.qa("ask", "How many days of leave?", "--json")
    assert asked.returncode == 0, asked.stderr
    hit = json.loads(asked.stdout)["hits"][0]
    assert (hit["source"], hit["name"]) == (shown["source"], note.as_posix())
    assert "26 days" in hit["evidence"][0]["text"]
    again = served.qa("add", str(note), "--json", "--server", served.url)
    assert json.loads(again.stdout)["status"] == "unchanged"
    assert served.qa("delete", str(shown["source"]), "--yes").returncode == 0
    assert served.qa("list").stdout == ""


def test_a_second_app_says_where_the_first_one_is(served: Served) -> None:
    """One process owns a home; the other says so in one line."""
    served.get("/api/v1/health")
    second = served.qa("serve", "--port", "0")
    assert second.returncode == 1
    assert second.stderr == f"qa: Askwell is running already: open {served.url}.\n"


def test_a_busy_port_is_said(served: Served) -> None:
    """With the way out."""
    port = served.url.rsplit(":", 1)[1]
    busy = served.qa("serve", "--port", port)
    assert busy.returncode == 1 and f"qa serve --port {int(port) + 1}" in busy.stderr


def test_ctrl_c_stops_it_and_gives_the_home_back(served: Served) -> None:
    """Calmly: no traceback; then the same home can be opened directly."""
    served.get("/api/v1/health")
    assert served.stop() == 0
    assert "Traceback" not in served.said
    assert "Askwell has stopped." in served.said
    listed = served.qa("list", "--json")
    assert (listed.returncode, listed.stdout) == (0, "")


def test_free_port_finds_one_or_refuses() -> None:
    """0 gives a free one; a taken one is an error with a remedy."""
    port = free_port("127.0.0.1", 0)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(InvalidRequest, match="choose another port"):
        free_port("127.0.0.1", port)
