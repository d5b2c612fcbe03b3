"""Lines are drawn as narrow as their print allows, and never so that anything is lost unseen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt
import pytest

from qa.ingest.looking import look
from qa.ingest.narrow import Narrowing
from qa.types import PictureReader
from tests.ingest.drawn import page

ENGLISH = "The quick brown fox jumps over it, again and again."
CHINESE = "请合上盖子等待三十秒后再次按下开始按钮"


class Script:
    """Says ``text`` of every line, as surely as ``sure`` tells of the share of width it was drawn to."""

    def __init__(self, text: str, sure: Callable[[float], float] = lambda _: 0.99) -> None:
        self.text, self.sure, self.shares = text, sure, list[float]()

    def read(self, line: npt.NDArray[np.uint8], share: float) -> tuple[str, float]:
        self.shares.append(round(share, 2))
        return (self.text if share == 1 else self.text.lower()), self.sure(share)


def lines(number: int, *, width: int, height: int = 24) -> list[npt.NDArray[np.uint8]]:
    return [np.zeros((height, width, 3), np.uint8)] * number


def told(script: Script, given: Sequence[npt.NDArray[np.uint8]]) -> list[str]:
    narrowing = Narrowing(script)
    return [narrowing.read(line)[0] for line in given]


@pytest.mark.parametrize(("text", "pixels"), [(ENGLISH, 12), (CHINESE, 20)])
def test_a_line_has_the_width_that_the_letters_of_the_last_one_took(text: str, pixels: int) -> None:
    """The first is read as it is; a Chinese sign gets more than a letter."""
    script = Script(text)
    told(script, lines(3, width=340))
    share = round(pixels * len(text) / 680, 2)
    assert script.shares == [1, share, share] and 0.5 < share < 1


def test_a_narrowed_line_that_is_not_sure_is_read_as_it_is() -> None:
    """Its text is that of the second reading; while lines are unsure even so, none is narrowed."""
    script = Script(ENGLISH, lambda share: 0.99 if share == 1 else 0.9)
    assert told(script, lines(2, width=420)) == [ENGLISH, ENGLISH]
    assert script.shares == [1, 0.73, 1]
    faint = Script(ENGLISH, lambda _: 0.9)
    told(faint, lines(4, width=420))
    assert faint.shares == [1] * 4


def test_denser_print_than_before_is_read_as_it_is() -> None:
    """A line that is full of letters for its width, after a heading in wide ones."""
    script = Script(ENGLISH)
    narrowing = Narrowing(script)
    narrowing.read(lines(1, width=420)[0])
    script.text = ENGLISH * 2
    assert narrowing.read(lines(1, width=420)[0])[0] == ENGLISH * 2
    assert script.shares == [1, 0.73, 1]


def test_print_of_one_size_has_its_width_however_high_its_line_was_cut_out() -> None:
    """A line without letters that hang below is cut out lower, and drawn larger."""
    script = Script(ENGLISH)
    told(script, [*lines(1, width=420, height=30), *lines(1, width=420, height=24)])
    assert script.shares == [1, round(12 * len(ENGLISH) / (2 * 420), 2)]


@pytest.mark.parametrize(("width", "height", "share"), [(2000, 24, 0.5), (1400, 72, 0.75), (260, 24, 1)])
def test_no_line_loses_pixels_or_is_narrowed_for_nothing(width: int, height: int, share: float) -> None:
    """A small one keeps half the model's pixels, a large one half of its own."""
    script = Script(ENGLISH[:42])
    told(script, lines(2, width=width, height=height))
    assert script.shares == [1, share]


def test_a_few_letters_tell_nothing() -> None:
    script = Script("4.2 kg")
    told(script, lines(2, width=420))
    assert script.shares == [1, 1]


@pytest.mark.parametrize("size", [14, 22])
def test_narrow_letters_and_other_scripts_beside_wide_ones_are_read(eyes: PictureReader, size: int) -> None:
    """Hardly a letter is lost, and no more than when each line is a picture of its own, which is read as it is."""
    given = [
        "Maintenance of the small hall: filters, lilies and fittings",
        "In winter 2031 all little valves will still fill illicit bottles; 1,111 litres.",
        "MINIMUM AMMUNITION WWW MMM 4040 0404 ILLINOIS",
        "水泵无法启动,因为盖子没有关好,请等待三十秒。",
        "Afterwards the committee settled accounts, differing in effect but not in will.",
    ]
    together = [line for block in look(page(given, size=size), eyes).blocks for line in block.lines]
    alone = [look(page([line], size=size), eyes).words for line in given]
    assert _alike(given, together) >= max(0.985, _alike(given, alone) - 0.003)


def _alike(truth: Sequence[str], read: Sequence[str]) -> float:
    """Share 0…1 of characters in common, whatever the spaces and the width of signs."""
    plain = ["".join(unicodedata.normalize("NFKC", "".join(lines)).split()) for lines in (truth, read)]
    return SequenceMatcher(None, *plain, autojunk=False).ratio()
