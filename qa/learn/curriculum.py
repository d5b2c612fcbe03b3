"""What the student reads, and in what order: rounds of batches drawn by language, short texts and long ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.learn.student import by_length

Ids = NDArray[np.int64]
LONG_PIECES = 200
SMALL_COUNT = 0.4


@dataclass(frozen=True, slots=True)
class Ragged:
    """Many lists of piece numbers in one array: list i is `flat[start[i]:start[i + 1]]`."""

    flat: NDArray[np.int32]
    start: NDArray[np.int64]

    @classmethod
    def of(cls, lists: list[list[int]]) -> "Ragged":
        """Pack the lists."""
        start = np.cumsum([0, *map(len, lists)])
        return cls(np.fromiter((piece for one in lists for piece in one), np.int32, int(start[-1])), start)

    def __getitem__(self, row: int) -> Ids:
        return self.flat[self.start[row] : self.start[row + 1]].astype(np.int64)

    def lengths(self) -> Ids:
        """Return every list's length."""
        return np.diff(self.start)

    def lengths_of(self, rows: Ids) -> Ids:
        """Return some lists' lengths."""
        return self.start[rows + 1] - self.start[rows]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Encoded parallel rows: `text[i]` translates `english[source[i]]`; `group[i]` numbers its file.

    `share` and `long_share` are each file's share of the short and of the long texts of a round.
    """

    text: Ragged
    english: Ragged
    source: NDArray[np.int32]
    group: NDArray[np.int16]
    share: NDArray[np.float64]
    long_share: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Item:
    """One text to encode and what it must come near: the English text `target`, or the English pieces `aim` if long."""

    ids: Ids
    target: int
    aim: Ids | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """How a round is made: items, the shares of English replay and of long texts among them, the longest short text.

    Half of the long texts are long rows, half are short rows joined. English `passages` (a share of the items, on top)
    keep the student's long English where the teacher's is. A batch has about `tokens` places, and `others` English
    texts as negatives.
    """

    items: int
    english: float
    long: float
    longest: int
    passages: float = 0.0
    tokens: int = 1600
    others: int = 1024


def shares(
    languages: Sequence[str], rows: NDArray[np.int64], weights: Mapping[str, float], kinds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of the items of each file, from its language, its rows and the weight of its kind.

    A language gets its weight (1 if not named) × its rows^0.4, so that small ones count; its files share that by
    the weight of their kind × the root of their rows.
    """
    found = np.zeros(len(rows))
    for language in dict.fromkeys(languages):
        mine = np.array([one == language for one in languages])
        inside = kinds * np.sqrt(rows) * mine
        whole = weights.get(language, 1.0) * float(rows[mine].sum()) ** SMALL_COUNT
        found += whole * inside / max(float(inside.sum()), 1e-9)
    return found / max(float(found.sum()), 1e-9)


def draw(corpus: Corpus, mix: Mix, *, taught: int, ends: tuple[int, int], seed: list[int]) -> list[Item]:
    """Draw a round of items whose English is among the first `taught`; `ends` are the pieces [CLS] and [SEP]."""
    rng = np.random.default_rng(seed)
    n_english, n_long = int(mix.items * mix.english), int(mix.items * mix.long)
    counts = rng.multinomial(mix.items - n_english - n_long, corpus.share)
    rows = np.concatenate([_rows(corpus, group, int(n), mix.longest, taught, rng) for group, n in enumerate(counts)])
    items = [Item(_wrap(corpus.text[row], ends), int(corpus.source[row])) for row in rows]
    items += [Item(_wrap(corpus.english[int(i)], ends), int(i)) for i in rng.integers(0, taught, n_english)]
    counts = rng.multinomial(n_long - n_long // 2, corpus.long_share)
    rows = np.concatenate(
        [_long_rows(corpus, group, int(n), mix.longest, taught, rng) for group, n in enumerate(counts)]
    )
    items += [Item(_wrap(corpus.text[row], ends), int(corpus.source[row])) for row in rows]
    joined = zip(range(n_long // 2), rng.choice(len(corpus.share), n_long // 2, p=corpus.long_share), strict=True)
    return items + [_long_item(corpus, int(group), -1 - i, ends, rng) for i, group in joined]


def replay(passages: Ragged, rows: Ids, count: int, *, ends: tuple[int, int], seed: list[int]) -> list[Item]:
    """Draw English passages, from `rows` of `passages`, that the student is to read as the teacher does."""
    picked = np.random.default_rng(seed).choice(rows, min(count, len(rows)), replace=False)
    texts = [_wrap(passages[int(row)][:LONG_PIECES], ends) for row in picked]
    return [Item(text, -1_000_000 - i, text) for i, text in enumerate(texts)]


def batches(items: list[Item], *, tokens: int, seed: list[int]) -> Iterator[list[Item]]:
    """Group items of like length into batches of about `tokens` places, and yield them in a shuffled order."""
    lengths = [len(item.ids) for item in items]
    order = sorted(range(len(items)), key=lengths.__getitem__)
    groups = by_length(order, lengths, tokens=tokens)
    for group in np.random.default_rng(seed).permutation(len(groups)):
        yield [items[i] for i in groups[group]]


def _rows(
    corpus: Corpus, group: int, count: int, longest: int, taught: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    return _some(corpus, group, count, corpus.text.lengths() <= longest, taught, rng)


def _long_rows(
    corpus: Corpus, group: int, count: int, longest: int, taught: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    lengths = corpus.text.lengths()
    return _some(corpus, group, count, (lengths > longest) & (lengths <= LONG_PIECES + 40), taught, rng)


def _some(
    corpus: Corpus, group: int, count: int, fit: NDArray[np.bool_], taught: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    rows = np.flatnonzero(fit & (corpus.group == group) & (corpus.source < taught))
    return rng.choice(rows, min(count, len(rows)), replace=False) if len(rows) else rows


def _long_item(corpus: Corpus, group: int, number: int, ends: tuple[int, int], rng: np.random.Generator) -> Item:
    """Join a handful of neighbouring rows into one long text; three in ten stay English."""
    rows = np.flatnonzero(corpus.group == group)
    first, count = int(rng.integers(0, max(1, len(rows) - 12))), int(rng.integers(3, 9))
    picked = rng.permutation(rows[first : first + 12])[:count]
    aim = np.concatenate([corpus.english[int(corpus.source[row])] for row in picked])[:LONG_PIECES]
    text = aim if rng.random() < 0.3 else np.concatenate([corpus.text[int(row)] for row in picked])[: LONG_PIECES + 40]
    return Item(_wrap(text, ends), number, _wrap(aim, ends))


def _wrap(ids: Ids, ends: tuple[int, int]) -> Ids:
    return np.concatenate([[ends[0]], ids, [ends[1]]])
