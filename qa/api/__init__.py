"""The HTTP API, ``/api/v1``: a FastAPI application over the desk of one library.

Every error has the form ``{"error": {"type", "message"}}``, where ``type`` is a class of :mod:`qa.errors`. The routes
are plain functions, which FastAPI runs in threads: a long ``wait=true`` holds nobody up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, FastAPI, File, Form, HTTPException, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile as StarletteUploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException

from qa import __version__, errors, wire
from qa.api import evaluations
from qa.desk import Asking, LocalDesk, Reading
from qa.errors import InvalidRequest, QAError
from qa.guard import BodyLimit, OriginGuard
from qa.wire import Json

if TYPE_CHECKING:
    from qa.library import Library

_STATUS: dict[type[QAError], int] = {
    errors.NotFound: 404,
    errors.NameTaken: 409,
    errors.ModelMismatch: 409,
    errors.TooLarge: 413,
    errors.UnknownFileType: 415,
    errors.InvalidRequest: 400,
    errors.ReadError: 422,
    errors.HomeLocked: 503,
    errors.ModelError: 503,
    errors.StorageError: 507,
}


class AskBody(BaseModel):
    """A question and which passages may answer it; ``sources`` are ids or names, empty lists mean any."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field("", max_length=10_000)
    collection: str = ""
    k: int = Field(10, ge=1, le=100)
    sources: list[str] = []
    kinds: list[str] = []
    languages: list[str] = []
    carried: list[str] = []
    image: bytes | None = Field(None, exclude=True, json_schema_extra={"format": "binary"})
    """A picture, in a multipart body alone."""


class PrecisionBody(BaseModel):
    """How often a collection's verdicts shall be right: 0.95 is 95 times in 100."""

    model_config = ConfigDict(extra="forbid")

    precision: float = Field(ge=0.5, le=0.99)
    collection: str = ""


class FaqBody(BaseModel):
    """What of FAQ entries is compared with questions: their question alone, mostly that, or both parts alike."""

    model_config = ConfigDict(extra="forbid")

    match: Literal["question", "answer-too", "both"]
    collection: str = ""


class FeedbackBody(BaseModel):
    """A thumb, 1 up or 0 down, on an answer (its ``id``), or on one passage of it."""

    model_config = ConfigDict(extra="forbid")

    question: str
    value: int = Field(ge=0, le=1)
    passage: str = ""


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


def build(library: Callable[[], Library], *, max_upload_mb: int = 200) -> FastAPI:
    """Return the application that answers ``/v1/…`` from the library that ``library()`` gives, opened on first use."""
    api = FastAPI(
        title="Askwell",
        version="1",
        description="Ask your own documents; every word of an answer stands in a source.",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the usual pages load their scripts from outside
        redoc_url=None,
    )
    api.add_middleware(BodyLimit, limit=max_upload_mb * 2**20 + 2**20)
    api.add_middleware(OriginGuard)
    _translate_errors(api)

    def desk() -> LocalDesk:
        return LocalDesk(library())

    _asking(api, desk)
    _images(api, desk)
    _trust(api, desk)
    _health(api, desk, max_upload_mb)
    _sources(api, desk)
    _collections(api, desk)
    evaluations.add(api, desk)
    return api


_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": AskBody.model_json_schema()} for kind in ("application/json", "multipart/form-data")
        },
    }
}


async def _ask_body(request: Request) -> AskBody:
    """Read a question from JSON, or from a form with a picture in its field "image"."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            return await _from_form(request)
        body = await request.json() if kind == "application/json" else None
        if isinstance(body, dict) and body.get("image") is not None:
            raise InvalidRequest("A picture is sent as multipart/form-data, in the field image.")
        return AskBody.model_validate(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    except ValueError as error:
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": str(error)}]) from error


async def _from_form(request: Request) -> AskBody:
    async with request.form() as form:
        many = {name: form.getlist(name) for name in ("sources", "kinds", "languages", "carried")}
        fields = {name: form[name] for name in form if name not in (*many, "image")}
        image = form.get("image")
        data = await image.read() if isinstance(image, StarletteUploadFile) else None
        return AskBody.model_validate({**fields, **many}).model_copy(update={"image": data})


def _as_asking(body: AskBody) -> Asking:
    if not body.question and body.image is None:
        raise InvalidRequest("The question is empty; type at least one word, or send a picture.")
    return Asking(
        body.question,
        body.collection,
        body.k,
        tuple(body.sources),
        tuple(body.kinds),
        tuple(body.languages),
        tuple(body.carried),
        body.image,
    )


def _asking(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    @api.post("/v1/ask", openapi_extra=_BODIES)
    def ask(body: Annotated[AskBody, Depends(_ask_body)]) -> Json:
        """Answer a question with scored passages, the answering sentence marked; a form may bring a picture."""
        return desk().ask(_as_asking(body))


def _images(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    @api.post("/v1/images/search", openapi_extra=_BODIES)
    def search(body: Annotated[AskBody, Depends(_ask_body)]) -> Json:
        """Find pictures by the words on them and about them, by a picture (a form's field "image"), or by both."""
        return {"pictures": desk().search_images(_as_asking(body))}

    @api.get("/v1/images/{picture}/{size}")
    def image(picture: str, size: Literal["thumbnail", "view"]) -> Response:
        """Give a picture as a JPEG of at most 400 or 1,600 pixels a side."""
        library = desk().library
        data = library.thumbnail(picture) if size == "thumbnail" else library.view(picture)
        return Response(data, media_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


def _trust(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    @api.get("/v1/assurance")
    def assurance(collection: str = "") -> Json:
        """Say how sure a collection must be of its verdicts, and what share of questions it then answers."""
        return desk().assurance(collection, None)

    @api.put("/v1/assurance")
    def promise(body: PrecisionBody) -> Json:
        """Set how often a collection's verdicts shall be right."""
        return desk().assurance(body.collection, body.precision)

    @api.get("/v1/faq")
    def faq(collection: str = "") -> Json:
        """Say what of a collection's FAQ entries is compared with questions."""
        return desk().faq(collection, "")

    @api.put("/v1/faq")
    def match_faq(body: FaqBody) -> Json:
        """Set what of a collection's FAQ entries is compared with questions."""
        return desk().faq(body.collection, body.match)

    @api.get("/v1/unanswered")
    def unanswered(collection: str = "") -> Json:
        """List the questions that nothing in a collection answered."""
        return {"questions": desk().unanswered(collection)}

    @api.delete("/v1/unanswered")
    def clear(question: Annotated[list[str] | None, Query()] = None, collection: str = "") -> Json:
        """Take questions (none given: all) off the list of unanswered ones."""
        return {"cleared": desk().clear_unanswered(collection, question or [])}

    @api.post("/v1/feedback")
    def feedback(body: FeedbackBody) -> Json:
        """Keep a thumb on an answer; what a collection knows of its confidence learns from it."""
        desk().feedback(body.question, body.value, body.passage)
        return {"question": body.question, "value": body.value}


def _health(api: FastAPI, desk: Callable[[], LocalDesk], max_upload_mb: int) -> None:
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
    def verify(body: VerifyBody) -> Json:
        """Check that the indexes hold what the ledger says."""
        return desk().verify(repair=body.repair)


def _sources(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
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
        desk().library.cancel(job)
        return {"cancelled": job}

    @api.get("/v1/jobs")
    def jobs() -> Json:
        """List files on their way in."""
        return {"jobs": desk().jobs()}


def _collections(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
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
    def reindex(body: ReindexBody) -> Json:
        """Make a collection's vectors anew; give the ids of the jobs that do."""
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


def _error(status: int, kind: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"type": kind, "message": message}}, status_code=status)


def _translate_errors(api: FastAPI) -> None:
    @api.exception_handler(QAError)
    def known(request: Request, error: QAError) -> JSONResponse:
        status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
        return _error(status, type(error).__name__, str(error))

    @api.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return _error(422, "InvalidRequest", _first_complaint(error))

    @api.exception_handler(StarletteHTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        kind = "NotFound" if error.status_code == 404 else "InvalidRequest"
        return _error(error.status_code, kind, f"{error.detail}: {request.method} {request.url.path}")

    @api.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> JSONResponse:
        return _error(500, "QAError", "Something went wrong inside; the server's own messages say what.")


def _first_complaint(error: RequestValidationError) -> str:
    first: dict[str, Any] = dict(error.errors()[0])
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    if first["type"] in ("model_attributes_type", "model_type", "json_invalid"):
        return "The body must be a JSON object, sent with Content-Type: application/json."
    return f"{where}: {first['msg']}." if where else f"{first['msg']}."
