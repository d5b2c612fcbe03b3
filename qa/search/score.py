"""One order for the pool: features of each candidate, one score from them, near-duplicates folded together.

Squared cosine, squared nearness of words (``qa.search.late``) and BM25 are added on one scale: with an encoder that is
fully trusted, a cosine of 1 is worth ``dense`` points of BM25. BM25 keeps its own size (a sum of log odds: rare words
that match make it large, and then it rules), so a question of common words is left to the cosine. An encoder that half
knows the language gets a quarter of the weight: its cosines are noisier than they look (German and Spanish with an
English model lose to BM25 at half the weight).

A passage in another language than the question's cannot hold its words, however well it answers; passages that do
would bury it. So it is credited with words of those that its language hides: by the square of the cosine and no less
than the cosine, as far as the encoder is trusted, less the further it is from the nearest passage of the pool, and
never beyond what a passage that is as near holds in words (``qa.learn.balance``).

What is like the first passage comes nearer to it: relevance feedback with the first taken for right (Rocchio 1971).
That never changes which is first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.search.cosine import cosines
from qa.types import Candidate, Matrix, Query

Floats: TypeAlias = npt.NDArray[np.float64]


class Weights(NamedTuple):
    """What was learned on public sets (``qa.learn.weigh``): seven numbers, and how well each model knows languages."""

    dense: float = 140.0
    """Points of BM25 that a cosine of 1 is worth."""
    power: float = 2.0
    """The cosine counts to this power."""
    cover: float = 0.5
    """BM25 counts from this (nothing of the question's idf mass matched) to 1 + this (all matched) times."""
    late: float = 120.0
    """Points of BM25 that words as near as can be are worth; see ``qa.search.late``."""
    sentence: float = 0.5
    """Where words are not compared, the cosine of a passage's nearest sentence counts this much, 0…1, and the whole
    passage's the rest."""
    alike: float = 0.5
    """A passage's likeness to the first one counts this much, and its own score 1."""
    half: float = 0.4
    """Share of the full evidence at which the score is one half."""
    trust: Mapping[str, Mapping[str, float]] = {}
    """By the name of a model, its trust 0…1 by language code, "*" for all others."""


ABROAD = 5.0
"""Worth of the words that another language hides where the cosine is 1, beside those that match: by it, a passage in
another language is right nearly as often as one in the question's with the same score (``qa.learn.prior``)."""
AS_NEAR = 0.9
"""A passage that can be read is as near as one of another language from this share of its cosine on."""
HAND_SET = Weights()
"""What the learning starts from."""


class Features(NamedTuple):
    """What the ranking knows of each candidate: arrays of shape (n,), in the pool's order."""

    cosine: Floats
    """−1…1; where a passage has no vector yet, between the median and the best of the others by the share of the
    question's words that it holds; 0 when none has one."""
    keyword: Floats
    """BM25 ≥ 0."""
    matched: Floats
    """Share 0…1 of the question's idf mass."""
    mass: Floats
    """The question's idf mass, the same for all."""
    trust: Floats
    """How far the encoder knows the question's and the passage's language, 0…1; 0 when no passage has a vector."""
    exact: npt.NDArray[np.bool_]
    """Holds a rare code of the question literally."""
    sentence: Floats
    """−1…1, of the nearest sentence; ``cosine`` where sentences have no vectors."""
    late: Floats
    """How near the words come, about −1…1; not a number where they were not compared."""
    hidden: Floats | float = 0.0
    """Share 0…1 of the question's idf mass that the passage cannot hold, being in another language."""
    vectors: Matrix | None = None
    """Of the passages, shape (n, dims); None while one has none yet."""


def features(
    pool: Sequence[Candidate], trust: float | Mapping[str, float], hidden: Mapping[str, float] = MappingProxyType({})
) -> Features:
    """Return the features of a pool; ``trust`` is one number, or one for each candidate id (0 where it is missing).

    ``hidden`` is the share of the question's words that another language hides, by id; 0 where it is missing, and for
    all while passages wait for their vectors.
    """
    known = [c.semantic for c in pool if c.semantic is not None]
    middle = float(np.median(known)) if known else 0.0
    room = max(known, default=0.0) - middle
    cosine = np.array([middle + room * c.matched if c.semantic is None else c.semantic for c in pool], np.float64)
    # While vectors are missing, passages of one language may have theirs before others.
    complete = len(known) == len(pool)
    sentence = [whole if c.sentence is None else c.sentence for c, whole in zip(pool, cosine.tolist(), strict=True)]
    vectors = [c.vector for c in pool if c.vector is not None]
    each = [trust.get(c.id, 0.0) if isinstance(trust, Mapping) else trust for c in pool]
    return Features(
        cosine=cosine,
        keyword=np.array([c.keyword for c in pool], np.float64),
        matched=np.array([c.matched for c in pool], np.float64),
        mass=np.array([c.mass for c in pool], np.float64),
        trust=np.array(each, np.float64) * bool(known),
        exact=np.array([c.exact for c in pool], np.bool_),
        sentence=np.array(sentence, np.float64),
        late=np.array([np.nan if c.late is None else c.late for c in pool], np.float64),
        hidden=np.array([hidden.get(c.id, 0.0) if complete else 0.0 for c in pool], np.float64),
        vectors=np.stack(vectors) if vectors and len(vectors) == len(pool) else None,
    )


def fuse(f: Features, weights: Weights) -> Floats:
    """Return one score 0…1 for each candidate, shape (n,).

    The evidence ``trust²·(dense·cosine^power + late·words^power) + BM25·(cover + matched)``, the words left out
    where no passage's were compared, and what is credited for the words that are hidden, is taken as a share of what a
    cosine of 1 and every word matched would give, and bent by x²/(x² + half²) to fill the range. Then what is like the
    first comes nearer to it. It depends on the rest of the pool there, where a vector is missing, and where another
    language hides words. When some passages hold a rare code of the question, they get the upper half of the range and
    the others the lower.
    """
    if not f.cosine.size:
        return f.cosine
    near = np.maximum(f.cosine + weights.sentence * (f.sentence - f.cosine), 0.0)
    words = f.keyword * (weights.cover + f.matched)
    late = 0.0 if np.isnan(f.late).all() else weights.late
    meaning = weights.dense * near**weights.power + late * _late(f, near) ** weights.power
    evidence = f.trust**2 * meaning + words + _credit(f, near, words)
    full = (weights.dense + late) * f.trust.max() ** 2 + f.mass.max()
    share = evidence / full if full > 0 else np.zeros_like(evidence)
    bent = share**2 / (share**2 + weights.half**2)
    if f.vectors is not None:
        first = int(np.lexsort((-f.cosine, -bent, ~f.exact))[0])
        bent = _fed_back(bent, first, f.vectors, weights.alike * float(f.trust[first]) ** 2)
    scores: Floats = (bent + f.exact) / 2 if f.exact.any() else bent
    return scores


def _late(f: Features, near: Floats) -> Floats:
    """Return how near the words come; where they were not compared, as much above the cosine as in the others."""
    told = ~np.isnan(f.late)
    more = float(np.median(f.late[told] - near[told])) if told.any() else 0.0
    return np.maximum(np.where(told, f.late, near + more), 0.0)


def _credit(f: Features, near: Floats, words: Floats) -> Floats:
    """Return ``trust·c·(cosine/best)²`` of the mass that is hidden from each passage, c = max(cosine, ABROAD·cosine²).

    With the words that match in it, it is no more than those that match in a passage of the question's language that is
    as near: of two that say the same, the one that the asker can read comes first.
    """
    hidden = np.broadcast_to(np.asarray(f.hidden, np.float64), near.shape)
    worth = np.maximum(near, ABROAD * near**2) * (near / max(float(near.max()), 1e-9)) ** 2
    credit: Floats = f.trust * worth * hidden * f.mass
    own = hidden <= 0
    if own.all() or not own.any():
        return credit
    as_near = near[own] >= AS_NEAR * near[:, None]
    most = np.where(as_near, words[own], -1.0).max(axis=1)
    return np.where(most >= 0, np.clip(most - words, 0.0, credit), credit)


def _fed_back(scores: Floats, first: int, vectors: Matrix, worth: float) -> Floats:
    """Return the scores, each mixed with the first one's as far as the passage is like the first."""
    likeness = np.maximum(cosines(vectors, vectors[first]), 0.0).astype(np.float64)
    likeness[first] = 1.0
    mixed: Floats = (scores + worth * scores[first] * likeness) / (1.0 + worth)
    return mixed


def rank(
    query: Query,
    pool: Sequence[Candidate],
    *,
    trust: float | Mapping[str, float],
    weights: Weights = HAND_SET,
    hidden: Mapping[str, float] = MappingProxyType({}),
) -> list[tuple[str, float]]:
    """Return (id, score 0…1) of every candidate, best first; ties by cosine, then by id.

    This default order looks at the scores alone, not at the words of ``query``. ``trust`` is how far the encoder knows
    the language of the question, 0…1, or a mapping from candidate id to the lower of that and its trust in the
    passage's language. ``hidden`` maps ids to what ``qa.search.trust.hidden`` says of them.
    """
    pool = sorted(pool, key=lambda c: c.id)  # of equals the first by id is the first that others are likened to
    scores = fuse(features(pool, trust, hidden), weights)
    ranked = zip(pool, map(float, scores), strict=True)
    key = sorted((-score, -2.0 if c.semantic is None else -c.semantic, c.id) for c, score in ranked)
    return [(id_, -score) for score, _, id_ in key]
