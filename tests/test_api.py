"""The HTTP API, over a fake library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa import api
from qa.types import Uncovered
from tests.fake_library import FakeLibrary

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def library() -> FakeLibrary:
    made = FakeLibrary()
    made.add_bytes("leave.md", b"Every employee has 26 days of leave.\nMore.")
    made.add_bytes("pay.txt", b"Salaries are paid on the last day.")
    return made


@pytest.fixture
def http(library: FakeLibrary) -> Iterator[TestClient]:
    app = api.build(lambda: library, max_upload_mb=1)  # type: ignore[arg-type, return-value]
    with TestClient(app, base_url="http://localhost/v1", raise_server_exceptions=False) as client:
        yield client


def _error(response: Any) -> tuple[int, str]:
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"type", "message"}
    assert body["error"]["message"].endswith(".") or "/v1/" in body["error"]["message"]
    return response.status_code, body["error"]["type"]


def test_ask_answers_with_evidence(http: TestClient) -> None:
    """The same fields as on the command line, and the question's id for feedback."""
    body = http.post("/ask", json={"question": "days of leave"}).json()
    assert {
        "question",
        "verdict",
        "confidence",
        "hits",
        "groups",
        "ms",
        "id",
        "notes",
        "pictures",
        "seen",
        "asked_with",
        "uncovered",
        "overview",
        "elsewhere",
    } == set(body)
    first = body["hits"][0]
    assert (first["name"], first["rank"]) == ("leave.md", 1)
    evidence = first["evidence"][0]
    assert first["text"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_ask_filters_by_source_name_or_id(http: TestClient, library: FakeLibrary) -> None:
    """Sources are ids or names; several are possible."""
    for given in ("pay.txt", library.source("pay.txt").id):
        body = http.post("/ask", json={"question": "day", "sources": [given]}).json()
        assert [hit["name"] for hit in body["hits"]] == ["pay.txt"]


def test_add_waits_when_asked(http: TestClient) -> None:
    """Several files in one request, one result each; bad ones have their sentence."""
    files = [("files", ("a.md", b"alpha")), ("files", ("假期.md", "年假".encode())), ("files", ("b.bin", b"\0"))]
    results = http.post("/sources?wait=true", files=files).json()["results"]
    assert [(one["name"], one["status"]) for one in results] == [
        ("a.md", "ready"),
        ("假期.md", "ready"),
        ("b.bin", "failed"),
    ]
    assert results[2]["error"] and results[0]["error"] is None


def test_add_queues_otherwise(http: TestClient) -> None:
    """202 with the ids of the jobs, which can be watched."""
    response = http.post("/sources", files=[("files", ("a.md", b"alpha"))], data={"collection": "Kitchen"})
    assert response.status_code == 202
    (job,) = response.json()["jobs"]
    (shown,) = http.get("/jobs").json()["jobs"]
    assert (shown["job"], shown["state"], shown["result"]["status"]) == (job, "done", "ready")


def test_a_name_keeps_its_path_but_no_steps_up(http: TestClient) -> None:
    """The same file sent again replaces itself; ``..`` means nothing here."""
    files = [("files", ("../../etc/a.md", b"alpha")), ("files", ("/home/ann/b.md", b"beta"))]
    results = http.post("/sources?wait=true", files=files).json()["results"]
    assert [one["name"] for one in results] == ["etc/a.md", "/home/ann/b.md"]


def test_password_and_columns_travel(http: TestClient) -> None:
    """How to read goes with the files; nonsense is refused before anything is added."""
    locked = [("files", ("locked.md", b"locked words"))]
    assert http.post("/sources?wait=true", files=locked).json()["results"][0]["status"] == "failed"
    opened = http.post("/sources?wait=true", files=locked, data={"password": "sesame"})
    assert opened.json()["results"][0]["status"] == "ready"
    for nonsense in ({"column": ["question"]}, {"column": ["poem=Frage"]}, {"table": "chairs"}):
        assert _error(http.post("/sources", files=locked, data=nonsense)) == (400, "InvalidRequest")


def test_sources_can_be_listed_downloaded_and_deleted(http: TestClient, library: FakeLibrary) -> None:
    """The original comes back byte for byte, as a download; a deleted source is gone."""
    (leave, pay) = http.get("/sources").json()["sources"]
    original = http.get(f"/sources/{leave['source']}/original")
    assert original.content == library.original(leave["source"])
    assert original.headers["content-disposition"] == "attachment; filename*=UTF-8''leave.md"
    assert original.headers["x-content-type-options"] == "nosniff"
    assert http.delete(f"/sources/{leave['source']}").json()["deleted"][0]["name"] == "leave.md"
    assert http.delete("/sources", params={"source": ["pay.txt"]}).json()["deleted"][0]["source"] == pay["source"]
    assert http.get("/sources").json()["sources"] == []
    assert _error(http.get(f"/sources/{leave['source']}/original")) == (404, "NotFound")


def test_collections_can_be_made_renamed_and_removed(http: TestClient) -> None:
    """Names may hold slashes."""
    assert http.post("/collections", json={"name": "a/b"}).status_code == 201
    assert _error(http.post("/collections", json={"name": "a/b"})) == (409, "NameTaken")
    assert http.patch("/collections/a%2Fb", json={"name": "c"}).json()["name"] == "c"
    assert http.delete("/collections/c").json() == {"deleted": "c"}
    assert [one["name"] for one in http.get("/collections").json()["collections"]] == ["Library"]


def test_health_and_verify(http: TestClient) -> None:
    """Health says what this is; verify proves it."""
    health = http.get("/health").json()
    assert (health["app"], health["meaning"], health["max_upload_mb"]) == ("askwell", "ready", 1)
    assert {"zh", "ja", "en"} <= set(health["reads"])
    assert http.post("/verify", json={}).json()["healthy"] is True


def test_errors_have_one_form_and_the_right_status(http: TestClient) -> None:
    """Whatever goes wrong, ``{"error": {"type", "message"}}``."""
    assert _error(http.post("/ask", json={"question": " "})) == (400, "InvalidRequest")
    assert _error(http.post("/ask", json={"question": "x", "collection": "nope"})) == (404, "NotFound")
    assert _error(http.post("/ask", json={"question": "x", "k": 0})) == (422, "InvalidRequest")
    assert _error(http.post("/ask", json={"question": "x", "depth": 3})) == (422, "InvalidRequest")
    assert _error(http.post("/ask", content=b"{", headers=JSON)) == (422, "InvalidRequest")
    assert _error(http.get("/nowhere")) == (404, "NotFound")
    assert _error(http.put("/ask")) == (405, "InvalidRequest")


def test_a_question_must_come_as_json(http: TestClient) -> None:
    """A form or plain text, which other sites' pages could send unasked, is no question."""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        response = http.post("/ask", content=b'{"question": "leave"}', headers={"Content-Type": kind})
        assert _error(response) == (422, "InvalidRequest")
        assert "application/json" in response.json()["error"]["message"]


def test_other_sites_pages_are_refused(http: TestClient) -> None:
    """Also where the browser would send the request without asking first."""
    foreign = {"Origin": "http://evil.example"}
    assert _error(http.post("/sources", files=[("files", ("a.md", b"x"))], headers=foreign)) == (403, "InvalidRequest")
    assert http.get("/sources", headers={"Origin": "http://localhost"}).status_code == 200


def test_too_much_is_refused(http: TestClient) -> None:
    """Announced or not, what is over the limit gets 413 and one sentence."""
    big = b"x" * (2 * 2**20 + 1)
    assert _error(http.post("/sources?wait=true", files=[("files", ("a.md", big))])) == (413, "TooLarge")

    def unannounced() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
        yield from (big[i : i + 65536] for i in range(0, len(big), 65536))
        yield b"\r\n--b--\r\n"

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert _error(http.post("/sources?wait=true", content=unannounced(), headers=form)) == (413, "TooLarge")
    assert len(http.get("/sources").json()["sources"]) == 2


def test_the_unforeseen_is_not_told(library: FakeLibrary) -> None:
    """A programming error is a 500 without its inside."""

    def broken() -> FakeLibrary:
        raise RuntimeError("secret path /x/y")

    with TestClient(api.build(broken), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        response = client.get("/v1/sources")
    assert response.status_code == 500 and "secret" not in response.text


def test_openapi_is_served_and_loads_nothing_from_outside(http: TestClient) -> None:
    """The description is there; the usual pages around it, which need the internet, are not."""
    described = http.get("/openapi.json").json()
    assert {"/v1/ask", "/v1/sources", "/v1/health"} <= set(described["paths"])
    for page in ("http://localhost/docs", "http://localhost/redoc", "/docs"):
        assert http.get(page).status_code == 404


def test_what_counts_of_faq_entries_is_read_and_set(http: TestClient, library: FakeLibrary) -> None:
    library.add_bytes("faq.csv", b"question,answer\na,b")
    assert http.get("/faq").json() == {"match": "both", "files": 1}
    assert http.put("/faq", json={"match": "question"}).json() == {"match": "question", "files": 1}
    assert library.faq_match == "question"
    assert http.put("/faq", json={"match": "all"}).status_code == 422


def test_the_answer_and_the_list_say_which_languages_the_model_was_not_made_for(
    http: TestClient, library: FakeLibrary
) -> None:
    assert http.get("/sources").json()["uncovered"] is None
    library.strange = Uncovered(("zh", "ja"), "all-MiniLM-L6-v2", "askwell-multilingual")
    shown = {"languages": ["zh", "ja"], "model": "all-MiniLM-L6-v2", "other": "askwell-multilingual"}
    assert http.get("/sources").json()["uncovered"] == shown


def test_a_job_that_never_was_cannot_be_cancelled(http: TestClient, library: FakeLibrary) -> None:
    """Also where the library itself does not mind."""
    [job] = library.submit("a.md", b"alpha")
    library.cancel = lambda _: None  # type: ignore[method-assign, assignment]
    assert _error(http.delete("/jobs/none")) == (404, "NotFound")
    assert http.delete(f"/jobs/{job}").json() == {"cancelled": job}


def test_reindex_and_verify_need_no_body(http: TestClient) -> None:
    """As their commands need no options."""
    assert http.post("/verify").json()["healthy"] is True
    response = http.post("/reindex")
    assert (response.status_code, len(response.json()["jobs"])) == (202, 2)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"question": "x", "k": 1000}, "k: give a number from 1 to 100."),
        ({"question": "x", "k": "many"}, "k: give a number from 1 to 100."),
        ({"question": 3}, "question: give a text in quotes."),
        ({"question": "x" * 10_001}, "question: at most 10,000 characters are possible."),
        ({"question": "x", "depth": 3}, "depth: there is no such field."),
        ({"question": "x", "kinds": "faq"}, "kinds: give a list."),
        ({"question": "x", "languages": ["xx"]}, "There is no language “xx”: use a code such as en, de or zh."),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_plain_words(
    http: TestClient, body: dict[str, object], told: str
) -> None:
    assert http.post("/ask", json=body).json()["error"]["message"] == told


def test_the_description_names_the_bounds(http: TestClient) -> None:
    """Though the complaint is of our own making."""
    described = http.get("/openapi.json").json()
    schema = described["paths"]["/v1/ask"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert (schema["properties"]["k"]["minimum"], schema["properties"]["k"]["maximum"]) == (1, 100)
    told = http.put("/assurance", json={"precision": 2}).json()["error"]["message"]
    assert told == "precision: give a number from 0.5 to 0.99."
