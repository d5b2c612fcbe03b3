"""The desk at a library in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, get_args

from qa import wire
from qa.desk import STOPPED, Asking, Progress, Reading, Table, Told, silent
from qa.errors import InvalidRequest, ModelError
from qa.wire import Json

if TYPE_CHECKING:
    from qa.library import Library
    from qa.types import AddResult, Filter, MeasuringPlan, ReadOptions

_LOOK = 1.0
"""Seconds between two looks at how far a job is."""


def read_options(reading: Reading) -> ReadOptions:
    """Turn what was typed into options; the library sets its own limits.

    Raises:
        InvalidRequest: a role or kind of table that there is not.
    """
    from qa.types import ReadOptions

    roles = ("question", "answer", "category", "language")
    for role, _ in reading.columns:
        if role not in roles:
            raise InvalidRequest(f"There is no column role “{role}”: use {', '.join(roles)}.")
    if reading.table not in ("auto", "faq", "rows"):
        raise InvalidRequest(f"A table cannot be read as “{reading.table}”: use auto, faq or rows.")
    return ReadOptions(
        password=reading.password,
        columns=dict(reading.columns),
        table=reading.table,  # type: ignore[arg-type]
    )


def open_by_words(why: ModelError) -> LocalDesk:
    """Return a desk at this machine's library that answers by words alone, and says ``why`` no model can be had.

    Raises:
        HomeLocked: another process owns the home.
    """
    from qa.library import Library

    def refuse(name: str) -> NoReturn:
        raise why

    library = Library.open(load=refuse, patient=False)
    with suppress(ModelError):
        library.warm()
    return LocalDesk(library)


class LocalDesk:
    """A desk at a library in this process."""

    hint = "Loading the model; while qa serve runs, questions take milliseconds."

    def __init__(self, library: Library) -> None:
        self.library = library

    def add(self, paths: Sequence[Path], collection: str, reading: Reading) -> Iterator[Json]:
        """Add files, folders and zips; give what became of each file as soon as it is known."""
        adding = self.library.adding(*paths, collection=collection, options=read_options(reading))
        yield from self._told(adding, collection)

    def add_bytes(self, name: str, data: bytes, collection: str, reading: Reading) -> list[Json]:
        """Add one file's bytes and wait for it; a zip gives many results."""
        results = self.library.add_bytes(name, data, collection=collection, options=read_options(reading))
        return [wire.added(result) for result in results]

    def submit(self, name: str, data: bytes, collection: str, reading: Reading) -> list[str]:
        """Queue one file's bytes; give the ids of its jobs."""
        return self.library.submit(name, data, collection=collection, options=read_options(reading))

    def jobs(self) -> list[Json]:
        """List the worker's jobs."""
        return [wire.job(one) for one in self.library.jobs()]

    def sync(self, folder: Path, collection: str, *, remove: bool) -> Iterator[Json]:
        """Bring a folder's changes in; with ``remove``, take out what is gone from it."""
        yield from self._told(self.library.sync(folder, collection=collection, remove=remove), collection)

    def _told(self, results: Iterable[AddResult], collection: str) -> Iterator[Json]:
        """Give each result, then calibrate the collection if something came in."""
        fresh = False
        for result in results:
            fresh = fresh or result.status == "ready"
            yield wire.added(result)
        if fresh:
            self.library.calibrate(collection)  # no worker will: this process ends

    def ask(self, asking: Asking) -> Json:
        """Answer a question."""
        from qa.types import Filter

        where = self.where(asking)
        found = self.library.ask(
            asking.question,
            image=asking.images or None,
            collection=asking.collection,
            k=asking.k,
            where=where,
            carried=asking.carried,
        )
        if found.verdict != "nothing" or asking.images or asking.carried or where != Filter():
            return wire.answer(found)
        return wire.answer(found, self.library.elsewhere(asking.question, asking.collection))

    def search_images(self, asking: Asking) -> list[Json]:
        """Find pictures by words, by a picture, or by both."""
        found = self.library.search_images(
            asking.question,
            image=asking.images or None,
            collection=asking.collection,
            k=asking.k,
            where=self.where(asking),
        )
        return [wire.picture_hit(one) for one in found]

    def reads(self) -> list[str]:
        """List the codes of the languages that can be read on pictures and scans."""
        return sorted(self.library.seen_languages)

    def where(self, asking: Asking) -> Filter:
        """Return the filter that was typed, with sources found by id or name.

        Raises:
            InvalidRequest: a kind or language that there is not.
            NotFound: a source that is not there.
        """
        from qa.types import Filter, Kind

        unknown = sorted(set(asking.kinds) - set(get_args(Kind)))
        if unknown:
            raise InvalidRequest(f"There is no kind “{unknown[0]}”: use {', '.join(get_args(Kind))}.")
        self._check_languages(asking)
        sources = (self.library.source(name, asking.collection).id for name in asking.sources)
        return Filter(frozenset(sources), frozenset(asking.kinds), frozenset(asking.languages))  # type: ignore[arg-type]

    def _check_languages(self, asking: Asking) -> None:
        """Raise InvalidRequest for a code that neither stands for a language nor stands in the collection."""
        from qa.language.codes import CODES

        unknown = set(asking.languages) - CODES
        for source in self.library.sources(asking.collection) if unknown else ():
            unknown.discard(source.language)
            if unknown and source.kind == "faq":  # which may say the language of each row
                unknown -= {passage.language for passage in self.library.passages(source.id)}
        if unknown:
            raise InvalidRequest(f"There is no language “{min(unknown)}”: use a code such as en, de or zh.")

    def sources(self, collection: str) -> list[Json]:
        """List the sources of a collection."""
        return [wire.source(one) for one in self.library.sources(collection)]

    def delete(self, names: Sequence[str], collection: str) -> list[Json]:
        """Delete sources by id or name, all or none; give those deleted."""
        return [wire.source(one) for one in self.library.delete(*names, collection=collection)]

    def collections(self) -> list[Json]:
        """List the collections."""
        return [wire.collection(one) for one in self.library.collections()]

    def create_collection(self, name: str) -> Json:
        """Make an empty collection."""
        return wire.collection(self.library.create_collection(name))

    def rename_collection(self, name: str, new: str) -> Json:
        """Give a collection another name."""
        return wire.collection(self.library.rename_collection(name, new))

    def delete_collection(self, name: str) -> None:
        """Remove a collection and all it holds."""
        self.library.delete_collection(name)

    def reindex(self, collection: str, model: str, progress: Progress = silent) -> Iterator[Json]:
        """Make a collection's vectors anew with a model ("": the one for new collections), then use that."""
        for job in self.library.reindex_collection(collection, model):
            while (known := self.library.wait(job, _LOOK)) and not known.over:
                progress(known.done, known.total)
            if known and known.result:
                yield wire.added(known.result)

    def verify(self, *, repair: bool) -> Json:
        """Check that the indexes hold what the ledger says; with ``repair``, put right what does not."""
        return wire.health(self.library.verify(repair=repair))

    def assurance(self, collection: str, precision: float | None) -> Json:
        """Say how sure a collection must be of its verdicts; with ``precision``, promise that first."""
        if precision is not None:
            return wire.assurance(self.library.promise(precision, collection))
        return wire.assurance(self.library.assurance(collection))

    def uncovered(self, collection: str) -> Json | None:
        """Say which languages of a collection its model was not made for; None when it was made for all."""
        return wire.uncovered(self.library.uncovered(collection))

    def faq(self, collection: str, match: str) -> Json:
        """Say what of FAQ entries is compared with questions; with ``match``, choose it first."""
        return wire.faq(self.library.match_faq(match, collection) if match else self.library.faq(collection))

    def unanswered(self, collection: str) -> list[Json]:
        """List the questions that nothing in a collection answered."""
        return [wire.unanswered(one) for one in self.library.unanswered(collection)]

    def clear_unanswered(self, collection: str, questions: Sequence[str]) -> int:
        """Take questions (none given: all) off that list; say how often they had been asked."""
        return self.library.clear_unanswered(list(questions) or None, collection)

    def feedback(self, question: str, value: int, passage: str) -> None:
        """Keep a thumb, 1 up or 0 down, on the answer with this id or on one passage of it."""
        self.library.feedback(question, value, passage)

    def evaluate(self, collection: str, table: Table | None, plan: MeasuringPlan, progress: Told) -> Json:
        """Measure a collection, on a table of questions or (None) on itself; see ``Library.evaluate``.

        Raises:
            InvalidRequest: the table cannot be read, nothing can be asked, or it was stopped.
        """
        identity = self.library.evaluate(collection, table=table, plan=plan)
        while (found := self.library.wait_evaluation(identity, _LOOK)).state == "running":
            progress(found.stage, found.done, found.total)
        if found.state != "done":
            raise InvalidRequest(found.error or STOPPED)
        return wire.evaluation(found)

    def close(self) -> None:
        """Close the library."""
        self.library.close()
