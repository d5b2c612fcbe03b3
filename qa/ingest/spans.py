"""Where a long text may be cut: sentences, then clauses, then words, then characters of scripts without spaces."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from qa.language import count, sentences
from qa.language.scripts import UNSPACED, char_class, marks
from qa.types import Span

_LONGEST_WORD = 500
"""Code points; a run longer than this (a base64 blob) is no word and may be cut anywhere between clusters."""
_LEADING = "\u200dเแโใไເແໂໃໄ"
"""What belongs to the character after it: joiners, Thai and Lao vowels."""
_TAIL = 0.25
"""A last passage smaller than this share of the limit is added to the one before."""
_ENOUGH = 0.6
"""From this share of the limit on, a passage rather ends with a paragraph than with a sentence inside the next."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that is not cut any more, up to the start of the next; units follow one another without a gap."""

    start: int
    end: int
    size: int
    """Estimated tokens."""
    whole: bool = True
    """A whole sentence; only these are repeated as overlap."""
    paragraph: bool = False
    """A line ends here."""


def split_text(text: str, *, tokens: int, overlap: int, lines: bool = False) -> list[Span]:
    """Cut a text into spans of about ``tokens`` tokens, each beginning with up to ``overlap`` tokens of the one before.

    Together the spans cover every code point; white space belongs to the sentence before it. The overlap is made of
    whole sentences. A sentence over the limit is cut after a clause, else at white space, else between characters of
    scripts without spaces. ``lines`` takes lines for sentences (source code).
    """
    units = _joined(text, _units(text, tokens, lines))
    return [Span(units[first].start, units[last - 1].end) for first, last in _packed(units, text, tokens, overlap)]


def join(pieces: Sequence[str], spans: Sequence[Span]) -> str:
    """Put the pieces cut at these spans together again, the overlaps once: the inverse of ``split_text``."""
    text = ""
    for piece, span in zip(pieces, spans, strict=True):
        text += piece[len(text) - span.start :]
    return text


def _units(text: str, tokens: int, lines: bool) -> Iterator[_Unit]:
    spans = _line_spans(text) if lines else sentence_spans(text)
    if not spans and text:
        spans = [Span(0, len(text))]
    for at, span in enumerate(spans):
        start = span.start if at else 0
        end = spans[at + 1].start if at + 1 < len(spans) else len(text)
        paragraph = "\n" in text[span.end : end] or lines
        size = count(text[start:end])
        if size <= tokens:
            yield _Unit(start, end, size, paragraph=paragraph)
            continue
        borders = [start, *_cuts(text, start, end, tokens), end]
        for left, right in pairwise(borders):
            yield _Unit(left, right, count(text[left:right]), whole=False, paragraph=paragraph and right == end)


def _joined(text: str, units: Iterable[_Unit]) -> list[_Unit]:
    """Put units together that would part a character from its marks, wherever these stand ("!" with a vowel sign)."""
    found: list[_Unit] = []
    for unit in units:
        if found and _tied(text, unit.start):
            one = found.pop()
            size = count(text[one.start : unit.end])
            unit = _Unit(one.start, unit.end, size, one.whole and unit.whole, unit.paragraph)
        found.append(unit)
    return found


def _tied(text: str, at: int) -> bool:
    """Tell whether two characters belong together: a letter and its marks or vowels, parts of an emoji."""
    before, after = text[at - 1], text[at]
    return not before.isspace() and (before in _LEADING or _trailing().match(after) is not None)


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of a text; the rows of a table ("Heading: cell; Heading: cell", "a | b") stay alone."""
    spans: list[Span] = []
    start = end = 0
    for line in text.splitlines(keepends=True):
        end += len(line)
        if _is_row(line):
            spans += _sentences(text, start, end - len(line)) + _sentences(text, end - len(line), end)
            start = end
    return spans + _sentences(text, start, end)


def _is_row(line: str) -> bool:
    if " | " in line:
        return True
    return "; " in line and bool(re.match(r"[^:;.]{1,80}: ", line)) and bool(re.search(r"; [^:;.]{1,80}: ", line))


def _sentences(text: str, start: int, end: int) -> list[Span]:
    return [Span(start + span.start, start + span.end) for span in sentences(text[start:end])]


def _line_spans(text: str) -> list[Span]:
    """Lines, with the blank ones after them."""
    return [Span(match.start(), match.end()) for match in re.finditer(r".*\S.*", text)]


def _packed(units: Sequence[_Unit], text: str, tokens: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield (first, one past the last) unit of each passage."""
    left = sum(unit.size for unit in units)
    first = done = 0
    while done < len(units):
        last, size = done, sum(unit.size for unit in units[first:done])
        while last < len(units) and (last == done or size + units[last].size <= tokens):
            size += units[last].size
            left -= units[last].size
            last += 1
        if left <= _TAIL * tokens and size + left <= (1 + _TAIL) * tokens:
            last, left = len(units), 0
        if last < len(units):
            end = _good_end(units, text, first, done, last, tokens)
            left += sum(unit.size for unit in units[end:last])
            last = end
        yield first, last
        first, done = _repeated(units, first, last, tokens, overlap), last


def _good_end(units: Sequence[_Unit], text: str, first: int, done: int, last: int, tokens: int) -> int:
    """Move a passage's end back to the end of a paragraph, if enough is left, and not after a heading."""
    size = sum(unit.size for unit in units[first:last])
    for end in range(last, done + 1, -1):
        if units[end - 1].paragraph and not _dangling(units, text, end - 1):
            return end
        size -= units[end - 1].size
        if size < _ENOUGH * tokens:
            break
    return last


def _dangling(units: Sequence[_Unit], text: str, at: int) -> bool:
    """Tell whether a unit looks like a heading of what follows: a short line without a full stop."""
    unit = units[at]
    words = text[unit.start : unit.end].strip()
    alone = at == 0 or units[at - 1].paragraph
    return alone and unit.size <= 12 and bool(words) and (words[-1].isalnum() or words[-1] in ":：)")


def _repeated(units: Sequence[_Unit], first: int, last: int, tokens: int, overlap: int) -> int:
    """Return where the next passage begins: some whole sentences before the end of this one."""
    room = min(overlap, tokens - units[last].size) if last < len(units) else 0
    start = last
    while start - 1 > first and units[start - 1].whole and units[start - 1].size <= room:
        start -= 1
        room -= units[start].size
    return start


def _cuts(text: str, start: int, end: int, tokens: int) -> Iterator[int]:
    """Yield where a sentence over the limit is cut; linear in its length."""
    at = start
    while True:
        window = text[at : min(end, at + tokens * 8 + _LONGEST_WORD)]
        size = count(window)
        if size <= tokens and at + len(window) == end:
            return
        near = window[: int(1.5 * len(window) * tokens / max(size, 1)) + 1]
        at += _fitting(near if count(near) > 1.1 * tokens else window, tokens) or _first_word(window)
        if at >= end:
            return
        yield at


def _fitting(window: str, tokens: int) -> int:
    """Return the length of the best piece within the limit to cut off the front of a window, 0 if there is none."""
    ranked: dict[str, list[int]] = {"clause": [], "space": [], "character": []}
    for match in _borders().finditer(window):
        if 0 < match.end() < len(window):
            ranked[match.lastgroup or "character"].append(match.end())
    every = sorted(border for borders in ranked.values() for border in borders)
    fitting = bisect_right(every, tokens, key=lambda border: count(window[:border]))
    limit = every[fitting - 1] if fitting else 0
    for kind, share in (("clause", 0.5), ("space", 0.3)):
        best = bisect_right(ranked[kind], limit)
        if best and ranked[kind][best - 1] >= share * limit:
            return ranked[kind][best - 1]
    return limit


def _first_word(window: str) -> int:
    """Return where the first word ends, though it is over the limit."""
    ends = (match.end() for match in _borders().finditer(window) if match.end())
    end = next(ends, len(window))
    return end if end <= _LONGEST_WORD else _between_clusters(window, _LONGEST_WORD)


def _between_clusters(text: str, at: int) -> int:
    """Move a border back so that it parts nothing that belongs together."""
    border = at
    while border > 1 and _tied(text, border):
        border -= 1
    return border if border > 1 else at


@cache
def _trailing() -> re.Pattern[str]:
    """Match what belongs to the character before it: marks, joiners, Thai and Lao vowels, shades and tags of emoji."""
    return re.compile(rf"[{marks()}ะาำๅະາຳ\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


@cache
def _borders() -> re.Pattern[str]:
    """Match up to where a sentence may be cut, by kind of border."""
    unspaced = char_class(*UNSPACED)
    opening = "(\\[{（「『【《〈“‘"
    closing = ")\\]}）」』】》〉”’、，。．：；！？,.:;!?…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々ะาำๅๆฯ"
    tied = f"{marks()}\u200c\u200d\ufe00-\ufe0f"
    letter = f"[{unspaced}][{tied}]*"
    return re.compile(
        rf"(?P<clause>[,;:،؛]\s+|[，、；：][{closing}]*\s*|\s[–—-]\s+)"
        rf"|(?P<space>\s+)"
        rf"|(?P<character>(?:(?![เ-ไ]){letter}|[{closing}](?=[{unspaced}]))(?![{tied}{closing}\s])"
        rf"|(?<=[^\s{unspaced}{opening}])(?=[{unspaced}]))"
    )
