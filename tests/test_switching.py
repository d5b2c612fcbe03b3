"""A collection changes its model: the old one answers until the new one is whole, and nothing is ever half done."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from qa import switching
from qa.config import Settings
from qa.errors import ModelError
from qa.index.switches import Switches
from qa.library import Library
from qa.types import Encoded, Span, TextEncoder
from tests.fakes import HashEncoder

TEXT = "\n\n".join(f"# Part {n}\n\nThe plant number {n} likes {what}." for n, what in enumerate(["sun", "rain"] * 60))

KEYS = {"old": "old@00000001", "new": "new@00000002", "other": "other@00000003"}


class Gated(HashEncoder):
    """Encodes passages only while its gate is open."""

    def __init__(self, key: str, dims: int) -> None:
        super().__init__(key=key, dims=dims)
        self.gate, self.reached = threading.Event(), threading.Event()
        self.made = 0
        """Passages encoded; questions the library asks itself meanwhile are not counted."""
        self.gate.set()

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        self.reached.set()
        assert self.gate.wait(60)
        self.made += len(texts)
        return super().encode_passages(texts, spans)


class Models:
    """The three models of these tests."""

    def __init__(self) -> None:
        self.old, self.new = Gated(KEYS["old"], 512), Gated(KEYS["new"], 256)

    def load(self, name: str) -> TextEncoder:
        for encoder in (self.old, self.new):
            if encoder.key == name:
                return encoder
        raise ModelError(f"The model {name} is not here.")


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def opened(home: Path, models: Models, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Library]]:
    """Give a way to open the home, again and again, over the same models."""
    monkeypatch.setattr("qa.index.catalogue.key", lambda name, _: KEYS.get(name, name))
    monkeypatch.setattr(switching, "_GRACE", 0.05)
    libraries: list[Library] = []

    def open_again() -> Library:
        for library in libraries:
            library.close()
        libraries[:] = [Library.open(home, settings=Settings(samples=False, text_model="old"), load=models.load)]
        return libraries[0]

    yield open_again
    models.new.gate.set()
    for library in libraries:
        library.close()


def stored(library: Library) -> set[str]:
    """Return the models under which there are vectors."""
    return {model for _, model in library._shelves._store().stored()}


def test_old_model_answers_until_the_new_one_is_whole(opened: Callable[[], Library], models: Models) -> None:
    """Before, during and after; progress is told; the old vectors go a moment after the swap."""
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    before = library.ask("which plant likes rain")
    models.new.gate.clear()
    [job] = library.reindex_collection(model="new")
    assert models.new.reached.wait(60)
    assert library.working and job in [one.id for one in library.jobs()]
    assert library.reindex_collection(model="new") == [job]
    during = library.ask("which plant likes rain")
    assert [hit.semantic for hit in during.hits] == [hit.semantic for hit in before.hits]
    assert library.collection().model == KEYS["old"]
    models.new.gate.set()
    done = library.wait(job, 60)
    assert done and done.state == "done" and done.done == done.total == len(library.passages(library.sources()[0].id))
    assert done.result and done.result.status == "ready"
    assert library.collection().model == KEYS["new"]
    after = library.ask("which plant likes rain")
    assert after.hits and after.hits[0].semantic is not None
    assert len(library._encoders.get(library.collection()).encode_queries(["a"])[0]) == 256
    assert after.hits[0].evidence
    assert library.verify().problems == ()
    for timer in library._switching._timers:
        timer.join()
    assert stored(library) == {KEYS["new"]}


def test_cancel_keeps_the_old(opened: Callable[[], Library], models: Models) -> None:
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    models.new.gate.clear()
    [job] = library.reindex_collection(model="new")
    assert models.new.reached.wait(60)
    library.cancel(job)
    models.new.gate.set()
    done = library.wait(job, 60)
    assert done and done.state == "cancelled"
    library._switching.stop()
    assert library.collection().model == KEYS["old"] and stored(library) == {KEYS["old"]}
    assert Switches(library._ledger.engine).all() == []
    assert library.ask("plant").hits[0].semantic is not None


def test_files_that_come_and_go_meanwhile_are_in_the_new_vectors(opened: Callable[[], Library], models: Models) -> None:
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    library.add_bytes("gone.md", b"# Gone\n\nThis file is deleted.")
    models.new.gate.clear()
    [job] = library.reindex_collection(model="new")
    assert models.new.reached.wait(60)
    library.add_bytes("late.md", b"# Late\n\nA late file about otters.")
    library.add_bytes("plants.md", TEXT.replace("plant", "tree").encode())
    library.delete("gone.md")
    models.new.gate.set()
    done = library.wait(job, 60)
    assert done and done.state == "done"
    assert library.verify().problems == ()
    assert all(source.status == "ready" for source in library.sources())
    assert library.ask("otters").hits[0].source.name == "late.md"


def test_model_that_is_not_here_changes_nothing(opened: Callable[[], Library]) -> None:
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    [job] = library.reindex_collection(model="other")
    done = library.wait(job, 60)
    assert done and done.state == "failed" and done.result and "not here" in (done.result.error or "")
    assert library.collection().model == KEYS["old"] and library.meaning == "ready"
    assert library.ask("plant").hits[0].semantic is not None


def test_own_model_makes_the_vectors_anew_in_place(opened: Callable[[], Library], models: Models) -> None:
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    made = models.old.made
    [job] = library.reindex_collection(model="old")
    done = library.wait(job, 60)
    assert done and done.state == "done" and models.old.made > made
    assert library.verify().problems == () and stored(library) == {KEYS["old"]}


def test_stop_is_gone_on_with(opened: Callable[[], Library], models: Models) -> None:
    """What was made before a stop is not made again."""
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    total = len(library.passages(library.sources()[0].id))
    models.new.gate.clear()
    library.reindex_collection(model="new")
    assert models.new.reached.wait(60)
    threading.Timer(0.2, models.new.gate.set).start()
    library = opened()
    assert library.collection().model == KEYS["old"] and library.ask("plant").hits[0].semantic is not None
    made = models.new.made
    assert 0 < made < total
    library.start()
    [job] = [one for one in library.jobs() if one.collection == library.collection().id]
    done = library.wait(job.id, 60)
    assert done and done.state == "done" and models.new.made == total
    assert library.collection().model == KEYS["new"] and library.verify().problems == ()


KILLED = """
import os, sys, time
from pathlib import Path
from qa.config import Settings
from qa.index import catalogue
from qa.library import Library
from tests.fakes import HashEncoder
catalogue.key = lambda name, _: {"old": "old@00000001", "new": "new@00000002"}.get(name, name)
class Deadly(HashEncoder):
    def encode_passages(self, texts, spans=()):
        if self.key.startswith("new") and self.calls >= int(sys.argv[2]):
            os.kill(os.getpid(), 9)
        return super().encode_passages(texts, spans)
load = lambda name: Deadly(key=name, dims=512 if name.startswith("old") else 256)
library = Library.open(Path(sys.argv[1]), settings=Settings(samples=False, text_model="old"), load=load)
[job] = library.reindex_collection(model="new")
library.wait(job)
"""


@pytest.mark.parametrize("after", [0, 64])
def test_kill_in_the_middle_is_gone_on_with(
    after: int, opened: Callable[[], Library], home: Path, models: Models
) -> None:
    """A process that dies between two batches leaves the old model answering; the next one goes on."""
    library = opened()
    library.add_bytes("plants.md", TEXT.encode())
    total = len(library.passages(library.sources()[0].id))
    library.close()
    root = str(Path(__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", KILLED, str(home), str(after)], cwd=root, timeout=120)
    assert done.returncode == -9
    library = opened()
    assert library.collection().model == KEYS["old"] and library.ask("plant").hits[0].semantic is not None
    assert library.verify().problems == ()
    library.start()
    [job] = [one.id for one in library.jobs()]
    finished = library.wait(job, 60)
    assert finished and finished.state == "done" and models.new.made == total - after
    assert library.collection().model == KEYS["new"] and library.verify().problems == ()
