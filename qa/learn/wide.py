"""The same lessons in wide batches, for a graphics card: all texts lie in its memory, thousands go through at once.

What `qa.learn.lessons` does with a hundred texts a step, this does with some ten thousand: a text is brought near the
teacher's vector of its English, and away from those of the batch and of many thousand texts besides. A course is many
passes over all there is to read, where two processors manage a part of one.
"""

import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Corpus, Ids, Ragged
from qa.learn.lessons import TEMPERATURE, is_used
from qa.learn.prepare import PASSAGE_PIECES, QUERY_PIECES, Pairs
from qa.learn.student import BETAS, Student, Tensor, agreement

Log = Callable[[str], None]
LONGEST_PIECES = 254
"""[CLS] and [SEP] not counted."""
MOST = 8192
WINDOW, PARTS = 600, 10
"""Joined texts are made of at most `PARTS` rows that stand within `WINDOW` of one another in their file."""
SHORTEST_JOINED = 40
SAID_EVERY = 200


@dataclass(frozen=True, slots=True)
class Course:
    """How long, how fast and what is read; the defaults, with 3,720 steps, made the model that ships.

    `steps` moves of the weights, each after `batches` batches of about `places` pieces; `rows` and `layers` are the
    highest rates, reached after `warm` steps and falling to nothing in a straight line. `english` is the share of
    English texts among those drawn; for each batch of them come `joined` batches of rows joined to long texts (up to
    `longest` pieces), `passages` of English passages, and `pairs` of `together` questions with their passages.
    `others` English texts are negatives besides those of the batch; where the teacher's vectors of two are nearer than
    `near`, they say the same, and neither is a negative of the other. `drawn` translations are drawn and sorted by
    length at a time, so that a batch holds hardly any padding.
    """

    steps: int
    places: int = 163_840
    batches: int = 1
    rows: float = 1.5e-3
    layers: float = 5e-4
    warm: int = 300
    english: float = 0.08
    joined: float = 0.25
    passages: float = 0.06
    pairs: float = 0.12
    together: int = 256
    others: int = 32_768
    longest: int = 220
    near: float = 0.97
    drawn: int = 131_072


class Batch(NamedTuple):
    """One batch: what kind it is, and the numbers of its texts; joined ones are not among the corpus' own."""

    kind: str
    rows: Ids
    texts: Ragged | None = None
    aims: Ragged | None = None


class Texts:
    """Lists of piece numbers on a device, given out as padded batches."""

    def __init__(self, texts: Ragged, ends: tuple[int, int], device: str) -> None:
        import torch

        self._flat = torch.from_numpy(np.append(texts.flat, 0)).to(device)
        self._start = torch.from_numpy(texts.start).to(device)
        self._ends, self._device = ends, device
        self.lengths = texts.lengths()

    def padded(self, rows: Ids, longest: int) -> tuple[Tensor, Tensor]:
        """Return numbers ([CLS] … [SEP], then 0) and mask of some texts cut at `longest` pieces, batch × length."""
        import torch

        widest = min(int(self.lengths[rows].max()), longest)
        width = -(-(widest + 2) // 8) * 8  # what the quick attention wants
        at = torch.from_numpy(rows).to(self._device, non_blocking=True)
        size = (self._start[at + 1] - self._start[at]).clamp(max=widest)[:, None]
        place = torch.arange(width, device=self._device)[None, :]
        inner = (self._start[at][:, None] + place - 1).clamp(0, len(self._flat) - 1)
        ids = torch.where(place <= size, self._flat[inner].long(), 0)
        ids[:, 0] = self._ends[0]
        ids = torch.where(place == size + 1, self._ends[1], ids)
        return ids, (place <= size + 1).long()


class Reading:
    """Draws the batches of a course from a corpus and its pairs, the same for the same seed."""

    def __init__(self, corpus: Corpus, pairs: Pairs, course: Course, seed: int) -> None:
        self.corpus, self.pairs, self._course = corpus, pairs, course
        self.texts = _with(corpus.text, corpus.english)
        english = len(corpus.english.lengths())
        self.source = np.concatenate([corpus.source, np.arange(english, dtype=np.int32)])
        self._lengths = np.minimum(self.texts.lengths(), course.longest)
        size = np.maximum(np.bincount(corpus.group, minlength=len(corpus.share)), 1)
        chance = (corpus.share / size)[corpus.group] * (1.0 - course.english)
        self._upto = np.cumsum(np.concatenate([chance, np.full(english, course.english / english)]))
        self._by_group = np.argsort(corpus.group, kind="stable")
        self._bounds = np.searchsorted(corpus.group[self._by_group], np.arange(len(corpus.share) + 1))
        self._long = corpus.long_share * (size > PARTS)
        sizes = np.bincount(pairs.file) if len(pairs.file) else np.zeros(1)
        self._files = np.sqrt(sizes) * (sizes >= 2)
        self._by_file = np.argsort(pairs.file, kind="stable")
        self._file_bounds = np.searchsorted(pairs.file[self._by_file], np.arange(len(sizes) + 1))
        self._rng = np.random.default_rng([seed, 11])

    def batches(self) -> Generator[Batch, None, None]:
        """Yield batches without end; the next lot is drawn while one is read."""
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(self._lot)
            while True:
                lot, coming = coming.result(), pool.submit(self._lot)
                yield from lot

    def _lot(self) -> list[Batch]:
        course, rng = self._course, self._rng
        drawn = np.minimum(np.searchsorted(self._upto, rng.random(course.drawn) * self._upto[-1]), len(self._upto) - 1)
        lot = [Batch("text", drawn[one]) for one in _cut(self._lengths[drawn], course.places)]
        count = len(lot)
        lot += self._joined(_drawn(count * course.joined, rng) * max(course.places // 120, 8))
        english = self.pairs.english
        for _ in range(_drawn(count * course.passages, rng) if len(english) else 0):
            most = min(len(english), max(course.places // (PASSAGE_PIECES + 42), 8))
            lot.append(Batch("passage", rng.choice(english, most, replace=False)))
        lot += self._pairs(_drawn(count * course.pairs, rng))
        return [lot[i] for i in rng.permutation(len(lot))]

    def _joined(self, count: int) -> list[Batch]:
        """Join rows that stand near one another to long texts, both sides alike, as far as the length allows.

        The share `english` of them is read in English.
        """
        if not count or not self._long.sum():
            return []
        rng, corpus = self._rng, self.corpus
        group = rng.choice(len(self._long), count, p=self._long / self._long.sum())
        low, high = self._bounds[group][:, None], self._bounds[group + 1][:, None]
        middle = low + (rng.random((count, 1)) * (high - low)).astype(np.int64)
        place = np.clip(middle + rng.integers(-WINDOW, WINDOW, (count, PARTS)), low, high - 1)
        rows = self._by_group[place]
        most = rng.integers(SHORTEST_JOINED, self._course.longest, (count, 1))
        source = corpus.source[rows]
        rows = np.where(rng.random((count, 1)) < self._course.english, len(corpus.source) + source, rows)
        theirs, ours = self.texts.lengths_of(rows), corpus.english.lengths_of(source)
        kept = (np.cumsum(theirs, axis=1) <= most) & (np.cumsum(ours, axis=1) <= self._course.longest)
        kept[:, 0] = True
        parts = kept.sum(axis=1)
        texts, aims = joined(self.texts, rows[kept], parts), joined(corpus.english, source[kept], parts)
        cut = _cut(np.minimum(texts.lengths(), self._course.longest), self._course.places)
        return [Batch("joined", one, texts, aims) for one in cut]

    def _pairs(self, count: int) -> list[Batch]:
        if not self._files.sum():
            return []
        files = self._rng.choice(len(self._files), count, p=self._files / self._files.sum())
        rows = [self._by_file[self._file_bounds[file] : self._file_bounds[file + 1]] for file in files]
        most = self._course.together
        return [Batch("pairs", self._rng.choice(one, min(most, len(one)), replace=False)) for one in rows]


class Card:
    """A student, its teacher and all texts on one device, and the step that moves the student's weights."""

    def __init__(
        self, student: Student, teacher: Student, reading: Reading, ends: tuple[int, int], scale: NDArray[np.float32]
    ) -> None:
        import torch

        device = str(student.table.device)
        self.student, self.teacher, self.reading = student, teacher, reading
        self._device = device
        self._texts = Texts(reading.texts, ends, device)
        self._queries, self._passages = (
            Texts(texts, ends, device) for texts in (reading.pairs.queries, reading.pairs.passages)
        )
        self._same_passage = torch.from_numpy(_numbered(reading.pairs.passages)).to(device)
        self._ends = ends
        student.table.requires_grad_()
        self._scale = torch.from_numpy(scale).to(device)[:, None]
        self._moments = torch.zeros_like(student.table), torch.zeros_like(student.table)
        self._weights = [weight for name, weight in student.layers.named_parameters() if is_used(name)]
        self._adam = torch.optim.AdamW(self._weights, lr=0.0, betas=BETAS, weight_decay=0.0, foreach=True)
        self._random = torch.Generator(device=device).manual_seed(0)
        self.known = self._taught()

    def _taught(self) -> Tensor:
        """Let the teacher read every English text; returns its vectors, float16, n × d."""
        import torch

        first, count = len(self.reading.corpus.source), len(self.reading.corpus.english.lengths())
        order = first + np.argsort(self._texts.lengths[first:], kind="stable")
        found = torch.empty(count, self.teacher.table.shape[1], dtype=torch.float16, device=self._device)
        for start in range(0, count, 4096):
            rows = order[start : start + 4096]
            found[torch.from_numpy(rows - first).to(self._device)] = self._told(self._texts, rows).half()
        return found

    def _told(self, texts: Texts, rows: Ids) -> Tensor:
        import torch

        with torch.no_grad():
            return self.teacher.vectors(self.teacher.table, *texts.padded(rows, LONGEST_PIECES))

    def _vectors(self, texts: Texts, rows: Ids, longest: int) -> Tensor:
        return self.student.vectors(self.student.table, *texts.padded(rows, longest))

    def loss(self, batch: Batch, course: Course) -> Tensor:
        """Return the loss of one batch."""
        import torch

        if batch.kind == "pairs":
            asked = self._vectors(self._queries, batch.rows, QUERY_PIECES)
            told = self._vectors(self._passages, batch.rows, PASSAGE_PIECES)
            number = self._same_passage[torch.from_numpy(batch.rows).to(self._device)]
            return _match(asked, told, number[:, None] == number[None, :])
        texts = self._texts
        if batch.kind == "text":
            target = self.known[torch.from_numpy(self.reading.source[batch.rows]).to(self._device)].float()
        elif batch.texts is not None and batch.aims is not None:
            texts = Texts(batch.texts, self._ends, self._device)
            target = self._told(Texts(batch.aims, self._ends, self._device), batch.rows)
        else:
            texts = self._passages
            target = self._told(texts, batch.rows)
        longest = course.longest if batch.kind == "text" else LONGEST_PIECES
        picked = torch.randint(len(self.known), (course.others,), generator=self._random, device=self._device)
        others = self.known[picked].float()
        return agreement(
            self._vectors(texts, batch.rows, longest),
            target,
            target @ target.T > course.near,
            temperature=TEMPERATURE,
            others=others,
            twins=target @ others.T > course.near,
        )

    def step(self, batches: Sequence[Batch], course: Course, number: int) -> list[Tensor]:
        """Read some batches and move the weights once; returns the losses, on the device."""
        import torch

        pace = min(number / max(course.warm, 1), 1.0) * max(0.0, 1.0 - number / course.steps)
        losses = []
        for batch in batches:
            loss = self.loss(batch, course)
            (loss / len(batches)).backward()
            losses.append(loss.detach())
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0, foreach=True)
        self._adam.param_groups[0]["lr"] = course.layers * pace
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)
        self._move_rows(course.rows * pace, number)
        return losses

    def _move_rows(self, rate: float, number: int) -> None:
        """Adam over the whole table, each row at its own share of the rate."""
        import torch

        (early, late), (first, second) = BETAS, self._moments
        with torch.no_grad():
            gradient = self.student.table.grad
            first.lerp_(gradient, 1 - early)
            second.mul_(late).addcmul_(gradient, gradient, value=1 - late)
            change = first / (1 - early**number) / ((second / (1 - late**number)).sqrt_().add_(1e-7))
            self.student.table.sub_(change.mul_(self._scale), alpha=rate)
            self.student.table.grad = None


def learn(
    student: Student,
    teacher: Student,
    reading: Reading,
    ends: tuple[int, int],
    scale: NDArray[np.float32],
    course: Course,
    *,
    log: Log,
    seen: Callable[[int, Student], None] = lambda number, student: None,
) -> dict[str, Any]:
    """Go through a course; returns the student's weights. `seen` is told after each step, and may look at the student.

    `scale` is each row's share of the rate (see `rehearse.row_scale`). Both models must lie on one device.
    """
    import torch

    card = Card(student, teacher, reading, ends, scale)
    log(f"the teacher has read {len(card.known)} English texts")
    start, kinds, losses = time.monotonic(), [], []
    batches = reading.batches()
    for number in range(1, course.steps + 1):
        lot = [next(batches) for _ in range(course.batches)]
        kinds += [batch.kind for batch in lot]
        losses += card.step(lot, course, number)
        if number % SAID_EVERY == 0 or number == course.steps:
            values, names = torch.stack(losses).cpu().numpy(), np.array(kinds)
            means = ", ".join(f"{name} {values[names == name].mean():.4f}" for name in dict.fromkeys(kinds))
            log(f"step {number}: {means}, {time.monotonic() - start:.0f} s")
            kinds, losses = [], []
        seen(number, student)
    batches.close()
    student.table.requires_grad_(requires_grad=False)
    return student.state()


def joined(texts: Ragged, rows: Ids, parts: Ids) -> Ragged:
    """Join lists: the first `parts[0]` of `rows` make the first, the next `parts[1]` the second, and so on."""
    sizes = texts.lengths_of(rows)
    ends = np.cumsum(sizes)
    offset = np.repeat(texts.start[rows] - (ends - sizes), sizes)
    return Ragged(texts.flat[np.arange(len(offset)) + offset], np.concatenate([[0], ends[np.cumsum(parts) - 1]]))


def _with(first: Ragged, second: Ragged) -> Ragged:
    return Ragged(
        np.concatenate([first.flat, second.flat]), np.concatenate([first.start, second.start[1:] + first.start[-1]])
    )


def _cut(lengths: Ids, places: int) -> list[Ids]:
    """Cut texts, longest first, into batches of at most about `places` places and `MOST` texts."""
    order = np.argsort(-lengths, kind="stable")
    batches, at = [], 0
    while at < len(order):
        size = max(1, min(MOST, places // (int(lengths[order[at]]) + 2)))
        batches.append(order[at : at + size])
        at += size
    return batches


def _drawn(expected: float, rng: np.random.Generator) -> int:
    """Round up or down by chance, so that the mean is what was expected."""
    return int(expected + rng.random())


def _numbered(texts: Ragged) -> Ids:
    """Number texts so that equal ones have equal numbers."""
    numbers: dict[bytes, int] = {}
    return np.array(
        [numbers.setdefault(texts[row].tobytes(), len(numbers)) for row in range(len(texts.lengths()))], np.int64
    )


def _match(asked: Tensor, told: Tensor, same: Tensor) -> Tensor:
    """Bring each question near its own passage and away from other passages of the batch."""
    import torch

    right = torch.arange(len(asked), device=asked.device)
    scores = (asked @ told.T / TEMPERATURE).masked_fill(same & (right[:, None] != right[None, :]), -1e4)
    return 0.5 * (torch.nn.functional.cross_entropy(scores, right) + torch.nn.functional.cross_entropy(scores.T, right))
