"""``qa serve``: the app and the HTTP API in one process, on one port, over one library.

Streamlit is started through its public ``App.run``, told that the launcher is ``qa/ui/main.py``: so it finds the
package's own ``.streamlit/config.toml`` and ``static/`` there, in a checkout and in an installed wheel alike.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from qa.errors import HomeLocked, InvalidRequest
from qa.places import app_folder

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from streamlit.starlette import App

    from qa.config import Settings

_EVERYWHERE = ("", "0.0.0.0", "::")


def serve(host: str = "localhost", port: int = 8501, *, names: Collection[str] = ()) -> None:
    """Serve until stopped.

    Args:
        host: the address to listen on; on another than this machine's own, everybody who reaches it can use it.
        port: 0 picks a free one.
        names: host names to answer to besides the loopback's and ``host``.

    Raises:
        InvalidRequest: the address cannot be listened on.
        HomeLocked: another process owns the library.
    """
    port = free_port(host, port)
    url = f"http://{_shown(host)}:{port}"
    app = build(url=url, host=host, names=names)
    if host not in ("localhost", "127.0.0.1", "::1"):
        _talk("There is no sign-in: everybody who can reach this address can read and change the library.")
    sys.argv = [str(app_folder() / "main.py")]
    options = {
        "server.address": host or "0.0.0.0",
        "server.port": port,
        "server.headless": True,
        "logger.hideWelcomeMessage": True,
    }
    try:
        app.run(config=options)
    except KeyboardInterrupt:
        _talk("Askwell has stopped.")


def build(*, url: str = "", host: str = "localhost", names: Collection[str] = ()) -> App:
    """Open this process's library and return the application that serves it.

    Raises:
        HomeLocked: another process owns the library.
    """
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.routing import Mount

    from qa.config import Settings
    from qa.guard import HostGuard, OwnerCookie

    settings = Settings.from_env().model_copy(update={"url": url} if url else {})
    _open(settings)
    return st.App(
        app_folder() / "main.py",
        routes=[Mount("/api", app=Later(lambda: _api(settings)))],
        middleware=[Middleware(HostGuard, host=host, names=names), Middleware(OwnerCookie)],
        lifespan=_life(url),
    )


class Later:
    """An application that is made when the first request for it comes.

    FastAPI takes a good part of a second to load, and nobody who opens the page should wait for it.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._making = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        app = self._made
        if app is None:
            app = await asyncio.to_thread(self._get)
        await app(scope, receive, send)

    def _get(self) -> ASGIApp:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


def _api(settings: Settings) -> ASGIApp:
    from qa import api, library

    return api.build(library.shared, max_upload_mb=settings.max_upload_mb)


def _open(settings: Settings) -> None:
    from qa import library

    try:
        library.shared(settings)
    except HomeLocked as error:
        if error.url:
            raise HomeLocked(f"Askwell is running already: open {error.url}.", error.url) from error
        raise


def _life(url: str) -> Callable[[App], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def life(app: App) -> AsyncIterator[None]:
        """Say when the server is there; give the library back when it stops, whole for the next start."""
        from qa import library

        threading.Thread(target=_preload, name="askwell-pages", daemon=True).start()
        if url:
            _talk(f"Askwell is at {url} (Ctrl-C stops it).")
        try:
            yield
        finally:
            library.release()

    return life


def _preload() -> None:
    """Import what the first page needs while the browser still loads its own part."""
    from qa.ui import answer, browser, narrow, sidebar, state  # noqa: F401


def free_port(host: str, port: int) -> int:
    """Return ``port`` if it can be listened on, or a free one for 0.

    Raises:
        InvalidRequest: it is taken, or the host is not this machine's.
    """
    address = host or "0.0.0.0"
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise InvalidRequest(
                f"{address}:{port} cannot be listened on ({error.strerror}): "
                f"choose another port, as in qa serve --port {port + 1}."
            ) from error
        found: int = probe.getsockname()[1]
        return found


def _shown(host: str) -> str:
    if host in _EVERYWHERE:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _talk(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
