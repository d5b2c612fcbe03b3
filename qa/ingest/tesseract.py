"""Tesseract, where somebody installed it: for the scripts that RapidOCR's models don't hold.

Measured with version 5.3 on drawn lines in six of them: asked with all packs at once it takes Hindi for Thai here and
there, breaks Korean words apart and finds half of its lines, so the packs of the script that prevails are asked anew.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.ingest.blocks import mean_score
from qa.language.scripts import RANGES, UNSPACED, char_class
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

_SHARED: Mapping[str, frozenset[str]] = {
    "cyrillic": frozenset({"bel", "bul", "kaz", "mkd", "mon", "rus", "srp", "ukr"}),
    "arabic": frozenset({"ara", "fas", "urd"}),
    "devanagari": frozenset({"hin", "mar", "nep", "san"}),
}
"""Packs of the scripts that several languages write; the others stand for one each."""
_OWN: Mapping[str, str] = {
    "ethiopic": "amh", "bengali": "ben", "greek": "ell", "gujarati": "guj", "hebrew": "heb", "armenian": "hye",
    "kannada": "kan", "georgian": "kat", "khmer": "khm", "hangul": "kor", "lao": "lao", "malayalam": "mal",
    "myanmar": "mya", "gurmukhi": "pan", "sinhala": "sin", "tamil": "tam", "telugu": "tel", "thai": "tha",
}  # fmt: skip

_DOUBTFUL, _SURE = 0.93, 0.75
"""Mean confidences: of RapidOCR's reading up to which a second one is taken, and of that from which on it counts."""
_SECONDS = 60.0
_BLOCKS, _COLUMN = "3", "4"
"""Ways to look at a page: with columns and blocks, and as one column, which finds lines that the first overlooks."""
_FEWER = 0.8
"""Share of the first reading's characters below which the second has overlooked lines."""
_PIECES = (
    (re.compile(f"[{char_class('hangul')}]"), 0.2),
    (re.compile(f"[{char_class(*UNSPACED)}]"), 0.4),
)
"""Of these scripts it gives pieces of words as words, Korean by the syllable and Thai by the letter; with the heights
of a line between two of them from which on there is a space."""
_MARKS = str.maketrans({"µ": "μ", "\u200e": None, "\u200f": None})
"""Tesseract writes the micro sign for the Greek letter, and marks of direction where scripts meet."""


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
        picture = content.getvalue()
        rough = self._look(picture, self._packs, _BLOCKS) or self._look(picture, self._packs, _COLUMN)
        packs = [pack for pack in self._packs if pack in packs_of(_script(rough))]
        if not packs or len(packs) == len(self._packs) > 1:
            return tuple(rough)
        sure = self._look(picture, packs, _BLOCKS) if len(self._packs) > 1 else rough
        if _letters(sure) < _FEWER * _letters(rough) or len(self._packs) == 1:
            sure = max(sure, self._look(picture, packs, _COLUMN), key=_letters)
        return tuple(sure if _letters(sure) >= _FEWER * _letters(rough) else rough)

    def _look(self, picture: bytes, packs: Sequence[str], way: str) -> list[TextBox]:
        return list(_lines(self._run(["stdin", "stdout", "-l", "+".join(packs), "--psm", way, "tsv"], picture)))

    def _run(self, arguments: Sequence[str], data: bytes) -> str:
        try:
            done = subprocess.run(
                [str(self._program), *arguments],
                input=data,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads wait busily, and several pictures are read
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


def packs_of(script: str) -> frozenset[str]:
    """Return the language packs that read a writing system (named as in ``qa.language.scripts``)."""
    return _SHARED.get(script) or frozenset(filter(None, (_OWN.get(script),)))


def _script(boxes: Sequence[TextBox]) -> str:
    """Return the writing system of most letters among those of the packs; "" if there are none."""
    counts = dict.fromkeys((*_SHARED, *_OWN), 0)
    for letter in "".join(box.text for box in boxes):
        for script in counts:
            counts[script] += any(low <= ord(letter) <= high for low, high in RANGES[script])
    most = max(counts, key=counts.__getitem__)
    return most if counts[most] else ""


def _letters(boxes: Sequence[TextBox]) -> int:
    return sum(letter.isalpha() for box in boxes for letter in box.text)


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
    return TextBox(_spaced(words, bottom - top).translate(_MARKS), round(score, 4), corners)


def _spaced(words: Sequence[Mapping[str, str]], height: int) -> str:
    """Join words by spaces, but what may be pieces of one only where the picture leaves room for a space."""
    text, end = "", 0
    for word in words:
        here = word["text"].strip()
        gap = int(word["left"]) - end
        pieces = any(text and one.match(text[-1]) and one.match(here) and gap < room * height for one, room in _PIECES)
        text += here if not text or pieces else f" {here}"
        end = int(word["left"]) + int(word["width"])
    return text
