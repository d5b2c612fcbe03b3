"""The real Tesseract, where it is installed, on drawn lines in the scripts whose language packs are there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from qa.ingest.looking import look
from qa.ingest.tesseract import BothReaders, TesseractReader
from qa.types import PictureReader
from tests.ingest.drawn import font

FONTS = Path("/usr/share/fonts/truetype")
LINES = {
    "ru": ("Насос не включён, потому что крышка открыта.", "Закройте крышку и нажмите Пуск ещё раз."),
    "ko": ("덮개가 열려 있어 펌프를 시작할 수 없습니다.", "덮개를 닫고 시작 버튼을 다시 누르십시오."),
    "el": ("Η αντλία δεν μπορεί να ξεκινήσει.", "Κλείστε το καπάκι και πατήστε ξανά Έναρξη."),
    "ar": ("تعذر تشغيل المضخة لأن الغطاء مفتوح", "أغلق الغطاء واضغط على زر البدء مرة أخرى"),
    "hi": ("पंप चालू नहीं हो सका क्योंकि ढक्कन खुला है।", "ढक्कन बंद करें और फिर से शुरू दबाएँ।"),
    "th": ("ไม่สามารถเริ่มได้เนื่องจากฝาเปิดอยู่", "ปิดฝาแล้วกดเริ่มอีกครั้ง"),
}
WRITTEN = {
    "ru": "dejavu/DejaVuSans.ttf",
    "el": "dejavu/DejaVuSans.ttf",
    "ar": "noto/NotoNaskhArabic-Regular.ttf",
    "hi": "noto/NotoSansDevanagari-Regular.ttf",
    "th": "noto/NotoSansThai-Regular.ttf",
}


@pytest.fixture(scope="module")
def tesseract() -> TesseractReader:
    if shutil.which("tesseract") is None:
        if os.environ.get("QA_REQUIRE_BROWSER"):
            raise FileNotFoundError("CI installs tesseract-ocr")
        pytest.skip("no tesseract is installed")
    return TesseractReader()


def _font(language: str, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS / WRITTEN.get(language, "")
    if language == "ko" or (language == "ru" and not path.exists()):
        return font(size)  # the one that CI installs for Chinese has both
    if not path.exists():
        pytest.skip(f"no font for {language}")
    return ImageFont.truetype(str(path), size)


def drawn(language: str, size: int = 22) -> Image.Image:
    letters = _font(language, size)
    width = max(letters.getlength(line) for line in LINES[language])
    picture = Image.new("RGB", (round(width) + 60, 180), "white")
    pen = ImageDraw.Draw(picture)
    for at, line in enumerate(LINES[language]):
        pen.text((30, 30 + 60 * at), line, fill="#1b1b1f", font=letters)
    return picture


@pytest.mark.parametrize("language", LINES)
def test_lines_in_other_scripts_are_read_word_for_word(tesseract: TesseractReader, language: str) -> None:
    """With whatever packs are installed beside the right one: at least nine words in ten, and no word in pieces."""
    if language not in tesseract.languages:
        pytest.skip(f"no language pack for {language}")
    lines = [box.text for box in tesseract.read(np.asarray(drawn(language)))]
    assert len(lines) == 2
    wanted = " ".join(LINES[language]).split()
    found = " ".join(lines).split()
    assert len(found) == len(wanted), lines
    assert sum(word in found for word in wanted) >= 0.9 * len(wanted) - 0.5


def test_it_is_asked_where_the_models_do_not_know_the_script(tesseract: TesseractReader, eyes: PictureReader) -> None:
    """Russian is read by it, English as before."""
    if "ru" not in tesseract.languages:
        pytest.skip("no language pack for ru")
    both = BothReaders(eyes, tesseract)
    assert look(drawn("ru"), both).words.split("\n")[0] == LINES["ru"][0]
    assert look(Image.new("RGB", (200, 150), "#88aacc"), both).words == ""
