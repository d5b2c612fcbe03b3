"""Words and sentences that stand for a theme: all of them stand in its passages."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np

from qa.language import fold, sentences, tokens
from qa.language.scripts import UNSPACED, char_class
from qa.search.cluster import typical, word_vectors
from qa.search.terms import content
from qa.types import Group, Matrix, Passage, Span

TERMS = 3
"""Terms of a label."""
SAMPLE = 120
"""A theme is described by its most typical passages, this many at most."""
REPEATS = 3
"""A passage that says a word more often than this counts as saying it this often."""
PAIR = 1.5
"""A pair of words says more than one: its weight counts this many times."""
WEAK = 0.3
"""Terms below this share of the best one's weight are left out."""
GOOD_PART = 0.2
"""Share of a theme from which it can be told in the reader's language, though more of it is in another."""
BETWEEN = " · "
_LONGEST_RUN = 8
_GRAMS = (2, 6)
_PALE = {
    "en": """first second third one two three new many used use using several various different well known including
    however although often later also among particular""",
    "de": "erste ersten erster zwei drei jahr jahre sowie etwa dafür dabei jedoch",
    "fr": "premier première deux trois ainsi plusieurs",
    "es": "primer primera dos tres así varios",
}
"""Words that are true of anything: in no label."""
_SHORTEST, _LONGEST = 20, 240
_ALIKE = 0.6
"""Weight of likeness to the first sentence when the second is chosen."""


def describe(
    members: Sequence[Sequence[int]],
    passages: Sequence[Passage],
    vectors: Matrix,
    *,
    sentence_vectors: Sequence[Matrix | None] = (),
    first: int = 1,
    language: str = "",
) -> list[Group]:
    """Return a labelled, summarised group for each list of positions into ``passages`` (and rows of ``vectors``).

    ``sentence_vectors`` hold for each passage one row a sentence, or None. ``first`` is what the first passage is
    called in ``Group.hits``: 1 for ranks. A theme in several languages is told in ``language`` if enough of it is, else
    in the one that most of it is in.
    """
    chosen = [_in_one_language(typical(vectors, rows)[:SAMPLE], passages, language) for rows in members]
    terms = label_terms([[passages[i] for i in rows] for rows in chosen])
    groups = []
    for rows, shown, words in zip(members, chosen, terms, strict=True):
        kept = [sentence_vectors[i] for i in shown] if sentence_vectors else []
        groups.append(
            Group(
                label=BETWEEN.join(words),
                summary=summary([passages[i] for i in shown[:20]], kept[:20]),
                hits=tuple(first + i for i in rows),
                terms=tuple(words),
                passages=tuple(passages[i].id for i in typical(vectors, rows)),
            )
        )
    return groups


def _in_one_language(rows: Sequence[int], passages: Sequence[Passage], wanted: str) -> list[int]:
    """Return those in the wanted language if they are a good part, else in the commonest (of equals, the first)."""
    languages = [passages[i].language for i in rows]
    main = max(dict.fromkeys(languages), key=languages.count, default="")
    if wanted and languages.count(wanted) >= max(GOOD_PART * len(languages), 1):
        main = wanted
    return [i for i, language in zip(rows, languages, strict=True) if language == main]


def label_terms(groups: Sequence[Sequence[Passage]], *, most: int = TERMS) -> list[tuple[str, ...]]:
    """Return for each group the terms that set it apart, as they stand in its passages, best first.

    Class-based tf-idf: tf(t, group) · ln(1 + A / f(t)), where f counts the term over all groups and A is the mean
    number of terms a group (Grootendorst 2022, arXiv:2203.05794). Terms are content words, pairs of neighbouring ones,
    and in scripts without spaces the longest strings that come again.
    """
    forms: list[Counter[tuple[str, str]]] = []
    counts: list[Counter[str]] = []
    for group in groups:
        said, counted = Counter[tuple[str, str]](), Counter[str]()
        for passage in group:
            once = Counter(_said(passage))
            said.update(once)
            counted.update(_capped(once))
        forms.append(said)
        counts.append(_whole(counted, len(group)))
    everywhere = Counter[str]()
    for counted in counts:
        everywhere.update(counted)
    mean = everywhere.total() / max(len(counts), 1)
    chosen = [_best(counted, everywhere, mean, most) for counted in counts]
    return [tuple(_surface(key, said) for key in keys) for keys, said in zip(chosen, forms, strict=True)]


def _capped(said: Counter[tuple[str, str]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for (key, _), n in said.items():
        counted[key] = min(counted.get(key, 0) + n, REPEATS)
    return counted


def _best(counted: Counter[str], everywhere: Counter[str], mean: float, most: int) -> list[str]:
    weights = {key: n * math.log1p(mean / everywhere[key]) * PAIR ** key.count(" ") for key, n in counted.items()}
    order = sorted(weights, key=lambda key: (-round(weights[key], 9), key))
    chosen: list[str] = []
    for key in order[: 20 * most]:
        fuller = _fuller(key, counted, order)
        if weights[key] >= WEAK * weights[order[0]] and not any(_overlap(fuller, other) for other in chosen):
            chosen.append(fuller)
        if len(chosen) == most:
            break
    return chosen


def _fuller(key: str, counted: Counter[str], order: Sequence[str]) -> str:
    """Return the pair that a word mostly comes in ("prime number" for "prime"), or the word."""
    pairs = (other for other in order if " " in other and key in other.split() and 2 * counted[other] >= counted[key])
    return key if " " in key else next(pairs, key)


def _overlap(a: str, b: str) -> bool:
    return a in b or b in a or not set(a.split()).isdisjoint(b.split())


def _surface(key: str, said: Counter[tuple[str, str]]) -> str:
    """Return the form that stands there most often; of equals the lower-case, then the shorter one."""
    forms = {form: n for (other, form), n in said.items() if other == key}
    return min(forms, key=lambda form: (-forms[form], form != form.lower(), len(form), form))


def _said(passage: Passage) -> list[tuple[str, str]]:
    """Return every candidate term of a passage as (what counts together, how it stands there)."""
    text, language = passage.text, passage.language
    said: list[tuple[str, str]] = []
    before, start, end = "", 0, 0
    for span in content(text, language):
        word = text[span.start : span.end]
        key = "" if _unspaced(word) else _term(word, language)
        if key:
            said.append((key, word))
            if before and text[end : span.start] == " ":
                said.append((f"{before} {key}", text[start : span.end]))
        elif _unspaced(word):
            said += _pieces(word, language)
        before, start, end = key, span.start, span.end
    return said


@lru_cache(maxsize=50_000)
def _term(word: str, language: str) -> str:
    """Return the key of a word that may stand in a label, or nothing."""
    telling = (len(word) > 2 and not word.isdigit()) or (word.isalpha() and word.isupper())
    return _key(word, language) if telling and fold(word) not in _pale(language) else ""


@cache
def _pale(language: str) -> frozenset[str]:
    return frozenset(_PALE.get(language, "").split())


@lru_cache(maxsize=50_000)
def _key(word: str, language: str) -> str:
    """Return the stem, so that forms of one word count together."""
    found = tokens(word, language)
    return next((token for token in found if token.startswith("~")), fold(word))


def _unspaced(word: str) -> bool:
    return not word.isascii() and _pattern().match(word) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{char_class(*UNSPACED)}]")


def _pieces(run: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the words that a run without spaces may hold: Chinese its substrings, others the run itself."""
    if language != "zh":
        if 2 <= len(run) <= 2 * _LONGEST_RUN:
            yield fold(run), run
        return
    for length in range(_GRAMS[0], _GRAMS[1] + 1):
        for start in range(len(run) - length + 1):
            piece = run[start : start + length]
            yield fold(piece), piece
    if _GRAMS[1] < len(run) <= _LONGEST_RUN:
        yield fold(run), run


def _whole(counted: Counter[str], passages: int) -> Counter[str]:
    """Leave out what came once (when there is something to choose from) and fragments of longer Chinese terms.

    A string is a fragment when one that is a character longer and holds it comes nearly as often.
    """
    again = Counter({key: n for key, n in counted.items() if n > 1}) if passages > 1 else counted
    kept = again or counted
    longer: dict[str, int] = {}
    for key, n in kept.items():
        if len(key) > _GRAMS[0] and _unspaced(key):
            for inner in (key[1:], key[:-1]):
                longer[inner] = max(longer.get(inner, 0), n)
    return Counter({key: n for key, n in kept.items() if longer.get(key, 0) < 0.7 * n})


def summary(passages: Sequence[Passage], sentence_vectors: Sequence[Matrix | None] = ()) -> str:
    """Return the two most central sentences of the passages, the second unlike the first, in the passages' order.

    Central is near the mean of all sentences: by their vectors when every passage has them (one row for each of
    ``passage.sentences``), else by their words. Of an FAQ entry only the answer is read.
    """
    known = len(sentence_vectors) == len(passages) and all(
        matrix is not None and len(matrix) == len(p.sentences) > 0
        for matrix, p in zip(sentence_vectors, passages, strict=True)
    )
    found: dict[str, tuple[int, int]] = {}
    for i, passage in enumerate(passages):
        for j, span in enumerate(_sentences(passage)):
            if span.start >= len(passage.question):
                found.setdefault(" ".join(passage.text[span.start : span.end].split()), (i, j))
    if not found:
        return ""
    if known:
        vectors = np.stack([sentence_vectors[i][j] for i, j in found.values()])  # type: ignore[index]
    else:
        vectors = word_vectors([_words(passages[i], _sentences(passages[i])[j]) for i, j in found.values()])
    texts = list(found)
    return _joined([texts[i] for i in _central(vectors, texts)])


def _sentences(passage: Passage) -> Sequence[Span]:
    return passage.sentences or sentences(passage.text)


def _words(passage: Passage, sentence: Span) -> list[str]:
    """Return the content words of a sentence, by stem; of scripts without spaces their pairs of characters."""
    spans = content(passage.text, passage.language)
    first, last = (bisect_left(spans, edge, key=lambda span: span.start) for edge in (sentence.start, sentence.end))
    found: list[str] = []
    for span in spans[first:last]:
        word = passage.text[span.start : span.end]
        pairs = [word[i : i + 2] for i in range(len(word) - 1)] if _unspaced(word) else []
        found += pairs or [_key(word, passage.language)]
    return found


def _central(vectors: Matrix, texts: Sequence[str]) -> list[int]:
    """Return the positions of at most two sentences, ascending (maximal marginal relevance, Carbonell 1998)."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    unit = vectors / lengths
    centre = unit.sum(axis=0)
    near = unit @ centre / max(float(np.linalg.norm(centre)), 1e-12)
    near = np.round(near - 0.5 * np.array([not _SHORTEST <= _width(text) <= _LONGEST for text in texts]), 6)
    best = int(np.argmax(near))
    if len(texts) == 1:
        return [best]
    rest = near - _ALIKE * (unit @ unit[best])
    rest[best] = -np.inf
    second = int(np.argmax(np.round(rest, 6)))
    return sorted((best, second)) if near[second] > 0 else [best]


def _width(text: str) -> int:
    """Return the length in narrow characters: a Chinese one says as much as two or three Latin ones."""
    return len(text) if text.isascii() else len(text) + len(_pattern().findall(text))


def _joined(said: Sequence[str]) -> str:
    """Join sentences by a blank, but where a Chinese full stop parts them from Chinese."""
    text = said[0]
    for sentence in said[1:]:
        parted = unicodedata.category(text[-1])[0] == "P" and _wide(text[-1]) and _wide(sentence[0])
        text += ("" if parted else " ") + sentence
    return text


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
