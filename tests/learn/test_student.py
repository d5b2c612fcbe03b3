"""The student: what many threads find, and what more negatives do."""

from pathlib import Path

import numpy as np
import torch

from qa.learn.student import Student, agreement
from tests.learn.tiny import make_teacher


def test_threads_find_what_one_finds(tmp_path: Path) -> None:
    """Vectors don't depend on how many threads share the work; they are unit and in the order of the texts."""
    rng = np.random.default_rng(0)
    student = Student.from_teacher(make_teacher(tmp_path), rng.normal(size=(40, 16)).astype(np.float32))
    texts = [rng.integers(5, 40, int(n)) for n in rng.integers(1, 12, 50)]
    one, two = student.encode(texts, tokens=40), student.encode(texts, tokens=40, workers=2)
    assert np.array_equal(one, two)
    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-3)
    assert np.allclose(student.encode(texts[7:8]), one[7], atol=0.02)  # bfloat16 where the processor knows it


def test_more_negatives_make_a_lesson_harder() -> None:
    """Other targets near the student raise the loss, and far ones leave it nearly as it is."""
    unit = torch.nn.functional.normalize(torch.eye(4)[:2] + 0.1, dim=-1)
    same = torch.eye(2, dtype=torch.bool)
    alone = agreement(unit, unit, same, temperature=0.05)
    near = agreement(unit, unit, same, temperature=0.05, others=unit[:1])
    far = agreement(unit, unit, same, temperature=0.05, others=-unit)
    assert near > alone + 0.1
    assert abs(far - alone) < 1e-4
