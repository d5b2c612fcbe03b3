"""The derived indexes of every collection: opened when first needed, dropped with their collection."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from qa.index.keyword import TantivyIndex
from qa.index.vectors import Vectors
from qa.types import Collection, KeywordIndex, VectorIndex


class Shelves:
    """Keyword and vector index by collection."""

    def __init__(self, keyword: Path, chroma: Path) -> None:
        self._keyword_folder = keyword
        self._chroma_folder = chroma
        self._keyword: dict[str, TantivyIndex] = {}
        self._vectors: Vectors | None = None
        self._lock = threading.RLock()

    def keyword(self, collection: Collection) -> KeywordIndex:
        """Return the keyword index of a collection.

        Raises:
            StorageError: its folder is torn.
        """
        with self._lock:
            if collection.id not in self._keyword:
                self._keyword[collection.id] = TantivyIndex(self._keyword_folder / collection.id)
            return self._keyword[collection.id]

    def vectors(self, collection: Collection) -> VectorIndex:
        """Return the vectors of a collection under the model it is bound to.

        Raises:
            StorageError: the folder cannot be opened.
        """
        return self._store().open(collection.id, collection.model)

    def drop(self, collection_id: str) -> None:
        """Remove both indexes of a collection; none there is fine."""
        with self._lock:
            self.drop_keyword(collection_id)
            self._store().drop(collection_id)

    def drop_vectors(self, collection_id: str) -> None:
        """Remove the vectors of a collection under every model."""
        self._store().drop(collection_id)

    def drop_keyword(self, collection_id: str) -> None:
        """Remove the keyword index of a collection, so that it can be built anew."""
        with self._lock:
            index = self._keyword.pop(collection_id, None)
            if index is not None:
                index.close()
            shutil.rmtree(self._keyword_folder / collection_id, ignore_errors=True)

    def close(self) -> None:
        """Release both stores."""
        with self._lock:
            for index in self._keyword.values():
                index.close()
            self._keyword.clear()
            if self._vectors is not None:
                self._vectors.close()
                self._vectors = None

    def _store(self) -> Vectors:
        with self._lock:
            if self._vectors is None:
                self._vectors = Vectors(self._chroma_folder)
            return self._vectors
