"""Which of a question's tokens a text holds, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from unicodedata import category, decomposition

from qa.language import names
from qa.language.scripts import UNSPACED, char_class, fold, marks
from qa.language.stopwords import stop_words
from qa.language.tokens import CLUSTER, STEM, Pieces, forms, pieces, runs
from qa.types import Span

_RUNS = 10_000
"""Runs of letters of which it is remembered what a question wants of them: a question's passages have some thousand."""
_TEXTS = 64
"""Passages of which it is remembered where they hold what a question wants: they are looked at more than once."""
_QUESTIONS = 16
"""Questions whose telling tokens are remembered: each is asked of several passages."""
_LAST_TAKEN_APART = 0x30000
"""No character from here on is made of others."""


def held(wanted: frozenset[str], text: str, language: str = "") -> frozenset[str]:
    """Return those of these tokens that ``tokens`` gives for a text."""
    folded, known = fold(text), _wanted(language, wanted)
    found = {token for run in set(runs(folded).findall(folded)) for token, _, _ in known[run]}
    found.update(token for token, _, _ in _named(names.normal(text), language, wanted))
    return frozenset(found)


def held_in(wanted: frozenset[str], text: str, spans: Sequence[Span], language: str = "") -> list[frozenset[str]]:
    """Return what each of these stretches of a text holds, as ``held`` does; the text is read once for all of them."""
    _, origin, found = _found(text, language, wanted)
    plain = names.normal(text)
    if not isinstance(origin, range) or len(plain) != len(text) or any(_cuts(plain, span) for span in spans):
        return [held(wanted, text[span.start : span.end], language) for span in spans]
    found = (*found, *_named(plain, language, wanted))
    return [frozenset([t for t, start, end in found if span.start <= start and end <= span.end]) for span in spans]


def term_spans(text: str, tokens: Collection[str], language: str = "") -> list[Span]:
    """Return where these tokens of a question stand in the text: merged where they touch, function words left out."""
    asked = frozenset(tokens)
    wanted, stops = _telling(asked), _stops(language)
    folded, origin, spots = _found(text, language, asked)
    found = {(start, end) for token, start, end in spots if token in wanted and folded[start:end] not in stops}
    for token, start, end in names.located(folded):
        if token in wanted and folded[start:end] not in stops:
            found.add((start, end))
    spans: list[Span] = []
    for left, right in ((origin[start], origin[end]) for start, end in sorted(found)):
        if spans and left <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(right, spans[-1].end))
        else:
            spans.append(Span(left, right))
    return spans


@lru_cache(maxsize=_TEXTS)
def _found(text: str, language: str, wanted: frozenset[str]) -> tuple[str, Sequence[int], Pieces]:
    """Return folded text, where each of its characters comes from, and the wanted tokens of its runs with their places.

    Names are not among the tokens.
    """
    folded, origin = _fold_with_origin(text)
    found: list[tuple[str, int, int]] = []
    known = _wanted(language, wanted)
    for match in runs(folded).finditer(folded):
        for token, start, end in known[match[0]]:
            found.append((token, match.start() + start, match.start() + end))
    return folded, origin, tuple(found)


def _named(plain: str, language: str, wanted: frozenset[str]) -> list[tuple[str, int, int]]:
    """Return the wanted tokens of the names in text without variant letters, with their places."""
    named = names.placed(plain)
    return [(form, start, end) for name, start, end in named for form in forms(name, language) if form in wanted]


def _cuts(text: str, span: Span) -> bool:
    """Say whether a stretch may begin or end inside a run or a name."""
    return _inside(text, span.start) or _inside(text, span.end)


def _inside(text: str, at: int) -> bool:
    return 0 < at < len(text) and _runs_on(text[at - 1]) and _runs_on(text[at])


def _runs_on(character: str) -> bool:
    return character.isalnum() or character in "_.,:/@+-#" or category(character)[0] == "M"


class _Wanted(dict[str, Pieces]):
    """The wanted tokens of each run: mostly none, and the same wherever it stands."""

    def __init__(self, language: str, wanted: frozenset[str]) -> None:
        self._language, self._tokens = language, wanted

    def __missing__(self, run: str) -> Pieces:
        if len(self) > _RUNS:
            self.clear()
        found = [piece for piece in pieces(run, self._language) if piece[0] in self._tokens]
        made = self[run] = tuple(found) if found else ()
        return made


_wanted = lru_cache(maxsize=_QUESTIONS)(_Wanted)


@lru_cache(maxsize=_QUESTIONS)
def _telling(wanted: frozenset[str]) -> frozenset[str]:
    """Leave out what is only part of something wanted: single characters of pairs, the pieces of identifiers."""
    unspaced = _unspaced()
    inner: set[str] = set()
    for token in wanted:
        if len(token) > 1 and unspaced.match(token):
            inner.update(CLUSTER.findall(token))
        elif not token.isalnum() and token[0] != STEM:
            inner.update(part for part in re.findall(r"[a-z]+|[0-9]+|[a-z0-9]+", token) if len(part) < 3)
    return wanted - inner - _korean_endings()


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{char_class(*UNSPACED)}]")


@cache
def _korean_endings() -> frozenset[str]:
    return frozenset(word[i : i + 2] for word in stop_words("ko") for i in range(len(word) - 1))


@cache
def _stops(language: str) -> frozenset[str]:
    return stop_words(language) | stop_words("en")


def _fold_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """Fold text, and say for each folded position (and the end) which position of the text it came from."""
    folded = fold(text)
    if _in_place(folded, text):
        return folded, range(len(text) + 1)
    parts: list[str] = []
    origin: list[int] = []
    for word in re.finditer(r"\s+|\S+", text):
        piece = fold(word[0])
        if _in_place(piece, word[0]):
            parts.append(piece)
            origin += range(word.start(), word.end())
            continue
        for match in _letters().finditer(text, word.start(), word.end()):
            piece = fold(match[0])
            parts.append(piece)
            origin += [match.start()] * len(piece)
    return "".join(parts), [*origin, len(text)]


def _in_place(folded: str, text: str) -> bool:
    """Say whether each character of folded text stands where it came from: where none grew and none is gone."""
    return len(folded) == len(text) and (text.isascii() or _growing().isdisjoint(text))


@cache
def _growing() -> frozenset[str]:
    """Return the characters that folding makes several of: "ﬁ", "…", "㎡"."""
    taken_apart = (chr(point) for point in range(0x80, _LAST_TAKEN_APART) if decomposition(chr(point)))
    return frozenset(c for c in taken_apart if max(len(names.normal(c)), len(fold(c))) > 1)


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(rf".[{marks()}ﾞﾟ]*", re.DOTALL)
