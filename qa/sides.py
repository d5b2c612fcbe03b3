"""Where an evaluation looks: a collection as it is, or another version of it that is made beside it and then dropped.

The other version may have another model, other passages or other weights. Its vectors are searched exactly; those of
the collection itself as they are in the app.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qa import finding
from qa.assurance import Judge, first_place, seen, weigh
from qa.calibration import Read
from qa.encoders import Encoders
from qa.entries import Entries, held
from qa.errors import InvalidRequest, ModelError, ReadError
from qa.finding import Place
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.ingest.read import read
from qa.ingest.split import split
from qa.learn.trial import Trial
from qa.search.score import Weights
from qa.selftest import OwnQuestion, retold
from qa.shelves import Shelves
from qa.types import Candidate, Collection, Passage, ReadOptions, Source, TextEncoder, Variant

MOST = 30_000
"""Passages of a collection of which another version can be made: its vectors are held in memory."""
SHORTEST, LONGEST = 20, 2_000
"""Tokens that a passage may have."""

Counted = Callable[[int, int], None]
"""Told how many passages are embedded, and of how many."""


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a collection."""

    place: Place
    encoder: TextEncoder | None
    languages: Mapping[str, str]
    """Of each passage, by id."""
    documents: int
    passages: Read
    sure: Callable[[Sequence[tuple[str, float]], Sequence[Candidate]], float]
    """How sure it is, 0…1, that the first of a ranking answers, given the pool that was ranked."""
    of_source: Callable[[str], Sequence[Passage]]
    weights: Weights | None = None
    trial: Trial | None = None
    """The index of a version that was made anew."""

    def own(self, one: OwnQuestion) -> OwnQuestion:
        """Return a question that the collection puts to itself as it is put to this version."""
        if self.trial is None or not one.source:
            return one
        return retold(one, self.of_source(one.source), self.trial.sentences)


class Sides:
    """Makes the versions of collections."""

    def __init__(
        self, ledger: Ledger, files: Files, shelves: Shelves, encoders: Encoders, judge: Judge, entries: Entries
    ) -> None:
        self._ledger, self._files = ledger, files
        self._shelves, self._encoders, self._judge, self._entries = shelves, encoders, judge, entries

    def encoder(self, collection: Collection) -> TextEncoder | None:
        """Return a collection's encoder; None when it cannot be had."""
        try:
            return self._encoders.get(collection)
        except ModelError:
            return None

    def here(self, collection: Collection, weights: Weights | None = None) -> Side:
        """Return the collection as it is; ``weights`` are others than those it is ranked with."""
        encoder = self.encoder(collection)

        def sure(ranked: Sequence[tuple[str, float]], pool: Sequence[Candidate]) -> float:
            passages = self._ledger.passages_by_id(id_ for id_, _ in ranked[: seen()])
            return self._judge.weigh(collection, [first_place(ranked, passages)], ranked, pool).best

        return Side(
            self._shelves.place(collection, encoder, self._entries.of(collection, encoder)),
            encoder,
            self._ledger.languages(collection.id, self._ledger.passage_ids(collection.id)),
            collection.passages,
            self._ledger.passages_by_id,
            sure,
            self._ledger.passages,
            weights,
        )

    @contextmanager
    def beside(self, collection: Collection, variant: Variant, counted: Counted, *, confident: bool) -> Iterator[Side]:
        """Make another version, to be dropped afterwards; ``confident``: let it learn how sure it may be.

        Raises:
            InvalidRequest: the collection is too large, or the variant makes no sense.
            ModelError: its model is not here.
        """
        weights = finding.weighted(variant.weights) if variant.weights else None
        if not variant.model and not variant.splitting:
            yield self.here(collection, weights)
            return
        passages = self._passages(collection, variant.splitting)
        with self._model(collection, variant.model) as encoder, tempfile.TemporaryDirectory(prefix="qa-sides-") as at:
            trial = Trial.build(collection.name, passages, encoder, Path(at), lambda _: None, counted)
            trial.weights = weights
            if confident:
                trial.calibrate(self._judge.prior)
            try:
                yield self._made(trial, passages, self._entries.share(collection))
            finally:
                trial.close()

    def _made(self, trial: Trial, passages: Sequence[Passage], share: float) -> Side:
        by_source: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_source[passage.source].append(passage)

        def sure(ranked: Sequence[tuple[str, float]], pool: Sequence[Candidate]) -> float:
            return weigh([first_place(ranked, trial.passages)], ranked, pool, self._judge.prior, trial.known)[0]

        return Side(
            trial.place._replace(faq=held(trial.passages, trial.sentences, share)),
            trial.encoder,
            {p.id: p.language for p in passages},
            len(passages),
            trial.read,
            sure,
            lambda source: by_source.get(source, []),
            trial.weights,
            trial,
        )

    @contextmanager
    def _model(self, collection: Collection, name: str) -> Iterator[TextEncoder | None]:
        """Load a model beside the collection's own, and let go of it afterwards unless it is used elsewhere."""
        if not name:
            yield self.encoder(collection)
            return
        key = self._encoders.key(name)
        known = self._encoders.ready(replace(collection, model=key)) is not None
        try:
            yield self._encoders.beside(replace(collection, model=key))
        finally:
            if not known:
                self._encoders.forget(key)

    def _passages(self, collection: Collection, splitting: tuple[int, int] | None) -> list[Passage]:
        if collection.passages > MOST:
            raise InvalidRequest(
                f"“{collection.name}” has {collection.passages:,} passages; another model or other passages can be "
                f"compared up to {MOST:,}: do it on a part of them in a collection of its own."
            )
        if splitting is None:
            return self._ledger.all_passages(collection.id)
        tokens, overlap = splitting
        if not SHORTEST <= tokens <= LONGEST or not 0 <= overlap <= tokens // 2:
            raise InvalidRequest(
                f"A passage has {SHORTEST} to {LONGEST:,} tokens, and at most half of them are repeated in the next."
            )
        sources = self._ledger.sources(collection.id)
        return [passage for source in sources for passage in self._split(source, tokens, overlap)]

    def _split(self, source: Source, tokens: int, overlap: int) -> list[Passage]:
        """Split a source anew from its original; what cannot be read without OCR or a password stays as it is."""
        options = ReadOptions(**self._ledger.incoming(source.id)[1])
        try:
            document = read(source.name, self._files.get(source.sha256), options)
        except ReadError:
            return self._ledger.passages(source.id)
        if document.unread:
            return self._ledger.passages(source.id)
        return split(document, source.id, f"{source.sha256[:8]}b", tokens=tokens, overlap=overlap)
