"""Titles worth showing."""

from __future__ import annotations

import pytest

from qa.ingest.title import informative


@pytest.mark.parametrize("title", ["Bike handbook", "货运单车指南", "Vision 2030", "Q3", "Einführung in die Topologie"])
def test_telling_titles_are_kept(title: str) -> None:
    assert informative(title, "file.pdf") == title


@pytest.mark.parametrize(
    "title",
    [
        None,
        "",
        "  ",
        "untitled",
        "Untitled 1",
        "(anonymous)",
        "Binder1.pdf",
        "scan_0001.jpg",
        "2.3.59 (Rev 12/22)",
        "无标题",
        "演示文稿1",
        "x" * 400,
    ],
)
def test_others_are_not(title: str | None) -> None:
    assert informative(title, "file.pdf") == ""


def test_a_programs_name_is_taken_off_and_the_files_own_name_says_nothing() -> None:
    assert informative("Microsoft Word - Annual report", "a.pdf") == "Annual report"
    assert informative("report_final", "report_final.pdf") == ""
