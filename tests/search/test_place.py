"""Passages of one place of a source are no rivals of one another."""

from __future__ import annotations

from typing import Any

import pytest

from qa.ingest.split import split
from qa.language import sentences
from qa.search.place import allies, one_place
from qa.types import Document, Locator, Passage, Section
from tests.search.memory import passage

TALE = " ".join(f"On day {n} of the voyage the crew saw a bird that none of them had seen before." for n in range(60))


def pair(**more: Any) -> tuple[Passage, Passage]:
    return passage("a", "One.", position=4, **more), passage("b", "Two.", position=5, **more)


def test_neighbours_in_running_text_are_one_place() -> None:
    """Whichever comes first, and no further than the next."""
    one, two, three, *_ = split(Document("tale.txt", "document", (Section(TALE),)), "s", "v")
    assert one_place(one, two)
    assert one_place(two, one)
    assert not one_place(one, three)


@pytest.mark.parametrize("kind", ["faq", "table", "code", "image"])
def test_what_is_no_running_text_stays_apart(kind: str) -> None:
    """Rows, entries, functions and pictures that stand beside one another are different things."""
    assert not one_place(*pair(kind=kind))


def test_rows_of_a_table_in_a_document_stay_apart() -> None:
    """Like rows of a table that is a file of its own."""
    one, two = (passage(id_, id_, position=n, locator=Locator(row=n)) for n, id_ in enumerate("ab"))
    assert not one_place(one, two)


def test_documents_stay_apart() -> None:
    """Their passages have positions of their own."""
    assert not one_place(passage("a", "One.", position=4), passage("b", "Two.", position=5, source="other"))


def test_sections_with_headings_of_their_own_stay_apart() -> None:
    """Unless the second repeats what the first ends with."""
    one, two = (
        passage(id_, text, position=n, locator=Locator(heading=(id_,)), sentences=tuple(sentences(text)))
        for n, (id_, text) in enumerate([("a", "Doors open at nine. Ring twice."), ("b", "Ring twice. Then wait.")])
    )
    assert one_place(one, two)
    other = passage("c", "Then wait.", position=1, locator=Locator(heading=("c",)), sentences=(two.sentences[0],))
    assert not one_place(one, other)


def test_wordings_of_an_entry_are_one_place() -> None:
    """Neighbours that belong to another entry are not."""
    one, two = pair(kind="faq", entry="e")
    assert one_place(one, two)
    assert not one_place(one, passage("c", "Three.", kind="faq", entry="f", position=5))


def test_allies_end_at_the_first_rival() -> None:
    """Those of a passage folded into the hit count too; unknown passages are rivals."""
    known = {id_: passage(id_, id_, position=n) for n, id_ in enumerate("abcde")}
    ranked = [(id_, 1.0 - n / 10) for n, id_ in enumerate("bcade")]
    assert allies(["b"], ranked, known) == ("b", "c", "a")
    assert allies(["b", "e"], ranked, known) == ("b", "e", "c", "a", "d")
    assert allies(["b"], [("b", 0.9), ("gone", 0.8), ("c", 0.7)], known) == ("b",)
    assert allies(["gone"], ranked, known) == ("gone",)
