"""`qa embed`: a file of texts in, a file of vectors out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.embedding import Form, key_of, stored, vectors
from qa.errors import InvalidRequest
from qa.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

_BATCH = 1024
_PICTURES = 64
"""Items a batch when there are pictures among them."""

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

    ``source`` has a text a line; in a ``.jsonl`` each line is an object with "text", or with "image", a picture's path
    as seen from the file. A target appears whole or not at all. Returns what was made: texts, dims, model, dtype.

    Raises:
        InvalidRequest: a file cannot be read or written, or holds no text.
        ModelError: the model is not here.
    """
    if target.suffix not in (".npy", ".jsonl"):
        raise InvalidRequest(f"“{target}” must end in .npy or .jsonl.")
    items = list(_items(source))
    if not items:
        raise InvalidRequest(f"“{source}” holds no text.")
    batch = _PICTURES if any(isinstance(item, Path) for item in items) else _BATCH
    parts: list[Matrix] = []
    for start in range(0, len(items), batch):
        some = [_opened(item) if isinstance(item, Path) else item for item in items[start : start + batch]]
        parts.append(vectors(some, model=model, query=query))
        progress(start + len(some), len(items))
    made = np.concatenate(parts)
    _write(target, stored(made, dtype), items)
    return {"texts": len(items), "dims": made.shape[1], "model": key_of(model), "dtype": dtype, "out": str(target)}


def _items(source: Path) -> Iterator[str | Path]:
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InvalidRequest(f"“{source}” cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"“{source}” is not UTF-8 text: {error}.") from error
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        yield _item_of(line, source, number) if source.suffix == ".jsonl" else line.removesuffix("\r")


def _item_of(line: str, source: Path, number: int) -> str | Path:
    try:
        row = json.loads(line)
        return source.parent / str(row["image"]) if "image" in row else str(row["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(
            f"“{source}”, line {number}: each line must be an object with a “text” (or an “image”)."
        ) from error


def _opened(path: Path) -> Image:
    from qa.ingest import pixels

    try:
        return pixels.first(path.name, path.read_bytes())
    except OSError as error:
        raise InvalidRequest(f"“{path}” cannot be opened: {error.strerror}.") from error


def _write(target: Path, rows: Any, items: Sequence[str | Path]) -> None:  # noqa: ANN401 — an array of any form
    draft = target.with_name(f".{target.name}.draft")
    try:
        with draft.open("wb") as file:
            if target.suffix == ".npy":
                np.save(file, rows)
            else:
                for item, row in zip(items, rows.tolist(), strict=True):
                    what = "image" if isinstance(item, Path) else "text"
                    line = json.dumps({what: str(item), "vector": row}, ensure_ascii=False)
                    file.write(f"{line}\n".encode())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InvalidRequest(f"“{target}” cannot be written: {error.strerror}.") from error
