"""The library that doors open: all its parts together, begun as a service and closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from qa.config import Settings
from qa.encoders import Meaning
from qa.errors import ModelError, QAError
from qa.home import Home
from qa.ingest.ocr import RapidReader
from qa.ingest.tesseract import BothReaders, TesseractReader
from qa.library.asking import Asking
from qa.library.chats import Chats
from qa.library.evaluations import Evaluations
from qa.library.sources import Sources
from qa.library.trust import Trust
from qa.types import (
    Health,
    PictureReader,
    TextEncoder,
)


class Library(Sources, Asking, Trust, Evaluations, Chats):
    """A home folder, open: add files, ask, list, delete, verify. Use it as a context manager, or ``close`` it.

    Thread-safe; one per process and home.
    """

    @classmethod
    def open(
        cls,
        home: Path | str | None = None,
        *,
        settings: Settings | None = None,
        url: str | None = None,
        load: Callable[[str], TextEncoder] | None = None,
        ocr: PictureReader | None = None,
        patient: bool = True,
    ) -> Library:
        """Open (or make) a library.

        Args:
            home: the folder; default ``settings.home``.
            settings: default ``Settings.from_env()``.
            url: where this process serves the API, for the lock record.
            load: makes a text encoder from a model's name; default the real ones.
            ocr: reads what stands on pictures and scans; default the real one.
            patient: wait for the model when a question comes before it is loaded; else answer by words alone.

        Raises:
            HomeLocked: another process owns the home.
            StorageError: the home cannot be written or read.
        """
        settings = settings or Settings.from_env()
        place = Home(Path(home) if home else settings.home, url)
        try:
            loader = load or _loader(place.folder, settings.device)
            library = cls(
                place, settings, loader, ocr or BothReaders(RapidReader(), TesseractReader()), patient=patient
            )
            library._intake.sweep()
        except QAError:
            place.release()
            raise
        return library

    def close(self) -> None:
        """Stop the worker after its present step and give the home back."""
        self.closed = True
        self.models.close()
        self._evaluating.stop()
        self._sights.stop()
        self._switching.stop()
        self._jobs.stop()
        self._shelves.close()
        self._ledger.close()
        self._home.release()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Begin as a service: add the samples to a home that is empty, and go on with what a stop left unfinished."""
        self._sights.start()
        for source in self._ledger.unfinished():
            self._jobs.resume(source)
        for collection in self._ledger.collections():
            self._calibrator.want(collection.id)  # looked at once a file comes, or the model is loaded
        self._switching.resume()
        self._renew()
        if self.settings.samples and not self._ledger.collections():
            self.add_samples()

    def _renew(self) -> None:
        """Make the vectors anew of collections made with a release of the built-in model that an update took away."""
        for collection in self._ledger.everything():
            with suppress(ModelError):  # there is no model at all: answers say so
                if newer := self._encoders.successor(collection):
                    self._switching.start(collection, newer)

    def warm(self) -> None:
        """Load the default collection's model (seconds; call it in a thread), then let pictures be read.

        Raises:
            ModelError: it cannot be loaded; questions are answered by words alone then.
        """
        default = self.collection()
        try:
            self._encoders.get(default)
        finally:
            self._jobs.look()
        self._jobs.changed(default.id)

    @property
    def meaning(self) -> Meaning:
        """Whether the search by meaning is there: cold, warming, ready or failed."""
        return self._encoders.meaning

    @property
    def meaning_error(self) -> str:
        """Why the model could not be loaded, else empty."""
        return self._encoders.error

    @property
    def sight(self) -> Meaning:
        """Whether pictures are searched by what they show: "cold" when no image model is here."""
        return self._sights.state

    def verify(self, repair: bool = False) -> Health:
        """Prove that ledger, originals and both indexes tell the same; with ``repair``, make them."""
        return self._checkup.verify(repair=repair)


FIRST_PAGE = 1.0
"""Seconds that the first page has the processor to itself before the model is opened for questions (half a second)."""

_shared: list[Library] = []
_sharing = threading.Lock()


def shared(settings: Settings | None = None) -> Library:
    """Return this process's own library, opened on first call as a service: impatient, samples in, work resumed.

    The app and the API use it; the module holds it, so that clearing a cache cannot lock the app out of its own home.
    """
    with _sharing:
        if not _shared:
            settings = settings or Settings.from_env()
            library = Library.open(settings=settings, url=settings.url or None, patient=False)
            library.start()
            warm_up = threading.Timer(FIRST_PAGE, _warm, args=(library,))
            warm_up.daemon = True
            warm_up.start()
            _shared.append(library)
        return _shared[0]


def release() -> None:
    """Close this process's own library, if it is open."""
    with _sharing:
        while _shared:
            _shared.pop().close()


def _warm(library: Library) -> None:
    try:
        library.warm()
    except QAError:
        return  # ``meaning`` says so, and so does every answer
    except Exception:
        if not library.closed:  # an interpreter that ends takes modules away under an import
            raise


def _loader(home: Path, device: str) -> Callable[[str], TextEncoder]:
    def load(name: str) -> TextEncoder:
        from qa.index import encoders

        return encoders.load(name, home=home, device=device)

    return load
