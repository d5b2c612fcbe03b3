"""How sure a library is of itself, and what of its entries and languages it goes by."""

from __future__ import annotations

from collections.abc import Sequence

from qa.library.collections import Collections
from qa.types import (
    Assurance,
    FaqSetting,
    Unanswered,
    Uncovered,
)


class Trust(Collections):
    """Says how sure answers are, and what they go by; keeps what nothing answered."""

    def faq(self, collection: str = "") -> FaqSetting:
        """Return what of a collection's FAQ entries is compared with questions."""
        return self._entries.setting(self.collection(collection))

    def match_faq(self, match: str, collection: str = "") -> FaqSetting:
        """Set it: "question" alone, "answer-too" (mostly the question), or "both" alike.

        Raises:
            InvalidRequest: another choice.
            NotFound: no such collection.
        """
        known = self.collection(collection)
        self._entries.choose(known, match)
        self._jobs.changed(known.id)
        return self.faq(known.id)

    def uncovered(self, collection: str = "") -> Uncovered | None:
        """Return the languages of a collection that its model was not made for, None where it was made for all."""
        return self._coverage.of(self.collection(collection))

    def assurance(self, collection: str = "") -> Assurance:
        """Return how sure a collection must be of its verdicts, and what share of questions it then answers."""
        return self._judge.assurance(self.collection(collection))

    def promise(self, precision: float, collection: str = "") -> Assurance:
        """Set how often a collection's verdicts shall be right: 0.95 is 95 times in 100.

        Raises:
            InvalidRequest: it is not from 0.5 to 0.99.
            NotFound: no such collection.
        """
        self._judge.choose(self.collection(collection), precision)
        return self.assurance(collection)

    def calibrate(self, collection: str = "") -> Assurance:
        """Have a collection learn now how sure it may be (seconds), if it changed; the worker does it by itself."""
        self._calibrator.want(self.collection(collection).id)
        self._calibrator.finish()
        return self.assurance(collection)

    def unanswered(self, collection: str = "") -> list[Unanswered]:
        """Return the questions that nothing in a collection answered, the latest first."""
        return self._diary.unanswered(self.collection(collection).id)

    def clear_unanswered(self, questions: Sequence[str] | None = None, collection: str = "") -> int:
        """Take questions (None: all) off that list; return how often they had been asked."""
        return self._diary.clear_unanswered(self.collection(collection).id, questions)
