"""Vectors in Chroma, one of its collections for each of ours and each model; the only door to chromadb."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from qa.errors import StorageError
from qa.index.mirror import KEYS, Mirror
from qa.types import Filter, Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

_SLICE = 5_000
"""Ids in one request: more than 5,461 in an upsert and more than 32,000 in a get are refused by Chroma's SQLite."""

_LEAST = 100
"""Fewest neighbours asked for: the graph search finds the nearest 10 surely only when it looks for more."""

_GRAPH: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_search": 400, "ef_construction": 100, "max_neighbors": 16}
}
"""Among 18,000 real MiniLM vectors the graph search finds .975 of the true nearest 100 with Chroma's own ef_search of
100 and .999 with 400, for a millisecond more. Changed after a collection is made it has no effect (chromadb 1.5)."""

_MIRRORED_BYTES = 2**29
"""Largest copy in memory (350,000 vectors of 384 dimensions); of a larger collection there is none."""

_COPIED = 2_000
"""Vectors in one slice of copying: a tenth of a second, for which a writer may have to wait."""

_Item = TypeVar("_Item")


class Vectors:
    """The vectors of a home: opens and drops those of a collection. One process at a time may use the folder."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, made if need be.

        Raises:
            StorageError: the folder cannot be written or is not Chroma's.
        """
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        self._lock = threading.Lock()
        self._opened: dict[tuple[str, str], ChromaIndex] = {}
        with _door(folder):
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        self._client = cast("Client", client)

    def open(self, collection_id: str, model_key: str) -> ChromaIndex:
        """Open the vectors that a model made of a collection, empty at first; their length is that of the first added.

        Raises:
            ValueError: it is not a collection id.
            StorageError: the folder cannot be written.
        """
        name = _name(collection_id, model_key)
        with self._lock:
            if (collection_id, model_key) not in self._opened:
                with _door(self._folder):
                    collection = self._client.get_or_create_collection(
                        name,
                        metadata={"collection": collection_id, "model": model_key},
                        configuration=_GRAPH,
                        embedding_function=None,
                    )
                self._opened[collection_id, model_key] = ChromaIndex(collection, self._folder)
            return self._opened[collection_id, model_key]

    def drop(self, collection_id: str, model_key: str = "") -> None:
        """Remove the vectors of a collection, of one model or of all; nothing there is fine."""
        with self._lock:
            for stored in self.stored():
                if stored[0] == collection_id and model_key in ("", stored[1]):
                    opened = self._opened.pop(stored, None)
                    if opened:
                        opened.close()
                    with _door(self._folder):
                        self._client.delete_collection(_name(*stored))

    def stored(self) -> set[tuple[str, str]]:
        """Return the (collection id, model key) of all vectors here."""
        with _door(self._folder):
            known = [collection.metadata or {} for collection in self._client.list_collections()]
        return {(str(metadata["collection"]), str(metadata["model"])) for metadata in known if "model" in metadata}

    def close(self) -> None:
        """Let go of files and memory; indexes opened here are of no use afterwards."""
        with self._lock:
            for index in self._opened.values():
                index.close()
            self._opened.clear()
            self._client.close()


class ChromaIndex:
    """Vectors of one collection by one model, as a ``VectorIndex``. One thread may write while others read.

    A plain search goes through Chroma's graph. A filter costs Chroma a tenth of a second among 100,000 vectors, and
    fetching 200 of them 5 ms, so the first search starts a copy in memory, which then does both in a few milliseconds.
    """

    def __init__(self, collection: Collection, folder: Path) -> None:
        self._collection = collection
        self._folder = folder
        self._writing = threading.Lock()
        self._copying = threading.Lock()
        self._mirror: Mirror | None = None
        self._whole = False
        """The mirror holds all vectors."""
        self._asked = False
        """A copy was started by a search."""
        self._closed = False

    def add(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace unit vectors, shape (len(ids), dims); metadata has exactly the keys source, kind, language.

        Raises:
            ValueError: the numbers of ids, vectors and metadata differ, or the metadata has other keys.
            StorageError: not all could be written, or these vectors have another length; adding again is safe.
        """
        if not len(ids) == len(vectors) == len(metadata):
            raise ValueError(f"{len(ids)} ids, {len(vectors)} vectors and {len(metadata)} metadata do not fit")
        if any(set(entry) != set(KEYS) for entry in metadata):
            raise ValueError(f"metadata has exactly the keys {', '.join(KEYS)}: an upsert would keep stale ones")
        for part in _slices(range(len(ids))):
            names, rows = [ids[row] for row in part], vectors[part[0] : part[-1] + 1]
            entries: list[Any] = [dict(metadata[row]) for row in part]
            with self._writing, _door(self._folder):
                self._collection.upsert(ids=names, embeddings=rows, metadatas=entries)
                if self._mirror is not None:
                    self._mirror.put(names, rows, entries)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove; unknown ids are fine.

        Raises:
            StorageError: the folder cannot be written.
        """
        for part in _slices(ids):
            with self._writing, _door(self._folder):
                self._collection.delete(ids=list(part))
                if self._mirror is not None:
                    self._mirror.remove(part)

    def search(self, vector: Vector, k: int, where: Filter = Filter()) -> list[tuple[str, float]]:
        """Return the k nearest as (id, cosine −1…1), best first, ties by id; fewer when fewer pass the filter.

        Without a filter these are almost all of the true nearest, not surely each.

        Raises:
            StorageError: the folder cannot be read.
        """
        condition, mirror = _condition(where), self._mirror
        if condition and mirror is not None and self._whole:
            return mirror.search(vector, k, where)
        with _door(self._folder):
            found = self._collection.query(
                query_embeddings=cast("Any", vector[None]),
                n_results=max(_LEAST, k),
                where=condition,
                include=["distances"],
            )
        if not self._asked:
            self._start_copying(vector.nbytes)
        distances = found["distances"] or [[]]
        hits = [(passage, 1.0 - distance) for passage, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors, float32 of shape (dims,), of those ids that have one.

        Raises:
            StorageError: the folder cannot be read.
        """
        mirror = self._mirror
        if mirror is not None and self._whole:
            return mirror.vectors(ids)
        stored: dict[str, Vector] = {}
        with _door(self._folder):
            for part in _slices(ids):
                found = self._collection.get(ids=list(part), include=["embeddings"])
                stored.update(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))
        return stored

    def ids(self) -> set[str]:
        """Return all ids stored."""
        with _door(self._folder):
            return set(self._collection.get(include=[])["ids"])

    def __len__(self) -> int:
        with _door(self._folder):
            return self._collection.count()

    def copy(self) -> None:
        """Copy all vectors into memory, so that a search with a filter is exact and quick; returns when that is done.

        Others go on reading and writing meanwhile; what they write is in the copy too.

        Raises:
            StorageError: the folder cannot be read.
        """
        with self._copying:
            if self._whole:
                return
            with self._writing:
                mirror, ids = Mirror(), sorted(self.ids())
                self._mirror = mirror
            for part in _slices(ids, _COPIED):
                with self._writing, _door(self._folder):
                    if self._closed:
                        return
                    found = self._collection.get(ids=list(part), include=["embeddings", "metadatas"])
                    vectors = np.asarray(found["embeddings"], dtype=np.float32)
                    mirror.put(found["ids"], vectors, found["metadatas"] or [])
            self._whole = True

    def close(self) -> None:
        """Stop copying and forget the copy."""
        self._closed = True
        with self._copying:
            self._mirror, self._whole = None, False

    def _start_copying(self, bytes_each: int) -> None:
        self._asked = True
        if len(self) * bytes_each <= _MIRRORED_BYTES:
            threading.Thread(target=self._try_copying, name="vectors", daemon=True).start()

    def _try_copying(self) -> None:
        try:
            self.copy()
        except StorageError:
            # Without a copy Chroma goes on filtering: slower, and right.
            self._mirror = None


@contextmanager
def _door(folder: Path) -> Iterator[None]:
    """Turn what Chroma and the disk raise into a StorageError."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, RuntimeError, AttributeError) as exc:
        raise StorageError(
            f"The vectors in {folder} cannot be used ({exc}); check the disk, then run `qa verify --repair`."
        ) from exc


def _name(collection_id: str, model_key: str) -> str:
    """Return Chroma's name for a collection: only from ids, in the letters that it takes."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}", collection_id):
        raise ValueError(f"{collection_id!r} is not a collection id")
    return f"{collection_id}.{sha256(model_key.encode()).hexdigest()[:16]}"


def _condition(where: Filter) -> dict[str, Any] | None:
    chosen = {"source": where.sources, "kind": where.kinds, "language": where.languages}
    parts = [{key: {"$in": sorted(values)}} for key, values in chosen.items() if values]
    return {"$and": parts} if len(parts) > 1 else parts[0] if parts else None


def _slices(items: Sequence[_Item], size: int = _SLICE) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
