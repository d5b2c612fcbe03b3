"""A second reader for other scripts, asked only where the first is not sure."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from qa.ingest.tesseract import BothReaders, TesseractReader
from qa.types import TextBox
from tests.fakes import PencilReader

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
TABLE = (
    HEAD,
    "4\t1\t1\t1\t1\t0\t10\t10\t200\t20\t-1\t",
    "5\t1\t1\t1\t1\t1\t10\t10\t90\t20\t96\tНасос",
    "5\t1\t1\t1\t1\t2\t110\t12\t60\t18\t90\tне",
    '5\t1\t1\t1\t2\t1\t10\t40\t90\t20\t80\t"включён"',
)
PIXELS = np.full((80, 200, 3), 255, dtype=np.uint8)


@pytest.fixture
def program(tmp_path: Path) -> str:
    """Make a program that speaks as Tesseract does."""
    script = tmp_path / "tesseract"
    script.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "if '--list-langs' in sys.argv:\n    print('List of available languages (3):\\neng\\nosd\\nrus')\n"
        "else:\n    assert sys.stdin.buffer.read(4) == b'\\x89PNG' and 'rus' in sys.argv\n"
        f"    print({chr(10).join(TABLE)!r})\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return str(script)


def test_its_words_are_gathered_into_lines(program: str) -> None:
    reader = TesseractReader(program)
    assert reader.languages == {"ru"}
    first, second = reader.read(PIXELS)
    assert (first.text, first.rectangle) == ("Насос не", (10, 10, 170, 30))
    assert first.score == pytest.approx((0.96 * 5 + 0.9 * 2) / 7, abs=1e-3)
    assert second.text == '"включён"'


def test_without_the_program_it_reads_nothing() -> None:
    reader = TesseractReader("/nowhere/tesseract")
    assert reader.languages == frozenset() and reader.read(PIXELS) == ()


class Unsure(PencilReader):
    """Reads Latin garbage, and says that it is not sure."""

    def read(self, pixels: object) -> tuple[TextBox, ...]:
        return (TextBox("Hacoc He BkJHOyeH", 0.86, ((0, 0), (9, 0), (9, 9), (0, 9))),)


def test_the_second_is_asked_where_the_first_is_not_sure(program: str) -> None:
    both = BothReaders(Unsure({}), TesseractReader(program))
    assert both.languages == {"en", "ru"}
    assert [box.text for box in both.read(PIXELS)] == ["Насос не", '"включён"']


def test_a_sure_first_reader_is_believed(program: str) -> None:
    class Sure(Unsure):
        def read(self, pixels: object) -> tuple[TextBox, ...]:
            return tuple(TextBox(box.text, 0.99, box.corners) for box in super().read(pixels))

    assert BothReaders(Sure({}), TesseractReader(program)).read(PIXELS)[0].text.startswith("Hacoc")


def test_latin_words_of_the_second_do_not_replace_the_first() -> None:
    both = BothReaders(Unsure({}), PencilReader({200: ["Hacoc"]}, languages=frozenset({"ru"})))
    assert both.read(PIXELS)[0].text == "Hacoc He BkJHOyeH"
