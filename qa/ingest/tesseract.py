"""Tesseract, where somebody installed it: for the scripts that RapidOCR's models don't hold."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.ingest.blocks import mean_score
from qa.types import PictureReader, TextBox

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKS: Mapping[str, str] = {
    "amh": "am", "ara": "ar", "bel": "be", "ben": "bn", "bul": "bg", "ell": "el", "fas": "fa", "guj": "gu",
    "heb": "he", "hin": "hi", "hye": "hy", "kan": "kn", "kat": "ka", "kaz": "kk", "khm": "km", "kor": "ko",
    "lao": "lo", "mal": "ml", "mar": "mr", "mkd": "mk", "mon": "mn", "mya": "my", "nep": "ne", "pan": "pa",
    "rus": "ru", "san": "sa", "sin": "si", "srp": "sr", "tam": "ta", "tel": "te", "tha": "th", "ukr": "uk",
    "urd": "ur",
}  # fmt: skip
"""Language pack of Tesseract → language, of those in other scripts than RapidOCR reads."""

_DOUBTFUL, _SURE = 0.93, 0.6
"""Mean confidences: of RapidOCR's reading up to which a second one is taken, and of that from which on it counts."""
_SECONDS = 60.0


class TesseractReader:
    """Reads with the language packs that are installed; none without the program."""

    def __init__(self, program: str | None = None) -> None:
        """Use a program by path; default the one on the PATH."""
        self._program = program or shutil.which("tesseract")

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages in other scripts that its packs add."""
        return frozenset(PACKS[pack] for pack in self._packs)

    @cached_property
    def _packs(self) -> tuple[str, ...]:
        if self._program is None:
            return ()
        listed = self._run(["--list-langs"], b"").split()
        return tuple(sorted(set(listed) & PACKS.keys()))

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Return the lines on a picture; ``pixels`` is RGB, shape (height, width, 3)."""
        if not self._packs:
            return ()
        from PIL import Image

        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "PNG")
        table = self._run(["stdin", "stdout", "-l", "+".join(self._packs), "--psm", "3", "tsv"], content.getvalue())
        return tuple(_lines(table))

    def _run(self, arguments: Sequence[str], data: bytes) -> str:
        try:
            done = subprocess.run(
                [str(self._program), *arguments], input=data, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode("utf-8", "replace")


class BothReaders:
    """One reader, and a second that is asked where the first is not sure and the second knows other scripts."""

    def __init__(self, first: PictureReader, second: PictureReader) -> None:
        self._first, self._second = first, second

    @property
    def languages(self) -> frozenset[str]:
        """What either reads."""
        return self._first.languages | self._second.languages

    def read(self, pixels: npt.NDArray[np.uint8]) -> tuple[TextBox, ...]:
        """Return the lines on a picture; ``pixels`` is RGB, shape (height, width, 3)."""
        boxes = self._first.read(pixels)
        if mean_score(boxes) > _DOUBTFUL or not self._second.languages:
            return boxes
        others = self._second.read(pixels)
        return others if mean_score(others) >= _SURE and _other_script(others) else boxes


def _other_script(boxes: Sequence[TextBox]) -> bool:
    """Tell whether most letters are of neither the Latin script nor Chinese nor Japanese."""
    letters = [letter for box in boxes for letter in box.text if letter.isalpha()]
    other = sum("\u0370" <= letter < "\u1e00" or "\uac00" <= letter < "\ud7b0" for letter in letters)
    return bool(letters) and other > 0.5 * len(letters)


def _lines(table: str) -> Iterator[TextBox]:
    """Gather the words of Tesseract's table by line."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip() and float(row["conf"]) >= 0:
            lines.setdefault((row["page_num"], row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    for words in lines.values():
        yield _line(words)


def _line(words: Sequence[Mapping[str, str]]) -> TextBox:
    left, top = min(int(word["left"]) for word in words), min(int(word["top"]) for word in words)
    right = max(int(word["left"]) + int(word["width"]) for word in words)
    bottom = max(int(word["top"]) + int(word["height"]) for word in words)
    letters = sum(len(word["text"]) for word in words)
    score = sum(float(word["conf"]) * len(word["text"]) for word in words) / (100 * letters)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return TextBox(" ".join(word["text"].strip() for word in words), round(score, 4), corners)
