"""One lesson: batches go through the student, are held against the teacher, and the weights move."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Ids, Item
from qa.learn.student import RowAdam, Student, Tensor, agreement, matching, padded

Floats = NDArray[np.float32]
TEMPERATURE = 0.05


@dataclass(frozen=True, slots=True)
class Rates:
    """How far one lesson moves the rows of the table and the weights of the layers (0: they stay frozen)."""

    rows: float
    layers: float


@dataclass(frozen=True, slots=True)
class Slope:
    """The loss of one batch, and its gradients: of the rows `pieces` (n × d) and of each weight of the layers."""

    loss: float
    pieces: Tensor
    rows: Tensor
    layers: Sequence[Tensor]


Task = Callable[[], Slope]


@dataclass(slots=True)
class Tutor:
    """Holds the student with its optimisers, and the teacher whose vectors it learns to give."""

    student: Student
    teacher: Student
    rows: RowAdam
    layers: Any
    weights: list[Tensor]
    workers: int
    pool: ThreadPoolExecutor

    @classmethod
    def of(cls, student: Student, teacher: Student, scale: Floats, *, workers: int = 1) -> "Tutor":
        """Set up the optimisers; `scale` (one number a row) is each row's share of the rate."""
        import torch

        weights = [weight for name, weight in student.layers.named_parameters() if is_used(name)]
        layers = torch.optim.AdamW(weights, lr=0.0, weight_decay=0.0, foreach=True)
        rows = RowAdam.over(student.table, torch.from_numpy(scale))
        pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,))
        return cls(student, teacher, rows, layers, weights, workers, pool)

    def imitate(self, batch: Sequence[Item], known: NDArray[np.float16], others: NDArray[np.int64]) -> Slope:
        """Bring each text near its English target; `known` holds the teacher's vectors by number.

        `others` are numbers of English texts that serve as negatives besides.
        """
        import torch

        aims = [item.aim for item in batch if item.aim is not None]
        fresh = iter(self.teacher.encode(aims)) if aims else iter(())
        target = np.stack([known[item.target] if item.aim is None else next(fresh) for item in batch])
        numbers = np.array([item.target for item in batch])
        same = torch.from_numpy(numbers[:, None] == numbers[None, :])
        (vectors,), pieces, rows = self._forward([[item.ids for item in batch]])
        loss = agreement(
            vectors,
            torch.from_numpy(target.astype(np.float32)),
            same,
            temperature=TEMPERATURE,
            others=torch.from_numpy(known[np.setdiff1d(others, numbers)].astype(np.float32)),
        )
        return self._slope(loss, pieces, rows)

    def match(self, queries: list[Ids], passages: list[Ids]) -> Slope:
        """Bring each question near its own passage and away from the batch's other passages."""
        (asked, told), pieces, rows = self._forward([queries, passages])
        return self._slope(matching(asked, told, temperature=TEMPERATURE), pieces, rows)

    def lesson(self, tasks: Sequence[Task], rates: Rates) -> list[float]:
        """Work on some batches at once, a thread each, then move the weights one step; returns their losses."""
        import torch

        for weight in self.weights:
            weight.requires_grad_(rates.layers > 0)
        slopes = list(self.pool.map(lambda task: task(), tasks))
        pieces, where = torch.unique(torch.cat([slope.pieces for slope in slopes]), return_inverse=True)
        gradient = torch.zeros(len(pieces), self.student.table.shape[1])
        gradient.index_add_(0, where, torch.cat([slope.rows for slope in slopes]), alpha=1 / len(slopes))
        self.rows.step(self.student.table, pieces, gradient, rates.rows)
        if rates.layers > 0:
            for weight, *gradients in zip(self.weights, *(slope.layers for slope in slopes), strict=True):
                weight.grad = torch.stack(gradients).mean(0)
            torch.nn.utils.clip_grad_norm_(self.weights, 1.0, foreach=True)
            self.layers.param_groups[0]["lr"] = rates.layers
            self.layers.step()
            self.layers.zero_grad(set_to_none=True)
        return [slope.loss for slope in slopes]

    def _forward(self, groups: list[list[Ids]]) -> tuple[list[Tensor], Tensor, Tensor]:
        """Encode groups of texts over one leaf tensor that holds just the rows they use."""
        import torch

        stacked = [padded(group) for group in groups]
        unique = torch.unique(torch.cat([places.ravel() for places, _ in stacked]))
        rows = self.student.table[unique].requires_grad_()
        vectors = [self.student.vectors(rows, torch.searchsorted(unique, p), mask) for p, mask in stacked]
        return vectors, unique, rows

    def _slope(self, loss: Tensor, pieces: Tensor, rows: Tensor) -> Slope:
        import torch

        weights = [weight for weight in self.weights if weight.requires_grad]
        gradient, *layers = torch.autograd.grad(loss, [rows, *weights])
        return Slope(float(loss.detach()), pieces, gradient, layers)

    def state(self) -> dict[str, Any]:
        """Return everything a checkpoint needs."""
        return {"student": self.student.state(), "rows": self.rows.state(), "layers": self.layers.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.student.load(state["student"])
        self.rows.load(state["rows"])
        self.layers.load_state_dict(state["layers"])


def is_used(weight: str) -> bool:
    """Return whether a weight of the layers has a part in the vectors: the pooler stands above what is used."""
    return not weight.startswith(("pooler.", "embeddings.word_embeddings."))
