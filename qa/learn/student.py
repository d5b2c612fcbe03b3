"""The model being taught: the teacher's layers under a bigger table of pieces, and the optimiser of that table."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Tensor = Any  # torch.Tensor; torch is imported only where it is used
BETAS = (0.9, 0.98)
SETTLED = 25  # steps after which a row goes slower by the root of 2: frequent rows settle, rare ones learn on
SEEN_BEFORE, MOST_SETTLED = 0.1, 250  # of a row that an earlier run taught: steps for each time it is met, and at most


@dataclass(slots=True)
class Student:
    """A table of rows (pieces × dimensions, torch float32) and the transformer above it.

    With `half` the layers multiply in bfloat16: twice as fast where the processor has tiles for it (AMX), a third
    slower where it only has vectors (AVX-512), and the weights stay float32.
    """

    table: Tensor
    layers: Any
    half: bool = False

    @classmethod
    def from_teacher(cls, teacher: Path, table: Floats, *, device: str = "cpu") -> "Student":
        """Put `table` under a copy of the teacher's layers, on the processor or on a graphics card ("cuda")."""
        import torch
        from transformers import AutoModel

        # eager: half the processor time of the fused attention on short texts
        attention = "eager" if device == "cpu" else "sdpa"
        layers = AutoModel.from_pretrained(
            teacher, local_files_only=True, dtype=torch.float32, attn_implementation=attention
        )
        layers.embeddings.word_embeddings = torch.nn.Embedding(1, table.shape[1])
        layers.eval()  # the teacher is imitated exactly, so nothing is dropped out
        rows = torch.from_numpy(np.array(table, np.float32)).to(device)
        return cls(rows, layers.to(device), half=device != "cpu" or _has_bfloat16_tiles())

    def vectors(self, rows: Tensor, inverse: Tensor, mask: Tensor) -> Tensor:
        """Encode a batch: `rows` (n × d) hold its distinct pieces, `inverse` (batch × length) points into them.

        Returns unit vectors (batch × d): the mean of the last layer over the unmasked places.
        """
        import torch

        with torch.autocast(rows.device.type, dtype=torch.bfloat16, enabled=self.half, cache_enabled=False):
            embedded = torch.nn.functional.embedding(inverse, rows)
            states = self.layers(inputs_embeds=embedded, attention_mask=mask).last_hidden_state.float()
        weight = mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)

    def encode(self, ids: list[NDArray[np.int64]], *, tokens: int = 4096, workers: int = 1) -> Floats:
        """Encode lists of piece numbers ([CLS] and [SEP] included) without gradients, about `tokens` places a time.

        With more `workers` as many threads share the work, each computing alone: quicker than one computation on many
        processors when those have other things to do.
        """
        import torch

        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found = np.empty((len(ids), self.table.shape[1]), np.float32)

        def work(batch: list[int]) -> None:
            with torch.inference_mode():
                places, mask = padded([ids[i] for i in batch])
                found[batch] = self.vectors(self.table, places, mask).numpy()

        batches = by_length(order, [len(one) for one in ids], tokens=tokens)
        if workers == 1:
            for batch in batches:
                work(batch)
        else:
            with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                list(pool.map(work, batches))
        return found

    def on(self, device: str) -> "Student":
        """Return the student on another device."""
        return Student(self.table.detach().to(device), self.layers.to(device), self.half)

    def state(self) -> dict[str, Any]:
        """Return everything a checkpoint needs."""
        return {"table": self.table, "layers": self.layers.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Take the weights of a checkpoint."""
        self.table.copy_(state["table"])
        self.layers.load_state_dict(state["layers"])


@dataclass(slots=True)
class RowAdam:
    """Adam (Kingma & Ba 2015) over the rows that a batch touches; a row untouched costs and changes nothing."""

    first: Tensor
    second: Tensor
    steps: Tensor
    scale: Tensor

    @classmethod
    def over(cls, table: Tensor, scale: Tensor) -> "RowAdam":
        """Start the moments at zero; `scale` (one number a row) multiplies the rate."""
        import torch

        return cls(torch.zeros_like(table), torch.zeros_like(table), torch.zeros(len(table)), scale)

    def settle(self, pieces: NDArray[np.int32]) -> None:
        """Take it that rows have moved before, the more often the more `pieces` (all that will be read) name them."""
        import torch

        met = torch.from_numpy(np.bincount(pieces, minlength=len(self.steps)))
        self.steps = (SEEN_BEFORE * met).clamp(max=MOST_SETTLED).float()

    def step(self, table: Tensor, ids: Tensor, gradient: Tensor, rate: float) -> None:
        """Move the rows `ids` (distinct) of `table` against their gradient."""
        early, late = BETAS
        self.steps[ids] += 1
        steps = self.steps[ids].unsqueeze(1)
        first = self.first[ids].mul_(early).add_(gradient, alpha=1 - early)
        second = self.second[ids].mul_(late).addcmul_(gradient, gradient, value=1 - late)
        self.first[ids], self.second[ids] = first, second
        change = (first / (1 - early**steps)) / ((second / (1 - late**steps)).sqrt_() + 1e-7)
        pace = rate * self.scale[ids].unsqueeze(1) / (1 + steps / SETTLED).sqrt()
        table[ids] -= pace * change

    def state(self) -> dict[str, Any]:
        """Return the moments for a checkpoint."""
        return {"first": self.first, "second": self.second, "steps": self.steps}

    def load(self, state: dict[str, Any]) -> None:
        """Take the moments of a checkpoint."""
        self.first, self.second, self.steps = state["first"], state["second"], state["steps"]


def _has_bfloat16_tiles() -> bool:
    import torch

    capabilities: dict[str, object] = getattr(
        torch.cpu, "get_capabilities", dict
    )()  # newer than the oldest torch that is supported
    return bool(capabilities.get("amx_bf16", False))


def padded(ids: list[NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
    """Stack lists of piece numbers into two batch × length tensors: numbers (0 where empty) and mask."""
    import torch

    longest = max(len(one) for one in ids)
    places = np.zeros((len(ids), longest), np.int64)
    mask = np.zeros((len(ids), longest), np.int64)
    for row, one in enumerate(ids):
        places[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return torch.from_numpy(places), torch.from_numpy(mask)


def by_length(order: list[int], lengths: list[int], *, tokens: int, most: int = 256) -> list[list[int]]:
    """Cut `order` (sorted by length) into batches of at most `most` items and about `tokens` padded places."""
    batches: list[list[int]] = [[]]
    for item in order:
        if batches[-1] and (len(batches[-1]) >= most or (len(batches[-1]) + 1) * lengths[item] > tokens):
            batches.append([])
        batches[-1].append(item)
    return batches if batches[-1] else []


def agreement(
    student: Tensor,
    target: Tensor,
    same: Tensor,
    *,
    temperature: float,
    others: Tensor = None,
    twins: Tensor = None,
) -> Tensor:
    """Return the loss of a batch: 1 − cosine to each target, plus InfoNCE over the batch's targets, both directions.

    `student` and `target` are batch × d unit vectors; `same` (batch × batch, bool) marks pairs of items with the same
    target, which are no negatives of one another (van den Oord et al. 2018; Reimers & Gurevych 2020). `others` (n × d)
    are targets of other texts: more negatives, that cost next to nothing since the teacher has read them already,
    but where `twins` (batch × n, bool) says that one is the same as a target.
    """
    import torch

    cosines = student @ target.T
    right = torch.arange(len(student), device=student.device)
    other = same & ~torch.eye(len(student), dtype=torch.bool, device=student.device)
    scores = (cosines / temperature).masked_fill(other, -1e4)
    wide = scores
    if others is not None:
        more = student @ others.T / temperature
        wide = torch.cat([scores, more if twins is None else more.masked_fill(twins, -1e4)], dim=1)
    contrast = torch.nn.functional.cross_entropy(wide, right) + torch.nn.functional.cross_entropy(scores.T, right)
    return 4.0 * (1 - cosines.diagonal()).mean() + 0.5 * contrast


def matching(asked: Tensor, told: Tensor, *, temperature: float, same: Tensor = None) -> Tensor:
    """Return the loss of questions and their passages, row by row: InfoNCE over the batch, both directions.

    `asked` and `told` are batch × d unit vectors; where `same` (batch × batch, bool) says that two passages are one,
    neither is a negative of the other's question.
    """
    import torch

    right = torch.arange(len(asked), device=asked.device)
    scores = asked @ told.T / temperature
    if same is not None:
        scores = scores.masked_fill(same & (right[:, None] != right[None, :]), -1e4)
    return 0.5 * (torch.nn.functional.cross_entropy(scores, right) + torch.nn.functional.cross_entropy(scores.T, right))
