"""A picture file becomes passages: its words by OCR, its name, and what it says of itself."""

from __future__ import annotations

import pytest
from PIL import Image

from qa.errors import DamagedFile, Stopped
from qa.ingest import abreast
from qa.ingest.picture import named
from qa.ingest.read import read
from qa.ingest.split import split
from qa.types import ReadOptions
from tests.fakes import PencilReader, TogetherReader
from tests.ingest.drawn import encoded

READER = PencilReader({200: ["Pump not started", "Close the lid"], 201: ["Second page"]})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("photos/wiring-diagram_two_relays.png", "wiring diagram two relays"),
        ("frontDoorLock.v2.jpg", "front Door Lock v2"),
        ("C:\\scans\\接线图.png", "接线图"),
        ("IMG_2034.HEIC", "IMG 2034"),
        ("---.png", "---"),
    ],
)
def test_a_name_is_words(name: str, words: str) -> None:
    assert named(name) == words


def test_words_are_passages_that_know_how_surely_they_were_read() -> None:
    document = read("pump-error.png", encoded(Image.new("RGB", (200, 80), "white")), ReadOptions(ocr=READER))
    assert document.kind == "image" and document.pages is None and document.unread == 0
    (passage, name) = split(document, "s1", "v1")
    assert passage.text == "Pump not started\nClose the lid"
    assert passage.locator.ocr == 0.9 and passage.locator.picture == 0 and passage.locator.page is None
    assert passage.context == "pump error"
    assert name.text == "pump error" and name.locator.ocr is None
    (figure,) = document.pictures
    assert figure.picture.words == "Pump not started\nClose the lid"
    assert [box.text for box in figure.picture.boxes] == ["Pump not started", "Close the lid"]
    assert (figure.picture.width, figure.picture.height, figure.picture.name) == (200, 80, "pump error")


def test_a_picture_without_a_word_is_found_by_its_name() -> None:
    document = read("two-relays.png", encoded(Image.new("RGB", (90, 60), "green")), ReadOptions(ocr=READER))
    assert [section.text for section in document.sections] == ["two relays"]
    assert len(document.pictures) == 1


def test_without_a_reader_a_picture_still_has_its_name_and_waits() -> None:
    document = read("two-relays.png", encoded(Image.new("RGB", (200, 60), "green")))
    assert [section.text for section in document.sections] == ["two relays"]
    assert document.unread == 1


def test_what_the_file_says_of_itself_is_its_caption() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Wiring of the front relay"
    document = read("a.jpg", encoded(Image.new("RGB", (90, 60)), "JPEG", exif=exif))
    assert document.pictures[0].picture.caption == "Wiring of the front relay"
    assert document.sections[-1].text == "a\nWiring of the front relay"


def test_a_tiff_is_read_page_by_page_and_can_be_called_off() -> None:
    pages = [Image.new("RGB", (width, 60), "white") for width in (200, 201, 90)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    document = read("scan.tif", data, ReadOptions(ocr=READER, progress=progress))
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert document.pages == 3
    places = [(section.locator.page, section.locator.picture) for section in document.sections]
    assert places == [(1, 0), (2, 1), (1, 0)]
    assert [figure.picture.page for figure in document.pictures] == [1, 2, 3]
    cut = read("scan.tif", data, ReadOptions(ocr=READER, max_pages=2))
    assert len(cut.pictures) == 2 and cut.notes == ("read 2 of 3 pages: over the limit",)

    def stop(done: int, total: int) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        read("scan.tif", data, ReadOptions(ocr=READER, progress=stop))


def test_pages_of_a_tiff_are_read_at_once_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first takes until the second is begun."""
    monkeypatch.setattr(abreast, "cores", lambda: 2)
    pages = [Image.new("RGB", (200 + at, 60), "white") for at in range(4)]
    reader = TogetherReader({200 + at: [f"This is page {at}"] for at in range(4)})
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    document = read("scan.tif", data, ReadOptions(ocr=reader))
    assert [section.text for section in document.sections[:4]] == [f"This is page {at}" for at in range(4)]
    assert [section.locator.page for section in document.sections[:4]] == [1, 2, 3, 4]


def test_a_torn_picture_is_one_sentence() -> None:
    with pytest.raises(DamagedFile, match=r"a\.png is damaged"):
        read("a.png", encoded(Image.new("RGB", (90, 60)))[:60])
