"""Passages of a new version that stood in the one before keep their ids, so that earlier answers keep them too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from qa.types import Passage

_Text = tuple[str, str | None]


def kept(new: Sequence[Passage], before: Sequence[Passage]) -> list[Passage]:
    """Return the new passages, each with the id of the one before that says the same, first of one in the same place.

    No other passage gets an id that was in use before: under it an earlier answer would show words that it never found.
    What OCR read stays tied to its picture; it keeps an id only where the picture is the same.
    """
    old: dict[_Text, list[Passage]] = {}
    for passage in before:
        old.setdefault(_said(passage), []).append(passage)
    ids: dict[str, str] = {}
    for same_place in (True, False):
        for passage in new:
            found = next(_matching(passage, old.get(_said(passage), []), same_place), None)
            if passage.id not in ids and found is not None:
                ids[passage.id] = found.id
                old[_said(passage)].remove(found)
    used = {passage.id for passage in before} | set(ids.values())
    fresh = (f"{each.source}-{version(each)}-{at:05d}" for each in new[:1] for at in count(len(new)))
    for passage in new:
        if passage.id not in ids:
            free = passage.id if passage.id not in used else next(id_ for id_ in fresh if id_ not in used)
            ids[passage.id] = free
            used.add(free)
    return [replace(p, id=ids[p.id], entry=ids.get(p.entry, p.entry)) for p in new]


def _said(passage: Passage) -> _Text:
    return passage.text, passage.question


def _matching(passage: Passage, candidates: Sequence[Passage], same_place: bool) -> Iterator[Passage]:
    """Yield the candidates that this passage may be; those in the same place only, if so wished."""
    for each in candidates:
        pictured = passage.locator.picture, each.locator.picture
        same_picture = pictured[0] == pictured[1] and version(passage)[:8] == version(each)[:8]
        if (same_picture or pictured == (None, None)) and (not same_place or _place(passage) == _place(each)):
            yield each


def _place(passage: Passage) -> tuple[object, ...]:
    where = passage.locator
    return where.page, where.sheet, where.row, where.line, where.heading


def version(passage: Passage) -> str:
    """Return the version in an id, which is ``{source}-{version}-{position}``; what was looked at has a longer one."""
    return passage.id.removeprefix(f"{passage.source}-").rsplit("-", 1)[0]
