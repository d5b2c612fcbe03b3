"""Questions that a collection can put to itself, whose answers it knows without anybody's labels.

Another wording of an FAQ entry asks for the entry; a heading asks for its section, with the heading taken out; a
sentence asks for its passage, with the sentence taken out.
What is taken out is taken out of the words and of the vector, so that nothing is found by having been copied.
To measure how well a collection is searched, what was made from a passage is asked of passages in its language: a
translation would answer it as well, and nothing here could tell that it does.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from qa import finding, language
from qa.finding import Place
from qa.search import bm25
from qa.search.cosine import cosines
from qa.search.question import parse
from qa.search.score import Weights
from qa.types import Candidate, Matrix, Passage, Query, Statistics, TextEncoder, Vector

FEWEST_TOKENS, MOST_LETTERS = 4, 220
"""A sentence or heading asked has this many words at least and this many letters at most."""

_NUMBER = re.compile(
    r"^(?:[0-9]+(?:\.[0-9]+)*[.)]?\s+|§\s*\d+[.:]?\s*|(?:chapter|section|article|kapitel|abschnitt|artikel)\s+\w+[.:]?\s+"
    r"|第[〇零一二三四五六七八九十百\d]{1,5}[章节節条條部编編篇]\s*|[一二三四五六七八九十]{1,3}[、.．]\s*"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[.!?…。！？।؟۔]['\"”’»)\]）」』】]*\s*$")
_ROW = re.compile(r"\s\|\s|[^:;.]{1,80}: [^;]*; [^:;.]{1,80}: |^\S{2,12}: \S+$|^[^:：]{1,8}：\S{1,12}$")
"""Rows, and labels with what belongs to them: who takes one out takes its answer out."""
_UNMARKED = frozenset(("th", "lo", "km", "my"))
"""Languages whose sentences end without a mark."""
_QUOTES = re.compile(r"[\"“”„«»「」『』＂]|(?<!\S)[-－]")


@dataclass(frozen=True, slots=True)
class Shortened:
    """A passage without what is asked: its tokens, and its vector and its sentences' where they can be told."""

    tokens: tuple[str, ...]
    vector: Vector | None
    sentences: Matrix | None = None


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question a collection puts to itself."""

    text: str
    right: frozenset[str]
    """Ids of the passages that answer it."""
    hidden: frozenset[str] = frozenset()
    """Ids of passages that hold the question word for word, and are left out."""
    shortened: Mapping[str, Shortened] = field(default_factory=dict)
    """Passages that count without what is asked, by id."""
    kind: Literal["", "wording", "heading", "sentence"] = ""
    """What it was made from; "" when it was not made from the collection."""
    source: str = ""
    taken: str = ""
    """What stands in the source and is asked, as it stands there."""
    under: tuple[str, ...] = ()
    """The path of a heading."""


def own_questions(
    passages: Sequence[Passage], sentences: Mapping[str, Matrix], n: int, seed: int = 0
) -> list[OwnQuestion]:
    """Make up to ``n`` questions from whole sources' passages, the kinds in turn.

    ``sentences`` holds the sentence vectors of those passages that have them, shape (sentences, dims).
    """
    kinds = [_wordings(passages), _headings(passages, sentences), _sentences(passages, sentences)]
    rng = random.Random(seed)
    for kind in kinds:
        rng.shuffle(kind)
    made: list[OwnQuestion] = []
    while len(made) < n and any(kinds):
        made += [kind.pop() for kind in kinds if kind]
    return made[:n]


def retold(own: OwnQuestion, passages: Sequence[Passage], sentences: Mapping[str, Matrix]) -> OwnQuestion:
    """Return an own question as it is put to other passages, or to other vectors, of the source it was made from.

    Where nothing holds what is asked any more, no passage is right.
    """
    ids = {p.id for p in passages}
    if own.right <= ids:
        short = {p.id: _without_taken(own, p, sentences) for p in passages if p.id in own.shortened}
        return replace(own, shortened=short)
    if own.kind == "wording":
        hidden = frozenset(p.id for p in passages if _plain(p.question) == own.text)
        entries = {p.entry for p in passages if p.id in hidden}
        right = frozenset(p.id for p in passages if p.entry in entries) - hidden
        return replace(own, right=right, hidden=hidden)
    if own.kind == "heading":
        under = [p for p in passages if p.locator.heading == own.under and not p.question]
    else:
        holding = [p for p in passages if own.taken.strip() in p.text]
        under = sorted(holding, key=lambda p: (_off_centre(own.taken.strip(), p.text), p.id))[:1]
        own = replace(own, hidden=frozenset(p.id for p in holding if p not in under))
    short = {p.id: _without_taken(own, p, sentences) for p in under}
    return replace(own, right=frozenset(short), shortened=short)


def _off_centre(said: str, text: str) -> float:
    return abs(text.index(said) + len(said) / 2 - len(text) / 2)


def _without_taken(own: OwnQuestion, passage: Passage, sentences: Mapping[str, Matrix]) -> Shortened:
    if own.kind == "heading":
        return _without_heading(passage, own.taken, sentences)
    start = passage.text.index(own.taken.strip())
    end = start + len(own.taken.strip())
    gone = [i for i, span in enumerate(passage.sentences) if span.start < end and start < span.end]
    return _shortened(passage, passage.text[:start] + passage.text[end:], gone, sentences)


def look(
    own: OwnQuestion,
    vector: Vector | None,
    place: Place,
    encoder: TextEncoder | None,
    languages: Mapping[str, str],
    weights: Weights | None = None,
    *,
    translations: bool = True,
) -> tuple[Query, list[Candidate], list[tuple[str, float]]]:
    """Ask an own question: the query, the pool without what is hidden or taken out, and its order.

    ``languages`` are those of the passages, by id. Without ``translations`` what was made from a passage is asked of
    its language alone.
    """
    query, pool = finding.pool(parse(own.text), vector, place)
    statistics = place.keyword.statistics(query.tokens)
    spoken = {languages.get(id_, "") for id_ in own.right} if own.kind and not translations else set()
    kept = [
        _without(c, own.shortened[c.id], query, statistics, vector) if c.id in own.shortened else c
        for c in pool
        if c.id not in own.hidden and _may_answer(languages.get(c.id, ""), spoken)
    ]
    known = {c.id: languages.get(c.id, "") for c in kept}
    return query, kept, finding.order(encoder if vector is not None else None, query, kept, known, weights, place.read)


def _may_answer(language: str, spoken: Set[str]) -> bool:
    """Whether a passage in a language may answer a question made from those that are spoken; what has none always."""
    return not (language and spoken) or "" in spoken or language in spoken


def _without(
    candidate: Candidate, short: Shortened, query: Query, statistics: Statistics, vector: Vector | None
) -> Candidate:
    """Score a candidate anew without what was taken out of its passage."""
    held = bm25.only(query.tokens, [short.tokens])
    [keyword] = bm25.scores(query.tokens, held, [len(short.tokens)], statistics)
    weights = bm25.idf(statistics)
    mass = bm25.mass(query.tokens, weights)
    matched = bm25.mass(set(held[0]), weights) / mass if mass else 0.0
    semantic, sentence = candidate.semantic, None
    if semantic is not None and vector is not None and short.vector is not None:
        semantic = float(np.clip(short.vector @ vector, -1.0, 1.0))
    if candidate.sentence is not None and vector is not None and short.sentences is not None:
        sentence = float(cosines(short.sentences, vector).max())
    return replace(
        candidate,
        semantic=semantic,
        sentence=sentence,
        late=None,
        keyword=float(keyword),
        matched=matched,
        exact=False,
        vector=candidate.vector if short.vector is None else short.vector,
    )


def _plain(text: str) -> str:
    """Return text that ``parse`` takes as plain words."""
    return " ".join(_QUOTES.sub(" ", text).split())


def _askable(text: str) -> bool:
    return len(text) <= MOST_LETTERS and len(set(language.query_tokens(text))) >= FEWEST_TOKENS


def _wordings(passages: Sequence[Passage]) -> list[OwnQuestion]:
    entries: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.entry and passage.question:
            entries[passage.entry].append(passage)
    return [
        OwnQuestion(
            _plain(one.question),
            frozenset(p.id for p in same if p is not one),
            frozenset({one.id}),
            kind="wording",
            source=one.source,
            taken=one.question,
        )
        for same in entries.values()
        if len(same) > 1
        for one in same[:2]
        if any(char.isalnum() for char in one.question)
    ]


def _headings(passages: Sequence[Passage], sentences: Mapping[str, Matrix]) -> list[OwnQuestion]:
    sections: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.locator.heading and not passage.question:
            sections[passage.source, *passage.locator.heading].append(passage)
    made = []
    for path, under in sections.items():
        heading = _plain(_NUMBER.sub("", path[-1]))
        if _askable(heading):
            short = {p.id: _without_heading(p, path[-1], sentences) for p in under}
            about = under[0].source
            made.append(
                OwnQuestion(
                    heading,
                    frozenset(short),
                    shortened=short,
                    kind="heading",
                    source=about,
                    taken=path[-1],
                    under=path[1:],
                )
            )
    return made


def _sentences(passages: Sequence[Passage], sentences: Mapping[str, Matrix]) -> list[OwnQuestion]:
    made = []
    around = [None, *passages, None]
    for before, passage, after in zip(around, passages, around[2:], strict=False):
        if passage.kind != "document" or passage.question or len(passage.sentences) < 3:
            continue
        number = _middle(passage)
        span = passage.sentences[number]
        said = passage.text[span.start : span.end]
        if _is_sentence(said, passage.language):
            short = _shortened(passage, passage.text[: span.start] + passage.text[span.end :], [number], sentences)
            beside = frozenset(p.id for p in (before, after) if p is not None and said.strip() in p.text)
            made.append(
                OwnQuestion(
                    _plain(said),
                    frozenset({passage.id}),
                    beside,
                    {passage.id: short},
                    kind="sentence",
                    source=passage.source,
                    taken=said,
                )
            )
    return made


def _middle(passage: Passage) -> int:
    """Return which sentence near the middle of a passage can be asked best; the middle one where none can."""
    spans, middle = passage.sentences, len(passage.sentences) // 2
    nearest = sorted(range(len(spans)), key=lambda number: abs(number - middle))
    fit = (i for i in nearest if _is_sentence(passage.text[spans[i].start : spans[i].end], passage.language))
    return next(fit, middle)


def _is_sentence(said: str, spoken: str) -> bool:
    whole = _WHOLE.search(said) is not None or spoken in _UNMARKED
    return whole and not _ROW.search(said.strip()) and _askable(_plain(said))


def _without_heading(passage: Passage, heading: str, sentences: Mapping[str, Matrix]) -> Shortened:
    held = [i for i, span in enumerate(passage.sentences) if heading in passage.text[span.start : span.end]]
    return _shortened(passage, passage.text.replace(heading, " "), held, sentences)


def _shortened(passage: Passage, text: str, gone: Sequence[int], sentences: Mapping[str, Matrix]) -> Shortened:
    """Return a passage reduced to ``text``, its vector the mean of its other sentences', weighted by length."""
    known = sentences.get(passage.id)
    vector: Vector | None = None
    others: Matrix | None = None
    if known is not None and len(known) == len(passage.sentences):
        lengths = np.array([0 if i in gone else s.end - s.start for i, s in enumerate(passage.sentences)], np.float32)
        mean = lengths @ known
        norm = float(np.linalg.norm(mean))
        vector = (mean / norm).astype(np.float32) if norm > 1e-6 else None
        others = known[lengths > 0] if (lengths > 0).any() else None
    return Shortened(tuple(language.tokens(text, passage.language)), vector, others)
