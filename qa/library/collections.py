"""Collections: made, renamed, removed, bound to models."""

from __future__ import annotations

from qa.errors import InvalidRequest, NameTaken, NotFound
from qa.library.rooms import Rooms
from qa.types import (
    Collection,
    Job,
    ModelInfo,
)


class Collections(Rooms):
    """Makes, finds, renames and removes collections, and changes their models."""

    def collections(self) -> list[Collection]:
        """Return all collections by name; the default one is made if there is none."""
        self.collection()
        return self._ledger.collections()

    def collection(self, name_or_id: str = "") -> Collection:
        """Return a collection; the default one (made on first use) when no name is given.

        Raises:
            NotFound: there is none of that name.
        """
        name = name_or_id or self.settings.collection
        found = self._ledger.collection(name)
        if found is not None:
            return found
        if name_or_id and name_or_id != self.settings.collection:
            raise NotFound(f"There is no collection “{name_or_id}”: `qa collections` lists them.")
        try:
            return self._ledger.create_collection(name, self._encoders.default_key())
        except NameTaken:  # another thread was quicker
            return self.collection(name_or_id)

    def create_collection(self, name: str, model: str = "") -> Collection:
        """Make an empty collection, bound to a model (default: the built-in one).

        Raises:
            NameTaken: there is one of that name.
            InvalidRequest: the name is empty.
            ModelError: the model is not here.
        """
        key = self._encoders.key(model) if model else self._encoders.default_key()
        return self._ledger.create_collection(_name(name), key)

    def rename_collection(self, name_or_id: str, new: str) -> Collection:
        """Give a collection another name.

        Raises:
            NotFound, NameTaken, InvalidRequest: as they say.
        """
        known = self.collection(name_or_id)
        self._ledger.rename_collection(known.id, _name(new))
        return self.collection(known.id)

    def delete_collection(self, name_or_id: str) -> None:
        """Remove a collection and everything in it; there is no undo."""
        doomed = self.collection(name_or_id)
        self._jobs.gone(doomed.id)
        self._intake.delete_collection(doomed)

    def reindex_collection(self, name_or_id: str = "", model: str = "") -> list[str]:
        """Make a collection's vectors anew with a model (default: the one for new collections); the job's id.

        The old ones answer until the new ones are whole, then all change at once; ``cancel`` keeps the old.

        Raises:
            NotFound: no such collection.
            ModelError: the model is not here.
        """
        known = self.collection(name_or_id)
        key = self._encoders.key(model) if model else self._encoders.default_key()
        return [self._switching.start(known, key)]

    def switches(self) -> list[Job]:
        """Return the collections on their way to another model, and those that came through lately."""
        return self._switching.list()

    def remove_model(self, name: str) -> ModelInfo:
        """Delete a model's files.

        Raises:
            InvalidRequest: a collection uses it.
            ModelError: it is not here, or not kept in this home.
        """
        known = self.models.one(name)
        using = [one.name for one in self._ledger.everything() if one.model.split("@")[0] == known.name]
        if using:
            raise InvalidRequest(f"{known.name} is used by {', '.join(using)}: switch to another model first.")
        return self.models.remove(known.name)

    def _target(self, collection: str) -> Collection:
        """The collection to add to: unlike asking, adding makes it."""
        return self._ledger.collection(collection) or (
            self.create_collection(collection) if collection else self.collection()
        )


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 100:
        raise InvalidRequest("A collection's name has 1 to 100 characters.")
    return cleaned
