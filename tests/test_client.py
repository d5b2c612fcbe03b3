"""The client and the API, over a real socket."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route

from qa import api
from qa.client import RemoteDesk
from qa.desk import Asking, Reading
from qa.errors import InvalidRequest, NameTaken, NotFound, QAError, ServerUnreachable
from qa.local_desk import LocalDesk
from tests.fake_library import FakeLibrary

PLAIN = Reading()


class Server:
    """An ASGI application on a free port, in a thread."""

    def __init__(self, app: Starlette) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def shelf() -> list[FakeLibrary]:
    return []


@pytest.fixture(scope="module")
def server(shelf: list[FakeLibrary]) -> Iterator[Server]:
    app = api.build(lambda: shelf[-1], max_upload_mb=1)  # type: ignore[arg-type, return-value]
    odd = [
        Route("/html/api/v1/health", lambda r: PlainTextResponse("<html>")),
        Route("/list/api/v1/health", lambda r: JSONResponse([1])),
        Route("/other/api/v1/health", lambda r: JSONResponse({"app": "other"})),
        Route("/error/api/v1/health", lambda r: JSONResponse({"detail": "no"}, status_code=418)),
    ]
    made = Server(Starlette(routes=[Mount("/api", app=app), *odd]))
    yield made
    made.stop()


@pytest.fixture
def library(shelf: list[FakeLibrary]) -> FakeLibrary:
    shelf.append(FakeLibrary())
    return shelf[-1]


@pytest.fixture
def desk(server: Server, library: FakeLibrary) -> Iterator[RemoteDesk]:
    made = RemoteDesk(server.url)
    yield made
    made.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "hidden.md").write_text("hidden")
    (folder / "leave.md").write_text("Every employee has 26 days of leave.\nMore.", "utf-8")
    (folder / "年假 & “quotes”.md").write_text("年假", "utf-8")
    return folder


def test_a_remote_desk_does_what_a_local_one_does(desk: RemoteDesk, library: FakeLibrary, docs: Path) -> None:
    """The same objects come back, so a command need not know which it talks to."""
    local = LocalDesk(library)  # type: ignore[arg-type]
    added = list(desk.add([docs], "", PLAIN))
    assert [one["name"] for one in added] == sorted(p.as_posix() for p in docs.glob("*.md"))
    assert [one | {"seconds": 0.0, "status": "unchanged"} for one in added] == list(
        local.add([docs / "leave.md", docs / "年假 & “quotes”.md"], "", PLAIN)
    )
    asking = Asking("days of leave", k=5, kinds=("document",), sources=("leave.md",))
    assert desk.ask(asking) == local.ask(asking)
    assert desk.sources("") == local.sources("")
    assert desk.collections() == local.collections()
    assert desk.faq("", "question") == local.faq("", "") == {"match": "question", "files": 0}
    assert desk.verify(repair=True) == local.verify(repair=True)
    assert [one["status"] for one in desk.reindex("", "")] == ["ready", "ready"]
    assert [one["name"] for one in desk.delete(["leave.md"], "")] == [(docs / "leave.md").as_posix()]
    assert len(local.sources("")) == 1


def test_collections_work_from_afar(desk: RemoteDesk) -> None:
    """Also those with odd names."""
    assert desk.create_collection("a/b ü?")["name"] == "a/b ü?"
    assert desk.rename_collection("a/b ü?", "c#d")["name"] == "c#d"
    desk.delete_collection("c#d")
    assert [one["name"] for one in desk.collections()] == ["Library"]


def test_sync_takes_out_what_is_gone(desk: RemoteDesk, docs: Path) -> None:
    """As the library itself does, and only below that folder."""
    list(desk.add([docs], "", PLAIN))
    (docs / "leave.md").unlink()
    statuses = {Path(one["name"]).name: one["status"] for one in desk.sync(docs, "", remove=True)}
    assert statuses == {"leave.md": "removed", "年假 & “quotes”.md": "unchanged"}
    assert len(desk.sources("")) == 1


def test_sync_takes_nothing_out_of_a_folder_that_cannot_be_read(desk: RemoteDesk, docs: Path) -> None:
    """One that is gone, or stands empty as an unmounted share does."""
    list(desk.add([docs], "", PLAIN))
    shutil.rmtree(docs)
    [told] = desk.sync(docs, "", remove=True)
    assert told["status"] == "failed" and "not removed" in told["error"]
    docs.mkdir()
    [told] = desk.sync(docs, "", remove=True)
    assert told["status"] == "failed" and "qa delete" in told["error"]
    assert len(desk.sources("")) == 2


def test_a_name_that_is_no_text_stops_nothing(desk: RemoteDesk, docs: Path) -> None:
    """It is sent under a name that can be read; a link that leads out is told of."""
    try:
        (docs / os.fsdecode(b"bad\xff\xfename.txt")).write_text("Foxes bark.")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such names")
    (docs / "out.md").symlink_to(__file__)
    results = list(desk.add([docs], "", PLAIN))
    assert [one["status"] for one in results] == ["ready", "ready", "ready", "unchanged"]
    assert "1 link was skipped" in results[-1]["notes"][0]


def test_what_cannot_be_sent_has_its_sentence(desk: RemoteDesk, docs: Path) -> None:
    """A missing file and one over the server's limit; the one after them is added."""
    (docs / "big.txt").write_bytes(b"x" * (3 * 2**20))
    results = list(desk.add([docs / "gone.md", docs / "big.txt", docs / "leave.md"], "", PLAIN))
    assert [one["status"] for one in results] == ["failed", "failed", "ready"]
    assert "cannot be opened" in results[0]["error"] and "MB" in results[1]["error"]


def test_errors_come_back_as_themselves(desk: RemoteDesk) -> None:
    """The server's classes, by name."""
    with pytest.raises(InvalidRequest, match="empty"):
        desk.ask(Asking(" "))
    with pytest.raises(NotFound):
        desk.delete(["nope"], "")
    with pytest.raises(NameTaken):
        desk.create_collection("Library")
    with pytest.raises(InvalidRequest, match="column role"):
        list(desk.add([Path(__file__)], "", Reading(columns=(("poem", "x"),))))


@pytest.mark.parametrize("path", ["html", "list", "other"])
def test_something_else_at_the_address_is_said(server: Server, path: str) -> None:
    """Whatever answers there, if it is not Askwell the sentence says so."""
    with pytest.raises(ServerUnreachable, match="is not Askwell"):
        RemoteDesk(f"{server.url}/{path}")


def test_an_error_without_reason_is_said(server: Server) -> None:
    """A proxy's own error page is no answer."""
    with pytest.raises(QAError, match="418"):
        RemoteDesk(f"{server.url}/error")


def test_nobody_there_is_said() -> None:
    """A dead address and a malformed one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServerUnreachable, match="No Askwell answers"):
        RemoteDesk(f"http://127.0.0.1:{port}")
    for odd in ("localhost:8501", "ftp://x", "http://"):
        with pytest.raises(ServerUnreachable, match="not an address"):
            RemoteDesk(odd)
