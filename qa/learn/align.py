"""Start the rows of new pieces from the teacher's rows of the English pieces they translate to.

The translation table is IBM Model 1 (Brown et al. 1993): every English piece of a sentence is taken to come from one
foreign piece of its translation, or from none; a few rounds of expectation-maximisation find which.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Translations:
    """A sparse table: `foreign[i]` becomes `english[i]` with `probability[i]`, resting on `count[i]` expected uses."""

    foreign: Ints
    english: Ints
    probability: Floats
    count: Floats


def ibm1(foreign: list[Ints], english: list[Ints], *, pieces: int, rounds: int = 5) -> Translations:
    """Learn p(English piece | foreign piece) from aligned lists of piece numbers (all below `pieces`)."""
    cells, group, null = _cells(foreign, english, pieces)
    keys, cell = np.unique(cells, return_inverse=True)
    del cells
    source = keys // pieces
    table = np.ones(len(keys), np.float32)
    groups = int(group[-1]) + 1
    for _ in range(rounds):
        weight = table[cell]
        weight /= np.bincount(group, weight, groups).astype(np.float32)[group]
        count = np.bincount(cell, weight, len(keys)).astype(np.float32)
        table = count / np.bincount(source, count, null + 1).astype(np.float32)[source]
    real = source != null
    return Translations(source[real], (keys % pieces)[real], table[real], count[real])


def joined(tables: list[Translations], *, least: float = 0.02) -> Translations:
    """Put tables of several languages together, without the entries of a probability under `least`."""
    kept = [table.probability > least for table in tables]
    return Translations(
        np.concatenate([table.foreign[keep] for table, keep in zip(tables, kept, strict=True)]),
        np.concatenate([table.english[keep] for table, keep in zip(tables, kept, strict=True)]),
        np.concatenate([table.probability[keep] for table, keep in zip(tables, kept, strict=True)]),
        np.concatenate([table.count[keep] for table, keep in zip(tables, kept, strict=True)]),
    )


def start_rows(table: Floats, known: NDArray[np.bool_], found: Translations, *, seed: int) -> Floats:
    """Fill the rows of `table` (pieces × dimensions) that aren't `known`; unaligned pieces get one near the mean.

    A row is the sum of the English rows weighted by probability, drawn towards the mean row where the evidence is thin,
    and brought to the typical length of a known row.
    """
    from scipy.sparse import csr_matrix

    shape = (len(table), len(table))
    strength = found.probability**1.5 * np.minimum(found.count, 50.0)
    weights = csr_matrix((strength, (found.foreign, found.english)), shape)
    mean = table[known].mean(axis=0)
    mass = np.asarray(weights.sum(axis=1)).ravel().astype(np.float32)
    evidence = np.bincount(found.foreign, found.count, len(table)).astype(np.float32)
    blended = (weights @ (table - mean)) / np.maximum(mass, 1e-9)[:, None] * (evidence / (evidence + 1))[:, None]
    length = float(np.linalg.norm(table[known] - mean, axis=1).mean())
    blended += np.random.default_rng(seed).normal(0, 0.1 * length / table.shape[1] ** 0.5, table.shape)
    norms = np.maximum(np.linalg.norm(blended, axis=1, keepdims=True), 1e-9)
    rows = mean + blended * np.clip(length / norms, 0.5, 2.0)
    return np.where(known[:, None], table, rows).astype(np.float32)


def _cells(foreign: list[Ints], english: list[Ints], pieces: int) -> tuple[Ints, NDArray[np.int32], int]:
    """Pair every English piece of a sentence with every foreign one and with none; `group` numbers English uses."""
    null = pieces
    cells: list[Ints] = []
    sizes: list[Ints] = []
    for theirs, ours in zip(foreign, english, strict=True):
        sources = np.append(theirs, null)
        cells.append((sources[None, :] * pieces + ours[:, None]).ravel())
        sizes.append(np.full(len(ours), len(sources)))
    lengths = np.concatenate(sizes)
    return np.concatenate(cells), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths), null
