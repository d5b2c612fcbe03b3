"""Scanned and half-scanned PDFs are read page by page."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from qa.errors import NoText, Stopped, Unseen
from qa.ingest import abreast
from qa.ingest.pdf import read_pdf
from qa.ingest.split import split
from qa.types import PictureReader, ReadOptions, TextBox
from tests.fakes import PencilReader
from tests.ingest.drawn import page
from tests.ingest.made_pdf import pdf

LINES = ["The pump is closed.", "Close the lid and wait."]
READER = PencilReader(dict.fromkeys((1240, 1241), LINES))
"""An A4 page is drawn 1,240 pixels wide."""
WORDS = ["This page has words of its own, printed as a PDF should have them."]


def paper(picture: Image.Image | None = None) -> Image.Image:
    sheet = Image.new("RGB", (1240, 1754), "white")
    sheet.paste(picture or Image.effect_noise((900, 900), 40).convert("RGB"), (100, 100))
    return sheet


def scanned(canvas: Canvas, sheet: Image.Image | None = None) -> None:
    canvas.drawImage(ImageReader(sheet or paper()), 0, 0, *A4)


def stamped(canvas: Canvas) -> None:
    scanned(canvas)
    canvas.drawString(50, 20, "Scanned by the office, page 7")


def blank(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.rect(0, 0, 100, 100, fill=1, stroke=0)


def test_pages_without_text_are_read_and_say_how_surely() -> None:
    document = read_pdf("a.pdf", pdf([WORDS, scanned, stamped]), ReadOptions(ocr=READER))
    assert document.notes == ("2 of 3 pages read by text recognition",)
    places = [(p.locator.page, p.locator.ocr, p.locator.picture) for p in split(document, "s", "v")]
    assert places == [(1, None, None), (2, 0.9, 0), (3, 0.9, 1)]
    assert document.sections[1].text == "\n".join(LINES)
    assert [figure.picture.page for figure in document.pictures] == [2, 3]
    assert document.pictures[0].view == b"" and document.pictures[0].picture.width in (1240, 1241)
    assert document.unread == 0


def test_without_a_reader_the_text_that_is_there_is_taken_and_the_rest_waits() -> None:
    document = read_pdf("a.pdf", pdf([WORDS, scanned, stamped]))
    assert document.unread == 2
    assert document.notes == ("no text on 1 of 3 pages: scanned?",)
    with pytest.raises(Unseen, match="scanned"):
        read_pdf("a.pdf", pdf([scanned, scanned]))


def test_a_page_is_left_as_it_is_when_there_is_more_printed_than_pictured() -> None:
    """A title page with a photograph keeps its printed words."""

    def title(canvas: Canvas) -> None:
        scanned(canvas)
        canvas.drawString(50, 700, "Rider Handbook of the Heron Bicycle Company, 2026")

    document = read_pdf("a.pdf", pdf([title, WORDS]), ReadOptions(ocr=READER))
    assert document.notes == () and document.pictures == ()


def test_empty_paper_is_not_looked_at() -> None:
    reader = PencilReader({1240: ["ghost"], 1241: ["ghost"]})
    document = read_pdf("a.pdf", pdf([WORDS, blank]), ReadOptions(ocr=reader))
    assert reader.pages == 0 and document.notes == ("no text on 1 of 2 pages",)
    with pytest.raises(NoText, match="text recognition found none"):
        read_pdf("a.pdf", pdf([blank]), ReadOptions(ocr=reader))


def test_progress_counts_pages_and_may_call_it_off() -> None:
    told: list[tuple[int, int]] = []
    data = pdf([scanned] * 8)

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if done == 6:
            raise Stopped("enough")

    with pytest.raises(Stopped):
        read_pdf("a.pdf", data, ReadOptions(ocr=READER, progress=progress))
    assert told == [(at, 8) for at in range(7)]


def test_pages_are_read_at_once_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page takes until the second is begun; errors of a reader are not swallowed."""
    monkeypatch.setattr(abreast, "cores", lambda: 2)
    both = threading.Barrier(2, timeout=30)

    class Together(PencilReader):
        def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
            with lock:
                self.pages += 1
                line = f"Read as number {self.pages}: {'ink ' * round(float((pixels < 128).mean()) * 100)}"
            both.wait()
            return (TextBox(line, 0.9, ((0, 0), (90, 0), (90, 9), (0, 9))),)

    lock = threading.Lock()
    sheets = [paper(Image.new("RGB", (1000, 250 * height), "black")) for height in (1, 2, 3, 4)]
    data = pdf([lambda canvas, sheet=sheet: scanned(canvas, sheet) for sheet in sheets])  # type: ignore[misc]
    document = read_pdf("a.pdf", data, ReadOptions(ocr=Together({})))
    ink = [section.text.count("ink") for section in document.sections]
    assert ink == sorted(ink) and len(set(ink)) == 4
    assert [section.locator.page for section in document.sections] == [1, 2, 3, 4]


def test_a_locked_scan_is_read_with_its_password() -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([scanned])))
    writer.encrypt("open", algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    document = read_pdf("a.pdf", content.getvalue(), ReadOptions(password="open", ocr=READER))
    assert document.sections[0].locator.ocr == 0.9


def scan_of(pages: Sequence[Sequence[str]]) -> bytes:
    """Make a scan: pages of small print, a little grey and askew, in a PDF without text."""
    sheets = [
        paper(page(lines, size=22, ink="#303030", paper="#f6f4ee")).rotate(0.6, fillcolor="white") for lines in pages
    ]
    return pdf([lambda canvas, sheet=sheet: scanned(canvas, sheet) for sheet in sheets])  # type: ignore[misc]


def test_a_real_scan_becomes_searchable(eyes: PictureReader) -> None:
    """English and Chinese, every page on its own."""
    pages = [
        ["Chapter 4: Winter storage", "Keep the battery between 10 and 20 degrees.", "Charge it every eight weeks."],
        ["第五章 冬季保养", "电池应存放在十到二十度之间。", "每八周充电一次。"],
    ]
    document = read_pdf("scan.pdf", scan_of(pages), ReadOptions(ocr=eyes))
    assert document.pages == 2
    first, second = document.sections
    assert "Keep the battery between 10 and 20 degrees." in first.text
    assert "电池应存放在十到二十度之间" in second.text
    assert (first.locator.page, second.locator.page) == (1, 2)
    assert first.locator.ocr is not None and first.locator.ocr > 0.9
