"""Simple drawings that come out as SVG and as PNG alike: lines, boxes, dots and words, in a light and a dark palette.

The SVG follows the reader's own theme where it is opened in a browser; a PNG has the one it is asked for, at twice the
size of the drawing, so that it is crisp on a fine screen.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

LIGHT: Mapping[str, str] = {
    **{"paper": "#ffffff", "ink": "#1f2937", "soft": "#5b6472", "rule": "#d3d8df"},
    **{"dense": "#2563eb", "keyword": "#b45309", "hybrid": "#0f766e", "confidence": "#7c3aed"},
}
DARK: Mapping[str, str] = {
    **{"paper": "#12161d", "ink": "#eceff4", "soft": "#a9b2c0", "rule": "#3a4250"},
    **{"dense": "#7aa7ff", "keyword": "#f0b25c", "hybrid": "#4fd1c0", "confidence": "#c3a5ff"},
}

FINE, OVER = 2, 3
"""Pixels of a PNG a unit, and how many times finer its shapes are drawn before they are scaled down."""

_EAST_ASIAN = (
    *("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc"),
    *("wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc", "msyh.ttc", "simsun.ttc"),
)
"""Where Pillow's own font ends: files that systems bring for Chinese, Japanese and Korean."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``dash`` gives the length of its dashes and gaps, 0 for none."""

    start: Point
    end: Point
    colour: str
    width: float = 1.0
    dash: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """The outline of a box between two corners."""

    start: Point
    end: Point
    colour: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot, or a ring when it is ``hollow``; ``title`` shows when a pointer rests on it."""

    centre: Point
    radius: float
    colour: str
    hollow: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text from its anchor, ``at`` its baseline."""

    at: Point
    text: str
    size: float = 12.0
    colour: str = "soft"
    anchor: Anchor = "start"


Shape = Line | Box | Dot | Words


@dataclass(slots=True)
class Drawing:
    """Shapes on paper of a size, drawn in order."""

    width: float
    height: float
    title: str
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Draw over what is there."""
        self.shapes += shapes


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG; it turns dark where the reader's system is."""
    size = f"{drawing.width:g} {drawing.height:g}"
    dark = ";".join(f"--{name}:{colour}" for name, colour in DARK.items())
    light = ";".join(f"--{name}:{colour}" for name, colour in LIGHT.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{drawing.width:g}" '
        f'height="{drawing.height:g}" role="img" font-family="Inter, system-ui, sans-serif">'
        f"<title>{_escaped(drawing.title)}</title>"
        f"<style>svg{{{light}}}@media (prefers-color-scheme: dark){{svg{{{dark}}}}}</style>"
        f'<rect width="{drawing.width:g}" height="{drawing.height:g}" {_paint("fill", "paper")}/>'
        f"{''.join(map(_svg_shape, drawing.shapes))}</svg>\n"
    )


def _svg_shape(shape: Shape) -> str:
    if isinstance(shape, Line):
        (x1, y1), (x2, y2) = shape.start, shape.end
        dash = f' stroke-dasharray="{shape.dash:g} {shape.dash:g}"' if shape.dash else ""
        path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        return f'<path d="{path}" stroke-width="{shape.width:g}" {_paint("stroke", shape.colour)}{dash}/>'
    if isinstance(shape, Box):
        (x1, y1), (x2, y2) = shape.start, shape.end
        size = f'x="{x1:.1f}" y="{y1:.1f}" width="{x2 - x1:.1f}" height="{y2 - y1:.1f}"'
        return f'<rect {size} fill="none" {_paint("stroke", shape.colour)}/>'
    if isinstance(shape, Dot):
        (x, y), named = shape.centre, f"<title>{_escaped(shape.title)}</title>" if shape.title else ""
        paint = _paint("stroke", shape.colour) if shape.hollow else _paint("stroke fill", shape.colour)
        inside = 'fill="none"' if shape.hollow else 'fill-opacity=".6"'
        size = f'r="{shape.radius:.1f}" stroke-width="1.5"'
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" {size} {paint} {inside}>{named}</circle>'
    (x, y), words = shape.at, _escaped(shape.text)
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{shape.size:g}" text-anchor="{shape.anchor}"'
    return f"<text {place} {_paint('fill', shape.colour)}>{words}</text>"


def _paint(what: str, colour: str) -> str:
    """Paint in a palette's colour; programs that know no variables take the light one."""
    plain = " ".join(f'{one}="{LIGHT[colour]}"' for one in what.split())
    return f'{plain} style="{";".join(f"{one}:var(--{colour})" for one in what.split())}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def png(drawing: Drawing, *, dark: bool = False) -> bytes:
    """Return a drawing as a PNG of twice its size."""
    from PIL import Image, ImageDraw

    palette = DARK if dark else LIGHT
    fine = FINE * OVER
    drawn = Image.new("RGB", (round(drawing.width * fine), round(drawing.height * fine)), palette["paper"])
    pen = ImageDraw.Draw(drawn)
    for shape in drawing.shapes:
        if not isinstance(shape, Words):
            _draw(pen, shape, palette, fine)
    small = (round(drawing.width * FINE), round(drawing.height * FINE))
    image: Image.Image = drawn.resize(small, Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            place = shape.at[0] * FINE, shape.at[1] * FINE
            font = _font(round(shape.size * FINE), _latin(shape.text))
            pen.text(place, shape.text, palette[shape.colour], font, f"{_ANCHORS[shape.anchor]}s")
    return _written(image)


_ANCHORS: Mapping[Anchor, str] = {"start": "l", "middle": "m", "end": "r"}


def _written(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True, dpi=(72 * FINE, 72 * FINE))
    return out.getvalue()


def _draw(pen: ImageDraw, shape: Line | Box | Dot, palette: Mapping[str, str], fine: int) -> None:
    colour = palette[shape.colour]
    if isinstance(shape, Line):
        for start, end in _dashes(shape):
            points = [(x * fine, y * fine) for x, y in (start, end)]
            pen.line(points, colour, round(shape.width * fine))
    elif isinstance(shape, Box):
        pen.rectangle([*(v * fine for v in shape.start), *(v * fine for v in shape.end)], outline=colour, width=fine)
    else:
        (x, y), r = shape.centre, shape.radius
        around = [(x - r) * fine, (y - r) * fine, (x + r) * fine, (y + r) * fine]
        fill = None if shape.hollow else _mixed(colour, palette["paper"], 0.6)
        pen.ellipse(around, fill, colour, round(1.5 * fine))


def _dashes(line: Line) -> Iterable[tuple[Point, Point]]:
    (x1, y1), (x2, y2) = line.start, line.end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not line.dash or not length:
        yield line.start, line.end
        return
    for number in range(int(length / line.dash / 2) + 1):
        a, b = (min(1.0, (2 * number + end) * line.dash / length) for end in (0, 1))
        yield (x1 + a * (x2 - x1), y1 + a * (y2 - y1)), (x1 + b * (x2 - x1), y1 + b * (y2 - y1))


def _mixed(colour: str, paper: str, share: float) -> tuple[int, int, int]:
    one, other = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (colour, paper))
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _latin(text: str) -> bool:
    return all(ord(char) < 0x2E80 for char in text)


def drawable(text: str) -> bool:
    """Tell whether this machine has a font for a text."""
    return _latin(text) or _east_asian() is not None


@cache
def _east_asian() -> str | None:
    from PIL import ImageFont

    for name in _EAST_ASIAN:
        try:
            ImageFont.truetype(name, 12)
        except OSError:
            continue
        return name
    return None


@cache
def _font(size: int, latin: bool) -> FreeTypeFont:
    from PIL import ImageFont

    name = None if latin else _east_asian()
    found = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    return found  # type: ignore[return-value] # Pillow without FreeType has no sizes at all
