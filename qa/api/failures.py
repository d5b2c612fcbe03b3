"""Errors of ours and of the framework as ``{"error": {"type", "message"}}`` with a fitting status."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from qa import errors
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
    if first["type"] in ("model_attributes_type", "model_type", "json_invalid"):
        return "The body must be a JSON object, sent with Content-Type: application/json."
    return f"{where}: {first['msg']}." if where else f"{first['msg']}."
