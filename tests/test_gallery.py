"""A picture finds the text that belongs to it, itself, and pictures like it; words find pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageOps

from qa.errors import InvalidRequest
from qa.ingest.ocr import RapidReader
from qa.library import Library
from qa.types import UNTITLED, Filter
from tests.fakes import HashEncoder
from tests.faults import entries, screenshot, table
from tests.ingest.drawn import DARK, dialog, encoded
from tests.search.test_alike import scene

RIGHT = 38
"""Of forty screenshots."""


@pytest.fixture(scope="module")
def reader() -> RapidReader:
    return RapidReader()


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory, reader: RapidReader) -> Iterator[Library]:
    """Give a library with the forty faults in both languages, and some pictures."""
    library = Library.open(tmp_path_factory.mktemp("faults"), load=lambda name: HashEncoder(key=name), ocr=reader)
    for language in ("en", "zh"):
        library.add_bytes(f"faults-{language}.csv", table(language))
    library.add_bytes("oven door.png", encoded(screenshot(entries("en")[30][0], "en")))
    library.add_bytes("printer.png", encoded(dialog("Printer", ["Paper jam in the rear cover."], ["OK"])))
    for seed in range(3):
        library.add_bytes(f"photos/holiday-{seed}_lake.jpg", encoded(scene(seed), "JPEG"))
    yield library
    library.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_forty_screenshots_find_their_entries(faults: Library, language: str) -> None:
    """In either theme, with other words around, the right entry is first for nearly all of them."""
    wrong = []
    for number, (message, _) in enumerate(entries(language)):
        picture = encoded(screenshot(message, language, dark=number % 2 == 1))
        found = faults.ask("", image=picture, k=3)
        if not found.hits or found.hits[0].passage.question != message:
            wrong.append((message, found.seen, [hit.passage.question for hit in found.hits]))
    assert 40 - len(wrong) >= RIGHT, wrong


def test_a_picture_brings_text_the_same_picture_and_says_why(faults: Library) -> None:
    """The entry by the words on it, and the picture itself, though saved anew."""
    again = Image.open(io.BytesIO(encoded(screenshot(entries("en")[30][0], "en"), "JPEG", quality=50)))
    found = faults.ask(
        "What does this mean?", image=encoded(again.resize((again.width * 3 // 4, again.height * 3 // 4)))
    )
    assert found.question == "What does this mean?"
    assert "oven" in found.seen
    assert found.hits[0].passage.question == entries("en")[30][0]
    assert found.hits[0].why[0].why == "words"
    assert "oven" in found.hits[0].why[0].text
    assert all(hit.passage.kind != "image" for hit in found.hits)
    first = found.pictures[0]
    assert (first.source.name, first.why[0].why) == ("oven door.png", "same")
    assert first.score >= 0.9
    assert any("oven" in box.text for box in first.boxes)


@pytest.mark.parametrize(("language", "typed"), [("en", "What does this error mean?"), ("zh", "这是什么意思？")])
def test_words_that_only_point_at_a_screenshot_are_not_looked_up(faults: Library, language: str, typed: str) -> None:
    """The answer is as sure as for the screenshot alone; words of one's own are looked up beside it."""
    for message, _ in entries(language)[:3]:
        picture = encoded(screenshot(message, language))
        alone, pointed = faults.ask("", image=picture), faults.ask(typed, image=picture)
        assert pointed.hits[0].passage.question == message
        assert (pointed.question, pointed.confidence, pointed.verdict) == (typed, alone.confidence, alone.verdict)
    assert faults.ask("toner", image=picture).hits[0].score != alone.hits[0].score


def test_words_that_only_point_at_a_photo_find_nothing_for_it(faults: Library) -> None:
    """As none are read on it."""
    found = faults.ask("What is this?", image=_blank())
    assert found.hits == () and "No words" in found.notes[0]


def test_a_photo_finds_itself_in_a_mirror(faults: Library, tmp_path: Path) -> None:
    """A wordless picture has no text to look up, and says so."""
    file = tmp_path / "mirror.jpg"
    file.write_bytes(encoded(ImageOps.mirror(scene(1)), "JPEG"))
    found = faults.ask("", image=file)
    assert found.hits == ()
    assert "No words" in found.notes[0]
    assert (found.pictures[0].source.name, found.pictures[0].why[0].why) == ("photos/holiday-1_lake.jpg", "mirrored")


def test_words_find_pictures_by_what_is_read_and_by_their_names(faults: Library) -> None:
    """With the lines that matched, to be marked."""
    first, *_ = faults.search_images("paper jam")
    assert first.source.name == "printer.png"
    assert first.why[0].why == "words"
    assert first.boxes[0].text.startswith("Paper jam")
    named = faults.search_images("lake")
    assert {hit.source.name for hit in named[:3]} == {f"photos/holiday-{seed}_lake.jpg" for seed in range(3)}
    assert named[0].why[0].why == "described"


def test_a_picture_finds_pictures(faults: Library) -> None:
    """The same one first; a source asked for alone is the only one searched."""
    found = faults.search_images(image=encoded(scene(2).convert("L")))
    assert found[0].source.name == "photos/holiday-2_lake.jpg"
    only = faults.source("printer.png").id
    some = faults.search_images(image=encoded(scene(2)), where=Filter(sources=frozenset({only})))
    assert {hit.source.id for hit in some} <= {only}


def test_a_picture_of_the_library_finds_others_but_not_itself(faults: Library) -> None:
    """So "find similar" does not show what one came from."""
    mine = faults.pictures(sources=[faults.source("oven door.png").id])[0]
    assert mine.id not in {hit.picture.id for hit in faults.search_images(image=mine)}
    assert faults.ask("", image=mine).hits[0].passage.question == entries("en")[30][0]


def test_a_question_in_words_shows_the_pictures_among_its_passages(faults: Library) -> None:
    """One ranking."""
    found = faults.ask("paper jam in the rear cover")
    assert found.hits[0].passage.kind == "image"
    assert found.pictures[0].source.name == "printer.png"


def test_what_is_not_a_picture_is_refused(faults: Library, tmp_path: Path) -> None:
    """With a sentence that says what to give."""
    with pytest.raises(InvalidRequest, match="not a picture"):
        faults.ask("", image=b"%PDF-1.4 no")
    with pytest.raises(InvalidRequest, match="cannot be opened"):
        faults.ask("", image=tmp_path / "gone.png")
    with pytest.raises(InvalidRequest, match="5 pictures at most, and 6"):
        faults.ask("", image=[b"x"] * 6)
    with pytest.raises(InvalidRequest, match="words, or give a picture"):
        faults.search_images("  ")


def test_a_chat_keeps_the_pictures_that_were_found(faults: Library) -> None:
    """With their reasons and marks, and without those that were deleted."""
    added = faults.add_bytes("jam.png", encoded(dialog("Copier", ["Toner low in unit C."], ["OK"], theme=DARK)))[0]
    chat = faults.new_chat("ann")
    answer = faults.ask("toner low in unit C")
    faults.add_turn(chat, "ann", answer.question, answer)
    kept = faults.turns(chat, "ann")[0].answer
    assert kept is not None
    assert kept.pictures == answer.pictures
    assert added.source is not None
    faults.delete(added.source)
    gone = faults.turns(chat, "ann")[0].answer
    assert gone is not None
    assert added.source not in {hit.source.id for hit in gone.pictures}


@pytest.mark.parametrize(("name", "title"), [("red-balloon.png", "red balloon"), ("image.png", UNTITLED)])
def test_a_chat_that_begins_with_a_wordless_photo_has_its_name(faults: Library, name: str, title: str) -> None:
    """But not the name that browsers give to what is pasted."""
    chat = faults.new_chat(name)
    (added,) = faults.attach(chat, name, name, _blank())
    (picture,) = faults.pictures(faults.source(str(added.source)).collection, [str(added.source)])
    faults.add_turn(chat, name, "", faults.ask("", image=[picture]))
    assert [one.title for one in faults.chats(name)] == [title]


def _blank() -> bytes:
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).ellipse((40, 40, 120, 120), fill="red")
    return encoded(picture)


def test_a_picture_without_words_and_without_likeness_finds_nothing(faults: Library) -> None:
    """And nothing is invented."""
    found = faults.ask("", image=_blank())
    assert found.hits == ()
    assert all(hit.score < 0.9 for hit in found.pictures)


def test_a_picture_that_cannot_be_read_is_not_attached(faults: Library) -> None:
    """Its result says why; the good one beside it stays."""
    chat = faults.new_chat("bea")
    picture = encoded(dialog("Copier", ["Toner low."], ["OK"]))
    (torn,) = faults.attach(chat, "bea", "torn.png", picture[:300])
    assert torn.status == "failed" and "torn.png is damaged" in str(torn.error)
    faults.attach(chat, "bea", "whole.png", picture)
    assert [source.name for source in faults.attachments(chat, "bea")] == ["whole.png"]


@pytest.mark.parametrize(
    ("before", "follow_up", "carried"),
    [
        ("", "and how do I fix it?", ("Paper", "jam", "rear", "cover")),
        ("What does this error mean?", "How do I solve the problem?", ("Paper", "jam", "rear", "cover")),
        ("", "那怎么解决？", ("Paper", "jam", "rear", "cover")),
        ("", "怎么处理这个问题？", ("Paper", "jam", "rear", "cover")),
        ("Laser printer", "and how do I fix it?", ("Laser", "printer", "Paper", "jam", "rear", "cover")),
        ("", "How long does delivery to Norway take?", ()),
    ],
)
def test_a_follow_up_takes_over_what_stood_on_the_picture(
    faults: Library, before: str, follow_up: str, carried: tuple[str, ...]
) -> None:
    """Be it that it points at something, or says nothing of its own; words that only pointed stay behind."""
    assert faults.carry(before, follow_up, seen="Paper jam in the rear cover.") == carried
