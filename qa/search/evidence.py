"""The sentence that answers: chosen by the words and the meaning that it shares with the question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from qa.language import held, stop_words
from qa.search import defining
from qa.search.bm25 import idf, mass
from qa.search.numbers import asks_number, holds_number
from qa.search.trust import differ
from qa.search.units import Unit, units_of
from qa.types import Evidence, Passage, Query, Span, Statistics

CLOSE = 0.6
"""A second sentence is marked when it has this share of the best one's points."""
SURE, UNTRUSTED = 0.3, 0.12
"""Nothing is marked below this score: the first with an encoder that is fully trusted, the second by words alone. Up to
there passages that answer keep their marks, and many of those that come after them lose theirs."""
ABROAD, FEW_WORDS = 0.15, 1 / 3
"""In place of ``SURE`` where the passage is in another language than the question and holds at most this share of its
words. Chinese questions on English paragraphs: 77 answers in 100 are marked (with ``SURE`` and by cosines 15), in 53
wrong passages of 100 (2)."""
MEANING = 1.0
"""Points of a cosine of 1, beside 1 for every word of the question found (rarer in the passage: up to 2)."""
SAID = 0.75
"""A word of the question that the passage's title or headings hold counts so many times in its sentences: all of them
are about it."""
HEADED = 0.5
"""Share of the question's idf mass from which on a heading is what was asked for, and what it opens with answers."""
OPENING = 0.2
"""Points of the first sentence of an FAQ answer: it mostly is the answer, in other words than the question's."""


NUMBER = 0.3
"""Points of a number, when the question asks how many, how much or when."""
DEFINITION = 0.3
"""Points of a sentence that says what something is, when that is the question."""
BEFORE = 0.1
"""Share of its points that a sentence of prose lends the next one: what names the matter often stands before what
answers."""
LONGEST = 400
"""A longer sentence is cut down to the clauses that match best."""

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def evidence(
    query: Query,
    passage: Passage,
    *,
    sentence_scores: Sequence[float] | None = None,
    trust: float = 1.0,
    statistics: Statistics | None = None,
) -> tuple[Evidence, ...]:
    """Return the one or two stretches of a passage that answer, best first; () when unsure.

    They are sentences, code lines, or cells of a table row; of an FAQ entry only its answer. ``sentence_scores`` are
    the cosines −1…1 of the question with each of ``passage.sentences``, weighed by ``trust`` 0…1 in the language;
    ``statistics`` (for ``query.tokens``) make rare words count for more. Each score is 0…1: a or b, taken as
    independent, where a is the share of the question's idf mass in it and b its squared cosine times ``trust``.
    """
    weights = _weights(query, statistics)
    total = mass(query.tokens, weights)
    units = units_of(query, passage, sentence_scores)
    if not units or total <= 0:
        return ()
    rare = Counter(token for unit in units for token in unit.held)
    topic = held(frozenset(query.tokens), passage.context, passage.language) if passage.context else ()
    weighed = weights | {token: SAID * weights.get(token, 0.0) for token in topic}
    points = [_points(unit, weighed, rare, len(units), total, trust) for unit in units]
    points = _hinted(query, passage, units, points)
    shares = [mass(unit.held, weights) / total for unit in units]
    sure = [_either(share, trust * max(u.cosine or 0.0, 0.0) ** 2) for share, u in zip(shares, units, strict=True)]
    above = passage.question or _heading(passage)
    if above:
        # What matches an FAQ entry is often its question alone, and a section its heading.
        asked = mass(held(frozenset(query.tokens), above, passage.language), weights) / total
        points[0] += OPENING * (1.0 if passage.question else asked if asked >= HEADED else 0.0)
        sure = [_either(score, asked / 2) for score in sure]
    order = sorted(range(len(units)), key=lambda i: (-points[i], i))[:2]
    trusted = ABROAD if differ(query.language, passage.language) and max(shares) <= FEW_WORDS else SURE
    least = UNTRUSTED + (trusted - UNTRUSTED) * trust**2
    marked = [i for i in order if sure[i] >= least and points[i] >= CLOSE * points[order[0]]]
    if len(marked) == 2 and _other_year(query, passage, units[marked[0]], units[marked[1]]):
        marked.pop()
    spans = [_narrowed(query, passage, units[i].span, weights) for i in marked]
    if passage.kind not in ("table", "code"):
        spans = [_with_announced(passage.text, span, units, i) for span, i in zip(spans, marked, strict=True)]
    if len(spans) == 2 and spans[0].start < spans[1].end and spans[1].start < spans[0].end:
        marked, spans = marked[:1], [max(spans, key=lambda span: span.end - span.start)]
    return tuple(
        Evidence(passage.text[span.start : span.end], span.start, span.end, sure[i], units[i].cosine, shares[i])
        for i, span in zip(marked, spans, strict=True)
    )


def _heading(passage: Passage) -> str:
    """Return the heading that a passage of a document begins under, if its section begins with it."""
    heading = passage.locator.heading
    return heading[-1] if passage.kind == "document" and heading and passage.locator.start == 0 else ""


def _other_year(query: Query, passage: Passage, first: Unit, second: Unit) -> bool:
    """Tell whether the first holds all years that are asked about, and the second another one and none of these."""
    years = frozenset(token for token in query.tokens if _YEAR.fullmatch(token))
    if not years or not years <= first.held or years & second.held:
        return False
    return _YEAR.search(passage.text[second.span.start : second.span.end]) is not None


def _either(a: float, b: float) -> float:
    return 1.0 - (1.0 - min(max(a, 0.0), 1.0)) * (1.0 - min(max(b, 0.0), 1.0))


def _points(unit: Unit, weights: Mapping[str, float], rare: Counter[str], n: int, total: float, trust: float) -> float:
    """Add up idf, more for words that few of the passage's sentences hold, and the cosine."""
    words = sum(weights.get(token, 0.0) * math.log1p(n / rare[token]) for token in sorted(unit.held))
    return words / total + MEANING * trust * max(unit.cosine or 0.0, 0.0)


def _hinted(query: Query, passage: Passage, units: Sequence[Unit], points: list[float]) -> list[float]:
    """Add what a sentence gains from the one before it, and from a number or a definition where one is asked for."""
    if passage.kind == "document":
        points = [own + BEFORE * before for own, before in zip(points, [0.0, *points[:-1]], strict=True)]
    name, number = defining.asked(query.text), asks_number(query.text)
    texts = [passage.text[unit.span.start : unit.span.end] for unit in units] if name or number else []
    if name:
        points = [own + DEFINITION * defining.defines(name, text) for own, text in zip(points, texts, strict=True)]
    if number:
        points = [own + NUMBER * holds_number(text) for own, text in zip(points, texts, strict=True)]
    return points


def _weights(query: Query, statistics: Statistics | None) -> dict[str, float]:
    if statistics is not None and statistics.passages:
        return idf(statistics)
    stops = stop_words(query.language) | stop_words("en")
    return {token: 0.1 if token.lstrip("~") in stops else 1.0 for token in query.tokens}


def _with_announced(text: str, span: Span, units: Sequence[Unit], at: int) -> Span:
    """Take along what a sentence announces with a colon at its end: the command, the list item, what was said."""
    if at + 1 == len(units) or span.end != units[at].span.end or not text[: span.end].endswith((":", "：")):
        return span
    announced = units[at + 1].span
    next_to_it = not text[span.end : announced.start].strip()
    return Span(span.start, announced.end) if next_to_it and announced.end - span.start <= LONGEST else span


def _narrowed(query: Query, passage: Passage, span: Span, weights: Mapping[str, float]) -> Span:
    """Return the neighbouring clauses of a very long sentence that hold most of the question, ``LONGEST`` at most."""
    if span.end - span.start <= LONGEST:
        return span
    text = passage.text[span.start : span.end]
    clauses = [match.span() for match in re.finditer(r"[^,;:，；：、。]+[,;:，；：、。]*\s*|.", text, re.DOTALL)]
    wanted = frozenset(query.tokens)
    holding = [held(wanted, text[start:end], passage.language) for start, end in clauses]
    best, found = -1.0, (0, len(text))
    for i, (start, _) in enumerate(clauses):
        words: frozenset[str] = frozenset()
        for (_, end), more in zip(clauses[i:], holding[i:], strict=True):
            if end - start > LONGEST and words:
                break
            words |= more
            worth = mass(sorted(words), weights)
            if worth > best + 1e-9:
                best, found = worth, (start, end)
    piece = text[found[0] : found[1]]
    start = span.start + found[0] + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
