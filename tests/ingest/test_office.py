"""Word processor files and presentations: order, headings, tables, notes, passwords and damage."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache
from typing import Any

import docx
import msoffcrypto.format.ooxml
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree
from pptx.util import Inches

from qa.errors import DamagedFile, NoText, PasswordNeeded, ReadError, TooLarge, UnknownFileType
from qa.ingest.office import read_docx, read_odp, read_odt, read_pptx
from qa.types import Document, ReadOptions, Section

W = nsdecls("w", "wp", "a", "r") + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'


def saved(file: Any) -> bytes:
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def read(document: Any) -> tuple[Section, ...]:
    return read_docx("a.docx", saved(document)).sections


def lines(document: Any) -> list[str]:
    return [line for section in read(document) for line in section.text.split("\n")]


def with_part(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """Return the zip with parts replaced, added or (None) taken out."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            if part is not None:
                new.writestr(name, part)
    return content.getvalue()


def locked(data: bytes, password: str) -> bytes:
    content = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, content)
    return content.getvalue()


def test_paragraphs_stand_under_their_heading_path() -> None:
    document = docx.Document()
    document.add_heading("Bike policy", 0)
    document.add_paragraph("Valid from May.")
    document.add_heading("Rental", 1)
    document.add_heading("Deposit", 2)
    document.add_paragraph("The deposit is 150 euros.")
    document.add_heading("Repairs", 1)
    document.add_paragraph("Call the workshop.")
    found = read_docx("a.docx", saved(document))
    assert [(s.locator.heading, s.text) for s in found.sections] == [
        ((), "Bike policy\nValid from May."),
        (("Rental",), "Rental"),
        (("Rental", "Deposit"), "Deposit\nThe deposit is 150 euros."),
        (("Repairs",), "Repairs\nCall the workshop."),
    ]
    assert (found.title, found.kind) == ("Bike policy", "document")


@pytest.mark.parametrize("name", ["Überschrift 2", "标题 2", "見出し 2", "Titre 2"])
def test_localised_heading_styles_are_headings(name: str) -> None:
    document = docx.Document()
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Kaution", style=name)
    document.add_paragraph("150 Euro.")
    assert read(document)[0].locator.heading == ("Kaution",)


def test_a_style_based_on_a_heading_is_a_heading_too() -> None:
    document = docx.Document()
    style = document.styles.add_style("House chapter", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 1"]
    document.add_paragraph("Insurance", style="House chapter")
    document.add_paragraph("All riders are insured.")
    assert read(document)[0].locator.heading == ("Insurance",)


def test_tables_become_a_line_a_row_with_column_headings_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("Before the table.")
    table = document.add_table(3, 3)
    for row, cells in zip(
        table.rows, [("Code", "Part", "Price"), ("A-100", "Bell", "9"), ("A-200", "Pad", "12")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("After the table.")
    assert lines(document) == [
        "Before the table.",
        "Code | Part | Price",
        "Code: A-100; Part: Bell; Price: 9",
        "Code: A-200; Part: Pad; Price: 12",
        "After the table.",
    ]


def test_merged_and_nested_cells_stay_sane() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    texts = [("Zone", "Day", "Fee"), ("Harbour", "Mon", "5"), ("", "Tue", "6")]
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    inner = table.cell(2, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "from", "noon"
    assert lines(document)[1:] == ["Zone: Harbour; Day: Mon; Fee: 5", "Zone: Harbour; Day: Tue; Fee: 6 from: noon"]


def test_lists_keep_their_labels() -> None:
    document = docx.Document()
    document.add_paragraph("Check the brakes", style="List Number")
    document.add_paragraph("Check the tyres", style="List Number")
    document.add_paragraph("Helmet", style="List Bullet")
    assert lines(document) == ["1. Check the brakes", "2. Check the tyres", "• Helmet"]


def test_links_insertions_and_text_boxes_are_read_deletions_headers_and_hidden_text_are_not() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Confidential header"
    document.add_paragraph("Ask ")._p.append(
        parse_xml(f"<w:hyperlink {W}><w:r><w:t>the desk</w:t></w:r></w:hyperlink>")
    )
    changed = document.add_paragraph("The fee is ")._p
    changed.append(parse_xml(f'<w:del {W} w:id="1"><w:r><w:delText>10</w:delText></w:r></w:del>'))
    changed.append(parse_xml(f'<w:ins {W} w:id="2"><w:r><w:t>12</w:t></w:r></w:ins>'))
    changed.append(parse_xml(f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r>"))
    changed.append(parse_xml(f"<w:r {W}><w:fldChar/><w:instrText>PAGEREF x</w:instrText></w:r>"))
    boxed = document.add_paragraph("See the box.")._p
    box = "<w:txbxContent><w:p><w:r><w:t>Closed on Mondays.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    boxed.append(
        parse_xml(
            f'<w:r {W} {mc}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert lines(document) == ["Ask the desk", "The fee is 12", "See the box.", "Closed on Mondays."]


def test_footnotes_follow_their_paragraph() -> None:
    document = docx.Document()
    document.add_paragraph("Deposits are returned in cash.")._p.append(
        parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>')
    )
    document.add_paragraph("The end.")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Within 14 days.</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {W}>{note}</w:footnotes>"
    data = with_part(saved(document), {"word/footnotes.xml": notes.encode()})
    assert read_docx("a.docx", data).sections[0].text.split("\n") == [
        "Deposits are returned in cash.",
        "Within 14 days.",
        "The end.",
    ]


def deck() -> Any:
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Opening hours"
    first.placeholders[1].text = "Monday to Friday\nSeven to nine"
    first.notes_slide.notes_text_frame.text = "Mention the holiday hours."
    second = show.slides.add_slide(show.slide_layouts[6])
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Inside a group"
    table = second.shapes.add_table(2, 3, 0, 0, Inches(4), Inches(1)).table
    for at, text in enumerate(("Code", "Part", "Price", "A-100", "Bell", "9")):
        table.cell(at // 3, at % 3).text = text
    return show


def test_slides_have_numbers_titles_tables_groups_and_notes() -> None:
    document = read_pptx("a.pptx", saved(deck()))
    assert [(s.locator.page, s.locator.heading, s.context, s.text) for s in document.sections] == [
        (1, ("Opening hours",), "", "Opening hours\nMonday to Friday\nSeven to nine"),
        (1, ("Opening hours",), "Speaker notes", "Mention the holiday hours."),
        (2, (), "", "Inside a group\nCode | Part | Price\nCode: A-100; Part: Bell; Price: 9"),
    ]
    assert document.pages == 2


def test_slides_follow_the_presentation_not_the_file_names() -> None:
    show = deck()
    order = show.slides._sldIdLst
    order.append(order[0])
    assert [s.locator.heading for s in read_pptx("a.pptx", saved(show)).sections] == [
        (),
        ("Opening hours",),
        ("Opening hours",),
    ]


def odf(kind: str, body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in [("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing")]
    )
    spaces += ' xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
    inside = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    root = f"<office:document-content {spaces}>{inside}</office:document-content>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", root)
    return content.getvalue()


def test_opendocument_text() -> None:
    body = (
        '<text:h text:outline-level="1">Rental</text:h>'
        "<text:p>The <text:span>deposit</text:span><text:s/>is 150.</text:p>"
        "<text:list><text:list-item><text:p>Helmet</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Code</text:p></table:table-cell><table:table-cell>"
        "<text:p>A-100</text:p></table:table-cell></table:table-row></table:table>"
    )
    (section,) = read_odt("a.odt", odf("text", body)).sections
    assert (section.locator.heading, section.text) == (
        ("Rental",),
        "Rental\nThe deposit is 150.\n• Helmet\nCode: A-100",
    )


def test_opendocument_slides() -> None:
    frame = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    page = frame.format(' presentation:class="title"', "Hours") + frame.format("", "Seven to nine")
    notes = f"<presentation:notes>{frame.format('', 'Smile.')}</presentation:notes>"
    document = read_odp("a.odp", odf("presentation", f"<draw:page>{page}{notes}</draw:page>"))
    assert [(s.locator.page, s.text) for s in document.sections] == [(1, "Hours\nSeven to nine"), (1, "Smile.")]


def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph("The code is A-100.")
    return saved(document)


def test_encrypted_files_need_their_password() -> None:
    data = locked(plain(), "secret")
    with pytest.raises(PasswordNeeded, match="give its password"):
        read_docx("a.docx", data)
    with pytest.raises(PasswordNeeded, match="does not open it"):
        read_docx("a.docx", data, ReadOptions(password="wrong"))
    assert read_docx("a.docx", data, ReadOptions(password="secret")).sections[0].text == "The code is A-100."


def test_empty_documents_hold_no_text() -> None:
    with pytest.raises(NoText, match="holds no text"):
        read_docx("a.docx", saved(docx.Document()))
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[6])
    with pytest.raises(NoText, match="no text on 1 of 1 slides"):
        read_pptx("a.pptx", saved(show))


def test_a_bomb_is_stopped_before_it_unpacks() -> None:
    with pytest.raises(TooLarge, match="unpacks to more than"):
        read_docx("a.docx", with_part(plain(), {"word/media/x.bin": bytes(3 * 2**20)}), ReadOptions(max_unpacked=2**20))


def test_entities_are_not_expanded() -> None:
    lol = '<!DOCTYPE w [<!ENTITY a "laughlaugh"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>Safe &b; &c;</w:t></w:r></w:p></w:body></w:document>"
    data = with_part(plain(), {"word/document.xml": (lol + body).encode()})
    text = read_docx("a.docx", data).sections[0].text
    assert text.startswith("Safe") and "laugh" not in text and "root" not in text


@pytest.mark.parametrize("read_file", [read_docx, read_pptx, read_odt, read_odp])
@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", b"<html>"])
def test_what_is_no_office_file_is_damaged(read_file: Any, data: bytes) -> None:
    with pytest.raises((DamagedFile, UnknownFileType), match=r"^a\.bin "):
        read_file("a.bin", data)


def test_missing_side_parts_cost_only_themselves() -> None:
    document = docx.Document()
    document.add_heading("Rental", 1)
    document.add_paragraph("The deposit is 150.", style="List Bullet")
    gone = {name: None for name in ("word/styles.xml", "word/numbering.xml", "docProps/core.xml")}
    (section,) = read_docx("a.docx", with_part(saved(document), gone)).sections
    assert section.text == "Rental\nThe deposit is 150."
    with pytest.raises(DamagedFile):
        read_docx("a.docx", with_part(saved(document), {"word/document.xml": None}))


def mutated(root: etree._Element, rng: random.Random) -> bytes:
    """Return the XML with nodes moved, taken out, and attributes spoiled."""
    for node in list(root.iter("*")):
        if rng.random() < 0.02 and node.getparent() is not None:
            node.getparent().remove(node)
        elif rng.random() < 0.05:
            for key in node.attrib:
                node.set(key, rng.choice(("", "-1", "99999999999", "²", "abc")))
        elif rng.random() < 0.02 and len(node):
            node.append(node[0])
    return etree.tostring(root)


@cache
def seeds() -> tuple[tuple[bytes, Any, tuple[str, ...]], ...]:
    document = docx.Document()
    document.add_heading("Rental", 1)
    document.add_paragraph("Check", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Code"
    return (
        (saved(document), read_docx, ("word/document.xml", "word/styles.xml", "word/numbering.xml")),
        (
            saved(deck()),
            read_pptx,
            ("ppt/slides/slide1.xml", "ppt/slides/slide2.xml", "ppt/_rels/presentation.xml.rels"),
        ),
    )


@pytest.mark.parametrize("seed", range(40))
def test_fuzzed_files_raise_nothing_but_read_errors(seed: int) -> None:
    rng = random.Random(seed)
    data, reader, parts = rng.choice(seeds())
    if seed % 2:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = with_part(data, {part: mutated(etree.fromstring(archive.read(part)), rng) for part in parts})
    else:
        spoiled = bytearray(data[: rng.choice((len(data), rng.randrange(len(data))))])
        for _ in range(rng.choice((1, 10, 100))):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        data = bytes(spoiled)
    try:
        assert isinstance(reader("a.bin", data), Document)
    except ReadError as error:
        assert str(error).startswith("a.bin")
