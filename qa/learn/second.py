"""What a second teacher reads, cut into its own pieces."""

from pathlib import Path

import numpy as np

from qa.learn import parallel
from qa.learn.curriculum import Ragged
from qa.learn.prepare import Log, encoded, read_pairs
from qa.learn.teachers import Cut
from qa.learn.vocabulary import opened

PARTS = ("flat", "start")
"""What a `Ragged` is stored as."""


def cut_for(teacher: Path, data: Path, work: Path, *, seed: int, log: Log) -> Cut:
    """Cut the English texts, questions and passages of `data` as a teacher does, and leave that in the folder `work`.

    The texts come in the order that `qa.learn.prepare` has them in for the same seed.
    """
    tokenizer = opened(teacher)
    path = work / "second.npz"
    if not path.exists():
        english = parallel.read_parallel(parallel.parallel_files(data), seed=seed).english
        cut = (encoded(tokenizer, english), *read_pairs(data, tokenizer)[:2])
        np.savez(path, **{f"{part}{i}": getattr(texts, part) for i, texts in enumerate(cut) for part in PARTS})
        log("all texts encoded for the second teacher")
    stored = np.load(path)
    said, queries, passages = (Ragged(*(stored[f"{part}{i}"] for part in PARTS)) for i in range(3))
    first, last = tokenizer.encode("").ids
    return Cut(said, queries, passages, (first, last))
