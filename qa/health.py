"""Proving that the indexes match the files: ledger, originals, keyword index and vectors must tell the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa.errors import QAError, StorageError
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.intake import Intake
from qa.shelves import Shelves
from qa.types import Collection, Health


@dataclass(slots=True)
class _Findings:
    passages: int = 0
    vectors: int = 0
    sources: int = 0
    problems: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)


class Checkup:
    """Compares what should be with what is; repairs by deriving anew from the ledger."""

    def __init__(self, ledger: Ledger, files: Files, shelves: Shelves, intake: Intake) -> None:
        self._ledger, self._files, self._shelves, self._intake = ledger, files, shelves, intake

    def verify(self, *, repair: bool) -> Health:
        """Check every collection; with ``repair``, mend what can be and report what was.

        Problems that were mended are listed under ``repaired``, the others stay under ``problems``.
        """
        found = _Findings()
        if repair:
            self._intake.sweep()
            self._finish(found)
        for collection in self._ledger.everything():
            found.sources += collection.sources
            self._originals(collection, found)
            self._keyword(collection, found, repair=repair)
            self._vectors(collection, found, repair=repair)
        self._unfinished(found)
        return Health(found.sources, found.passages, found.vectors, tuple(found.problems), tuple(found.repaired))

    def _finish(self, found: _Findings) -> None:
        for source in self._ledger.unfinished():
            try:
                self._intake.read(source)
                while self._intake.embed(source.id):
                    pass
            except StorageError:
                raise
            except QAError as error:
                found.problems.append(f"“{source.name}” could not be finished: {error}")
            else:
                found.repaired.append(f"“{source.name}” was finished.")

    def _unfinished(self, found: _Findings) -> None:
        for source in self._ledger.unfinished():
            state = "waits to be read" if source.status == "pending" else "waits for its vectors"
            found.problems.append(f"“{source.name}” {state}: `qa verify --repair` or the running app goes on with it.")

    def _originals(self, collection: Collection, found: _Findings) -> None:
        for source in self._ledger.sources(collection.id):
            if source.sha256 and not self._files.path(source.sha256).is_file():
                found.problems.append(f"The original of “{source.name}” is gone: add the file again.")

    def _keyword(self, collection: Collection, found: _Findings, *, repair: bool) -> None:
        wanted = set(self._ledger.passage_ids(collection.id))
        found.passages += len(wanted)
        present = self._shelves.keyword(collection).ids()
        missing, extra = wanted - present, present - wanted
        if not (missing or extra):
            return
        problem = (
            f"The keyword index of “{collection.name}” lacks {len(missing)} passages and has {len(extra)} too many."
        )
        if not repair:
            found.problems.append(problem)
            return
        self._shelves.rebuild_keyword(collection)
        found.repaired.append(f"{problem} It was built anew.")

    def _vectors(self, collection: Collection, found: _Findings, *, repair: bool) -> None:
        marked = self._ledger.passage_ids(collection.id)
        wanted = {i for i, embedded in marked.items() if embedded}
        index = self._shelves.vectors(collection)
        present = index.ids()
        missing, extra = wanted - present, present - set(marked)
        found.vectors += len(wanted & present)
        if not (missing or extra):
            return
        problem = f"The vectors of “{collection.name}” lack {len(missing)} passages and have {len(extra)} too many."
        if not repair:
            found.problems.append(problem)
            return
        index.delete(sorted(extra))
        self._ledger.forget_vectors(missing)
        self._finish(found)
        found.vectors += len(missing)
        found.repaired.append(f"{problem} They were made anew.")
