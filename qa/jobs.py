"""One worker thread: files get in while people ask, and go on when the tab is closed.

All waiting files are made searchable by words first; only then does meaning follow, a batch at a time, so that a small
file behind a large one can be asked within moments. What only OCR can read comes after that: pictures before scans and
short files before long ones, in turn with the meaning. Between two pages of a scan the words of other files get in, and
then their meaning, and pictures that come before the scan, for as long as a page took.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Container
from dataclasses import replace
from typing import Protocol, TypeAlias

from qa.clock import Stopwatch
from qa.errors import QAError, Stopped
from qa.intake import Intake
from qa.types import AddResult, Collection, Job, ReadOptions, Source

log = logging.getLogger(__name__)

Step: TypeAlias = tuple[deque[str], Callable[[str], None]]
"""The jobs that wait for something, and what it is."""

_KEPT = 200
"""Finished jobs that stay listed."""


class Aside(Protocol):
    """Work for idle moments, done a short step at a time."""

    @property
    def waiting(self) -> bool:
        """Whether there is anything to do."""

    def want(self, collection_id: str) -> None:
        """Note that a collection may have changed."""

    def step(self) -> None:
        """Do one short step; raises nothing of ours."""


class Jobs:
    """A queue of files and the thread that works on it; when no file waits, it does what stands ``aside``."""

    def __init__(self, intake: Intake, aside: Aside | None = None, *, patient: bool = True) -> None:
        """Wire the worker; when not ``patient``, OCR waits for ``look``."""
        self._intake = intake
        self._aside = aside
        self._looking = patient
        self._jobs: dict[str, Job] = {}
        self._sources: dict[str, Source] = {}
        self._watch = Stopwatch()
        self._to_read: deque[str] = deque()
        self._to_look: deque[str] = deque()
        self._to_embed: deque[str] = deque()
        self._turns = 0
        self._page_began = 0.0
        self._change = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def submit(self, collection: Collection, name: str, data: bytes, options: ReadOptions) -> str:
        """Queue a file and return the job's id; an unchanged one is done at once.

        Raises:
            StorageError: the bytes could not be kept.
        """
        staged = self._intake.stage(collection, name, data, options)
        job = Job(id="j" + secrets.token_hex(6), name=name, collection=collection.id, state="queued")
        if isinstance(staged, AddResult):
            job = replace(job, state="done", result=staged)
            with self._change:
                self._keep(job)
            return job.id
        return self._enqueue(job, staged)

    def resume(self, source: Source) -> str:
        """Queue a source that a stop left unfinished, or that is to be embedded anew."""
        job = Job(id="j" + secrets.token_hex(6), name=source.name, collection=source.collection, state="queued")
        return self._enqueue(job, source)

    def fail(self, collection: Collection, name: str, error: str) -> str:
        """List a file that could not even be queued, so that its sentence is seen where the others are."""
        result = AddResult(name=name, status="failed", error=error)
        with self._change:
            job = Job("j" + secrets.token_hex(6), name, collection.id, "failed", result=result)
            self._keep(job)
        return job.id

    def look(self) -> None:
        """Let OCR begin, if it was held back while more urgent things were loaded."""
        with self._change:
            self._looking = True
            self._change.notify_all()

    def list(self) -> list[Job]:
        """Return all jobs, oldest first."""
        with self._change:
            return list(self._jobs.values())

    @property
    def working(self) -> bool:
        """Whether any job is not finished."""
        with self._change:
            return any(not job.over for job in self._jobs.values())

    def cancel(self, job: str) -> None:
        """Stop a job before its next step; a file that was not yet read is removed again."""
        with self._change:
            known = self._jobs.get(job)
            if known is None or known.over:
                return
            self._jobs[job] = replace(known, state="cancelled")
            source = self._sources.get(job)
            self._change.notify_all()
        if source is not None:
            self._intake.withdraw(source.id)

    def gone(self, collection: str = "", sources: Container[str] = ()) -> None:
        """Stop what is done for a collection, or for some sources, that is deleted."""
        with self._change:
            for id_, job in self._jobs.items():
                source = self._sources.get(id_)
                if not job.over and (job.collection == collection or (source is not None and source.id in sources)):
                    self._jobs[id_] = replace(job, state="cancelled")
            self._change.notify_all()

    def clear(self, collection: str = "") -> None:
        """Forget the finished jobs, of one collection if its id is given."""
        with self._change:
            done = [i for i, job in self._jobs.items() if job.over and collection in ("", job.collection)]
            for i in done:
                del self._jobs[i]
                self._sources.pop(i, None)

    def wait(self, job: str, timeout: float | None = None) -> Job | None:
        """Block until a job is finished (or the time is up, in seconds) and return it."""
        with self._change:
            self._change.wait_for(lambda: self._finished(job), timeout)
            return self._jobs.get(job)

    def changed(self, collection_id: str) -> None:
        """Have what stands aside look at a collection when no file waits."""
        if self._aside is None:
            return
        self._aside.want(collection_id)
        with self._change:
            self._start()

    def stop(self) -> None:
        """End the thread after its present step; what is left is found again by ``Intake`` at the next start."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()

    # --- the thread --------------------------------------------------------------------------------------------------

    def _enqueue(self, job: Job, source: Source) -> str:
        with self._change:
            self._keep(job)
            self._sources[job.id] = source
            self._to_read.append(job.id)
            self._start()
        return job.id

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="askwell-intake", daemon=True)
            self._thread.start()
        self._change.notify_all()

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        over = len(self._jobs) - _KEPT
        for i in [i for i, j in self._jobs.items() if j.over][: max(0, over)]:
            del self._jobs[i]
        self._change.notify_all()

    def _finished(self, job: str) -> bool:
        known = self._jobs.get(job)
        return known is None or known.over

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopping or self._next() is not None or self._idle())
                if self._stopping:
                    return
                step = self._next()
            if step is None:
                self._do_aside()
            else:
                self._do(*step)

    def _do(self, waiting: deque[str], step: Callable[[str], None]) -> None:
        """Take the first job that waits a step on."""
        with self._change:
            job = waiting.popleft()
            if self._finished(job):
                return
        with self._watch(job):
            self._try(step, job)
        if self._finished(job):
            self._watch.forget(job)

    def _try(self, step: Callable[[str], None], job: str) -> None:
        try:
            step(job)
        except Stopped:
            self._end(job, "cancelled")
        except QAError as error:
            self._end(job, "failed", str(error))
        except Exception as error:  # noqa: BLE001 - the worker must outlive any one file
            self._end(job, "failed", f"Something unforeseen went wrong ({type(error).__name__}: {error}).")

    def _next(self) -> Step | None:
        """Choose what to do: read first, then look and embed in turn."""
        if self._to_read:
            return self._to_read, self._read
        look = bool(self._to_look) and self._looking
        if look and (self._turns % 2 or not self._to_embed):
            return self._to_look, self._look
        return (self._to_embed, self._embed) if self._to_embed else None

    def _idle(self) -> bool:
        """Say whether there is something to do aside."""
        return self._aside is not None and self._aside.waiting

    def _do_aside(self) -> None:
        try:
            if self._aside is not None:
                self._aside.step()
        except Exception:
            log.exception("Something aside failed")

    def _read(self, job: str) -> None:
        source = self._sources[job]
        self._update(job, state="reading")
        if not self._intake.read(source, look=False):
            self._end(job, "cancelled")
            return
        unseen = self._intake.unseen(source)
        self._update(job, state="queued" if unseen else "embedding")
        with self._change:
            (self._to_look if unseen else self._to_embed).append(job)
            self._to_look = deque(sorted(self._to_look, key=self._length))

    def _look(self, job: str) -> None:
        source = self._sources[job]
        self._turns += 1
        self._update(job, state="reading")
        self._page_began = time.perf_counter()
        if not self._intake.read(source, progress=lambda done, total: self._progress(job, done, total)):
            self._end(job, "cancelled")
            return
        self._update(job, state="embedding", done=0, total=0)
        with self._change:
            self._to_embed.append(job)

    def _progress(self, job: str, done: int, total: int) -> None:
        if self._stopping or self._finished(job):
            raise Stopped("Reading was called off.")
        self._update(job, done=done, total=total)
        self._others(job)

    def _others(self, scan: str) -> None:
        """Read the files that came meanwhile, then look and embed for as long as the page before took."""
        took = time.perf_counter() - self._page_began
        while self._to_read and not self._stopping:
            self._do(self._to_read, self._read)
        until = time.perf_counter() + took
        while not self._stopping and time.perf_counter() < until and (step := self._between(scan)):
            self._do(*step)
        self._page_began = time.perf_counter()

    def _between(self, scan: str) -> Step | None:
        """Choose what to do between two pages: as ever, but OCR of nothing that waits behind the scan itself."""
        step = self._next()
        if step and step[0] is self._to_look and self._length(self._to_look[0]) >= self._length(scan):
            return (self._to_embed, self._embed) if self._to_embed else None
        return step

    def _length(self, job: str) -> tuple[bool, int]:
        """How long OCR is likely to take, to sort by: a picture is one page mostly."""
        source = self._sources[job]
        return source.kind != "image", source.bytes

    def _embed(self, job: str) -> None:
        source = self._sources[job]
        self._turns += 1
        progress = self._intake.embed(source.id)
        if progress is not None and progress[0] >= progress[1]:
            progress = self._intake.embed(source.id)  # nothing is left: it is settled
        if progress is None:
            self._end(job, "done")
            return
        self._update(job, done=progress[0], total=progress[1])
        with self._change:
            self._to_embed.appendleft(job)

    def _update(self, job: str, **changes: object) -> None:
        with self._change:
            known = self._jobs.get(job)
            if known is not None and known.state != "cancelled":
                self._jobs[job] = replace(known, **changes)  # type: ignore[arg-type]
                self._change.notify_all()

    def _end(self, job: str, state: str, error: str | None = None) -> None:
        source = self._sources.get(job)
        if source is None:
            return  # it was stopped and forgotten meanwhile
        seconds = round(self._watch.taken(job), 3)
        if error is not None:
            result = AddResult(name=source.name, status="failed", source=source.id, error=error, seconds=seconds)
        else:
            try:
                result = replace(self._intake.result(source.id), seconds=seconds)
            except QAError as gone:
                result = AddResult(name=source.name, status="failed", error=str(gone), seconds=seconds)
        self._update(job, state=state, result=result, done=result.passages, total=result.passages)
        if state == "done" and self._aside is not None:
            self._aside.want(source.collection)
