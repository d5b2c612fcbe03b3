"""Near-duplicate hits folded into the best of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from qa.language import fold
from qa.search.place import one_entry
from qa.types import Passage

ALIKE = 0.9
"""Jaccard overlap of shingles from which two passages say the same."""
SHINGLE = 5
"""Characters a shingle."""
SHORT = 80
"""Passages with fewer letters and digits than this must be equal to be folded: one word makes a difference there."""

_MARKS = re.compile(r"[\s.,;:!?…。，；：！？、'\"“”‘’()（）]+")


class Kept(NamedTuple):
    """A hit and the ids of the passages folded into it, best first."""

    id: str
    score: float
    folded: tuple[str, ...]


class _Print:
    """What a passage says, without how it is written."""

    def __init__(self, passage: Passage) -> None:
        folded = fold(passage.text)
        bare = _MARKS.sub("", folded)
        self.plain = bare or passage.text
        self.numbers = Counter(re.findall(r"\d+", folded))
        self._prose = bare if passage.kind in ("document", "faq") and len(bare) >= SHORT else ""

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Short stretches of prose, each once; seldom needed."""
        return frozenset(self._prose[i : i + SHINGLE] for i in range(len(self._prose) - SHINGLE + 1))


def fold_duplicates(ranked: Iterable[tuple[str, float]], passages: Mapping[str, Passage], *, k: int) -> list[Kept]:
    """Return the first ``k`` distinct hits of a ranking, each with its near-duplicates among all that was looked at.

    Two passages are one hit when their text is the same but for case, width, spaces and punctuation, when they are
    questions of one FAQ entry, or when both are prose with the same numbers in it and a Jaccard overlap of character
    shingles ≥ ``ALIKE`` (a "14 days" and a "30 days" version stay two). Ids without a passage are left out. The ranking
    is read until ``k`` hits are full and the next one is new.
    """
    heads: list[tuple[Passage, float, list[str], _Print]] = []
    for id_, score in ranked:
        passage = passages.get(id_)
        if passage is None:
            continue
        print_ = _Print(passage)
        head = next((h for h in heads if _same(h[0], h[3], passage, print_)), None)
        if head is not None:
            head[2].append(id_)
        elif len(heads) == k:
            break
        else:
            heads.append((passage, score, [], print_))
    return [Kept(passage.id, score, tuple(folded)) for passage, score, folded, _ in heads]


def also_in(kept: Kept, passages: Mapping[str, Passage], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (source id, name) of the other sources that hold a folded passage, in order, each once."""
    own = passages[kept.id].source
    sources = dict.fromkeys(passages[id_].source for id_ in kept.folded)
    return tuple((source, names[source]) for source in sources if source != own and source in names)


def says_the_same(a: Passage, b: Passage) -> bool:
    """Tell whether two passages would be one hit."""
    return _same(a, _Print(a), b, _Print(b))


def _same(a: Passage, print_a: _Print, b: Passage, print_b: _Print) -> bool:
    if one_entry(a, b) or print_a.plain == print_b.plain:
        return True
    return print_a.numbers == print_b.numbers and jaccard(print_a.shingles, print_b.shingles) >= ALIKE


def jaccard(a: Sequence[str] | frozenset[str], b: Sequence[str] | frozenset[str]) -> float:
    """Return the overlap 0…1 of two sets; 0 when both are empty."""
    left, right = frozenset(a), frozenset(b)
    either = len(left | right)
    return len(left & right) / either if either else 0.0
