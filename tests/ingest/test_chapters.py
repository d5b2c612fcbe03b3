"""Numbers and rules under lines tell headings; lists, tables of contents and wrapped sentences are none."""

from __future__ import annotations

import io

import pytest
from docx import Document as Docx
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.chapters import levels
from qa.ingest.office import read_docx
from qa.ingest.outline import numbered, sections
from qa.ingest.split import split
from qa.ingest.text import read_text

LEASE = """Tenancy agreement

Contents
1. Parties
2. Rent
2.1 Amount
2.2 Payment
3. Deposit

1. Parties
This agreement is between the landlord and the tenant.

2. Rent
2.1 Amount
The rent is 800 euros.

2.2 Payment
It is paid by the third day of each
month. Please bring:
1. the receipt
2. the contract

3. Deposit
The deposit is 1,600 euros.
"""
合同 = """房屋租赁合同
第一章 总则
第一条 租赁期限
本合同自2024年1月1日起生效。
第二条 租金
租金每月三千元，
按季度支付。
第二章 附则
第三条 争议解决
由所在地法院管辖。
"""
MANUAL = """======
Manual
======

Read it first.

Setting up
----------

Unpack it::

    ---

Cleaning
--------

Use water.
"""


def _paths(text: str) -> list[tuple[str, ...]]:
    return [section.locator.heading for section in read_text("a.txt", text.encode()).sections]


def test_decimals_make_a_path_and_a_table_of_contents_none() -> None:
    title = "Tenancy agreement"
    assert _paths(LEASE) == [
        (title,),
        (title, "1. Parties"),
        (title, "2. Rent"),
        (title, "2. Rent", "2.1 Amount"),
        (title, "2. Rent", "2.2 Payment"),
        (title, "3. Deposit"),
    ]


def test_chinese_chapters_and_articles() -> None:
    title, general, other = "房屋租赁合同", "第一章 总则", "第二章 附则"
    assert _paths(合同) == [
        (title,),
        (title, general),
        (title, general, "第一条 租赁期限"),
        (title, general, "第二条 租金"),
        (title, other),
        (title, other, "第三条 争议解决"),
    ]


def test_a_passage_knows_what_it_stands_under() -> None:
    """And no passage is a heading alone."""
    passages = split(read_text("a.txt", 合同.encode()), "s", "v")
    assert [passage.context for passage in passages][:2] == ["房屋租赁合同 / 第一章 总则"] * 2
    assert [passage.text.split("\n")[0] for passage in passages] == [
        "第一条 租赁期限",
        "第二条 租金",
        "第三条 争议解决",
    ]


def test_underlined_titles() -> None:
    assert _paths(MANUAL) == [(), ("Manual",), ("Manual", "Setting up"), ("Manual", "Cleaning")]


def test_short_lines_above_sentences() -> None:
    text = "LEAFLET\n\nWhat it is\nIt eases pain.\n\nDo not take it\n- with beer;\n- if ill.\n\nKeeping it\nIn the dry."
    assert _paths(text) == [(), ("What it is",), ("Do not take it",), ("Keeping it",)]
    poem = "Shall I compare thee\nto a summer's day\n\nThou art more lovely\nand more temperate\n\nRough winds\nshake"
    assert _paths(poem) == [()]
    chat = "2025-06-10 10:19 Ann\nIs it open?\n\n2025-06-10 10:20 Bob\nYes.\n\n2025-06-10 10:21 Ann\nThanks."
    assert _paths(chat) == [()]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("CHAPTER I. Down the hole\n\nAlice sat.\n\nCHAPTER II. The pool\n\nShe cried.", 2),
        ("§ 535 Mietvertrag\nDer Vermieter überlässt.\n\n§ 536 Mangel\nDie Miete mindert sich.", 2),
        ("一、适用范围\n全体员工。\n二、报销标准\n（一）交通\n二等座。\n（二）住宿\n四百元。", 4),
        ("Глава 1\nОднажды утром.\n\nГлава 2\nВечером.", 2),
        ("제1장 총칙\n이 규정은 시행한다.\n제2장 부칙\n공포한다.", 2),
        ("1. Milk\n2. Eggs\n3. Bread\n\nThen home.", 0),
        ("1. Milk\n\n2. Eggs\n\n3. Bread", 0),
        ("1. The tenant pays the rent on the first\nday of a month.\n2. The landlord keeps the\nroof.", 0),
        ("2024 Report\n\nSales rose.\n\n2025 Report\n\nSales fell.", 0),
        ("See also\nPart 2 of the book\nIt is long.\nPart 3 of it\nIt is longer.", 0),
        ("Name  Price\n-----------\nTea   3\n\nName  Price\n-----------\nMilk  2", 0),
        ("3 apples\n\nThey are red.\n\n5 pears\n\nThey are green.", 0),
        ("1 for (var k = 0; k < 9; k++)\n\nIt counts.\n\n2 if (k)\n\nIt asks.", 0),
        ("1. Alone\n\nOne number is no count.", 0),
    ],
)
def test_what_is_a_heading(text: str, headings: int) -> None:
    assert len(levels(text.split("\n"))) == headings


def test_the_lines_of_sections_count_from_the_top_of_the_file() -> None:
    lines = LEASE.split("\n")
    for section in read_text("a.txt", LEASE.encode()).sections:
        assert section.locator.line is not None
        assert lines[section.locator.line - 1] == section.text.split("\n")[0]


def test_a_pdf_without_an_outline_has_its_numbered_headings() -> None:
    pages = [["Handbook", "1 Leave", "Leave is 26 days.", "It is asked for in writing."], ["2 Returns", "In ten days."]]
    found = sections(pages, numbered(pages))
    assert [(part.locator.page, part.locator.heading) for part in found] == [
        (1, ("Handbook",)),
        (1, ("Handbook", "1 Leave")),
        (2, ("Handbook", "2 Returns")),
    ]
    assert numbered([["A letter", "without a number."]]) == []


def test_an_office_document_without_styles_has_its_numbered_headings() -> None:
    document = Docx()
    for line in 合同.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    read = read_docx("a.docx", file.getvalue())
    assert ("第一章 总则", "第二条 租金") in [section.locator.heading for section in read.sections]
    assert read.title == "房屋租赁合同"


_LINES = st.lists(
    st.sampled_from(
        [*LEASE.split("\n"), *合同.split("\n"), *MANUAL.split("\n"), "IX", "第千条 x", "1.2.3.4.5 y", "十百"]
    )
)


@given(_LINES)
def test_no_line_is_lost_whatever_their_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    together = "".join(section.text for section in read_text("a.txt", text.encode()).sections)
    assert "".join(together.split()) == "".join(text.split())
