"""Asking by picture through every door: the command line, the HTTP API, and the one through the other."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from qa import api, cli
from qa.client import RemoteDesk
from qa.desk import Asking
from qa.errors import InvalidRequest, TooLarge
from qa.library import Library
from qa.local_desk import LocalDesk
from tests.fakes import HashEncoder, PencilReader
from tests.search.test_alike import scene

WORDS = {500: ["Desk 4.7", "The printer is out of paper", "OK Cancel"], 320: [], 480: ["No sound"]}


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


SCREEN = _png(scene(7).resize((500, 300)))
OTHER = _png(scene(8).resize((480, 300)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path / "asked", load=lambda name: HashEncoder(key=name), ocr=PencilReader(WORDS))
    made.add_bytes("faq.csv", b"question,answer\nThe printer is out of paper,Load tray 2.\nNo sound,Unmute it.\n")
    made.add_bytes("lake view.png", _png(scene(1)))
    yield made
    made.close()


@pytest.fixture
def http(library: Library) -> Iterator[TestClient]:
    with TestClient(api.build(lambda: library, max_upload_mb=1), base_url="http://localhost/v1") as client:
        yield client


def test_a_form_brings_a_picture(http: TestClient) -> None:
    """The same route and the same fields as with JSON."""
    body = http.post("/ask", data={"question": "", "k": "3"}, files={"image": ("s.png", SCREEN)}).json()
    assert body["hits"][0]["text"].startswith("The printer is out of paper")
    assert body["hits"][0]["why"][0]["why"] == "words"
    assert body["seen"] == "The printer is out of paper"
    assert http.post("/ask", json={"question": "printer paper"}).json()["hits"][0]["why"] == []


def _why(hit: dict[str, Any]) -> list[tuple[str, int]]:
    return [(reason["why"], reason["picture"]) for reason in hit["why"]]


def test_a_form_brings_several_pictures(http: TestClient) -> None:
    """Each passage says for which of them it is; six are one too many."""
    files = [("image", ("a.png", SCREEN)), ("image", ("b.png", OTHER))]
    body = http.post("/ask", data={"question": ""}, files=files).json()
    assert {hit["text"].split("\n")[0]: _why(hit) for hit in body["hits"]} == {
        "The printer is out of paper": [("words", 1)],
        "No sound": [("words", 2)],
    }
    assert (body["asked_with"], body["seen"]) == (2, "The printer is out of paper\nNo sound")
    refused = http.post("/ask", files=[("image", (f"{at}.png", SCREEN)) for at in range(6)])
    assert refused.status_code == 400
    assert "5 pictures at most, and 6 were given" in refused.json()["error"]["message"]


def test_a_body_that_makes_no_sense_is_refused(http: TestClient) -> None:
    """In one sentence."""
    tries: list[tuple[int, dict[str, Any]]] = [
        (400, {"json": {}}),
        (400, {"json": {"question": "x", "image": "aGk="}}),
        (422, {"json": {"question": "x", "colour": 1}}),
        (422, {"data": {"question": "x", "colour": "1"}, "files": {"image": ("s.png", SCREEN)}}),
        (422, {"data": {"k": "many"}, "files": {"image": ("s.png", SCREEN)}}),
        (422, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (400, {"files": {"image": ("s.png", b"no picture")}}),
        (422, {"files": {"image": ("s.png", SCREEN[:200])}}),
    ]
    for status, request in tries:
        response = http.post("/ask", **request)
        assert (response.status_code, set(response.json()["error"])) == (status, {"type", "message"}), request


def test_pictures_are_searched_and_shown(http: TestClient) -> None:
    """By words or by a picture; each with its JPEG in two sizes."""
    (found,) = http.post("/images/search", json={"question": "lake"}).json()["pictures"]
    assert (found["name"], found["why"][0]["why"]) == ("lake view.png", "described")
    again = http.post("/images/search", files={"image": ("x.png", _png(scene(1).convert("L")))}).json()["pictures"]
    assert again[0]["why"][0]["why"] == "same"
    for size in ("thumbnail", "view"):
        response = http.get(f"/images/{found['picture']}/{size}")
        assert response.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(response.content)).size == (320, 240)
    assert http.get("/images/nothing/view").status_code == 404
    assert "multipart/form-data" in str(http.get("/openapi.json").json()["paths"]["/v1/ask"]["post"]["requestBody"])


def test_commands_take_pictures(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``ask --image`` with or without words, ``search-images`` with words or a file; JSON a line."""
    file = tmp_path / "screen.png"
    file.write_bytes(SCREEN)

    class Kept(LocalDesk):
        def close(self) -> None:
            pass

    def qa(*arguments: str) -> tuple[int, str]:
        status = cli.main(arguments, opener=lambda server: Kept(library))
        return status, capsys.readouterr().out

    status, out = qa("ask", "", "--image", str(file), "--json")
    assert (status, json.loads(out)["hits"][0]["name"]) == (0, "faq.csv")
    assert "Read on the picture: The printer is out of paper" in qa("ask", "why?", "--image", str(file))[1]
    other = tmp_path / "other.png"
    other.write_bytes(OTHER)
    both = ("--image", str(file), "--image", str(other))
    assert [_why(hit) for hit in json.loads(qa("ask", "", *both, "--json")[1])["hits"]] == [
        [("words", 1)],
        [("words", 2)],
    ]
    said = qa("ask", "", *both)[1]
    assert "Read on the pictures: The printer is out of paper No sound" in said
    assert "for picture 1" in said and "for picture 2" in said
    assert qa("ask", "", *(both * 3)) == (1, "")
    assert qa("ask", "", "--image", str(tmp_path / "gone.png"))[0] == 1
    assert json.loads(qa("search-images", "lake", "--json")[1])["name"] == "lake view.png"
    lake = tmp_path / "lake.jpg"
    scene(1).save(lake, quality=40)
    assert "the same picture" in qa("search-images", str(lake))[1]
    assert qa("search-images", "xyzzy") == (0, "")


def test_a_desk_elsewhere_gives_what_a_desk_here_gives(
    library: Library, http: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures travel as forms."""
    file = tmp_path / "screen.png"
    file.write_bytes(SCREEN)
    desk = RemoteDesk.__new__(RemoteDesk)
    desk.url, desk._http, desk._limit = "http://localhost", http, 2**20
    for images in ((file,), (file, OTHER)):
        asking = Asking("help", k=4, images=images)
        there, here = desk.ask(asking), LocalDesk(library).ask(asking)
        assert {**there, "ms": 0, "id": 0} == {**here, "ms": 0, "id": 0}
    assert desk.reads() == LocalDesk(library).reads() == sorted(library.seen_languages)
    assert desk.search_images(Asking("lake")) == LocalDesk(library).search_images(Asking("lake"))
    with pytest.raises(InvalidRequest, match="cannot be opened"):
        desk.ask(Asking("", images=(tmp_path / "gone.png",)))
    desk._limit = len(SCREEN)
    desk.ask(Asking("", images=(file,)))
    with pytest.raises(TooLarge, match="a question"):
        desk.ask(Asking("", images=(file, OTHER)))
