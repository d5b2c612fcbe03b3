"""Lean the built-in model towards a second teacher at what that one does better: short English questions.

    python -m qa.learn.lean MODEL TEACHER DATA OUT

MODEL is what ``qa.learn.trim`` made, TEACHER all-MiniLM-L6-v2, DATA what ``qa distill`` reads. Only the last layers
learn, from what the layers below them say of each text, which is computed once: so 50,000 texts take minutes on two
cores. The teacher's vectors of English texts are turned to agree with the model's own (orthogonal Procrustes), and
English is to move part of the way there; a translation is to move as its English does; all other texts are to stay.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn.parallel import language_of, pair_files, parallel_files, read_pairs, rows_of_file
from qa.learn.student import by_length
from qa.learn.teachers import rotation
from qa.learn.vocabulary import numbered, opened

Floats = NDArray[np.float32]
LAYERS = 3
"""The last ones, which learn."""
SHARE = 0.4
"""The teacher's, in what English is to become."""
PASSES, RATE, WARM = 2, 1.5e-4, 60
"""Times that all texts are read; the highest rate, and after how many steps it is reached."""
NEIGHBOURS = 0.0625
"""How much it counts that texts of a batch are as near to one another as they should be."""
TOKENS = 2_400
"""Of a batch, padding included."""
ROWS = {"zh": 2600, "de": 1500, "ar": 900, "ru": 900, "ja": 800, "fr": 700, "es": 700, "uk": 700}
OTHER_ROWS, QUESTIONS, PAIRS = 300, 1_000, 80
"""Of other files of translations; of each English file of pairs; of each other one."""
PIECES = 180


@dataclass(frozen=True, slots=True)
class Texts:
    """What is read; ``english[i]`` tells that a text is, ``partner[i]`` which English it translates, -1 if none."""

    texts: list[str]
    english: NDArray[np.bool_]
    partner: NDArray[np.int64]


def gathered(data: Path, *, seed: int = 0) -> Texts:
    """Draw English texts with a translation each, English questions and passages, and those of other languages."""
    random = np.random.default_rng(seed)
    texts: list[str] = []
    english: list[bool] = []
    partner: list[int] = []

    def add(text: str, is_english: bool, of: int = -1) -> int:
        texts.append(text)
        english.append(is_english)
        partner.append(of)
        return len(texts) - 1

    for group, path in parallel_files(data).items():
        rows = [row for row in rows_of_file(path) if 18 < len(row[0]) < 160 and len(row[1]) < 220]
        for i in random.permutation(len(rows))[: ROWS.get(language_of(group), OTHER_ROWS)]:
            add(rows[i][1], False, add(rows[i][0], True))
    for path, language in pair_files(data).items():
        pairs = list(read_pairs(path))
        for i in random.permutation(len(pairs))[: QUESTIONS if language == "en" else PAIRS]:
            add(pairs[i][0][:300], language == "en")
            add(pairs[i][1][:500], language == "en")
    return Texts(texts, np.array(english), np.array(partner))


def targets(own: Floats, theirs: Floats, texts: Texts, share: float) -> Floats:
    """Return where each text is to be, unit vectors as ``own`` and the teacher's ``theirs`` (rows of English only)."""
    english = texts.english
    turned = _unit(theirs - theirs[english].mean(axis=0))
    turned = turned @ rotation(turned[english].T @ own[english])
    wanted = own.copy()
    wanted[english] = _unit((1 - share) * own[english] + share * turned[english])
    moved = np.flatnonzero(texts.partner >= 0)
    of = texts.partner[moved]
    wanted[moved] = _unit(own[moved] + wanted[of] - own[of])
    return wanted


def lean(model: Path, teacher: Path, data: Path, out: Path, *, log: Callable[[str], None] = print) -> Path:
    """Write the model, changed, to the plain folder `out`."""
    import torch
    from transformers import AutoModel

    torch.manual_seed(0)
    texts = gathered(data)
    whole = AutoModel.from_pretrained(
        model, local_files_only=True, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    below, own = _read(whole, model, texts.texts, LAYERS)
    log(f"{len(own)} texts read")
    english = [texts.texts[i] for i in np.flatnonzero(texts.english)]
    theirs = np.zeros_like(own)
    other = AutoModel.from_pretrained(teacher, local_files_only=True, dtype=torch.float32).eval()
    theirs[texts.english] = _read(other, teacher, english, 0)[1]
    wanted = torch.from_numpy(targets(own, theirs, texts, SHARE))
    layers = whole.encoder.layer[-LAYERS:]
    optimiser = torch.optim.AdamW(layers.parameters(), lr=RATE, betas=(0.9, 0.98))
    random = np.random.default_rng(1)
    plan = [batch for _ in range(PASSES) for batch in _batches([len(one) for one in below], random)]
    started, losses = time.monotonic(), []
    for step, batch in enumerate(plan):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, step / WARM) * (1 - step / len(plan)) + 1e-6
        found, goal = _through(layers, [below[i] for i in batch]), wanted[batch]
        apart = (1 - (found * goal).sum(1)).mean()
        near = ((found @ found.T - goal @ goal.T) ** 2).sum() / len(batch)
        (apart + NEIGHBOURS * near).backward()
        torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        losses.append(float(apart.detach()))
        if step % 100 == 99:
            log(f"step {step + 1} of {len(plan)}: {np.mean(losses[-100:]):.4f}, {time.monotonic() - started:.0f} s")
    shutil.copytree(model, out)
    whole.save_pretrained(out)
    return out


def _through(layers: Any, states: list[NDArray[np.float16]]) -> Any:  # noqa: ANN401 — torch
    """Return the unit vectors of a batch, from what the layers below have said of it."""
    import torch

    longest, width = max(len(one) for one in states), states[0].shape[1]
    x, mask = torch.zeros(len(states), longest, width), torch.zeros(len(states), longest)
    for row, one in enumerate(states):
        x[row, : len(one)] = torch.from_numpy(one.astype(np.float32))
        mask[row, : len(one)] = 1
    hidden = ((1 - mask) * -1e9)[:, None, None, :]
    for layer in layers:
        x = layer(x, attention_mask=hidden)
        x = x[0] if isinstance(x, tuple) else x
    means = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(means, dim=1)


def _read(whole: Any, folder: Path, texts: list[str], kept: int) -> tuple[list[NDArray[np.float16]], Floats]:  # noqa: ANN401 — torch
    """Return what the layers below the last ``kept`` say of each text's pieces, and the texts' unit vectors."""
    import torch

    numbers = numbered(opened(folder), texts, PIECES)

    def one(row: int) -> tuple[NDArray[np.float16], Floats]:
        torch.set_num_threads(1)
        with torch.inference_mode():
            states = whole(input_ids=torch.tensor([numbers[row]]), output_hidden_states=True).hidden_states
        return states[-1 - kept][0].numpy().astype(np.float16), states[-1][0].mean(0).numpy()

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(one, range(len(texts))))
    return [states for states, _ in found], _unit(np.array([vector for _, vector in found]))


def _batches(lengths: list[int], random: np.random.Generator) -> Iterator[list[int]]:
    """Yield batches of texts of about a length, in a random order."""
    order = random.permutation(len(lengths)).tolist()
    batches: list[list[int]] = []
    for start in range(0, len(order), 4096):
        some = sorted(order[start : start + 4096], key=lambda row: lengths[row])
        batches += by_length(some, lengths, tokens=TOKENS)
    yield from (batches[i] for i in random.permutation(len(batches)))


def _unit(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "teacher", "data", "out"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    lean(asked.model, asked.teacher, asked.data, asked.out)


if __name__ == "__main__":
    _main()
