"""Sentence borders in every script, and how long a text is for a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qa.language.scripts import UNSPACED, char_class, marks
from qa.types import Span

_CLOSERS = "\"'”’»›)\\]}）」』】〉》〕］｝"
_FULL = "。！？｡．؟۔।॥։።፧។៕။༎"
_SHORTENED = """
dr mr mrs ms prof st vs cf fig figs eq eqs sec ch vol pp al approx dept gen col sgt capt lt rev hon gov sen rep
e.g i.e a.m p.m a.k.a etc inc ltd co corp jr sr est ed eds no nos art op
z.b d.h u.a bzw ca nr str usw evtl ggf vgl bd abb tel inkl zzgl hr fr mio mrd
mme mlle p.ex env sra srta ud uds núm pág sig dott sig.ra
т.е т.д т.п т.к г гг ул рис стр им проф акад см напр руб тыс млн млрд
"""
_BEFORE_NUMBERS = "no nos nr fig figs eq eqs sec ch vol pp art p núm pág рис стр г bd abb"
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_NUMBERED = frozenset(_BEFORE_NUMBERS.split())
_MONTHS = re.compile(
    r"\s+(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhunderts?|Jh)\b"
)
_THAI_PIECE = 150
"""Thai, Lao, Khmer and Burmese put spaces between phrases: a sentence has at least so many characters."""
_WRAPPED = 40
_WRAPPED_UNSPACED = 25
_JOINED = """
a an the of in on at to for from by with into than and or but as his her its their our your
der die das den dem des ein eine einen einem einer und oder von vom im am zum zur mit für
le la les un une du des et ou de à au aux dans pour par el los las una y en con por del gli il e di della het een van
"""
_JOINING = frozenset(_JOINED.split())
"""Words that end no sentence: a long line that ends with one goes on, be it with a name or a number."""
_ITEM = re.compile(r"[-*•–—#>]|\d{1,3}[.)]\s")


def sentences(text: str) -> list[Span]:
    """Return the sentences (or lines, or list items) of the text, in order, trimmed of white space.

    Every character that is not white space is in exactly one span.
    """
    spans: list[Span] = []
    start = 0
    for end in [*_borders(text), len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            spans.append(Span(left, right))
        start = end
    return spans


def count(text: str) -> int:
    """Estimate how many tokens a language model makes of the text; never falls when text is appended or prepended."""
    words, unspaced = _lengths()
    total = sum((4 + len(word)) // 5 + (len(word) > 9) for word in words.findall(text))
    return total + (4 * len(unspaced.findall(text)) + 4) // 5


@cache
def _lengths() -> tuple[re.Pattern[str], re.Pattern[str]]:
    unspaced = char_class(*UNSPACED, "hangul")
    word = rf"[^\W_{unspaced}{marks()}][^\W_{unspaced}]*|[^\w\s{marks()}]"
    return re.compile(word), re.compile(f"[{unspaced}]")


@cache
def _marks_of_end() -> re.Pattern[str]:
    thai = char_class("thai", "lao", "khmer", "myanmar")
    return re.compile(
        rf"(?P<full>[{_FULL}]+[!?…]*[{_CLOSERS}]*)"
        rf"|(?P<strong>[!?…]+[.!?…]*[{_CLOSERS}]*)"
        rf"|(?P<dot>\.+[{_CLOSERS}]*(?:\[\d{{1,3}}\])*)(?=\s|$)"
        rf"|(?P<line>[^\S\n]*(?:\r\n?|[\n\v\f\x85\u2028\u2029])\s*)"
        rf"|(?P<space>(?<=[{thai}ๆฯ])[ \u200b\u00a0]+(?=[{thai}]))"
    )


def _borders(text: str) -> Iterator[int]:
    """Yield where one sentence ends and the next begins, in order."""
    start = 0
    for match in _marks_of_end().finditer(text):
        end = match.end()
        if end >= len(text) or not _is_border(text, start, match):
            continue
        start = end
        yield end


def _is_border(text: str, start: int, match: re.Match[str]) -> bool:
    match match.lastgroup:
        case "full":
            return True
        case "strong":
            return _after_strong(text, match)
        case "dot":
            return _after_dot(text, start, match)
        case "line":
            return not _is_wrap(text, match)
        case _:
            return match.start() - start >= _THAI_PIECE


def _after_strong(text: str, match: re.Match[str]) -> bool:
    following = text[match.end()]
    if not following.isspace():
        return bool(re.match(f"[{char_class(*UNSPACED, 'hangul')}]", following))
    rest = text[match.end() :].lstrip()[:1]
    return not rest.islower()


def _after_dot(text: str, start: int, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 40]
    following = rest.lstrip()[:1]
    if following.islower():
        return False
    before = text[start : match.start()]
    word = re.split(r"[\s(\[{\"'“„«]", before[-24:])[-1]
    if match["dot"].startswith(".."):
        return True
    if word.isdigit() and len(word) <= 2:
        return bool(before.strip() != word) and not _MONTHS.match(rest)
    if word.lower() in _NUMBERED and not following.isdigit():
        return word.lower() not in ("p", "pp", "fig", "figs", "nr", "рис", "стр")
    initial = len(word) == 1 and word.isalpha() and word != "I"
    return not (initial or word.lower() in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+\w", word))


def _is_wrap(text: str, match: re.Match[str]) -> bool:
    """Tell a line end inside a sentence (wrapped text) from the end of a line that stands alone."""
    if len(re.findall(r"\r\n?|\n|\v|\f|\x85|\u2028|\u2029", match[0])) > 1 or match.end() >= len(text):
        return False
    line_start = max(text.rfind("\n", 0, match.start()), 0)
    line = text[line_start : match.start()].strip()
    following = text[match.end()]
    if not line or re.match(f"[{_FULL}.!?…:：;；]", line.rstrip("\"'”’»)）」』")[-1:]):
        return False
    if re.match(f"[{char_class(*UNSPACED)}]", line[-1]) and re.match(f"[{char_class(*UNSPACED)}]", following):
        return len(line) >= _WRAPPED_UNSPACED
    goes_on = line.split()[-1].lower() in _JOINING and not _ITEM.match(text, match.end())
    return len(line) >= _WRAPPED and (following.islower() or line[-1] in ",-，、،" or goes_on)
