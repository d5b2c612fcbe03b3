"""A decoded picture becomes a Figure: its fingerprints, its JPEGs without metadata, and what was read on it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.ingest import likeness
from qa.types import Figure, Picture, TextBox

if TYPE_CHECKING:
    from PIL.Image import Image

THUMBNAIL, VIEW = 400, 1600
"""Pixels of the longer side."""


def figure(
    picture: Image,
    name: str,
    *,
    page: int | None = None,
    boxes: Sequence[TextBox] = (),
    words: str = "",
    caption: str = "",
    around: str = "",
) -> Figure:
    """Describe an upright RGB picture; ``words`` are the texts of ``boxes`` in their blocks."""
    described = Picture(
        id="",
        source="",
        version="",
        position=0,
        page=page,
        name=name,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(f"{picture.width}x{picture.height}:".encode() + picture.tobytes()).hexdigest(),
        dhash=likeness.dhash(picture),
        mirrored=likeness.mirrored(picture),
        look=likeness.look(picture),
        words=words,
        boxes=tuple(boxes),
        caption=caption,
        around=around,
    )
    return Figure(described, thumbnail=jpeg(picture, THUMBNAIL), view=jpeg(picture, VIEW))


def jpeg(picture: Image, longest: int) -> bytes:
    """Return an RGB picture as a JPEG of at most ``longest`` pixels a side, without any metadata."""
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    content = io.BytesIO()
    smaller.info.clear()
    smaller.save(content, "JPEG", quality=85, optimize=True)
    return content.getvalue()
