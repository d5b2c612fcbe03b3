"""`qa embed`: a file of texts in, a file of vectors out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.embedding import Form, encoder_of, stored
from qa.errors import InvalidRequest
from qa.types import Matrix

_BATCH = 1024

Progress = Callable[[int, int], None]


def embed_file(
    source: Path,
    target: Path,
    *,
    model: str = "",
    query: bool = False,
    dtype: Form = "float32",
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Write the vectors of a file's texts to ``target``: ``.npy``, or ``.jsonl`` with the text beside each.

    ``source`` has a text a line; in a ``.jsonl`` each line is an object with "text". A target appears whole or not at
    all. Returns what was made: texts, dims, model, dtype.

    Raises:
        InvalidRequest: a file cannot be read or written, or holds no text.
        ModelError: the model is not here.
    """
    if target.suffix not in (".npy", ".jsonl"):
        raise InvalidRequest(f"“{target}” must end in .npy or .jsonl.")
    texts = list(_texts(source))
    if not texts:
        raise InvalidRequest(f"“{source}” holds no text.")
    encoder = encoder_of(model)
    parts: list[Matrix] = []
    for start in range(0, len(texts), _BATCH):
        some = texts[start : start + _BATCH]
        parts.append(encoder.encode_queries(some) if query else encoder.encode_passages(some).vectors)
        progress(start + len(some), len(texts))
    vectors = stored(np.concatenate(parts), dtype)
    _write(target, vectors, texts)
    return {"texts": len(texts), "dims": encoder.dims, "model": encoder.key, "dtype": dtype, "out": str(target)}


def _texts(source: Path) -> Iterator[str]:
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"“{source}” cannot be read as UTF-8 text: {error}.") from error
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        yield _text_of(line, source, number) if source.suffix == ".jsonl" else line.removesuffix("\r")


def _text_of(line: str, source: Path, number: int) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f"“{source}”, line {number}: each line must be an object with a “text”.") from error
    return str(text)


def _write(target: Path, vectors: Any, texts: Sequence[str]) -> None:  # noqa: ANN401 — an array of any form
    draft = target.with_name(f".{target.name}.draft")
    try:
        with draft.open("wb") as file:
            if target.suffix == ".npy":
                np.save(file, vectors)
            else:
                for text, row in zip(texts, vectors.tolist(), strict=True):
                    file.write((json.dumps({"text": text, "vector": row}, ensure_ascii=False) + "\n").encode())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InvalidRequest(f"“{target}” cannot be written: {error.strerror}.") from error
