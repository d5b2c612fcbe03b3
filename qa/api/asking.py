"""Routes that answer: questions in words and with pictures, and the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.datastructures import UploadFile as StarletteUploadFile

from qa.api.ranges import between
from qa.desk import Asking
from qa.errors import InvalidRequest
from qa.local_desk import LocalDesk
from qa.types import MOST_PICTURES
from qa.wire import Json

_FILES: dict[str, JsonValue] = {"items": {"type": "string", "format": "binary"}, "maxItems": MOST_PICTURES}


class AskBody(BaseModel):
    """A question and which passages may answer it; ``sources`` are ids or names, empty lists mean any."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field("", max_length=10_000)
    collection: str = ""
    k: Annotated[int, Field(ge=1, le=100), between(1, 100)] = 10
    sources: list[str] = []
    kinds: list[str] = []
    languages: list[str] = []
    carried: list[str] = []
    image: list[bytes] | None = Field(None, exclude=True, json_schema_extra=_FILES)
    """Pictures, in a multipart body alone."""


_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": AskBody.model_json_schema()} for kind in ("application/json", "multipart/form-data")
        },
    }
}


async def _ask_body(request: Request) -> AskBody:
    """Read a question from JSON, or from a form with pictures in its field "image", which may be repeated."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            return await _from_form(request)
        body = await request.json() if kind == "application/json" else None
        if isinstance(body, dict) and body.get("image") is not None:
            raise InvalidRequest("Pictures are sent as multipart/form-data, each in a field image.")
        return AskBody.model_validate(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    except ValueError as error:
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": str(error)}]) from error


async def _from_form(request: Request) -> AskBody:
    async with request.form() as form:
        many = {name: form.getlist(name) for name in ("sources", "kinds", "languages", "carried")}
        fields = {name: form[name] for name in form if name not in (*many, "image")}
        images = [await one.read() for one in form.getlist("image") if isinstance(one, StarletteUploadFile)]
        return AskBody.model_validate({**fields, **many}).model_copy(update={"image": images})


def _as_asking(body: AskBody) -> Asking:
    if not (body.question or body.image):
        raise InvalidRequest("The question is empty; type at least one word, or send a picture.")
    return Asking(
        body.question,
        body.collection,
        body.k,
        tuple(body.sources),
        tuple(body.kinds),
        tuple(body.languages),
        tuple(body.carried),
        tuple(body.image or ()),
    )


def add(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes of questions."""

    @api.post("/v1/ask", openapi_extra=_BODIES)
    def ask(body: Annotated[AskBody, Depends(_ask_body)]) -> Json:
        """Answer a question with scored passages, the answering sentence marked; a form may bring pictures."""
        return desk().ask(_as_asking(body))


def add_images(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes of pictures."""

    @api.post("/v1/images/search", openapi_extra=_BODIES)
    def search(body: Annotated[AskBody, Depends(_ask_body)]) -> Json:
        """Find pictures by the words on them and about them, by pictures (a form's fields "image"), or by both."""
        return {"pictures": desk().search_images(_as_asking(body))}

    @api.get("/v1/images/{picture}/{size}")
    def image(picture: str, size: Literal["thumbnail", "view"]) -> Response:
        """Give a picture as a JPEG of at most 400 or 1,600 pixels a side."""
        library = desk().library
        data = library.thumbnail(picture) if size == "thumbnail" else library.view(picture)
        return Response(data, media_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
