"""What pictures are compared by without a model: a hash that near-duplicates share, and a vector of how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

_Floats: TypeAlias = npt.NDArray[np.float32]

_CELLS, _SIDE, _BINS = 5, 60, 9
LOOK_DIMS = _CELLS * _CELLS * (6 + _BINS) + 64
"""Length of a look: colour means and spreads and a histogram of gradients by cell, and one histogram of colours."""


def dhash(picture: Image) -> int:
    """Return the 64-bit difference hash of a picture: is each of 8 × 8 points darker than the one to its right?

    Near-duplicates (other size, quality, brightness, grey) differ in at most 10 bits.
    Neal Krawetz, "Kind of Like That", hackerfactor.com, 2013.
    """
    from PIL import Image

    small = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS), dtype=np.int16)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def mirrored(picture: Image) -> int:
    """Return the difference hash of the picture seen in a mirror."""
    from PIL import Image

    return dhash(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def look(picture: Image) -> bytes:
    """Return how a picture looks, ``LOOK_DIMS`` little-endian float16 of unit length.

    Three parts of equal weight: colours by cell of a 5 × 5 grid, directions of edges by cell (Dalal and Triggs, 2005),
    and the histogram of all colours. It tells pictures of the same kind of screen or scene, not what they mean.
    """
    from PIL import Image

    pixels = np.asarray(picture.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR), dtype=np.float32)
    pixels /= 255
    parts = (_colours(pixels), _gradients(pixels.mean(axis=2)), _histogram(pixels))
    whole = _unit(np.concatenate([_unit(part) for part in parts]))
    return bytes(whole.astype("<f2").tobytes())


def _cells(values: _Floats) -> _Floats:
    """Cut (60, 60, channels) into cells: shape (25, 144, channels)."""
    side, channels = _SIDE // _CELLS, values.shape[2]
    grid = values.reshape(_CELLS, side, _CELLS, side, channels).swapaxes(1, 2)
    return grid.reshape(_CELLS * _CELLS, side * side, channels)


def _colours(pixels: _Floats) -> _Floats:
    cells = _cells(pixels)
    return np.concatenate([cells.mean(axis=1) - 0.5, cells.std(axis=1)], axis=1).ravel()


def _gradients(grey: _Floats) -> _Floats:
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    direction = (np.arctan2(down, across) % np.pi) / np.pi * _BINS
    bins = np.minimum(direction.astype(np.int64), _BINS - 1)
    weights = np.where(np.arange(_BINS) == bins[..., None], strength[..., None], 0).astype(np.float32)
    sums = _cells(weights).sum(axis=1)
    shares: _Floats = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 0.5)
    return np.sqrt(shares).ravel()


def _histogram(pixels: _Floats) -> _Floats:
    levels = np.minimum((pixels * 4).astype(np.int64), 3)
    codes = levels[..., 0] * 16 + levels[..., 1] * 4 + levels[..., 2]
    shares: _Floats = np.bincount(codes.ravel(), minlength=64).astype(np.float32) / np.float32(codes.size)
    return np.sqrt(shares)


def _unit(values: _Floats) -> _Floats:
    length = float(np.linalg.norm(values))
    return values / length if length else values
