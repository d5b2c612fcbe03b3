"""One order for all who ask: lists of sources come behind where passages can be read."""

from __future__ import annotations

import pytest

from qa import finding
from qa.search.question import parse
from qa.types import Candidate
from tests.search.memory import passage
from tests.search.test_references import SOURCES, TEXT

KNOWN = {p.id: p for p in (passage("sources", SOURCES), passage("text", TEXT))}


@pytest.mark.parametrize(
    "matched, exact, first",
    [(0.6, False, "text"), (1.0, False, "sources"), (0.6, True, "sources")],
    ids=["some words", "all words, as where a title is looked up", "a rare code"],
)
def test_a_list_of_sources_comes_behind_unless_it_holds_all_that_was_asked(
    matched: float, exact: bool, first: str
) -> None:
    found = [
        Candidate("sources", None, 5.0, matched, mass=9.0, exact=exact),
        Candidate("text", None, 4.6, 0.55, mass=9.0),
    ]
    languages = dict.fromkeys(KNOWN, "en")
    asked = parse("Harbour town reaches final")
    plain = finding.order(None, asked, found, languages)
    assert [id_ for id_, _ in plain] == ["sources", "text"]
    behind = finding.order(None, asked, found, languages, read=lambda ids: {id_: KNOWN[id_] for id_ in ids})
    assert next(id_ for id_, _ in behind) == first
