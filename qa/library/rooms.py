"""The rooms of a library, wired: what every part of it works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qa.answering import Answering
from qa.assurance import Judge
from qa.calibration import Calibrator
from qa.config import Settings
from qa.conversations import Conversations
from qa.coverage import Coverage
from qa.encoders import Encoders
from qa.entries import Entries
from qa.evaluating import Evaluating
from qa.gallery import Gallery
from qa.health import Checkup
from qa.home import Home
from qa.index.album import Album
from qa.index.assurances import Assurances
from qa.index.diary import Diary
from qa.index.evaluations import Evaluations
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.index.matching import Matching
from qa.intake import Intake, Splitting
from qa.jobs import Jobs
from qa.measuring import Measuring
from qa.models import Models
from qa.seeing import Eyes
from qa.shelves import Shelves
from qa.sides import Sides
from qa.sights import Sights
from qa.switching import Switching
from qa.types import (
    PictureReader,
    ReadOptions,
    TextEncoder,
)


class Rooms:
    """What the parts of a library share: its rooms, its settings, its folder."""

    def __init__(
        self,
        home: Home,
        settings: Settings,
        load: Callable[[str], TextEncoder],
        ocr: PictureReader,
        *,
        patient: bool,
    ) -> None:
        """Wire the rooms; call ``Library.open`` instead."""
        self._home = home
        self.settings = settings
        self.closed = False
        self._ocr = ocr
        self._keep(load)
        self._take_in(patient)
        self._answer(patient)
        self._look_after()

    def _keep(self, load: Callable[[str], TextEncoder]) -> None:
        """Wire where everything is kept, and the models."""
        folder = self._home.folder
        self._ledger = Ledger(self.settings.database_url or f"sqlite:///{folder / 'qa.sqlite'}")
        self._diary = Diary(self._ledger.engine)
        self._shelves = Shelves(self._ledger, folder / "keyword", folder / "chroma")
        self._files = Files(folder / "files")
        self._prints = Files(folder / "pictures")
        self._album = Album(self._ledger.engine)
        self._encoders = Encoders(folder, load, self.settings.text_model)
        self._judge = Judge(Assurances(self._ledger.engine))
        self._coverage = Coverage(self._ledger, folder)
        self._entries = Entries(self._ledger, Matching(self._ledger.engine))
        self.models = Models(folder)
        """The models of this home: list, get, export, bring."""

    def _take_in(self, patient: bool) -> None:
        """Wire how files come in, and what is done when none does."""
        splitting = Splitting(self.settings.passage_tokens, self.settings.passage_overlap)
        self._intake = Intake(
            self._ledger, self._files, self._shelves, self._encoders.get, splitting, self._prints, self._ocr
        )
        self._calibrator = Calibrator(
            self._ledger, self._diary, self._shelves, self._encoders, self._judge, self._entries
        )
        self._jobs = Jobs(self._intake, self._calibrator, patient=patient)

    def _answer(self, patient: bool) -> None:
        """Wire what answers, in words and in pictures."""
        self._answering = Answering(
            self._ledger,
            self._diary,
            self._shelves,
            self._encoders,
            self._judge,
            self._entries,
            self._coverage,
            patient=patient,
        )
        self._sights = Sights(
            self._ledger,
            self._album,
            self._prints,
            self._shelves,
            self._home.folder,
            name=self.settings.image_model,
            device=self.settings.device,
        )
        self._eyes = Eyes(self._prints, self._ocr)
        self._gallery = Gallery(
            self._ledger, self._album, self._answering, self._shelves, self._sights, patient=patient
        )
        self._conversations = Conversations(self._ledger, self._diary, self._album)

    def _look_after(self) -> None:
        """Wire what measures, switches and checks a library."""
        sides = Sides(self._ledger, self._files, self._shelves, self._encoders, self._judge, self._entries)
        self._evaluating = Evaluating(Measuring(self._ledger, sides), Evaluations(self._ledger.engine))
        self._switching = Switching(self._ledger, self._intake, self._shelves, self._encoders, self._jobs.changed)
        self._checkup = Checkup(self._ledger, self._files, self._shelves, self._intake)

    @property
    def home(self) -> Path:
        """The folder this library lives in."""
        return self._home.folder

    def _limited(self, options: ReadOptions) -> ReadOptions:
        return replace(options, max_bytes=self.settings.max_upload_mb * 2**20, max_pages=self.settings.max_pages)
