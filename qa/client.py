"""The HTTP client: the desk of a library that another process owns, reached through ``/api/v1``."""

from __future__ import annotations

import mimetypes
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from qa import errors, wire
from qa.desk import STOPPED, Asking, Progress, Reading, Table, Told
from qa.errors import InvalidRequest, QAError, ReadError, ServerUnreachable, TooLarge
from qa.ingest.encoding import decode
from qa.ingest.folder import Following, left_out, name_of, readable, survey, unopened
from qa.types import AddResult, MeasuringPlan
from qa.wire import Json

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMES = httpx.Timeout(120.0, connect=5.0)
_ADDING = httpx.Timeout(None, connect=5.0)
"""A large file takes as long as it takes; only connecting has a limit."""


_LOOK = 1.0
"""Seconds that the server holds back its word on how far an evaluation is."""

_POLL = 0.5
"""Seconds between two looks at the jobs."""


class RemoteDesk:
    """A desk at a running Askwell."""

    hint = ""

    def __init__(self, url: str, *, patience: float = 0.0) -> None:
        """Reach the Askwell at ``url``, trying for ``patience`` seconds when it is known to be starting.

        Raises:
            ServerUnreachable: the address makes no sense, or nothing that is an Askwell answers there.
        """
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerUnreachable(f"“{url}” is not an address: write it as http://localhost:8501.")
        self._http = httpx.Client(
            base_url=f"{self.url}/api/v1/",
            timeout=_TIMES,
            # A proxy for the outside world cannot reach this machine's own addresses.
            trust_env=parts.hostname not in _LOOPBACK,
        )
        try:
            health = self._health(time.monotonic() + patience)
            if health.get("app") != "askwell":
                raise ServerUnreachable(f"What answers at {self.url} is not Askwell.")
        except QAError:
            self.close()
            raise
        self._limit = int(health["max_upload_mb"]) * 2**20

    def _health(self, deadline: float) -> Json:
        while True:
            try:
                return self._json("GET", "health")
            except ServerUnreachable as error:
                if not isinstance(error.__cause__, httpx.ConnectError) or time.monotonic() >= deadline:
                    raise
                time.sleep(0.2)

    def add(self, paths: Sequence[Path], collection: str, reading: Reading) -> Iterator[Json]:
        """Send files, the files of folders, and zips; give what became of each file as soon as it is known."""
        for path in map(Path.expanduser, paths):
            if not os.path.isdir(path):
                yield from self._send(path, collection, reading)
                continue
            found = survey(path)
            for _, member in found.files:
                yield from self._send(member, collection, reading)
            yield from map(wire.added, left_out(path, found))

    def sync(self, folder: Path, collection: str, *, remove: bool) -> Iterator[Json]:
        """Bring a folder's changes in; with ``remove``, take out what is gone from it."""
        before = {one["name"]: one for one in self.sources(collection)}
        following = Following(folder.expanduser(), before)
        for result in self.add([folder], collection, Reading()):
            stays = following.saw(result["name"], failed=result["status"] == "failed")
            yield result | {"error": f"{result['error']}{stays}"} if stays and remove else result
        gone = [before[name] for name in following.gone] if remove else []
        if gone:
            self.delete([one["source"] for one in gone], collection)
        for one in gone:
            yield wire.added(AddResult(one["name"], "removed", source=one["source"], kind=one["kind"]))
        if remove and following.doubt:
            yield _failed(following.name, following.doubt)

    def ask(self, asking: Asking) -> Json:
        """Answer a question."""
        return self._asked("ask", asking, {"carried": list(asking.carried)})

    def search_images(self, asking: Asking) -> list[Json]:
        """Find pictures by words, by a picture, or by both."""
        found: list[Json] = self._asked("images/search", asking, {})["pictures"]
        return found

    def _asked(self, path: str, asking: Asking, more: Mapping[str, Any]) -> Json:
        body = {
            "question": asking.question,
            "collection": asking.collection,
            "k": asking.k,
            "sources": list(asking.sources),
            "kinds": list(asking.kinds),
            "languages": list(asking.languages),
            **more,
        }
        if not asking.images:
            return self._json("POST", path, json=body)
        pictures = [_picture(image) for image in asking.images]
        if sum(len(data) for _, data in pictures) > self._limit:
            names = ", ".join(f"“{name}”" for name, _ in pictures)
            raise TooLarge(f"{names}: over the server's {self._limit // 2**20} MB a question.")
        files = [("image", (name, data, "application/octet-stream")) for name, data in pictures]
        return self._json("POST", path, data=body, files=files)

    def reads(self) -> list[str]:
        """List the codes of the languages that can be read on pictures and scans."""
        found: list[str] = self._json("GET", "health")["reads"]
        return found

    def sources(self, collection: str) -> list[Json]:
        """List the sources of a collection."""
        return self._list("sources", "sources", params={"collection": collection})

    def delete(self, names: Sequence[str], collection: str) -> list[Json]:
        """Delete sources by id or name, all or none; give those deleted."""
        found: list[Json] = self._json("DELETE", "sources", params={"source": list(names), "collection": collection})[
            "deleted"
        ]
        return found

    def collections(self) -> list[Json]:
        """List the collections."""
        return self._list("collections", "collections")

    def create_collection(self, name: str) -> Json:
        """Make an empty collection."""
        return self._json("POST", "collections", json={"name": name})

    def rename_collection(self, name: str, new: str) -> Json:
        """Give a collection another name."""
        return self._json("PATCH", f"collections/{quote(name, safe='')}", json={"name": new})

    def delete_collection(self, name: str) -> None:
        """Remove a collection and all it holds."""
        self._json("DELETE", f"collections/{quote(name, safe='')}")

    def reindex(self, collection: str, model: str, progress: Progress | None = None) -> Iterator[Json]:
        """Make a collection's vectors anew with a model ("": the one for new collections), then use that."""
        body = {"collection": collection, "model": model}
        waiting: list[str] = self._json("POST", "reindex", json=body)["jobs"]
        while waiting:
            jobs = {one["job"]: one for one in self._list("jobs", "jobs")}
            for job in [job for job in waiting if job not in jobs or jobs[job]["result"] or _cancelled(jobs[job])]:
                waiting.remove(job)
                if job in jobs and jobs[job]["result"]:
                    yield jobs[job]["result"]
            if progress:
                for job in waiting:
                    progress(jobs[job]["done"], jobs[job]["total"])
            if waiting:
                time.sleep(_POLL)

    def verify(self, *, repair: bool) -> Json:
        """Check that the indexes hold what the ledger says; with ``repair``, put right what does not."""
        return self._json("POST", "verify", json={"repair": repair}, timeout=_ADDING)

    def assurance(self, collection: str, precision: float | None) -> Json:
        """Say how sure a collection must be of its verdicts; with ``precision``, promise that first."""
        if precision is not None:
            return self._json("PUT", "assurance", json={"collection": collection, "precision": precision})
        return self._json("GET", "assurance", params={"collection": collection})

    def uncovered(self, collection: str) -> Json | None:
        """Say which languages of a collection its model was not made for; None when it was made for all."""
        found: Json | None = self._json("GET", "sources", params={"collection": collection})["uncovered"]
        return found

    def faq(self, collection: str, match: str) -> Json:
        """Say what of FAQ entries is compared with questions; with ``match``, choose it first."""
        if match:
            return self._json("PUT", "faq", json={"collection": collection, "match": match})
        return self._json("GET", "faq", params={"collection": collection})

    def unanswered(self, collection: str) -> list[Json]:
        """List the questions that nothing in a collection answered."""
        return self._list("unanswered", "questions", params={"collection": collection})

    def clear_unanswered(self, collection: str, questions: Sequence[str]) -> int:
        """Take questions (none given: all) off that list; say how often they had been asked."""
        params = {"collection": collection, "question": list(questions)}
        return int(self._json("DELETE", "unanswered", params=params)["cleared"])

    def feedback(self, question: str, value: int, passage: str) -> None:
        """Keep a thumb, 1 up or 0 down, on the answer with this id or on one passage of it."""
        self._json("POST", "feedback", json={"question": question, "value": value, "passage": passage})

    def evaluate(self, collection: str, table: Table | None, plan: MeasuringPlan, progress: Told) -> Json:
        """Measure a collection, on a table of questions or (None) on itself.

        Raises:
            InvalidRequest: the table cannot be read, nothing can be asked, or it was stopped.
        """
        body: Json = {"collection": collection, "modes": list(plan.modes), "questions": plan.questions}
        body |= {"seed": plan.seed, "off_topic": list(plan.off_topic)}
        if table is not None:
            body |= {"name": table[0], "table": decode(table[1])[0]}
        if plan.against is not None:
            other = plan.against
            body["against"] = {"model": other.model, "split": other.splitting, "weights": dict(other.weights)}
        found = self._json("POST", "evaluations", json=body)
        while found["state"] == "running":
            found = self._json("GET", f"evaluations/{found['evaluation']}", params={"wait": _LOOK})
            progress(found["stage"], found["done"], found["total"])
        if found["state"] != "done":
            raise InvalidRequest(found["error"] or STOPPED)
        return {name: found[name] for name in ("figures", "wrong", "missing")}

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _send(self, path: Path, collection: str, reading: Reading) -> list[Json]:
        name = name_of(path)
        form: dict[str, Any] = {"collection": collection, "table": reading.table}
        form["column"] = [f"{role}={heading}" for role, heading in reading.columns]
        if reading.password:
            form["password"] = reading.password
        try:
            with path.open("rb") as file:
                if path.stat().st_size > self._limit:
                    # Asked first: a server that hangs up in the middle of a body is not heard out.
                    raise TooLarge(
                        f"“{readable(path.name)}” is over the server's {self._limit // 2**20} MB a file: split it, or "
                        "raise its limit with QA_MAX_UPLOAD_MB."
                    )
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                results: list[Json] = self._json(
                    "POST",
                    "sources",
                    params={"wait": "true"},
                    data=form,
                    files={"files": (name, file, kind)},
                    timeout=_ADDING,
                )["results"]
                return results
        except OSError as error:
            return [_failed(name, unopened(path, error))]
        except ReadError as error:
            return [_failed(name, str(error))]

    def _list(self, path: str, key: str, **request: Any) -> list[Json]:  # noqa: ANN401 — httpx takes what it takes
        found: list[Json] = self._json("GET", path, **request)[key]
        return found

    def _json(self, method: str, path: str, **request: Any) -> Json:  # noqa: ANN401 — httpx takes what it takes
        try:
            response = self._http.request(method, path, **request)
        except httpx.ConnectError as error:
            raise ServerUnreachable(f"No Askwell answers at {self.url}: start it with qa serve.") from error
        except httpx.HTTPError as error:
            raise ServerUnreachable(f"The Askwell at {self.url} broke off ({error}); see its own messages.") from error
        try:
            body = response.json()
        except ValueError as error:
            raise ServerUnreachable(f"What answers at {self.url} is not Askwell.") from error
        if not isinstance(body, dict):
            raise ServerUnreachable(f"What answers at {self.url} is not Askwell.")
        if response.is_error:
            raise _error(body, response.status_code)
        return body


def _picture(image: Path | bytes) -> tuple[str, bytes]:
    if isinstance(image, bytes):
        return "picture", image
    try:
        return image.name, image.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"“{image}” cannot be opened: {error.strerror}.") from error


def _error(body: Mapping[str, Any], status: int) -> QAError:
    told = body.get("error")
    if not isinstance(told, dict):
        return ServerUnreachable(f"The server answered {status} without saying why.")
    kind = getattr(errors, str(told.get("type")), None)
    made = kind if isinstance(kind, type) and issubclass(kind, QAError) else QAError
    return made(str(told.get("message")))


def _cancelled(job: Json) -> bool:
    return bool(job["state"] == "cancelled")


def _failed(name: str, error: str) -> Json:
    return wire.added(AddResult(name, "failed", error=error))
