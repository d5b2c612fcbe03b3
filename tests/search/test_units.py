"""What a mark may fall on: not on the question that a passage repeats, nor on the name of a section."""

from __future__ import annotations

import pytest

from qa.language import sentences
from qa.search.evidence import evidence
from qa.search.question import parse
from qa.types import Kind, Locator, Span
from tests.search.memory import passage

SETTINGS = """[server]
host = "0.0.0.0"
port = 8443
[smtp]
host = "mail.example"
port = 587
"""
DEPLOY = """database:
  host: db-3.example
  port: 5433
cache:
  url: redis://cache-1.example
  ttl_seconds: 900
retry:
  backoff: exponential
"""
ALARMS = """Alarm Meaning Remedy
1015 Servo drive overheated Clean the cabinet filter
4022 Tool not clamped Clean the taper
5007 Chip conveyor blocked Reverse the conveyor
"""
RECIPE = """For four people you need:
250 g de farine
4 œufs
50 g de beurre fondu
"""
CHAT = "Ann: how long is the warranty of the pump? Bob: 24 months, and 36 for the motor. Ann: thanks."


def _lines(text: str) -> tuple[Span, ...]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found.append(Span(at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
        at += len(line)
    return tuple(found)


@pytest.mark.parametrize(
    ("question", "text", "kind", "first"),
    [
        ("smtp port", SETTINGS, "code", "port = 587"),
        ("which port does the server use", SETTINGS, "code", "port = 8443"),
        ("database port", DEPLOY, "code", "port: 5433"),
        ("retry backoff", DEPLOY, "code", "backoff: exponential"),
        ("4022 tool", ALARMS, "document", "4022 Tool not clamped Clean the taper"),
        ("combien de beurre", RECIPE, "document", "50 g de beurre fondu"),
    ],
)
def test_the_line_that_answers_is_marked(question: str, text: str, kind: Kind, first: str) -> None:
    found = evidence(parse(question), passage("p", text, kind=kind, sentences=_lines(text)), trust=0.0)
    assert found[0].text.strip() == first


def test_what_follows_a_question_answers_it() -> None:
    one = passage("p", CHAT, sentences=tuple(sentences(CHAT)))
    found = evidence(parse("How long is the warranty of the pump?"), one, trust=0.0)
    assert [mark.text for mark in found] == ["Bob: 24 months, and 36 for the motor."]


def test_a_question_that_nothing_follows_is_still_marked() -> None:
    text = "What is the warranty of the pump?"
    one = passage("p", text, sentences=tuple(sentences(text)))
    assert evidence(parse("warranty of the pump"), one, trust=0.0)[0].text == text


def test_where_the_heading_alone_matches_what_it_opens_is_marked() -> None:
    text = "429 Too Many Requests\nThe client exceeded the rate limit. Wait a minute."
    where = Locator(heading=("Errors", "429 Too Many Requests"), start=0, end=len(text))
    one = passage("p", text, context="Errors", sentences=tuple(sentences(text)), locator=where)
    found = evidence(parse("429"), one, sentence_scores=[0.2, 0.2, 0.2][: len(one.sentences)])
    assert found[0].text == "The client exceeded the rate limit."


def test_a_word_that_the_title_holds_says_less_of_a_sentence() -> None:
    text = "Never put cheese into a real gratin dauphinois. Leave it in the oven for 75 minutes. Serve it hot."
    one = passage("p", text, context="Gratin dauphinois", sentences=tuple(sentences(text)))
    asked = parse("gratin dauphinois oven minutes")
    assert evidence(asked, one, trust=0.0)[0].text == "Leave it in the oven for 75 minutes."
