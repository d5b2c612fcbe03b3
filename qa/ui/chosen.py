"""What of a chat and its answers is shown: pure choices, for the page and for the file that a chat is saved as."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa.types import Answer, Hit, PictureHit, Turn
from qa.ui import show

SHOWS = 3
"""Passages shown at most that an image model alone found, where words found no answer."""

STRIP = 6
"""Pictures beside an answer at most."""
LOOKS = 2
"""Of them such that merely look like one asked with: the Images page shows more."""


def turns(chat: Sequence[Turn]) -> list[Turn]:
    """Return the turns of a chat but those that were asked again at once without a carried word."""
    replaced = {turn.id for turn, after in pairwise(chat) if _asked_again(turn, after)}
    return [turn for turn in chat if turn.id not in replaced]


def _asked_again(turn: Turn, after: Turn) -> bool:
    return after.question == turn.question and set(carried(after)) < set(carried(turn))


def carried(turn: Turn) -> tuple[str, ...]:
    """Return the words a turn took over from the question before it."""
    return turn.answer.query.carried if turn.answer and turn.answer.query else ()


def unproven(found: Answer) -> bool:
    """Say whether nothing found counts as an answer: no verdict is given yet where passages wait that may be one."""
    return found.verdict == "nothing" or waits(found)


def waits(found: Answer) -> bool:
    """Say whether a verdict waits; answers older than confidence have none, and no confidence either."""
    return found.verdict is None and found.confidence is not None


def smalltalk(turn: Turn, found: Answer) -> bool:
    """Say whether a turn asked nothing of the documents, as a greeting does: no verdict, and nothing looked up."""
    lost = turn.removed or found.pictures or found.asked_with
    return found.verdict is None and found.confidence is None and not (found.hits or found.overview or lost)


def said(found: Answer) -> list[Hit]:
    """Return the passages that words led to."""
    return [hit for hit in found.hits if not hit.by_sight]


def passages(found: Answer) -> list[Hit]:
    """Return the list of passages: those that words led to, and behind an answer all others too."""
    worded = said(found)
    return list(found.hits) if worded and not unproven(found) and not found.overview else worded


def by_sight(found: Answer) -> list[Hit]:
    """Return the passages shown that an image model alone found: none where words found an answer."""
    if found.overview or (said(found) and not unproven(found)):
        return []
    return [hit for hit in found.hits if hit.by_sight][:SHOWS]


def known(turn: Turn, found: Answer) -> str:
    """Return the name of the file that a picture asked with stands in, where it alone is asked and nothing answers."""
    if turn.question.strip() or found.verdict == "answered":
        return ""
    same = (hit for hit in found.pictures if any(reason.why in ("same", "mirrored") for reason in hit.why))
    return next((show.short_name(hit.source.name) for hit in same), "")


def pictures(found: Answer) -> list[PictureHit]:
    """Return the pictures to show; not those on which passages stand that answer nothing, they stay folded away."""
    if found.overview:
        return []
    if not unproven(found) or found.asked_with:
        return telling(found.pictures)[:STRIP]
    return telling([hit for hit in found.pictures if any(reason.why != "words" for reason in hit.why)])[:STRIP]


def telling(hits: Sequence[PictureHit]) -> list[PictureHit]:
    """Return the pictures that answer, and only the first few of those that merely look like one asked with."""
    merely = [hit for hit in hits if all(reason.why == "look" for reason in hit.why)][LOOKS:]
    return [hit for hit in hits if hit not in merely]
