"""The house: everything a door needs, wired from the rooms; no algorithms of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Collection as Ids
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from qa import finding
from qa.answering import Answering
from qa.assurance import Judge
from qa.calibration import Calibrator
from qa.config import Settings
from qa.conversations import Conversations
from qa.coverage import Coverage
from qa.encoders import Encoders, Meaning
from qa.entries import Entries
from qa.errors import InvalidRequest, NameTaken, NotFound, QAError, StorageError, TooLarge
from qa.evaluating import Evaluating, pictured
from qa.gallery import Gallery
from qa.health import Checkup
from qa.home import Home
from qa.index.album import Album
from qa.index.assurances import Assurances
from qa.index.diary import Diary
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.index.matching import Matching
from qa.ingest import read as reading
from qa.ingest.ocr import RapidReader
from qa.ingest.tesseract import BothReaders, TesseractReader
from qa.intake import Intake, Splitting
from qa.jobs import Jobs
from qa.measuring import Measuring
from qa.models import Models
from qa.places import samples_folder
from qa.shelves import Shelves
from qa.sides import Sides
from qa.sights import Sights
from qa.switching import Switching
from qa.types import (
    AddResult,
    Answer,
    Assurance,
    Chat,
    Collection,
    Evaluation,
    FaqSetting,
    Filter,
    Group,
    Health,
    Job,
    MeasuringPlan,
    ModelInfo,
    Passage,
    Picture,
    PictureHit,
    PictureReader,
    PictureWords,
    ReadOptions,
    Source,
    TextEncoder,
    Turn,
    Unanswered,
    Uncovered,
)

_ANY = Filter()
_PLAIN = ReadOptions()
_ALL_MODES = MeasuringPlan()
_SAID = PictureWords()


class Library:
    """A home folder, open: add files, ask, list, delete, verify. Use it as a context manager, or ``close`` it.

    Thread-safe; one per process and home.
    """

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
        folder = home.folder
        url = settings.database_url or f"sqlite:///{folder / 'qa.sqlite'}"
        self._ledger = Ledger(url)
        self._diary = Diary(self._ledger.engine)
        self._shelves = Shelves(self._ledger, folder / "keyword", folder / "chroma")
        self._files = Files(folder / "files")
        self._prints = Files(folder / "pictures")
        self._album = Album(self._ledger.engine)
        self._encoders = Encoders(folder, load, settings.text_model)
        splitting = Splitting(settings.passage_tokens, settings.passage_overlap)
        self._intake = Intake(
            self._ledger, self._files, self._shelves, self._encoders.get, splitting, self._prints, ocr
        )
        self._ocr = ocr
        self._judge = Judge(Assurances(self._ledger.engine))
        self._coverage = Coverage(self._ledger, folder)
        self._entries = Entries(self._ledger, Matching(self._ledger.engine))
        self._calibrator = Calibrator(
            self._ledger, self._diary, self._shelves, self._encoders, self._judge, self._entries
        )
        sides = Sides(self._ledger, self._files, self._shelves, self._encoders, self._judge, self._entries)
        self._evaluating = Evaluating(Measuring(self._ledger, sides))
        self._jobs = Jobs(self._intake, self._calibrator, patient=patient)
        self.models = Models(folder)
        """The models of this home: list, get, export, bring."""
        self._switching = Switching(self._ledger, self._intake, self._shelves, self._encoders, self._jobs.changed)
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
            folder,
            name=settings.image_model,
            device=settings.device,
        )
        self._gallery = Gallery(
            self._ledger, self._album, self._answering, self._shelves, self._sights, self._prints, ocr, patient=patient
        )
        self._conversations = Conversations(self._ledger, self._diary, self._album)
        self._checkup = Checkup(self._ledger, self._files, self._shelves, self._intake)

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

    @property
    def home(self) -> Path:
        """The folder this library lives in."""
        return self._home.folder

    # --- readiness ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin as a service: add the samples to a home that is empty, and go on with what a stop left unfinished."""
        self._sights.start()
        for source in self._ledger.unfinished():
            self._jobs.resume(source)
        for collection in self._ledger.collections():
            self._calibrator.want(collection.id)  # looked at once a file comes, or the model is loaded
        self._switching.resume()
        if self.settings.samples and not self._ledger.collections():
            self.add_samples()

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

    # --- collections -------------------------------------------------------------------------------------------------

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
        self._intake.delete_collection(self.collection(name_or_id))

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

    # --- adding ------------------------------------------------------------------------------------------------------

    def add(self, *paths: Path | str, collection: str = "", options: ReadOptions = _PLAIN) -> list[AddResult]:
        """Add files, folders and zips; one result a file. Bad files don't stop the others."""
        return list(self.adding(*paths, collection=collection, options=options))

    def adding(self, *paths: Path | str, collection: str = "", options: ReadOptions = _PLAIN) -> Iterator[AddResult]:
        """Do what ``add`` does, giving each result as soon as it is known."""
        target = self._target(collection)
        options = self._limited(options)
        for path in paths:
            yield from self._add_path(Path(path).expanduser(), target, options)

    def add_bytes(
        self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = _PLAIN
    ) -> list[AddResult]:
        """Add a file that is already in memory (a zip gives one result a member)."""
        target = self._target(collection)
        options = self._limited(options)
        return list(self._each(name, data, options, lambda n, d: self._intake.add(target, n, d, options)))

    def sync(self, folder: Path | str, *, collection: str = "", remove: bool = False) -> Iterator[AddResult]:
        """Add what is new or changed in a folder; with ``remove``, take out what is gone from it."""
        root = Path(folder).expanduser().resolve()
        target = self._target(collection)
        before = {s.name: s for s in self._ledger.sources(target.id) if s.name.startswith(f"{root.as_posix()}/")}
        seen: set[str] = set()
        for result in self.adding(root, collection=target.id):
            seen.add(result.name)
            yield result
        gone = [source for name, source in before.items() if name not in seen] if remove else []
        self._intake.delete([source.id for source in gone])
        for source in gone:
            yield AddResult(name=source.name, status="removed", source=source.id, kind=source.kind)

    def submit(self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = _PLAIN) -> list[str]:
        """Queue a file (or a zip's members) for the worker thread; job ids. Nothing is raised for a bad file."""
        target = self._target(collection)
        options = self._limited(options)

        def queue(member: str, content: bytes) -> str:
            try:
                return self._jobs.submit(target, member, content, options)
            except StorageError as error:
                return self._jobs.fail(target, member, str(error))

        ids = list(self._each(name, data, options, queue))
        return [i if isinstance(i, str) else self._jobs.fail(target, i.name, i.error or "") for i in ids]

    def add_samples(self) -> list[str]:
        """Queue the sample library; job ids."""
        root = samples_folder()
        names = [name for name, _ in reading.walk(root) if PurePosixPath(name).suffix.lower() in _SAMPLE_SUFFIXES]
        return [i for name in names for i in self.submit(f"samples/{name}", (root / name).read_bytes())]

    def jobs(self) -> list[Job]:
        """Return the files on their way through the worker, and those that came through lately, oldest first."""
        return [*self._jobs.list(), *self._switching.list()]

    def wait(self, job: str, timeout: float | None = None) -> Job | None:
        """Block until a job is finished, or the time (seconds) is up."""
        return self._jobs.wait(job, timeout) or self._switching.wait(job, timeout)

    def cancel(self, job: str) -> None:
        """Stop a job: a file that was not read yet goes, one that was stays searchable by words."""
        self._jobs.cancel(job)
        self._switching.cancel(job)

    def clear_jobs(self) -> None:
        """Forget the finished jobs."""
        self._jobs.clear()
        self._switching.clear()

    @property
    def working(self) -> bool:
        """Whether the worker has anything to do."""
        return self._jobs.working or self._switching.working

    # --- sources -----------------------------------------------------------------------------------------------------

    def sources(self, collection: str = "") -> list[Source]:
        """Return the sources of a collection by name."""
        return self._ledger.sources(self.collection(collection).id)

    def source(self, id_or_name: str, collection: str = "") -> Source:
        """Return a source by id, name, or the end of its name when only one ends so.

        Raises:
            NotFound: none, or several.
        """
        by_id = self._ledger.sources_by_id([id_or_name]).get(id_or_name)
        if by_id is not None:
            return by_id
        known = self.sources(collection)
        exact = [s for s in known if s.name == id_or_name]
        ending = exact or [s for s in known if s.name.endswith(f"/{id_or_name.removeprefix('./')}")]
        if len(ending) != 1:
            what = "No source is" if not ending else f"{len(ending)} sources are"
            raise NotFound(f"{what} called “{id_or_name}”: `qa list` shows names and ids.")
        return ending[0]

    def delete(self, *ids_or_names: str, collection: str = "") -> list[Source]:
        """Remove sources; they answer no more from this moment.

        Raises:
            NotFound: one of them is not there (nothing is removed then).
        """
        doomed = [self.source(each, collection) for each in ids_or_names]
        self._intake.delete([source.id for source in doomed])
        return doomed

    def reindex(self, source_id: str) -> str:
        """Read a source again from its original, in the background; the job's id."""
        return self._jobs.resume(self._intake.again(self.source(source_id)))

    def passages(self, source_id: str) -> list[Passage]:
        """Return the passages of a source in order."""
        return self._ledger.passages(source_id)

    def passage(self, passage_id: str) -> Passage:
        """Return one passage.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        found = self._ledger.passages_by_id([passage_id]).get(passage_id)
        if found is None:
            raise NotFound("This passage is gone: its source was deleted or replaced.")
        return found

    def original(self, source_id: str) -> bytes:
        """Return the bytes of a source as they were added.

        Raises:
            NotFound: the source or its original is gone.
        """
        return self._files.get(self.source(source_id).sha256)

    def page_png(self, source_id: str, page: int, marks: Sequence[str] = ()) -> bytes:
        """Draw a page of a PDF source with sentences marked, on a scanned page where OCR read them.

        Raises:
            NotFound: no such page.
            ReadError: the PDF cannot be drawn.
        """
        from qa.ingest.preview import page_png

        source = self.source(source_id)
        seen = [p for p in self._album.pictures(source.collection, [source.id]) if p.page == page and not p.view]
        read = [(box.text, box.shares(p.width, p.height)) for p in seen for box in p.boxes] if marks else []
        return page_png(self.original(source_id), page, marks, read=read)

    @property
    def seen_languages(self) -> frozenset[str]:
        """Codes of the languages that can be read on pictures and scans here and now."""
        return self._ocr.languages

    # --- pictures ----------------------------------------------------------------------------------------------------

    def pictures(self, collection: str = "", sources: Ids[str] = ()) -> list[Picture]:
        """Return the pictures of a collection by source and position; with ``sources`` (ids), those of these alone."""
        return self._album.pictures(self.collection(collection).id, sources)

    def picture(self, picture_id: str) -> Picture:
        """Return one picture.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        return self._album.picture(picture_id)

    def thumbnail(self, picture_id: str) -> bytes:
        """Return a picture as a JPEG of at most 400 pixels a side.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        return self._prints.get(self._album.picture(picture_id).thumbnail)

    def view(self, picture_id: str) -> bytes:
        """Return a picture as a JPEG of at most 1,600 pixels a side; a whole page of a PDF is drawn as a PNG.

        Raises:
            NotFound: its source was deleted or replaced.
            ReadError: the PDF cannot be drawn.
        """
        picture = self._album.picture(picture_id)
        if not picture.view and picture.page:
            return self.page_png(picture.source, picture.page)
        return self._prints.get(picture.view)

    # --- asking ------------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        image: bytes | Path | Picture | None = None,
        collection: str = "",
        k: int = 10,
        where: Filter = _ANY,
        carried: Sequence[str] = (),
    ) -> Answer:
        """Answer a question with scored passages, their evidence and their themes, and with the pictures beside them.

        Args:
            question: plain words; "exact phrases" and -excluded words count. May be empty with a picture.
            image: a picture (the bytes or path of a file, or one that is in a library): the text that belongs to it,
                the same picture, and ones like it are found.
            collection: name or id.
            k: how many hits, at least 1.
            where: which passages may answer.
            carried: terms taken over from the question before (see ``carry``).

        Raises:
            InvalidRequest: the question is empty, or the picture is none.
            ReadError: the picture is damaged or too large.
            NotFound: no such collection.
            ModelError: the collection's model cannot be had (when patient).
        """
        target = self.collection(collection)
        seen = [] if image is None else self._gallery.see(image, self._limited(_PLAIN))
        return self._gallery.ask(target, question, seen, k=k, where=where, carried=carried)

    def search_images(
        self,
        text: str = "",
        *,
        image: bytes | Path | Picture | None = None,
        collection: str = "",
        k: int = 20,
        where: Filter = _ANY,
    ) -> list[PictureHit]:
        """Return the pictures that words find (read on them, in their names and captions), or a picture, or both.

        A picture finds itself again however it was saved, pictures with the same words, and ones that look like it.

        Raises:
            InvalidRequest: neither words nor a picture, or the picture is none.
            ReadError: the picture is damaged or too large.
            NotFound: no such collection.
        """
        target = self.collection(collection)
        if image is None and not any(map(str.isalnum, text)):
            raise InvalidRequest("Type a few words, or give a picture.")
        seen = [] if image is None else self._gallery.see(image, self._limited(_PLAIN))
        words = "\n".join(filter(None, (text.strip(), *(one.picture.words for one in seen))))
        return self._gallery.search(target, words, seen, k=k, where=where)

    def carry(self, previous: str, question: str) -> tuple[str, ...]:
        """Return the terms that a follow-up takes over from the question before it."""
        return self._answering.carry(previous, question)

    def suggestions(self, collection: str = "", n: int = 4) -> list[str]:
        """Return questions that the collection can answer, in its sources' own words."""
        return self._answering.suggestions(self.collection(collection), n)

    def themes(self, collection: str = "") -> list[Group]:
        """Return the themes of a whole collection (seconds for a large one)."""
        return self._answering.themes(self.collection(collection))

    def feedback(self, question_id: str, value: int, passage: str = "") -> None:
        """Keep a thumb: 1 up, 0 down; on an answer or on one passage of it.

        Raises:
            NotFound: no such question.
            InvalidRequest: another value.
        """
        if value not in (0, 1):
            raise InvalidRequest("Feedback is 1 (thumb up) or 0 (thumb down).")
        self._jobs.changed(self._diary.feedback(question_id, passage, value))

    # --- FAQ entries -------------------------------------------------------------------------------------------------

    def faq(self, collection: str = "") -> FaqSetting:
        """Return what of a collection's FAQ entries is compared with questions."""
        return self._entries.setting(self.collection(collection))

    def match_faq(self, match: str, collection: str = "") -> FaqSetting:
        """Set it: "question" alone, "answer-too" (mostly the question), or "both" alike.

        Raises:
            InvalidRequest: another choice.
            NotFound: no such collection.
        """
        known = self.collection(collection)
        self._entries.choose(known, match)
        self._jobs.changed(known.id)
        return self.faq(known.id)

    def uncovered(self, collection: str = "") -> Uncovered | None:
        """Return the languages of a collection that its model was not made for, None where it was made for all."""
        return self._coverage.of(self.collection(collection))

    # --- how sure ----------------------------------------------------------------------------------------------------

    def assurance(self, collection: str = "") -> Assurance:
        """Return how sure a collection must be of its verdicts, and what share of questions it then answers."""
        return self._judge.assurance(self.collection(collection))

    def promise(self, precision: float, collection: str = "") -> Assurance:
        """Set how often a collection's verdicts shall be right: 0.95 is 95 times in 100.

        Raises:
            InvalidRequest: it is not from 0.5 to 0.99.
            NotFound: no such collection.
        """
        self._judge.choose(self.collection(collection), precision)
        return self.assurance(collection)

    def calibrate(self, collection: str = "") -> Assurance:
        """Have a collection learn now how sure it may be (seconds), if it changed; the worker does it by itself."""
        self._calibrator.want(self.collection(collection).id)
        self._calibrator.finish()
        return self.assurance(collection)

    def unanswered(self, collection: str = "") -> list[Unanswered]:
        """Return the questions that nothing in a collection answered, the latest first."""
        return self._diary.unanswered(self.collection(collection).id)

    def clear_unanswered(self, questions: Sequence[str] | None = None, collection: str = "") -> int:
        """Take questions (None: all) off that list; return how often they had been asked."""
        return self._diary.clear_unanswered(self.collection(collection).id, questions)

    # --- evaluating --------------------------------------------------------------------------------------------------

    def evaluate(
        self, collection: str = "", *, table: tuple[str, bytes] | None = None, plan: MeasuringPlan = _ALL_MODES
    ) -> str:
        """Begin to measure how well a collection, as it is, finds what it should; the evaluation's id.

        Args:
            collection: its name or id.
            table: name and bytes of a CSV of questions and expected sources; without it the collection makes the test
                set from itself.
            plan: the modes, how many questions, by which seed, more questions that nothing should answer, and another
                way to search, which is compared question by question.

        Raises:
            NotFound: no such collection.
            InvalidRequest: a mode that there is not, or the table has no such columns.
        """
        return self._evaluating.start(self.collection(collection), table, plan)

    @property
    def weights(self) -> dict[str, Any]:
        """What words and meaning are ranked with, by name; see ``data/ranking``."""
        return finding.learned()._asdict()

    def evaluation(self, collection: str = "") -> Evaluation | None:
        """Return a collection's latest evaluation since the start, running or not."""
        return self._evaluating.latest(self.collection(collection).id)

    def wait_evaluation(self, evaluation: str, timeout: float | None = None) -> Evaluation:
        """Block until an evaluation is over, or the time (seconds) is up, and return it as it is then."""
        return self._evaluating.wait(evaluation, timeout)

    def evaluation_picture(
        self,
        evaluation: Evaluation,
        form: str = "png",
        *,
        said: PictureWords = _SAID,
        dark: bool = False,
        trust: bool = False,
    ) -> bytes:
        """Draw a finished evaluation: its figures with intervals, and how far its confidence can be believed.

        Args:
            evaluation: one that is done.
            form: "svg", which follows the theme of the reader's system, or "png", at twice its size.
            said: the words on it.
            dark: a PNG for dark surroundings.
            trust: only how far confidence can be believed.

        Raises:
            InvalidRequest: there is nothing to draw.
        """
        return pictured(evaluation, form, said, dark=dark, trust=trust)

    def cancel_evaluation(self, evaluation: str) -> None:
        """Stop an evaluation before its next question."""
        self._evaluating.cancel(evaluation)

    # --- chats -------------------------------------------------------------------------------------------------------

    def new_chat(self, owner: str, collection: str = "") -> str:
        """Start a chat and return its unguessable id."""
        return self._diary.new_chat(owner, self.collection(collection).id)

    def chats(self, owner: str) -> list[Chat]:
        """Return an owner's chats, newest first."""
        return self._diary.chats(owner)

    def turns(self, chat: str, owner: str) -> list[Turn]:
        """Return the turns of a chat; what deleted sources said is gone from them.

        Raises:
            NotFound: no such chat of this owner.
        """
        return self._conversations.turns(self._diary.chat(chat, owner).id)

    def add_turn(
        self, chat: str, owner: str, question: str, answer: Answer | None, attachments: Sequence[str] = ()
    ) -> int:
        """Append what was asked and shown to a chat.

        Raises:
            NotFound: no such chat of this owner.
        """
        return self._conversations.add(self._diary.chat(chat, owner).id, question, answer, attachments)

    def delete_chat(self, chat: str, owner: str) -> None:
        """Remove a chat, its turns and its attached files."""
        self._delete_chats([self._diary.chat(chat, owner)])

    def delete_chats(self, owner: str) -> None:
        """Remove all chats of an owner."""
        self._delete_chats(self._diary.chats(owner))

    def attach(self, chat: str, owner: str, name: str, data: bytes, options: ReadOptions = _PLAIN) -> list[AddResult]:
        """Add a file to a chat alone; it can be asked at once with ``ask_attached``, kept or dropped."""
        self._diary.chat(chat, owner)
        hidden = next(iter(self._ledger.collections(chat=chat)), None)
        if hidden is None:
            hidden = self._ledger.create_collection(f"chat {chat}", self._encoders.default_key(), chat=chat)
        return self.add_bytes(name, data, collection=hidden.id, options=options)

    def attachments(self, chat: str, owner: str) -> list[Source]:
        """Return the files attached to a chat."""
        self._diary.chat(chat, owner)
        return [s for hidden in self._ledger.collections(chat=chat) for s in self._ledger.sources(hidden.id)]

    def ask_attached(self, chat: str, owner: str, question: str, *, k: int = 10, carried: Sequence[str] = ()) -> Answer:
        """Answer a question from the files attached to a chat.

        Raises:
            NotFound: no such chat, or nothing attached.
        """
        self._diary.chat(chat, owner)
        hidden = next(iter(self._ledger.collections(chat=chat)), None)
        if hidden is None:
            raise NotFound("Nothing is attached to this chat.")
        return self._answering.ask(hidden, question, k=k, where=_ANY, carried=carried)

    def keep(self, source_id: str, chat: str, owner: str, collection: str = "") -> AddResult:
        """Move a file from a chat into a collection."""
        source = self._attached(source_id, chat, owner)
        result = self._intake.add(self._target(collection), source.name, self._files.get(source.sha256), _PLAIN)
        if result.status != "failed":
            self._intake.delete([source.id])
        return result

    def drop(self, source_id: str, chat: str, owner: str) -> None:
        """Remove a file from a chat."""
        self._intake.delete([self._attached(source_id, chat, owner).id])

    # --- health ------------------------------------------------------------------------------------------------------

    def verify(self, repair: bool = False) -> Health:
        """Prove that ledger, originals and both indexes tell the same; with ``repair``, make them."""
        return self._checkup.verify(repair=repair)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _target(self, collection: str) -> Collection:
        """The collection to add to: unlike asking, adding makes it."""
        return self._ledger.collection(collection) or (
            self.create_collection(collection) if collection else self.collection()
        )

    def _limited(self, options: ReadOptions) -> ReadOptions:
        return replace(options, max_bytes=self.settings.max_upload_mb * 2**20, max_pages=self.settings.max_pages)

    def _add_path(self, path: Path, target: Collection, options: ReadOptions) -> Iterator[AddResult]:
        name = path.resolve().as_posix()
        try:
            if path.is_dir():
                for _, member in reading.walk(path):
                    yield from self._add_path(member, target, options)
                return
            reading.check_size(path, options)
            data = path.read_bytes()
        except OSError as error:
            yield AddResult(name=name, status="failed", error=f"“{path}” cannot be opened: {error.strerror}.")
        except TooLarge as error:
            yield AddResult(name=name, status="failed", error=str(error))
        else:
            yield from self._each(name, data, options, lambda n, d: self._intake.add(target, n, d, options))

    def _each(self, name: str, data: bytes, options: ReadOptions, use: Callable[[str, bytes], Any]) -> Iterator[Any]:
        """Apply ``use`` to a file, or to each member of an archive; a torn archive is a failed result."""
        if not reading.is_archive(name, data):
            yield use(name, data)
            return
        try:
            for member, content in reading.unpack(name, data, options):
                yield use(member, content)
        except QAError as error:
            yield AddResult(name=name, status="failed", error=str(error))

    def _attached(self, source_id: str, chat: str, owner: str) -> Source:
        found = [s for s in self.attachments(chat, owner) if s.id == source_id]
        if not found:
            raise NotFound("This file is not attached to the chat any more.")
        return found[0]

    def _delete_chats(self, chats: Iterable[Chat]) -> None:
        doomed = [chat.id for chat in chats]
        self._diary.delete_chats(doomed)
        for chat in doomed:
            for hidden in self._ledger.collections(chat=chat):
                self._intake.delete_collection(hidden)


_SAMPLE_SUFFIXES = frozenset({".pdf", ".docx", ".md", ".csv", ".xlsx", ".png"})

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


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 100:
        raise InvalidRequest("A collection's name has 1 to 100 characters.")
    return cleaned
