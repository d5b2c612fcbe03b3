"""Pictures against pictures: the same one again (scaled, recoded, recoloured, cut, mirrored), and ones like it.

The hash proposes, the look confirms: two pictures are one when few of their 64 bits differ, and the edges and the
lights of their cells correlate. The hash alone cannot tell: among a thousand photos some pairs differ in ten bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.types import Fingerprints, Matrix, Picture, Vector

CLOSE, BITS = 10, 14
"""Bits of 64 that may differ: with ``CLOSE`` ones the look need only agree, with more it must be surely the same."""
AGREES, SAME = 0.5, 0.65
"""Least correlation of edges, and of lights, over the cells."""
SURE, EXACT = 0.8, 0.95
"""Correlation from which the hash need not agree (on plain ground it is noise): with the same words, without any."""
FEW = 3
"""Words under which a picture says nothing."""
SHARED = 0.6
"""Least share of the words of the one that has fewer that the other must have too."""
LETTERS, MISREAD = 4, 0.6
"""Letters from which a word is more than noise, and least likeness (difflib) of what text recognition made of it."""
DIGITS = 3
"""Digits from which a word is a code, which must be the same: two error boxes may differ in nothing else."""
LIKE = 0.79
"""Cosine from which a picture is shown as like another; 1 in 20 pairs of unlike photos reaches it."""

_ROW, _COLOURS, _BINS = 5, 6, 9
_CELLS = _ROW * _ROW
_EDGES = slice(_CELLS * _COLOURS, _CELLS * (_COLOURS + _BINS))

_Floats: TypeAlias = npt.NDArray[np.float32]

Words: TypeAlias = Callable[[Sequence[str]], Mapping[str, frozenset[str]]]
"""Gives the words read on pictures, by picture id."""


class Twin(NamedTuple):
    """A picture that is the same as the one asked with."""

    id: str
    score: float
    """0…1: the lower of the two correlations; 1 for the very same pixels."""
    mirrored: bool


def fingerprint(picture: Picture) -> Fingerprints:
    """Return what one picture is compared by, as a single row."""
    return Fingerprints(
        ids=(picture.id,),
        hashes=np.array([picture.dhash], dtype=np.uint64),
        mirrored=np.array([picture.mirrored], dtype=np.uint64),
        looks=np.frombuffer(picture.look, dtype="<f2").astype(np.float32)[None],
    )


def twins(asked: Picture, words: frozenset[str], known: Fingerprints, read: Words) -> list[Twin]:
    """Return the pictures that are the one asked with, the surest first, ties by id; each once.

    ``words`` are those read on the picture asked with, ``read`` gives those of the few pictures that look the same:
    where both say something, they must say the same.
    """
    if not known.ids:
        return []
    one = fingerprint(asked)
    straight = _near(one.hashes[0], one.looks[0], known)
    turned = _near(one.mirrored[0], mirrored(one.looks[0]), known)
    rows_near = sorted({*straight, *turned})
    said = read([known.ids[row] for row in rows_near]) if len(words) >= FEW and rows_near else {}
    found = [
        Twin(known.ids[row], alike.score, flipped)
        for rows, flipped in ((straight, False), (turned, True))
        for row, alike in rows.items()
        if _same(alike, words, said.get(known.ids[row], frozenset()))
    ]
    best: dict[str, Twin] = {}
    for twin in sorted(found, key=lambda twin: (-twin.score, twin.mirrored, twin.id)):
        best.setdefault(twin.id, twin)
    return list(best.values())


def likeness(asked: Picture, known: Fingerprints) -> Vector:
    """Return how much each picture looks like the one asked with: cosines, shape (n,), the mirrored one counted too."""
    if not known.ids:
        return np.zeros(0, np.float32)
    look = fingerprint(asked).looks[0]
    cosines: Vector = np.maximum(known.looks @ look, known.looks @ mirrored(look))
    return cosines


def mirrored(look: Vector) -> Vector:
    """Return the look that the mirrored picture has: its cells change sides, and slopes their direction."""
    cells = np.arange(_CELLS).reshape(_ROW, _ROW)[:, ::-1].ravel()
    colours = look[: _EDGES.start].reshape(_CELLS, _COLOURS)[cells]
    edges = look[_EDGES].reshape(_CELLS, _BINS)[cells][:, ::-1]
    flipped: Vector = np.concatenate([colours.ravel(), edges.ravel(), look[_EDGES.stop :]])
    return flipped


class _Near(NamedTuple):
    score: float
    apart: int


def _near(dhash: np.uint64, look: Vector, known: Fingerprints) -> dict[int, _Near]:
    """Return, by row, the pictures that may be the same: near by hash, or surely alike."""
    apart = np.bitwise_count(known.hashes ^ dhash)
    edges = _correlation(known.looks[:, _EDGES], look[_EDGES])
    scores = np.clip(np.minimum(edges, _correlation(_lights(known.looks), _lights(look[None])[0])), 0, 1)
    least = np.where(apart <= CLOSE, AGREES, np.where(apart <= BITS, SAME, SURE))
    return {int(row): _Near(float(scores[row]), int(apart[row])) for row in np.flatnonzero(scores >= least)}


def _same(near: _Near, words: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two pictures that look alike are one, by what they say."""
    if min(len(words), len(others)) >= FEW:
        codes, more = _codes(words), _codes(others)
        if _other(words, others) and _other(others, words):
            return False  # the same form, filled in otherwise: pages of a plan, messages of a program
        return contained(words, others) >= SHARED and (not codes or not more or contained(codes, more) >= SHARED)
    return near.apart <= BITS or near.score >= EXACT


def _other(words: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether some of the words is no misreading of any of the others."""
    left = [word for word in words - others if len(word) >= LETTERS]
    return any(not get_close_matches(word, others, 1, MISREAD) for word in left)


def contained(a: frozenset[str], b: frozenset[str]) -> float:
    """Return which share 0…1 of the smaller of two sets the larger one has too; 0 when one is empty."""
    fewer = min(len(a), len(b))
    return len(a & b) / fewer if fewer else 0.0


def _codes(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if sum(map(str.isdigit, word)) >= DIGITS)


def _lights(looks: Matrix) -> _Floats:
    """Return the mean brightness of each cell, shape (n, 25)."""
    colours = looks[:, : _EDGES.start].reshape(len(looks), _CELLS, _COLOURS)[:, :, : _COLOURS // 2]
    lights: _Floats = colours.mean(axis=2)
    return lights


def _correlation(many: _Floats, one: _Floats) -> _Floats:
    """Return the correlation −1…1 of each row with one; rows without any contrast correlate with one another alone."""
    centred, single = many - many.mean(axis=1, keepdims=True), one - one.mean()
    lengths, length = np.linalg.norm(centred, axis=1), float(np.linalg.norm(single))
    blank = (lengths < 1e-4) & (length < 1e-4)
    values: _Floats = np.where(blank, 1.0, centred @ single / np.maximum(lengths * length, 1e-8)).astype(np.float32)
    return values
