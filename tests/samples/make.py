"""Make the sample library in ``data/samples`` from the texts beside this file: ``python -m tests.samples.make``.

The Markdown guide, the English FAQ and ``questions.json`` are written by hand in ``data/samples`` itself. Drawing the
Chinese picture needs Noto Sans CJK.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

TEXTS = Path(__file__).resolve().parent
SAMPLES = TEXTS.parents[1] / "data" / "samples"
WRITTEN = datetime.datetime(2025, 3, 1, 9, 0)
DIALOGS = (
    (
        "lock-error-en.png",
        "Lock not closed",
        "ERR_4012",
        "The bolt has met something.|Roll the bike forward by a hand's|width and push the lever again.",
        "Call help|Try again",
        "DejaVuSans",
    ),
    (
        "battery-error-zh.png",
        "电池温度太低",
        "ERR_2203",
        "现在不能充电。|请把电池拿到室内，|一个小时以后再试。",
        "联系我们|知道了",
        "NotoSansCJK",
    ),
    (
        "lock-update-en.png",
        "Update for your lock",
        "v2.1.3",
        "Takes about three minutes.|Keep the app open and stay next|to the bike until two whistles.",
        "Later|Update",
        "DejaVuSans",
    ),
)
TEAL, SAND, INK = "#1f6f78", "#f4efe6", "#22313a"


@dataclass(frozen=True)
class Block:
    """A heading (level 1 or 2), a paragraph (level 0) or a table (rows)."""

    level: int
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(name: str) -> tuple[str, list[Block]]:
    """Return the title of a text and its blocks."""
    title, *lines = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return title.removeprefix("# "), list(_blocks([line for line in lines if line]))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Block(0, rows=(rows[0], *rows[2:]))
            rows = []
        mark = re.match(r"(#*) *(.*)", line)
        if mark and line:
            yield Block(len(mark[1]), mark[2])


class Bookmark(Flowable):  # type: ignore[misc]
    """An entry of the outline that takes no room on the page."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__()
        self.text, self.level = text, level

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.bookmarkPage(self.text)
        self.canv.addOutlineEntry(self.text, self.text, self.level)


def handbook() -> None:
    """Make the PDF."""
    title, parts = blocks("handbook.md")
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=16, spaceAfter=8, textColor=INK)
    chapter = ParagraphStyle(
        "chapter", body, fontName="Helvetica-Bold", fontSize=17, leading=22, spaceBefore=16, textColor=TEAL
    )
    section = ParagraphStyle("section", body, fontName="Helvetica-Bold", fontSize=12, leading=16, spaceBefore=8)
    story: list[Any] = [Spacer(1, 62 * mm)]
    for number, part in enumerate(parts):
        if part.rows:
            story.append(_table(part.rows, body))
        elif part.level:
            story.append(CondPageBreak((75 if part.level == 1 else 40) * mm))
            story.append(Bookmark(part.text, part.level - 1))
            story.append(Paragraph(part.text, chapter if part.level == 1 else section))
        else:
            style = (
                ParagraphStyle("lead", body, fontName="Helvetica-Oblique", fontSize=12, leading=17)
                if not number
                else body
            )
            story.append(Paragraph(part.text, style))
    file = SimpleDocTemplate(
        str(SAMPLES / "rider-handbook.pdf"), pagesize=A4, title=title, author="Heron Cargo Bikes", invariant=1,
        leftMargin=24 * mm, rightMargin=24 * mm, topMargin=22 * mm, bottomMargin=22 * mm, lang="en",
    )  # fmt: skip
    file.build(story, onFirstPage=_cover, onLaterPages=_running)


def _table(rows: Sequence[Sequence[str]], body: ParagraphStyle) -> Table:
    small = ParagraphStyle("cell", body, fontSize=9.5, leading=12, spaceAfter=0)
    head = ParagraphStyle("head", small, fontName="Helvetica-Bold", textColor=colors.white)
    cells = [[Paragraph(cell, small if number else head) for cell in row] for number, row in enumerate(rows)]
    shares = (24, 62, 76) if len(rows[0]) == 3 else (28, 20, 30, 22, 22, 20, 20)
    widths = [share * mm for share in shares]
    look = [
        ("BACKGROUND", (0, 0), (-1, 0), TEAL),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, SAND]),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.lightgrey),
    ]
    return Table(
        cells, colWidths=widths, style=TableStyle(look), hAlign="LEFT", spaceBefore=4, spaceAfter=10, splitByRow=0
    )


def _cover(canvas: Canvas, _: Any) -> None:
    wide, high = A4
    canvas.setFillColor(TEAL)
    canvas.rect(0, high - 78 * mm, wide, 78 * mm, stroke=0, fill=1)
    canvas.setFillColor("white")
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(24 * mm, high - 40 * mm, "Rider Handbook")
    canvas.setFont("Helvetica", 14)
    canvas.drawString(24 * mm, high - 50 * mm, "Heron Cargo Bikes, Lindhaven")
    _bicycle(canvas, wide - 78 * mm, high - 66 * mm)
    _number(canvas)


def _bicycle(canvas: Canvas, x: float, y: float) -> None:
    """Draw a cargo bike, box in front."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColor("white")
    canvas.setLineWidth(2.2)
    canvas.setLineCap(1)
    for centre, radius in ((28, 27), (150, 19)):
        canvas.circle(centre, radius, radius, stroke=1, fill=0)
    for line in (
        (28, 27, 60, 66), (60, 66, 78, 24), (28, 27, 78, 24), (78, 24, 150, 19), (60, 66, 96, 64),
        (96, 64, 100, 26), (96, 64, 90, 84), (90, 84, 78, 86), (60, 66, 57, 76), (50, 77, 66, 77),
    ):  # fmt: skip
        canvas.line(*line)
    box = canvas.beginPath()
    box.moveTo(98, 62)
    for point in ((160, 62), (150, 40), (100, 40)):
        box.lineTo(*point)
    box.close()
    canvas.drawPath(box, stroke=1, fill=0)
    canvas.restoreState()


def _running(canvas: Canvas, _: Any) -> None:
    canvas.setFillColor("#6b7a80")
    canvas.setFont("Helvetica", 8.5)
    canvas.drawString(24 * mm, A4[1] - 13 * mm, "Heron Cargo Bikes - Rider Handbook")
    _number(canvas)


def _number(canvas: Canvas) -> None:
    canvas.setFillColor("#6b7a80")
    canvas.setFont("Helvetica", 8.5)
    canvas.drawRightString(A4[0] - 24 * mm, 12 * mm, f"Page {canvas.getPageNumber()}")


def policy() -> None:
    """Make the DOCX."""
    title, parts = blocks("policy.md")
    file = docx.Document()
    about = file.core_properties
    about.title, about.author, about.comments = title, "Heron Cargo Bikes", ""
    about.created = about.modified = WRITTEN
    file.sections[0].header.paragraphs[0].text = "Heron Cargo Bikes"
    file.add_heading(title, 0)
    for part in parts:
        if part.rows:
            table = file.add_table(len(part.rows), len(part.rows[0]), style="Light Grid Accent 1")
            for row, cells in zip(table.rows, part.rows, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
            file.add_paragraph()
        elif part.level:
            file.add_heading(part.text, part.level)
        else:
            file.add_paragraph(part.text)
    file.save(str(SAMPLES / "rental-policy.docx"))


def workbook(name: str, sheets: dict[str, str], widths: Sequence[int]) -> None:
    """Make an XLSX from CSV texts: sheet name → file."""
    with xlsxwriter.Workbook(str(SAMPLES / name)) as book:
        book.set_properties({"created": WRITTEN, "author": "Heron Cargo Bikes"})
        head = book.add_format({"bold": True, "bg_color": TEAL, "font_color": "white", "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        for title, text in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            with (TEXTS / text).open(encoding="utf-8", newline="") as lines:
                for number, row in enumerate(csv.reader(lines)):
                    for column, value in enumerate(row):
                        _write(sheet, number, column, value, cell if number else head)


def _write(sheet: Any, row: int, column: int, value: str, look: Any) -> None:
    if re.fullmatch(r"\d+(\.\d+)?", value):
        sheet.write_number(row, column, float(value), look)
    else:
        sheet.write_string(row, column, value, look)


def pictures() -> None:
    """Draw the screenshots and the label that the image search will use."""
    folder = SAMPLES / "images"
    folder.mkdir(exist_ok=True)
    for name, title, code, lines, buttons, font in DIALOGS:
        _dialog(title, code, lines.split("|"), buttons.split("|"), font).save(folder / name, optimize=True)
    _label().save(folder / "battery-label.png", optimize=True)


def _font(name: str, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    files = {
        ("DejaVuSans", False): "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        ("DejaVuSans", True): "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        ("NotoSansCJK", False): "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        ("NotoSansCJK", True): "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    }
    return ImageFont.truetype(files[name, bold], size, index=2 if name == "NotoSansCJK" else 0)


def _dialog(title: str, code: str, lines: Sequence[str], buttons: Sequence[str], font: str) -> Image.Image:
    """Draw a message of the app on a phone."""
    image = Image.new("RGB", (720, 640), "#dfe7e6")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 720, 84), fill=TEAL)
    pen.text((36, 22), "Heron", font=_font("DejaVuSans", 32, bold=True), fill="white")
    pen.text((600, 28), "17:42", font=_font("DejaVuSans", 24), fill="white")
    pen.rounded_rectangle((48, 140, 672, 580), radius=24, fill="white")
    pen.text((88, 172), title, font=_font(font, 36, bold=True), fill=INK)
    pen.text((88, 236), code, font=_font("DejaVuSans", 30, bold=True), fill="#b3402a")
    for number, line in enumerate(lines):
        pen.text((88, 304 + 44 * number), line, font=_font(font, 29), fill=INK)
    for number, (text, fill) in enumerate(zip(buttons, ("white", TEAL), strict=True)):
        left = 88 + 276 * number
        pen.rounded_rectangle((left, 474, left + 256, 544), radius=16, fill=fill, outline=TEAL, width=3)
        pen.text((left + 128, 509), text, font=_font(font, 28), fill=INK if fill == "white" else "white", anchor="mm")
    return image


def _label() -> Image.Image:
    """Draw the label on the battery."""
    image = Image.new("RGB", (760, 460), "#fbfbf7")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((10, 10, 750, 450), radius=20, outline=INK, width=4)
    pen.rectangle((10, 40, 750, 120), fill=INK)
    pen.text((40, 54), "HERON BATTERY", font=_font("DejaVuSans", 42, bold=True), fill="white")
    pen.text((520, 58), "B-300", font=_font("DejaVuSans", 38, bold=True), fill="#ffd45c")
    lines = (
        "36 V   500 Wh   13.9 Ah",
        "Charge between 5 °C and 35 °C",
        "Use only charger B-320, blue plug",
        "S/N HB300-07714",
    )
    for number, line in enumerate(lines):
        pen.text((40, 150 + 58 * number), line, font=_font("DejaVuSans", 32), fill=INK)
    pen.text((40, 396), "Keep dry. Do not open. Do not burn.", font=_font("DejaVuSans", 25), fill="#b3402a")
    return image


def main() -> None:
    """Make all files."""
    handbook()
    policy()
    workbook("faq-zh.xlsx", {"常见问题": "faq-zh.csv"}, (34, 34, 70, 10))
    workbook("spare-parts.xlsx", {"Spare parts": "parts.csv", "Firmware": "firmware.csv"}, (14, 34, 34, 12, 10, 10, 48))
    pictures()


if __name__ == "__main__":
    main()
