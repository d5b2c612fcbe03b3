"""Pictures with text that is known, drawn with Pillow: dialogs, terminals, labels, pages, in several scripts."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

_CJK = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
LIGHT, DARK = ("#f4f4f6", "#ffffff", "#1b1b1f", "#5c5c66"), ("#17181c", "#24262d", "#ededf2", "#a6a8b4")
"""Colours of a theme: desk, window, text, lesser text."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return a font that holds Chinese and Japanese, and Latin with it; skip the test where there is none."""
    known = next((path for path in _CJK if Path(path).exists()), None)
    if known is None:
        if os.environ.get("QA_REQUIRE_BROWSER"):
            raise FileNotFoundError("no font that holds Chinese: install fonts-noto-cjk")
        pytest.skip("no font that holds Chinese is installed (fonts-noto-cjk)")
    return ImageFont.truetype(known, size)


def page(
    lines: Sequence[str],
    *,
    size: int = 18,
    width: int = 0,
    ink: str = "#1b1b1f",
    paper: str = "#ffffff",
    margin: int = 24,
    leading: float = 1.55,
) -> Image.Image:
    """Draw lines one under the other; an empty one leaves a gap."""
    letters = font(size)
    need = max(round(letters.getlength(line)) for line in lines) + 2 * margin
    step = round(size * leading)
    picture = Image.new("RGB", (width or need, step * len(lines) + 2 * margin), paper)
    pen = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        pen.text((margin, margin + at * step), line, fill=ink, font=letters)
    return picture


def dialog(
    title: str,
    body: Sequence[str],
    buttons: Sequence[str],
    *,
    bar: str = "",
    theme: tuple[str, str, str, str] = LIGHT,
    size: int = 18,
) -> Image.Image:
    """Draw a window with a bar, a title, some lines and buttons on a desk."""
    desk, window, ink, lesser = theme
    small, plain, big = font(size - 4), font(size), font(size + 4)
    width = max(460, round(max(plain.getlength(line) for line in (*body, title))) + 110)
    height = 170 + round(len(body) * size * 1.6)
    picture = Image.new("RGB", (width, height), desk)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((20, 20, width - 20, height - 20), radius=10, fill=window, outline=lesser)
    pen.text((36, 30), bar, fill=lesser, font=small)
    pen.text((44, 62), title, fill=ink, font=big)
    for at, line in enumerate(body):
        pen.text((44, 104 + at * round(size * 1.6)), line, fill=ink, font=plain)
    right = width - 44
    for name in reversed(buttons):
        wide = round(small.getlength(name)) + 32
        pen.rounded_rectangle((right - wide, height - 66, right, height - 34), radius=6, outline=lesser)
        pen.text((right - wide + 16, height - 62), name, fill=ink, font=small)
        right -= wide + 14
    return picture


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()
