"""With an image model: its vectors follow what is added and deleted, and it has a say in what is found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.config import Settings
from qa.library import Library
from tests.fakes import HashEncoder, PencilReader
from tests.ingest.drawn import encoded
from tests.models import tiny_clip
from tests.search.test_alike import scene

FAQ = b"question,answer\nThe printer is out of paper,Load tray 2.\nNo sound,Unmute it.\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Give a function that opens a library in a home with a tiny CLIP in it."""
    tiny_clip(tmp_path / "seeing" / "models" / "clip-ViT-B-32")
    made: list[Library] = []

    def new(**settings: object) -> Library:
        chosen = Settings(home=tmp_path / "seeing", samples=False, **settings)  # type: ignore[arg-type]
        library = Library.open(
            settings=chosen, load=lambda name: HashEncoder(key=name), ocr=PencilReader({}), patient=True
        )
        made.append(library)
        return library

    yield new
    for library in made:
        library.close()


def test_vectors_follow_what_is_added_and_deleted(opened: Callable[..., Library]) -> None:
    """Pictures and passages in one space of their own, by collection and model."""
    library = opened()
    library.add_bytes("faq.csv", FAQ)
    for seed in range(3):
        library.add_bytes(f"{seed}.png", encoded(scene(seed)))
    collection, sights = library.collection(), library._sights
    assert sights.fill(collection) == 3 + 2 + 3  # pictures, entries, the names of the pictures
    assert sights.fill(collection) == 0
    assert library.sight == "ready"
    seer = sights.load()
    assert seer is not None
    index = library._shelves.sights(collection, seer.key)
    library.delete("1.png")
    sights.fill(collection)
    alive = {picture.id for picture in library.pictures()} | set(library._ledger.passage_ids(collection.id))
    assert index.ids() == alive
    assert len(library.verify().problems) == 0


def test_a_picture_without_words_finds_what_it_shows(opened: Callable[..., Library]) -> None:
    """Passages by the model's judgement, after nothing else was found, and pictures with that reason."""
    library = opened()
    library.add_bytes("faq.csv", FAQ)
    for seed in range(4):
        library.add_bytes(f"{seed}.png", encoded(scene(seed)))
    library._sights.fill(library.collection())
    found = library.ask("", image=encoded(scene(9)))
    assert {hit.passage.kind for hit in found.hits} == {"faq"}
    assert all(hit.by_sight and hit.confidence is None for hit in found.hits)
    assert found.verdict is None and "No words" in found.notes[0]
    assert any(reason.why == "meaning" for hit in found.pictures for reason in hit.why)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    again = library.search_images(image=encoded(scene(2)))
    assert (again[0].source.name, again[0].why[0].why) == ("2.png", "same")
    named = library.search_images("a house by the sea")
    assert named and all(hit.why[-1].why in ("meaning", "look") for hit in named)


def test_it_can_be_switched_off(opened: Callable[..., Library]) -> None:
    """``QA_IMAGE_MODEL=off``: the pages say that what pictures show is not searched."""
    library = opened(image_model="off")
    library.add_bytes("0.png", encoded(scene(0)))
    assert library._sights.fill(library.collection()) == 0
    assert library.sight == "cold"
    assert library.search_images("house by the sea") == []


def test_a_service_fills_in_by_itself(opened: Callable[..., Library]) -> None:
    """In the background, with no one asking."""
    library = opened()
    library.add_bytes("0.png", encoded(scene(0)))
    library.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not library._sights.pictures(library.collection(), "sea", (), 5):
        time.sleep(0.1)
    assert [id_ for id_, _ in library._sights.pictures(library.collection(), "sea", (), 5)] == [
        library.pictures()[0].id
    ]


def test_what_a_picture_shows_and_what_stands_on_it_are_one_ranking(opened: Callable[..., Library]) -> None:
    """A passage that both find comes before one that either finds; what the words are sure of stays on top."""
    library = opened()
    library._eyes._ocr = PencilReader({203: ["The printer is out of paper"]})
    library.add_bytes("faq.csv", FAQ)
    for name in ("harbour", "meadow", "forest"):
        library.add_bytes(f"{name}.txt", f"The {name} lies in the morning sun.".encode())
    library._sights.fill(library.collection())
    shot = scene(9).resize((203, 150))
    found = library.ask("", image=encoded(shot), k=5)
    assert found.hits[0].passage.question == "The printer is out of paper"
    assert [reason.why for reason in found.hits[0].why] == ["words", "shows"]
    assert len(found.hits) == 5 == len({hit.passage.id for hit in found.hits})
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True) and [hit.rank for hit in found.hits] == [1, 2, 3, 4, 5]
    assert any(hit.why[-1].why == "shows" for hit in found.hits[1:])


def test_several_pictures_are_all_asked(opened: Callable[..., Library], tmp_path: Path) -> None:
    """Each brings its own passage, which says so; the chat keeps which pictures were asked with."""
    library = opened(image_model="off")
    words = {203: ["The printer is out of paper"], 204: ["No sound"]}
    library._eyes._ocr = PencilReader(words)
    library.add_bytes("faq.csv", FAQ)
    first, second = (encoded(scene(seed).resize((width, 150))) for seed, width in ((1, 203), (2, 204)))
    (tmp_path / "second.png").write_bytes(second)
    found = library.ask("", image=[first, tmp_path / "second.png"])
    assert {hit.passage.question for hit in found.hits[:2]} == {"The printer is out of paper", "No sound"}
    assert {(hit.passage.question, hit.why[0].picture) for hit in found.hits[:2]} == {
        ("The printer is out of paper", 1),
        ("No sound", 2),
    }
    assert found.seen == "The printer is out of paper\nNo sound"
    assert len(found.more_pictures) == 1
    chat = library.new_chat("me")
    library.add_turn(chat, "me", "", found)
    (turn,) = library.turns(chat, "me")
    assert turn.answer is not None
    assert turn.answer.more_pictures == found.more_pictures
    assert [hit.why for hit in turn.answer.hits] == [hit.why for hit in found.hits]
    assert turn.answer.asked_with == 2
    wordless = encoded(scene(3).resize((205, 150)))
    typed = library.ask("sound", image=[first, wordless, second])  # asked with the words on each picture that has any
    assert 2 not in {reason.picture for hit in typed.hits for reason in hit.why}
    assert {hit.why for hit in library.ask("sound", image=[wordless, wordless]).hits} == {()}
    alone = library.ask("", image=[second])
    assert alone.hits[0].why[0].picture == 0 and alone.more_pictures == ()
