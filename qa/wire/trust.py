"""How sure a library is, and what was measured, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from qa.wire.shape import Json, number

if TYPE_CHECKING:
    from qa.types import Assurance, Evaluation, FaqSetting, Unanswered


def assurance(one: Assurance) -> Json:
    """Show how sure a collection must be, and what follows."""
    return {
        "precision": number(one.precision, 4),
        "answered": number(one.answered, 4),
        "nothing": number(one.nothing, 4),
        "share": number(one.share, 4),
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
        "asked": number(one.asked, 3),
        "confidence": number(one.confidence),
    }


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
    """Show how far an evaluation is; once it is done, when that was, and all that ``evaluation`` gives."""
    shown: Json = {
        "evaluation": found.id,
        "collection": found.collection,
        "name": found.name,
        "own": found.own,
        "state": found.state,
        "stage": found.stage,
        "done": found.done,
        "total": found.total,
        "error": found.error or None,
    }
    if found.state != "done":
        return shown
    return shown | {"measured": number(found.measured, 3)} | evaluation(found)


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
