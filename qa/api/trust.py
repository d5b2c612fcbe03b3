"""Routes about how sure a collection is, what it goes by, and what it could not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

from qa.api.ranges import between
from qa.local_desk import LocalDesk
from qa.wire import Json


class PrecisionBody(BaseModel):
    """How often a collection's verdicts shall be right: 0.95 is 95 times in 100."""

    model_config = ConfigDict(extra="forbid")

    precision: Annotated[float, Field(ge=0.5, le=0.99), between(0.5, 0.99)]
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
    value: Annotated[int, Field(ge=0, le=1), between(0, 1)]
    passage: str = ""


def add(api: FastAPI, desk: Callable[[], LocalDesk]) -> None:
    """Add the routes."""

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
