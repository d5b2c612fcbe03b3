"""One lesson: a batch goes through the student, is held against the teacher, and the weights move."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Ids, Item
from qa.learn.student import RowAdam, Student, Tensor, agreement, padded

Floats = NDArray[np.float32]
TEMPERATURE = 0.05


@dataclass(frozen=True, slots=True)
class Rates:
    """How far one lesson moves the rows of the table and the weights of the layers (0: they stay frozen)."""

    rows: float
    layers: float


@dataclass(slots=True)
class Tutor:
    """Holds the student with its optimisers, and the teacher whose vectors it learns to give."""

    student: Student
    teacher: Student
    rows: RowAdam
    layers: Any

    @classmethod
    def of(cls, student: Student, teacher: Student, scale: Floats) -> "Tutor":
        """Set up the optimisers; `scale` (one number a row) is each row's share of the rate."""
        import torch

        layers = torch.optim.AdamW(student.layers.parameters(), lr=0.0, weight_decay=0.0, foreach=True)
        return cls(student, teacher, RowAdam.over(student.table, torch.from_numpy(scale)), layers)

    def imitate(self, batch: Sequence[Item], known: NDArray[np.float16], rates: Rates) -> float:
        """Bring each text near its English target; `known` holds the teacher's vectors by number. Returns the loss."""
        import torch

        aims = [item.aim for item in batch if item.aim is not None]
        fresh = iter(self.teacher.encode(aims)) if aims else iter(())
        target = np.stack([known[item.target] if item.aim is None else next(fresh) for item in batch])
        numbers = torch.tensor([item.target for item in batch])
        same = numbers[:, None] == numbers[None, :]
        (vectors,), table = self._forward([[item.ids for item in batch]], rates)
        loss = agreement(vectors, torch.from_numpy(target.astype(np.float32)), same, temperature=TEMPERATURE)
        return self._move(loss, table, rates)

    def match(self, queries: list[Ids], passages: list[Ids], rates: Rates) -> float:
        """Bring each question near its own passage and away from the batch's other passages. Returns the loss."""
        import torch

        (asked, told), table = self._forward([queries, passages], rates)
        scores = asked @ told.T / TEMPERATURE
        right = torch.arange(len(queries))
        loss = torch.nn.functional.cross_entropy(scores, right) + torch.nn.functional.cross_entropy(scores.T, right)
        return self._move(0.5 * loss, table, rates)

    def _forward(self, groups: list[list[Ids]], rates: Rates) -> tuple[list[Tensor], tuple[Tensor, Tensor]]:
        """Encode groups of texts over one leaf tensor that holds just the rows they use."""
        import torch

        for weight in self.student.layers.parameters():
            weight.requires_grad_(rates.layers > 0)
        stacked = [padded(group) for group in groups]
        unique = torch.unique(torch.cat([places.ravel() for places, _ in stacked]))
        rows = self.student.table[unique].requires_grad_()
        vectors = [self.student.vectors(rows, torch.searchsorted(unique, p), mask) for p, mask in stacked]
        return vectors, (unique, rows)

    def _move(self, loss: Tensor, table: tuple[Tensor, Tensor], rates: Rates) -> float:
        import torch

        loss.backward()
        unique, rows = table
        self.rows.step(self.student.table, unique, rows.grad, rates.rows)
        if rates.layers > 0:
            torch.nn.utils.clip_grad_norm_(self.student.layers.parameters(), 1.0)
            self.layers.param_groups[0]["lr"] = rates.layers
            self.layers.step()
            self.layers.zero_grad(set_to_none=True)
        return float(loss.detach())

    def state(self) -> dict[str, Any]:
        """Return everything a checkpoint needs."""
        return {"student": self.student.state(), "rows": self.rows.state(), "layers": self.layers.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.student.load(state["student"])
        self.rows.load(state["rows"])
        self.layers.load_state_dict(state["layers"])
