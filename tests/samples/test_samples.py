"""The sample library: every file is read, and holds what its questions ask for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.ingest.read import read
from qa.ingest.split import split
from qa.language import contains

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
QUESTIONS = json.loads((SAMPLES / "questions.json").read_text(encoding="utf-8"))
FILES = {
    "rider-handbook.pdf": ("document", "en"),
    "rental-policy.docx": ("document", "en"),
    "riding-guide-zh.md": ("document", "zh"),
    "faq-en.csv": ("faq", "en"),
    "faq-zh.xlsx": ("faq", "zh"),
    "spare-parts.xlsx": ("table", "en"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_sample_is_read_whole(name: str) -> None:
    kind, language = FILES[name]
    document = read(name, (SAMPLES / name).read_bytes())
    passages = split(document, "s", "v")
    assert (document.kind, document.notes) == (kind, ())
    assert {passage.language for passage in passages} == {language}
    if document.rows:
        assert (document.rows.duplicates, document.rows.skipped) == ((), ())
        assert document.rows.added >= 25


def test_the_handbook_has_pages_headings_and_no_running_heads() -> None:
    document = read("rider-handbook.pdf", (SAMPLES / "rider-handbook.pdf").read_bytes())
    assert (document.title, document.pages) == ("Rider Handbook", 7)
    headings = {section.locator.heading for section in document.sections}
    assert ("5 Battery and charging", "5.2 In winter") in headings
    assert not any("Page 4" in section.text for section in document.sections)


@pytest.mark.parametrize("asked", [each for each in QUESTIONS if each["source"]], ids=lambda each: each["question"])
def test_the_answer_to_each_question_stands_in_one_passage_of_its_source(asked: dict[str, str]) -> None:
    document = read(asked["source"], (SAMPLES / asked["source"]).read_bytes())
    assert any(contains(passage.text, asked["answer_contains"]) for passage in split(document, "s", "v"))


def test_the_samples_are_small_and_complete() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 2_000_000
    assert len(list((SAMPLES / "images").glob("*.png"))) == 4
    assert sum(each["source"] is None for each in QUESTIONS) == 3
