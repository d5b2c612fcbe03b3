"""What OCR costs on this machine: a dialog, an A4 page at 150 dots an inch, and several such, in a fresh process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from qa.ingest.abreast import cores, in_order
from qa.ingest.looking import look
from qa.ingest.ocr import RapidReader

if TYPE_CHECKING:
    from PIL.Image import Image

_ROOT = Path(__file__).resolve().parents[2]
_TEXT = (
    "The pump could not be started because the lid is open. Close it, wait thirty seconds and press Start again. "
    "If the message comes back, note its code and call the help desk; keep the machine dry until somebody is there. "
)


def seeing(rounds: int = 5) -> Iterator[dict[str, Any]]:
    """Yield a line for the dialog, one for the page, one for as many pages as are read at once, in ms.

    The first two are medians of ``rounds`` readings after the first. ``cpu`` is processor time of all threads;
    ``memory_mb`` is how much the process grew at its highest.
    """
    done = subprocess.run(
        [sys.executable, "-c", f"from qa.learn.sight import measure; measure({int(rounds)})"],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
    )
    for line in done.stdout.splitlines():
        yield json.loads(line)


def measure(rounds: int) -> None:
    """Read the pictures in this process, and print a JSON line for each."""
    reader = RapidReader()
    before = _peak()
    for name, picture in (("dialog", _dialog()), ("A4 page, 150 dpi", _page())):
        first = time.perf_counter()
        lines = len(look(picture, reader).boxes)
        first = time.perf_counter() - first
        spent = [_spent(picture, reader) for _ in range(rounds)]
        told = {
            "measure": "reading a picture",
            "picture": name,
            "lines": lines,
            "wall": round(1000 * median(wall for wall, _ in spent)),
            "cpu": round(1000 * median(cpu for _, cpu in spent)),
            "first time": round(1000 * first),
            "memory_mb": round(_peak() - before),
        }
        sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.write(json.dumps(_several(reader, before)) + "\n")


def _several(reader: RapidReader, before: float) -> dict[str, Any]:
    """Measure pages of a scan that are read at once: one for each core, as the app does."""
    page = _page()
    start, spent = time.perf_counter(), time.process_time()
    lines = sum(len(reading.boxes) for _, reading in in_order(lambda _: look(page, reader), range(cores())))
    return {
        "measure": "reading a picture",
        "picture": f"{cores()} pages at once",
        "lines": lines,
        "wall": round(1000 * (time.perf_counter() - start)),
        "cpu": round(1000 * (time.process_time() - spent)),
        "memory_mb": round(_peak() - before),
    }


def _spent(picture: Image, reader: RapidReader) -> tuple[float, float]:
    start, before = time.perf_counter(), time.process_time()
    look(picture, reader)
    return time.perf_counter() - start, time.process_time() - before


def _peak() -> float:
    """Return the most memory that this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _dialog() -> Image:
    return _drawn((640, 360), ["Pump not started", "", *_lines(48)[:5], "", "Cancel      Retry"], 20, 40)


def _page() -> Image:
    return _drawn((1240, 1754), _lines(88) * 12, 21, 110)


def _lines(width: int) -> list[str]:
    lines = [""]
    for word in _TEXT.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _drawn(size: tuple[int, int], lines: Sequence[str], height: int, margin: int) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", size, "#fafafa")
    pen = ImageDraw.Draw(picture)
    letters = ImageFont.load_default(height)
    for at, line in enumerate(lines):
        top = margin + at * round(1.55 * height)
        if top < size[1] - margin:
            pen.text((margin, top), line, fill="#202124", font=letters)
    return picture
