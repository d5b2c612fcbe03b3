"""Questions with pictures and pictures found: what belongs to one, the same again, ones like it, ones by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from qa.answering import Answering
from qa.belonging import Asked, merged
from qa.errors import ModelError
from qa.index.album import Album, picture_id
from qa.index.ledger import Ledger
from qa.ingest.identity import version
from qa.reasons import boxed, of_passage, of_picture
from qa.search import alike, screen
from qa.search.join import joined
from qa.search.pointing import points
from qa.seeing import Seen
from qa.shelves import Shelves
from qa.sights import Sights
from qa.types import (
    Answer,
    Collection,
    Filter,
    Hit,
    Kind,
    Passage,
    Picture,
    PictureHit,
    Reason,
    Source,
    TextBox,
)

TEXTS: frozenset[Kind] = frozenset({"document", "faq", "table", "code"})
IMAGES: frozenset[Kind] = frozenset({"image"})
WEIGHTS = {"words": 1.0, "meaning": 1.0, "look": 0.6}
"""What the head of each list of pictures counts."""
DEEPER = 4
"""Passages looked at for each picture wanted: several may stand on one, and others on none."""
FAINT = 0.2
"""Score under which a passage that shares no word with the question brings no picture."""
WEAK = 0.3
"""Share of the best picture's score under which words bring no other picture."""
CROWD, LEAST_CROWD = 100, 12
"""Pictures that an image model is asked for, and how few of them are too few to tell which stand out."""
STANDS_OUT, STANDING = 2.5, 4
"""Standard deviations above the crowd's mean, and pictures shown at most, beside an answer to words."""
SAME = 0.9
"""Score from which a picture is the same; all others are below."""

WORDLESS = (
    "No words could be read on this picture, so no text was looked up for it; type a few words beside it.",
    "No words could be read on these pictures, so no text was looked up for them; type a few words beside them.",
)
"""Of one picture, of several."""


class Gallery:
    """Answers questions in pictures, in words, or in both."""

    def __init__(
        self,
        ledger: Ledger,
        album: Album,
        answering: Answering,
        shelves: Shelves,
        sights: Sights,
        *,
        patient: bool,
    ) -> None:
        """Wire the rooms; when ``patient``, an image model that is here is loaded for the first picture looked for."""
        self._ledger, self._album, self._answering, self._shelves = ledger, album, answering, shelves
        self._sights = sights
        self._patient = patient

    def ask(
        self,
        collection: Collection,
        question: str,
        seen: Sequence[Sequence[Seen]],
        *,
        k: int,
        where: Filter,
        carried: Sequence[str] = (),
    ) -> Answer:
        """Answer a question in words, in pictures, or in both; see ``Library.ask``.

        Words that only point at the pictures ("What does this mean?") are not looked up.
        """
        if not seen:
            found = self._answering.ask(collection, question, k=k, where=where, carried=carried)
            return replace(found, pictures=self._beside(collection, found, where))
        texts = where if where.kinds else replace(where, kinds=TEXTS)
        keyword, words_on = self._shelves.keyword(collection), [_words(one) for one in seen]
        near = self._answering.near(collection, texts) if any(words_on) else None
        read = [screen.asked(words, keyword, texts, near) for words in words_on]
        own = "" if points(question) else question.strip()
        # What is typed is asked with the words on each picture, or by itself where none has any.
        typed = [own if words or not (at or any(read)) else "" for at, words in enumerate(read)]
        asked = [
            self._belonging(collection, said, words, one, k, texts, carried)
            for said, words, one in zip(typed, read, seen, strict=True)
        ]
        lines = "\n".join(dict.fromkeys(filter(None, read)))
        text = "\n".join(filter(None, (own, lines)))
        every = [page for one in seen for page in one]
        pictures = tuple(self.search(collection, text, every, k=k, where=replace(where, kinds=frozenset())))
        found = merged(asked, k)
        silent = bool(lines) or not all(hit.by_sight for hit in found.hits)
        first, *others = (one[0].picture.id for one in seen)
        named = own or lines.split("\n", 1)[0] or question.strip()
        return replace(
            found,
            id=self._answering.noted(collection, named, found, where != Filter()),
            question=question,
            notes=found.notes if silent else (*found.notes, WORDLESS[len(seen) > 1]),
            pictures=pictures,
            seen=lines,
            picture=first,
            more_pictures=tuple(others),
            asked_with=len(seen),
        )

    def search(
        self, collection: Collection, text: str, seen: Sequence[Seen], *, k: int, where: Filter
    ) -> list[PictureHit]:
        """Return the pictures that words or pictures find, the same picture first; see ``Library.search_images``."""
        by_words = self._by_words(collection, text, k, where) if any(map(str.isalnum, text)) else {}
        for one in seen:
            by_words.pop(one.picture.id, None)
        same, like = self._by_sight(collection, seen, k)
        if self._patient:
            with suppress(ModelError):  # pictures are found without it too; the settings page tells
                self._sights.fill(collection, passages=False)
        apart = {one.picture.id for one in seen} | set(same)
        shows = self._sights.pictures(collection, text, [one.jpeg for one in seen], k * DEEPER, where)
        lists = {
            "words": [id_ for id_ in by_words if id_ not in same],
            "meaning": [id_ for id_, _ in shows if id_ not in apart],
            "look": like,
        }
        scores = {id_: SAME + (1 - SAME) * twin.score for id_, twin in same.items()} | _scores(lists, by_words)
        found = self._shown(scores, where)[:k]
        return [
            PictureHit(
                rank,
                round(scores[picture.id], 6),
                picture,
                source,
                *_told(picture, same.get(picture.id), by_words.get(picture.id), lists),
            )
            for rank, (picture, source) in enumerate(found, 1)
        ]

    # --- inside ------------------------------------------------------------------------------------------------------

    def _belonging(
        self,
        collection: Collection,
        question: str,
        lines: str,
        seen: Sequence[Seen],
        k: int,
        where: Filter,
        carried: Sequence[str],
    ) -> Asked:
        """Find what belongs to one picture (or the pages of one file), its words and the question; no diary is told."""
        text = "\n".join(filter(None, (question.strip(), lines)))
        found = Answer(id="", question=question, hits=(), ms={"total": 0.0})
        if any(map(str.isalnum, text)):
            found = self._answering.ask(collection, text, k=k, where=where, carried=carried, noted="")
        found = replace(found, hits=tuple(replace(hit, why=of_passage(hit, lines)) for hit in found.hits))
        return Asked(lines, found, self._shown_by(collection, seen, k, where))

    def _beside(self, collection: Collection, found: Answer, where: Filter) -> tuple[PictureHit, ...]:
        """Return the pictures on which the hits of an answer stand, in their order, then those that show what it says.

        Of the latter only those that stand out: an image model finds something near to any words.
        """
        by_picture: dict[str, Hit] = {}
        for hit in found.hits:
            if hit.passage.locator.picture is not None:
                by_picture.setdefault(_picture_of(hit.passage), hit)
        tokens = found.query.tokens if found.query else ()
        shows = self._sights.pictures(collection, found.question, (), CROWD, where)
        more = [id_ for id_ in outstanding(shows) if id_ not in by_picture]
        hits: list[PictureHit] = []
        for picture, source in self._shown([*by_picture, *more], where):
            own = by_picture.get(picture.id)
            told = _told(picture, None, _Words(own, tokens) if own else None, {"meaning": more})
            score = own.score if own else min([hit.score for hit in hits] or [FAINT])
            hits.append(PictureHit(len(hits) + 1, score, picture, source, *told))
        return tuple(hits)

    def _shown_by(self, collection: Collection, seen: Sequence[Seen], k: int, where: Filter) -> tuple[Hit, ...]:
        """Return the passages that say what pictures show, best first, with no score of their own."""
        near = self._sights.passages(collection, [one.jpeg for one in seen], k, where)
        passages = self._ledger.passages_by_id([id_ for id_, _ in near])
        sources = self._ledger.sources_by_id({passage.source for passage in passages.values()})
        found = [passages[id_] for id_, _ in near if id_ in passages and passages[id_].source in sources]
        return tuple(
            Hit(rank, 0.0, None, 0.0, passage, sources[passage.source], why=(Reason("shows"),))
            for rank, passage in enumerate(found, 1)
        )

    def _shown(self, ids: Iterable[str], where: Filter) -> list[tuple[Picture, Source]]:
        """Return those of the pictures that are there and may be shown, each with its source, in order."""
        order = list(ids)
        pictures = self._album.by_id(order)
        sources = self._ledger.sources_by_id({picture.source for picture in pictures.values()})
        pairs = [(pictures[id_], sources.get(pictures[id_].source)) for id_ in order if id_ in pictures]
        return [(picture, source) for picture, source in pairs if source and _admits(where, source)]

    def _by_words(self, collection: Collection, text: str, k: int, where: Filter) -> dict[str, _Words]:
        """Return, best first, the pictures whose words, name or caption answer."""
        best: dict[str, _Words] = {}
        for kinds in (IMAGES, where.kinds) if where.kinds != IMAGES else (IMAGES,):
            some = replace(where, kinds=kinds)
            found = self._answering.ask(collection, text, k=k * DEEPER, where=some, carried=(), noted="")
            tokens = found.query.tokens if found.query else ()
            for hit in found.hits:
                if hit.passage.locator.picture is not None and (hit.keyword > 0 or hit.score >= FAINT):
                    known = best.get(_picture_of(hit.passage))
                    if known is None or hit.score > known.hit.score:
                        best[_picture_of(hit.passage)] = _Words(hit, tokens)
        bar = WEAK * max((one.hit.score for one in best.values()), default=0.0)
        told = [pair for pair in best.items() if pair[1].hit.score >= bar]
        return dict(sorted(told, key=lambda pair: (-pair[1].hit.score, pair[0])))

    def _by_sight(
        self, collection: Collection, seen: Sequence[Seen], k: int
    ) -> tuple[dict[str, alike.Twin], list[str]]:
        """Return the pictures that are the same as one of those asked with, and the others that look like it."""
        same: dict[str, alike.Twin] = {}
        like: dict[str, float] = {}
        known = self._album.fingerprints(collection.id) if seen else None
        for picture in (one.picture for one in seen if known):
            assert known is not None
            for twin in alike.twins(picture, screen.said(picture.words), known, self._said):
                if twin.id != picture.id and twin.score > same.get(twin.id, twin._replace(score=-1.0)).score:
                    same[twin.id] = twin
            for id_, cosine in zip(known.ids, map(float, alike.likeness(picture, known)), strict=True):
                if cosine >= alike.LIKE and id_ != picture.id:
                    like[id_] = max(cosine, like.get(id_, 0.0))
        ordered = sorted((id_ for id_ in like if id_ not in same), key=lambda id_: (-like[id_], id_))
        return dict(sorted(same.items(), key=lambda pair: (-pair[1].score, pair[0]))), ordered[: k * DEEPER]

    def _said(self, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return {id_: screen.said(picture.words) for id_, picture in self._album.by_id(ids).items()}


class _Words(NamedTuple):
    """A passage on a picture that answers, and the tokens of the question."""

    hit: Hit
    tokens: tuple[str, ...]


def outstanding(shows: Sequence[tuple[str, float]]) -> list[str]:
    """Return the few pictures whose cosine stands out of the crowd; none of a crowd that is too small to tell."""
    if len(shows) < LEAST_CROWD:
        return []
    cosines = np.array([cosine for _, cosine in shows])
    bar = float(cosines.mean() + STANDS_OUT * cosines.std())
    return [id_ for id_, cosine in shows if cosine > bar][:STANDING]


def _scores(lists: Mapping[str, Sequence[str]], by_words: Mapping[str, _Words]) -> dict[str, float]:
    """Return a score 0…1 for each picture, best first; a single list of words keeps the scores of its passages."""
    filled = {name: ids for name, ids in lists.items() if ids}
    if list(filled) == ["words"]:
        return {id_: min(by_words[id_].hit.score, SAME - 0.01) for id_ in filled["words"]}
    return {id_: (SAME - 0.01) * score for id_, score in joined(filled, WEIGHTS)} if filled else {}


def _words(seen: Iterable[Seen]) -> str:
    return "\n\n".join(one.picture.words for one in seen if one.picture.words)


def _picture_of(passage: Passage) -> str:
    """Return the id of the picture that a passage was read from: both ids begin with source and version."""
    return picture_id(passage.source, version(passage)[:8], passage.locator.picture or 0)


def _admits(where: Filter, source: Source) -> bool:
    return (not where.sources or source.id in where.sources) and (not where.kinds or source.kind in where.kinds)


def _told(
    picture: Picture, twin: alike.Twin | None, words: _Words | None, lists: Mapping[str, Sequence[str]]
) -> tuple[tuple[Reason, ...], tuple[TextBox, ...]]:
    """Return why a picture was found, and the lines on it to mark."""
    hit, tokens = (words.hit, words.tokens) if words else (None, ())
    return of_picture(picture, twin, hit, tokens, lists), boxed(picture, tokens)
