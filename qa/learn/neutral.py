"""Take away from a model's vectors what tells one language from another, so that none buries the others.

    python -m qa.learn.neutral MODEL DATA OUT --pack data/models/askwell-multilingual

MODEL is a plain folder, DATA holds translations as ``qa distill`` reads them. The mean vectors of translations and
of their English differ in a few directions for all languages; these are removed by a linear map behind the pooling (as
in language information removal, Yang et al. 2021). With it a Chinese question finds the English text that answers it
among thousands of Chinese ones; without it all Chinese text comes first.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn.folder import with_map
from qa.learn.parallel import parallel_files, rows_of_file

Floats = NDArray[np.float32]
DIRECTIONS = 14
ROWS = 100
"""Of each language."""


def neutral(model: Path, data: Path, out: Path, *, directions: int = DIRECTIONS) -> Path:
    """Write the model with such a map to the plain folder `out`; one that it has already is not used."""
    from sentence_transformers import SentenceTransformer

    whole = SentenceTransformer(str(model), local_files_only=True, device="cpu")
    apart = []
    for path in parallel_files(data).values():
        rows = list(rows_of_file(path))
        picked = np.random.default_rng(0).permutation(len(rows))[:ROWS]
        english, other = ([rows[i][side] for i in picked] for side in (0, 1))
        apart.append(_mean(whole, other) - _mean(whole, english))
    shutil.copytree(model, out)
    with_map(out, removing(np.array(apart), directions))
    return out


def removing(apart: Floats, directions: int) -> Floats:
    """Return the map (dims × dims) that takes away the strongest directions of some differences, (n × dims)."""
    _, _, axes = np.linalg.svd(apart, full_matrices=False)
    strongest = axes[:directions]
    found: Floats = (np.eye(apart.shape[1]) - strongest.T @ strongest).astype(np.float32)
    return found


def _mean(model: Any, texts: list[str]) -> Floats:  # noqa: ANN401 — sentence_transformers has no types
    """Return the mean of the texts' mean tokens, not yet mapped or at unit length."""
    tokens = model.encode(texts, output_value="token_embeddings", batch_size=16, show_progress_bar=False)
    mean: Floats = np.mean([np.asarray(one.cpu()).mean(axis=0) for one in tokens], axis=0)
    return mean


def _main() -> None:
    from qa.index.shipped import pack

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--pack", type=Path, help="write it in the form that ships, too")
    asked = parser.parse_args()
    folder = neutral(asked.model, asked.data, asked.out)
    if asked.pack:
        pack(folder, asked.pack)


if __name__ == "__main__":
    _main()
