"""Word pieces from the forward pass of a passage to the pool of a question, end to end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qa import finding
from qa.config import Settings
from qa.index import catalogue
from qa.index.pooling import signs
from qa.library import Library
from qa.search.question import parse
from qa.types import Candidate, Encoded, Span, Words
from tests.fakes import HashEncoder

GUIDE = "# Ferns\n\nWater the ferns every morning. They like shade.\n\n# Cacti\n\nA cactus wants water once a month.\n"
_WORD = re.compile(r"\w+")


class WordHashEncoder(HashEncoder):
    """Compares words, too: each has the vector that it has alone."""

    def words(self, text: str) -> Words | None:
        found = [self.vector(word) for word in _WORD.findall(text)]
        return Words(np.stack(found), np.ones(len(found), np.float32)) if found else None

    def places(self, text: str) -> list[Span]:
        return [Span(*match.span()) for match in _WORD.finditer(text)]

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        plain = super().encode_passages(texts, spans)
        words = [self.words(text) for text in texts]
        return Encoded(plain.vectors, plain.sentences, tuple(signs(one.vectors) if one else None for one in words))


def opened(home: Path, kind: type[HashEncoder]) -> Library:
    return Library.open(home, settings=Settings(samples=False), load=lambda name: kind(key=catalogue.key(name, home)))


def pool(library: Library, question: str) -> list[Candidate]:
    collection = library.collection()
    encoder = library._encoders.get(collection)
    query = parse(question)
    vector = encoder.encode_queries([query.embedded])[0]
    return finding.pool(query, vector, library._shelves.place(collection, encoder))[1]


def test_what_is_added_is_compared_word_by_word(home: Path) -> None:
    with opened(home, WordHashEncoder) as library:
        library.add_bytes("guide.md", GUIDE.encode())
        found = {c.id: c for c in pool(library, "Water a cactus once a month?")}
        texts = {id_: p.text for id_, p in library._ledger.passages_by_id(found).items()}
        late = {"cactus" in texts[id_]: c.late for id_, c in found.items()}
        assert late[True] is not None and late[False] is not None and late[True] > late[False]
        assert "cactus" in library.ask("Water a cactus once a month?").hits[0].passage.text


def test_a_passage_that_did_not_change_keeps_its_words(home: Path) -> None:
    with opened(home, WordHashEncoder) as library:
        library.add_bytes("guide.md", GUIDE.encode())
        library.add_bytes("guide.md", GUIDE.replace("They like shade.", "They like the shade of trees.").encode())
        assert all(c.late is not None for c in pool(library, "Water a cactus once a month?"))


@pytest.mark.parametrize("more", ["", "# Palms\n\nPalms want sun and little water.\n"])
def test_a_library_from_before_is_compared_by_sentences_until_it_has_words(home: Path, more: str) -> None:
    """By the nearest sentence where no passage has words; once some have, theirs are compared."""
    with opened(home, HashEncoder) as library:
        library.add_bytes("guide.md", GUIDE.encode())
    with opened(home, WordHashEncoder) as library:
        if more:
            library.add_bytes("palms.md", more.encode())
        found = pool(library, "Water a cactus once a month?")
        assert [c.late is not None for c in found].count(True) == (1 if more else 0)
        assert all((c.sentence is not None) is not bool(more) for c in found)
        assert "cactus" in library.ask("Water a cactus once a month?").hits[0].passage.text
