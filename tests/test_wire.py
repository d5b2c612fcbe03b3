"""The JSON of the command line and the API: exactly the promised fields, null where there is nothing."""

from __future__ import annotations

import json

from qa import wire
from qa.types import (
    AddResult,
    Answer,
    Evidence,
    Group,
    Health,
    Hit,
    Job,
    Locator,
    Passage,
    Reason,
    RowReport,
    Source,
)

SOURCE = Source("s1", "c1", "docs/hand.pdf", "document", "ready", "ab", 10, 1.5, passages=2, embedded=2)


def _hit(**changes: object) -> Hit:
    passage = Passage(
        "s1-ab-00000", "s1", 0, "Leave is 26 days.", "", "document", "en", Locator(page=4, start=0, end=17)
    )
    given: dict[str, object] = {
        "semantic": 0.5,
        "keyword": 3.25,
        "evidence": (Evidence("Leave is 26 days.", 0, 17, 0.9),),
    }
    return Hit(1, 0.75, passage=passage, source=SOURCE, **(given | changes))  # type: ignore[arg-type]


def _answer(*hits: Hit) -> Answer:
    return Answer("q1", "How much leave?", hits, (Group("leave", "Leave is 26 days.", (1,)),), ms={"total": 3.14159})


def test_strict_answer_has_exactly_the_promised_fields() -> None:
    """Nothing more and nothing less than the README's table, all the way down."""
    shown = wire.strict_answer(wire.answer(_answer(_hit())))
    assert list(shown) == ["question", "verdict", "confidence", "hits", "groups", "ms"]
    (hit,) = shown["hits"]
    assert list(hit) == [
        *("rank", "score", "confidence", "semantic", "keyword", "source", "name", "locator", "text", "evidence")
    ]
    assert hit["evidence"] == [{"text": "Leave is 26 days.", "start": 0, "end": 17}]
    assert hit["locator"] == {"page": 4, "heading": [], "sheet": None, "row": None, "start": 0, "end": 17}
    assert shown["groups"] == [{"label": "leave", "summary": "Leave is 26 days.", "hits": [1]}]
    assert (shown["verdict"], shown["confidence"], hit["confidence"]) == (None, None, None)


def test_evidence_offsets_point_into_the_text() -> None:
    """Start and end are code points, also behind characters outside the basic plane."""
    text = "😀 年假是26天。 And more."
    passage = Passage("p", "s1", 0, text, "", "document", "zh", Locator())
    hit = Hit(1, 0.5, None, 1.0, passage, SOURCE, (Evidence(text[2:10], 2, 10),))
    shown = json.loads(json.dumps(wire.hit(hit), ensure_ascii=True))
    (evidence,) = shown["evidence"]
    assert shown["text"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_semantic_is_null_without_a_vector() -> None:
    """A passage that is searchable by words alone says so."""
    assert wire.hit(_hit(semantic=None))["semantic"] is None


def test_line_and_ocr_are_shown_only_where_they_say_something() -> None:
    """Source code has lines, scanned pages a confidence."""
    assert "line" not in wire.locator(Locator()) and "ocr" not in wire.locator(Locator())
    assert wire.locator(Locator(line=7, ocr=0.91)) | {"line": 7, "ocr": 0.91} == wire.locator(Locator(line=7, ocr=0.91))


def test_strict_added_has_exactly_the_promised_fields() -> None:
    """One line a file."""
    result = AddResult("a.md", "failed", error="a.md is empty.", seconds=0.12345)
    assert wire.strict_added(wire.added(result)) == {
        "source": None,
        "name": "a.md",
        "kind": None,
        "status": "failed",
        "passages": 0,
        "seconds": 0.123,
        "error": "a.md is empty.",
    }


def test_rows_of_a_table_are_accounted_for() -> None:
    """Every row is added, a duplicate, or skipped with its reason."""
    result = AddResult("f.csv", "ready", source="s", kind="faq", rows=RowReport(3, (5,), ((7, "no answer"),)))
    assert wire.added(result)["rows"] == {"added": 3, "duplicates": [5], "skipped": [{"row": 7, "why": "no answer"}]}


def test_everything_is_json() -> None:
    """Numpy numbers from the ranking come out as plain ones."""
    import numpy as np

    hit = _hit(semantic=np.float32(0.25), keyword=np.float64(1.5))
    job = Job("j1", "a", "c1", "done", 1, 1, AddResult("a", "ready"))
    shown = [wire.answer(_answer(hit)), wire.job(job), wire.health(Health(1, 2, 2, ("x",))), wire.source(SOURCE)]
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_a_source_without_language_or_error_says_null() -> None:
    """Empty strings inside are null outside."""
    shown = wire.source(SOURCE)
    assert (shown["language"], shown["error"], shown["title"]) == (None, None, None)
    assert shown["source"] == "s1"


def test_why_is_promised_where_a_picture_was_asked_with() -> None:
    """And only there."""
    led = wire.strict_answer(wire.answer(_answer(_hit(why=(Reason("words", "leave", 2),)))))
    assert led["hits"][0]["why"] == [{"why": "words", "text": "leave", "picture": 2}]
