"""Make the built-in model from multilingual-e5-small: fewer pieces, vectors around their mean.

    python -m qa.learn.trim E5 DATA OUT

E5 is a folder with its weights and its ``tokenizer.json``, DATA one of parallel texts and pairs as ``qa distill`` reads
them. Nothing is taught: two thirds of such a model are the rows of pieces, many of them for languages and letters that
hardly anybody here will meet, and all its vectors lie around one direction, so that even strangers have a cosine of .8.
Pieces nobody meets are left out, and the mean of many texts is taken away, both without changing anything else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.learn.folder import LONGEST, save
from qa.learn.parallel import language_of, pair_files, parallel_files, read_pairs, rows_of_file
from qa.learn.prepare import rows_of
from qa.learn.student import Student
from qa.learn.vocabulary import Tokenizer, numbered, opened

Floats = NDArray[np.float32]
PIECES = 195_000
"""As many as fit: 60 MB with the layers."""
WEIGHTS = {"en": 4.0, "zh": 3.0}
"""How much a language's share of a piece counts; others 1."""
ELSEWHERE = 0.15
"""How much the donor's own frequencies count, beside those of the texts: for languages that the texts lack."""
LINES = 40_000
"""Of each file, drawn at random."""
CENTRE_LINES = 100
"""Of each file and side, for the mean."""
LETTERS = 1500
"""Letters of a text that are read."""


def trim(donor: Path, data: Path, out: Path, *, pieces: int = PIECES, log: Callable[[str], None] = print) -> Path:
    """Write the model to the plain sentence-transformers folder `out`."""
    whole = opened(donor)
    texts = _texts(data, LINES)
    counts = {language: _counted(whole, lines) for language, lines in texts.items()}
    log(f"{sum(int(count.sum()) for count in counts.values())} pieces of {len(counts)} languages read")
    model = json.loads(whole.to_str())
    vocabulary = [(str(piece), float(score)) for piece, score in model["model"]["vocab"]]
    kept = chosen(vocabulary, counts, pieces)
    names = [vocabulary[row][0] for row in kept]
    model["model"]["vocab"] = [(vocabulary[row][0], round(vocabulary[row][1], 4)) for row in kept]
    model["model"]["unk_id"] = names.index("<unk>")
    cut: Tokenizer = type(whole).from_str(json.dumps(model))
    log(f"{len(kept)} of {len(vocabulary)} pieces kept")
    student = Student.from_teacher(donor, rows_of(donor)[kept])
    student.half = False
    lines = {language: lines[:: max(1, len(lines) // CENTRE_LINES)] for language, lines in texts.items()}
    _centre(student, [numbered(cut, some, LONGEST) for some in lines.values()])
    return save(student, cut, donor, out)


def chosen(
    vocabulary: list[tuple[str, float]], counts: Mapping[str, NDArray[np.int64]], pieces: int
) -> NDArray[np.int64]:
    """Return the rows of the pieces that are kept, in their order.

    Special ones and single letters always are, the rest by their share of each language's text. ``vocabulary`` are
    pieces with the logarithm of their frequency, special ones first and last.
    """
    special = np.array([score == 0 for _, score in vocabulary])
    single = np.array([len(piece) == 1 for piece, _ in vocabulary])
    known = np.where(special, 0, np.exp([score for _, score in vocabulary]))
    worth = ELSEWHERE * known / known.sum()
    weights = {language: WEIGHTS.get(language, 1.0) for language in counts}
    for language, count in counts.items():
        worth += weights[language] / sum(weights.values()) * count / max(1, count.sum())
    worth[special | single] += 1
    return np.sort(np.argsort(-worth, kind="stable")[:pieces])


def _centre(student: Student, groups: list[list[list[int]]]) -> None:
    """Take the mean vector of the groups' texts away from what the last layer says of each piece."""
    import torch

    mean = np.mean([_mean(student, group) for group in groups], axis=0)
    with torch.no_grad():
        student.layers.encoder.layer[-1].output.LayerNorm.bias -= torch.from_numpy(mean)
        for unused in student.layers.pooler.parameters():  # the donor has none, so these are noise
            unused.zero_()


def _mean(student: Student, texts: list[list[int]]) -> Floats:
    """Return the mean of the texts' vectors before they are brought to unit length."""
    import torch

    total = np.zeros(student.table.shape[1], np.float32)
    with torch.inference_mode():
        for text in texts:
            rows = student.table[torch.tensor(text)][None]
            total += student.layers(inputs_embeds=rows).last_hidden_state[0].mean(0).numpy()
    mean: Floats = (total / len(texts)).astype(np.float32)
    return mean


def _texts(data: Path, most: int) -> dict[str, list[str]]:
    """Return texts of each language, at most so many of each file, in a random order."""
    random = np.random.default_rng(0)
    found: dict[str, list[str]] = {}

    def add(language: str, texts: list[str]) -> None:
        picked = random.permutation(len(texts))[:most]
        found.setdefault(language, []).extend(texts[i][:LETTERS] for i in picked)

    for group, path in parallel_files(data).items():
        rows = list(rows_of_file(path))
        add("en", [english for english, _ in rows][: most // 5])
        add(language_of(group).partition("-")[0], [text for _, text in rows])
    for path, language in pair_files(data).items():
        add(language.partition("-")[0], [text for pair in read_pairs(path) for text in pair])
    return {language: [texts[i] for i in random.permutation(len(texts))] for language, texts in found.items()}


def _counted(tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.int64]:
    count = np.zeros(tokenizer.get_vocab_size(), np.int64)
    for start in range(0, len(texts), 10_000):
        for text in tokenizer.encode_batch_fast(texts[start : start + 10_000], add_special_tokens=False):
            np.add.at(count, text.ids, 1)
    return count


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("donor", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pieces", type=int, default=PIECES)
    asked = parser.parse_args()
    trim(asked.donor, asked.data, asked.out, pieces=asked.pieces)


if __name__ == "__main__":
    _main()
