"""The sample library answers its own questions and says "nothing here" to what it does not cover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.config import Settings
from qa.library import Library
from qa.places import samples_folder

QUESTIONS = json.loads((samples_folder() / "questions.json").read_text("utf-8"))
OFF_TOPIC = [
    "How will the weather be in Oslo next weekend?",
    "What is the best recipe for pizza dough?",
    "Who was the first president of France?",
    "Explain the theory of relativity",
    "How do I learn to play the violin?",
    "量子力学的基本原理是什么？",
    "怎么做番茄炒蛋？",
    "法国的第一任总统是谁？",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("samples-home")
    with Library.open(folder, settings=Settings(home=folder)) as opened:
        for name in ("*.pdf", "*.docx", "*.md", "*.csv", "*.xlsx"):
            opened.add(*samples_folder().glob(name))
        opened.calibrate()
        yield opened


@pytest.mark.parametrize("asked", [q for q in QUESTIONS if q["source"]], ids=lambda q: q["question"])
def test_its_own_questions_are_never_told_nothing(library: Library, asked: dict[str, str]) -> None:
    """The right passage is first, and is not hidden."""
    found = library.ask(asked["question"])
    assert found.verdict in ("answered", "maybe"), found.confidence
    assert found.confidence == found.hits[0].confidence
    assert found.hits[0].source.name.endswith(asked["source"])


@pytest.mark.parametrize("question", [*OFF_TOPIC, *(q["question"] for q in QUESTIONS if not q["source"])])
def test_off_topic_questions_are_never_answered(library: Library, question: str) -> None:
    """Nothing here answers them, and it says so."""
    found = library.ask(question)
    assert found.verdict == "nothing", (found.confidence, found.hits[0].passage.text[:80])
    assert question in [one.question for one in library.unanswered()]
