"""Pictures inside documents are records of their own, tied to page and caption, and their words are passages."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from qa.errors import NoText, Stopped, Unseen
from qa.ingest import abreast
from qa.ingest.read import read
from qa.ingest.split import split
from qa.types import Document, PictureReader, ReadOptions
from tests.fakes import PencilReader, TogetherReader
from tests.ingest.drawn import dialog, encoded
from tests.ingest.made_pdf import pdf

READER = PencilReader({320: ["Relay K7", "24 V"], 321: ["Valve V3"]})
OPTIONS = ReadOptions(ocr=READER)


def drawing(width: int = 320, seed: int = 0) -> Image.Image:
    picture = Image.new("RGB", (width, 200), "white")
    picture.paste((40 + seed, 90, 160), (30, 30, 200, 150))
    return picture


ICON, LINE, FLAT = Image.new("RGB", (24, 24), "red"), drawing().resize((600, 20)), Image.new("RGB", (300, 200), "blue")


def docx(*, words: bool = True) -> bytes:
    import docx as writer

    document = writer.Document()
    if words:
        document.add_heading("Wiring", 1)
        document.add_paragraph("The relay sits behind the left panel.")
    for picture in (drawing(), ICON, LINE, FLAT, drawing(), drawing(321, 9)):
        document.add_picture(io.BytesIO(encoded(picture)))
        if picture.width == 320 and words:
            document.add_paragraph("Figure 1: Wiring of the relay")
    shapes = document.inline_shapes
    shapes[len(shapes) - 1]._inline.docPr.set("descr", "The valve seen from above")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def pptx() -> bytes:
    import pptx as writer
    from pptx.util import Inches

    deck = writer.Presentation()
    for title, picture in (("Relays", drawing()), ("Valves", drawing(321, 9))):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        slide.shapes.add_picture(io.BytesIO(encoded(picture)), Inches(1), Inches(2))
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def html() -> bytes:
    def uri(picture: Image.Image) -> str:
        return "data:image/png;base64," + base64.b64encode(encoded(picture)).decode()

    return (
        f"<html><body><h1>Wiring</h1><p>The relay sits behind the left panel.</p><figure><img src='{uri(drawing())}'>"
        f"<figcaption>The relay, opened</figcaption></figure><img alt='The valve seen from above' "
        f"src='{uri(drawing(321, 9))}'><img src='https://example.invalid/a.png'><img src='a.png'>"
        "<img src='data:image/png;base64,AAAA'></body></html>"
    ).encode()


def placed(canvas: Canvas) -> None:
    canvas.drawString(72, 760, "The relay sits behind the left panel of the drive unit.")
    canvas.drawImage(ImageReader(drawing()), 72, 500, 160, 100)
    canvas.drawString(72, 486, "Figure 1: Wiring of the relay")
    canvas.drawImage(ImageReader(ICON), 500, 780, 20, 20)


def captions(document: Document) -> list[tuple[int | None, str]]:
    return [(figure.picture.page, figure.picture.caption) for figure in document.pictures]


def test_a_word_file_gives_its_pictures_with_their_captions_once_each() -> None:
    """Icons, lines, flat areas and repetitions are left out."""
    document = read("guide.docx", docx(), OPTIONS)
    assert captions(document) == [(None, "Figure 1: Wiring of the relay"), (None, "The valve seen from above")]
    found = {p.text: p for p in split(document, "s", "v")}
    relay = found["Relay K7\n24 V"]
    assert relay.locator.picture == 0 and relay.locator.ocr == 0.9
    assert "Figure 1: Wiring of the relay" in relay.context
    assert "The valve seen from above" in " ".join(found)
    assert "left panel" in document.pictures[0].picture.around


def test_slides_give_their_pictures_with_number_and_title() -> None:
    document = read("deck.pptx", pptx(), OPTIONS)
    assert captions(document) == [(1, "Relays"), (2, "Valves")]
    pages = {p.text: p.locator.page for p in split(document, "s", "v") if p.locator.ocr}
    assert pages == {"Relay K7\n24 V": 1, "Valve V3": 2}


def test_a_web_page_gives_what_it_carries_and_fetches_nothing() -> None:
    """Pictures that lie elsewhere are not looked for."""
    document = read("page.html", html(), OPTIONS)
    assert captions(document) == [(None, "The relay, opened"), (None, "The valve seen from above")]
    assert "Relay K7\n24 V" in [section.text for section in document.sections]


def test_a_pdf_gives_its_figures_with_page_and_caption() -> None:
    """The page is drawn where the image is, so that its size is that of the print."""
    reader = PencilReader(dict.fromkeys(range(430, 460), ("Relay K7", "24 V")))
    document = read("guide.pdf", pdf([["Only words here, and enough of them."], placed]), ReadOptions(ocr=reader))
    assert captions(document) == [(2, "Figure 1: Wiring of the relay")]
    assert reader.pages == 1
    (hit,) = [p for p in split(document, "s", "v") if p.locator.ocr]
    assert (hit.text, hit.locator.page, hit.locator.picture) == ("Relay K7\n24 V", 2, 0)
    assert len(document.pictures[0].view) > 1000


def test_pictures_of_a_document_are_read_at_once_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first takes until the second is begun; progress is told before each, and may call it off."""
    monkeypatch.setattr(abreast, "cores", lambda: 2)
    told: list[tuple[int, int]] = []
    reader = TogetherReader({320: ["Relay K7"], 321: ["Valve V3"]})
    options = ReadOptions(ocr=reader, progress=lambda done, total: told.append((done, total)))
    document = read("guide.docx", docx(), options)
    assert [section.text for section in document.sections if section.locator.ocr] == ["Relay K7", "Valve V3"]
    assert told == [(0, 2), (1, 2)]

    def stop(done: int, total: int) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        read("guide.docx", docx(), replace(options, progress=stop))


@pytest.mark.parametrize(("name", "make"), [("a.docx", docx), ("a.pptx", pptx), ("a.html", html)])
def test_without_a_reader_pictures_are_only_counted(name: str, make: Callable[[], bytes]) -> None:
    document = read(name, make())
    assert document.pictures == () and document.unread >= 2


def test_a_document_of_nothing_but_pictures_is_read_from_them() -> None:
    with pytest.raises(Unseen):
        read("a.docx", docx(words=False))
    document = read("a.docx", docx(words=False), OPTIONS)
    assert [section.text for section in document.sections][:1] == ["Relay K7\n24 V"]
    with pytest.raises(NoText):
        read("a.html", b"<html><body><script>1</script></body></html>", OPTIONS)


def test_a_real_screenshot_in_a_document_is_found_by_its_words(eyes: PictureReader) -> None:
    import docx as writer

    shot = dialog("Pump not started", ["The lid is open: error PU-2041."], ["Retry"])
    document = writer.Document()
    document.add_paragraph("What to do when the pump does not start")
    document.add_picture(io.BytesIO(encoded(shot)))
    content = io.BytesIO()
    document.save(content)
    made = read("guide.docx", content.getvalue(), ReadOptions(ocr=eyes))
    assert any("PU-2041" in section.text for section in made.sections)
