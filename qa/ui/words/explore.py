"""The words of the Themes page."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Themes:
    """The page that shows what a collection is about."""

    title = "Themes"
    line = "What a collection is about, found in its own passages. Every word of label and summary stands in a source."
    collection = "Collection"
    find = "Find the themes"
    again = "Find again"
    finding = "Grouping the passages…"
    none = "There is not enough here to group yet: a few passages searchable by meaning are needed."
    empty = "Nothing is in this collection yet."
    ask = "Ask about this"

    def size(self, n: int) -> str:
        """Say how many passages a theme has."""
        return count(n, "passage")
