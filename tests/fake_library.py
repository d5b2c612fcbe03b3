"""A library that fits in the head: sources in a dict, found by shared words. Same methods as ``qa.library.Library``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import EmptyFile, InvalidRequest, NameTaken, NotFound, PasswordNeeded, ReadError, UnknownFileType
from qa.types import (
    AddResult,
    Answer,
    Assurance,
    Collection,
    Evidence,
    FaqMatch,
    FaqSetting,
    Filter,
    Group,
    Health,
    Hit,
    Job,
    Locator,
    Passage,
    ReadOptions,
    Source,
    Span,
    Unanswered,
    Uncovered,
)

_SUFFIXES = {".md": "document", ".txt": "document", ".csv": "faq", ".py": "code"}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


class FakeLibrary:
    """Hold each file as one passage; score it by the share of the question's words that it holds."""

    def __init__(self) -> None:
        self._collections = {"Library": Collection("c1", "Library", "hash@0", 0.0)}
        self._sources: dict[str, tuple[Source, bytes]] = {}
        self._jobs: list[Job] = []
        self.feedbacks: list[tuple[str, int, str]] = []
        self.meaning = "ready"
        self.seen_languages = frozenset(("zh", "ja", "en"))
        self.closed = False
        self.precision = 0.95
        self.strange: Uncovered | None = None
        self.faq_match: FaqMatch = "both"
        self.gaps: list[str] = []

    def close(self) -> None:
        self.closed = True

    def warm(self) -> None:
        self.meaning = "ready"

    def collections(self) -> list[Collection]:
        return sorted(self._collections.values(), key=lambda c: c.name)

    def collection(self, name_or_id: str = "") -> Collection:
        for one in self._collections.values():
            if (name_or_id or "Library") in (one.id, one.name):
                return one
        raise NotFound(f"There is no collection {name_or_id!r}.")

    def create_collection(self, name: str, model: str = "") -> Collection:
        if name in self._collections:
            raise NameTaken(f"There is a collection {name!r} already.")
        self._collections[name] = Collection(f"c{len(self._collections) + 1}", name, model or "hash@0", 0.0)
        return self._collections[name]

    def delete_collection(self, collection: str) -> None:
        del self._collections[self.collection(collection).name]

    def rename_collection(self, name_or_id: str, new: str) -> Collection:
        known = self.collection(name_or_id)
        del self._collections[known.name]
        self._collections[new] = replace(known, name=new)
        return self._collections[new]

    def reindex_collection(self, name_or_id: str = "", model: str = "") -> list[str]:
        return [job for s in self.sources(name_or_id) for job in self.submit(s.name, b"again", collection=name_or_id)]

    def adding(
        self, *paths: str | Path, collection: str = "", options: ReadOptions = ReadOptions()
    ) -> Iterator[AddResult]:
        for path in map(Path, paths):
            for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
                name = file.resolve().as_posix()
                if file.exists():
                    yield from self.add_bytes(name, file.read_bytes(), collection=collection, options=options)
                else:
                    yield AddResult(name, "failed", error=f"“{file}” cannot be opened: No such file.")

    def sync(self, folder: Path, *, collection: str = "", remove: bool = False) -> Iterator[AddResult]:
        before = self.sources(collection)
        seen = set()
        for result in self.adding(folder, collection=collection):
            seen.add(result.name)
            yield result
        for gone in [s for s in before if s.name not in seen and remove]:
            del self._sources[gone.id]
            yield AddResult(gone.name, "removed", source=gone.id, kind=gone.kind)

    def put(self, source: Source, data: bytes) -> None:
        self._sources[source.id] = (source, data)

    def add_bytes(
        self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = ReadOptions()
    ) -> list[AddResult]:
        try:
            return [self._add(name, data, self._target(collection), options)]
        except ReadError as error:
            return [AddResult(name, "failed", error=str(error))]

    def _target(self, collection: str) -> Collection:
        try:
            return self.collection(collection)
        except NotFound:
            return self.create_collection(collection)

    def _add(self, name: str, data: bytes, collection: Collection, options: ReadOptions) -> AddResult:
        suffix = Path(name).suffix
        if data.startswith(b"locked") and options.password != "sesame":
            raise PasswordNeeded(f"{name} is encrypted; give its password.")
        if suffix not in _SUFFIXES:
            raise UnknownFileType(f"{name}: there is no reader for {suffix or 'this'} files.")
        if not data.strip():
            raise EmptyFile(f"{name} is empty.")
        digest = hashlib.sha256(data).hexdigest()
        id = "s" + hashlib.sha256(f"{collection.id}{name}".encode()).hexdigest()[:8]
        known = self._sources.get(id)
        if known and known[0].sha256 == digest:
            return AddResult(name, "unchanged", source=id, kind=known[0].kind, passages=1)
        source = Source(
            id, collection.id, name, _SUFFIXES[suffix], "ready", digest, len(data), 0.0, passages=1, embedded=1
        )
        self._sources[id] = (source, data)
        return AddResult(name, "ready", source=id, kind=source.kind, passages=1, seconds=0.01)

    def submit(
        self, name: str, data: bytes, *, collection: str = "", options: ReadOptions = ReadOptions()
    ) -> list[str]:
        where = self._target(collection)
        results = self.add_bytes(name, data, collection=collection, options=options)
        made = [
            Job(f"j{len(self._jobs) + i}", r.name, where.id, "failed" if r.error else "done", 1, 1, r)
            for i, r in enumerate(results)
        ]
        self._jobs += made
        return [job.id for job in made]

    def jobs(self) -> list[Job]:
        return list(self._jobs)

    def wait(self, job: str, timeout: float | None = None) -> Job | None:
        return next((one for one in self._jobs if one.id == job), None)

    def cancel(self, job_id: str) -> None:
        if job_id not in {job.id for job in self._jobs}:
            raise NotFound(f"There is no job {job_id!r}.")

    def sources(self, collection: str = "") -> list[Source]:
        where = self.collection(collection)
        return sorted((s for s, _ in self._sources.values() if s.collection == where.id), key=lambda s: s.name)

    def source(self, id_or_name: str, collection: str = "") -> Source:
        for one in self.sources(collection):
            if id_or_name in (one.id, one.name) or one.name.endswith(f"/{id_or_name}"):
                return one
        raise NotFound(f"There is no source {id_or_name!r}.")

    def delete(self, *ids_or_names: str, collection: str = "") -> list[Source]:
        found = [self.source(name, collection) for name in ids_or_names]
        for one in found:
            del self._sources[one.id]
        return found

    def original(self, source_id: str) -> bytes:
        if source_id not in self._sources:
            raise NotFound(f"There is no source {source_id!r}.")
        return self._sources[source_id][1]

    def ask(
        self,
        question: str,
        *,
        image: bytes | Path | None = None,
        collection: str = "",
        k: int = 10,
        where: Filter = Filter(),
        carried: Sequence[str] = (),
    ) -> Answer:
        words = _words(question)
        if not words:
            raise InvalidRequest("The question is empty; type a few words.")
        pool = [(s, self._sources[s.id][1].decode()) for s in self.sources(collection) if _lets(where, s)]
        scored = sorted(
            ((len(words & _words(t)) / len(words), s.id, s, t) for s, t in pool), key=lambda x: (-x[0], x[1])
        )
        hits = [_hit(i, score, s, t) for i, (score, _, s, t) in enumerate(scored[:k], 1) if score > 0]
        groups = (
            (Group("everything", hits[0].passage.text.split("\n")[0], tuple(h.rank for h in hits)),) if hits else ()
        )
        return Answer("q1", question, tuple(hits), groups, ms={"total": 1.0})

    def assurance(self, collection: str = "") -> Assurance:
        return Assurance(self.precision, 0.8, 0.1, 0.72, own=40)

    def promise(self, precision: float, collection: str = "") -> Assurance:
        self.precision = precision
        return self.assurance(collection)

    def calibrate(self, collection: str = "") -> Assurance:
        return self.assurance(collection)

    def uncovered(self, collection: str = "") -> Uncovered | None:
        return self.strange

    def faq(self, collection: str = "") -> FaqSetting:
        return FaqSetting(self.faq_match, sum(s.kind == "faq" for s in self.sources(collection)))

    def match_faq(self, match: FaqMatch, collection: str = "") -> FaqSetting:
        self.faq_match = match
        return self.faq(collection)

    def unanswered(self, collection: str = "") -> list[Unanswered]:
        return [Unanswered(text, 1, 0.0, 0.02) for text in self.gaps]

    def clear_unanswered(self, questions: Sequence[str] | None = None, collection: str = "") -> int:
        gone = [text for text in self.gaps if questions is None or text in questions]
        self.gaps = [text for text in self.gaps if text not in gone]
        return len(gone)

    def feedback(self, question_id: str, value: int, passage: str = "") -> None:
        self.feedbacks.append((question_id, value, passage))

    def verify(self, repair: bool = False) -> Health:
        n = len(self._sources)
        return Health(n, n, n)


def _lets(where: Filter, source: Source) -> bool:
    return (not where.sources or source.id in where.sources) and (not where.kinds or source.kind in where.kinds)


def _hit(rank: int, score: float, source: Source, text: str) -> Hit:
    line = text.split("\n")[0]
    place = Locator(page=3, heading=("Handbook", "Leave"))
    passage = Passage(f"{source.id}-v1-00000", source.id, 0, text, "", source.kind, "en", place)
    terms = (Span(0, min(4, len(line))),)
    return Hit(rank, score, 0.5, score * 10, passage, source, (Evidence(line, 0, len(line), 0.9),), terms)
