"""Screenshots find FAQ entries that are put in other words than the messages on them, by the built-in model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.gallery import TEXTS
from qa.library import Library
from qa.search import screen
from qa.types import Filter
from tests import rephrased
from tests.faults import entries, words

RIGHT = 29
"""Of forty."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Give a library with the forty faults in both languages, as people ask about them, and some other material."""
    library = Library.open(tmp_path_factory.mktemp("rephrased"))
    for language in ("en", "zh"):
        library.add_bytes(f"faults-{language}.csv", rephrased.table(language))
    library.add(Path(__file__).parent.parent / "data" / "samples" / "faq-en.csv")
    yield library
    library.close()


@pytest.mark.parametrize("titled", [False, True], ids=["usual", "titled"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_message_is_asked_and_not_the_frame(library: Library, language: str, titled: bool) -> None:
    """With one-word titles of windows too, some of which stand in other entries; either language's entry is right."""
    collection, where = library.collection(), Filter(kinds=TEXTS)
    near = library._answering.near(collection, where)
    right = 0
    for number, (message, _) in enumerate(entries(language)):
        titles = rephrased.TITLES[language]
        seen = words(message, language, titles[number % len(titles)] if titled else "")
        asked = screen.asked(seen, library._shelves.keyword(collection), where, near)
        first = library.ask(asked, where=where, k=1).hits[0].passage.question
        right += first in {rephrased.asked(one)[number] for one in ("en", "zh")}
    assert right >= RIGHT
