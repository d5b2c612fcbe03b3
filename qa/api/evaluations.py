"""Evaluations over HTTP: begun with a table of questions or without, looked at while they run, drawn, called off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa import wire
from qa.api.ranges import between
from qa.errors import InvalidRequest
from qa.local_desk import LocalDesk
from qa.types import MODES, MeasuringPlan, Mode, Variant
from qa.wire import Json

_TABLES = ("text/csv", "text/tab-separated-values", "text/plain")
_LONGEST_WAIT = 60


class VariantBody(BaseModel):
    """Another way to search, to compare with; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    model: str = ""
    """A model's name."""
    split: tuple[int, int] | None = None
    """Tokens of a passage, and how many of them are repeated in the next."""
    weights: dict[str, Any] = {}
    """Weights of the ranking: dense, power, cover, half, trust."""


class EvaluationBody(BaseModel):
    """What is to be measured; without a ``table`` the collection makes the test set from itself."""

    model_config = ConfigDict(extra="forbid")

    collection: str = ""
    table: str | None = None
    """CSV or TSV: a heading "question" and one "source", and if you like "text"."""
    name: str = Field("questions.csv", max_length=200)
    """What to call the table."""
    modes: list[Mode] = Field(list(MODES), min_length=1)
    questions: int = Field(0, ge=0)
    """At most so many; 0: all of a table, 200 of a collection's own."""
    seed: int = Field(0, ge=0)
    off_topic: list[str] = []
    """More questions that nothing should answer."""
    against: VariantBody | None = None

    def plan(self) -> MeasuringPlan:
        """Return the plan."""
        one = self.against
        other = Variant(one.model, one.split, one.weights) if one else None
        return MeasuringPlan(tuple(self.modes), self.questions, self.seed, tuple(self.off_topic), other)


_BODIES = {
    "requestBody": {
        "required": False,
        "content": {
            "application/json": {"schema": EvaluationBody.model_json_schema()},
            "text/csv": {"schema": {"type": "string", "description": "the table; other fields are query parameters"}},
        },
    }
}


async def _body(request: Request) -> tuple[EvaluationBody, bytes | None]:
    """Read what is to be measured from JSON, or a table from a body of its own and the rest from the address."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    data = await request.body()
    try:
        if kind == "application/json" and data:
            return EvaluationBody.model_validate_json(data), None
        if data and kind not in _TABLES:
            raise InvalidRequest("Send a table as text/csv, or a JSON object as application/json, or no body at all.")
        given = request.query_params
        lists = {name: given.getlist(name) for name in ("modes", "off_topic") if name in given}
        rest = {name: value for name, value in given.items() if name not in lists}
        return EvaluationBody.model_validate({**rest, **lists}), data or None
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def add(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes."""

    @api.post("/v1/evaluations", status_code=202, openapi_extra=_BODIES)
    def begin(given: Annotated[tuple[EvaluationBody, bytes | None], Depends(_body)]) -> Json:
        """Begin to measure a collection, in place of an evaluation of it that runs; look at it by its id."""
        body, data = given
        table = data if data is not None else body.table.encode() if body.table is not None else None
        library = desk().library
        identity = library.evaluate(
            body.collection, table=None if table is None else (body.name, table), plan=body.plan()
        )
        return wire.evaluating(library.wait_evaluation(identity, 0))

    @api.get("/v1/evaluations")
    def latest(collection: str = "") -> Json:
        """Give a collection's latest evaluation since the start, else the latest that was done, or null."""
        found = desk().library.evaluation(collection)
        return {"evaluation": wire.evaluating(found) if found else None}

    @api.get("/v1/evaluations/{evaluation}")
    def look(
        evaluation: str, wait: Annotated[float, Query(ge=0, le=_LONGEST_WAIT), between(0, _LONGEST_WAIT)] = 0
    ) -> Json:
        """Say how far an evaluation is, after ``wait`` seconds at most; with its figures once it is done."""
        return wire.evaluating(desk().library.wait_evaluation(evaluation, wait))

    @api.get("/v1/evaluations/{evaluation}/picture")
    def picture(evaluation: str, form: Literal["svg", "png"] = "svg", dark: bool = False) -> Response:
        """Draw an evaluation that is done: its figures, and how far its confidence can be believed."""
        library = desk().library
        data = library.evaluation_picture(library.wait_evaluation(evaluation, 0), form, dark=dark)
        kind = "image/svg+xml" if form == "svg" else "image/png"
        return Response(data, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    @api.delete("/v1/evaluations/{evaluation}")
    def cancel(evaluation: str) -> Json:
        """Stop an evaluation before its next question; one that is over stays as it is."""
        library = desk().library
        library.wait_evaluation(evaluation, 0)
        library.cancel_evaluation(evaluation)
        return wire.evaluating(library.wait_evaluation(evaluation, 0))
