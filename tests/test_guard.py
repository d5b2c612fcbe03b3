"""Who may talk to the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from qa.guard import BodyLimit, HostGuard, OriginGuard, OwnerCookie, host_name

HTML = [(b"content-type", b"text/html; charset=utf-8")]


def call(app: Any, headers: dict[str, str], *, body: Iterable[bytes] = (b"",), type: str = "http") -> list[Any]:
    """Send one request through an ASGI application; give the messages it sends."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": type, "method": "POST", "path": "/", "headers": raw, "scheme": "http"}
    chunks, sent = list(body), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def answering(status: int = 200, headers: list[tuple[bytes, bytes]] = HTML) -> Any:
    """Give an application that reads the whole body and answers with its length."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, scope["type"] == "http"
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"%d" % size})

    return app


@pytest.mark.parametrize(
    ("host", "name"), [("localhost:8501", "localhost"), ("[::1]:80", "::1"), ("A.example", "a.example"), ("", "")]
)
def test_host_name_drops_the_port(host: str, name: str) -> None:
    """Names are compared without port and case."""
    assert host_name(host) == name


def test_only_this_machine_s_names_are_answered() -> None:
    """A name that rebinding points here is refused, for pages and websockets alike."""
    guard = HostGuard(answering(), "localhost", names=["Askwell.lan"])
    for good in ("localhost:8501", "127.0.0.1:8501", "[::1]:8501", "askwell.lan"):
        assert guard.allows(good)
    for bad in ("evil.example", "localhost.evil.example", "10.0.0.7", "", "[::1"):
        assert not guard.allows(bad)
    assert call(guard, {"Host": "evil.example"})[0]["status"] == 400
    assert call(guard, {"Host": "evil.example"}, type="websocket")[0]["type"] == "websocket.close"
    assert call(guard, {"Host": "localhost"})[0]["status"] == 200


def test_served_everywhere_any_address_is_answered_but_no_name() -> None:
    """Rebinding needs a name, so literal addresses are safe."""
    guard = HostGuard(answering(), "0.0.0.0")
    assert guard.allows("10.0.0.7:8501") and guard.allows("[fe80::1]:8501") and guard.allows("localhost")
    assert not guard.allows("evil.example")


def test_pages_of_other_sites_are_refused() -> None:
    """The site's own pages and programs (which send no Origin) pass."""
    guard = OriginGuard(answering())
    own = {"Host": "localhost:8501"}
    assert call(guard, own)[0]["status"] == 200
    assert call(guard, own | {"Origin": "http://localhost:8501"})[0]["status"] == 200
    for foreign in ("http://evil.example", "null", "http://localhost:3000"):
        assert call(guard, own | {"Origin": foreign})[0]["status"] == 403
    assert call(guard, own | {"Sec-Fetch-Site": "cross-site"})[0]["status"] == 403


def test_a_body_over_the_limit_is_refused_while_it_arrives() -> None:
    """By its announced length, and when nothing was announced."""
    guard = BodyLimit(answering(), 10)
    assert call(guard, {"Content-Length": "11"})[0]["status"] == 413
    assert call(guard, {}, body=[b"123456", b"123456"])[0]["status"] == 413
    assert call(guard, {}, body=[b"12345", b"12345"])[1]["body"] == b"10"


def test_a_new_browser_gets_an_owner_with_the_page() -> None:
    """The cookie is long, hidden from scripts, and different each time; a browser that has one keeps it."""

    def cookie(headers: dict[str, str], app: Any) -> str:
        start = call(OwnerCookie(app), headers)[0]
        return dict(start["headers"]).get(b"set-cookie", b"").decode()

    first, second = cookie({}, answering()), cookie({}, answering())
    assert first.startswith("askwell_owner=") and "HttpOnly" in first and "SameSite=Lax" in first
    assert first != second and len(first.split(";")[0]) >= len("askwell_owner=") + 22
    assert cookie({}, answering(304, [])) != ""
    assert cookie({"Cookie": "a=b; askwell_owner=x"}, answering()) == ""
    assert cookie({}, answering(headers=[(b"content-type", b"application/json")])) == ""
