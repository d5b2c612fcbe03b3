"""Vectors for anybody: what the models here make of texts and pictures, as arrays, without a library around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union, get_args

import numpy as np
import numpy.typing as npt

from qa.config import Settings
from qa.errors import InvalidRequest
from qa.index import catalogue
from qa.types import Matrix, TextEncoder

Form = Literal["float32", "int8", "binary"]
"""How vectors are stored: as they are; a byte a dimension; a bit a dimension."""

if TYPE_CHECKING:
    from PIL.Image import Image

    from qa.index.sight import Sight

Item: TypeAlias = Union[str, "Image"]
"""A text, or a decoded picture."""

Array: TypeAlias = npt.NDArray[Any]


def embed(texts: Item | Sequence[Item], *, model: str = "", query: bool = False, dtype: Form = "float32") -> Array:
    """Return the vectors of texts, one row each, made on this machine.

    Args:
        texts: one text, or several; with an image model (``clip-ViT-B-32`` …) decoded pictures (PIL) as well.
        model: name or folder; default the one for new collections (``QA_TEXT_MODEL``, else the built-in one).
        query: they are questions: a model that tells questions from passages is told so.
        dtype: "float32" gives unit rows, shape (n, dims); "int8" the same directions as whole numbers −127…127, all
            rows by one factor, so that cosines stay what they were to about .01; "binary" the signs, packed, shape
            (n, ⌈dims/8⌉), to be compared by Hamming distance.

    Raises:
        ModelError: the model is not here or cannot be loaded.
        InvalidRequest: there is no such dtype, or a picture is given to a text model.
    """
    if dtype not in get_args(Form):
        raise InvalidRequest(f"Vectors cannot be stored as “{dtype}”: use {', '.join(get_args(Form))}.")
    given = list(texts) if isinstance(texts, Sequence) and not isinstance(texts, str) else [texts]
    return stored(vectors(given, model=model, query=query), dtype)


def similarity(texts: Sequence[str], others: Sequence[str] | None = None, *, model: str = "") -> Matrix:
    """Return the cosines −1…1 of texts with one another, or with others: shape (len(texts), len(others)).

    Raises:
        ModelError: the model is not here or cannot be loaded.
    """
    left = embed(texts, model=model)
    right = left if others is None else embed(others, model=model)
    cosines: Matrix = np.clip(left @ right.T, -1.0, 1.0)
    return cosines


def vectors(given: Sequence[Item], *, model: str = "", query: bool = False) -> Matrix:
    """Return the unit vectors of texts and pictures in their order; see ``embed``."""
    if seeing(model):
        return _seen(given, model)
    texts = [item for item in given if isinstance(item, str)]
    if len(texts) < len(given):
        raise InvalidRequest("A text model takes no pictures: choose an image model, as clip-ViT-B-32.")
    encoder = encoder_of(model)
    return encoder.encode_queries(texts) if query else encoder.encode_passages(texts).vectors


def seeing(model: str) -> bool:
    """Tell whether a model is a known one for pictures."""
    known = catalogue.card(model)
    return known is not None and known.role == "image"


def _seen(given: Sequence[Item], model: str) -> Matrix:
    settings = Settings.from_env()
    sight = _sight(model, settings.home, settings.device)
    texts = [item for item in given if isinstance(item, str)]
    pictures = [item for item in given if not isinstance(item, str)]
    of_texts = iter(sight.encode_texts(texts) if texts else ())
    of_pictures = iter(sight.encode_pictures(pictures) if pictures else ())
    return np.stack([next(of_texts if isinstance(item, str) else of_pictures) for item in given])


def stored(vectors: Matrix, dtype: Form) -> Array:
    """Return unit vectors in the form that was asked for; see ``embed``."""
    if dtype == "int8":
        small: Array = np.rint(vectors * (127 / max(float(np.abs(vectors).max(initial=0)), 1e-12))).astype(np.int8)
        return small
    if dtype == "binary":
        return np.packbits(vectors > 0, axis=1)
    return vectors


def key_of(model: str) -> str:
    """Return the key of a model that was used."""
    settings = Settings.from_env()
    if seeing(model):
        return _sight(model, settings.home, settings.device).key
    return encoder_of(model).key


def encoder_of(model: str) -> TextEncoder:
    """Return a model's encoder, loaded once a process.

    Raises:
        ModelError: it is not here or cannot be loaded.
    """
    settings = Settings.from_env()
    return _loaded(model or settings.text_model, settings.home, settings.device)


@lru_cache(maxsize=1)
def _sight(name: str, home: Path, device: str) -> Sight:
    from qa.index import sight

    return sight.load(name, home=home, device=device)


@lru_cache(maxsize=2)
def _loaded(name: str, home: Path, device: str) -> TextEncoder:
    from qa.index import encoders

    return encoders.load(name, home=home, device=device)
