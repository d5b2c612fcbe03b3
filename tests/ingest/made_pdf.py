"""PDFs made in code for the tests of this room."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import pypdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

Page = Sequence[str] | Callable[[Canvas], None]

CHINESE = "STSong-Light"


def pdf(
    pages: Sequence[Page],
    *,
    outline: Sequence[tuple[int, int, str]] = (),
    title: str = "",
    font: str = "Helvetica",
) -> bytes:
    """Return a PDF: a page is its lines or a function that draws it; outline entries: page (from 0), level, title."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    if font == CHINESE:
        pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    for number, page in enumerate(pages):
        for _, level, heading in (entry for entry in outline if entry[0] == number):
            canvas.bookmarkPage(heading)
            canvas.addOutlineEntry(heading, heading, level)
        if callable(page):
            page(canvas)
        else:
            lines(canvas, page, font)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def lines(canvas: Canvas, texts: Sequence[str], font: str = "Helvetica", top: float = 780) -> None:
    """Draw lines of text from the top of the page."""
    text = canvas.beginText(60, top)
    text.setFont(font, 11, 16)
    for line in texts:
        text.textLine(line)
    canvas.drawText(text)


def encrypted(data: bytes, user: str, owner: str, algorithm: str = "AES-256") -> bytes:
    """Return the PDF encrypted."""
    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.encrypt(user, owner, algorithm=algorithm)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def coded(glyphs: Mapping[int, str], codes: bytes) -> bytes:
    """Return a PDF whose font alone (CFF, as TeX embeds it) knows what a code means: ``glyphs`` are names by code."""
    builder = FontBuilder(1000, isTTF=False)
    names = [".notdef", *dict.fromkeys(glyphs.values())]
    pen = T2CharStringPen(500, None)
    drawn = dict.fromkeys(names, pen.getCharString())
    builder.setupGlyphOrder(names)
    builder.setupCFF("Coded", {}, drawn, {})
    table = builder.font["CFF "]
    table.cff.topDictIndex[0].Encoding = [glyphs.get(code, ".notdef") for code in range(256)]
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    program, content = StreamObject(), StreamObject()
    program.set_data(table.compile(builder.font))
    program[NameObject("/Subtype")] = NameObject("/Type1C")
    content.set_data(b"BT /F 12 Tf 30 200 Td <" + codes.hex().encode() + b"> Tj ET")
    described = DictionaryObject(
        {NameObject("/Type"): NameObject("/FontDescriptor"), NameObject("/Flags"): NumberObject(4)}
    )
    described[NameObject("/FontFile3")] = writer._add_object(program)
    font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in _TYPE1.items()})
    font[NameObject("/FontDescriptor")] = writer._add_object(described)
    fonts = DictionaryObject({NameObject("/F"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


_TYPE1 = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Coded"}
