"""A reliability plot as SVG: how often answers were right against how sure they were said to be."""

from __future__ import annotations

from collections.abc import Sequence

SIDE, EDGE = 360, 48
"""The square's side and the margin around it, in pixels."""


def reliability_svg(bins: Sequence[tuple[float, float, float]], title: str) -> str:
    """Draw bins (share of all, mean probability, share right): on the diagonal, confidence means what it says."""
    size = SIDE + 2 * EDGE
    dots = "".join(
        f'<circle cx="{_x(p):.1f}" cy="{_y(right):.1f}" r="{4 + 14 * share**0.5:.1f}" fill="#2563eb" '
        f'fill-opacity=".55"><title>said {p:.0%}, right {right:.0%}</title></circle>'
        for share, p, right in bins
    )
    ticks = "".join(
        f'<text x="{_x(t):.0f}" y="{size - 22}" text-anchor="middle">{t:.0%}</text>'
        f'<text x="{EDGE - 8}" y="{_y(t) + 4:.0f}" text-anchor="end">{t:.0%}</text>'
        for t in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'role="img" font-family="sans-serif" font-size="12" fill="#444"><title>{_escaped(title)}</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#bbb"/>'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>{dots}{ticks}'
        f'<text x="{EDGE}" y="{EDGE - 16}" font-size="14">{_escaped(title)}</text>'
        f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">confidence</text>'
        f'<text x="14" y="{_y(0.75):.0f}" text-anchor="middle" transform="rotate(-90 14 {_y(0.75):.0f})">'
        "right</text></svg>\n"
    )


def _x(share: float) -> float:
    return EDGE + SIDE * share


def _y(share: float) -> float:
    return EDGE + SIDE * (1 - share)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
