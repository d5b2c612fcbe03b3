"""A question becomes an answer: the rooms of ``qa.search`` in order, over one collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa import finding, themes
from qa.assurance import AS_LIKELY, Judge, seen, unrivalled
from qa.clock import Clock
from qa.coverage import Coverage
from qa.encoders import Encoders
from qa.entries import Entries
from qa.errors import InvalidRequest, ModelError, ModelMismatch
from qa.finding import Place, trusted
from qa.index.diary import Diary
from qa.index.ledger import Ledger
from qa.language import detect, is_usual, term_spans
from qa.search import smalltalk, unread
from qa.search.duplicates import Kept, also_in
from qa.search.evidence import evidence
from qa.search.pointing import points
from qa.search.question import carry, parse
from qa.search.recall import once
from qa.search.references import Read
from qa.shelves import Shelves
from qa.types import (
    Answer,
    Candidate,
    Collection,
    Filter,
    Group,
    Hit,
    Passage,
    Query,
    TextEncoder,
    Vector,
    VectorIndex,
    Verdict,
)

WARMING = "The meaning model is still loading: these passages were found by their words alone."
FAILED = "The meaning model could not be loaded ({why}): these passages were found by their words alone."
OUTDATED = (
    "This collection was made with other weights of its model than are here now: its passages are found by words alone "
    "until its vectors are made anew. For the built-in model the app does so when it starts, for any `qa reindex` does."
)
NOWHERE = "Nothing holds the quoted words exactly: these passages were found with the words taken one by one."


class _Looked(NamedTuple):
    """What was found for a question: where, by what, and in which order."""

    query: Query
    """As it was looked for."""
    encoder: TextEncoder | None
    vector: Vector | None
    place: Place
    read: Read
    """Gives passages by id, each read once."""
    pool: Sequence[Candidate]
    ranked: Sequence[tuple[str, float]]
    notes: list[str]
    """What the user should know."""


class Answering:
    """Asks collections."""

    def __init__(
        self,
        ledger: Ledger,
        diary: Diary,
        shelves: Shelves,
        encoders: Encoders,
        judge: Judge,
        entries: Entries,
        coverage: Coverage,
        *,
        patient: bool,
    ) -> None:
        self._ledger, self._diary, self._shelves, self._encoders = ledger, diary, shelves, encoders
        self._judge, self._entries, self._coverage = judge, entries, coverage
        self._patient = patient

    def ask(
        self,
        collection: Collection,
        question: str,
        *,
        k: int,
        where: Filter,
        carried: Sequence[str],
        noted: str | None = None,
    ) -> Answer:
        """Answer a question; see ``Library.ask``. The diary notes ``noted`` (default: the question; "": nothing)."""
        clock = Clock()
        with clock("parse"):
            query = _asked(question, carried, k)
        looked = self._look(collection, query, where, clock)
        hits, verdict, sure = self._weigh(collection, looked, k, clock)
        if verdict != "answered" and (sure or 0.0) < AS_LIKELY and smalltalk.is_smalltalk(question):
            hits, verdict, sure = [], None, None
            looked.notes.clear()
        with clock("themes"):
            groups = themes.grouped(hits, self._vectors_of(hits, looked.place.vectors), query.language)
        overview: tuple[Group, ...] = ()
        if sure is not None and verdict != "answered" and sure < AS_LIKELY and looked.place.vectors is not None:
            overview = themes.of_all(looked.query, where, collection, self._ledger, looked.place.vectors)
        top = hits[0].passage.id if hits else ""
        note, identity = question if noted is None else noted, ""
        if note:
            typo = smalltalk.is_mashed(question) and not any(hit.keyword for hit in hits)
            gap = where == Filter() and not overview and not typo
            identity = self._diary.asked(collection.id, note, verdict, sure, top, narrowed=not gap)
        return Answer(
            id=identity,
            question=question,
            hits=tuple(hits),
            groups=groups,
            verdict=verdict,
            confidence=sure,
            query=looked.query,
            notes=tuple(looked.notes),
            ms=clock.read(),
            uncovered=self._coverage.of(collection),
            overview=overview,
        )

    def noted(self, collection: Collection, question: str, found: Answer, narrowed: bool) -> str:
        """Write a question that came with pictures, and what it found, into the diary; return its id there."""
        top = next((hit.passage.id for hit in found.hits if not hit.by_sight), "")
        return self._diary.asked(collection.id, question, found.verdict, found.confidence, top, narrowed=narrowed)

    def carry(self, previous: str, question: str, seen: str = "") -> tuple[str, ...]:
        """Return the terms a follow-up takes over; see ``Library.carry``.

        After a picture, a follow-up that says nothing of its own ("How do I solve the problem?") is about that picture.
        """
        own = "" if seen and points(previous) else previous
        before = "\n".join(filter(None, (own, seen)))
        leaning = bool(seen) and points(question)
        return carry(parse(before), question, leaning=leaning) if any(map(str.isalnum, before)) else ()

    def near(
        self, collection: Collection, where: Filter
    ) -> Callable[[Sequence[str]], list[tuple[float, float]]] | None:
        """Return what tells how near in meaning a passage is to each of some texts (see ``screen.Near``), if it can."""
        encoder, _ = self._encoder(collection)
        if encoder is None:
            return None
        vectors = self._shelves.vectors(collection)

        def told(texts: Sequence[str]) -> list[tuple[float, float]]:
            first = [vectors.search(vector, 1, where) for vector in encoder.encode_queries(list(texts))]
            trust = trusted(encoder, detect("\n".join(texts)))  # once for all: telling it takes as long as an encoding
            return [(found[0][1] if found else 0.0, trust) for found in first]

        return told

    def suggestions(self, collection: Collection, n: int, language: str = "") -> list[str]:
        """Return up to ``n`` questions in the collection's own words: FAQ questions first, then headings.

        Those in the language, if one is wanted, stand before all others.
        """
        entries = {p.entry or p.id: p for p in reversed(self._ledger.questions(collection.id, 8 * n, language))}
        found = [(p.question, p.language) for p in reversed(entries.values())]
        headed = self._ledger.headed(collection.id, 4 * n, language)
        found += [
            (p.locator.heading[-1], p.language)
            for p in headed
            if p.locator.heading and not is_usual(p.locator.heading[-1])
        ]
        found.sort(key=lambda one: not one[1].startswith(language))
        return list(dict.fromkeys(text for text, _ in found if 3 <= len(text) <= 90))[:n]

    def themes(self, collection: Collection, language: str = "") -> list[Group]:
        """Return the themes of a whole collection; see ``Library.themes``."""
        passages = self._ledger.all_passages(collection.id)
        stored = self._shelves.vectors(collection).vectors([p.id for p in passages])
        return themes.of_collection(passages, stored, language)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _look(self, collection: Collection, query: Query, where: Filter, clock: Clock) -> _Looked:
        """Find the pool and put it in order."""
        with clock("encode"):
            encoder, notes = self._encoder(collection)
            vector = encoder.encode_queries([query.embedded])[0] if encoder else None
        place = self._shelves.place(collection, encoder, self._entries.of(collection, encoder))
        read = once(self._ledger.passages_by_id)
        with clock("retrieve"):
            here = place._replace(where=where, texts=self._texts)
            asked, pool = finding.pool(query, vector, here)
            notes += [NOWHERE] if asked is not query else []
        with clock("rank"):
            languages = self._ledger.languages(collection.id, (c.id for c in pool))
            ranked = finding.order(encoder, asked, pool, languages, read=read)
        return _Looked(asked, encoder, vector, place, read, pool, ranked, notes)

    def _weigh(
        self, collection: Collection, looked: _Looked, k: int, clock: Clock
    ) -> tuple[list[Hit], Verdict | None, float | None]:
        """Make ``k`` hits of what was found, and say what they are worth: no verdict while files wait that may answer.

        What the user should know is noted.
        """
        ranked, pool = looked.ranked, looked.pool
        with clock("fold"):
            passages = looked.read(id_ for id_, _ in ranked[: seen(k)])
            standing = unrivalled(ranked, passages, k=k)
            kept = [one for one, _ in standing]
        with clock("confidence"):
            weighed = self._judge.weigh(collection, [ids for _, ids in standing], ranked, pool)
            verdict: Verdict | None = weighed.verdict
            if verdict == "nothing" and (note := self._unread(collection)):
                verdict = None
                looked.notes.append(note)
        with clock("evidence"):
            hits = self._hits(looked, kept, passages)
            sure = dict(zip((one.id for one in kept), weighed.confidences, strict=True))
            hits = [replace(hit, confidence=sure[hit.passage.id]) for hit in hits]
        return hits, verdict, weighed.best

    def _unread(self, collection: Collection) -> str:
        return unread.told(one for one in self._ledger.unfinished() if one.collection == collection.id)

    def _encoder(self, collection: Collection) -> tuple[TextEncoder | None, list[str]]:
        """The collection's encoder when it can be had now, and what the user should know."""
        ready = self._encoders.ready(collection)
        try:
            if ready is None and (self._patient or self._encoders.meaning == "ready"):
                ready = self._now(collection)
        except ModelMismatch:
            return None, [OUTDATED]
        if ready is not None:
            return ready, []
        if self._encoders.meaning == "failed" and self._encoders.outdated:
            return None, [OUTDATED]
        if self._encoders.meaning == "failed":
            return None, [FAILED.format(why=self._encoders.error)]
        return None, [WARMING]

    def _now(self, collection: Collection) -> TextEncoder | None:
        """The model, loaded if need be: one other than the default one is when its collection is first asked."""
        try:
            return self._encoders.get(collection)
        except ModelMismatch:
            raise
        except ModelError:
            if self._patient:
                raise
            return None

    def _texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {id_: passage.embedded for id_, passage in self._ledger.passages_by_id(ids).items()}

    def _hits(self, looked: _Looked, kept: Sequence[Kept], passages: Mapping[str, Passage]) -> list[Hit]:
        query, encoder = looked.query, looked.encoder
        known = looked.place.sentences([one.id for one in kept]) if looked.place.sentences else {}
        statistics = looked.place.keyword.statistics(query.tokens)
        candidates = {c.id: c for c in looked.pool}
        sources = self._ledger.sources_by_id({passages[i].source for one in kept for i in (one.id, *one.folded)})
        names = {id_: source.name for id_, source in sources.items()}
        hits: list[Hit] = []
        for one in kept:
            passage, candidate = passages[one.id], candidates[one.id]
            if passage.source not in sources:
                continue  # deleted between two reads
            trust = min(trusted(encoder, query.language), trusted(encoder, passage.language)) if encoder else 0.0
            near = finding.near_sentences(query, looked.vector, passage, known.get(one.id), looked.place.late)
            hit = Hit(
                rank=len(hits) + 1,
                score=one.score,
                semantic=candidate.semantic,
                keyword=candidate.keyword,
                passage=passage,
                source=sources[passage.source],
                evidence=evidence(query, passage, sentence_scores=near, trust=trust, statistics=statistics),
                terms=tuple(term_spans(passage.text, query.tokens, passage.language)),
                also_in=also_in(one, passages, names),
                exact=candidate.exact or bool(query.phrases),
            )
            hits.append(hit)
        return hits

    def _vectors_of(self, hits: Sequence[Hit], vectors: VectorIndex | None) -> Mapping[str, Vector]:
        return vectors.vectors([hit.passage.id for hit in hits]) if vectors is not None and hits else {}


def _asked(question: str, carried: Sequence[str], k: int) -> Query:
    """Take a question apart, or say why it cannot be asked."""
    query = parse(question, carried=carried)
    if not query.embedded.strip() and not query.phrases:
        raise InvalidRequest("The question is empty: type a few words.")
    if k < 1:
        raise InvalidRequest("At least one hit must be asked for (k ≥ 1).")
    return query
