"""The same lessons in wide batches, for a graphics card: all texts lie in its memory, thousands go through at once.

What `qa.learn.lessons` does with a hundred texts a step, this does with some ten thousand: a text is brought near the
teacher's vector of its English, and away from those of the batch and of many thousand texts besides. A course is many
passes over all there is to read, where two processors manage a part of one.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Ids, Ragged
from qa.learn.lessons import TEMPERATURE, is_used
from qa.learn.prepare import PASSAGE_PIECES, QUERY_PIECES
from qa.learn.reading import Batch, Course, Reading
from qa.learn.student import BETAS, Student, Tensor, agreement, matching

Log = Callable[[str], None]
LONGEST_PIECES = 254
"""[CLS] and [SEP] not counted."""
SAID_EVERY = 200


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
            return matching(asked, told, temperature=TEMPERATURE, same=number[:, None] == number[None, :])
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
) -> dict[str, Any]:
    """Go through a course; returns the student's weights.

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
    batches.close()
    student.table.requires_grad_(requires_grad=False)
    return student.state()


def _numbered(texts: Ragged) -> Ids:
    """Number texts so that equal ones have equal numbers."""
    numbers: dict[bytes, int] = {}
    return np.array(
        [numbers.setdefault(texts[row].tobytes(), len(numbers)) for row in range(len(texts.lengths()))], np.int64
    )
