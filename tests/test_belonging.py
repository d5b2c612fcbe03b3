"""What the words on pictures find, and what an image model finds, become one list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.belonging import ALONE, Asked, merged
from qa.types import Answer, Group, Hit, Locator, Passage, Reason, Source


def hit(name: str, score: float = 0.0, why: str = "words", *, exact: bool = False) -> Hit:
    passage = Passage(name, "s", 0, f"about {name}", "", "faq", "en", Locator())
    source = Source(id="s", collection="c", name="faq.csv", kind="faq", status="ready", sha256="", bytes=9, added=0.0)
    keyword = 2.0 if why == "words" else 0.0
    return Hit(1, score, None, keyword, passage, source, why=(Reason(why),), exact=exact)  # type: ignore[arg-type]


def answer(*hits: Hit, confidence: float | None = None, groups: tuple[Group, ...] = ()) -> Answer:
    ranked = tuple(replace(one, rank=at) for at, one in enumerate(hits, 1))
    return Answer("", "q", ranked, confidence=confidence, groups=groups)


def names(found: Answer) -> list[str]:
    return [one.passage.id for one in found.hits]


def test_without_an_image_model_the_ranking_of_words_stays_as_it_is() -> None:
    only = answer(hit("a", 0.8), hit("b", 0.3), groups=(Group("t", "s", (1, 2)),))
    assert merged([Asked("x", only, ())], 5) == only


def test_where_no_words_were_found_the_image_model_ranks_alone() -> None:
    found = merged([Asked("", answer(), (hit("a", why="shows"), hit("b", why="shows")))], 5)
    assert names(found) == ["a", "b"]
    assert found.hits[0].score == pytest.approx(ALONE) and found.hits[1].score < ALONE


def test_the_surer_the_words_the_less_the_image_model_says() -> None:
    """A passage that only it found rises where the words are doubtful, and never over what they are sure of."""
    shown = (hit("c", why="shows"), hit("b", why="shows"))
    sure = merged([Asked("x", answer(hit("a", 0.9), hit("b", 0.2), hit("d", 0.2), confidence=0.95), shown)], 4)
    doubtful = merged([Asked("x", answer(hit("a", 0.3), hit("b", 0.2), hit("d", 0.2), confidence=0.05), shown)], 4)
    assert names(sure) == ["a", "b", "d", "c"]
    assert names(doubtful) == ["b", "a", "c", "d"]
    assert names(merged([Asked("x", answer(hit("a", 0.1, exact=True), confidence=0.05), shown)], 1)) == ["a"]


def test_a_passage_that_both_found_says_so_and_themes_follow_their_hits() -> None:
    words = answer(hit("a", 0.3), hit("b", 0.29), confidence=0.1, groups=(Group("t", "s", (1,)), Group("u", "s", (2,))))
    found = merged([Asked("x", words, (hit("b", why="shows"), hit("c", why="shows")))], 2)
    assert names(found) == ["b", "a"]
    assert [reason.why for reason in found.hits[0].why] == ["words", "shows"]
    assert found.hits[0].keyword == 2.0
    assert [group.hits for group in found.groups] == [(2,), (1,)]


def test_of_several_pictures_each_brings_its_own_and_hits_say_which() -> None:
    """The surest answer gives the verdict; a passage that two pictures put as high is named with both."""
    first = Asked("x", answer(hit("a", 0.6), hit("c", 0.5), confidence=0.4), ())
    second = Asked("y", answer(hit("b", 0.9), hit("c", 0.5), hit("a", 0.1), confidence=0.9), ())
    found = merged([first, second], 3)
    assert names(found) == ["a", "b", "c"]
    assert [[reason.picture for reason in one.why] for one in found.hits] == [[1], [2], [1, 2]]
    assert found.confidence == 0.9 and found.groups == ()
    scores = [one.score for one in found.hits]
    assert scores == sorted(scores, reverse=True) and scores[0] == 0.9
    assert merged([Asked("", answer(), ()), Asked("", answer(), ())], 3).hits == ()


def test_what_an_image_model_alone_found_is_told_apart_and_never_first_beside_words() -> None:
    """Of two pictures one finds its words, the other only what it shows: the words come first, whatever the ids."""
    words = Asked("x", answer(hit("b", 0.9), confidence=0.9), ())
    found = merged([words, Asked("", answer(), (hit("a", why="shows"),))], 5)
    assert [(one.passage.id, one.by_sight) for one in found.hits] == [("b", False), ("a", True)]
    failed = replace(answer(hit("a", 0.1, why="meaning"), hit("b", 0.05), confidence=0.02), verdict="nothing")
    near = merged([Asked("x", failed, (hit("a", why="shows"),))], 5)
    assert [one.by_sight for one in near.hits if one.passage.id == "a"] == [True]
    typed = answer(replace(hit("a", 0.3), why=()), confidence=0.1)
    assert not merged([Asked("", typed, (hit("a", why="shows"),))], 5).hits[0].by_sight
