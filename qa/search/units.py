"""What can be marked in a passage: its sentences, lines of code, cells of a row; and which of them tell something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from qa.language import fold, held_in, sentences
from qa.search.references import LINK
from qa.types import Passage, Query, Span

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+(?![a-zß-ÿа-яα-ω])[^.!?。！？]{1,60}")
"""A line such as "9.2 Late return"."""
_ASKED = re.compile(r"[?？؟]['\"”’»)）」』\]]*$")
_ASKS_LINK = re.compile(
    r"\burl|\blink|\bweb|\bsite\b|https?:|www\.|网址|链接|連結|网站|網站|リンク|サイト", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_ENDS = (".", "!", "?", "…", ":", ";", "。", "！", "？", "：", "；", "।", "؟", "۔")
"""What a sentence ends with, and a title does not."""
_SECTION = re.compile(r"\[[^\[\]\n]{1,80}\]|[\w.\"'-]{1,80}:")
"""What a section of a configuration begins with: "[smtp]", "database:"."""
LINKED = 0.5
"""A stretch is a link, and no answer, when links fill this share of it."""

_Scored: TypeAlias = tuple[Span, float | None]


class Unit(NamedTuple):
    """A stretch that can be marked."""

    span: Span
    cosine: float | None
    held: frozenset[str]
    """The question's tokens in it, and in what says what it is about: the question before it, its section's name."""


def units_of(query: Query, passage: Passage, scores: Sequence[float] | None) -> list[Unit]:
    """Return what can be marked in a passage, in order; ``scores`` are cosines, one for each of its sentences."""
    spans = list(passage.sentences) or sentences(passage.text)
    fitting = scores is not None and len(scores) == len(spans)
    cosines: Sequence[float | None] = scores if scores is not None and fitting else [None] * len(spans)
    pairs = [(span, cosine) for span, cosine in zip(spans, cosines, strict=True) if span.start >= len(passage.question)]
    about = _about(passage, [span for span, _ in pairs])
    pairs = _telling(query, passage, pairs, {name for names in about.values() for name in names})
    if passage.kind == "table":
        pairs = [(cell, cosine) for span, cosine in pairs for cell in _cells(passage.text, span)]
    wanted = frozenset(query.tokens)
    found = list(dict.fromkeys(one for span, _ in pairs for one in (span, *about.get(span, ()))))
    holding = dict(zip(found, held_in(wanted, passage.text, found, passage.language), strict=True))
    return [
        Unit(span, cosine, holding[span].union(*(holding[name] for name in about.get(span, ()))))
        for span, cosine in pairs
    ]


def _about(passage: Passage, spans: Sequence[Span]) -> dict[Span, tuple[Span, ...]]:
    """Return for each stretch those before it that say what it is about: a question, the names of its sections."""
    if passage.kind == "code":
        return dict(_sections(passage.text, spans))
    asked = [_ASKED.search(passage.text[span.start : span.end]) is not None for span in spans]
    pairs = zip(spans[1:], spans, asked[1:], asked, strict=False)
    return {span: (before,) for span, before, asks, answers in pairs if answers and not asks}


def _sections(text: str, lines: Sequence[Span]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Yield the lines of a configuration that stand under names of sections, with these."""
    above: list[tuple[int, Span]] = []
    for line in lines:
        indent = line.start - (text.rfind("\n", 0, line.start) + 1)
        named = _SECTION.fullmatch(text[line.start : line.end].rstrip())
        bracketed = named is not None and named[0].startswith("[")
        above = [one for one in above if not bracketed and one[0] < indent]
        if named is not None:
            above.append((-1 if bracketed else indent, line))
        elif above:
            yield line, tuple(span for _, span in above)


def _telling(query: Query, passage: Passage, pairs: list[_Scored], names: set[Span]) -> list[_Scored]:
    """Leave out what tells nothing, unless there is nothing else.

    That are headings and ``names``, which say what the answer is about and do not answer, links, and titles and single
    words that the question says itself.
    """
    headings = {" ".join(heading.split()) for heading in passage.locator.heading}
    question, links = fold(query.text), _asks_link(query.text)
    numbered = [_NUMBERED.fullmatch(passage.text[span.start : span.end]) is not None for span, _ in pairs]
    # Numbered lines that follow one another are a list or rows.
    alone = {
        span
        for (span, _), here, before, after in zip(
            pairs, numbered, [False, *numbered], [*numbered[1:], False], strict=False
        )
        if here and not (before or after)
    }

    def telling(span: Span) -> bool:
        text = " ".join(passage.text[span.start : span.end].split())
        if span in names or text in headings or span in alone:
            return False
        if not links and _may_link(text) and sum(map(len, LINK.findall(text))) >= LINKED * len(text):
            return False
        words = _WORD.findall(text)
        whole = len(words) > 2 and text.endswith(_ENDS)
        return whole or passage.kind != "document" or any(fold(word) not in question for word in words)

    return [pair for pair in pairs if telling(pair[0])] or pairs


@lru_cache(maxsize=64)
def _asks_link(question: str) -> bool:
    return _ASKS_LINK.search(question) is not None


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
