"""A collection changes its model in the background: the old one answers until the new one is whole, then all at once.

The new vectors are made from the stored text, a batch at a time, beside the old ones. What the process had made when
it was stopped is gone on with at the next start; a switch that is cancelled or fails leaves everything as it was.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from qa.encoders import Encoders
from qa.errors import NotFound, QAError, StorageError
from qa.index.ledger import Ledger
from qa.index.records import pack
from qa.index.switches import Switches
from qa.intake import BATCH, Intake, metadata, sentences
from qa.shelves import Shelves
from qa.types import AddResult, Collection, Job

_GRACE = 10.0
"""Seconds that the old vectors stay for questions that were asked before the swap."""

_KEPT = 20


class Switching:
    """A queue of collections that change their model, and the thread that works on it."""

    def __init__(
        self,
        ledger: Ledger,
        intake: Intake,
        shelves: Shelves,
        encoders: Encoders,
        swapped: Callable[[str], None],
    ) -> None:
        """``swapped`` is told a collection's id when its vectors are others."""
        self._tell_swapped = swapped
        self._ledger, self._intake, self._shelves, self._encoders = ledger, intake, shelves, encoders
        self._switches = Switches(ledger.engine)
        self._jobs: dict[str, Job] = {}
        self._targets: dict[str, Collection] = {}
        """By job: the collection as it will be."""
        self._queue: deque[str] = deque()
        self._change = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._timers: list[threading.Timer] = []

    def start(self, collection: Collection, model: str) -> str:
        """Begin to make a collection's vectors with a model (its key), its own one included; the job's id.

        A switch of the same collection that is under way ends, unless it is to the same model.
        """
        with self._change:
            for job in [j for j in self._jobs.values() if j.collection == collection.id and not j.over]:
                if self._targets[job.id].model == model:
                    return job.id
                self._jobs[job.id] = replace(job, state="cancelled")
        with self._intake.writing:
            self._drop_unused(collection.id, but=model)
            self._switches.begin(collection.id, collection.model, model)
        name = f"{collection.name} → {model.split('@')[0]}"
        job = Job("j" + secrets.token_hex(6), name, collection.id, "queued")
        with self._change:
            self._forget_over()
            self._jobs[job.id] = job
            self._targets[job.id] = replace(collection, model=model)
            self._queue.append(job.id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="askwell-switching", daemon=True)
                self._thread.start()
            self._change.notify_all()
        return job.id

    def resume(self) -> None:
        """Go on with what a stop left unfinished."""
        for switch in self._switches.all():
            collection = self._ledger.collection(switch.collection)
            if collection is None:
                self._switches.forget(switch.collection)
            elif switch.done:
                self._drop_old(switch.collection)
            else:
                self.start(collection, switch.model)

    def list(self) -> list[Job]:
        """Return all jobs, oldest first."""
        with self._change:
            return list(self._jobs.values())

    @property
    def working(self) -> bool:
        """Whether any job is not finished."""
        return any(not job.over for job in self.list())

    def wait(self, job: str, timeout: float | None = None) -> Job | None:
        """Block until a job is finished (or the time is up, in seconds) and return it; None when there is none."""
        with self._change:
            self._change.wait_for(lambda: self._stopping or self._is_over(job), timeout)
            return self._jobs.get(job)

    def cancel(self, job: str) -> None:
        """Stop a switch before its next batch; the collection keeps the model it has."""
        with self._change:
            known = self._jobs.get(job)
            if known is None or known.over:
                return
            self._jobs[job] = replace(known, state="cancelled")
            self._change.notify_all()
        with self._intake.writing:
            self._abandon(known.collection)

    def clear(self, collection: str = "") -> None:
        """Forget the finished jobs, of one collection if its id is given."""
        with self._change:
            for job in [job for job in self._jobs.values() if job.over and collection in ("", job.collection)]:
                del self._jobs[job.id]

    def stop(self) -> None:
        """End the thread after its present batch; what is left is found again by ``resume``."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        for timer in self._timers:
            timer.cancel()
        if self._thread is not None:
            self._thread.join()

    # --- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopping or self._queue)
                if self._stopping:
                    return
                job = self._queue.popleft()
            began = time.perf_counter()
            try:
                self._work(job)
            except StorageError as error:
                self._fail(job, str(error))  # what is made stays for the next start
            except QAError as error:
                self._fail(job, str(error))
                with self._intake.writing, suppress(QAError):
                    self._abandon(self._targets[job].id)
            except Exception as error:  # noqa: BLE001 — the thread must outlive any one switch
                self._fail(job, f"Something unforeseen went wrong ({type(error).__name__}: {error}).")
            else:
                self._done(job, began)

    def _work(self, job: str) -> None:
        target = self._targets[job]
        self._update(job, state="embedding")
        encoder = self._encoders.beside(target)
        while not self._stopping and self._wanted(job):
            batch = self._switches.waiting(target.id, BATCH)
            if not batch:
                if self._swapped(job, target):
                    return
                continue
            made = encoder.encode_passages([p.embedded for p in batch], [sentences(p) for p in batch])
            with self._intake.writing:
                if not self._wanted(job):
                    return
                here = self._ledger.passages_by_id(p.id for p in batch)
                rows = [i for i, p in enumerate(batch) if here.get(p.id) == p]
                if rows:
                    kept = [batch[i] for i in rows]
                    index = self._shelves.vectors(target)
                    index.add([p.id for p in kept], made.vectors[rows], [metadata(p) for p in kept])
                    packed = [pack(made, i) for i in rows]
                    self._switches.keep(target.id, [p.id for p in kept], packed)
            done, total = self._switches.progress(target.id)
            self._update(job, done=done, total=total)

    def _wanted(self, job: str) -> bool:
        if self._ledger.collection(self._targets[job].id) is None:
            raise NotFound("The collection was deleted meanwhile.")
        return self._jobs[job].state == "embedding"

    def _swapped(self, job: str, target: Collection) -> bool:
        """Put the new vectors in the place of the old ones; False when a file came in meanwhile."""
        with self._intake.writing:
            if not self._wanted(job):
                return True
            index = self._shelves.vectors(target)
            index.delete(sorted(index.ids() - set(self._ledger.passage_ids(target.id))))
            if not self._switches.finish(target.id):
                return False
        self._encoders.recovered()
        self._tell_swapped(target.id)
        timer = threading.Timer(_GRACE, partial(self._drop_old_later, target.id))
        timer.daemon = True
        self._timers.append(timer)
        timer.start()
        return True

    def _drop_old_later(self, collection: str) -> None:
        with suppress(QAError):  # the next start tries again
            self._drop_old(collection)

    def _drop_old(self, collection: str) -> None:
        with self._intake.writing:
            if self._stopping or not any(s.done for s in self._switches.all() if s.collection == collection):
                return
            self._drop_unused(collection)
            self._switches.forget(collection)
        coming = {self._targets[job.id].model for job in self.list() if not job.over}
        self._encoders.release(coming | {known.model for known in self._ledger.everything()})

    def _abandon(self, collection: str) -> None:
        self._switches.forget(collection)
        self._drop_unused(collection)

    def _drop_unused(self, collection: str, but: str = "") -> None:
        """Drop a collection's vectors under every model but the one it is bound to."""
        known = self._ledger.collection(collection)
        self._shelves.drop_other_vectors(collection, {but, known.model} if known else {but})

    def _update(self, job: str, **changes: object) -> None:
        with self._change:
            known = self._jobs[job]
            if known.state != "cancelled":
                self._jobs[job] = replace(known, **changes)  # type: ignore[arg-type]
                self._change.notify_all()

    def _done(self, job: str, began: float) -> None:
        with self._change:
            known = self._jobs[job]
        if known.state == "cancelled" or self._stopping:
            return
        _, total = self._switches.progress(known.collection)
        seconds = round(time.perf_counter() - began, 3)
        self._update(
            job,
            state="done",
            done=total,
            total=total,
            result=AddResult(known.name, "ready", passages=total, seconds=seconds),
        )

    def _fail(self, job: str, error: str) -> None:
        self._update(job, state="failed", result=AddResult(self._jobs[job].name, "failed", error=error))

    def _is_over(self, job: str) -> bool:
        return job not in self._jobs or self._jobs[job].over

    def _forget_over(self) -> None:
        over = [job.id for job in self._jobs.values() if job.over]
        for job in over[: max(0, len(over) - _KEPT)]:
            del self._jobs[job]
