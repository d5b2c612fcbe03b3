"""The built-in model is replaced under a running app, as an update of the program does, and the app starts anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from qa.config import Settings
from qa.errors import ModelError
from qa.index import cards, catalogue, shipped
from qa.library import Library
from tests.fakes import PencilReader
from tests.models import tiny_model

Release = Callable[[float], cards.ModelCard]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Give a function that ships a release of a small model, in place of any other, and knows its card."""
    plain, ours = tiny_model(tmp_path / "plain"), tmp_path / "program" / "small"

    def new(factor: float) -> cards.ModelCard:
        weights = load_file(plain / shipped.PLAIN)
        save_file({name: weight * factor for name, weight in weights.items()}, plain / shipped.PLAIN)
        shutil.rmtree(ours, ignore_errors=True)
        shipped.pack(plain, ours)
        return cards.ModelCard(
            **{"name": "small", "hub": "", "dims": 8, "trust": {"*": 1.0}, "longest": 32, "megabytes": 1},
            **{"licence": "", "note": "", "folder": str(ours)},
            sha256=json.loads((ours / shipped.MANIFEST).read_text("utf-8"))["expanded"],
        )

    monkeypatch.setattr(cards, "CARDS", ())
    return new


def _open(home: Path) -> Library:
    settings = Settings(home=home, samples=False, text_model="small", image_model="off")
    return Library.open(settings=settings, ocr=PencilReader({}), patient=False)


def test_an_update_under_a_running_app_and_its_next_start(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on with what it loaded, and says what to do where that is not enough; the next start learns anew."""
    monkeypatch.setattr(cards, "CARDS", (release(1.0),))
    with _open(tmp_path / "home") as library:
        library.add_bytes("plants.md", b"Water a cactus once a month.")
        assert library.ask("cactus").hits[0].semantic is not None
        newer = release(0.5)
        shutil.rmtree(tmp_path / "home" / "models")
        assert library.ask("cactus").hits[0].semantic is not None
        assert library.add_bytes("more.md", b"Water a fern once a week.")[0].status == "ready"
        with pytest.raises(ModelError, match="start Askwell again"):
            catalogue.resolve("small", tmp_path / "home")
        before = library.collection().model
    monkeypatch.setattr(cards, "CARDS", (newer,))
    with _open(tmp_path / "home") as library:
        found = library.ask("cactus")
        assert found.hits and found.hits[0].semantic is None
        library.start()
        (job,) = library.switches()
        done = library._switching.wait(job.id, 60)
        assert done is not None and done.state == "done", done
        assert library.collection().model != before
        library.warm()
        again = library.ask("cactus")
        assert again.hits[0].semantic is not None and again.notes == ()


def test_a_release_that_is_still_here_is_kept(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is learned anew unasked where the earlier weights are in the home."""
    monkeypatch.setattr(cards, "CARDS", (release(1.0),))
    with _open(tmp_path / "home") as library:
        library.add_bytes("plants.md", b"Water a cactus once a month.")
        before = library.collection().model
    monkeypatch.setattr(cards, "CARDS", (release(0.5),))
    with _open(tmp_path / "home") as library:
        library.start()
        assert library.switches() == []
        library.warm()
        assert library.ask("cactus").hits[0].semantic is not None
        assert library.collection().model == before


def test_a_copy_that_was_changed_is_unpacked_again(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ships is the truth; its copy in the home is only how it is used."""
    card = release(1.0)
    monkeypatch.setattr(cards, "CARDS", (card,))
    folder = catalogue.resolve("small", tmp_path)
    (folder / shipped.PLAIN).write_bytes(b"torn")
    assert catalogue.resolve("small", tmp_path) == folder
    assert shipped.sha256(folder / shipped.PLAIN) == card.sha256
