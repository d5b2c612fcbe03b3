"""Headings of text that has no other sign of them than a number, a line under them, or their place. Pure.

"3.2 Returns", "Chapter 4", "§ 5 Deposit", "第五章 附则", "二、报销标准", titles underlined as in reStructuredText,
and the short lines that most paragraphs begin with. Numbered lines are headings only where they count on and text
follows each: items of a list and lines of a table of contents follow one another.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

TITLE = -1
_LONGEST = 72
"""Columns of a heading; characters of East Asian scripts take two."""
_SKIPPED = 3
"""A heading may count on by so much: one between may be none for us."""
_LEAST = 2
"""Headings of a kind that a text has at least."""
_LEADING, _SHORTER, _FEW_DIGITS = 3, 48, 2
"""Short lines that begin paragraphs are headings where there are so many, of so many columns, without dates."""

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN = "〇零一二三四五六七八九十百两兩"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_NAMED = (
    ("part book teil partie parte libro livre część часть deel", "编編部篇"),
    ("chapter kapitel chapitre capítulo capitolo rozdział глава hoofdstuk bölüm chương bab", "章장"),
    ("section abschnitt sección sezione seção раздел paragraaf mục", "节節절"),
    ("article artikel artículo articolo artigo artykuł статья madde điều pasal clause §", "条條조"),
)
"""Words and characters that headings of one rank are counted with, the outermost first."""

_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,7})"
_TITLE = r"[.:：、]?(?:\s+[-–—]\s+|\s+|$)(?P<title>.*)"
_PATTERNS = (
    *(
        re.compile(
            rf"(?:(?:{'|'.join(words.split())})\s{{0,2}}{_NUMBER}{_TITLE}"
            rf"|[第제](?P<han>[{_HAN}]{{1,5}}|\d{{1,3}})\s?[{characters}](?:[:：、\s]\s*.*|$))",
            re.IGNORECASE,
        )
        for words, characters in _NAMED
    ),
    re.compile(rf"(?P<han>[{_HAN}]{{1,3}})、\s*(?P<title>.+)"),
    re.compile(rf"[（(](?P<han>[{_HAN}]{{1,3}})[）)]\s*(?P<title>.+)"),
)
_DECIMAL = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?:[.)]?\s+|[、．.)](?=[^\W\d]))(?P<title>.+)")
_BEGINS = re.compile(rf"[\d第제（(§{_HAN}]|[^\W\d_]{{3,10}}\s{{1,2}}[\dIVXLC]")
_UNDERLINE = re.compile(r"([=\-~^\"'*+#`])\1{2,}\s*$")
_CELLS = re.compile(r"\S\s{2,}\S")
_ENDED = re.compile(r"[.!?:;,。！？：；，、…|]['\"”’»)\]）」』】]*$|(?:\.\s?){3,}|…|\t|\s{3,}")


class _Found(NamedTuple):
    """A line that may be a heading: its rank (outermost 0) and its number, the counts above it first."""

    rank: int
    number: tuple[int, ...]


def levels(lines: Sequence[str], *, apart: bool = False) -> dict[int, int]:
    """Return the rank of each line that is a heading, the outermost lowest, by its place in ``lines``.

    ``apart`` says that each line is a paragraph of its own, as in an office document; else a heading in ASCII begins
    after a blank line, a whole sentence, the first line or another heading. The title above them has ``TITLE``.
    """
    return _underlined(lines) or _titled(lines, _numbered(lines, apart=apart), apart=apart) or _leading(lines)


def paths(lines: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return by place, in order, each line that is a heading, with those above it before it; see ``levels``."""
    ranks = levels(lines)
    path: list[tuple[int, str]] = []
    found = {}
    for at in sorted(ranks):
        path = [*(each for each in path if each[0] < ranks[at]), (ranks[at], " ".join(lines[at].split()))]
        found[at] = tuple(heading for _, heading in path)
    return found


def _leading(lines: Sequence[str]) -> dict[int, int]:
    """Rank the short lines that most paragraphs of a text begin with, where sentences follow them."""
    blocks = [
        [at for at, _ in block]
        for filled, block in groupby(enumerate(lines), key=lambda one: bool(one[1].strip()))
        if filled
    ]
    long = [block for block in blocks if len(block) > 1]
    found = [block[0] for block in long if _leads(lines[block[0]]) and _ENDED.search(lines[block[-1]].strip())]
    return dict.fromkeys(found, 0) if len(found) >= max(_LEADING, len(long) / 2) else {}


def _leads(line: str) -> bool:
    text = line.strip()
    plain = (text[0].isupper() or not text[0].isascii()) and sum(map(str.isdigit, text)) <= _FEW_DIGITS
    return plain and _short(text) and _width(text) <= _SHORTER and not _CELLS.search(text)


def _titled(lines: Sequence[str], found: dict[int, int], *, apart: bool) -> dict[int, int]:
    """Add the first line to the headings of a text that has some, where it stands by itself."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if not found or first in found or not _short(lines[first]):
        return found
    return {first: TITLE} | found if apart or not lines[first + 1].strip() or first + 1 in found else found


def _underlined(lines: Sequence[str]) -> dict[int, int]:
    """Rank underlined titles by the order in which their signs come, as reStructuredText does."""
    signs: list[str] = []
    found: dict[int, int] = {}
    for at, (title, rule) in enumerate(pairwise(lines)):
        under = _UNDERLINE.match(rule)
        if under is None or not _short(title) or _UNDERLINE.match(title) or _CELLS.search(title):
            continue
        above = lines[at - 1].strip() if at else ""
        ruled = _UNDERLINE.match(above) is not None
        # The rule of a table is as long as its rows.
        if (above and not ruled) or abs(_width(title.strip()) - len(rule.strip())) > 2 + 2 * ruled:
            continue
        if under[1] not in signs:
            signs.append(under[1])
        found[at] = signs.index(under[1])
    return found if len(found) >= _LEAST else {}


def _numbered(lines: Sequence[str], *, apart: bool) -> dict[int, int]:
    found: dict[int, int] = {}
    above: list[_Found] = []
    counted: dict[int, tuple[int, ...]] = {}
    for at, one in _alone(lines):
        before = lines[at - 1].strip() if at > 1 else ""
        begins = apart or not before or at - 1 in found or _ENDED.search(before) or not lines[at].strip()[0].isascii()
        if not begins or not _counts_on(one, counted.get(one.rank), above):
            continue
        above = [*(each for each in above if each.rank < one.rank), one]
        counted = {rank: last for rank, last in counted.items() if rank < max(one.rank, len(_NAMED))}
        counted[one.rank] = one.number
        found[at] = one.rank
    ranks = Counter(found.values())
    return {at: rank for at, rank in found.items() if ranks[rank] >= _LEAST or rank > len(_PATTERNS)}


def _alone(lines: Sequence[str]) -> Iterator[tuple[int, _Found]]:
    """Yield lines that may be headings, with their places: text follows them, or what is below them does."""
    run: list[tuple[int, _Found]] = []
    for at, line in enumerate(lines):
        text = line.strip()
        if not text:
            continue
        one = _parsed(text)
        if one is not None:
            run.append((at, one))
            continue
        wrapped = bool(run) and run[-1][0] == at - 1 and text[0].islower()
        last = len(run) - 1
        while last > 0 and run[last - 1][1].rank < run[last][1].rank:
            last -= 1
        if not wrapped:
            yield from run[max(last, 0) :]
        run = []


def _counts_on(one: _Found, last: tuple[int, ...] | None, above: Sequence[_Found]) -> bool:
    """Tell whether a heading goes on counting from the last of its rank, or begins to."""
    *parent, number = one.number
    if parent and not any(each.number == tuple(parent) for each in above):
        return False
    if last is None or list(last[:-1]) != parent:
        return number <= 1 or one.rank < len(_NAMED)
    return number == 1 or last[-1] < number <= last[-1] + _SKIPPED


def _parsed(line: str) -> _Found | None:
    if not _BEGINS.match(line) or line[0].islower() or not _short(line):
        return None
    for rank, pattern in enumerate(_PATTERNS):
        match = pattern.fullmatch(line)
        if match and not (match["title"] or "")[:1].islower():
            said = match.groupdict()
            return _Found(rank, _value(said.get("number") or said["han"]))
    match = _DECIMAL.fullmatch(line)
    if match is None or match["title"][0].islower() or not any(map(str.isalpha, match["title"])):
        return None
    number = _value(match["number"])
    return _Found(len(_PATTERNS) + len(number) - 1, number)


def _short(line: str) -> bool:
    text = line.strip()
    return 0 < len(text) <= _LONGEST and _width(text) <= _LONGEST and not _ENDED.search(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _value(number: str) -> tuple[int, ...]:
    """Return what a number says: digits with dots between, Han or Roman numerals."""
    if number[0].isdecimal():
        return tuple(map(int, number.split(".")))
    if number[0] in _HAN:
        total = digit = 0
        for character in number:
            if character in "十百":
                total += (digit or 1) * (10 if character == "十" else 100)
                digit = 0
            else:
                digit = _DIGITS[character]
        return (total + digit,)
    values = [_ROMAN[letter] for letter in number.lower()]
    return (sum(-value if value < max(values[at:]) else value for at, value in enumerate(values)),)
