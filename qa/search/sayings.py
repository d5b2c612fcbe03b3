"""Questions that say nothing but words of a list, in languages that set words apart and in Chinese."""

from __future__ import annotations

import re
from functools import cached_property

from qa.language import detect, fold
from qa.search.terms import content

_SMALL = frozenset("我你您他她它这那就不也都而以之于其被把从到向个些要怎的了吗呢吧啊么嘛是和在有对")


class Sayings:
    """A list of words; ``runs`` are those of Chinese, where what is left when they are taken out is another word."""

    def __init__(self, words: str, runs: str) -> None:
        self._listed, self._runs = f"{words} {runs}".split(), runs.split()

    def all_of(self, question: str) -> bool:
        """Tell whether all content words of a question are on the list; so they are where it has none."""
        language = detect(question)
        own = (fold(question[span.start : span.end]) for span in content(question, language))
        return all(word in self._words or (language == "zh" and not self._rest(word)) for word in own)

    def any_in(self, question: str) -> bool:
        """Tell whether a word of the list stands in a question."""
        return self._stands.search(fold(question)) is not None

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(map(fold, self._listed))

    @cached_property
    def _taken(self) -> re.Pattern[str]:
        return re.compile(_longest_first(self._runs))

    @cached_property
    def _stands(self) -> re.Pattern[str]:
        spaced = [word for word in self._listed if word not in set(self._runs)]
        return re.compile(rf"\b(?:{_longest_first(spaced)})\b|{_longest_first(self._runs)}")

    def _rest(self, run: str) -> str:
        """Return what of a run of Chinese characters is neither one of the words nor a function word."""
        return "".join(char for char in self._taken.sub("", run) if char not in _SMALL)


def _longest_first(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, set(map(fold, words))), key=lambda word: (-len(word), word)))
