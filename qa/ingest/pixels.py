"""Bytes of a picture become upright RGB pixels, whatever the format; hostile ones become one sentence."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import DamagedFile, TooLarge
from qa.ingest.damage import translated

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE, MOST_PIXELS = 20_000, 80_000_000
"""Pixels a side, and in all: four times the photographs of a good camera."""
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_TURN = 0x0112
_PALE = 0.85


def frames(name: str, data: bytes, *, most: int = 1) -> Iterator[Image]:
    """Yield a picture upright in RGB, transparency on a plain ground; of a TIFF its first ``most`` pages.

    Of an animation comes the first frame. ``info`` of the first one keeps what the file says of itself.
    Raises DamagedFile, or TooLarge for more pixels than any camera takes.
    """
    with _opened(name, data) as file:
        for at in range(min(most, _pages(file))):
            with _said(name):
                file.seek(at)
                _check(name, *file.size)
                file.load()
                picture = _plain(_upright(file))
            yield picture


def count(name: str, data: bytes) -> int:
    """Return how many pages a picture file has: 1, but for a TIFF; raises what ``frames`` raises."""
    with _opened(name, data) as file:
        return _pages(file)


def extent(name: str, data: bytes) -> int:
    """Return the pixels of a picture, of a TIFF those of its first page; raises what ``frames`` raises."""
    with _opened(name, data) as file:
        return int(file.width * file.height)


def first(name: str, data: bytes) -> Image:
    """Return the first frame of a picture, see ``frames``; raises the same."""
    return next(frames(name, data))


def described(name: str, data: bytes) -> str:
    """Return what a picture file says of itself in words, one a line: EXIF, PNG and GIF text; empty if nothing.

    Raises what ``frames`` raises.
    """
    with _opened(name, data) as file, _said(name):
        file.load()
        said = [*_from_exif(file), *_from_info(file.info)]
    return "\n".join(dict.fromkeys(said))


@contextmanager
def _opened(name: str, data: bytes) -> Iterator[Image]:
    from PIL import Image

    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        with _said(name):
            picture = _from_heif(name, data)
        yield picture
        return
    with _said(name):
        file = Image.open(io.BytesIO(data), formats=_FORMATS)
    with file:
        with _said(name):
            _check(name, *file.size)
        yield file


def _from_heif(name: str, data: bytes) -> Image:
    """Open a HEIC file; pillow-heif turns it upright itself."""
    import pillow_heif

    file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    _check(name, *file.size)
    return file.to_pillow()


@contextmanager
def _said(name: str) -> Iterator[None]:
    """Turn what Pillow raises on hostile bytes into one sentence."""
    from PIL import Image

    try:
        with warnings.catch_warnings(), translated(name, "a picture"):
            warnings.simplefilter("ignore")
            yield
    except (Image.DecompressionBombError, MemoryError) as error:
        raise TooLarge(f"{name} has too many pixels to be opened: make it smaller and add it again.") from error


def _check(name: str, width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooLarge(
            f"{name} is {width:,} × {height:,} pixels, over the limit of {LONGEST_SIDE:,} a side and "
            f"{MOST_PIXELS // 10**6} million in all: cut it into parts, or make it smaller."
        )
    if not width or not height:
        raise DamagedFile(f"{name} is a picture without a single pixel: get a new copy of it.")


def _pages(file: Any) -> int:  # noqa: ANN401 - frames are not in Pillow's types
    return int(getattr(file, "n_frames", 1)) if file.format == "TIFF" else 1


def _upright(file: Image) -> Image:
    """Apply EXIF's turn; nothing else of EXIF matters, so a broken one does not either."""
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    turn = turns.get(_exif(file).get(_TURN, 1))
    return file.transpose(turn) if turn is not None else file


def _exif(file: Image) -> dict[int, Any]:
    from qa.ingest.damage import MALFORMED

    try:
        exif = file.getexif()
        return {**exif, **exif.get_ifd(0x8769)}
    except MALFORMED:
        return {}


def _plain(picture: Image) -> Image:
    """Return RGB: deep grey stretched to 8 bits, transparent parts on white (on black where what shows is pale)."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        picture = _stretched(picture)
    if picture.mode not in ("RGBA", "LA", "PA", "RGBa", "La") and "transparency" not in picture.info:
        return picture.convert("RGB")
    colours = picture.convert("RGBA")
    shown = np.asarray(colours.resize((64, 64)), dtype=np.float32) / 255
    solid = shown[..., 3]
    light = float((shown[..., :3].mean(axis=2) * solid).sum() / max(float(solid.sum()), 1e-6))
    ground = Image.new("RGBA", colours.size, "black" if light > _PALE and solid.mean() < _PALE else "white")
    return Image.alpha_composite(ground, colours).convert("RGB")


def _stretched(picture: Image) -> Image:
    """Bring 16- and 32-bit grey to 8 bits: from the darkest to the lightest value that is there."""
    from PIL import Image

    values = np.nan_to_num(np.asarray(picture, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low)) if high > low else np.full_like(values, 255)
    return Image.fromarray(scaled.astype(np.uint8))


_EXIF_WORDS = (0x010E, 0x9C9B, 0x9C9F, 0x9C9E, 0x9C9C, 0x9286)
"""ImageDescription, XPTitle, XPSubject, XPKeywords, XPComment, UserComment."""
_CHARSETS = {b"ASCII\0\0\0": "latin-1", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "shift-jis"}
_INFO_WORDS = frozenset({"title", "description", "comment", "caption", "keywords", "subject", "headline"})
_LONGEST_WORDS = 2000


def _from_exif(file: Image) -> Iterator[str]:
    values = _exif(file)
    for tag in _EXIF_WORDS:
        yield from _worded(_text(tag, values.get(tag)))


def _text(tag: int, value: object) -> str:
    if isinstance(value, bytes):
        if tag == 0x9286 and value[:8] in _CHARSETS:
            return value[8:].decode(_CHARSETS[value[:8]], "replace")
        return value.decode("utf-16-le" if tag >= 0x9C9B else "utf-8", "replace")
    return value if isinstance(value, str) else ""


def _from_info(info: dict[Any, Any]) -> Iterator[str]:
    for key, value in info.items():
        if str(key).casefold().rpartition(":")[2] in _INFO_WORDS:
            yield from _worded(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _worded(text: str) -> Iterator[str]:
    clean = " ".join(text.replace("\0", " ").split())[:_LONGEST_WORDS]
    if any(map(str.isalnum, clean)) and "\ufffd" not in clean:
        yield clean
