"""PDFs made in code for the tests of this room."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdf
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
