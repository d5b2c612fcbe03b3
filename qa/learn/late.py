"""Learn how much each word piece of a question counts where it is compared with passages word by word.

    python -m qa.learn.late MODEL DATA OUT --pack data/models/askwell-multilingual

MODEL is a plain folder that ``qa.learn.neutral`` made, DATA what ``qa distill`` reads. A piece counts
ln(1 + exp(a·v + b)), v being its vector in its place in the question: so "python" counts little in "python sort a list"
where all that is asked is about Python. Every question is held against the passage that belongs to it, against the
nearest others of the same file and against any others; a and b are to tell the first from the rest, together with the
whole vectors (cross-entropy; Adam, Kingma and Ba 2015). Questions about code are the first sentences of what the
functions of installed Python packages say of themselves.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import shutil
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.index import encoders
from qa.index.pooling import WORDS
from qa.index.quick import QuickEncoder
from qa.index.shipped import MANIFEST
from qa.index.weights import digest
from qa.learn.parallel import pair_files, parallel_files, read_pairs, rows_of_file
from qa.search.late import best
from qa.types import Codes, Matrix, Vector

PAIRS = {"en": 1_500, "zh": 1_000, "zh-tw": 700, "ja": 700}
OTHER_PAIRS, ROWS, FUNCTIONS = 120, 60, 1_000
"""Of each other file of pairs; of each file of translations; of all packages."""
SAME_AS_TESTED = "clinc150"
"""Files whose names begin so are left out: they are drawn as a set is that the ranking is measured on."""
NEAR, FAR = 12, 8
"""Wrong passages of a question: those next to it in its file but the very nearest, which may be right; any others."""
LONGEST_QUESTION, LONGEST_PASSAGE = 400, 1_200
"""In letters."""
STEPS, BATCH, RATE, DECAY = 2_000, 128, 0.01, 3e-4
"""Stronger decay left the weights nearly equal, none let them fit the files that they were learned on."""
PIECES = 40
"""Of a question; further ones are not looked at."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, what answers it, and the file that both are from."""

    file: str
    question: str
    passage: str


def gathered(data: Path, packages: Path, *, seed: int = 0) -> list[Pair]:
    """Draw pairs, translations (either side asks for the other) and functions; each passage of a file once."""
    draw = random.Random(seed)
    found: list[Pair] = []
    for path, language in pair_files(data).items():
        if not path.name.startswith(SAME_AS_TESTED):
            once = {passage: question for question, passage in read_pairs(path)}
            some = draw.sample(sorted(once), min(len(once), PAIRS.get(language, OTHER_PAIRS)))
            found += [Pair(path.name, once[passage], passage) for passage in some]
    for name, path in parallel_files(data).items():
        rows = [row for row in rows_of_file(path) if 25 < len(row[0]) < 250]
        for number, row in enumerate(draw.sample(rows, min(len(rows), ROWS))):
            found.append(Pair(f"{name}.tsv", row[number % 2], row[1 - number % 2]))
    return found + [Pair("functions", *one) for one in islice(_functions(packages, draw), FUNCTIONS)]


def _functions(packages: Path, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what functions say of themselves, and their code without it; up to two of a file."""
    files = sorted(packages.rglob("*.py"))
    draw.shuffle(files)
    for file in files:
        try:
            source = file.read_text("utf-8")
            tree = ast.parse(source)
        except (OSError, ValueError, SyntaxError):
            continue
        said = [(node, ast.get_docstring(node)) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for node, doc in [(node, doc) for node, doc in said if doc and len(node.body) > 2][:2]:
            first = re.split(r"\.\s|\n\n", doc)[0].replace("\n", " ")
            code = (ast.get_source_segment(source, node) or "").replace(
                ast.get_source_segment(source, node.body[0]) or "", ""
            )
            if 15 < len(first) < 120 and 80 < len(code) < 1_500:
                yield first.lower(), code


@dataclass(frozen=True, slots=True)
class Case:
    """A question before 1 + n passages, of which the first is right."""

    pieces: Matrix
    """Unit vectors, shape (pieces, dims)."""
    nearest: Matrix
    """The best cosine of each piece in each passage, shape (pieces, 1 + n)."""
    cosines: Vector
    """Of the whole vectors, shape (1 + n,)."""


def cases(encoder: QuickEncoder, pairs: Sequence[Pair], *, seed: int = 0) -> list[Case]:
    """Encode all and hold every question against passages."""
    draw = np.random.default_rng(seed)
    encoded = encoder.encode_passages([pair.passage[:LONGEST_PASSAGE] for pair in pairs])
    words = [codes if codes is not None and len(codes) else None for codes in encoded.words]
    files = np.array([pair.file for pair in pairs])
    found: list[Case] = []
    for name in dict.fromkeys(files.tolist()):
        mine = np.flatnonzero(files == name)
        for number in mine.tolist():
            question = pairs[number].question[:LONGEST_QUESTION]
            vector, asked = encoder.encode_queries([question])[0], encoder.words(question)
            near = mine[np.argsort(-(encoded.vectors[mine] @ vector))][: NEAR + 2]
            others = [*near[near != number][1:].tolist(), *draw.integers(0, len(pairs), FAR).tolist()]
            rows = [number, *(i for i in dict.fromkeys(others) if pairs[i].passage != pairs[number].passage)]
            rows = [i for i in rows if words[i] is not None]
            codes: list[Codes] = [one for i in rows if (one := words[i]) is not None]
            if asked is not None and rows[:1] == [number] and len(rows) > 1:
                found.append(Case(asked.vectors, best(asked.vectors, codes), encoded.vectors[rows] @ vector))
    return found


def learned(known: Sequence[Case], *, seed: int = 0, log: Callable[[str], None] = print) -> tuple[Vector, float]:
    """Return a, shape (dims,), and b."""
    import torch

    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    pieces, nearest, cosines = _padded(known)
    weight = torch.zeros(pieces.shape[2], requires_grad=True)
    bias, scales = torch.ones(1, requires_grad=True), torch.tensor([20.0, 10.0], requires_grad=True)
    optimiser = torch.optim.Adam([weight, bias, scales], lr=RATE)
    losses: list[float] = []
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * max(0.05, 1 - step / STEPS)
        some = draw.integers(0, len(known), BATCH)
        vectors, best_of = torch.from_numpy(pieces[some].astype(np.float32)), torch.from_numpy(nearest[some])
        counts = torch.nn.functional.softplus(vectors @ weight + bias) * (vectors != 0).any(2)
        late = (counts[:, :, None] * best_of).sum(1) / counts.sum(1, keepdim=True)
        told = scales[0] * late + scales[1] * torch.from_numpy(cosines[some])
        loss = (torch.logsumexp(told, 1) - told[:, 0]).mean()
        optimiser.zero_grad()
        (loss + DECAY * (weight**2).sum()).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
        if step % 500 == 499:
            log(f"step {step + 1} of {STEPS}: {np.mean(losses[-500:]):.4f}, scales {scales.detach().numpy().round(2)}")
    found: NDArray[np.float32] = weight.detach().numpy()
    return found, float(bias.detach())


def _padded(known: Sequence[Case]) -> tuple[NDArray[np.float16], Matrix, Matrix]:
    """Return all cases as arrays: pieces that are not there are zeros, passages that are not there far away."""
    n, most = len(known), max(len(case.cosines) for case in known)
    pieces = np.zeros((n, PIECES, known[0].pieces.shape[1]), np.float16)
    nearest, cosines = np.zeros((n, PIECES, most), np.float32), np.full((n, most), -1e4, np.float32)
    for row, case in enumerate(known):
        count = min(len(case.pieces), PIECES)
        pieces[row, :count] = case.pieces[:count]
        nearest[row, :count, : len(case.cosines)] = case.nearest[:count]
        cosines[row, : len(case.cosines)] = case.cosines
    return pieces, nearest, cosines


def write(folder: Path, weight: Vector, bias: float) -> None:
    """Put what was learned into a plain folder."""
    from safetensors.numpy import save_file

    (folder / WORDS).mkdir(exist_ok=True)
    save_file({"weight": weight, "bias": np.array([bias], np.float32)}, folder / WORDS / "model.safetensors")


def ship(folder: Path, shipped: Path) -> None:
    """Put what was learned beside weights that ship packed and are the folder's own."""
    shutil.copytree(folder / WORDS, shipped / WORDS, dirs_exist_ok=True)
    sums = json.loads((shipped / MANIFEST).read_text("utf-8"))
    (shipped / MANIFEST).write_text(json.dumps({**sums, "expanded": digest(folder)}, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, write the model to another plain folder and, if asked, in the form that ships."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--packages", type=Path, default=Path(sysconfig.get_paths()["purelib"]))
    parser.add_argument("--pack", type=Path, help="put it beside the same weights as they ship, too")
    args = parser.parse_args(arguments)
    plain = encoders.load(str(args.model), home=args.out.parent)
    encoder = QuickEncoder(args.model, lambda: plain, key="", trust={})  # type: ignore[arg-type, return-value]
    weight, bias = learned(cases(encoder, gathered(args.data, args.packages)))
    shutil.copytree(args.model, args.out, ignore=shutil.ignore_patterns("*.onnx"))
    write(args.out, weight, bias)
    if args.pack:
        ship(args.out, args.pack)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
