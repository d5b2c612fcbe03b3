"""One order for the pool: features of each candidate, one score from them, near-duplicates folded together.

Squared cosine, squared nearness of words (``qa.search.late``) and BM25 are added on one scale: with an encoder that is
fully trusted, a cosine of 1 is worth ``dense`` points of BM25. BM25 keeps its own size (a sum of log odds: rare words
that match make it large, and then it rules), so a question of common words is left to the cosine. An encoder that half
knows the language gets a quarter of the weight: its cosines are noisier than they look (German and Spanish with an
English model lose to BM25 at half the weight).

A passage in another language than the question's cannot hold its words, however well it answers; passages that do
would bury it. So it is credited with words of those that its language hides: by the square of its nearness and no less
than its nearness, as far as the encoder is trusted, less the further it is from the nearest passage of the pool, and
never beyond what a passage that is as near holds in words (``qa.learn.balance``). Its nearness is the cosine, and by
how much its words come nearer than those of others at the same cosine: where words cannot match, that tells passages
apart that the cosine cannot.

What is like the first passages comes nearer to them: relevance feedback with these taken for right (Rocchio 1971), the
first most of all. That never changes which is first.
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

    dense: float = 180.0
    """Points of BM25 that a cosine of 1 is worth."""
    power: float = 2.0
    """The cosine counts to this power."""
    cover: float = 0.5
    """BM25 counts from this (nothing of the question's idf mass matched) to 1 + this (all matched) times."""
    late: float = 140.0
    """Points of BM25 that words as near as can be are worth; see ``qa.search.late``."""
    sentence: float = 0.5
    """Where words are not compared, the cosine of a passage's nearest sentence counts this much, 0…1, and the whole
    passage's the rest."""
    alike: float = 1.3
    """A passage's likeness to the first ones counts this much, and its own score 1."""
    half: float = 0.4
    """Share of the full evidence at which the score is one half."""
    trust: Mapping[str, Mapping[str, float]] = {}
    """By the name of a model, its trust 0…1 by language code, "*" for all others."""


ABROAD = 5.0
"""Worth of the words that another language hides where the cosine is 1, beside those that match: by it, a passage in
another language is right nearly as often as one in the question's with the same score (``qa.learn.prior``)."""
BY_WORDS = 0.75
"""How much a passage in another language is nearer for near words, beside its cosine; chosen on eight pairs of
XQuAD-R's languages (``docs/ranking.md``)."""
AS_NEAR = 0.9
"""A passage that can be read is as near as one of another language from this share of its cosine on."""
FED, FADE = 3, 0.7
"""First passages that others are likened to; each counts this much of the one before it."""
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
    first ones comes nearer to them. It depends on the rest of the pool there, where a vector is missing, and where
    another language hides words. When some passages hold a rare code of the question, they get the upper half of the
    range and the others the lower.
    """
    if not f.cosine.size:
        return f.cosine
    near = np.maximum(f.cosine + weights.sentence * (f.sentence - f.cosine), 0.0)
    words = f.keyword * (weights.cover + f.matched)
    late = 0.0 if np.isnan(f.late).all() else weights.late
    meaning = weights.dense * near**weights.power + late * _late(f, near) ** weights.power
    evidence = f.trust**2 * meaning + words + _credit(f, near, _abroad(f, near), words)
    full = (weights.dense + late) * f.trust.max() ** 2 + f.mass.max()
    share = evidence / full if full > 0 else np.zeros_like(evidence)
    bent = share**2 / (share**2 + weights.half**2)
    if f.vectors is not None:
        first = np.lexsort((-f.cosine, -bent, ~f.exact))[:FED].tolist()
        bent = _fed_back(bent, first, f.vectors, weights.alike * float(f.trust[first[0]]) ** 2)
    scores: Floats = (bent + f.exact) / 2 if f.exact.any() else bent
    return scores


def _late(f: Features, near: Floats) -> Floats:
    """Return how near the words come; where they were not compared, as much above the cosine as in the others."""
    told = ~np.isnan(f.late)
    more = float(np.median(f.late[told] - near[told])) if told.any() else 0.0
    return np.maximum(np.where(told, f.late, near + more), 0.0)


def _abroad(f: Features, near: Floats) -> Floats:
    """Return how near passages in other languages are: each by ``BY_WORDS`` nearer or less so, as its words are."""
    told = ~np.isnan(f.late) & (np.broadcast_to(f.hidden, near.shape) > 0)
    if not told.any():
        return near
    more = f.late - near
    nearer: Floats = np.where(told, np.maximum(near + BY_WORDS * (more - np.median(more[told])), 0.0), near)
    return nearer


def _credit(f: Features, near: Floats, nearness: Floats, words: Floats) -> Floats:
    """Return ``trust·c·(x/best)²`` of the mass that is hidden from each passage: x its nearness, c = max(x, ABROAD·x²).

    With the words that match in it, it is no more than those that match in a passage of the question's language that is
    as near: of two that say the same, the one that the asker can read comes first.
    """
    hidden = np.broadcast_to(np.asarray(f.hidden, np.float64), near.shape)
    worth = np.maximum(nearness, ABROAD * nearness**2) * (nearness / max(float(nearness.max()), 1e-9)) ** 2
    credit: Floats = f.trust * worth * hidden * f.mass
    own = hidden <= 0
    if own.all() or not own.any():
        return credit
    as_near = near[own] >= AS_NEAR * near[:, None]
    most = np.where(as_near, words[own], -1.0).max(axis=1)
    return np.where(most >= 0, np.clip(most - words, 0.0, credit), credit)


def _fed_back(scores: Floats, first: Sequence[int], vectors: Matrix, worth: float) -> Floats:
    """Return the scores, each mixed with those of the first ones as far as the passage is like them.

    ``first`` are their rows, best first. The first of them keeps its score, and stays above all others.
    """
    fed, total = np.zeros_like(scores), 0.0
    for place, row in enumerate(first):
        likeness = np.maximum(cosines(vectors, vectors[row]), 0.0).astype(np.float64)
        likeness[row] = 1.0
        fed += FADE**place * scores[row] * likeness
        total += FADE**place
    best = scores[first[0]]
    mixed: Floats = np.minimum((scores + worth * fed / total) / (1.0 + worth), np.nextafter(best, 0.0))
    mixed[first[0]] = best
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
