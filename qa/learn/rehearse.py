"""Cheap lessons before the real ones: the layers stood in for by one matrix, so that a million texts cost a minute.

The matrix W maps the weighted mean of a text's rows to the teacher's vector, fitted on English by ridge regression
(weights a / (a + p), Arora et al. 2017). Through it, translations pull their rows towards the English vector.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Corpus, Ragged
from qa.learn.prepare import Lessons
from qa.learn.student import RowAdam, Tensor, agreement

Floats = NDArray[np.float32]
Log = Callable[[str], None]
RARE = 1e-3
RIDGE = 1e-3
BATCH = 512


@dataclass(frozen=True, slots=True)
class StandIn:
    """The matrix in the layers' place: vector = (weighted mean of rows − centre) @ matrix."""

    matrix: Floats
    centre: Floats
    weight: Floats


def fit(table: Floats, english: Ragged, vectors: NDArray[np.float16], weight: Floats) -> StandIn:
    """Fit the matrix on the first `len(vectors)` English texts."""
    centre = table.mean(axis=0)
    means = _means(table - centre, english, np.arange(len(vectors)), weight)
    gram = means.T @ means
    gram += RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram), dtype=np.float32)
    return StandIn(np.linalg.solve(gram, means.T @ vectors.astype(np.float32)), centre, weight)


def piece_weights(texts: list[Ragged], pieces: int) -> Floats:
    """Weigh pieces down the more frequent they are: a / (a + p)."""
    shares = [np.bincount(text.flat, minlength=pieces) / len(text.flat) for text in texts]
    return np.asarray(RARE / (RARE + np.mean(shares, axis=0)), np.float32)


def row_scale(corpus: Corpus, known: NDArray[np.bool_]) -> Floats:
    """Return each row's share of the rate: 1 for new pieces, and for old ones the less the more English uses them."""
    foreign = np.bincount(corpus.text.flat, minlength=len(known)) / len(corpus.text.flat)
    english = np.bincount(corpus.english.flat, minlength=len(known)) / len(corpus.english.flat)
    return np.where(known, foreign / (foreign + 8 * english + 1e-6), 1.0).astype(np.float32)


def rehearsed(lessons: Lessons, *, items: int, rate: float, seed: int, log: Log) -> Floats:
    """Return the table after `items` cheap lessons, on translations of the English whose vectors are there."""
    import torch

    corpus, vectors = lessons.corpus, lessons.vectors.array[: lessons.vectors.done]
    weight = piece_weights([corpus.text, corpus.english], len(lessons.table))
    stand_in = fit(lessons.table, corpus.english, vectors, weight)
    table = torch.from_numpy(lessons.table.copy())
    adam = RowAdam.over(table, torch.from_numpy(row_scale(corpus, lessons.known)))
    drawn, losses = _draw(corpus, len(vectors), items, seed), []
    for start in range(0, items, BATCH):
        pace = rate * (1 - 0.9 * start / items)
        losses.append(_lesson(table, adam, corpus, vectors, stand_in, drawn[start : start + BATCH], pace))
        if len(losses) % 200 == 0:
            log(f"rehearsed {start + BATCH} of {items}: loss {np.mean(losses[-200:]):.3f}")
    rows: Floats = table.numpy()
    return rows


def _draw(corpus: Corpus, taught: int, items: int, seed: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(corpus.source < taught)
    group = corpus.group[rows]
    chance = (corpus.share / np.maximum(np.bincount(group, minlength=len(corpus.share)), 1))[group]
    return np.random.default_rng([seed, 77]).choice(rows, items, p=chance / chance.sum())


def _lesson(
    table: Tensor, adam: RowAdam, corpus: Corpus, vectors: NDArray[np.float16], stand_in: StandIn,
    batch: NDArray[np.int64], rate: float,
) -> float:  # fmt: skip
    import torch

    matrix, centre, weight = map(torch.from_numpy, (stand_in.matrix, stand_in.centre, stand_in.weight))
    ids = torch.from_numpy(np.concatenate([corpus.text[int(row)] for row in batch]))
    bags = torch.from_numpy(np.concatenate([[0], np.cumsum(corpus.text.lengths_of(batch))[:-1]]))
    unique, inverse = torch.unique(ids, return_inverse=True)
    leaf = table[unique].requires_grad_()
    sums = torch.nn.functional.embedding_bag(inverse, leaf - centre, bags, mode="sum", per_sample_weights=weight[ids])
    source = torch.from_numpy(corpus.source[batch])
    target = torch.from_numpy(vectors[corpus.source[batch]].astype(np.float32))
    guess = torch.nn.functional.normalize(sums @ matrix, dim=-1)
    loss = agreement(guess, target, source[:, None] == source[None, :], temperature=0.05)
    loss.backward()
    adam.step(table, unique, leaf.grad, rate)
    return float(loss.detach())


def _means(table: Floats, texts: Ragged, rows: NDArray[np.int64], weight: Floats) -> Floats:
    """Return the weighted mean rows of some texts (texts × dimensions)."""
    from scipy.sparse import csr_matrix

    flat = texts.flat[: texts.start[len(rows)]]
    bags = csr_matrix((weight[flat], flat, texts.start[: len(rows) + 1]), (len(rows), len(table)))
    return np.asarray(bags @ table / np.maximum(np.asarray(bags.sum(axis=1)).reshape(-1, 1), 1e-9), np.float32)
