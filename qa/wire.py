"""How things look as JSON: one place for the command line and the HTTP API.

The functions give everything; :func:`strict_answer` and :func:`strict_added` keep exactly the fields that the command
line promises. Absent values are null, never left out (but ``line`` and ``ocr`` of a locator).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from qa.types import (
        AddResult,
        Answer,
        Assurance,
        Collection,
        Download,
        Evaluation,
        Evidence,
        FaqSetting,
        Group,
        Health,
        Hit,
        Job,
        Locator,
        ModelInfo,
        PictureHit,
        Reason,
        RowReport,
        Source,
        Unanswered,
        Uncovered,
    )

Json: TypeAlias = dict[str, Any]
"""A JSON object."""

ADDED = ("source", "name", "kind", "status", "passages", "seconds", "error")
ANSWER = ("question", "verdict", "confidence", "hits", "groups", "ms")
HIT = ("rank", "score", "confidence", "semantic", "keyword", "source", "name", "locator", "text", "evidence")
EVIDENCE = ("text", "start", "end")
GROUP = ("label", "summary", "hits")


def _pick(value: Mapping[str, Any], fields: Iterable[str]) -> Json:
    return {field: value[field] for field in fields}


def _number(value: float | None, digits: int = 6) -> float | None:
    return None if value is None else round(float(value), digits)


def locator(place: Locator) -> Json:
    """Show where a text stands; ``line`` and ``ocr`` only where they say something."""
    shown: Json = {
        "page": place.page,
        "heading": list(place.heading),
        "sheet": place.sheet,
        "row": place.row,
        "start": place.start,
        "end": place.end,
    }
    if place.line is not None:
        shown["line"] = place.line
    if place.ocr is not None:
        shown["ocr"] = _number(place.ocr)
    return shown


def rows(report: RowReport | None) -> Json | None:
    """Show what became of the rows of a table."""
    if report is None:
        return None
    skipped = [{"row": row, "why": why} for row, why in report.skipped]
    return {"added": report.added, "duplicates": list(report.duplicates), "skipped": skipped}


def added(result: AddResult) -> Json:
    """Show what became of one file."""
    return {
        "source": result.source,
        "name": result.name,
        "kind": result.kind,
        "status": result.status,
        "passages": result.passages,
        "seconds": _number(result.seconds, 3),
        "error": result.error,
        "notes": list(result.notes),
        "rows": rows(result.rows),
    }


def evidence(found: Evidence) -> Json:
    """Show a stretch of a passage that answers."""
    return {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "score": _number(found.score),
        "semantic": _number(found.semantic),
        "matched": _number(found.matched),
    }


def hit(found: Hit) -> Json:
    """Show a passage that may answer."""
    passage = found.passage
    return {
        "rank": found.rank,
        "score": _number(found.score),
        "confidence": _number(found.confidence),
        "semantic": _number(found.semantic),
        "keyword": _number(found.keyword),
        "source": found.source.id,
        "name": found.source.name,
        "locator": locator(passage.locator),
        "text": passage.text,
        "evidence": [evidence(one) for one in found.evidence],
        "passage": passage.id,
        "kind": passage.kind,
        "language": passage.language,
        "terms": [{"start": span.start, "end": span.end} for span in found.terms],
        "also_in": [{"source": source, "name": name} for source, name in found.also_in],
        "why": [reason(one) for one in found.why],
        "exact": found.exact,
    }


def reason(one: Reason) -> Json:
    """Show why something was found."""
    return {"why": one.why, "text": one.text} | ({"picture": one.picture} if one.picture else {})


def picture_hit(found: PictureHit) -> Json:
    """Show a picture that was found; boxes are pixels of the upright picture, ``width`` × ``height``."""
    picture = found.picture
    return {
        "rank": found.rank,
        "score": _number(found.score),
        "picture": picture.id,
        "source": found.source.id,
        "name": found.source.name,
        "page": picture.page,
        "width": picture.width,
        "height": picture.height,
        "caption": picture.caption or None,
        "words": picture.words,
        "why": [reason(one) for one in found.why],
        "boxes": [
            dict(zip(("left", "top", "right", "bottom"), box.rectangle, strict=True)) | {"text": box.text}
            for box in found.boxes
        ],
    }


def group(theme: Group) -> Json:
    """Show a theme."""
    return {"label": theme.label, "summary": theme.summary, "hits": list(theme.hits), "terms": list(theme.terms)}


def answer(found: Answer) -> Json:
    """Show all that a question brought."""
    return {
        "question": found.question,
        "verdict": found.verdict,
        "confidence": _number(found.confidence),
        "hits": [hit(one) for one in found.hits],
        "groups": [group(one) for one in found.groups],
        "ms": {stage: _number(took, 3) for stage, took in found.ms.items()},
        "id": found.id,
        "notes": list(found.notes),
        "pictures": [picture_hit(one) for one in found.pictures],
        "seen": found.seen,
        "uncovered": uncovered(found.uncovered),
    }


def uncovered(one: Uncovered | None) -> Json | None:
    """Show the languages of a collection that its model was not made for, and a model that was."""
    return None if one is None else {"languages": list(one.languages), "model": one.model, "other": one.other or None}


def strict_added(shown: Mapping[str, Any]) -> Json:
    """Keep of :func:`added` what ``qa add --json`` promises."""
    return _pick(shown, ADDED)


def strict_answer(shown: Mapping[str, Any]) -> Json:
    """Keep of :func:`answer` what ``qa ask --json`` promises."""
    kept = _pick(shown, ANSWER)
    kept["hits"] = [_strict_hit(one) for one in kept["hits"]]
    kept["groups"] = [_pick(one, GROUP) for one in kept["groups"]]
    if shown["pictures"]:
        kept["pictures"] = shown["pictures"]
    return kept


def _strict_hit(shown: Mapping[str, Any]) -> Json:
    return _pick(shown, HIT) | {"evidence": [_pick(one, EVIDENCE) for one in shown["evidence"]]}


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
        "added": _number(one.added, 3),
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
        "created": _number(one.created, 3),
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


def assurance(one: Assurance) -> Json:
    """Show how sure a collection must be, and what follows."""
    return {
        "precision": _number(one.precision, 4),
        "answered": _number(one.answered, 4),
        "nothing": _number(one.nothing, 4),
        "share": _number(one.share, 4),
        "own": one.own,
        "thumbs": one.thumbs,
    }


def faq(one: FaqSetting) -> Json:
    """Show what of a collection's FAQ entries is compared with questions."""
    return {"match": one.match, "files": one.files}


def unanswered(one: Unanswered) -> Json:
    """Show a question that nothing answered."""
    return {
        "question": one.question,
        "times": one.times,
        "asked": _number(one.asked, 3),
        "confidence": _number(one.confidence),
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


def evaluation(found: Evaluation) -> Json:
    """Return a finished evaluation: figures a mode, questions that went wrong, and those that were not asked.

    Of a comparison there are three lines a mode: the collection as it is, the other way to search, the difference.
    """
    return {
        "figures": _lines(found),
        "wrong": [asdict(one) for one in found.wrong],
        "missing": list(found.missing),
    }


def evaluating(found: Evaluation) -> Json:
    """Show how far an evaluation is; once it is done, with all that ``evaluation`` gives."""
    shown: Json = {
        "evaluation": found.id,
        "collection": found.collection,
        "name": found.name,
        "state": found.state,
        "stage": found.stage,
        "done": found.done,
        "total": found.total,
        "error": found.error or None,
    }
    return shown | evaluation(found) if found.state == "done" else shown


def _lines(found: Evaluation) -> list[Json]:
    both = found.comparison
    if both is None:
        return [dict(line) for line in found.lines]
    sides = zip(found.lines, both.lines, both.differences, strict=True)
    return [
        {**line, "side": side}
        for lines in sides
        for side, line in zip(("first", "second", "difference"), lines, strict=True)
    ]
