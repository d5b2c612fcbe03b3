"""Sets of paragraphs become sets of documents that are split as files are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.learn.datasets import Dataset, Text
from qa.learn.whole import joined


def paragraph(title: str, n: int) -> Text:
    lines = [f"The {title} of number {n} was seen in line {i} of the log of its keeper, and noted." for i in range(8)]
    return Text(f"{title}{n}", " ".join([f"It weighs {n} stone.", *lines]), title=title)


TITLES = ("whale", "otter", "heron")
DATA = Dataset(
    "animals",
    tuple(paragraph(title, n) for title in TITLES for n in range(5)),
    (Text("q", "how heavy is the third otter"), Text("r", "where was the whale seen"), Text("s", "?", off_topic=True)),
    {"q": {"otter3": 1.0}, "r": {"whale1": 1.0}},
)
ANSWERS = {"q": ["3 stone"]}


def test_texts_of_a_title_are_put_together_in_order() -> None:
    """A document each, cut into passages that stand in it; no question is lost."""
    found = joined(DATA, ANSWERS, 100, 0)
    assert found is not None
    whole = {d.title: d for d in found.data.documents}
    assert whole["otter"].text == "\n".join(paragraph("otter", n).text for n in range(5))
    assert len(found.passages) > len(whole)
    texts = {d.id: d.text for d in found.data.documents}
    for p in found.passages:
        assert texts[p.source][p.locator.start : p.locator.end] == p.text
    assert [q.id for q in found.data.questions] == ["q", "r", "s"]


def test_right_is_what_holds_the_answer_in_the_right_text() -> None:
    """Without an answer: what holds half of the right text."""
    found = joined(DATA, ANSWERS, 100, 0)
    assert found is not None
    texts = {p.id: p.text for p in found.passages}
    for id_ in texts:
        assert (id_ in found.data.relevant["q"]) is ("It weighs 3 stone. The otter" in texts[id_])
    assert found.data.relevant["r"]
    for id_ in found.data.relevant["r"]:
        assert texts[id_].count("whale of number 1") >= 4


def test_only_some_documents_are_put_together() -> None:
    """Those drawn, and the questions that they answer."""
    found = joined(DATA, ANSWERS, 5, 0)
    assert found is not None
    assert len(found.data.documents) == 1
    for question in found.data.questions:
        assert question.off_topic or found.data.relevant[question.id]


@pytest.mark.parametrize("change", [{"title": ""}, {"text": "It weighs 3 stone."}])
def test_single_texts_and_sentences_make_no_documents(change: dict[str, str]) -> None:
    """They stay as they are."""
    assert joined(replace(DATA, documents=tuple(replace(d, **change) for d in DATA.documents)), {}, 100, 0) is None
