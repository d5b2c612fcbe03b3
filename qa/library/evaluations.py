"""Evaluations: begun, looked at, drawn, called off."""

from __future__ import annotations

from typing import Any

from qa import finding
from qa.evaluating import pictured
from qa.library.collections import Collections
from qa.types import (
    Evaluation,
    MeasuringPlan,
    PictureWords,
)

_ALL_MODES = MeasuringPlan()
_SAID = PictureWords()


class Evaluations(Collections):
    """Measures collections."""

    def evaluate(
        self, collection: str = "", *, table: tuple[str, bytes] | None = None, plan: MeasuringPlan = _ALL_MODES
    ) -> str:
        """Begin to measure how well a collection, as it is, finds what it should; the evaluation's id.

        Args:
            collection: its name or id.
            table: name and bytes of a CSV of questions and expected sources; without it the collection makes the test
                set from itself.
            plan: the modes, how many questions, by which seed, more questions that nothing should answer, and another
                way to search, which is compared question by question.

        Raises:
            NotFound: no such collection.
            InvalidRequest: a mode that there is not, or the table has no such columns.
        """
        return self._evaluating.start(self.collection(collection), table, plan)

    @property
    def weights(self) -> dict[str, Any]:
        """What words and meaning are ranked with, by name; see ``data/ranking``."""
        return finding.learned()._asdict()

    def evaluation(self, collection: str = "") -> Evaluation | None:
        """Return a collection's latest evaluation since the start, running or not; else the latest that was done."""
        return self._evaluating.latest(self.collection(collection).id)

    def wait_evaluation(self, evaluation: str, timeout: float | None = None) -> Evaluation:
        """Block until an evaluation is over, or the time (seconds) is up, and return it as it is then."""
        return self._evaluating.wait(evaluation, timeout)

    def evaluation_picture(
        self,
        evaluation: Evaluation,
        form: str = "png",
        *,
        said: PictureWords = _SAID,
        dark: bool = False,
        trust: bool = False,
    ) -> bytes:
        """Draw a finished evaluation: its figures with intervals, and how far its confidence can be believed.

        Args:
            evaluation: one that is done.
            form: "svg", which follows the theme of the reader's system, or "png", at twice its size.
            said: the words on it.
            dark: a PNG for dark surroundings.
            trust: only how far confidence can be believed.

        Raises:
            InvalidRequest: there is nothing to draw.
        """
        return pictured(evaluation, form, said, dark=dark, trust=trust)

    def cancel_evaluation(self, evaluation: str) -> None:
        """Stop an evaluation before its next question."""
        self._evaluating.cancel(evaluation)
