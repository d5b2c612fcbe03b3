"""The models of a home: which there are, what each costs, and how one comes, goes, and travels as a zip."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qa.errors import InvalidRequest, ModelError
from qa.fetching import Fetching
from qa.index import cards, catalogue, parcel, weights
from qa.types import Download, ModelInfo


class Models:
    """Lists, fetches, brings, exports and removes models; thread-safe enough for one house."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._fetching: dict[str, Fetching] = {}

    def all(self) -> list[ModelInfo]:
        """Return all known models, the built-in one first, then those that were brought by hand."""
        known = [self._info(card) for card in cards.CARDS]
        return [*known, *self._others()]

    def one(self, name: str) -> ModelInfo:
        """Return a model by name, Hub id or key.

        Raises:
            ModelError: it is neither known nor here.
        """
        card = catalogue.card(name)
        wanted = card.name if card else cards.folder_name(name)
        for info in self.all():
            if info.name == wanted:
                return info
        raise ModelError(f"There is no model called “{name}”: `qa models` lists them.")

    def get(self, name: str, *, deadline: float | None = None) -> Fetching:
        """Start fetching a model from the Hub, or return the fetching that runs; nothing else ever does so.

        Raises:
            InvalidRequest: it is no known model and no Hub id, or it is here.
        """
        card = catalogue.card(name)
        stem = card.name if card else cards.folder_name(name)
        if any(info.name == stem and info.here for info in self.all()):
            raise InvalidRequest(f"{stem} is on this machine already.")
        running = self._fetching.get(stem)
        if running is None or running.state.state != "running":
            running = self._fetching[stem] = Fetching(name, self._home, deadline=deadline)
        return running

    def downloads(self) -> list[Download]:
        """Return how the downloads of this process stand."""
        return [fetching.state for fetching in self._fetching.values()]

    def cancel(self, name: str) -> None:
        """Stop a download; what was fetched is kept for the next try."""
        if name in self._fetching:
            self._fetching[name].cancel()

    def export(self, name: str, out: Path) -> Path:
        """Write a model as a zip for a machine without a network.

        Raises:
            ModelError: it is not here, or the zip cannot be written.
        """
        folder = catalogue.resolve(name, self._home)
        card = catalogue.card(name)
        return parcel.export(folder, card.name if card else folder.name, out)

    def bring(self, path: Path, name: str = "") -> ModelInfo:
        """Take a model from a zip or a folder.

        Raises:
            ModelError: it is no model, or none that can be trusted.
        """
        return self.one(parcel.bring(path, self._home, name))

    def bring_bytes(self, file_name: str, data: bytes) -> ModelInfo:
        """Take a model from a zip that is in memory.

        Raises:
            ModelError: as ``bring``.
        """
        with tempfile.TemporaryDirectory(prefix="qa-model-") as folder:
            path = Path(folder) / Path(file_name.replace("\\", "/")).name
            path.write_bytes(data)
            return self.bring(path)

    def newest(self, key: str) -> bool:
        """Tell whether a key is that of the release of its model that is here now."""
        try:
            return catalogue.key(key.rpartition("@")[0] or key, self._home) == key
        except ModelError:
            return True

    def remove(self, name: str) -> ModelInfo:
        """Delete a model's files, those of a broken-off download too.

        Raises:
            ModelError: it is not here, or not ours to delete.
        """
        info = self.one(name)
        folder, draft = self._home / "models" / info.name, self._home / "models" / f".get-{info.name}"
        self.cancel(info.name)
        if not folder.is_dir() and not draft.is_dir():
            kept = f"{info.name} is not kept in this library, so it is not removed from it."
            raise ModelError(f"{kept} It lies in {info.folder}, which others share." if info.here else kept)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        return info

    def close(self) -> None:
        """Stop what is being fetched."""
        for fetching in self._fetching.values():
            fetching.cancel()

    def _info(self, card: cards.ModelCard) -> ModelInfo:
        built_in = bool(card.folder)
        folder = None if built_in else catalogue.find(card.name, self._home)
        here = built_in or folder is not None
        return ModelInfo(
            name=card.name,
            hub=card.hub,
            role=card.role,
            dims=card.dims,
            languages=card.languages,
            longest=card.longest,
            megabytes=card.megabytes,
            licence=card.licence,
            note=card.note,
            query_prompt=card.query_prompt,
            passage_prompt=card.passage_prompt,
            here=here,
            folder=str(folder or ""),
            removable=folder == self._home / "models" / card.name,
            built_in=built_in or bool(card.package),
        )

    def _others(self) -> Iterator[ModelInfo]:
        for folder in sorted((self._home / "models").glob("*")):
            expanded = any(folder.name.startswith(f"{card.name}-") for card in cards.CARDS if card.folder)
            hidden = folder.name.startswith(".") or cards.card(folder.name) is not None or expanded
            if hidden or not folder.is_dir() or not weights.weight_files(folder):
                continue
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            yield ModelInfo(
                name=folder.name,
                dims=_dims(folder),
                megabytes=round(size / 1e6),
                here=True,
                folder=str(folder),
                removable=True,
            )


def _dims(folder: Path) -> int:
    try:
        return int(json.loads((folder / "config.json").read_text("utf-8"))["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
