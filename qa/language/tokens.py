"""Tokens for keyword search: words, stems, pieces of unspaced scripts, and identifiers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from qa.language.scripts import UNSPACED, char_class, fold, marks
from qa.language.stems import stem
from qa.language.stopwords import stop_words
from qa.types import Span

_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[A-Za-z][A-Za-z0-9]*(?:\+\+|\#)(?![A-Za-z0-9])"
    r"|[A-Za-z0-9]+(?:[._/:@+\-][A-Za-z0-9]+)+"
    r"|(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]+)"
    r"(?![A-Za-z0-9])"
)
_CAMEL = re.compile(r"[a-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*")
_PARTS = re.compile(r"[a-z]+|[0-9]+")
_CAMEL_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def tokens(text: str, language: str = "") -> list[str]:
    """Return the index tokens of a passage, with repeats and in order of their kind.

    Every word gives itself and, after a mark, its stem; unspaced scripts give characters and pairs of them;
    identifiers stay whole and give their parts as well.
    """
    return [token for token, _, _ in _located(fold(text), language)] + _identifier_tokens(text)


def query_tokens(text: str, language: str = "") -> list[str]:
    """Return the distinct tokens of a question, in order."""
    return list(dict.fromkeys(tokens(text, language)))


def identifiers(text: str) -> list[str]:
    """Return codes, versions, file and variable names in the text, folded, distinct, in order."""
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = [match[0] for match in _IDENTIFIER.finditer(normal) if _is_identifier(match[0])]
    found += _CAMEL.findall(normal)
    return list(dict.fromkeys(name.lower() for name in found))


def _is_identifier(name: str) -> bool:
    """Tell ``foo_bar``, ``v2.1``, ``C++``, ``a@b.c`` from plain hyphenated or slashed words."""
    return bool(re.search(r"[0-9_@+#:]", name)) or bool(re.search(r"[A-Za-z0-9]\.[A-Za-z0-9]", name))


def _identifier_tokens(text: str) -> list[str]:
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found: list[str] = []
    for match in _IDENTIFIER.finditer(normal):
        if _is_identifier(match[0]):
            found += _identifier_pieces(match[0].lower())
    for name in _CAMEL.findall(normal):
        parts = _CAMEL_PARTS.findall(name)
        found += [part.lower() for part in parts] if len(parts) > 1 else []
    return found


def _identifier_pieces(name: str) -> list[str]:
    """Return the name, the name without its punctuation, and its letters-only and digits-only parts."""
    bare = re.sub(r"[^a-z0-9+#]", "", name)
    runs = re.split(r"[^a-z0-9]+", name)
    parts = [part for run in runs for part in _PARTS.findall(run) if part not in runs]
    extra = [name] if name != bare else []
    return [*extra, *([bare] if bare not in runs else []), *parts]


@cache
def _runs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    unspaced = char_class(*UNSPACED)
    word = rf"[^\W_]|[{marks()}]"
    split = (
        rf"(?P<cjk>[{char_class('han', 'hiragana', 'katakana')}ー]+)|(?P<hangul>[{char_class('hangul')}]+)"
        rf"|(?P<thai>[{char_class('thai', 'lao', 'khmer', 'myanmar', 'tibetan')}]+)|(?P<word>[^{unspaced}]+)"
    )
    del word
    return re.compile(rf"[\w{marks()}]+"), re.compile(split)


def _located(folded: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Yield every token of folded text, identifiers apart, with the stretch it came from."""
    runs, split = _runs()
    for run in runs.finditer(folded):
        word, start = run[0], run.start()
        if word.isascii():
            yield from _words(word, start, language)
            continue
        for part in split.finditer(word):
            yield from _part(part, start, language)


def _part(part: re.Match[str], offset: int, language: str) -> Iterator[tuple[str, int, int]]:
    text, start = part[0], offset + part.start()
    match part.lastgroup:
        case "cjk":
            yield from _grams(list(text), start)
        case "hangul":
            yield text, start, start + len(text)
            if len(text) > 2:
                yield from _grams(list(text), start, single=False)
        case "thai":
            yield from _grams(_clusters(text), start)
        case _:
            yield from _words(text, start, language)


def _words(run: str, start: int, language: str) -> Iterator[tuple[str, int, int]]:
    if "_" not in run:
        for token in _forms(run, language):
            yield token, start, start + len(run)
        return
    for match in re.finditer(r"[^_]+", run):
        for token in _forms(match[0], language):
            yield token, start + match.start(), start + match.end()


@lru_cache(maxsize=100_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    root = stem(word, language)
    return (word, "~" + root) if root else (word,)


def _grams(units: list[str], start: int, *, single: bool = True) -> Iterator[tuple[str, int, int]]:
    """Yield units and pairs of neighbouring units."""
    at = start
    for i, unit in enumerate(units):
        end = at + len(unit)
        if single or len(units) == 1:
            yield unit, at, end
        if i + 1 < len(units):
            yield unit + units[i + 1], at, end + len(units[i + 1])
        at = end


_CLUSTER = re.compile(
    r"[เแโใไເແໂໃໄ]?[^\u0e31\u0e33-\u0e3a\u0e45-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]"
    r"[\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]*|."
)


def _clusters(text: str) -> list[str]:
    """Split Thai, Lao, Khmer and Burmese into letters with the vowels and marks that belong to them."""
    return _CLUSTER.findall(text)


def term_spans(text: str, tokens: Collection[str], language: str = "") -> list[Span]:
    """Return where these tokens of a question stand in the text: merged where they touch, function words left out."""
    wanted = _telling(frozenset(tokens))
    folded, origin = _fold_with_origin(text)
    stops = stop_words(language) | stop_words("en")
    spans: list[Span] = []
    located = sorted(((s, e) for t, s, e in _located(folded, language) if t in wanted and folded[s:e] not in stops))
    for start, end in located:
        left, right = origin[start], origin[end]
        if spans and left <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(right, spans[-1].end))
        else:
            spans.append(Span(left, right))
    return spans


def _telling(wanted: frozenset[str]) -> frozenset[str]:
    """Leave out single characters of unspaced scripts that are wanted as part of a pair."""
    single = re.compile(f"[{char_class(*UNSPACED, 'hangul')}]")
    paired = {char for token in wanted if len(token) > 1 and single.match(token) for char in _clusters(token)}
    return frozenset(token for token in wanted if token not in paired)


def _fold_with_origin(text: str) -> tuple[str, list[int]]:
    """Fold text, and say for each folded position (and the end) which position of the text it came from."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, list(range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    for match in re.finditer(rf".[{marks()}ﾞﾟ]*", text, re.DOTALL):
        piece = fold(match[0])
        pieces.append(piece)
        origin += [match.start()] * len(piece)
    return "".join(pieces), [*origin, len(text)]
