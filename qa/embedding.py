"""Vectors for anybody: what the models here make of texts, as arrays, without a library around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from qa.config import Settings
from qa.errors import InvalidRequest
from qa.types import Matrix, TextEncoder

Form = Literal["float32", "int8", "binary"]
"""How vectors are stored: as they are; a byte a dimension; a bit a dimension."""

Array: TypeAlias = npt.NDArray[Any]


def embed(texts: str | Sequence[str], *, model: str = "", query: bool = False, dtype: Form = "float32") -> Array:
    """Return the vectors of texts, one row each, made on this machine.

    Args:
        texts: one text, or several.
        model: name or folder; default the one for new collections (``QA_TEXT_MODEL``, else the built-in one).
        query: they are questions: a model that tells questions from passages is told so.
        dtype: "float32" gives unit rows, shape (n, dims); "int8" the same directions as whole numbers −127…127, all
            rows by one factor, so that cosines stay what they were to about .01; "binary" the signs, packed, shape
            (n, ⌈dims/8⌉), to be compared by Hamming distance.

    Raises:
        ModelError: the model is not here or cannot be loaded.
        InvalidRequest: there is no such dtype.
    """
    if dtype not in get_args(Form):
        raise InvalidRequest(f"Vectors cannot be stored as “{dtype}”: use {', '.join(get_args(Form))}.")
    given = [texts] if isinstance(texts, str) else list(texts)
    encoder = encoder_of(model)
    return stored(encoder.encode_queries(given) if query else encoder.encode_passages(given).vectors, dtype)


def similarity(texts: Sequence[str], others: Sequence[str] | None = None, *, model: str = "") -> Matrix:
    """Return the cosines −1…1 of texts with one another, or with others: shape (len(texts), len(others)).

    Raises:
        ModelError: the model is not here or cannot be loaded.
    """
    left = embed(texts, model=model)
    right = left if others is None else embed(others, model=model)
    cosines: Matrix = np.clip(left @ right.T, -1.0, 1.0)
    return cosines


def stored(vectors: Matrix, dtype: Form) -> Array:
    """Return unit vectors in the form that was asked for; see ``embed``."""
    if dtype == "int8":
        small: Array = np.rint(vectors * (127 / max(float(np.abs(vectors).max(initial=0)), 1e-12))).astype(np.int8)
        return small
    if dtype == "binary":
        return np.packbits(vectors > 0, axis=1)
    return vectors


def encoder_of(model: str) -> TextEncoder:
    """Return a model's encoder, loaded once a process.

    Raises:
        ModelError: it is not here or cannot be loaded.
    """
    settings = Settings.from_env()
    return _loaded(model or settings.text_model, settings.home, settings.device)


@lru_cache(maxsize=2)
def _loaded(name: str, home: Path, device: str) -> TextEncoder:
    from qa.index import encoders

    return encoders.load(name, home=home, device=device)
