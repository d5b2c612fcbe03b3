"""Pictures of an evaluation: as SVG and as PNG, light and dark, with a reader's own words."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from qa.learn import canvas, figures, picture
from qa.learn.canvas import DARK, FINE, LIGHT, Box, Dot, Drawing, Line, Words
from qa.types import PictureWords

BINS = [(0.5, 0.2, 0.1), (0.5, 0.9, 0.95)]


def line(mode: str, value: float, **more: Any) -> dict[str, Any]:
    spans = {f"{name}_interval": [value - 0.1, value + 0.1] for name in figures.PER_QUESTION}
    return {"mode": mode, **dict.fromkeys(figures.PER_QUESTION, value), **spans, **more}


LINES = [line("keyword", 0.6), line("hybrid", 0.8), line("confidence", 0.8, reliability=BINS)]


def pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def hexed(colour: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def test_a_plot_is_safe_svg() -> None:
    """A dot a bin, names escaped, both themes in it."""
    drawn = canvas.svg(picture.reliability(BINS, 'a <b> & "c"'))
    ElementTree.fromstring(drawn)
    assert drawn.count("<circle") == 2
    assert "a &lt;b> &amp; &quot;c&quot;" in drawn
    assert "prefers-color-scheme: dark" in drawn


@pytest.mark.parametrize("dark", [False, True])
def test_a_png_is_twice_the_size_in_its_theme(dark: bool) -> None:
    """Paper in the corner, and a dot where the bin lies."""
    drawn = picture.reliability(BINS, "Set")
    image = pixels(canvas.png(drawn, dark=dark))
    assert image.size == (drawn.width * FINE, drawn.height * FINE)
    palette = DARK if dark else LIGHT
    assert hexed(image.getpixel((1, 1))) == palette["paper"]
    x, y = picture.EDGE + picture.SIDE * 0.9, picture.EDGE + picture.SIDE * 0.05
    assert hexed(image.getpixel((round(x * FINE), round(y * FINE)))) == hexed(
        canvas._mixed(palette["confidence"], palette["paper"], 0.6)
    )


def test_an_overview_has_every_figure_and_both_sides() -> None:
    """A dot for each figure of each mode, a ring for each of the other way to search; long titles are cut."""
    alone = picture.overview(LINES, "x" * 200)
    both = picture.overview(LINES, "Set", LINES, PictureWords(second="other model"))
    dots = [s for s in alone.shapes if isinstance(s, Dot) and s.centre[0] > picture.LABEL - 1 and s.radius == 4]
    assert len(dots) >= len(LINES) * len(picture.SHOWN)
    rings = [s for s in both.shapes if isinstance(s, Dot) and s.hollow]
    assert len(rings) == len(LINES) * len(picture.SHOWN) + 1
    assert any(isinstance(s, Words) and s.text == "other model" for s in both.shapes)
    for drawn in (alone, both):
        for shape in drawn.shapes:
            at = shape.at if isinstance(shape, Words) else shape.centre if isinstance(shape, Dot) else shape.end
            assert 0 <= at[0] <= drawn.width and 0 <= at[1] <= drawn.height


def test_words_without_a_font_are_left_out_of_a_png(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes in place of letters help nobody; the SVG keeps them, its reader has fonts."""
    monkeypatch.setattr(canvas, "_east_asian", lambda: None)
    said = PictureWords(confidence="置信度", right="正确")
    assert picture.named(said) == PictureWords()
    drawn = picture.reliability(BINS, "我的测试", said)
    assert "我的测试" in canvas.svg(drawn)
    assert all(shape.text.isascii() for shape in picture.titled(drawn).shapes if isinstance(shape, Words))


def test_every_shape_comes_out_both_ways() -> None:
    drawing = Drawing(40, 30, "all")
    drawing.add(Line((0, 0), (40, 30), "ink", 2, 5), Box((5, 5), (35, 25), "rule"), Dot((20, 15), 4, "dense", True))
    drawing.add(Words((20, 20), "Hi", 8, "soft", "middle"))
    assert len(ElementTree.fromstring(canvas.svg(drawing))) == 7
    assert len(pixels(canvas.png(drawing)).getcolors(100_000) or []) > 3
