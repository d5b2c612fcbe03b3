"""Evaluations of collections in the background: one thread each, with progress, and stopped between two questions."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from qa.errors import InvalidRequest, NotFound, QAError, Stopped, StorageError
from qa.index.evaluations import Evaluations
from qa.learn import canvas, picture
from qa.measuring import Measuring
from qa.tally import Report
from qa.testset import Wanted, read_table
from qa.types import MODES, Collection, Evaluation, MeasuringPlan, PictureWords

log = logging.getLogger(__name__)

_UNEXPECTED = "The evaluation failed ({kind}); the log says more."


class Evaluating:
    """Runs evaluations, and remembers the latest of each collection; the latest that is done outlives the process."""

    def __init__(self, measuring: Measuring, kept: Evaluations) -> None:
        self._measuring, self._kept = measuring, kept
        self._read = False
        self._known: dict[str, Evaluation] = {}
        self._threads: list[threading.Thread] = []
        self._change = threading.Condition()

    def start(self, collection: Collection, table: tuple[str, bytes] | None, plan: MeasuringPlan) -> str:
        """Begin an evaluation, in place of one of the same collection that runs; see ``Library.evaluate``."""
        if not plan.modes or set(plan.modes) - set(MODES):
            raise InvalidRequest(f"The modes are {', '.join(MODES)}.")
        if plan.questions < 0:
            raise InvalidRequest("The number of questions is at least 1 (0: all that there are).")
        wanted = read_table(*table) if table else None
        name = table[0] if table else collection.name
        one = Evaluation("e" + secrets.token_hex(6), collection.id, name, own=wanted is None)
        thread = threading.Thread(
            target=self._run, args=(one.id, collection, wanted, plan), name="askwell-evaluating", daemon=True
        )
        with self._change:
            for other in [o for o in self._known.values() if o.collection == collection.id]:
                del self._known[other.id]
            self._known[one.id] = one
            self._threads = [*(t for t in self._threads if t.is_alive()), thread]
        thread.start()
        return one.id

    def latest(self, collection_id: str) -> Evaluation | None:
        """Return the latest evaluation of a collection: begun by this process, else the latest that was done before."""
        with self._change:
            self._remember()
            return next((one for one in self._known.values() if one.collection == collection_id), None)

    def wait(self, identity: str, timeout: float | None = None) -> Evaluation:
        """Block until an evaluation is over, or the time (seconds) is up.

        Raises:
            NotFound: there is none of that id, or another took its place.
        """
        with self._change:
            self._remember()
            self._change.wait_for(lambda: not self._runs(identity), timeout)
            if identity not in self._known:
                raise NotFound("This evaluation is not there any more: start it again.")
            return self._known[identity]

    def cancel(self, identity: str) -> None:
        """Stop an evaluation before its next question; one that is over stays as it is."""
        with self._change:
            if self._runs(identity):
                self._change_to(identity, state="cancelled")

    def forget(self, collection_id: str) -> None:
        """Drop a finished evaluation, and stop one that runs: its questions were made of files one of which is gone."""
        with self._change:
            for one in [o for o in self._known.values() if o.collection == collection_id]:
                self.cancel(one.id)
                if one.state == "done":
                    del self._known[one.id]
            self._kept.drop(collection_id)

    def stop(self) -> None:
        """Stop all, and wait for their present step."""
        with self._change:
            running = list(self._known)
        for identity in running:
            self.cancel(identity)
        for thread in self._threads:
            thread.join(timeout=10.0)

    def _remember(self) -> None:
        """Bring back what earlier processes kept, of collections that this one has not measured."""
        if self._read:
            return
        begun = {one.collection for one in self._known.values()}
        self._known |= {one.id: one for one in self._kept.all() if one.collection not in begun}
        self._read = True

    def _runs(self, identity: str) -> bool:
        return identity in self._known and self._known[identity].state == "running"

    def _change_to(self, identity: str, **new: object) -> bool:
        """Change a running evaluation; False when it does not run any more."""
        with self._change:
            if not self._runs(identity):
                return False
            self._known[identity] = replace(self._known[identity], **new)  # type: ignore[arg-type]
            self._change.notify_all()
            return True

    def _run(self, identity: str, collection: Collection, wanted: Sequence[Wanted] | None, plan: MeasuringPlan) -> None:
        try:
            self._measure(identity, collection, wanted, plan)
        except QAError as error:
            self._change_to(identity, state="failed", error=str(error))
        except Exception as error:
            log.exception("An evaluation failed")
            self._change_to(identity, state="failed", error=_UNEXPECTED.format(kind=type(error).__name__))

    def _measure(
        self, identity: str, collection: Collection, wanted: Sequence[Wanted] | None, plan: MeasuringPlan
    ) -> None:
        name = self._known[identity].name
        test = self._measuring.test_set(collection, name, wanted, plan)
        self._change_to(identity, missing=test.missing)

        def embedded(done: int, total: int) -> None:
            if not self._change_to(identity, stage="embedding", done=done, total=total):
                raise Stopped("The evaluation was stopped.")

        for step in self._measuring.run(collection, test, plan, embedded):
            if isinstance(step, Report):
                self._finish(identity, step)
            elif not self._change_to(identity, stage="asking", done=step, total=len(test.cases)):
                return

    def _finish(self, identity: str, found: Report) -> None:
        """Note what came of an evaluation and keep it, unless it was stopped."""
        figures = {"lines": found.lines, "wrong": found.wrong, "comparison": found.comparison}
        with self._change:
            if not self._change_to(identity, state="done", measured=time.time(), **figures):
                return
            try:
                self._kept.put(self._known[identity])
            except StorageError as error:
                log.warning("A finished evaluation is there until the process ends only: %s", error)


def pictured(found: Evaluation, form: str, said: PictureWords, *, dark: bool, trust: bool) -> bytes:
    """Draw a finished evaluation as "svg" or "png"; with ``trust`` only how far confidence can be believed.

    Raises:
        InvalidRequest: there is nothing to draw, or no such form.
    """
    if form not in ("svg", "png"):
        raise InvalidRequest("A picture is an svg or a png.")
    said = picture.named(said) if form == "png" else said
    bins = next((line["reliability"] for line in found.lines if "reliability" in line), None)
    if not found.lines or (trust and bins is None):
        raise InvalidRequest("There is nothing to draw: no confidence was measured.")
    if trust and bins is not None:
        drawn = picture.reliability(bins, found.name, said)
    else:
        other = found.comparison.lines if found.comparison else ()
        drawn = picture.overview(found.lines, found.name, other, said)
    if form == "svg":
        return canvas.svg(drawn).encode()
    return canvas.png(picture.titled(drawn), dark=dark)
