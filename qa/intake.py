"""How a file gets into the library, and out of it again: each step small, idempotent and resumable.

``stage`` keeps the bytes and notes the wish; ``read`` makes them searchable by words; ``embed`` adds meaning, a batch
at a time; ``delete`` and ``sweep`` take things out. The ledger is written before the indexes when something goes out,
and before and after when something comes in, so a kill between any two lines leaves work that the next start finds.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from qa import language
from qa.errors import NoText, NotFound, QAError, ReadError, Unseen
from qa.index.album import Album, placed
from qa.index.files import Files
from qa.index.ledger import Ledger, source_id
from qa.index.passages import Stored
from qa.index.records import pack
from qa.ingest import read as reading
from qa.ingest.identity import kept
from qa.ingest.split import split
from qa.shelves import Shelves
from qa.types import (
    AddResult,
    Collection,
    Document,
    Passage,
    PictureReader,
    ReadOptions,
    Source,
    Span,
    TextEncoder,
)

BATCH = 32
"""Passages a forward pass: short enough that a question asked meanwhile need not wait."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """How long passages are, in tokens."""

    tokens: int = 200
    overlap: int = 40


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of a source that was read; it is final when nothing in it waits for OCR."""

    source: Source
    sha256: str
    size: int
    document: Document
    final: bool


class Intake:
    """Adds and removes sources."""

    def __init__(
        self,
        ledger: Ledger,
        files: Files,
        shelves: Shelves,
        encoder: Callable[[Collection], TextEncoder],
        splitting: Splitting,
        prints: Files,
        ocr: PictureReader | None = None,
    ) -> None:
        """Wire the rooms: ``prints`` holds the JPEGs of pictures, ``ocr`` reads what stands on them."""
        self.ledger, self.files, self.shelves = ledger, files, shelves
        self._prints = prints
        self._ocr = ocr
        self._album = Album(ledger.engine)
        self._encoder = encoder
        self._splitting = splitting
        self._passwords: dict[str, str] = {}
        self._writing = threading.RLock()

    @property
    def writing(self) -> threading.RLock:
        """Held by whoever changes ledger and indexes together."""
        return self._writing

    # --- in ----------------------------------------------------------------------------------------------------------

    def stage(self, collection: Collection, name: str, data: bytes, options: ReadOptions) -> Source | AddResult:
        """Keep a file's bytes and note that it is to be read; an unchanged one is answered at once.

        Raises:
            StorageError: the bytes could not be kept.
        """
        with self._writing:
            sha256 = self.files.put(data)
            identity = source_id(collection.id, name)
            known = self.ledger.sources_by_id([identity]).get(identity)
            stored = _options_to_json(options)
            if known and known.sha256 == sha256 and known.status == "ready":
                waiting, before = self.ledger.incoming(identity)
                if not waiting and before == json.loads(stored):
                    return _result(known, unchanged=True)
            kind = reading.SUFFIXES.get(PurePosixPath(name).suffix.lower(), "document")
            if options.password:
                self._passwords[identity] = options.password
            return self.ledger.expect(collection.id, name, kind, sha256, len(data), stored)

    def again(self, source: Source, password: str | None = None) -> Source:
        """Note that a source is to be read anew from its original, with a password if it has one."""
        data = self.files.get(source.sha256)
        if password:
            self._passwords[source.id] = password
        options = json.dumps(self.ledger.incoming(source.id)[1], ensure_ascii=False)
        return self.ledger.expect(source.collection, source.name, source.kind, source.sha256, len(data), options)

    def read(self, source: Source, *, look: bool = True, progress: Callable[[int, int], None] | None = None) -> bool:
        """Read, split and index the words of a source's waiting version; False when it has none any more.

        Without ``look`` what only OCR can read is left, and the version goes on waiting for it (see ``unseen``).
        ``progress`` is told (done, all) before each page or picture that OCR reads.

        Raises:
            ReadError: the file cannot be read (noted with the source; a version before it stays).
            StorageError: the disk or an index refused.
            Stopped: by ``progress``; the version goes on waiting.
        """
        sha256, stored = self.ledger.incoming(source.id)
        if not sha256:
            return self._index_words(source.id)
        data = self.files.get(sha256)
        options = ReadOptions(
            password=self._passwords.get(source.id), ocr=self._ocr if look else None, progress=progress, **stored
        )
        try:
            document = reading.read(source.name, data, options)
            final = look or not document.unread or self._ocr is None
            version = _Version(source, sha256, len(data), document, final)
            passages = self._split(version)
            if not passages and final:
                raise NoText(f"“{source.name}” holds no text to search.")
        except ReadError as error:
            if isinstance(error, Unseen) and not look and self._ocr is not None:
                return True
            with self._writing:
                self.ledger.fail(source.id, str(error))
            raise
        if passages and not self._replace(version, passages):
            return False
        if final:
            self._passwords.pop(source.id, None)
        return True

    def unseen(self, source: Source) -> bool:
        """Tell whether a source that was read without looking holds what only OCR can read."""
        return bool(self.ledger.incoming(source.id)[0])

    def embed(self, source_id: str) -> tuple[int, int] | None:
        """Give the next batch of a source its vectors; return (embedded, passages), or None when nothing is left.

        Raises:
            ModelError: the collection's model cannot be loaded.
            StorageError: the disk or an index refused.
        """
        batch = self.ledger.unembedded(source_id, BATCH)
        source = self.ledger.sources_by_id([source_id]).get(source_id)
        if source is None or not batch:
            self.ledger.settle(source_id)
            return None
        collection = self._collection(source.collection)
        encoder = self._encoder(collection)
        encoded = encoder.encode_passages([p.embedded for p in batch], [sentences(p) for p in batch])
        with self._writing:
            if self._collection(source.collection).model != collection.model:
                return source.embedded, source.passages  # it changed its model meanwhile
            alive = self.ledger.passages_by_id(p.id for p in batch)
            keep = [i for i, p in enumerate(batch) if p.id in alive]
            if keep:
                kept = [batch[i] for i in keep]
                index = self.shelves.vectors(collection)
                index.add([p.id for p in kept], encoded.vectors[keep], [metadata(p) for p in kept])
                self.ledger.embedded([p.id for p in kept], [pack(encoded, i) for i in keep])
        return source.embedded + len(keep), source.passages

    def add(self, collection: Collection, name: str, data: bytes, options: ReadOptions) -> AddResult:
        """Take one file all the way in, in this thread; what goes wrong is in the result."""
        start = time.perf_counter()
        try:
            staged = self.stage(collection, name, data, options)
            if isinstance(staged, AddResult):
                return staged
            self.read(staged)
            while self.embed(staged.id):
                pass
            result = self.result(staged.id)
        except QAError as error:
            result = AddResult(name=name, status="failed", error=str(error))
        return replace(result, seconds=round(time.perf_counter() - start, 3))

    def result(self, source_id: str) -> AddResult:
        """Return how a source stands now.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        source = self.ledger.sources_by_id([source_id]).get(source_id)
        if source is None:
            raise NotFound("The file was removed while it was being added.")
        return _result(source)

    # --- out ---------------------------------------------------------------------------------------------------------

    def delete(self, ids: Sequence[str]) -> None:
        """Remove sources from the ledger (they answer no more from this moment), then from the indexes."""
        with self._writing:
            self.ledger.delete_sources(ids)
            self.sweep()

    def withdraw(self, source_id: str) -> None:
        """Take back the wish to read a file: a version before it stays, a new source goes."""
        with self._writing:
            if not self.ledger.withdraw(source_id):
                self.delete([source_id])

    def delete_collection(self, collection: Collection) -> None:
        """Remove a collection and all it holds."""
        with self._writing:
            self.ledger.delete_collection(collection.id)
            self.sweep()

    def sweep(self) -> None:
        """Make the indexes and the folder of originals forget what the ledger has let go."""
        with self._writing:
            for collection_id, ids in self.ledger.tombstones().items():
                if "*" in ids:
                    self.shelves.drop(collection_id)
                else:
                    self._forget(collection_id, ids)
                self.ledger.forgotten(collection_id, ids)
            self.files.sweep(self.ledger.blobs())
            self._prints.sweep(self._album.keys())

    def _forget(self, collection_id: str, ids: Sequence[str]) -> None:
        collection = self.ledger.collection(collection_id)
        if collection is None:
            return
        keyword = self.shelves.keyword(collection)
        keyword.delete(ids)
        keyword.commit()
        self.shelves.vectors(collection).delete(ids)

    # --- the steps inside --------------------------------------------------------------------------------------------

    def _split(self, new: _Version) -> list[Passage]:
        """Cut a version into passages; what OCR may still change has ids of its own."""
        version = new.sha256[:8] if new.final else f"{new.sha256[:8]}t"
        return split(
            new.document, new.source.id, version, tokens=self._splitting.tokens, overlap=self._splitting.overlap
        )

    def _replace(self, new: _Version, passages: Sequence[Passage]) -> bool:
        source = new.source.id
        with self._writing:
            before = self.ledger.stored(source)
            passages = kept(passages, self.ledger.passages(source))
            pictures = placed(new.document.pictures, source, new.sha256[:8], self._prints)
            if not self.ledger.replace(source, new.sha256, new.size, new.document, passages, pictures, final=new.final):
                return False
            self._index_words(source)
            if before:
                self._reuse(source, passages, before)
        return True

    def _index_words(self, source_id: str) -> bool:
        with self._writing:
            source = self.ledger.sources_by_id([source_id]).get(source_id)
            if source is None or source.status != "pending":
                return source is not None
            passages = self.ledger.passages(source_id)
            keyword = self.shelves.keyword(self._collection(source.collection))
            keyword.delete_source(source_id)
            keyword.add(passages, [language.tokens(p.embedded, p.language) for p in passages])
            keyword.commit()
            self.ledger.indexed(source_id)
            return True

    def _reuse(self, source_id: str, new: Sequence[Passage], before: Mapping[str, Stored]) -> None:
        """Carry vectors over to passages whose words did not change, then let the old ones go."""
        source = self.ledger.sources_by_id([source_id])[source_id]
        index = self.shelves.vectors(self._collection(source.collection))
        vectors = index.vectors([s.id for s in before.values()])
        moved = [p for p in new if p.embedded in before and before[p.embedded].id in vectors]
        if moved:
            rows = np.stack([vectors[before[p.embedded].id] for p in moved])
            index.add([p.id for p in moved], rows, [metadata(p) for p in moved])
            self.ledger.embedded([p.id for p in moved], [before[p.embedded].beside for p in moved])
        self.sweep()

    def _collection(self, collection_id: str) -> Collection:
        collection = self.ledger.collection(collection_id)
        if collection is None:
            raise NotFound("The collection was deleted meanwhile.")
        return collection


def _options_to_json(options: ReadOptions) -> str:
    """All but the password, which is never written down."""
    fresh = ReadOptions()
    names = ("columns", "table", "max_bytes", "max_pages", "max_unpacked", "max_files")
    changed = {n: getattr(options, n) for n in names if getattr(options, n) != getattr(fresh, n)}
    return json.dumps(changed, ensure_ascii=False, default=dict)


def sentences(passage: Passage) -> list[Span]:
    """Return the passage's sentences as spans of its embedded text, where the context stands first."""
    shift = len(passage.embedded) - len(passage.text)
    return [Span(s.start + shift, s.end + shift) for s in passage.sentences]


def metadata(passage: Passage) -> dict[str, str]:
    """Return what a filter can ask of a passage's vector."""
    return {"source": passage.source, "kind": passage.kind, "language": passage.language}


def _result(source: Source, *, unchanged: bool = False) -> AddResult:
    reached = source.status if source.status in ("ready", "words") else "failed"
    return AddResult(
        name=source.name,
        status="unchanged" if unchanged else reached,
        source=source.id,
        kind=source.kind,
        passages=source.passages,
        error=source.error or None,
        notes=source.notes,
        rows=source.rows,
    )
