"""Errors of ours and of the framework as ``{"error": {"type", "message"}}`` with a fitting status."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from qa import errors
from qa.api.ranges import KIND
from qa.errors import QAError

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

_WANTED = {
    "missing": "this is needed, and was not given",
    "extra_forbidden": "there is no such field",
    "string_too_long": "at most {max_length:,} characters are possible",
    **dict.fromkeys(("string_too_short", "too_short"), "it must not be empty"),
    "greater_than_equal": "give a number from {ge} on",
    "less_than_equal": "give a number up to {le}",
    "literal_error": "give one of {expected}",
    "bool_parsing": "give true or false",
    "bool_type": "give true or false",
    "list_type": "give a list",
    "dict_type": "give an object",
    "string_type": "give a text in quotes",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "give a whole number"),
    **dict.fromkeys(("float_parsing", "float_type"), "give a number"),
    KIND: "give a number from {low} to {high}",
}
"""What to say of a field, by the type of the framework's complaint."""


def translate(api: FastAPI) -> None:
    """Answer every error in the one form."""

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


def _error(status: int, kind: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"type": kind, "message": message}}, status_code=status)


def _first_complaint(error: RequestValidationError) -> str:
    first: dict[str, Any] = dict(error.errors()[0])
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    if first["type"] in ("model_attributes_type", "model_type", "json_invalid") or not where:
        return "The body must be a JSON object, sent with Content-Type: application/json."
    wanted = _WANTED.get(first["type"])
    return f"{where}: {wanted.format(**first.get('ctx', {})) if wanted else first['msg']}."
