"""Which languages of a collection its model was not made for, and which model was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.index import cards, catalogue
from qa.index.ledger import Ledger
from qa.search.trust import strangers
from qa.types import Collection, Uncovered


class Coverage:
    """Looks at the languages of collections."""

    def __init__(self, ledger: Ledger, home: Path) -> None:
        self._ledger, self._home = ledger, home

    def of(self, collection: Collection) -> Uncovered | None:
        """Return what a collection's model does not know; None where it knows all, or nobody said what it knows."""
        card = catalogue.card(collection.model)
        if card is None or not card.languages:
            return None
        found = strangers(self._ledger.spoken(collection.id), card.languages)
        return Uncovered(found, card.name, self._other(found)) if found else None

    def _other(self, languages: Sequence[str]) -> str:
        """Return the name of a model for all of these languages: one that is here, else the smallest that is known."""

        def fits(card: cards.ModelCard) -> bool:
            return card.role == "text" and not strangers(dict.fromkeys(languages, 1), card.languages)

        here = [card for card in catalogue.here(self._home, "text") if fits(card)]
        rest = sorted((card for card in cards.CARDS if fits(card)), key=lambda card: card.megabytes)
        return next((card.name for card in (*here, *rest)), "")
