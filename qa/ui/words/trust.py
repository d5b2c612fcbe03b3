"""The words about how sure an answer must be, and about questions that nothing answered."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Trust:
    """The section of the Library page on precision and unanswered questions."""

    title = "How sure must an answer be?"
    precision = "Be right"
    precision_help = (
        "The same promise holds both ways: of the answers marked “Answered”, and of the questions told that nothing "
        "here answers them. What lies between is marked “Perhaps”."
    )
    not_yet = "Until this collection has learned about itself, a general estimate is used."
    unanswered = "Unanswered questions"
    unanswered_line = "Asked here, and nothing in this collection answered them."
    none = "None so far."
    clear = "Clear the list"
    ask = "Ask again"
    remove = "Take off the list"

    def times(self, precision: float) -> str:
        """Name a precision."""
        return f"{round(100 * precision)} times in 100"

    def share(self, share: float, own: int) -> str:
        """Say what the promise costs."""
        return (
            f"About {round(100 * share)} of 100 questions on its subjects will then be marked as answered "
            f"(estimated from {count(own, 'question')} made from this collection)."
        )

    def thumbs(self, n: int) -> str:
        """Say that thumbs went in."""
        return f"{count(n, 'thumb')} went into it."

    def count(self, n: int) -> str:
        """Label the list."""
        return f"{self.unanswered} ({n})"

    def asked(self, times: int, ago: str) -> str:
        """Say how often a question was asked, and when."""
        return f"asked {times} times, {ago}" if times > 1 else f"asked {ago}"

    def ago(self, seconds: float) -> str:
        """Say how long ago that was."""
        for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
            if seconds >= length:
                return f"{count(int(seconds // length), unit)} ago"
        return "just now"
