"""A collection's questions to itself: each kind is made, and what is asked is taken out of what must be found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.finding import Place
from qa.index.keyword import TantivyIndex
from qa.language import sentences, tokens
from qa.learn.trial import ExactVectors
from qa.selftest import look, own_questions
from qa.types import Locator, Passage, Span
from tests.fakes import HashEncoder

ENCODER = HashEncoder()


def passage(
    id_: str, text: str, *, context: str = "", question: str = "", entry: str = "", heading: str = ""
) -> Passage:
    place = Locator(heading=(heading,) if heading else ())
    spans = tuple(sentences(text))
    return Passage(id_, "s1", int(id_[1:]), text, context, "document", "en", place, question, entry, spans)


STORY = passage("p1", "Rain fell on the old harbour. The grey ferry left the pier at dawn. Nobody waved from the quay.")
PAID = "How refunds are paid out"
HEADED = passage("p2", "Return it within a month.", context=PAID, heading=PAID)
FIRST = passage("p3", "Where do I park my bike?\nIn the yard.", question="Where do I park my bike?", entry="e1")
SECOND = passage("p4", "Is there a place for bikes?\nIn the yard.", question="Is there a place for bikes?", entry="e1")


def vectors(*some: Passage) -> dict[str, np.ndarray]:
    found = ENCODER.encode_passages([p.text for p in some], [[Span(s.start, s.end) for s in p.sentences] for p in some])
    return {p.id: v for p, v in zip(some, found.sentences, strict=True) if v is not None}


def test_each_kind_is_made() -> None:
    """Two wordings, a heading and a sentence."""
    made = own_questions([STORY, HEADED, FIRST, SECOND], vectors(STORY, HEADED), 10)
    assert {own.text for own in made} == {
        "The grey ferry left the pier at dawn.",
        "How refunds are paid out",
        "Where do I park my bike?",
        "Is there a place for bikes?",
    }
    by_text = {own.text: own for own in made}
    assert by_text["Where do I park my bike?"].right == {"p4"}
    assert by_text["Where do I park my bike?"].hidden == {"p3"}
    assert "ferry" not in by_text["The grey ferry left the pier at dawn."].shortened["p1"].tokens


def test_a_sentence_is_asked_and_no_label_row_or_greeting() -> None:
    """The whole one nearest to the middle; of headings the words, not the number."""
    lines = "The crane lifts two tons at most. It is greased every week. Chair: Ann. Oil: one can; Due: May. Dear Bob,"
    heading = "第三条 起重机的维护保养"
    made = own_questions([passage("p1", lines), passage("p2", "每周上油。", context=heading, heading=heading)], {}, 10)
    assert {own.text for own in made} == {"It is greased every week.", "起重机的维护保养"}


@pytest.mark.parametrize("n", [0, 1, 3])
def test_no_more_than_asked_for(n: int) -> None:
    """The same seed gives the same questions."""
    made = own_questions([STORY, HEADED, FIRST, SECOND], {}, n)
    assert len(made) == n
    assert made == own_questions([STORY, HEADED, FIRST, SECOND], {}, n)


def test_what_is_taken_out_cannot_be_found(tmp_path: Path) -> None:
    """The passage scores by the words and the vector of what is left of it."""
    other = passage("p5", "A ferry is a boat. It carries cars. Some are grey.")
    keyword = TantivyIndex(tmp_path)
    keyword.add([STORY, other], [tokens(p.embedded, p.language) for p in (STORY, other)])
    keyword.commit()
    whole = ENCODER.encode_passages([STORY.text, other.text]).vectors
    place = Place(keyword, ExactVectors(["p1", "p5"], whole))
    [own] = [o for o in own_questions([STORY], vectors(STORY), 5) if o.right == {"p1"}]
    vector = ENCODER.encode_queries([own.text])[0]
    _, pool, ranked = look(own, vector, place, ENCODER, {"p1": "en", "p5": "en"})
    mine = next(c for c in pool if c.id == "p1")
    assert mine.semantic is not None
    assert mine.semantic < float(whole[0] @ vector)
    assert mine.matched < 0.5
    assert ranked[0][0] == "p5"
    keyword.close()


def test_what_was_made_from_a_passage_can_be_asked_of_its_language_alone(tmp_path: Path) -> None:
    """A translation of the passage would answer as well; one whose language is not known may answer."""
    others = [passage("p6", "灰色的渡船在黎明离开码头。"), passage("p7", "grey ferry pier dawn")]
    keyword = TantivyIndex(tmp_path)
    whole = [STORY, *others]
    keyword.add(whole, [tokens(p.embedded, p.language) for p in whole])
    keyword.commit()
    place = Place(
        keyword, ExactVectors([p.id for p in whole], ENCODER.encode_passages([p.text for p in whole]).vectors)
    )
    [own] = [o for o in own_questions([STORY], vectors(STORY), 5) if o.right == {"p1"}]
    vector = ENCODER.encode_queries([own.text])[0]
    spoken = {"p1": "en", "p6": "zh", "p7": ""}
    assert {c.id for c in look(own, vector, place, ENCODER, spoken, translations=False)[1]} == {"p1", "p7"}
    assert {c.id for c in look(own, vector, place, ENCODER, spoken)[1]} == {"p1", "p6", "p7"}
    given = replace(own, kind="")
    assert {c.id for c in look(given, vector, place, ENCODER, spoken, translations=False)[1]} == {"p1", "p6", "p7"}
    keyword.close()
