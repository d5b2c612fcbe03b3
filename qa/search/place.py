"""Which passages stand at one place of a source: wordings of an FAQ entry, and running text that goes on.

They are no rivals of one another: that both match a question does not make either less likely to answer it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.types import Passage


def one_entry(one: Passage, other: Passage) -> bool:
    """Say whether both are questions, or pieces of the answer, of one FAQ entry; no two sources share entries."""
    return bool(one.entry) and one.entry == other.entry


def one_place(one: Passage, other: Passage) -> bool:
    """Say whether both are one FAQ entry, or neighbours in the running text of a document.

    Neighbours follow directly on one another and stand under the same heading, or repeat some of each other's text.
    Rows, entries, functions and pictures that stand beside one another are different things.
    """
    if one_entry(one, other):
        return True
    if one.source != other.source or abs(one.position - other.position) != 1:
        return False
    before, after = (one, other) if one.position < other.position else (other, one)
    return _running(before) and _running(after) and (_under(before) == _under(after) or _repeats(before, after))


def allies(hit: Sequence[str], ranked: Sequence[tuple[str, float]], passages: Mapping[str, Passage]) -> tuple[str, ...]:
    """Return the ids of a hit (with those folded into it), and of what is ranked before its first rival and is none.

    What is among the ``passages`` at one place with any of the hit's is no rival.
    """
    own = [passages[id_] for id_ in hit if id_ in passages]
    found = list(hit)
    for id_, _ in ranked:
        if id_ in hit:
            continue
        other = passages.get(id_)
        if other is None or not any(one_place(one, other) for one in own):
            break
        found.append(id_)
    return tuple(found)


def _running(passage: Passage) -> bool:
    return passage.kind == "document" and not passage.question and passage.locator.row is None


def _under(passage: Passage) -> tuple[object, ...]:
    return passage.locator.heading, passage.locator.sheet, passage.locator.picture


def _repeats(before: Passage, after: Passage) -> bool:
    """Say whether a passage begins with the whole sentences that the one before it ends with."""
    if not after.sentences:
        return False
    opening = after.text[after.sentences[0].start : after.sentences[0].end]
    at = before.text.rfind(opening)
    return at >= 0 and after.text.startswith(before.text[at:])
