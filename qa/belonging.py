"""The text that belongs to pictures: what the words on each find, and what an image model finds, become one list.

A cosine between a picture and a text says nothing beside a score of words, so the lists are joined by rank. What the
image model says counts the less, the surer the words are: a screenshot whose message stands in the library needs none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa.search.join import SMOOTH, joined
from qa.types import Answer, Group, Hit, Reason

LEAST = 0.05
"""Weight of the image model's list beside words that are sure: no first hit is overtaken; beside no words it is 1."""
ALONE = 0.5
"""Score of the first passage where an image model alone found any: it has no probability of its own."""


class Asked(NamedTuple):
    """What one of the pictures asked with brought."""

    lines: str
    """What was read on it, as far as it was asked."""
    answer: Answer
    """Found by these lines and the question."""
    shown: tuple[Hit, ...]
    """Found by an image model, best first."""


def merged(asked: Sequence[Asked], k: int) -> Answer:
    """Return the surest answer with the hits of all, as one ranking of at most ``k``; ties by id.

    Of several pictures come first the first hit of each, then the second, and so on: they may ask different things. A
    hit's ``why`` then says which of them led to it, and the answer has no themes.
    """
    best = max((one.answer for one in asked), key=_sure)
    if len(asked) == 1:
        hits = _numbered(_one(asked[0])[:k])
        return replace(best, hits=hits, groups=_groups(best, {hit.passage.id: hit.rank for hit in hits}))
    found: dict[str, list[tuple[int, int, Hit]]] = {}
    for number, one in enumerate(asked, 1):
        for rank, hit in enumerate(_one(one), 1):
            found.setdefault(hit.passage.id, []).append((rank, number, hit))
    ceiling = max((hit.score for places in found.values() for _, _, hit in places), default=0.0)
    hits = tuple(_of_several(places, ceiling) for places in found.values())
    return replace(best, hits=_numbered(sorted(hits, key=_order)[:k]), groups=())


def _order(hit: Hit) -> tuple[float, bool, float, str]:
    """Of hits that are first for their pictures, the surest comes first, and what an image model alone found last."""
    return -hit.score, hit.by_sight, -(hit.confidence or 0.0), hit.passage.id


def _one(asked: Asked) -> list[Hit]:
    """Return what belongs to one picture, best first."""
    words, shown = list(asked.answer.hits), asked.shown
    if not shown:
        return words
    weights = {"meaning": max(LEAST, (1 - _sure(asked.answer)) ** 2)}
    lists = {"words": [hit.passage.id for hit in words], "meaning": [hit.passage.id for hit in shown]}
    ranked = joined({name: ids for name, ids in lists.items() if ids}, weights)
    known = {hit.passage.id: hit for hit in shown}
    for hit in words:
        also = known[hit.passage.id].why if hit.passage.id in known else ()
        known[hit.passage.id] = replace(hit, why=(*_led(hit, asked.answer), *also)) if also else hit
    ceiling = words[0].score if words else ALONE
    return [replace(known[id_], score=round(ceiling * score, 6)) for id_, score in ranked]


def _led(hit: Hit, answer: Answer) -> tuple[Reason, ...]:
    """Say how words led to a passage that an image model found too: not at all, where they failed and it has none."""
    if answer.verdict == "nothing" and not hit.terms:
        return ()
    return hit.why or (Reason("words"),)


def _of_several(places: Sequence[tuple[int, int, Hit]], ceiling: float) -> Hit:
    """Return a passage that one or more pictures brought, as the one says it that put it highest.

    Only pictures are named that put it as high: far down its list a picture has whatever is left.
    """
    rank, _, hit = min(places, key=lambda place: (place[0], -place[2].score, place[1]))
    why = [replace(reason, picture=number) for at, number, same in places if at == rank for reason in same.why]
    return replace(hit, score=round(ceiling * (SMOOTH + 1) / (SMOOTH + rank), 6), why=tuple(why))


def _numbered(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, 1))


def _sure(answer: Answer) -> float:
    """Return how sure words are, 0…1: the probability of the answer, or the score of its first hit."""
    if not answer.hits:
        return 0.0
    if answer.hits[0].exact:
        return 1.0
    return answer.hits[0].score if answer.confidence is None else answer.confidence


def _groups(answer: Answer, ranks: Mapping[str, int]) -> tuple[Group, ...]:
    """Let the themes of an answer name the new ranks of its hits."""
    now = {hit.rank: ranks.get(hit.passage.id, 0) for hit in answer.hits}
    moved = (replace(group, hits=tuple(sorted(now[at] for at in group.hits if now.get(at)))) for group in answer.groups)
    return tuple(group for group in moved if group.hits)
