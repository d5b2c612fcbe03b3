"""Every kind of picture becomes upright RGB; hostile ones become one sentence."""

from __future__ import annotations

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from qa.errors import DamagedFile, ReadError, TooLarge
from qa.ingest import pixels
from tests.ingest.drawn import encoded


def halves(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Draw a picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    return picture


def is_halves(picture: Image.Image) -> bool:
    left, right = picture.getpixel((5, 5)), picture.getpixel((picture.width - 5, 5))
    assert isinstance(left, tuple) and isinstance(right, tuple)
    return left[0] > 180 and left[2] < 90 and right[2] > 180 and right[0] < 90


FORMATS = {
    "a.png": ("PNG", {}),
    "a.jpg": ("JPEG", {"quality": 95}),
    "a.webp": ("WEBP", {"lossless": True}),
    "a.gif": ("GIF", {}),
    "a.bmp": ("BMP", {}),
    "a.tif": ("TIFF", {"compression": "tiff_lzw"}),
    "a.avif": ("AVIF", {}),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_picture(name: str) -> None:
    form, options = FORMATS[name]
    picture = pixels.first(name, encoded(halves(), form, **options))
    assert picture.mode == "RGB" and picture.size == (60, 40)
    assert is_halves(picture)


def heic(picture: Image.Image) -> bytes:
    import pillow_heif

    content = io.BytesIO()
    pillow_heif.from_pillow(picture).save(content, quality=90)
    return content.getvalue()


def test_heic_is_read() -> None:
    assert is_halves(pixels.first("a.heic", heic(halves((64, 64)))))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "LAB", "I;16", "I", "F", "RGBA", "LA"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    grey = Image.fromarray(np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8))
    if mode in ("I;16", "I", "F"):
        values = np.asarray(grey).astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode])
        source = Image.fromarray(values * (256 if mode == "I;16" else 1))
    else:
        source = grey.convert("RGB").convert(mode) if mode == "LAB" else grey.convert(mode)
    picture = pixels.first("a.tif", encoded(source, "TIFF" if mode not in ("LA", "RGBA") else "PNG"))
    assert picture.mode == "RGB"
    shown = np.asarray(picture.convert("L"), dtype=np.int16)
    assert shown[:8].mean() < 90 < 160 < shown[-8:].mean()


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_turns_the_picture_upright(turn: int) -> None:
    """What a camera held sideways took stands upright."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = halves().transpose(back[turn]) if turn > 1 else halves()
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = pixels.first("a.jpg", encoded(stored, "JPEG", quality=95, exif=exif))
    assert picture.size == (60, 40) and is_halves(picture)


def test_broken_exif_does_not_matter() -> None:
    data = encoded(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage")
    assert pixels.first("a.jpg", data).size == (60, 40)


def test_transparent_pictures_stand_on_a_ground_that_shows_them() -> None:
    """Dark on white, and white on black: nothing is lost in its own colour."""
    for ink, ground in (("black", 255), ("white", 0)):
        layer = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
        layer.paste(ink, (20, 20, 40, 40))
        picture = pixels.first("a.png", encoded(layer))
        assert picture.getpixel((2, 2)) == (ground,) * 3
        assert picture.getpixel((30, 30)) == (255 - ground,) * 3


def test_an_animation_gives_its_first_frame_and_a_tiff_all_its_pages() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for name, form in (("a.gif", "GIF"), ("a.webp", "WEBP"), ("a.png", "PNG")):
        data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=50)
        found = list(pixels.frames(name, data, most=9))
        assert len(found) == 1 == pixels.count(name, data)
        assert found[0].getpixel((9, 9))[0] > 200
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert pixels.count("a.tif", data) == 3
    assert [page.getpixel((9, 9)) for page in pixels.frames("a.tif", data, most=9)] == [
        (255, 0, 0),
        (0, 128, 0),
        (0, 0, 255),
    ]
    assert len(list(pixels.frames("a.tif", data, most=2))) == 2


def test_a_picture_says_what_is_written_in_its_file() -> None:
    """EXIF, PNG and GIF text, in any script; not the camera's settings."""
    exif = Image.Exif()
    exif[0x010E] = "Wiring of the front relay"
    exif[0x9C9B] = "接线图".encode("utf-16-le")
    exif[0x9286] = b"UNICODE\0" + "two relays".encode("utf-16")
    exif[0x0110] = "Camera 9000"
    assert pixels.described("a.jpg", encoded(halves(), "JPEG", exif=exif)).split("\n") == [
        "Wiring of the front relay",
        "接线图",
        "two relays",
    ]
    text = PngImagePlugin.PngInfo()
    text.add_text("Title", "Battery label")
    text.add_itxt("Description", "电池标签")
    text.add_text("Software", "A drawing program")
    assert pixels.described("a.png", encoded(halves(), pnginfo=text)).split("\n") == ["Battery label", "电池标签"]
    assert pixels.described("a.gif", encoded(halves(), "GIF", comment=b"a comment")) == "a comment"
    assert pixels.described("a.bmp", encoded(halves(), "BMP")) == ""


def header(width: int, height: int) -> bytes:
    """Make a PNG that says how large it is, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


NOISE = Image.effect_noise((200, 200), 90).convert("RGB")


def hostile() -> dict[str, tuple[bytes, type[ReadError]]]:
    png, jpg, gif = encoded(NOISE), encoded(NOISE, "JPEG"), encoded(NOISE, "GIF")
    tif, webp = encoded(NOISE, "TIFF"), encoded(NOISE, "WEBP")
    torn = random.Random(5)
    return {
        "bomb.png": (header(60_000, 60_000), TooLarge),
        "wide.png": (header(30_000, 10), TooLarge),
        "tall.png": (encoded(Image.new("1", (8, 30_000))), TooLarge),
        "large.png": (header(15_000, 15_000), TooLarge),
        "nothing.png": (header(0, 0), DamagedFile),
        "short.png": (header(300, 300), DamagedFile),
        "torn.png": (png[: len(png) // 2], DamagedFile),
        "torn.jpg": (jpg[: len(jpg) // 2], DamagedFile),
        "torn.gif": (gif[:200], DamagedFile),
        "torn.tif": (tif[: len(tif) // 2], DamagedFile),
        "torn.webp": (webp[: len(webp) // 2], DamagedFile),
        "torn.heic": (heic(NOISE)[:400], DamagedFile),
        "head.heic": (b"\0\0\0\x18ftypheic" + bytes(40), DamagedFile),
        "head.png": (png[:20], DamagedFile),
        "noise.jpg": (b"\xff\xd8\xff\xe0" + torn.randbytes(3000), DamagedFile),
        "noise.bmp": (b"BM" + torn.randbytes(4) + bytes(4) + torn.randbytes(3000), DamagedFile),
        "loop.tif": (b"II*\0\x08\0\0\0\0\0\x08\0\0\0", DamagedFile),
    }


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_picture_is_one_sentence(name: str) -> None:
    """It names the file, and no more memory is taken than the limit allows."""
    data, error = hostile()[name]
    with pytest.raises(error) as caught:
        list(pixels.frames(name, data, most=9))
    assert name in str(caught.value) and "\n" not in str(caught.value) and str(caught.value).endswith(".")


def test_bytes_changed_at_random_never_raise_anything_else() -> None:
    """A flipped byte anywhere is a picture or a ReadError."""
    torn = random.Random(7)
    for form in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"):
        data = bytearray(encoded(NOISE.resize((40, 40)), form))
        for _ in range(40):
            broken = bytearray(data)
            for _ in range(3):
                broken[torn.randrange(len(broken))] = torn.randrange(256)
            try:
                list(pixels.frames("a.img", bytes(broken), most=3))
                pixels.described("a.img", bytes(broken))
            except ReadError:
                continue
