"""The sentence that answers: chosen by the words and the meaning that it shares with the question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from qa.language import fold, held, held_in, sentences, stop_words
from qa.search import defining
from qa.search.bm25 import idf, mass
from qa.search.numbers import asks_number, holds_number
from qa.search.references import LINK
from qa.search.trust import differ
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
OPENING = 0.2
"""Points of the first sentence of an FAQ answer: it mostly is the answer, in other words than the question's."""


NUMBER = 0.2
"""Points of a number, when the question asks how many, how much or when."""
DEFINITION = 0.3
"""Points of a sentence that says what something is, when that is the question."""
BEFORE = 0.1
"""Share of its points that a sentence of prose lends the next one: what names the matter often stands before what
answers."""
LONGEST = 400
"""A longer sentence is cut down to the clauses that match best."""

_NUMBERED = re.compile(r"\d+(\.\d+)*\.?\s+[^.!?。！？]{1,60}")
"""A line such as "9.2 Late return"."""
_ASKS_LINK = re.compile(
    r"\burl|\blink|\bweb|\bsite\b|https?:|www\.|网址|链接|連結|网站|網站|リンク|サイト", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_ENDS = (".", "!", "?", "…", ":", ";", "。", "！", "？", "：", "；", "।", "؟", "۔")
"""What a sentence ends with, and a title does not."""
LINKED = 0.5
"""A stretch is a link, and no answer, when links fill this share of it."""


_Scored: TypeAlias = tuple[Span, float | None]


class _Unit(NamedTuple):
    span: Span
    cosine: float | None
    held: frozenset[str]
    """The question's tokens in it."""


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
    units = _units(query, passage, sentence_scores)
    if not units or total <= 0:
        return ()
    rare = Counter(token for unit in units for token in unit.held)
    points = [_points(unit, weights, rare, len(units), total, trust) for unit in units]
    points = _hinted(query, passage, units, points)
    shares = [mass(unit.held, weights) / total for unit in units]
    sure = [_either(share, trust * max(u.cosine or 0.0, 0.0) ** 2) for share, u in zip(shares, units, strict=True)]
    if passage.question:
        points[0] += OPENING
        # What matches an FAQ entry is often its question alone.
        asked = mass(held(frozenset(query.tokens), passage.question, passage.language), weights) / total
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


def _other_year(query: Query, passage: Passage, first: _Unit, second: _Unit) -> bool:
    """Tell whether the first holds all years that are asked about, and the second another one and none of these."""
    years = frozenset(token for token in query.tokens if _YEAR.fullmatch(token))
    if not years or not years <= first.held or years & second.held:
        return False
    return _YEAR.search(passage.text[second.span.start : second.span.end]) is not None


def _either(a: float, b: float) -> float:
    return 1.0 - (1.0 - min(max(a, 0.0), 1.0)) * (1.0 - min(max(b, 0.0), 1.0))


def _points(unit: _Unit, weights: Mapping[str, float], rare: Counter[str], n: int, total: float, trust: float) -> float:
    """Add up idf, more for words that few of the passage's sentences hold, and the cosine."""
    words = sum(weights.get(token, 0.0) * math.log1p(n / rare[token]) for token in sorted(unit.held))
    return words / total + MEANING * trust * max(unit.cosine or 0.0, 0.0)


def _hinted(query: Query, passage: Passage, units: Sequence[_Unit], points: list[float]) -> list[float]:
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


def _units(query: Query, passage: Passage, scores: Sequence[float] | None) -> list[_Unit]:
    spans = list(passage.sentences) or sentences(passage.text)
    fitting = scores is not None and len(scores) == len(spans)
    cosines: Sequence[float | None] = scores if scores is not None and fitting else [None] * len(spans)
    pairs = [(span, cosine) for span, cosine in zip(spans, cosines, strict=True) if span.start >= len(passage.question)]
    pairs = _telling(query, passage, pairs)
    if passage.kind == "table":
        pairs = [(cell, cosine) for span, cosine in pairs for cell in _cells(passage.text, span)]
    holding = held_in(frozenset(query.tokens), passage.text, [span for span, _ in pairs], passage.language)
    return [_Unit(span, cosine, words) for (span, cosine), words in zip(pairs, holding, strict=True)]


def _telling(query: Query, passage: Passage, pairs: list[_Scored]) -> list[_Scored]:
    """Leave out what tells nothing, unless there is nothing else.

    That are headings, which name the answer's place and not the answer, links, and titles and single words that the
    question says itself.
    """
    headings = {" ".join(heading.split()) for heading in passage.locator.heading}
    question, links = fold(query.text), _ASKS_LINK.search(query.text) is not None

    def telling(span: Span) -> bool:
        text = " ".join(passage.text[span.start : span.end].split())
        if text in headings or _NUMBERED.fullmatch(text):
            return False
        if not links and _may_link(text) and sum(map(len, LINK.findall(text))) >= LINKED * len(text):
            return False
        words = _WORD.findall(text)
        whole = len(words) > 2 and text.endswith(_ENDS)
        return whole or passage.kind != "document" or any(fold(word) not in question for word in words)

    return [pair for pair in pairs if telling(pair[0])] or pairs


def _may_link(text: str) -> bool:
    """Look quickly whether there may be a link in a text."""
    return "/" in text or "www." in text.lower()


def _cells(text: str, row: Span) -> list[Span]:
    """Return the cells of a row: what stands between bars, tabs or line ends, trimmed of white space."""
    cells = []
    for match in re.finditer(r"(?:(?! \| |[\t\n]).)+", text[row.start : row.end]):
        cell = match[0].strip(" |")
        if cell:
            start = row.start + match.start() + match[0].index(cell)
            cells.append(Span(start, start + len(cell)))
    return cells


def _with_announced(text: str, span: Span, units: Sequence[_Unit], at: int) -> Span:
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
