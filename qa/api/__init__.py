"""The HTTP API, ``/api/v1``: a FastAPI application over the desk of one library.

Every error has the form ``{"error": {"type", "message"}}``, where ``type`` is a class of :mod:`qa.errors`. The routes
are plain functions, which FastAPI runs in threads: a long ``wait=true`` holds nobody up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import FastAPI

from qa.api import asking, evaluations, failures, holdings, trust
from qa.guard import BodyLimit, OriginGuard
from qa.local_desk import LocalDesk

if TYPE_CHECKING:
    from qa.library import Library


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
    failures.translate(api)

    def desk() -> LocalDesk:
        return LocalDesk(library())

    asking.add(api, desk)
    asking.add_images(api, desk)
    trust.add(api, desk)
    holdings.add_health(api, desk, max_upload_mb)
    holdings.add_sources(api, desk)
    holdings.add_collections(api, desk)
    evaluations.add(api, desk)
    return api
