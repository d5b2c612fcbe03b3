from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.learn.bench import bench
from qa.learn.encoder_speed import shipped_texts, speeds
from qa.learn.first_answer import first_answers, learned
from tests.fakes import HashEncoder


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("bench")
    said: list[str] = []
    found = list(
        bench((60, 150), encoder=HashEncoder(), folder=folder, progress=said.append, parts=("adding", "questions"))
    )
    assert said and not list(folder.iterdir()), "it says what it does and leaves nothing behind"
    return found


def of(lines: list[dict[str, Any]], measure: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["measure"] == measure]


def test_it_says_that_the_data_are_made_up(lines: list[dict[str, Any]]) -> None:
    assert lines[0]["measure"] == "machine" and lines[0]["data"] == "made up"


def test_adding_stands_beside_the_encoder(lines: list[dict[str, Any]]) -> None:
    (adding,) = of(lines, "adding")
    assert adding["passages"] >= 200
    assert {"encoder_s", "adding_s", "reading_s", "plain_s", "times_encoder", "per_s"} <= set(adding)


def test_every_size_is_asked_with_and_without_a_filter(lines: list[dict[str, Any]]) -> None:
    asked = of(lines, "question")
    sizes = [line["passages"] for line in of(lines, "filling")]
    assert 60 <= sizes[0] < 150 <= sizes[1]
    for size in sizes:
        for name in ("none", "kind=faq"):
            here = [line for line in asked if (line["passages"], line["filter"]) == (size, name)]
            assert [line.get("percentile") for line in here] == [50, 95, None]
            assert here[2]["times_faster"] > 0 and here[2]["whole, first time"] > 0


def test_stages_add_up_to_no_more_than_the_whole(lines: list[dict[str, Any]]) -> None:
    stages = next(line for line in of(lines, "question") if line["percentile"] == 50)
    parts = ("parse", "encode", "retrieve", "rank", "fold", "evidence", "themes")
    inside = ("keyword search", "keyword tokens", "keyword statistics", "dense search", "dense vectors")
    assert all(stages[name] >= 0 for name in (*parts, *inside, "plain loop"))
    assert stages["whole"] > 0
    assert 0 < stages["added"] <= stages["whole"] + 1


def test_the_first_answer_comes_from_a_process_of_its_own(tmp_path: Path) -> None:
    """Over a document of the samples, by words and by meaning; what was learned is read in no time."""
    lines = list(first_answers(tmp_path / "home", runs=1))
    assert [line["run"] for line in lines] == [1] and lines[0]["by_meaning"] and lines[0]["cpu_s"] > 0
    assert learned()["read_once_ms"] > 0


def test_models_are_measured_on_the_samples() -> None:
    """English passages and questions; the ratio to the first model is above 1 where another is quicker."""
    passages, questions = shipped_texts()
    assert len(passages) > 20 and len(questions) > 3

    def run(name: str, _: str) -> dict[str, Any]:
        cost = {"slow": 4.0, "quick": 2.0}[name]
        return {"encoder": name, "cpu_ms_a_passage": cost, "cpu_ms_a_question": cost / 4}

    slow, quick = speeds(["slow", "quick"], (passages, questions), Path(), run=run)
    assert (slow["times_first"], quick["times_first"], quick["times_first_question"]) == (1.0, 2.0, 2.0)
