"""Content words of a text as they stand in it: for follow-up questions and for labels."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qa.language import fold, stop_words
from qa.language.scripts import UNSPACED, char_class, marks
from qa.types import Span

_ASKING = {
    "en": "much many long often far old soon please tell show",
    "de": "viel viele lange oft weit bitte",
    "fr": "longtemps souvent svp",
    "es": "tiempo favor",
    "zh": "多久 多长 多大 是否 能否 可否 怎么办 怎么样 哪些 请问 如果 那么 的话 一下 时候 呢 吗",
    "ja": "どのくらい どれくらい いくら いくつ 何 教えて",
    "ko": "얼마 얼마인가요 얼마나 며칠 알려주세요",
}
_SPLITTING = "[的了吗呢吧啊么嘛及]|是(?!否)|和(?![解谐平])|(?<!参)与|或(?![许者])|在(?![线职校途册即])"
"""Single Chinese function words, but where they are part of a longer word (在线, 参与)."""
_EDGES = frozenset("我你您他她它这那就不也都而以之于其被把从到向个些要怎")
_ELISIONS = {"fr": re.compile(r"(?i:qu|[cdjlmnst])['’](?=.)"), "it": re.compile(r"(?i:[a-z]+)['’](?=.)")}
_ENDINGS = {"ko": re.compile(r"(?<=..)(?:에서|으로|은|는|이|가|을|를|의|에|로|과|와|도)$")}
_INFLECTED = frozenset({*_ELISIONS, *_ENDINGS})


@lru_cache(maxsize=512)
def content(text: str, language: str) -> tuple[Span, ...]:
    """Return the content words in order.

    These are the words that are no function words, and in scripts without spaces the runs between function words.
    """
    spans: list[Span] = []
    for match in (_ASCII_WORDS if text.isascii() else _words()).finditer(text):
        if match.lastgroup == "word":
            span = Span(*match.span()) if language not in _INFLECTED else _shorn(match, language)
            if _says_something(text[span.start : span.end], language):
                spans.append(span)
        elif language == "ja":
            spans += [Span(match.start() + s, match.start() + e) for s, e in _japanese(match[0])]
        else:
            spans += [Span(match.start() + s, match.start() + e) for s, e in _between(match[0], language)]
    return tuple(spans)


@lru_cache(maxsize=50_000)
def _says_something(word: str, language: str) -> bool:
    folded = fold(word)
    return folded not in _stops(language) and (len(folded) > 1 or folded.isdigit())


@cache
def _stops(language: str) -> frozenset[str]:
    return stop_words(language) | frozenset(_ASKING.get(language, "").split())


_ASCII_WORDS = re.compile(r"(?P<word>\w+(?:[-.'@/+]\w+)*)")


@cache
def _words() -> re.Pattern[str]:
    run = char_class(*UNSPACED)
    letter = rf"(?:(?![{run}])[\w{marks()}])"
    return re.compile(rf"(?P<run>[{run}ー]+)|(?P<word>{letter}+(?:[-.'’@/+]{letter}+)*)")


def _shorn(match: re.Match[str], language: str) -> Span:
    """Cut an elided article off the front (l'Allemagne) and a particle off the end (기간은)."""
    front = _ELISIONS[language].match(match[0]) if language in _ELISIONS else None
    ending = _ENDINGS[language].search(match[0]) if language in _ENDINGS else None
    left, right = front.end() if front else 0, ending.start() if ending else len(match[0])
    return Span(match.start() + left, match.start() + right)


def _japanese(run: str) -> list[tuple[int, int]]:
    stops = _stops("ja")
    found = [m.span() for m in re.finditer(rf"[{char_class('han', 'katakana')}ー]+", run) if m[0] not in stops]
    return [span for span in found if span[1] - span[0] > 1] or found


@cache
def _separators(language: str) -> re.Pattern[str]:
    words = sorted((w for w in _stops(language) if len(w) > 1), key=lambda w: (-len(w), w))
    return re.compile("|".join([*map(re.escape, words), *([_SPLITTING] if language == "zh" else [])]))


def _between(run: str, language: str) -> list[tuple[int, int]]:
    """Return the stretches between function words, of two characters or more when there are any such."""
    folded, start, found = fold(run), 0, []
    if len(folded) != len(run):
        folded = run
    for stop in [*_separators(language).finditer(folded), None]:
        left, right = start, stop.start() if stop else len(run)
        while right - left > 1 and folded[left] in _EDGES:
            left += 1
        while right - left > 1 and folded[right - 1] in _EDGES:
            right -= 1
        if right > left and folded[left:right] not in _EDGES:
            found.append((left, right))
        start = stop.end() if stop else right
    return [span for span in found if span[1] - span[0] > 1] or found
