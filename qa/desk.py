"""The desk: what the command line and the HTTP API ask of a library, in words and JSON objects (:mod:`qa.wire`).

:class:`Desk` is the contract; :class:`qa.local_desk.LocalDesk` serves it from a library in this process, and
:class:`qa.client.RemoteDesk` from one in another process. So a command need not know which one it talks to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qa.errors import HomeLocked
from qa.wire import Json

if TYPE_CHECKING:
    from qa.types import MeasuringPlan


Progress = Callable[[int, int], None]
"""Told how many passages are done, and of how many."""

Told = Callable[[str, int, int], None]
"""Told the stage of an evaluation, how much of it is done, and of how much."""

Table = tuple[str, bytes]
"""The name of a table of questions and what is in it."""

STOPPED = "The evaluation was stopped."


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read, as typed: ``columns`` maps a role to the heading that plays it."""

    password: str | None = None
    table: str = "auto"
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as typed; ``sources`` are ids or names, ``images`` the files or bytes of pictures."""

    question: str
    collection: str = ""
    k: int = 10
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    images: tuple[Path | bytes, ...] = ()


class Desk(Protocol):
    """What can be done with a library from outside; every object returned is one of :mod:`qa.wire`."""

    @property
    def hint(self) -> str:
        """What to tell somebody who waits for the first answer, or nothing."""

    def add(self, paths: Sequence[Path], collection: str, reading: Reading) -> Iterator[Json]:
        """Add files, folders and zips; give what became of each file as soon as it is known."""

    def sync(self, folder: Path, collection: str, *, remove: bool) -> Iterator[Json]:
        """Bring a folder's changes in; with ``remove``, take out what is gone from it."""

    def ask(self, asking: Asking) -> Json:
        """Answer a question."""

    def search_images(self, asking: Asking) -> list[Json]:
        """Find pictures by words, by pictures, or by both."""

    def reads(self) -> list[str]:
        """List the codes of the languages that can be read on pictures and scans."""

    def sources(self, collection: str) -> list[Json]:
        """List the sources of a collection."""

    def delete(self, names: Sequence[str], collection: str) -> list[Json]:
        """Delete sources by id or name, all or none; give those deleted."""

    def collections(self) -> list[Json]:
        """List the collections."""

    def create_collection(self, name: str) -> Json:
        """Make an empty collection."""

    def rename_collection(self, name: str, new: str) -> Json:
        """Give a collection another name."""

    def delete_collection(self, name: str) -> None:
        """Remove a collection and all it holds."""

    def reindex(self, collection: str, model: str, progress: Progress = silent) -> Iterator[Json]:
        """Make a collection's vectors anew with a model ("": the one for new collections), then use that."""

    def verify(self, *, repair: bool) -> Json:
        """Check that the indexes hold what the ledger says; with ``repair``, put right what does not."""

    def assurance(self, collection: str, precision: float | None) -> Json:
        """Say how sure a collection must be of its verdicts; with ``precision``, promise that first."""

    def uncovered(self, collection: str) -> Json | None:
        """Say which languages of a collection its model was not made for; None when it was made for all."""

    def faq(self, collection: str, match: str) -> Json:
        """Say what of FAQ entries is compared with questions; with ``match``, choose it first."""

    def unanswered(self, collection: str) -> list[Json]:
        """List the questions that nothing in a collection answered."""

    def clear_unanswered(self, collection: str, questions: Sequence[str]) -> int:
        """Take questions (none given: all) off that list; say how often they had been asked."""

    def feedback(self, question: str, value: int, passage: str) -> None:
        """Keep a thumb, 1 up or 0 down, on the answer with this id or on one passage of it."""

    def evaluate(self, collection: str, table: Table | None, plan: MeasuringPlan, progress: Told) -> Json:
        """Measure a collection, on a table of questions or (None) on itself; see ``Library.evaluate``."""

    def close(self) -> None:
        """Let go of the library."""


def open_desk(server: str = "") -> Desk:
    """Return a desk at the server named, else at this machine's library, else at the process that owns it.

    Raises:
        HomeLocked: another process owns the home and serves no address.
        ServerUnreachable: the server named, or the owner, does not answer.
    """
    if server:
        return _remote(server)
    from qa.library import Library
    from qa.local_desk import LocalDesk

    try:
        library = Library.open()
    except HomeLocked as locked:
        if locked.url is None:
            raise
        return _remote(locked.url, patience=20.0)  # it may have taken the home a moment ago
    return LocalDesk(library)


def _remote(url: str, patience: float = 0.0) -> Desk:
    from qa.client import RemoteDesk

    return RemoteDesk(url, patience=patience)
