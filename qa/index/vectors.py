"""Vectors in Chroma, one of its collections for each of ours and each model; the only door to chromadb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from qa.errors import StorageError
from qa.types import Filter, Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_SLICE = 5_000
"""Ids in one request: more than 5,461 in an upsert and more than 32,000 in a get are refused by Chroma's SQLite."""

_LEAST = 100
"""Fewest neighbours asked for: the graph search finds the nearest 10 surely only when it looks for more."""

_WIDER = 3
"""How many times more neighbours are asked for than wanted, for the same reason."""

_KEYS = ("source", "kind", "language")

_HNSW = {"space": "cosine", "ef_search": 200, "ef_construction": 100, "max_neighbors": 16}

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
        with _door(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._client: ClientAPI = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))

    def open(self, collection_id: str, model_key: str, dims: int = 0) -> ChromaIndex:
        """Open the vectors that a model made of a collection, empty at first; ``dims`` 0 takes any length.

        Raises:
            StorageError: the folder cannot be written, or holds vectors of another length.
        """
        metadata = {"collection": collection_id, "model": model_key, "dims": dims}
        with _door(self._folder):
            collection = self._client.get_or_create_collection(
                _name(collection_id, model_key),
                metadata=metadata,
                configuration={"hnsw": _HNSW},
                embedding_function=None,
            )
        return ChromaIndex(collection, self._folder, dims)

    def drop(self, collection_id: str, model_key: str = "") -> None:
        """Remove the vectors of a collection, of one model or of all; nothing there is fine."""
        with _door(self._folder):
            for collection in self._client.list_collections():
                metadata = collection.metadata or {}
                if metadata.get("collection") == collection_id and model_key in ("", metadata.get("model")):
                    self._client.delete_collection(collection.name)

    def stored(self) -> set[tuple[str, str]]:
        """Return the (collection id, model key) of all vectors here."""
        with _door(self._folder):
            known = [collection.metadata or {} for collection in self._client.list_collections()]
        return {(str(metadata.get("collection", "")), str(metadata.get("model", ""))) for metadata in known}

    def close(self) -> None:
        """Let go of files and memory; indexes opened here are of no use afterwards."""
        self._client.close()


class ChromaIndex:
    """Vectors of one collection by one model, as a ``VectorIndex``. One thread may write while others read."""

    def __init__(self, collection: Collection, folder: Path, dims: int) -> None:
        self._collection = collection
        self._folder = folder
        self._dims = dims

    def add(self, ids: Sequence[str], vectors: Matrix, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace unit vectors, shape (len(ids), dims); metadata has exactly the keys source, kind, language.

        Raises:
            ValueError: lengths, dimensions or metadata keys do not fit.
            StorageError: nothing, or only a part, could be written; adding again is safe.
        """
        if vectors.shape != (len(ids), self._dims or vectors.shape[-1]) or len(metadata) != len(ids):
            raise ValueError(
                f"{len(ids)} ids and {len(metadata)} metadata for vectors of shape {vectors.shape}; "
                f"this index holds vectors of {self._dims} dimensions"
            )
        if any(set(entry) != set(_KEYS) for entry in metadata):
            raise ValueError(f"metadata has exactly the keys {', '.join(_KEYS)}: an upsert would keep stale ones")
        with _door(self._folder):
            for part in _slices(range(len(ids))):
                rows = slice(part[0], part[-1] + 1)
                self._collection.upsert(
                    ids=list(ids[rows]), embeddings=vectors[rows], metadatas=[dict(entry) for entry in metadata[rows]]
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove; unknown ids are fine.

        Raises:
            StorageError: the folder cannot be written.
        """
        with _door(self._folder):
            for part in _slices(ids):
                self._collection.delete(ids=list(part))

    def search(self, vector: Vector, k: int, where: Filter = Filter()) -> list[tuple[str, float]]:  # noqa: B008
        """Return the k nearest as (id, cosine −1…1), best first, ties by id; fewer when fewer pass the filter.

        The graph search finds almost all of the true nearest, not surely each.

        Raises:
            StorageError: the folder cannot be read.
        """
        with _door(self._folder):
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=max(_LEAST, _WIDER * k),
                where=_condition(where),
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        hits = [(passage, 1.0 - distance) for passage, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors, float32 of shape (dims,), of those ids that have one.

        Raises:
            StorageError: the folder cannot be read.
        """
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


def _slices(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + _SLICE] for start in range(0, len(items), _SLICE))
