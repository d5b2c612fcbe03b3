"""Which passages of a new version are those of the one before."""

from __future__ import annotations

from dataclasses import replace

from qa.ingest.identity import kept
from qa.types import Locator, Passage


def passage(version: str, at: int, text: str, *, entry: str = "", **where: int | None) -> Passage:
    return Passage(
        id=f"s-1-{version}-{at:05d}",
        source="s-1",
        position=at,
        text=text,
        context="",
        kind="document",
        language="en",
        locator=Locator(**where),  # type: ignore[arg-type]
        question="",
        entry=entry,
        sentences=(),
    )


def ids(passages: list[Passage]) -> list[str]:
    return [each.id.removeprefix("s-1-") for each in passages]


def test_the_same_words_keep_their_id_and_others_get_one_of_their_own() -> None:
    before = [passage("aaaaaaaat", 0, "first", page=1), passage("aaaaaaaat", 1, "last", page=3)]
    new = [passage("aaaaaaaa", at, text, page=at + 1) for at, text in enumerate(["first", "read by OCR", "last"])]
    assert ids(kept(new, before)) == ["aaaaaaaat-00000", "aaaaaaaa-00001", "aaaaaaaat-00001"]


def test_the_same_place_comes_first_and_no_id_is_given_twice() -> None:
    """Of a line that stands on two pages each keeps its own, though one went away."""
    before = [passage("v", 0, "Confidential", page=1), passage("v", 1, "Confidential", page=2)]
    new = [passage("w", 0, "Confidential", page=2), passage("w", 1, "Confidential", page=9)]
    assert ids(kept(new, before)) == ["v-00001", "v-00000"]
    third = [*new, passage("w", 2, "Confidential", page=10)]
    assert ids(kept(third, before)) == ["v-00001", "v-00000", "w-00002"]


def test_an_id_that_was_in_use_never_stands_for_other_words() -> None:
    """Reading the same bytes anew numbers the passages in the same way: what is new gets a number of its own."""
    before = [passage("v", 0, "one"), passage("v", 1, "two"), passage("v", 2, "three")]
    new = [passage("v", 0, "zero"), passage("v", 1, "one"), passage("v", 2, "two"), passage("v", 3, "three, longer")]
    given = ids(kept(new, before))
    assert given[1:3] == ["v-00000", "v-00001"]
    assert len(set(given)) == 4 and not {given[0], given[3]} & {"v-00000", "v-00001", "v-00002"}


def test_what_was_read_from_a_picture_stays_with_its_picture() -> None:
    """A picture of another version is another picture, and so is another one of the same version."""
    before = [passage("aaaaaaaat", 0, "Figure", picture=0)]
    assert ids(kept([passage("aaaaaaaa", 4, "Figure", picture=0)], before)) == ["aaaaaaaat-00000"]
    assert ids(kept([passage("bbbbbbbb", 4, "Figure", picture=0)], before)) == ["bbbbbbbb-00004"]
    assert ids(kept([passage("aaaaaaaa", 4, "Figure", picture=1)], before)) == ["aaaaaaaa-00004"]


def test_the_passages_of_an_faq_entry_go_on_pointing_at_its_first() -> None:
    before = [passage("v", 0, "How? So."), passage("v", 1, "Why? So.", entry="s-1-v-00000")]
    new = [passage("w", at + 1, each.text, entry="s-1-w-00001") for at, each in enumerate(before)]
    first, second = kept([passage("w", 0, "New?"), *new], before)[1:]
    assert (first.entry, second.entry) == (first.id, first.id) == ("s-1-v-00000", "s-1-v-00000")


def test_a_first_version_is_left_as_it_is() -> None:
    new = [passage("v", 0, "one"), passage("v", 1, "one")]
    assert kept(new, []) == [replace(each) for each in new]
    assert kept([], new) == []
