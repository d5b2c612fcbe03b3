"""Tables: FAQ entries and rows, each row accounted for, headings with every passage."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import NoText, ReadError
from qa.ingest.table import read_csv
from qa.types import Document, ReadOptions, Section


def faq(text: str, options: ReadOptions = ReadOptions()) -> Document:
    return read_csv("faq.csv", text.encode(), options)


def accounted(document: Document) -> int:
    assert document.rows is not None
    return document.rows.added + len(document.rows.duplicates) + len(document.rows.skipped)


def test_every_row_is_added_a_duplicate_or_skipped_with_a_reason() -> None:
    document = faq(
        "Question,Answer,Category,Language\n"
        'How do I pay?,"By card, or\nby invoice.",Billing,en\n'
        "怎么退款？,三天内到账。,退款,zh-CN\n"
        'how do i  pay?,"By card, or by invoice.",Other,en\n'
        "No answer here?,,x,en\n"
        ",Only an answer,x,en\n"
        ",,,\n"
        "\n"
        "Last?,Yes.,,\n\n\n"
    )
    assert document.kind == "faq"
    assert document.rows is not None
    assert document.rows.added == 3
    assert document.rows.duplicates == (4,)
    assert document.rows.skipped == ((5, "no answer"), (6, "no question"), (7, "empty row"), (8, "empty row"))
    first, second, last = document.sections
    assert first.questions == ("How do I pay?",)
    assert first.text == "By card, or\nby invoice."
    assert (first.category, first.language, first.whole, first.locator.row) == ("Billing", "en", True, 2)
    assert (second.language, second.locator.row) == ("zh", 3)
    assert last.locator.row == 9


def test_several_questions_for_one_answer() -> None:
    document = faq(
        "标准问题,相似问题,答案,分类\n"
        '怎么退款？,"如何退钱？\n退款流程|退款要多久；；怎么退款？",三天内到账。,退款\n'
        "怎么改密码？,,点击设置。,账号\n"
    )
    assert document.sections[0].questions == ("怎么退款？", "如何退钱？", "退款流程", "退款要多久")
    assert document.sections[1].questions == ("怎么改密码？",)
    wide = faq("Question,Similar question 1,Similar question 2,Answer\nA?,B?,C?,Yes\n")
    assert wide.sections[0].questions == ("A?", "B?", "C?")
    assert faq("Q1,Q2,A\nOne?,Two?,Yes\n").sections[0].questions == ("One?", "Two?")


def test_a_cell_with_a_question_a_line_holds_several_questions() -> None:
    document = faq('question,answer\n"How do I pay?\nCan I pay by card?",Yes.\n"Line one\nline two?",Yes!\n')
    assert document.sections[0].questions == ("How do I pay?", "Can I pay by card?")
    assert document.sections[1].questions == ("Line one\nline two?",)


def test_a_row_with_both_languages_gives_two_entries() -> None:
    document = faq("Question (EN),Answer (EN),问题,答案\nHow?,So.,如何？,这样。\n")
    assert [(each.questions, each.text) for each in document.sections] == [(("How?",), "So."), (("如何？",), "这样。")]
    assert accounted(document) == 1


def test_two_columns_without_headings_are_an_faq_when_the_first_asks() -> None:
    document = faq("How do I pay?,By card.\nWhere are you?,In Berlin.\nCan I return it?,Yes.\n")
    assert (document.kind, len(document.sections), accounted(document)) == ("faq", 3, 3)
    headed = faq("Kunde fragt,Wir sagen\nWie zahle ich?,Mit Karte.\nWo sind Sie?,In Berlin.\nWann?,Morgen.\n")
    assert (headed.kind, len(headed.sections)) == ("faq", 3)
    assert faq("Berlin,Germany\nParis,France\nRome,Italy\n").kind == "table"


def test_titles_above_the_headings_are_passed_over() -> None:
    document = faq("Our FAQ,,\n\n,Question,Answer\n1,How?,So.\n2,Why?,Because.\n")
    assert [each.questions for each in document.sections] == [("How?",), ("Why?",)]
    assert accounted(document) == 2


def test_chosen_columns_win_over_what_looks_right() -> None:
    text = "Title,Body,Question,Answer,Topic\nHow to pay,By card,old?,old,x\n"
    document = faq(text, ReadOptions(columns={"question": "title", "answer": "Body", "category": "Topic"}))
    assert (document.sections[0].questions, document.sections[0].text) == (("How to pay",), "By card")
    assert document.sections[0].category == "x"
    with pytest.raises(ReadError, match=r"faq\.csv has no columns headed .*Title, Body"):
        faq(text, ReadOptions(columns={"question": "Nope", "answer": "Body"}))
    with pytest.raises(ReadError, match="one for the answers"):
        faq(text, ReadOptions(columns={"question": "Title"}))


def test_the_user_can_say_what_a_table_is() -> None:
    text = "question,answer\nHow?,So.\n"
    assert faq(text, ReadOptions(table="rows")).kind == "table"
    forced = faq("Hauptstadt,Berlin\nWährung,Euro\n", ReadOptions(table="faq"))
    assert [(each.questions, each.text) for each in forced.sections] == [
        (("Hauptstadt",), "Berlin"),
        (("Währung",), "Euro"),
    ]


def test_unquoted_commas_at_the_end_belong_to_the_answer() -> None:
    assert faq("question,answer\nHow?,First, then, last.\nWhy?,So.\n").sections[0].text == "First, then, last."


def test_markup_in_cells_is_taken_off() -> None:
    document = faq(
        'question,answer\nHow?,"<p>Click <b>here</b>.<br>Then wait &amp; see.</p>"\nIs 1<2?,Yes: 1<2 and 3>2\n'
    )
    assert [each.text for each in document.sections] == ["Click here.\nThen wait & see.", "Yes: 1<2 and 3>2"]


def test_other_columns_become_context_but_links_and_numbers_do_not() -> None:
    document = faq("id,question,answer,product,url\n7,How?,So.,Pump X200,https://example.org/a\n")
    assert document.sections[0].context == "product: Pump X200"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_by_the_content(delimiter: str) -> None:
    rows = [["Name", "Price", "Remark"], ["Pen", "1,50", "red; blue"], ["Ink", "2,00", "a|b"], ["Cap", "3,10", "x"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    document = read_csv("a.csv", out.getvalue().encode())
    assert document.sections[0].text == "Name: Pen; Price: 1,50; Remark: red; blue"
    assert document.sections[0].locator.row == 2


def test_the_delimiter_excel_states_is_used() -> None:
    assert read_csv("a.csv", b"sep=;\r\na;b\r\n1;2\r\n").sections[0].text == "a: 1; b: 2"


def test_a_plain_table_gives_a_row_each_with_its_headings() -> None:
    document = read_csv("a.csv", "名前,年齢,住所\r\n佐藤太郎,30,東京\r\n髙橋淳,35,\r\n".encode("cp932"))
    assert document.kind == "table"
    assert [each.text for each in document.sections] == [
        "名前: 佐藤太郎; 年齢: 30; 住所: 東京",
        "名前: 髙橋淳; 年齢: 35",
    ]
    assert all(each.whole and "住所" in each.context for each in document.sections)
    assert accounted(document) == 2


def test_a_table_without_headings_keeps_its_first_row() -> None:
    document = read_csv("a.csv", b"1,2.5,x\n2,3.5,y\n")
    assert [each.text for each in document.sections] == ["1; 2.5; x", "2; 3.5; y"]


def test_a_quote_never_closed_spoils_its_own_line_only() -> None:
    document = read_csv("a.csv", b'a,b\n1,x\n2,"never closed\n3,y\n4,z\n')
    assert [each.text for each in document.sections] == [
        "a: 1; b: x",
        "a: 2; b: never closed",
        "a: 3; b: y",
        "a: 4; b: z",
    ]


def test_a_table_with_headings_only_says_so() -> None:
    with pytest.raises(NoText, match=r"faq\.csv"):
        faq("question,answer\n,\n,x\n")


def test_notes_between_rows_are_kept_and_titles_become_context() -> None:
    document = read_csv("a.csv", b"Price list,,\n,,\nItem,Price,Stock\nPen,2,5\nInk,3,7\n,,\nPrices without tax.,,\n")
    texts = [each.text for each in document.sections]
    assert texts == [
        "Price list",
        "Item: Pen; Price: 2; Stock: 5",
        "Item: Ink; Price: 3; Stock: 7",
        "Prices without tax.",
    ]
    assert document.sections[1].context == "Price list: Item, Price, Stock"


def test_tables_under_one_another_have_their_own_headings() -> None:
    text = "City,2022,2023\nRome,1,2\nOslo,3,4\n,,\nCity,2024,2025\nRome,5,6\n"
    assert read_csv("a.csv", text.encode()).sections[-1].text == "City: Rome; 2024: 5; 2025: 6"


CELLS = st.text(alphabet="abc ,;\"'|\n。？", max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30))
def test_all_rows_of_any_faq_are_accounted_for(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("question", "answer"), *rows])
    last = max((at for at, row in enumerate(rows, 1) if any(map(str.strip, row))), default=0)
    try:
        document = faq(out.getvalue())
    except NoText:
        return
    report = document.rows
    assert report is not None
    assert accounted(document) == last
    numbers = {each.locator.row for each in document.sections} | {*report.duplicates, *(at for at, _ in report.skipped)}
    assert numbers == set(range(2, last + 2))


@given(
    st.lists(
        st.lists(st.text(alphabet='xyz,\n" é漢', min_size=1, max_size=8), min_size=2, max_size=2),
        min_size=1,
        max_size=8,
    )
)
def test_line_breaks_and_commas_in_cells_survive(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("question", "answer"), *rows])
    expected = [(q.strip(), a.strip()) for q, a in rows]
    try:
        sections: tuple[Section, ...] = faq(out.getvalue()).sections
    except NoText:
        sections = ()
    found = [(section.questions[0], section.text) for section in sections]
    assert set(found) <= set(expected)
    folded = {(" ".join(q.casefold().split()), " ".join(a.casefold().split())) for q, a in expected if q and a}
    assert len(found) == len(folded)
