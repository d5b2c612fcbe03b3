"""Evaluations over HTTP, over a small real library, and the command that works through a running app."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from qa import api
from qa.cli import main
from qa.client import RemoteDesk
from qa.library import Library
from tests.test_client import Server
from tests.test_evaluating import TABLE, library

__all__ = ["library"]

CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def http(library: Library) -> Iterator[TestClient]:
    with TestClient(api.build(lambda: library), base_url="http://localhost/v1") as client:
        yield client


def finished(http: TestClient, begun: httpx.Response) -> dict[str, Any]:
    assert begun.status_code == 202, begun.text
    found: dict[str, Any] = begun.json()
    for _ in range(10):
        if found["state"] != "running":
            break
        found = http.get(f"/evaluations/{found['evaluation']}", params={"wait": 30}).json()
    return found


def test_a_table_is_sent_as_it_is(http: TestClient) -> None:
    """The CSV is the body, the rest stands in the address; progress, then figures as on the command line."""
    address = "/evaluations?name=mine.csv&modes=keyword&modes=confidence&off_topic=Quantum%20what%3F"
    found = finished(http, http.post(address, content=TABLE.encode(), headers=CSV))
    assert (found["state"], found["name"], found["done"], found["total"]) == ("done", "mine.csv", 5, 5)
    assert [(line["mode"], line["queries"], line["off_topic"]) for line in found["figures"]] == [
        ("keyword", 4, 1),
        ("confidence", 4, 1),
    ]
    assert 0 <= time.time() - found["measured"] < 3600
    assert http.get("/evaluations").json()["evaluation"] == found
    drawn = http.get(f"/evaluations/{found['evaluation']}/picture")
    assert drawn.headers["content-type"].startswith("image/svg+xml") and drawn.text.startswith("<svg")
    png = http.get(f"/evaluations/{found['evaluation']}/picture?form=png&dark=true")
    assert png.content.startswith(b"\x89PNG")


def test_a_collection_measures_itself(http: TestClient) -> None:
    assert http.get("/evaluations").json() == {"evaluation": None}
    found = finished(http, http.post("/evaluations?modes=keyword"))
    assert found["state"] == "done" and found["figures"][0]["queries"] >= 4


def test_two_ways_are_compared(http: TestClient) -> None:
    body = {"table": TABLE, "modes": ["hybrid"], "against": {"weights": {"dense": 0}, "split": [30, 5]}}
    found = finished(http, http.post("/evaluations", json=body))
    assert [line["side"] for line in found["figures"]] == ["first", "second", "difference"]


def test_an_evaluation_is_called_off(http: TestClient) -> None:
    begun = http.post("/evaluations").json()
    assert begun["state"] != "running" or "measured" not in begun
    assert http.delete(f"/evaluations/{begun['evaluation']}").json()["state"] in ("cancelled", "done")


@pytest.mark.parametrize(
    ("address", "sent", "status", "said"),
    [
        ("/evaluations", {"content": b"a,b\n1,2\n", "headers": CSV}, 400, "question"),
        ("/evaluations", {"content": b"x", "headers": {"Content-Type": "application/pdf"}}, 400, "text/csv"),
        ("/evaluations?modes=magic", {}, 422, "modes"),
        ("/evaluations?questions=-1", {}, 422, "questions"),
        ("/evaluations?collection=None", {}, 404, "None"),
        ("/evaluations", {"json": {"colection": "x"}}, 422, "colection"),
        ("/evaluations", {"json": {"against": {"split": [1]}}}, 422, "split"),
    ],
)
def test_what_cannot_be_measured_has_its_sentence(
    http: TestClient, address: str, sent: dict[str, Any], status: int, said: str
) -> None:
    refused = http.post(address, **sent)
    assert refused.status_code == status, refused.text
    assert said in refused.json()["error"]["message"]


def test_an_evaluation_that_is_not_there_is_not_found(http: TestClient) -> None:
    for address in ("/evaluations/e0", "/evaluations/e0/picture"):
        assert http.get(address).status_code == 404
    assert http.delete("/evaluations/e0").status_code == 404


def test_the_routes_describe_themselves(http: TestClient) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    body = paths["/v1/evaluations"]["post"]["requestBody"]["content"]
    assert "against" in body["application/json"]["schema"]["properties"] and "text/csv" in body
    assert {"get", "delete"} <= paths["/v1/evaluations/{evaluation}"].keys()


def test_the_command_works_through_a_running_app(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures, pictures and what went wrong come as from a library of one's own."""
    server = Server(Starlette(routes=[Mount("/api", api.build(lambda: library))]))
    try:
        (tmp_path / "q.csv").write_text(TABLE, "utf-16")
        arguments = ["evaluate", str(tmp_path / "q.csv"), "--modes", "keyword", "--against", "dense=1", "--json"]
        assert main(arguments, opener=lambda _: RemoteDesk(server.url)) == 0
        *lines, rest = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["side"] for line in lines] == ["first", "second", "difference"] and rest["missing"] == []
        (tmp_path / "q.csv").write_text("question,source\nWho?,opera.pdf\n")
        assert main(arguments, opener=lambda _: RemoteDesk(server.url)) == 1
        assert "None of the sources" in capsys.readouterr().err
    finally:
        server.stop()
