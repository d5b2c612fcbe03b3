"""What the student is to come near: one teacher's vectors, or those of two as one.

The first teacher reads English only. A second, multilingual one knows some things better (long texts, questions and
their passages), and other languages at all. Its vectors, which all lie around one direction, are held against their
mean; the first one's are turned to agree with them as far as a rotation can (orthogonal Procrustes; Schönemann 1966);
the target is the weighted sum of both, as a unit vector. For texts in other languages, which the first cannot read, the
second's vectors are mapped to where the targets of English texts lie (ridge regression).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.learn.curriculum import Ids, Ragged
from qa.learn.student import Student, Tensor

Floats = NDArray[np.float32]
LONGEST_PIECES = 254
"""[CLS] and [SEP] not counted."""
FITTED = 200_000
"""English texts that the rotation and the map are fitted on, at most."""
RIDGE = 1e-3
AT_ONCE = 4096


class Cut(NamedTuple):
    """All that a teacher reads, cut into its own pieces; `ends` stand before and behind every text."""

    english: Ragged
    queries: Ragged
    passages: Ragged
    ends: tuple[int, int]


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


class Teacher:
    """A model, and all that it reads, on one device."""

    def __init__(self, model: Student, cut: Cut) -> None:
        self._model, self._ends = model, cut.ends
        self.device = str(model.table.device)
        self.english, self.queries, self.passages = (
            Texts(texts, cut.ends, self.device) for texts in (cut.english, cut.queries, cut.passages)
        )

    def tell(self, texts: Texts | Ragged, rows: Ids) -> Tensor:
        """Return the unit vectors of some texts, float32, n × d."""
        import torch

        if isinstance(texts, Ragged):
            texts = Texts(texts, self._ends, self.device)
        with torch.no_grad():
            return self._model.vectors(self._model.table, *texts.padded(rows, LONGEST_PIECES))

    def english_vectors(self) -> Tensor:
        """Read every English text; returns the vectors, float16, n × d."""
        import torch

        order = np.argsort(self.english.lengths, kind="stable")
        width = self._model.table.shape[1]
        found = torch.empty(len(order), width, dtype=torch.float16, device=self.device)
        for start in range(0, len(order), AT_ONCE):
            rows = order[start : start + AT_ONCE]
            found[torch.from_numpy(rows).to(self.device)] = self.tell(self.english, rows).half()
        return found


@dataclass(frozen=True, slots=True)
class Joint:
    """How the second teacher's vectors and the first's make a target; all float32 on one device."""

    mean: Tensor
    turn: Tensor
    onto: Tensor
    share: float

    @classmethod
    def fitted(cls, first: Tensor, second: Tensor, share: float, *, seed: int = 0) -> "Joint":
        """Fit it on both teachers' vectors of the same English texts (n × d); `share` is the second's weight."""
        import torch

        picked = np.random.default_rng(seed).permutation(len(first))[:FITTED]
        rows = torch.from_numpy(picked).to(first.device)
        mean = second.float().mean(0)
        theirs = _unit(second[rows].float() - mean)
        turn = _like(theirs, rotation(_numbers(first[rows].float().T @ theirs)))
        aims = _sum(first[rows].float() @ turn, theirs, share)
        return cls(mean, turn, _like(theirs, ridge(_numbers(theirs.T @ theirs), _numbers(theirs.T @ aims))), share)

    def target(self, first: Tensor, second: Tensor) -> Tensor:
        """Return the targets of texts that both have read, n × d unit vectors."""
        return _sum(first.float() @ self.turn, _unit(second.float() - self.mean), self.share)

    def guess(self, second: Tensor) -> Tensor:
        """Return the targets of texts that only the second has read, n × d unit vectors."""
        return _unit(_unit(second.float() - self.mean) @ self.onto)


class Teachers:
    """One teacher, or two as one: what every kind of text is to come near."""

    def __init__(self, first: Teacher, second: Teacher | None = None, share: float = 0.5) -> None:
        import torch

        self._first, self._second = first, second
        self.known = first.english_vectors()
        """The targets of all English texts, float16, n × d."""
        if second is not None:
            theirs = second.english_vectors()
            self._joint = Joint.fitted(self.known, theirs, share)
            for start in range(0, len(theirs), FITTED):
                part = slice(start, start + FITTED)
                self.known[part] = self._joint.target(self.known[part], theirs[part]).half()
            del theirs
            if self.known.is_cuda:
                torch.cuda.empty_cache()

    def joined(self, aims: tuple[Ragged, ...], rows: Ids) -> Tensor:
        """Return the targets of joined English texts, cut as each teacher cuts."""
        told = self._first.tell(aims[0], rows)
        return told if self._second is None else self._joint.target(told, self._second.tell(aims[1], rows))

    def passages(self, rows: Ids) -> Tensor:
        """Return the targets of English passages."""
        told = self._first.tell(self._first.passages, rows)
        if self._second is None:
            return told
        return self._joint.target(told, self._second.tell(self._second.passages, rows))

    def foreign(self, rows: Ids, *, questions: bool) -> Tensor:
        """Return the targets of passages, or questions, in other languages; there must be two teachers."""
        if self._second is None:
            raise ValueError("one teacher reads English only")
        texts = self._second.queries if questions else self._second.passages
        return self._joint.guess(self._second.tell(texts, rows))


def rotation(cross: NDArray[np.floating]) -> Floats:
    """Return the rotation R that brings A R nearest to B, from AᵀB (d × d; Schönemann 1966)."""
    left, _, right = np.linalg.svd(cross.astype(np.float64))
    found: Floats = (left @ right).astype(np.float32)
    return found


def ridge(gram: NDArray[np.floating], cross: NDArray[np.floating]) -> Floats:
    """Return the map M that brings A M near to B, from AᵀA and AᵀB (d × d; Hoerl & Kennard 1970)."""
    held = gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    return np.linalg.solve(held, cross.astype(np.float64)).astype(np.float32)


def _numbers(matrix: Tensor) -> NDArray[np.float64]:
    found: NDArray[np.float64] = matrix.double().cpu().numpy()
    return found


def _like(tensor: Tensor, matrix: Floats) -> Tensor:
    import torch

    return torch.from_numpy(matrix).to(tensor.device)


def _sum(first: Tensor, second: Tensor, share: float) -> Tensor:
    return _unit(share * second + (1 - share) * first)


def _unit(vectors: Tensor) -> Tensor:
    import torch

    return torch.nn.functional.normalize(vectors, dim=-1)
