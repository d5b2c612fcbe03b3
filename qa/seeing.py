"""Pictures that a question comes with, decoded and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from qa.errors import InvalidRequest
from qa.index.files import Files
from qa.ingest import read as reading
from qa.ingest import sniff
from qa.types import MOST_PICTURES, Picture, PictureReader, ReadOptions

One = bytes | Path | Picture
"""The bytes or path of a picture, or one that is in a library."""

Given = One | Sequence[One] | None
"""What a question may come with: nothing, a picture, or several."""


NAMELESS = "The file"
"""What errors call bytes that came without a name."""


class Seen(NamedTuple):
    """A picture that was asked with, and its thumbnail as JPEG for an image model to look at."""

    picture: Picture
    jpeg: bytes


class Eyes:
    """Looks at the pictures that questions come with."""

    def __init__(self, prints: Files, ocr: PictureReader) -> None:
        """``prints`` holds the JPEGs of pictures that are in the library."""
        self._prints, self._ocr = prints, ocr

    def see(self, image: One, options: ReadOptions) -> list[Seen]:
        """Decode and read a picture that is not in the library (or take one that is); a TIFF gives one a page.

        Raises:
            InvalidRequest: it is not a picture, or cannot be opened.
            ReadError: it is damaged or too large.
        """
        if isinstance(image, Picture):
            return [Seen(image, self._prints.get(image.thumbnail))]
        name, data = _file(image) if isinstance(image, Path) else (NAMELESS, image)
        if not data or sniff.form(name, data) != "picture":
            raise InvalidRequest(f"{name} is not a picture: give a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file.")
        document = reading.read(name, data, replace(options, ocr=self._ocr))
        return [Seen(figure.picture, figure.thumbnail) for figure in document.pictures]

    def see_all(self, image: Given, options: ReadOptions) -> list[list[Seen]]:
        """Decode and read what a question came with, one list of pages for each picture; see ``see``.

        Raises:
            InvalidRequest: as ``see``, or there are more than ``MOST_PICTURES``.
            ReadError: as ``see``.
        """
        if image is None:
            return []
        several = [image] if isinstance(image, bytes | Path | Picture) else image
        if len(several) > MOST_PICTURES:
            raise InvalidRequest(
                f"A question takes {MOST_PICTURES} pictures at most, and {len(several)} were given: leave some out."
            )
        return [self.see(one, options) for one in several]


def _file(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"“{path}” cannot be opened: {error.strerror}.") from error
