"""A question taken apart: words, "exact phrases", -words, and what it takes over from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.errors import InvalidRequest
from qa.language import detect, fold, query_tokens
from qa.language.scripts import UNSPACED, char_class
from qa.search.followup import asks_of_person, leans, names_its_own
from qa.search.overview import asks_for_all
from qa.search.terms import content
from qa.types import Query, Span

MOST_CARRIED = 8
"""A follow-up takes over at most this many terms."""

_PHRASE = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:(?<![0-9A-Za-z])["＂](?P<straight>[^"＂\n]+)["＂]|“(?P<curly>[^“”\n]+)”|„(?P<low>[^„“”\n]+)[“”]'
    r"|«(?P<angle>[^«»\n]+)»|「(?P<corner>[^「」\n]+)」|『(?P<double>[^『』\n]+)』)"
)
_EXCLUDED = re.compile(r"(?<!\S)[-－](?P<word>[^\W\d_]\S+)")
"""A minus after white space, right before a letter: ``-battery``, but not ``-5°C``, ``re-enter``, ``a - b``, ``-v``."""

_WITHIN = re.compile(r"[ -]|\s+(?:of|the|de|da|del|du|van|von|der|den|and|&)\s+")
"""What stands between the words of one name."""


def parse(text: str, *, carried: Sequence[str] = ()) -> Query:
    """Take a question apart.

    Text in double quotes (straight, curly, «», 「」, 『』) becomes an exact phrase; a word or quoted phrase with a
    minus before it is excluded. ``carried`` are the terms that an earlier question lends (see ``carry``). A question of
    nothing but excluded words is taken as plain words.

    Raises:
        InvalidRequest: there is not a single letter or digit in the question.
    """
    if not any(char.isalnum() for char in text):
        raise InvalidRequest("The question is empty; type at least one word.")
    phrases: list[str] = []
    excluded: list[str] = []

    def take_phrase(match: re.Match[str]) -> str:
        phrase = " ".join(next(group for group in match.groups()[1:] if group).split())
        if not any(char.isalnum() for char in phrase):
            return match[0]
        (excluded if match["minus"] else phrases).append(phrase)
        before, after = (" " * _sticks(char) for char in (text[: match.start()][-1:], text[match.end() :][:1]))
        return " " if match["minus"] else f"{before}{phrase}{after}"

    def take_word(match: re.Match[str]) -> str:
        word = match["word"].rstrip("?？!！.,;:。，；：、)）]")
        excluded.append(word)
        return match["word"][len(word) :]

    plain = _EXCLUDED.sub(take_word, _PHRASE.sub(take_phrase, text))
    plain = " ".join(plain.split())
    if excluded:
        plain = re.sub(r" (?=[?!.]+$)", "", plain)
    if not any(char.isalnum() for char in plain):
        plain, phrases, excluded = " ".join(text.split()), [], []
    language = detect(plain)
    tokens = query_tokens(" ".join((plain, *carried)), language)
    return Query(plain, language, tuple(tokens), _distinct(phrases), _distinct(excluded), tuple(carried))


def _sticks(char: str) -> bool:
    """Tell whether a word that comes to stand beside this character would be one word with it."""
    return any(one.isalnum() and one < "\u2e80" for one in fold(char))


def relaxed(query: Query) -> Query:
    """Return the question with its exact phrases as plain words, for when no passage holds them."""
    return replace(query, phrases=())


def carry(previous: Query, text: str, *, leaning: bool = False) -> tuple[str, ...]:
    """Return the terms of the earlier question that a follow-up takes over; () when it stands alone.

    With ``leaning`` it is known not to, whatever its words. What the whole is about takes nothing over.

    All are words of the earlier question as they stand there, or terms that it had taken over itself. A term that the
    follow-up puts another in place of ("and for Germany?" after "… in France?") is left out. What asks of a person
    ("When did he retire?") takes over the names alone, if there are any. Words of another language
    are taken over only by a follow-up that does not name what it asks about (那德国呢？): beside a noun of its own
    (这个押金是多少？) they would draw it away to passages in their language.
    """
    if not any(char.isalnum() for char in text) or asks_for_all(text):
        return ()
    language = detect(text)
    spans = content(text, language)
    own = [text[span.start : span.end] for span in spans]
    if not (leaning or leans(fold(text.strip()), (language, previous.language), own)):
        return ()
    if not leaning and language != previous.language and names_its_own(text, language, spans):
        return ()
    before = content(previous.text, previous.language)
    lent = [*previous.carried, *(previous.text[span.start : span.end] for span in before)]
    said = frozenset(map(fold, own))
    there = [(i, term) for i, term in enumerate(lent) if fold(term) not in said]
    if asks_of_person(fold(text), language) and (names := [term for _, term in there if _is_name(term)]):
        return _distinct(names)[:MOST_CARRIED]
    last = _last_name(previous.text, before, lent)
    kept = [term for i, term in there if not any(_stands_for(new, term, named=i in last) for new in own)]
    return _distinct(kept)[:MOST_CARRIED]


def _stands_for(new: str, old: str, *, named: bool) -> bool:
    """Tell whether two terms are of the same make: two numbers, two names (the old one named last), 法国 and 德国."""
    if new.isdigit() and old.isdigit():
        return len(new) == len(old)
    if re.fullmatch(f"[{char_class(*UNSPACED)}]{{2,4}}", new):
        return len(new) == len(old) and new[-1] == old[-1]
    return named and _is_name(new)


def _is_name(term: str) -> bool:
    return term[:1].isupper() and term[1:].islower()


def _last_name(text: str, spans: Sequence[Span], lent: Sequence[str]) -> range:
    """Return where among the lent terms the last name stands ("Hall of Fame"); ``spans`` are those of them in a text.

    A capital at the very beginning makes no name.
    """
    shift = len(lent) - len(spans)
    end = next((i for i in range(len(lent), 1, -1) if _is_name(lent[i - 1])), 0)
    start = end - 1
    while start > 1 and _is_name(lent[start - 1]) and start != shift:
        if start > shift and not _WITHIN.fullmatch(text[spans[start - 1 - shift].end : spans[start - shift].start]):
            break
        start -= 1
    return range(max(start, 0), end)


def _distinct(terms: Sequence[str]) -> tuple[str, ...]:
    return tuple({fold(term): term for term in reversed(terms)}[key] for key in dict.fromkeys(map(fold, terms)))


def holds(text: str, phrase: str) -> bool:
    """Tell whether the phrase stands literally in the text as whole words, case, width and white space apart."""
    return _literal(phrase).search(" ".join(fold(text).split())) is not None


@lru_cache(maxsize=256)
def _literal(phrase: str) -> re.Pattern[str]:
    folded = " ".join(fold(phrase).split())
    letter = rf"(?![{char_class(*UNSPACED, 'hangul')}])[^\W_]"
    before = rf"(?<!{letter})" if re.match(letter, folded) else ""
    after = rf"(?!{letter})" if re.match(letter, folded[-1:]) else ""
    return re.compile(before + re.escape(folded) + after)
