"""What a library holds as JSON: files on their way and in, collections, models, health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qa.wire.shape import Json, number, pick

if TYPE_CHECKING:
    from qa.types import AddResult, Collection, Download, Health, Job, ModelInfo, RowReport, Source

ADDED = ("source", "name", "kind", "status", "passages", "seconds", "error")


def added(result: AddResult) -> Json:
    """Show what became of one file."""
    return {
        "source": result.source,
        "name": result.name,
        "kind": result.kind,
        "status": result.status,
        "passages": result.passages,
        "seconds": number(result.seconds, 3),
        "error": result.error,
        "notes": list(result.notes),
        "rows": rows(result.rows),
    }


def strict_added(shown: Mapping[str, Any]) -> Json:
    """Keep of :func:`added` what ``qa add --json`` promises."""
    return pick(shown, ADDED)


def rows(report: RowReport | None) -> Json | None:
    """Show what became of the rows of a table."""
    if report is None:
        return None
    skipped = [{"row": row, "why": why} for row, why in report.skipped]
    return {"added": report.added, "duplicates": list(report.duplicates), "skipped": skipped}


def source(one: Source) -> Json:
    """Show a source."""
    return {
        "source": one.id,
        "name": one.name,
        "collection": one.collection,
        "kind": one.kind,
        "status": one.status,
        "language": one.language or None,
        "title": one.title or None,
        "pages": one.pages,
        "passages": one.passages,
        "embedded": one.embedded,
        "bytes": one.bytes,
        "sha256": one.sha256,
        "added": number(one.added, 3),
        "error": one.error or None,
        "notes": list(one.notes),
        "rows": rows(one.rows),
    }


def collection(one: Collection) -> Json:
    """Show a collection."""
    return {
        "collection": one.id,
        "name": one.name,
        "model": one.model,
        "sources": one.sources,
        "passages": one.passages,
        "created": number(one.created, 3),
    }


def job(one: Job) -> Json:
    """Show a file on its way through the worker."""
    return {
        "job": one.id,
        "name": one.name,
        "collection": one.collection,
        "state": one.state,
        "done": one.done,
        "total": one.total,
        "result": None if one.result is None else added(one.result),
    }


def health(found: Health) -> Json:
    """Show what ``verify`` found."""
    return {
        "healthy": not found.problems,
        "sources": found.sources,
        "passages": found.passages,
        "vectors": found.vectors,
        "problems": list(found.problems),
        "repaired": list(found.repaired),
    }


def model(one: ModelInfo) -> Json:
    """Show a model."""
    return {
        "name": one.name,
        "hub": one.hub or None,
        "role": one.role,
        "here": one.here,
        "built_in": one.built_in,
        "dims": one.dims or None,
        "languages": list(one.languages),
        "longest": one.longest or None,
        "query_prompt": one.query_prompt,
        "passage_prompt": one.passage_prompt,
        "megabytes": one.megabytes,
        "licence": one.licence or None,
        "note": one.note,
        "folder": one.folder or None,
    }


def download(one: Download) -> Json:
    """Show a model on its way."""
    return {"name": one.name, "state": one.state, "done": one.done, "total": one.total, "error": one.error or None}
