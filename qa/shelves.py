"""The derived indexes of every collection: opened when first needed, dropped with their collection."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection as Collection_
from pathlib import Path

from qa import language
from qa.errors import StorageError
from qa.finding import Faq, Place, compare
from qa.index.beside import Beside
from qa.index.keyword import TantivyIndex
from qa.index.ledger import Ledger
from qa.index.vectors import Vectors
from qa.types import Collection, KeywordIndex, TextEncoder, VectorIndex


class Shelves:
    """Keyword and vector index by collection."""

    def __init__(self, ledger: Ledger, keyword: Path, chroma: Path) -> None:
        self._ledger = ledger
        self._keyword_folder = keyword
        self._chroma_folder = chroma
        self._keyword: dict[str, TantivyIndex] = {}
        self._vectors: Vectors | None = None
        self._lock = threading.RLock()

    def keyword(self, collection: Collection) -> KeywordIndex:
        """Return the keyword index of a collection; a damaged one is built anew from the ledger.

        Raises:
            StorageError: the disk refuses.
        """
        with self._lock:
            if collection.id not in self._keyword:
                try:
                    self._keyword[collection.id] = TantivyIndex(self._keyword_folder / collection.id)
                except StorageError:
                    return self.rebuild_keyword(collection)
            return self._keyword[collection.id]

    def rebuild_keyword(self, collection: Collection) -> KeywordIndex:
        """Make the keyword index of a collection anew from the ledger's passages.

        Raises:
            StorageError: the disk refuses.
        """
        with self._lock:
            self.drop_keyword(collection.id)
            index = TantivyIndex(self._keyword_folder / collection.id)
            for source in self._ledger.sources(collection.id):
                passages = self._ledger.passages(source.id)
                index.add(passages, [language.tokens(p.embedded, p.language) for p in passages])
            index.commit()
            self._keyword[collection.id] = index
            return index

    def vectors(self, collection: Collection) -> VectorIndex:
        """Return the vectors of a collection under the model it is bound to.

        Raises:
            StorageError: the folder cannot be opened.
        """
        return self._store().open(collection.id, collection.model)

    def place(self, collection: Collection, encoder: TextEncoder | None, faq: Faq | None = None) -> Place:
        """Return where a question to a collection is looked for, all its passages; without ``encoder`` by words alone.

        Raises:
            StorageError: the disk refuses.
        """
        read = self._ledger.passages_by_id
        if encoder is None:
            return Place(self.keyword(collection), faq=faq, read=read)
        beside = Beside(self._ledger, encoder.dims)
        return Place(
            self.keyword(collection),
            self.vectors(collection),
            faq=faq,
            sentences=beside.sentences,
            read=read,
            late=compare(encoder, beside.words),
        )

    def sights(self, collection: Collection, model_key: str) -> VectorIndex:
        """Return the vectors that an image model made of a collection's pictures and passages, apart from the others.

        Raises:
            StorageError: the folder cannot be opened.
        """
        return self._store().open(f"{collection.id}-sight", model_key)

    def drop(self, collection_id: str) -> None:
        """Remove all indexes of a collection; none there is fine."""
        with self._lock:
            self.drop_keyword(collection_id)
            self._store().drop(collection_id)
            self._store().drop(f"{collection_id}-sight")

    def drop_other_vectors(self, collection_id: str, keep: Collection_[str]) -> None:
        """Remove the vectors of a collection under every model but those."""
        store = self._store()
        for collection, model in store.stored():
            if collection == collection_id and model not in keep:
                store.drop(collection, model)

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
