"""Sentences that the library says in English, said in the language of the pages.

They travel as they were said, through the ledger, jobs and chats: so here a sentence is told by its wording, as in a
catalogue of messages, and what was filled in is taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from qa.ui.words import complaints, notes, troubles

SAID: Mapping[str, str] = {**complaints.CHINESE, **notes.CHINESE, **troubles.CHINESE}
"""What the library says: English, with what is filled in named in braces → Chinese."""

_ENGLISH = frozenset({"what", "why", "advice", "error", "where", "better", "pages"})
"""Names of what is filled in with more English, not with names and figures."""

_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST = 2_000
"""Characters of what is told by its wording at most; a foreign error within it may be of any length."""
_NAMES = 4
"""Names that may stand before a sentence: a file in archives within archives."""


class _Pattern(NamedTuple):
    """How a sentence is told, and its translation."""

    wording: re.Pattern[str]
    translation: str


@lru_cache(maxsize=2_000)
def relayed(sentence: str) -> str:
    """Say in Chinese what the library says in English; what is not known stays as it is.

    What a file's name stands before ("notes.zip: …") is known too.
    """
    names, rest = list[str](), sentence
    for _ in range(_NAMES + 1) if len(sentence) <= _LONGEST else ():
        if told := _told(rest, _patterns()):
            return "：".join((*names, told))
        name, colon, rest = rest.partition(": ")
        if not colon:
            break
        names.append(name)
    return sentence


def _told(sentence: str, patterns: tuple[_Pattern, ...]) -> str:
    for wording, translation in patterns:
        if found := wording.fullmatch(sentence):
            values = {name: _filled(name, value) for name, value in found.groupdict().items()}
            return translation.format(**values)
    return ""


def _filled(name: str, value: str) -> str:
    if name == "name":
        return notes.FILLED.get(value, value)
    if name not in _ENGLISH:
        return value
    return _told(value, _fillings()) or _listed(value) or relayed(value)


def _listed(value: str) -> str:
    """Say notes that stand one after the other: "no text on 1 of 2 pages; read 2 of 9 pages: over the limit."."""
    told = [_told(note, _patterns()) for note in value.removesuffix(".").split("; ")]
    return "；".join(told) + ("。" if value.endswith(".") else "") if all(told) else ""


@lru_cache(1)
def _patterns() -> tuple[_Pattern, ...]:
    return _compiled(SAID)


@lru_cache(1)
def _fillings() -> tuple[_Pattern, ...]:
    return _compiled(notes.FILLED)


def _compiled(sentences: Mapping[str, str]) -> tuple[_Pattern, ...]:
    """Return the patterns of sentences: those that begin with words, and have most of their own, first."""
    ordered = sorted(sentences, key=lambda sentence: (sentence[0] == "{", -len(_FIELD.sub("", sentence))))
    return tuple(_Pattern(_pattern(sentence), sentences[sentence]) for sentence in ordered)


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = _FIELD.split(sentence)
    wording = (f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    return re.compile("".join(wording), re.DOTALL)
