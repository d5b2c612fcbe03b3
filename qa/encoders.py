"""Which model answers for which collection: loaded once, when first needed, and shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Collection as Collection_
from pathlib import Path
from typing import Literal

from qa.errors import ModelError, ModelMismatch
from qa.index import catalogue
from qa.types import Collection, TextEncoder

Meaning = Literal["cold", "warming", "ready", "failed"]
Loader = Callable[[str], TextEncoder]


class Encoders:
    """Text encoders by the name of their model."""

    def __init__(self, home: Path, load: Loader, default: str = "") -> None:
        """``load`` takes a model's name; ``default`` names the model of new collections ("": the built-in one)."""
        self._home = home
        self._load = load
        self._default = default or catalogue.default_model()
        self._loaded: dict[str, TextEncoder] = {}
        self._loading = threading.Lock()
        self.meaning: Meaning = "cold"
        self.error = ""
        self.outdated = False
        """Whether ``error`` is that a collection's model is here with other weights than it was made with."""

    def successor(self, collection: Collection) -> str:
        """Return the key of the release of its model that a collection must be made anew with, or "".

        That is so where the model ships with Askwell, which was updated, and the earlier release is gone.

        Raises:
            ModelError: neither release is here.
        """
        return catalogue.successor(collection.model, self._home)

    def default_key(self) -> str:
        """Return the key of the model for new collections, without loading it.

        Raises:
            ModelError: it is not here.
        """
        return self.key(self._default)

    def key(self, name: str) -> str:
        """Return the key of a model by name, without loading it.

        Raises:
            ModelError: it is not here.
        """
        return catalogue.key(name, self._home)

    def ready(self, collection: Collection) -> TextEncoder | None:
        """Return the collection's encoder if it is loaded already."""
        return self._loaded.get(collection.model)

    def get(self, collection: Collection) -> TextEncoder:
        """Return the collection's encoder, loading it first if need be (seconds).

        Raises:
            ModelError: the model is not here or cannot be loaded.
            ModelMismatch: the model of that name is not the one the collection was made with.
        """
        known = self._loaded.get(collection.model)
        if known is not None:
            return known
        with self._loading:
            if collection.model not in self._loaded:
                self._loaded[collection.model] = self._open(collection)
        return self._loaded[collection.model]

    def beside(self, collection: Collection) -> TextEncoder:
        """Return an encoder as ``get`` does, and leave ``meaning`` alone: questions go to another one meanwhile.

        Raises:
            ModelError, ModelMismatch: as ``get``.
        """
        with self._loading:
            if collection.model not in self._loaded:
                self._loaded[collection.model] = self._matching(collection)
        return self._loaded[collection.model]

    def recovered(self) -> None:
        """Note that a collection whose model could not be loaded has another one now."""
        if self.meaning == "failed":
            self.meaning, self.error, self.outdated = "ready", "", False

    def release(self, used: Collection_[str]) -> None:
        """Let go of the models that none of these keys names."""
        with self._loading:
            for key in [key for key in self._loaded if key not in used]:
                del self._loaded[key]

    def forget(self, key: str) -> None:
        """Let go of one model; who uses it now keeps it."""
        with self._loading:
            self._loaded.pop(key, None)

    def _matching(self, collection: Collection) -> TextEncoder:
        encoder = self._load(collection.model)
        if encoder.key != collection.model:
            raise ModelMismatch(
                f"“{collection.name}” was made with {collection.model}, but {encoder.key} is here now: "
                f'run `qa reindex -c "{collection.name}"` to make its vectors anew.'
            )
        return encoder

    def _open(self, collection: Collection) -> TextEncoder:
        self.meaning = "warming"
        try:
            encoder = self._matching(collection)
        except ModelError as error:
            self.meaning, self.error, self.outdated = "failed", str(error), isinstance(error, ModelMismatch)
            raise
        self.meaning, self.error, self.outdated = "ready", "", False
        return encoder
