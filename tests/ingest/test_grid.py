"""Rows of a table as lines."""

from __future__ import annotations

from qa.ingest.grid import lines


def test_column_headings_go_with_every_cell() -> None:
    assert lines([["Code", "Part", "Price"], ["A-100", "Bell", "9"], ["A-200", "", "12"]])[1:] == [
        "Code: A-100; Part: Bell; Price: 9",
        "Code: A-200; Price: 12",
    ]


def test_two_columns_of_names_and_values_have_no_headings() -> None:
    assert lines([["Name", "Ines"], ["Town", "Lindhaven"]]) == ["Name: Ines", "Town: Lindhaven"]
    assert lines([["Country", "Days"], ["Spain", "22"], ["Malta", "24"]])[1] == "Country: Spain; Days: 22"


def test_numbers_are_no_headings() -> None:
    assert lines([["1", "2", "3"], ["4", "5", "6"]]) == ["1 | 2 | 3", "4 | 5 | 6"]


def test_merged_cells_are_said_once_and_empty_rows_not_at_all() -> None:
    assert lines([["Fees", "Fees", "Day"], ["", "", ""], ["5", "6", "Mon"]], headed=True) == [
        "Fees | Day",
        "Fees: 5; Fees: 6; Day: Mon",
    ]
    assert lines([]) == []
