"""Themes among passages: groups of vectors, as many as the vectors themselves suggest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from qa.types import Matrix

Floats: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[np.intp]

FEWEST = 4
"""Fewer passages than this are one theme."""
MOST = 6
"""At most this many themes among the hits of a question."""
FLOOR = 0.23
"""Mean silhouette below which the passages are one theme (ten paragraphs of one article: .20 in the middle, of two
articles: .38, with all-MiniLM-L6-v2)."""
SMALL = 200
"""Up to this many passages are joined pair by pair; more are grouped by k-means."""
SAMPLE = 1000
"""Passages that k-means learns its centres from; the others join the nearest."""
_ROUNDS = 12
_TRIED = 6
_SEED = 7


def themes(vectors: Matrix, *, most: int = MOST, floor: float = FLOOR) -> list[list[int]]:
    """Group rows by direction: every row in exactly one group, groups ordered by their first row, rows ascending.

    Shape (n, dims); rows need not have unit length, rows of zeros are alike to nothing. Up to ``SMALL`` rows are
    joined by average linkage on cosine distance (UPGMA; Sokal and Michener 1958), more by spherical k-means (Dhillon
    and Modha 2001). The number of groups, 2 … min(most, n // 2), is the one with the largest mean silhouette
    (Rousseeuw 1987); one group when that is below ``floor`` or n < ``FEWEST``. A whole collection is less tidy than
    the hits of a question: give it a lower floor (.03) and more groups.
    """
    n = len(vectors)
    if n < FEWEST:
        return [list(range(n))] if n else []
    unit = _unit(vectors)
    counts = range(2, max(min(most, n // 2), 2) + 1)
    labels = _by_linkage(unit, counts, floor) if n <= SMALL else _by_means(unit, counts, floor)
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(row)
    return list(groups.values())


def word_vectors(passages: Sequence[Sequence[str]]) -> Matrix:
    """Return tf-idf vectors of token lists, shape (n, shared tokens), unit length: for passages not embedded yet.

    Only tokens that some but not all of the passages share tell how they belong together; a passage with none is zero.
    """
    seen: Counter[str] = Counter(token for passage in passages for token in set(passage))
    shared = sorted(token for token, count in seen.items() if 1 < count < len(passages))
    column = {token: i for i, token in enumerate(shared)}
    rarity = {token: math.log(len(passages) / seen[token]) for token in shared}
    matrix = np.zeros((len(passages), max(len(column), 1)), np.float32)
    for row, passage in enumerate(passages):
        for token, count in Counter(token for token in passage if token in column).items():
            matrix[row, column[token]] = (1 + math.log(count)) * rarity[token]
    return _unit(matrix).astype(np.float32)


def typical(vectors: Matrix, members: Sequence[int]) -> list[int]:
    """Return the members of a group, nearest to its centre first (ties: the earlier row)."""
    unit = _unit(vectors[np.asarray(members, np.intp)])
    near = unit @ unit.sum(axis=0)
    order = np.lexsort((np.asarray(members), -np.round(near, 9)))
    return [members[i] for i in order]


def silhouette(distances: Floats, labels: Labels) -> float:
    """Return the mean silhouette −1…1 of a grouping, given all distances, shape (n, n); single rows count 0."""
    member = labels[:, None] == np.unique(labels)[None, :]
    sizes = member.sum(axis=0)
    sums = distances @ member
    own_size = (member * sizes).sum(axis=1)
    own = (member * sums).sum(axis=1) / np.maximum(own_size - 1, 1)
    other = np.where(member, np.inf, sums / sizes).min(axis=1)
    width = np.maximum(np.maximum(own, other), 1e-12)
    return float(np.where(own_size > 1, (other - own) / width, 0.0).mean())


def _unit(vectors: Matrix) -> Floats:
    wide: Floats = vectors.astype(np.float64)
    wide /= np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)
    return wide


def _distances(unit: Floats) -> Floats:
    # Rounded, so that equal passages tie on every machine.
    distances: Floats = np.maximum(np.round(1.0 - unit @ unit.T, 9), 0.0)
    np.fill_diagonal(distances, 0.0)
    return distances


def _by_linkage(unit: Floats, counts: range, floor: float) -> Labels:
    distances = _distances(unit)
    best, found = floor, np.zeros(len(unit), np.intp)
    for labels in _linkage(distances, counts):
        width = silhouette(distances, labels)
        if width > best:
            best, found = width, labels
    return found


def _linkage(distances: Floats, counts: range) -> list[Labels]:
    """Join the two nearest groups again and again; return the groupings into ``counts`` groups, fewest first."""
    n = len(distances)
    between = distances.copy()
    np.fill_diagonal(between, np.inf)
    sizes = np.ones(n)
    labels = np.arange(n)
    found: list[Labels] = []
    for left in range(n - 1, counts.start - 1, -1):
        a, b = divmod(int(np.argmin(between)), n)
        a, b = min(a, b), max(a, b)
        joined = (sizes[a] * between[a] + sizes[b] * between[b]) / (sizes[a] + sizes[b])
        between[a], between[:, a] = joined, joined
        between[a, a] = np.inf
        between[b], between[:, b] = np.inf, np.inf
        sizes[a] += sizes[b]
        labels[labels == b] = a
        if left in counts:
            found.append(labels.copy())
    return found[::-1]


def _by_means(unit: Floats, counts: range, floor: float) -> Labels:
    rng = np.random.default_rng(_SEED)
    sample = unit if len(unit) <= SAMPLE else unit[np.sort(rng.choice(len(unit), SAMPLE, replace=False))]
    distances = _distances(sample)
    best, centres = floor, np.zeros((1, unit.shape[1]))
    for count in counts:
        if count > MOST and count % 2:
            continue
        trial, labels = _means(sample, count, rng)
        width = silhouette(distances, labels) if len(np.unique(labels)) > 1 else -1.0
        if width > best:
            best, centres = width, trial
    found: Labels = (unit @ centres.T).argmax(axis=1)
    return found


def _means(unit: Floats, count: int, rng: np.random.Generator) -> tuple[Floats, Labels]:
    """Return ``count`` unit centres of spherical k-means, started as k-means++ does, and the centre of each row."""
    centres = unit[rng.integers(len(unit), size=1)]
    near = unit @ centres[0]
    while len(centres) < count:
        far = np.maximum(1.0 - near, 1e-9) ** 2
        tried = unit[rng.choice(len(unit), size=_TRIED, p=far / far.sum())]
        nearer = np.maximum(near[:, None], unit @ tried.T)
        best = int(nearer.sum(axis=0).argmax())
        centres, near = np.vstack([centres, tried[best]]), nearer[:, best]
    labels = (unit @ centres.T).argmax(axis=1)
    for _ in range(_ROUNDS):
        sums = np.zeros_like(centres)
        np.add.at(sums, labels, unit)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 1e-9, sums / np.maximum(lengths, 1e-9), centres)
        before, labels = labels, (unit @ centres.T).argmax(axis=1)
        if np.array_equal(labels, before):
            break
    return centres, labels
