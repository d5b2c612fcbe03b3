"""What pictures show: vectors of pictures and passages in an image model's space, kept in step in the background."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from qa.encoders import Meaning
from qa.errors import ModelError, NotFound, QAError
from qa.index import sight
from qa.index.album import Album
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.shelves import Shelves
from qa.types import Collection, Filter, Kind, Matrix, Vector, VectorIndex

LOOK = 15.0
"""Seconds between two looks at whether there is a model, or anything new for it."""
BATCH = 16
PICTURE = "picture"
"""The kind under which pictures stand among the vectors; passages stand under their own."""


class Seer(Protocol):
    """An image and a text encoder with one space; see ``qa.index.sight.Sight``."""

    key: str

    def encode_pictures(self, pictures: Sequence[object]) -> Matrix:
        """Encode decoded pictures."""

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode words."""


class Sights:
    """The image model and its vectors, by collection; all of it is optional."""

    def __init__(
        self,
        ledger: Ledger,
        album: Album,
        prints: Files,
        shelves: Shelves,
        home: Path,
        *,
        name: str = "",
        device: str = "cpu",
    ) -> None:
        """``name`` is the model wished for ("": the first known one that is here; "off": none)."""
        self._ledger, self._album, self._prints, self._shelves = ledger, album, prints, shelves
        self._home, self._name, self._device = home, name, device
        self._seer: Seer | None = None
        self._using = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._done: dict[str, tuple[object, ...]] = {}
        self.state: Meaning = "cold"
        self.error = ""

    def start(self) -> None:
        """Look for a model, and fill in what it has not seen yet, in a thread of its own from now on."""
        if self._thread is None and self._name != "off":
            self._thread = threading.Thread(target=self._watch, name="askwell-sight", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after its present batch."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def load(self) -> Seer | None:
        """Return the model, loading it first if it is here (seconds); None when there is none.

        Raises:
            ModelError: it is here and cannot be loaded.
        """
        with self._using:
            if self._seer is None and self._name != "off" and (name := sight.chosen(self._name, self._home)):
                self.state = "warming"
                try:
                    self._seer = cast("Seer", sight.load(name, home=self._home, device=self._device))
                except ModelError as error:
                    self.state, self.error = "failed", str(error)
                    raise
                self.state, self.error = "ready", ""
            return self._seer

    def fill(self, collection: Collection, *, passages: bool = True) -> int:
        """Bring a collection's vectors in step with its pictures (and passages); return how many were made.

        Raises:
            ModelError, StorageError: the model or the disk refused.
        """
        seer = self.load()
        if seer is None:
            return 0
        index = self._index(collection, seer)
        texts = self._ledger.passage_ids(collection.id)
        pictures = {picture.id: picture for picture in self._album.pictures(collection.id)}
        have = index.ids()
        index.delete(sorted(have - set(texts) - set(pictures)))
        made = 0
        for ids in _batches([id_ for id_ in pictures if id_ not in have]):
            made += self._put_pictures(index, seer, ids)
        for ids in _batches([id_ for id_ in texts if passages and id_ not in have]):
            made += self._put_passages(index, seer, ids)
        return made

    def pictures(
        self, collection: Collection, text: str, seen: Sequence[bytes], k: int, where: Filter = Filter()
    ) -> list[tuple[str, float]]:
        """Return the pictures nearest to words or to pictures (as JPEG bytes) as (id, cosine), best first."""
        return self._near(collection, text, seen, k, Filter(sources=where.sources, kinds=_kinds([PICTURE])))

    def passages(self, collection: Collection, seen: Sequence[bytes], k: int, where: Filter) -> list[tuple[str, float]]:
        """Return the passages whose words are nearest to what pictures show as (id, cosine), best first."""
        return self._near(collection, "", seen, k, where)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _near(
        self, collection: Collection, text: str, seen: Sequence[bytes], k: int, where: Filter
    ) -> list[tuple[str, float]]:
        seer = self._seer
        if seer is None or not (seen or text.strip()):
            return []
        index = self._index(collection, seer)
        best: dict[str, float] = {}
        for vector in self._asked(seer, text, seen):
            for id_, cosine in index.search(vector, k, where):
                best[id_] = max(cosine, best.get(id_, -1.0))
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]

    def _asked(self, seer: Seer, text: str, seen: Sequence[bytes]) -> Iterable[Vector]:
        with self._using:
            return [*self._look(seer, seen)] if seen else [*seer.encode_texts([text])]

    def _look(self, seer: Seer, jpegs: Sequence[bytes]) -> Matrix:
        from PIL import Image

        return seer.encode_pictures([Image.open(io.BytesIO(data)) for data in jpegs])

    def _index(self, collection: Collection, seer: Seer) -> VectorIndex:
        return self._shelves.sights(collection, seer.key)

    def _put_pictures(self, index: VectorIndex, seer: Seer, ids: Sequence[str]) -> int:
        known = self._album.by_id(ids)
        jpegs: dict[str, bytes] = {}
        for id_, picture in known.items():
            try:
                jpegs[id_] = self._prints.get(picture.thumbnail)
            except NotFound:
                continue  # deleted between two reads
        if self._stopping.is_set() or not jpegs:
            return 0
        with self._using:
            vectors = self._look(seer, list(jpegs.values()))
        index.add(list(jpegs), vectors, [_metadata(known[id_].source, PICTURE, "") for id_ in jpegs])
        return len(jpegs)

    def _put_passages(self, index: VectorIndex, seer: Seer, ids: Sequence[str]) -> int:
        found = self._ledger.passages_by_id(ids)
        if self._stopping.is_set() or not found:
            return 0
        with self._using:
            vectors = np.asarray(seer.encode_texts([passage.text for passage in found.values()]))
        index.add(list(found), vectors, [_metadata(p.source, p.kind, p.language) for p in found.values()])
        return len(found)

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK if self._done or self.state == "failed" else 1.0):
            try:
                self._catch_up()
            except QAError as error:
                self.error = str(error)
                self._stopping.wait(LOOK)

    def _catch_up(self) -> None:
        if not sight.chosen(self._name, self._home):
            self._done.setdefault("", ())
            return
        for collection in self._ledger.everything():
            now = (collection.sources, collection.passages, sum(s.added for s in self._ledger.sources(collection.id)))
            if self._done.get(collection.id) != now and not self._stopping.is_set():
                self.fill(collection)
                self._done[collection.id] = now


def _kinds(names: Sequence[str]) -> frozenset[Kind]:
    return cast("frozenset[Kind]", frozenset(names))


def _metadata(source: str, kind: str, language: str) -> dict[str, str]:
    return {"source": source, "kind": kind, "language": language}


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
