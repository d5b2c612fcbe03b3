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
from qa.learn.teachers import LONGEST_PIECES, Teachers, Texts

Log = Callable[[str], None]
SAID_EVERY = 200


class Card:
    """A student, its teachers and all texts on one device, and the step that moves the student's weights."""

    def __init__(
        self, student: Student, teachers: Teachers, reading: Reading, ends: tuple[int, int], scale: NDArray[np.float32]
    ) -> None:
        import torch

        device = str(student.table.device)
        self.student, self.teachers, self.reading = student, teachers, reading
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
        target, known = self._target(batch), self.teachers.known
        picked = torch.randint(len(known), (course.others,), generator=self._random, device=self._device)
        others = known[picked].float()
        return agreement(
            self._read(batch, course.longest),
            target,
            target @ target.T > course.near,
            temperature=TEMPERATURE,
            others=others,
            twins=target @ others.T > course.near,
        )

    def _target(self, batch: Batch) -> Tensor:
        import torch

        if batch.kind == "text":
            return self.teachers.known[torch.from_numpy(self.reading.source[batch.rows]).to(self._device)].float()
        if batch.kind == "joined":
            return self.teachers.joined(batch.aims, batch.rows)
        if batch.kind == "passage":
            return self.teachers.passages(batch.rows)
        return self.teachers.foreign(batch.rows, questions=batch.kind == "question")

    def _read(self, batch: Batch, longest: int) -> Tensor:
        """Let the student read a batch."""
        if batch.kind == "text":
            return self._vectors(self._texts, batch.rows, longest)
        if batch.texts is not None:
            return self._vectors(Texts(batch.texts, self._ends, self._device), batch.rows, LONGEST_PIECES)
        return self._vectors(self._queries if batch.kind == "question" else self._passages, batch.rows, LONGEST_PIECES)

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
    teachers: Teachers,
    reading: Reading,
    ends: tuple[int, int],
    scale: NDArray[np.float32],
    course: Course,
    *,
    log: Log,
) -> dict[str, Any]:
    """Go through a course; returns the student's weights.

    `scale` is each row's share of the rate (see `rehearse.row_scale`). All models must lie on one device.
    """
    import torch

    torch.set_float32_matmul_precision("high")  # scores need no more, and cost as much as the layers otherwise
    card = Card(student, teachers, reading, ends, scale)
    log(f"the teacher has read {len(teachers.known)} English texts")
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
