"""Pictures on their way through the house: found by name at once, by their words once OCR has read them."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from qa.config import Settings
from qa.errors import NotFound
from qa.index import catalogue
from qa.ingest.abreast import cores
from qa.library import Library
from qa.types import Job, TextBox
from tests.fakes import HashEncoder, PencilReader
from tests.ingest.drawn import encoded
from tests.ingest.made_pdf import pdf

WORDS = {200: ["Pump not started", "Close the lid"], 201: ["Second page of the scan"]}


class GatedReader(PencilReader):
    """Waits before each picture until it is let go on."""

    def __init__(self) -> None:
        super().__init__(WORDS)
        self.gate, self.waits = threading.Semaphore(0), threading.Event()

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        self.waits.set()
        assert self.gate.acquire(timeout=30)
        return super().read(pixels)


def opened(home: Path, reader: PencilReader, *, patient: bool = True) -> Library:
    def load(name: str) -> HashEncoder:
        return HashEncoder(key=catalogue.key(name, home))

    return Library.open(home, settings=Settings(samples=False), load=load, ocr=reader, patient=patient)


@pytest.fixture
def gated() -> GatedReader:
    return GatedReader()


@pytest.fixture
def library(home: Path, gated: GatedReader) -> Iterator[Library]:
    with opened(home, gated) as library:
        yield library
        gated.gate.release(100)


def picture(width: int) -> bytes:
    return encoded(Image.new("RGB", (width, 80), "white"))


def scan(pages: int) -> bytes:
    first, *rest = [Image.new("RGB", (200 if at else 201, 80 + at), "white") for at in range(pages)]
    return encoded(first, "TIFF", save_all=True, append_images=rest)


def finished(library: Library, job: str) -> Job:
    done = library.wait(job, 30)
    assert done is not None and done.state in ("done", "failed", "cancelled")
    return done


def test_a_picture_is_found_by_name_before_it_is_read_and_by_its_words_after(
    library: Library, gated: GatedReader
) -> None:
    (job,) = library.submit("relay-photo.png", picture(200))
    assert gated.waits.wait(30)
    assert library.ask("relay photo").hits[0].source.name == "relay-photo.png"
    assert [one.words for one in library.pictures()] == [""]
    assert Image.open(io.BytesIO(library.thumbnail(library.pictures()[0].id))).size == (200, 80)
    gated.gate.release()
    assert finished(library, job).state == "done"
    hit = library.ask("close the lid").hits[0]
    assert hit.passage.text == "Pump not started\nClose the lid"
    assert hit.passage.locator.ocr == 0.9
    (shown,) = library.pictures()
    assert shown.words == hit.passage.text
    assert library.source(hit.source.id).status == "ready"
    assert not library.verify().problems


def test_other_files_do_not_wait_for_a_long_scan(library: Library, gated: GatedReader) -> None:
    """Words and meaning of a note are there while page two of the scan is looked at."""
    (slow,) = library.submit("scan.tif", scan(4))
    assert gated.waits.wait(30)
    (quick,) = library.submit("note.txt", b"The ferns want water every morning.")
    gated.gate.release(4)
    assert finished(library, quick).state == "done"
    assert finished(library, slow).state == "done"
    assert library.pictures()[0].words == "Second page of the scan"


def test_files_get_in_between_two_pages_of_a_scan(library: Library, gated: GatedReader) -> None:
    """Those that came before it was looked at, and those that came after."""
    before = library.submit("fern.txt", b"The ferns want water every morning.")[0]
    (slow,) = library.submit("scan.tif", scan(8))
    assert gated.waits.wait(30)
    after = library.submit("moss.txt", b"The moss wants none.")[0]
    gated.gate.release(5)
    assert [finished(library, job).state for job in (before, after)] == ["done", "done"]
    assert [job.state for job in library.jobs() if job.id == slow] == ["reading"]
    gated.gate.release(8)
    assert finished(library, slow).state == "done"


def test_a_photo_is_read_in_between_two_pages_of_a_scan(library: Library, gated: GatedReader) -> None:
    """Another scan that is longer waits for its end."""
    (slow,) = library.submit("scan.tif", scan(8))
    assert gated.waits.wait(30)
    (longer,) = library.submit("longer.tif", scan(9))
    (photo,) = library.submit("relay-photo.png", picture(200))
    gated.gate.release(7)
    assert finished(library, photo).state == "done"
    assert library.ask("close the lid").hits[0].source.name == "relay-photo.png"
    assert {job.id: job.state for job in library.jobs() if job.id != photo} == {slow: "reading", longer: "queued"}
    gated.gate.release(20)
    assert [finished(library, job).state for job in (slow, longer)] == ["done", "done"]


def test_a_photo_comes_before_a_scan_of_fewer_bytes(library: Library, gated: GatedReader) -> None:
    """It has one page."""
    sheet = ImageReader(Image.effect_noise((62, 88), 40).convert("RGB"))
    paper = pdf([lambda c: c.drawImage(sheet, 0, 0, *A4)] * 8)
    photo = encoded(Image.new("RGB", (200, 400), "white"), "BMP")
    assert len(photo) > len(paper)
    (slow,) = library.submit("scan.pdf", paper)
    assert gated.waits.wait(30)
    (quick,) = library.submit("relay-photo.bmp", photo)
    gated.gate.release(6)
    assert finished(library, quick).state == "done"
    assert [job.state for job in library.jobs() if job.id == slow] == ["reading"]
    gated.gate.release(20)


def test_a_scan_tells_how_far_it_is_and_can_be_called_off(library: Library, gated: GatedReader) -> None:
    """What was found without looking stays."""
    (job,) = library.submit("scan.tif", scan(8))
    gated.gate.release(2)
    while True:
        (known,) = [one for one in library.jobs() if one.id == job]
        if (known.state, known.done) == ("reading", 2):
            break
        time.sleep(0.02)
    assert known.total == 8
    library.cancel(job)
    gated.gate.release(cores())  # pages that are being read at this moment are read to their end
    assert finished(library, job).state == "cancelled"
    library.submit("after.txt", b"The worker goes on.")
    assert finished(library, library.jobs()[-1].id).state == "done"
    assert gated.pages <= 2 + cores() < 8
    assert library.ask("scan").hits[0].source.name == "scan.tif"


def test_reading_ends_with_what_is_deleted(library: Library, gated: GatedReader) -> None:
    """A file, or its whole collection, while a long scan of it is being read: the worker turns to the next."""
    elsewhere = library.create_collection("Elsewhere").id
    for collection, delete in (("", lambda: library.delete("scan.tif")), (elsewhere, None)):
        (job,) = library.submit("scan.tif", scan(8), collection=collection)
        gated.gate.release()
        assert gated.waits.wait(30)
        delete() if delete else library.delete_collection(elsewhere)
        library.clear_jobs()
        before = gated.pages
        gated.gate.release(cores())
        library.submit("after.txt", b"The worker goes on.")
        assert finished(library, library.jobs()[-1].id).state == "done"
        assert gated.pages <= before + cores() and job not in {known.id for known in library.jobs()}
        library.delete("after.txt")
    assert not library.verify().problems


def test_a_stop_in_the_middle_of_a_scan_is_taken_up_again(home: Path, gated: GatedReader) -> None:
    """Closing does not wait for the last page, and the next start reads the scan whole."""
    with opened(home, gated) as library:
        library.submit("scan.tif", scan(5))
        assert gated.waits.wait(30)
        gated.gate.release()
        threading.Timer(0.2, gated.gate.release, args=(cores(),)).start()
    assert gated.pages < 5
    with opened(home, PencilReader(WORDS)) as library:
        library.start()
        for job in library.jobs():
            assert finished(library, job.id).state == "done"
        assert library.ask("second page of the scan").hits[0].passage.locator.page == 1
        assert not library.verify().problems


def test_pictures_wait_until_an_impatient_library_has_its_model(home: Path) -> None:
    """The first page of the app has the processor to itself."""
    reader = PencilReader(WORDS)
    with opened(home, reader, patient=False) as library:
        (job,) = library.submit("pump.png", picture(200))
        library.wait(job, 0.3)
        assert reader.pages == 0
        library.warm()
        assert finished(library, job).state == "done"
        assert reader.pages == 1


def test_pictures_go_with_their_source(library: Library, gated: GatedReader) -> None:
    gated.gate.release(9)
    (result,) = library.add_bytes("pump.png", picture(200))
    (shown,) = library.pictures()
    assert shown.source == result.source
    library.delete("pump.png")
    assert library.pictures() == []
    with pytest.raises(NotFound):
        library.thumbnail(shown.id)
    assert not [path for path in (library.home / "pictures").rglob("*") if path.is_file()]


def test_a_new_version_replaces_words_and_pictures(library: Library, gated: GatedReader) -> None:
    gated.gate.release(9)
    library.add_bytes("pump.png", picture(200))
    library.add_bytes("pump.png", picture(201))
    assert [one.words for one in library.pictures()] == ["Second page of the scan"]
    (again,) = library.add_bytes("pump.png", picture(201))
    assert again.status == "unchanged" and gated.pages == 2


def test_answers_given_before_a_scan_is_read_keep_their_passages(library: Library, gated: GatedReader) -> None:
    """Page one has words of its own; page two is read while the question has long been answered."""
    gated._words = {1240: WORDS[200], 1241: WORDS[200]}
    sheet = Image.effect_noise((1240, 1754), 40).convert("RGB")
    pages = [["The ferns want water every morning."], lambda c: c.drawImage(ImageReader(sheet), 0, 0, *A4)]
    (job,) = library.submit("half.pdf", pdf(pages))
    assert gated.waits.wait(30)
    early = library.ask("When do ferns want water?").hits[0].passage
    gated.gate.release(9)
    assert finished(library, job).state == "done"
    assert library.ask("pump not started").hits[0].passage.locator.page == 2
    assert library.passage(early.id) == early
    assert library.ask("When do ferns want water?").hits[0].passage.id == early.id
    assert not library.verify().problems
