"""A collection is measured as it is: on a table of questions, and on a test set made from itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa.cli import main
from qa.config import Settings
from qa.errors import InvalidRequest
from qa.library import Library
from qa.local_desk import LocalDesk
from qa.testset import Wanted, read_table
from qa.types import Evaluation, MeasuringPlan
from tests.fakes import HashEncoder

BIKES = "Where may I park my bicycle?"
FAQ = f"question,answer,similar questions\n{BIKES},In the yard behind the house.,Is there a place for my bicycle?\n"
HARBOUR = """# How the old harbour is run

Rain fell on the old harbour all night. The grey ferry left the wooden pier at dawn. Nobody waved from the quay.

# Who repairs the lighthouse lamp

A keeper climbs the tower every evening. He brings oil for the lamp in a copper can. The stairs are steep.
"""


ALL = MeasuringPlan()
TABLE = (
    "question,source\nWhen did the grey ferry leave the pier?,harbour.md\nWho repairs the lamp?,harbour.md\n"
    "bicycle park,faq\nWho brings oil?,harbour.md\n"
)


def reopened(home: Path) -> Library:
    return Library.open(settings=Settings(home=home, samples=False), load=lambda name: HashEncoder(key=name))


@contextmanager
def stocked(home: Path) -> Iterator[Library]:
    with reopened(home) as opened:
        opened.add_bytes("notes/harbour.md", HARBOUR.encode())
        opened.add_bytes("faq.csv", FAQ.encode())
        yield opened


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with stocked(tmp_path / "home") as opened:
        yield opened


def measured(library: Library, table: str | None = None, plan: MeasuringPlan = ALL) -> Evaluation:
    identity = library.evaluate(table=None if table is None else ("questions.csv", table.encode()), plan=plan)
    return library.wait_evaluation(identity, 60)


@pytest.mark.parametrize(
    "text",
    [
        "Question,Expected source,Expected text\nWho?,a.md,the keeper\n",
        "来源;问题;预期文本\na.md;Who?;the keeper\n",
        "My test set\n#\tquestion\tfile\tanswer\n1\tWho?\ta.md\tthe keeper\n",
    ],
)
def test_columns_are_found_by_their_headings(text: str) -> None:
    assert read_table("q.csv", text.encode()) == [Wanted("Who?", "a.md", "the keeper")]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "question,source\n,a.md\n"])
def test_a_table_without_questions_and_sources_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_table("q.csv", text.encode())


def test_a_table_is_asked_of_the_collection(library: Library) -> None:
    """By source, by text, off topic; what is not there is named and not counted."""
    table = (
        "question,source,text\nWhen did the grey ferry leave the pier?,harbour.md,at dawn\nbicycle park,faq,\n"
        "Quantum chromodynamics?,,\nWho sings?,opera.pdf,\n"
    )
    found = measured(library, table)
    assert (found.state, found.done, found.total) == ("done", 3, 3), found.error
    assert found.missing == ("Who sings?",)
    assert [line["mode"] for line in found.lines] == ["dense", "keyword", "hybrid", "confidence"]
    both = found.lines[2]
    assert both["queries"] == 2 and both["off_topic"] == 1 and both["hit@1"] == 1.0
    assert both["hit@1_interval"] == pytest.approx([0.342, 1.0], abs=1e-3) and "auroc" in both
    assert not found.wrong
    assert library.evaluation_picture(found, "svg").startswith(b"<svg")
    assert library.evaluation_picture(found, "png", trust=True).startswith(b"\x89PNG")


def test_what_nothing_answers_and_was_believed_went_wrong(library: Library) -> None:
    """It comes before the questions whose right answer came late; one that was doubted did not go wrong."""
    table = f"question,source\n{BIKES},harbour.md\nWho repairs the lighthouse lamp?,\nQuantum chromodynamics?,\n"
    first, second = measured(library, table).wrong
    assert (first.question, first.expected, first.rank) == ("Who repairs the lighthouse lamp?", "", None)
    assert first.found.startswith("harbour.md") and second.question == BIKES


def test_a_collection_makes_its_own_test_set(library: Library) -> None:
    """Nothing is embedded anew, and questions from other material are asked beside its own."""
    found = measured(library)
    assert found.state == "done", found.error
    assert found.lines[0]["queries"] >= 4 and found.lines[0]["off_topic"] >= 4
    assert all(one.expected.startswith(("harbour.md", "faq.csv")) for one in found.wrong)
    assert library.evaluation() == found


def test_a_copy_of_a_file_answers_as_well(library: Library) -> None:
    """What stands in both counts as found in either."""
    before = measured(library).lines[2]["hit@1"]
    library.add_bytes("copies/harbour again.md", (HARBOUR + "\n").encode())
    assert measured(library).lines[2]["hit@1"] >= before


def test_what_cannot_be_measured_says_why(library: Library) -> None:
    library.create_collection("Empty")
    assert "too little" in library.wait_evaluation(library.evaluate("Empty"), 60).error
    failed = measured(library, "question,source\nWho?,opera.pdf\n")
    assert failed.state == "failed" and "opera" not in failed.error and "questions.csv" in failed.error
    with pytest.raises(InvalidRequest):
        library.evaluate(plan=MeasuringPlan(("magic",)))  # type: ignore[arg-type]


def test_an_evaluation_is_cancelled(library: Library) -> None:
    identity = library.evaluate()
    library.cancel_evaluation(identity)
    assert library.wait_evaluation(identity, 60).state in ("cancelled", "done")


def test_the_command_prints_figures_and_what_went_wrong(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a mode, then the questions; the picture is drawn."""
    table, picture = tmp_path / "q.csv", tmp_path / "plot.svg"
    table.write_text("问题,来源\nWhen did the grey ferry leave?,harbour\nWho sings?,opera.pdf\n", "utf-8")
    desk = LocalDesk(library)
    arguments = ["evaluate", str(table), "--modes", "keyword,confidence", "--picture", str(picture)]
    assert main([*arguments, "--json"], opener=lambda _: desk) == 0
    *lines, rest = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["mode"] for line in lines] == ["keyword", "confidence"]
    assert rest["missing"] == ["Who sings?"] and picture.read_text("utf-8").startswith("<svg")


def test_a_part_of_a_table_is_drawn_by_the_seed(library: Library) -> None:
    """As many questions as are wanted, the same ones for the same seed, others for others."""
    plans = [MeasuringPlan(("keyword",), 1, seed) for seed in (0, 0, 1, 2, 3)]
    asked = [measured(library, TABLE, plan).lines[0] for plan in plans]
    assert [line["queries"] for line in asked] == [1] * 5
    wrong = [measured(library, "question,source\nxyzzy,faq\nplugh,faq\nfrobozz,faq\n", p).wrong for p in plans]
    assert wrong[0] == wrong[1] and len({one[0].question for one in wrong}) > 1


def test_more_questions_are_asked_off_topic(library: Library) -> None:
    found = measured(library, TABLE, MeasuringPlan(("hybrid",), off_topic=("Quantum chromodynamics?", " ")))
    assert (found.lines[0]["queries"], found.lines[0]["off_topic"]) == (4, 1) and "auroc" in found.lines[0]


def test_the_command_asks_another_sets_questions_off_topic(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--off-topic``, ``--limit`` and ``--seed`` work on a table as on a folder."""
    (tmp_path / "q.csv").write_text(TABLE, "utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "corpus.jsonl").write_text('{"id": "a", "text": "tax forms", "label": "t"}\n')
    (other / "queries.jsonl").write_text('{"id": "q", "text": "where are the tax forms", "label": "t"}\n')
    arguments = ["evaluate", str(tmp_path / "q.csv"), "--off-topic", str(other), "--limit", "2", "--seed", "5"]
    assert main([*arguments, "--json"], opener=lambda _: LocalDesk(library)) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (line["queries"], line["off_topic"]) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--self", "--encoder", "x", "--split"], "--encoder, --split cannot"),
        (["--self", "--sample", "9"], "all of it is searched"),
        (["q.csv", "--keep", "x"], "--keep cannot be used where a collection"),
        (["set", "--keep", "x"], "--keep cannot be used where a test set"),
        (["set", "--collection", "x"], "--collection cannot be used where a test set"),
        (["sets", "--modes", "keyword"], "--modes cannot be used where a folder of test sets"),
        (["sets", "--limit", "9"], "--limit cannot be used where a folder of test sets"),
        (["pairs.jsonl", "--seed", "9"], "--seed cannot be used where a file of pairs"),
    ],
)
def test_options_that_would_change_nothing_are_refused(
    arguments: list[str],
    named: str,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence names them, and what can be used instead."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sets" / "one").mkdir(parents=True)
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "corpus.jsonl").write_text("")
    (tmp_path / "pairs.jsonl").write_text("")
    assert main(["evaluate", *arguments], opener=lambda _: LocalDesk(library)) == 1
    said = capsys.readouterr().err
    assert named in said and said.count("\n") == 1


def test_a_picture_is_an_svg_or_a_png(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any modes can be drawn; another suffix is refused before anything is measured."""
    arguments = ["evaluate", "--self", "--modes", "keyword", "--picture"]
    assert main([*arguments, str(tmp_path / "p.png")], opener=lambda _: LocalDesk(library)) == 0
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()
    assert main([*arguments, str(tmp_path / "p.gif")], opener=lambda _: LocalDesk(library)) == 1
    assert capsys.readouterr().err == "qa: --picture draws an .svg or a .png, not “p.gif”.\n"


def test_what_was_not_measured_is_not_drawn(library: Library) -> None:
    found = measured(library, TABLE, MeasuringPlan(("keyword",)))
    with pytest.raises(InvalidRequest):
        library.evaluation_picture(found, "svg", trust=True)
    with pytest.raises(InvalidRequest):
        library.evaluation_picture(found, "gif")


def test_the_confidence_that_is_measured_is_the_one_that_answers_show(library: Library) -> None:
    """Wordings of an entry are folded into one hit in both, so that none is a rival of another."""
    asked = "May I park a bicycle at this place?"
    answer = library.ask(asked)
    assert sum(hit.source.name == "faq.csv" for hit in answer.hits) == 1
    found = measured(library, f"question,source\n{asked},faq\n", MeasuringPlan(modes=("confidence",)))
    [[_, confidence, right]] = found.lines[0]["reliability"]
    assert right == 1.0
    assert confidence == pytest.approx(answer.confidence, abs=1e-4)
