"""The latest evaluation that is done outlives the process, and goes with what it was made of."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import NotFound, StorageError
from qa.evaluating import Evaluating
from qa.index.evaluations import Evaluations
from qa.library import Library
from qa.measuring import Measuring, TestSet
from qa.sides import Counted
from qa.tally import Report
from qa.types import Collection, Evaluation, MeasuringPlan, Variant
from tests.test_evaluating import BIKES, FAQ, HARBOUR, TABLE, measured, reopened, stocked


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with stocked(tmp_path / "home") as opened:
        yield opened


def test_a_finished_evaluation_outlives_the_process(tmp_path: Path) -> None:
    """It is found by its collection and by its id, equal to what it was, and goes with its collection."""
    table = TABLE + f"{BIKES},harbour.md\nWho sings?,opera.pdf\n"
    plan = MeasuringPlan(("keyword", "confidence"), against=Variant(splitting=(20, 5), weights={"dense": 9}))
    before = time.time()
    with reopened(tmp_path) as library:
        library.add_bytes("harbour.md", HARBOUR.encode())
        library.add_bytes("faq.csv", FAQ.encode())
        assert library.evaluation() is None
        found = measured(library, table, plan)
        assert found.state == "done", found.error
        assert found.wrong and found.missing and found.comparison and before <= found.measured <= time.time()
        library.create_collection("Other")
    with reopened(tmp_path) as library:
        assert library.evaluation() == found and library.evaluation("Other") is None
        assert library.evaluation_picture(found, "svg").startswith(b"<svg")
    with reopened(tmp_path) as library:
        assert library.wait_evaluation(found.id, 0) == found
        library.delete_collection(found.collection)
    with reopened(tmp_path) as library, pytest.raises(NotFound):
        library.wait_evaluation(found.id, 0)


def test_an_evaluation_that_failed_leaves_the_one_before_for_the_next_start(tmp_path: Path) -> None:
    """Until then it is the latest; one that runs is shown in place of what was kept, which is not found by its id."""
    with reopened(tmp_path) as library:
        library.add_bytes("harbour.md", HARBOUR.encode())
        found = measured(library, "question,source\nWho brings oil?,harbour.md\n")
        assert found.state == "done", found.error
    with reopened(tmp_path) as library:
        failed = measured(library, "question,source\nWho?,opera.pdf\n")
        assert (failed.state, failed.measured) == ("failed", 0.0)
        assert library.evaluation() == failed
        with pytest.raises(NotFound):
            library.wait_evaluation(found.id, 0)
    with reopened(tmp_path) as library:
        assert library.evaluation() == found


def test_an_evaluation_that_is_stopped_at_its_end_leaves_the_one_before(tmp_path: Path, library: Library) -> None:
    plan = MeasuringPlan(("keyword",))
    before = measured(library, plan=plan)
    real = library._evaluating._measuring

    class StoppedLate(Measuring):
        def run(
            self, collection: Collection, test: TestSet, plan: MeasuringPlan, counted: Counted = lambda *_: None
        ) -> Iterator[int | Report]:
            for step in super().run(collection, test, plan, counted):
                if isinstance(step, Report) and (now := evaluating.latest(collection.id)):
                    evaluating.cancel(now.id)
                yield step

    evaluating = Evaluating(StoppedLate(real._ledger, real._sides), Evaluations(library._ledger.engine))
    found = evaluating.wait(evaluating.start(library.collection(), None, plan), 60)
    evaluating.stop()
    assert found.state == "cancelled" and not found.lines
    library.close()
    with reopened(tmp_path / "home") as again:
        assert again.evaluation() == before


def test_a_full_disk_does_not_take_what_was_measured(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    """It is there until the process ends, and the log says so."""

    class Full(Evaluations):
        def put(self, one: Evaluation) -> None:
            raise StorageError("The disk is full.")

    evaluating = Evaluating(library._evaluating._measuring, Full(library._ledger.engine))
    identity = evaluating.start(library.collection(), None, MeasuringPlan(("keyword",)))
    evaluating.wait(identity, 60)
    evaluating.stop()
    found = evaluating.latest(library.collection().id)
    assert found is not None and (found.id, found.state) == (identity, "done") and found.lines
    assert [record.levelname for record in caplog.records if "disk is full" in record.message] == ["WARNING"]


def test_an_evaluation_goes_with_a_file_of_its_collection(tmp_path: Path) -> None:
    """Its questions hold sentences of the files: deleted, nothing of them is left, now or at the next start."""
    with reopened(tmp_path) as library:
        library.add_bytes("harbour.md", HARBOUR.encode())
        library.add_bytes("faq.csv", FAQ.encode())
        library.create_collection("Other")
        library.add_bytes("faq.csv", FAQ.encode(), collection="Other")
        plan = MeasuringPlan(("keyword",))
        measured(library, plan=plan)
        other = library.wait_evaluation(library.evaluate("Other", plan=plan), 60)
    with reopened(tmp_path) as library:
        library.delete("harbour.md", collection=library.sources()[0].collection)
        assert library.evaluation() is None and library.evaluation("Other") == other
    with reopened(tmp_path) as library:
        assert library.evaluation() is None and library.evaluation("Other") == other


def test_an_evaluation_stops_when_a_file_goes_while_it_runs(tmp_path: Path) -> None:
    """It would keep what the file said."""
    with reopened(tmp_path) as library:
        library.add_bytes("harbour.md", HARBOUR.encode())
        library.add_bytes("faq.csv", FAQ.encode())
        real = library._evaluating._measuring

        class Deleting(Measuring):
            def run(
                self, collection: Collection, test: TestSet, plan: MeasuringPlan, counted: Counted = lambda *_: None
            ) -> Iterator[int | Report]:
                for number, step in enumerate(super().run(collection, test, plan, counted)):
                    if number == 1:
                        library.delete("harbour.md")
                    yield step

        library._evaluating._measuring = Deleting(real._ledger, real._sides)
        found = measured(library, plan=MeasuringPlan(("keyword",)))
        assert found.state == "cancelled" and not found.wrong
    with reopened(tmp_path) as library:
        assert library.evaluation() is None
