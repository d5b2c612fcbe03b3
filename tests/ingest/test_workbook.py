"""Workbooks: all sheets, values as shown, merged cells, and files that are damaged, locked or hostile."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest

from qa.errors import DamagedFile, PasswordNeeded, ReadError
from qa.ingest.workbook import read_ods, read_xlsx
from qa.types import Document, ReadOptions


def saved(*sheets: tuple[str, list[list[object]]], merged: tuple[str, ...] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(document: Document) -> list[str]:
    return [section.text for section in document.sections]


def test_all_sheets_are_read_with_their_names_and_rows() -> None:
    data = saved(
        ("Prices", [["Item", "Price"], ["Pen", 2], ["Ink", 3.5]]),
        ("库存", [["品名", "数量"], ["铅笔", 12]]),
    )
    document = read_xlsx("a.xlsx", data)
    assert texts(document) == ["Item: Pen; Price: 2", "Item: Ink; Price: 3.5", "品名: 铅笔; 数量: 12"]
    assert [(each.locator.sheet, each.locator.row) for each in document.sections] == [
        ("Prices", 2),
        ("Prices", 3),
        ("库存", 2),
    ]
    assert document.sections[2].context == "库存: 品名, 数量"


def test_an_faq_among_the_sheets_makes_the_file_an_faq() -> None:
    data = saved(
        ("Read me", [["How to use this file"], ["Fill in the second sheet"]]),
        ("FAQ", [["问题", "答案", "分类"], ["怎么退款？", "三天内\n到账。", "退款"], ["没有答案", None, None]]),
    )
    document = read_xlsx("a.xlsx", data)
    assert document.kind == "faq"
    entry = document.sections[-1]
    assert (entry.questions, entry.text, entry.category) == (("怎么退款？",), "三天内\n到账。", "退款")
    assert document.rows is not None
    assert document.rows.skipped == ((3, "sheet FAQ: no answer"),)


def test_an_answer_merged_over_several_questions_answers_all_of_them() -> None:
    rows: list[list[object]] = [
        ["Question", "Answer"],
        ["How do I pay?", "By card."],
        ["Can I pay later?"],
        ["Why?", "So."],
    ]
    document = read_xlsx("a.xlsx", saved(("FAQ", rows), merged=("B2:B3",)))
    assert [(each.questions[0], each.text) for each in document.sections] == [
        ("How do I pay?", "By card."),
        ("Can I pay later?", "By card."),
        ("Why?", "So."),
    ]


def test_headings_over_two_rows_are_joined() -> None:
    rows: list[list[object]] = [
        ["Sales by region"],
        [],
        ["Region", 2022, None, 2023, None],
        [None, "Units", "Value", "Units", "Value"],
        ["North", 1, 2.5, 3, 4.5],
    ]
    document = read_xlsx("a.xlsx", saved(("Sheet1", rows), merged=("B3:C3", "D3:E3")))
    assert texts(document)[-1] == "Region: North; 2022 Units: 1; 2022 Value: 2.5; 2023 Units: 3; 2023 Value: 4.5"
    assert "Sales by region" in document.sections[-1].context


def test_values_are_shown_as_people_see_them() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["When", "Share", "Code", "Yes", "Big", "Time", "Both", "Wrong"])
    moment = datetime.datetime(2024, 3, 5, 14, 30)
    sheet.append([moment.date(), 0.125, 42, True, 1e6, datetime.time(9, 5), moment, "#N/A"])
    sheet["B2"].number_format = "0.0%"
    sheet["C2"].number_format = "00000"
    out = io.BytesIO()
    book.save(out)
    document = read_xlsx("a.xlsx", out.getvalue())
    assert texts(document) == [
        "When: 2024-03-05; Share: 12.5%; Code: 00042; Yes: TRUE; Big: 1000000; Time: 9:05; Both: 2024-03-05 14:30"
    ]


def test_formulas_without_a_saved_result_are_noted() -> None:
    document = read_xlsx("a.xlsx", saved(("S", [["Item", "Sum"], ["Pen", "=1+1"], ["Ink", 3]])))
    assert texts(document)[0] == "Item: Pen"
    assert "formulas without a saved result: 1;" in document.notes[0]


SHARED = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": '<R><Relationship Id="w" Type="x/officeDocument" Target="xl/workbook.xml"/></R>',
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<R><Relationship Id="s" Type="x/worksheet" Target="sheet.xml"/>'
    '<Relationship Id="t" Type="x/sharedStrings" Target="strings.xml"/></R>',
    "xl/sheet.xml": '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c><c r="D2" t="s"><v>99</v></c></row>'
    "</sheetData></worksheet>",
    "xl/strings.xml": "<sst><si><t>Name</t></si><si><t>Note</t></si>"
    "<si><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    "<si><t>a_x000D_b_x005F_</t></si></sst>",
}


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_furigana_is_left_out_and_escapes_are_undone() -> None:
    assert texts(read_xlsx("a.xlsx", packed(SHARED))) == ["Name: 東京; Note: ab_"]


def rewritten(data: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def test_a_password_opens_an_encrypted_workbook() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(saved(("S", [["Item", "Price"], ["Pen", 2]])))).encrypt("secret", locked)
    assert texts(read_xlsx("a.xlsx", locked.getvalue(), ReadOptions(password="secret"))) == ["Item: Pen; Price: 2"]
    for password in (None, "wrong"):
        with pytest.raises(PasswordNeeded, match=r"a\.xlsx"):
            read_xlsx("a.xlsx", locked.getvalue(), ReadOptions(password=password))


def test_entities_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "lol">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 50) for n in range(9)
    )
    sheet = (
        bomb + b"]><worksheet><sheetData><row><c t='inlineStr'><is><t>x &j;</t></is></c></row></sheetData></worksheet>"
    )
    with pytest.raises(ReadError, match=r"a\.xlsx"):
        read_xlsx("a.xlsx", rewritten(saved(("S", [["a", "b"]])), "xl/worksheets/sheet1.xml", sheet))


def test_a_cell_far_down_and_far_right_costs_nothing() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "Item", "Price"
    book.active["A2"], book.active["B2"] = "Pen", 2
    book.active["XFD1048576"] = "lost"
    out = io.BytesIO()
    book.save(out)
    document = read_xlsx("a.xlsx", out.getvalue())
    assert texts(document) == ["Item: Pen; Price: 2", "lost"]
    assert document.sections[-1].locator.row == 1_048_576


def test_a_truncated_workbook_is_damaged() -> None:
    data = saved(("S", [["Item", "Price"], ["Pen", 2]]))
    with pytest.raises(DamagedFile, match=r"a\.xlsx"):
        read_xlsx("a.xlsx", data[: len(data) // 2])


def test_opendocument_spreadsheets_are_read_too() -> None:
    content = (
        '<o:document-content xmlns:o="o" xmlns:t="t" xmlns:x="x"><o:body><o:spreadsheet><t:table t:name="Prices">'
        "<t:table-row><t:table-cell><x:p>Item</x:p></t:table-cell>"
        "<t:table-cell><x:p>Price</x:p></t:table-cell></t:table-row>"
        "<t:table-row><t:table-cell><x:p>Pen</x:p></t:table-cell>"
        '<t:table-cell t:number-columns-repeated="2"><x:p>2</x:p>'
        '</t:table-cell></t:table-row><t:table-row t:number-rows-repeated="1000000"><t:table-cell/></t:table-row>'
        "</t:table></o:spreadsheet></o:body></o:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
    document = read_ods("a.ods", out.getvalue())
    assert texts(document) == ["Item: Pen; Price: 2; 2"]
    assert document.sections[0].locator.sheet == "Prices"
