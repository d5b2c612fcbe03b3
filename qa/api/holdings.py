"""Routes about what a library holds: sources, jobs, collections, models, and its health."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, File, Form, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from qa import __version__, wire
from qa.desk import Reading
from qa.errors import InvalidRequest, NotFound
from qa.local_desk import LocalDesk
from qa.wire import Json


class NameBody(BaseModel):
    """The name of a collection."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)


class ReindexBody(BaseModel):
    """The model to bind a collection to; empty: the one for new collections."""

    model_config = ConfigDict(extra="forbid")

    collection: str = ""
    model: str = ""


class VerifyBody(BaseModel):
    """Whether to put right what is not."""

    model_config = ConfigDict(extra="forbid")

    repair: bool = False


def add_health(api: FastAPI, desk: Callable[[], LocalDesk], max_upload_mb: int) -> None:
    """Add the routes of health."""

    @api.get("/v1/health")
    def health() -> Json:
        """Say that this is Askwell, if it searches by meaning yet, what OCR reads, and how large a file may be."""
        library = desk().library
        return {
            "app": "askwell",
            "version": __version__,
            "meaning": library.meaning,
            "reads": sorted(library.seen_languages),
            "max_upload_mb": max_upload_mb,
        }

    @api.post("/v1/verify")
    def verify(body: VerifyBody | None = None) -> Json:
        """Check that the indexes hold what the ledger says."""
        return desk().verify(repair=bool(body and body.repair))


def add_sources(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes of sources and jobs."""

    @api.get("/v1/sources")
    def sources(collection: str = "") -> Json:
        """List the sources of a collection, and which of its languages its model was not made for (or null)."""
        at = desk()
        return {"sources": at.sources(collection), "uncovered": at.uncovered(collection)}

    @api.post("/v1/sources")
    def add(
        files: Annotated[list[UploadFile], File()],
        collection: Annotated[str, Form()] = "",
        password: Annotated[str | None, Form()] = None,
        table: Annotated[str, Form()] = "auto",
        column: Annotated[list[str] | None, Form()] = None,
        wait: bool = False,
    ) -> Response:
        """Add files: with ``wait=true`` give what became of each, else (202) the ids of the jobs that add them."""
        reading = Reading(password, table, tuple(_column(text) for text in column or ()))
        at = desk()
        if wait:
            results = [r for f in files for r in at.add_bytes(_name(f), f.file.read(), collection, reading)]
            return JSONResponse({"results": results})
        jobs = [job for f in files for job in at.submit(_name(f), f.file.read(), collection, reading)]
        return JSONResponse({"jobs": jobs}, status_code=202)

    @api.delete("/v1/sources")
    def delete(source: Annotated[list[str], Query(min_length=1)], collection: str = "") -> Json:
        """Delete sources by id or name, all or none."""
        return {"deleted": desk().delete(source, collection)}

    @api.delete("/v1/sources/{source}")
    def delete_one(source: str, collection: str = "") -> Json:
        """Delete one source by its id."""
        return {"deleted": desk().delete([source], collection)}

    @api.get("/v1/sources/{source}/original")
    def original(source: str) -> Response:
        """Give the file as it was added; always as a download, so that no page runs inside this site."""
        library = desk().library
        found = library.source(source)
        disposition = f"attachment; filename*=UTF-8''{quote(found.name.rsplit('/', 1)[-1], safe='')}"
        headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
        return Response(library.original(found.id), media_type="application/octet-stream", headers=headers)

    @api.delete("/v1/jobs/{job}")
    def cancel(job: str) -> Json:
        """Stop a job: a new file goes again, a collection keeps the model it has."""
        library = desk().library
        if job not in {one.id for one in library.jobs()}:
            raise NotFound(f"There is no job “{job}”: GET /api/v1/jobs lists them.")
        library.cancel(job)
        return {"cancelled": job}

    @api.get("/v1/jobs")
    def jobs() -> Json:
        """List files on their way in."""
        return {"jobs": desk().jobs()}


def add_collections(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes of collections and models."""

    @api.get("/v1/collections")
    def collections() -> Json:
        """List the collections."""
        return {"collections": desk().collections()}

    @api.post("/v1/collections", status_code=201)
    def create(body: NameBody) -> Json:
        """Make an empty collection."""
        return desk().create_collection(body.name)

    @api.patch("/v1/collections/{collection:path}")
    def rename(collection: str, body: NameBody) -> Json:
        """Give a collection another name."""
        return desk().rename_collection(collection, body.name)

    @api.get("/v1/models")
    def models() -> Json:
        """List the models there are, and the downloads under way."""
        at = desk().library.models
        return {
            "models": [wire.model(one) for one in at.all()],
            "downloads": [wire.download(d) for d in at.downloads()],
        }

    @api.post("/v1/models", status_code=202)
    def fetch(body: NameBody) -> Json:
        """Download a model."""
        return wire.download(desk().library.models.get(body.name).state)

    @api.delete("/v1/models/{name:path}")
    def remove_model(name: str) -> Json:
        """Call off a model's download, or delete its files."""
        library = desk().library
        if any(one.name == name and one.state == "running" for one in library.models.downloads()):
            library.models.cancel(name)
            return {"cancelled": name}
        return {"deleted": library.remove_model(name).name}

    @api.post("/v1/reindex", status_code=202)
    def reindex(body: ReindexBody | None = None) -> Json:
        """Make a collection's vectors anew; give the ids of the jobs that do."""
        body = body or ReindexBody()
        return {"jobs": desk().library.reindex_collection(body.collection, body.model)}

    @api.delete("/v1/collections/{collection:path}")
    def remove(collection: str) -> Json:
        """Remove a collection and all it holds."""
        desk().delete_collection(collection)
        return {"deleted": collection}


def _name(file: UploadFile) -> str:
    """Return an upload's name: a path is kept, so that the same file sent again replaces itself."""
    name = (file.filename or "").replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    if not parts:
        raise InvalidRequest("A file came without a name; give it one.")
    return ("/" if name.startswith("/") else "") + "/".join(parts)


def _column(text: str) -> tuple[str, str]:
    role, equals, heading = text.partition("=")
    if not equals:
        raise InvalidRequest(f"“{text}” is not a column: write it as question=Heading.")
    return role, heading
