"""The Evaluate page: a test set is chosen, progress shown and stopped, and the figures read."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.types import Comparison, MeasuringPlan, Variant, WrongAnswer
from qa.ui import words
from tests.ui.conftest import healthy, opened, page, said
from tests.ui.fake_library import FakeLibrary


def _line(mode: str, **more: Any) -> dict[str, Any]:
    names = ("ndcg@10", "mrr@10", "hit@1", "hit@5", "hit@10", "recall@10")
    spans = {f"{name}_interval": [0.71, 0.93] for name in names}
    return {"mode": mode, "queries": 30, "off_topic": 10, **dict.fromkeys(names, 0.825), **spans, "auroc": 0.97, **more}


def _finish(library: FakeLibrary) -> None:
    assert library.measured is not None
    trust = {"reliability": [[1.0, 0.8, 0.9]], "ece": 0.034, "precision@90": 0.987}
    library.measured = replace(
        library.measured,
        state="done",
        lines=(_line("dense"), _line("keyword"), _line("hybrid"), _line("confidence", **trust)),
        wrong=(WrongAnswer("How <b>many</b> days?", "handbook.pdf · p. 3 · Leave", "notes.md", 3),),
        missing=("Who sings?",),
    )


@pytest.fixture
def app(library: FakeLibrary) -> AppTest:
    """Open the page over a library with samples."""
    return page(opened(), "evaluate")


def test_an_empty_collection_is_told_how(empty: FakeLibrary) -> None:
    at = page(opened(), "evaluate")
    assert words.Evaluate.empty_title in said(at)
    assert not [button for button in at.button if button.key == "evaluate_start"]


def test_a_collection_is_measured_and_the_figures_shown(app: AppTest, library: FakeLibrary) -> None:
    """Progress, which survives a rerun, then a row a mode with its intervals, and what went wrong, escaped."""
    at = healthy(app.button(key="evaluate_start").click().run())
    assert library.tables == [None] and library.plans == [MeasuringPlan()]
    assert "3 of 40 questions" in said(at) and at.button(key="evaluate_start").disabled
    assert "3 of 40 questions" in said(healthy(at.run()))
    _finish(library)
    drawn = said(healthy(at.run()))
    assert all(name in drawn for name in words.Evaluate.modes.values())
    assert drawn.count("0.71–0.93") == 24 and "0.987" in drawn and "Who sings?" in drawn
    assert "How &lt;b&gt;many&lt;/b&gt; days?" in drawn
    assert words.Evaluate.strict_line in drawn and words.Evaluate.own_compared in drawn
    assert "10 that nothing should answer" in drawn
    assert "handbook.pdf · page 3 · Leave" in drawn
    assert '<td data-name="Expected">' in drawn  # on a phone the cells stand below one another
    assert at.button(key="evaluate_start").label == words.Evaluate.again


def test_it_is_stopped(app: AppTest, library: FakeLibrary) -> None:
    at = healthy(app.button(key="evaluate_start").click().run())
    at = healthy(at.button(key="evaluate_cancel").click().run())
    assert words.Evaluate.cancelled in said(at)


def test_questions_of_ones_own_are_asked(app: AppTest, library: FakeLibrary) -> None:
    """Nothing can be started before there is a file."""
    at = healthy(app.segmented_control(key="evaluate_kind").set_value(words.Evaluate.table).run())
    assert at.button(key="evaluate_start").disabled
    table = b"question,source\nWho?,a.md\n"
    at.file_uploader(key="evaluate_file").upload("mine.csv", table, "text/csv")
    at = healthy(at.run())
    healthy(at.button(key="evaluate_start").click().run())
    assert library.tables == [("mine.csv", table)]


def test_figures_stand_under_the_test_set_they_are_of(app: AppTest, library: FakeLibrary) -> None:
    """Under another choice the page says where they are; opened anew it shows what was measured last."""
    healthy(app.button(key="evaluate_start").click().run())
    _finish(library)
    at = healthy(app.run())
    assert words.Evaluate.figures in said(at)
    at = healthy(at.segmented_control(key="evaluate_kind").set_value(words.Evaluate.table).run())
    assert words.Evaluate.figures not in said(at) and "0.71–0.93" not in said(at)
    assert words.Evaluate().elsewhere(words.Evaluate.own) in said(at)
    assert at.button(key="evaluate_start").label == words.Evaluate.start
    at.file_uploader(key="evaluate_file").upload("mine.csv", b"question,source\nWho?,a.md\n", "text/csv")
    at = healthy(at.run())
    at = healthy(at.button(key="evaluate_start").click().run())
    _finish(library)
    for seen in (healthy(at.run()), page(opened(), "evaluate")):
        assert seen.segmented_control(key="evaluate_kind").value == words.Evaluate.table
        assert "mine.csv" in said(seen) and words.Evaluate.figures in said(seen)


def test_what_failed_is_told_under_its_test_set_alone(app: AppTest, library: FakeLibrary) -> None:
    healthy(app.button(key="evaluate_start").click().run())
    assert library.measured is not None
    library.measured = replace(library.measured, state="failed", error="It holds too little.")
    at = healthy(app.run())
    assert "It holds too little." in said(at)
    at = healthy(at.segmented_control(key="evaluate_kind").set_value(words.Evaluate.table).run())
    assert "It holds too little." not in said(at)


def test_it_is_said_when_it_was_measured_and_whether_files_came_since(app: AppTest, library: FakeLibrary) -> None:
    """Under the first line of the figures; of an evaluation that does not say when, nothing is said."""
    healthy(app.button(key="evaluate_start").click().run())
    _finish(library)
    drawn = said(healthy(app.run()))
    assert "Measured" not in drawn and words.Evaluate.outdated not in drawn
    assert library.measured is not None
    now = time.time()
    for identity, source in library._sources.items():
        library._sources[identity] = replace(source, added=now - 5 * 86400)
    library.measured = replace(library.measured, measured=now - 3 * 86400 - 60)
    drawn = said(healthy(app.run()))
    when = '<p class="aw-hint">Measured 3 days ago.</p>'
    assert drawn.index("10 that nothing should answer") < drawn.index(when) < drawn.index("0.71–0.93")
    library._sources[identity] = replace(source, added=now - 86400)
    assert f"Measured 3 days ago. {words.Evaluate.outdated}</p>" in said(healthy(app.run()))


@pytest.mark.usefixtures("chinese")
def test_it_is_said_in_chinese_when_it_was_measured(app: AppTest, library: FakeLibrary) -> None:
    healthy(app.button(key="evaluate_start").click().run())
    _finish(library)
    assert library.measured is not None
    library.measured = replace(library.measured, measured=time.time() - 3 * 86400 - 60)
    assert f"3 天前评测。 {words.say(words.Evaluate, 'zh').outdated}</p>" in said(healthy(app.run()))


@pytest.mark.usefixtures("chinese")
def test_places_are_said_in_chinese(app: AppTest, library: FakeLibrary) -> None:
    healthy(app.button(key="evaluate_start").click().run())
    _finish(library)
    assert "handbook.pdf · 第 3 页 · Leave" in said(healthy(app.run()))


def test_another_way_to_search_is_chosen(app: AppTest, library: FakeLibrary) -> None:
    """Nothing starts before something is different; a leaning is a share of the shipped weight."""
    at = healthy(app.toggle(key="evaluate_compare").set_value(True).run())
    assert at.button(key="evaluate_start").disabled
    at = healthy(at.selectbox(key="evaluate_passages").set_value("100 tokens, 20 repeated").run())
    at = healthy(at.selectbox(key="evaluate_weights").set_value("Meaning counts half").run())
    at = healthy(at.selectbox(key="evaluate_model").set_value("all-MiniLM-L6-v2").run())
    healthy(at.button(key="evaluate_start").click().run())
    assert library.plans[0].against == Variant("all-MiniLM-L6-v2", (100, 20), {"dense": 50.0})
    assert library.measured is not None
    library.measured = replace(library.measured, stage="embedding", done=64, total=900)
    assert "64 of 900 passages" in said(healthy(at.run()))


def test_weights_come_from_a_file(app: AppTest, library: FakeLibrary) -> None:
    at = healthy(app.toggle(key="evaluate_compare").set_value(True).run())
    at = healthy(at.selectbox(key="evaluate_weights").set_value(words.Evaluate.weights_file).run())
    at.file_uploader(key="evaluate_own").upload("w.json", b"[", "application/json")
    at = healthy(at.run())
    assert words.Evaluate.weights_bad in said(at) and at.button(key="evaluate_start").disabled
    at.file_uploader(key="evaluate_own").upload("w.json", b'{"dense": 9, "more": 1}', "application/json")
    at = healthy(at.run())
    healthy(at.button(key="evaluate_start").click().run())
    assert library.plans[0].against == Variant(weights={"dense": 9})


def test_both_ways_are_shown_with_what_moved(app: AppTest, library: FakeLibrary) -> None:
    """A difference whose interval leaves out 0 is bold; questions are escaped, with both places."""
    at = healthy(app.button(key="evaluate_start").click().run())
    _finish(library)
    assert library.measured is not None
    names = ("ndcg@10", "mrr@10", "hit@1", "hit@5", "hit@10", "recall@10")
    spans = {f"{name}_interval": [-0.02, 0.05] for name in names}
    moved = [{"question": "Where is <i>it</i>?", "first": 1, "second": None}]
    change = {**dict.fromkeys(names, 0.015), **spans, "hit@1": -0.2, "hit@1_interval": [-0.3, -0.1], "worse": 1}
    changes = [
        {"mode": line["mode"], **change, "better": 0, "worse_questions": moved, "better_questions": []}
        for line in library.measured.lines
    ]
    both = Comparison(Variant(splitting=(100, 20), weights={"dense": 70.0}), library.measured.lines, tuple(changes))
    library.measured = replace(library.measured, comparison=both)
    drawn = said(healthy(at.run()))
    assert (
        "100 tokens, 20 repeated; Words or meaning: dense 70" in drawn
        and "<b>-0.200</b>" in drawn
        and "<b>+0.015</b>" not in drawn
    )
    assert "Where is &lt;i&gt;it&lt;/i&gt;?" in drawn and words.Evaluate.none_moved in drawn
