"""Who may talk to the server: plain ASGI middleware against foreign hosts, foreign pages and endless bodies.

A page on the internet can make a visitor's browser send requests to this machine. ``HostGuard`` stops names that only
pretend to be this machine (DNS rebinding), ``OriginGuard`` stops other pages, ``BodyLimit`` stops bodies over the
limit while they arrive, and ``OwnerCookie`` gives each browser the unguessable name under which its chats are kept.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from http.cookies import SimpleCookie
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

OWNER = "askwell_owner"
"""Name of the cookie that says which browser a chat belongs to."""

_YEAR = 365 * 24 * 3600
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})


class TooMuch(Exception):
    """The body went over its limit while it was being read."""


def header(scope: Scope, name: str) -> str:
    """Return a request header, or an empty string."""
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


def host_name(host: str) -> str:
    """Return the name in a Host header without its port, in lower case: ``[::1]:8501`` gives ``::1``."""
    return (urlsplit(f"//{host}").hostname or "") if host else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class HostGuard:
    """Refuse requests that name another host than this one.

    Always allowed: the names of the loopback, the host served on and the names given. Served on every address, any
    literal IP address is allowed as well: rebinding needs a name.
    """

    def __init__(self, app: App, host: str = "localhost", names: Collection[str] = ()) -> None:
        self._app = app
        self._names = {*_LOCAL, host.lower(), *(name.lower() for name in names)} - {""}
        self._addresses = host in _EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in ("http", "websocket") and not self.allows(header(scope, "host")):
            await refuse(scope, send, 400, "InvalidRequest", "This server does not answer to that host name.")
            return
        await self._app(scope, receive, send)

    def allows(self, host: str) -> bool:
        """Say whether a Host header may be served."""
        try:
            name = host_name(host)
        except ValueError:
            return False
        return name in self._names or (self._addresses and _is_address(name))


class OriginGuard:
    """Refuse requests that another site's page sends; programs, which name no origin, pass."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and not self.allows(scope):
            await refuse(scope, send, 403, "InvalidRequest", "Requests from other sites' pages are refused.")
            return
        await self._app(scope, receive, send)

    @staticmethod
    def allows(scope: Scope) -> bool:
        """Say whether a request comes from this site's own pages or from a program."""
        if header(scope, "sec-fetch-site") in ("cross-site", "same-site"):
            return False
        origin = header(scope, "origin")
        return not origin or urlsplit(origin).netloc == header(scope, "host")


class BodyLimit:
    """Refuse bodies over ``limit`` bytes: by their announced length, else while they arrive."""

    def __init__(self, app: App, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        why = f"A request may carry {self._limit / 2**20:.0f} MB at most; send large files one at a time."
        length = header(scope, "content-length")
        if length.isdecimal() and int(length) > self._limit:
            await refuse(scope, send, 413, "TooLarge", why)
            return
        seen, refused = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                raise TooMuch
            return message

        async def watched(message: Message) -> None:
            nonlocal refused
            if seen <= self._limit:
                await send(message)
            elif not refused:
                # The framework has made its own answer of the broken body; ours says what was wrong.
                refused = True
                await refuse(scope, send, 413, "TooLarge", why)

        try:
            await self._app(scope, counted, watched)
        except TooMuch:
            if not refused:
                await refuse(scope, send, 413, "TooLarge", why)


class OwnerCookie:
    """Give each browser that opens a page an unguessable name (128 random bits), kept for a year.

    The page itself is served before its websocket connects, so the cookie is there when the first script runs.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; set the cookie with a page."""
        if scope["type"] != "http" or OWNER in SimpleCookie(header(scope, "cookie")):
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                cookie = f"{OWNER}={secrets.token_urlsafe(16)}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax"
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", (cookie + secure).encode())]
            await send(message)

        await self._app(scope, receive, named)


def _is_page(message: Message) -> bool:
    """Say whether a response is a page, also one that the browser still has (304 names no type)."""
    types = [value for key, value in message.get("headers", ()) if key.lower() == b"content-type"]
    return message["status"] == 304 or (bool(types) and types[0].startswith(b"text/html"))


async def refuse(scope: Scope, send: Send, status: int, kind: str, why: str) -> None:
    """Answer with an error in the API's form, or close a websocket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    body = json.dumps({"error": {"type": kind, "message": why}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
