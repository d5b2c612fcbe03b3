"""JSON: records are tables, the rest an outline; what is malformed says where."""

from __future__ import annotations

import json

import pytest

from qa.errors import DamagedFile
from qa.ingest.records import read_json, read_jsonl


def dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_a_list_of_records_is_a_table() -> None:
    records = [{"name": "Pen", "price": 1.50, "in": {"stock": 3}}, {"name": "Ink", "tags": ["a", "b"], "gone": None}]
    document = read_json("a.json", dumped(records))
    assert document.kind == "table"
    assert [each.text for each in document.sections] == ["name: Pen; price: 1.5; in.stock: 3", "name: Ink; tags: a\nb"]
    assert [each.locator.row for each in document.sections] == [1, 2]


def test_records_of_questions_and_answers_are_an_faq() -> None:
    records = {
        "faqs": [{"question": "How?", "answer": "So.", "similar": ["In what way?"]}, {"question": "Why?", "answer": ""}]
    }
    document = read_json("a.json", dumped(records))
    assert document.kind == "faq"
    assert document.sections[0].questions == ("How?", "In what way?")
    assert document.rows is not None
    assert document.rows.skipped == ((2, "no answer"),)


def test_other_values_become_lines_under_their_path() -> None:
    document = read_json(
        "a.json", dumped({"name": "Pump", "limits": {"heat": {"max": 90}, "modes": ["eco", "full"]}, "on": True})
    )
    assert [(each.locator.heading, each.text) for each in document.sections] == [
        (("limits",), "heat.max: 90\nmodes: eco, full"),
        ((), "name: Pump\non: true"),
    ]
    assert read_json("a.json", dumped(["a", "b"])).sections[0].text == "a\nb"


def test_json_lines_report_the_bad_ones() -> None:
    document = read_jsonl(
        "a.jsonl", b'{"question":"How?","answer":"So."}\n\n{"question":\n{"question":"Why?","answer":"As."}\n'
    )
    assert [each.questions for each in document.sections] == [("How?",), ("Why?",)]
    assert document.rows is not None
    assert document.rows.skipped == ((3, "not valid JSON"),)
    assert document.sections[1].locator.row == 4


def test_json_lines_under_the_wrong_suffix_are_read() -> None:
    assert len(read_json("a.json", b'{"a": "x"}\n{"a": "y"}\n').sections) == 2


@pytest.mark.parametrize("data", [b'{"a": 1,}', b"[" * 200_000, b"{" * 10, b'{"a"', b"nope"])
def test_what_is_not_json_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"a\.json"):
        read_json("a.json", data)


def test_deep_nesting_that_parses_is_read() -> None:
    document = read_json("a.json", b'{"a":' * 400 + b'"deep"' + b"}" * 400)
    assert document.sections[0].text.endswith(": deep")


def test_numbers_stay_as_they_were_written() -> None:
    assert read_json("a.json", b'{"v": 1.10, "big": ' + b"9" * 5000 + b"}").sections[0].text.startswith("v: 1.10")
