"""The real app in Chromium: servers to visit, visitors, and a loud word when there is no browser.

Every visitor's requests are watched: a test fails when one goes anywhere but to the server under test.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
REQUIRED = os.environ.get("QA_REQUIRE_BROWSER") == "1"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

_not_run: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is here as browser tests; leave them out where there is no browser and none is required."""
    mine = [item for item in items if item.path.is_relative_to(HERE)]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    if not CHROMIUM and not REQUIRED:
        _not_run.extend(item.nodeid for item in mine)
        items[:] = [item for item in items if item not in mine]
        config.hook.pytest_deselected(items=mine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were not run, and how to have them run."""
    if _not_run:
        terminalreporter.section("browser", sep="=", red=True, bold=True)
        terminalreporter.line(
            f"{len(_not_run)} browser tests NOT RUN: install Chromium (apt install chromium) and run the tests again. "
            "With QA_REQUIRE_BROWSER=1 its absence is a failure.",
            red=True,
            bold=True,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _serve(command: list[str], port: int, log: Path, **settings: str) -> Iterator[str]:
    """Run a server until the tests are over; its address."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "STREAMLIT_"))}
    url = f"http://localhost:{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env | settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"{url}/_stcore/health", process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}")


def _streamlit(script: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]


@pytest.fixture(scope="package")
def fake_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages over a library in memory that takes its time."""
    port = _free_port()
    log = tmp_path_factory.mktemp("fake") / "log.txt"
    yield from _serve(_streamlit(ROOT / "tests" / "ui" / "fake_app.py", port), port, log, STEP="1.5")


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a real library, as ``qa serve`` does it, with nothing in it."""
    folder = tmp_path_factory.mktemp("served")
    port = _free_port()
    command = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
    yield from _serve(command, port, folder / "log.txt", QA_HOME=str(folder / "home"), QA_SAMPLES="false")


@pytest.fixture(scope="package")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve what a first ``make run`` serves: the sample library."""
    folder = tmp_path_factory.mktemp("samples")
    port = _free_port()
    command = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
    yield from _serve(command, port, folder / "log.txt", QA_HOME=str(folder / "home"))


@pytest.fixture(scope="package")
def checkout_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a real library with ``streamlit run app.py``."""
    folder = tmp_path_factory.mktemp("checkout")
    port = _free_port()
    command = _streamlit(ROOT / "app.py", port)
    yield from _serve(command, port, folder / "log.txt", QA_HOME=str(folder / "home"), QA_SAMPLES="false")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser; what is expected on a page may come as late as on a busy machine."""
    expect.set_options(timeout=60_000)
    if not CHROMIUM:
        pytest.fail("Chromium is required (QA_REQUIRE_BROWSER=1) and not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=SWITCHES)
        yield browser
        browser.close()


Visit = Callable[..., Visitor]
Contexts = dict[tuple[bool, bool, str], list[BrowserContext]]


@pytest.fixture(scope="package")
def contexts(chromium: Browser) -> Contexts:
    """Keep browser profiles from test to test, for their caches; their cookies go."""
    return {}


def _profile(chromium: Browser, *, phone: bool, dark: bool, locale: str) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 860},
        is_mobile=phone,
        has_touch=phone,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale=locale,
    )
    context.set_default_timeout(60_000)
    return context


@pytest.fixture
def visit(chromium: Browser, contexts: Contexts) -> Iterator[Visit]:
    """Give a function that opens a server as a new visitor: ``visit(url, phone=True, dark=True)``.

    At the end of the test no visitor may have asked another host for anything, nor met an error in the page's scripts.
    """
    visits: list[tuple[str, BrowserContext]] = []
    asked: list[tuple[str, str]] = []
    errors: list[str] = []

    def new(url: str, path: str = "/", *, phone: bool = False, dark: bool = False, locale: str = "en-US") -> Visitor:
        kept = contexts.setdefault((phone, dark, locale), [])
        busy = [context for _, context in visits]
        context = next((one for one in kept if one not in busy), None)
        if context is None:
            context = _profile(chromium, phone=phone, dark=dark, locale=locale)
            kept.append(context)
        visits.append((url, context))
        page = context.new_page()
        page.on("request", lambda request: asked.append((url, request.url)))
        page.on("websocket", lambda socket: asked.append((url, socket.url)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url + path)
        return Visitor(page, url)

    yield new
    for _, context in visits:
        for page in context.pages:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")  # Streamlit remembers an opened sidebar
            page.close()
        context.clear_cookies()
        context.clear_permissions()
    web = [(url, urlsplit(one)) for url, one in asked if urlsplit(one).scheme in ("http", "https", "ws", "wss")]
    assert web
    assert not [one.geturl() for url, one in web if one.netloc != urlsplit(url).netloc]
    assert not errors
