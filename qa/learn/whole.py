"""Sets of paragraphs put together to the documents they were taken from, and split as the app splits files.

In a long document the passages beside the right one say much the same, which sets of single paragraphs do not show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from qa.learn.datasets import Dataset, Text
from qa.learn.trial import as_split, unsplit
from qa.types import Passage

PARTS = 3
"""Parts that a document has at least, on average, in a set that is put together."""
SHORT = 200
"""Characters that a part has at least, on average: single sentences make no document."""
HALF = 0.5
"""Where a question names no answer, a passage is right that holds this share of a right part, or lies in it by this
share."""


class Drawn(NamedTuple):
    """A set and the passages that it is asked about; ``data.relevant`` names passages."""

    data: Dataset
    passages: list[Passage]


class _Part(NamedTuple):
    id: str
    start: int
    end: int


def unjoined(data: Dataset) -> Drawn:
    """Return a set of which every text is one passage."""
    return Drawn(data, unsplit(data.documents))


def joined(data: Dataset, answers: Mapping[str, Sequence[str]], most: int, seed: int) -> Drawn | None:
    """Put texts of the same title together, in order, until there are ``most`` of them, and split them.

    A passage is right when it holds one of a question's ``answers`` (by its id) inside a right text, see also ``HALF``.
    Documents are drawn by ``seed``. None when the set is not made of parts of documents.
    """
    titled: dict[str, list[Text]] = defaultdict(list)
    for text in data.documents:
        titled[text.title or text.id].append(text)
    length = np.mean([len(text.text) for text in data.documents])
    if len(data.documents) < PARTS * len(titled) or length < SHORT:
        return None
    wholes, parts = _wholes(titled, most, seed)
    passages = as_split(wholes)
    relevant = _relevant(data, answers, _held(passages, parts))
    questions = tuple(q for q in data.questions if q.off_topic or relevant[q.id])
    return Drawn(replace(data, documents=tuple(wholes), questions=questions, relevant=relevant), passages)


def _wholes(titled: Mapping[str, Sequence[Text]], most: int, seed: int) -> tuple[list[Text], dict[str, list[_Part]]]:
    """Return documents, and where the parts of each stand in its text."""
    wholes: list[Text] = []
    parts: dict[str, list[_Part]] = {}
    titles = list(titled)
    for i in np.random.default_rng(seed).permutation(len(titles)):
        if sum(map(len, parts.values())) >= most:
            break
        texts = titled[titles[i]]
        ends = np.cumsum([len(text.text) + 1 for text in texts]).tolist()
        identity = f"whole{len(wholes)}"
        wholes.append(replace(texts[0], id=identity, text="\n".join(text.text for text in texts), label=""))
        parts[identity] = [_Part(t.id, end - 1 - len(t.text), end - 1) for t, end in zip(texts, ends, strict=True)]
    return wholes, parts


def _held(passages: Sequence[Passage], parts: Mapping[str, Sequence[_Part]]) -> dict[str, list[tuple[Passage, _Part]]]:
    """Return the passages that hold some of each part, by its id."""
    held: dict[str, list[tuple[Passage, _Part]]] = defaultdict(list)
    for passage in passages:
        start, end = _stands(passage)
        for part in parts[passage.source]:
            if part.start < end and start < part.end:
                held[part.id].append((passage, part))
    return held


def _relevant(
    data: Dataset, answers: Mapping[str, Sequence[str]], held: Mapping[str, Sequence[tuple[Passage, _Part]]]
) -> dict[str, dict[str, float]]:
    relevant: dict[str, dict[str, float]] = {}
    for question in data.questions:
        near = [pair for id_ in data.relevant.get(question.id, {}) for pair in held.get(id_, ())]
        said = answers.get(question.id, ())
        relevant[question.id] = {passage.id: 1.0 for passage, part in near if _answers(passage, part, said)}
    return relevant


def _answers(passage: Passage, part: _Part, answers: Sequence[str]) -> bool:
    start, end = _stands(passage)
    left, right = max(part.start, start), min(part.end, end)
    if answers:
        return any(answer in passage.text[left - start : right - start] for answer in answers)
    return right - left >= HALF * min(part.end - part.start, end - start)


def _stands(passage: Passage) -> tuple[int, int]:
    return passage.locator.start or 0, passage.locator.end or 0
