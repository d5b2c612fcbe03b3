"""Answers, passages and pictures as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qa.wire.shape import Json, number, pick

if TYPE_CHECKING:
    from qa.types import Answer, Collection, Evidence, Group, Hit, Locator, PictureHit, Reason, Uncovered

ANSWER = ("question", "verdict", "confidence", "hits", "groups", "ms")

HIT = ("rank", "score", "confidence", "semantic", "keyword", "source", "name", "locator", "text", "evidence")

EVIDENCE = ("text", "start", "end")

GROUP = ("label", "summary", "hits")


def answer(found: Answer, elsewhere: Sequence[Collection] = ()) -> Json:
    """Show all that a question brought, and which other collections likely answer it."""
    return {
        "question": found.question,
        "verdict": found.verdict,
        "confidence": number(found.confidence),
        "hits": [hit(one) for one in found.hits],
        "groups": [group(one) for one in found.groups],
        "ms": {stage: number(took, 3) for stage, took in found.ms.items()},
        "id": found.id,
        "notes": list(found.notes),
        "pictures": [picture_hit(one) for one in found.pictures],
        "seen": found.seen,
        "asked_with": found.asked_with,
        "uncovered": uncovered(found.uncovered),
        "overview": [group(one) for one in found.overview],
        "elsewhere": [{"id": one.id, "name": one.name} for one in elsewhere],
    }


def strict_answer(shown: Mapping[str, Any]) -> Json:
    """Keep of :func:`answer` what ``qa ask --json`` promises."""
    kept = pick(shown, ANSWER)
    kept["hits"] = [_strict_hit(one) for one in kept["hits"]]
    kept["groups"] = [pick(one, GROUP) for one in kept["groups"]]
    if shown["pictures"]:
        kept["pictures"] = shown["pictures"]
    if shown["overview"]:
        kept["overview"] = [pick(one, GROUP[:2]) for one in shown["overview"]]
    if shown["elsewhere"]:
        kept["elsewhere"] = shown["elsewhere"]
    return kept


def _strict_hit(shown: Mapping[str, Any]) -> Json:
    """Keep what is promised; ``why`` only where a picture was asked with."""
    kept = pick(shown, HIT) | {"evidence": [pick(one, EVIDENCE) for one in shown["evidence"]]}
    return kept | {"why": shown["why"]} if shown["why"] else kept


def hit(found: Hit) -> Json:
    """Show a passage that may answer."""
    passage = found.passage
    return {
        "rank": found.rank,
        "score": number(found.score),
        "confidence": number(found.confidence),
        "semantic": number(found.semantic),
        "keyword": number(found.keyword),
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


def evidence(found: Evidence) -> Json:
    """Show a stretch of a passage that answers."""
    return {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "score": number(found.score),
        "semantic": number(found.semantic),
        "matched": number(found.matched),
    }


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
        shown["ocr"] = number(place.ocr)
    return shown


def reason(one: Reason) -> Json:
    """Show why something was found."""
    return {"why": one.why, "text": one.text} | ({"picture": one.picture} if one.picture else {})


def picture_hit(found: PictureHit) -> Json:
    """Show a picture that was found; boxes are pixels of the upright picture, ``width`` × ``height``."""
    picture = found.picture
    return {
        "rank": found.rank,
        "score": number(found.score),
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


def uncovered(one: Uncovered | None) -> Json | None:
    """Show the languages of a collection that its model was not made for, and a model that was."""
    return None if one is None else {"languages": list(one.languages), "model": one.model, "other": one.other or None}
