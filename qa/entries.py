"""FAQ entries as a collection wants them compared with questions: by their question, mostly by it, or as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import get_args

from qa import language
from qa.errors import InvalidRequest
from qa.finding import Faq
from qa.index.beside import Beside
from qa.index.ledger import Ledger
from qa.index.matching import Matching
from qa.search.faq import SHARES, Asked
from qa.types import Collection, FaqMatch, FaqSetting, Matrix, Passage, TextEncoder, Vector

DEFAULT: FaqMatch = "both"
"""What counts where nobody chose; ``docs/ranking.md`` says how it was measured."""


class Entries:
    """The choice of each collection, and what the ranking needs to follow it."""

    def __init__(self, ledger: Ledger, kept: Matching) -> None:
        self._ledger, self._kept = ledger, kept

    def match(self, collection: Collection) -> FaqMatch:
        """Return what counts of a collection's FAQ entries."""
        return self._kept.get(collection.id) or DEFAULT

    def setting(self, collection: Collection) -> FaqSetting:
        """Return the choice, and how many FAQ files it is about."""
        files = sum(source.kind == "faq" for source in self._ledger.sources(collection.id))
        return FaqSetting(self.match(collection), files)

    def choose(self, collection: Collection, match: str) -> None:
        """Keep a choice.

        Raises:
            InvalidRequest: there is no such choice.
        """
        known: dict[str, FaqMatch] = {each: each for each in get_args(FaqMatch)}
        if match not in known:
            raise InvalidRequest(f"FAQ entries cannot be matched by “{match}”: use {', '.join(known)}.")
        self._kept.choose(collection.id, known[match])

    def share(self, collection: Collection) -> float:
        """Return how much a collection's FAQ entries count as a whole, 0…1."""
        return SHARES[self.match(collection)]

    def of(self, collection: Collection, encoder: TextEncoder | None) -> Faq | None:
        """Return what the ranking needs; None where entries count as a whole, as their passages are stored."""
        share = self.share(collection)
        if share >= 1.0:
            return None

        def read(ids: Sequence[str]) -> Mapping[str, Asked]:
            questions = self._ledger.entry_questions(collection.id, ids)
            known = Beside(self._ledger, encoder.dims).sentences(list(questions)) if encoder else {}
            return {id_: Asked(_tokens(*asked), _first(known, id_)) for id_, asked in questions.items()}

        return Faq(share, read)


def held(passages: Mapping[str, Passage], sentences: Mapping[str, Matrix], share: float) -> Faq | None:
    """Return the same for passages in memory, with the vectors of their sentences."""

    def read(ids: Sequence[str]) -> Mapping[str, Asked]:
        asked = [passages[id_] for id_ in ids if passages[id_].question]
        return {p.id: Asked(_tokens(p.question, p.language), _first(sentences, p.id)) for p in asked}

    return None if share >= 1.0 else Faq(share, read)


def _first(sentences: Mapping[str, Matrix], id_: str) -> Vector | None:
    """The vector of an entry's question: it is the first of the passage's sentences."""
    found = sentences.get(id_)
    return found[0] if found is not None and len(found) else None


@lru_cache(maxsize=20_000)
def _tokens(question: str, spoken: str) -> tuple[str, ...]:
    return tuple(language.tokens(question, spoken))
