"""The real OCR on pictures whose text is known: it must find the words that people search by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image, ImageFilter

from qa.ingest.looking import look
from qa.types import PictureReader
from tests.ingest.drawn import DARK, LIGHT, dialog, page

ENGLISH = (
    "The pump could not be started because the lid is open.",
    "Close the lid, wait 30 seconds and press Start again.",
    "Error code PU-2041. If it appears twice, call 0800 555 0199.",
)
CHINESE = (
    "水泵无法启动，因为盖子没有关好。",
    "请合上盖子，等待三十秒后再次按下开始按钮。",
    "错误代码 PU-2041，如果再次出现请联系客服。",
)
TRADITIONAL = ("裝置無法連線到伺服器，請檢查網路設定。", "資料已經儲存，可以關閉視窗。")
JAPANESE = ("ポンプを起動できません。ふたが開いています。", "ふたを閉めて、もう一度お試しください。")
LATIN = (
    "Die Tür ist während des Ladens verriegelt.",
    "Le câble de recharge n'est pas branché.",
    "¿Está encendido el motor? Gire la llave a la derecha.",
)
TERMINAL = (
    "$ systemctl restart pump.service",
    "Job for pump.service failed because the control process exited",
    "pump[2041]: bind() to 0.0.0.0:8080 failed (98: Address in use)",
    "Main PID: 2041 (code=exited, status=1/FAILURE)",
)
LABEL = ("MODEL PX-300", "230 V ~ 50 Hz 1.8 A", "S/N 7714-00923", "Made for indoor use only")


def _dialog(theme: tuple[str, str, str, str], lines: Sequence[str], title: str) -> Image.Image:
    return dialog(title, lines, ["Cancel", "Retry"], bar="Pump Manager 3.2", theme=theme)


CASES: dict[str, tuple[Callable[[], Image.Image], Sequence[str]]] = {
    "english": (lambda: _dialog(LIGHT, ENGLISH, "Pump not started"), (*ENGLISH, "Pump not started")),
    "english dark": (lambda: _dialog(DARK, ENGLISH, "Pump not started"), (*ENGLISH, "Pump not started")),
    "chinese": (lambda: _dialog(LIGHT, CHINESE, "水泵未启动"), (*CHINESE, "水泵未启动")),
    "chinese dark": (lambda: _dialog(DARK, CHINESE, "水泵未启动"), (*CHINESE, "水泵未启动")),
    "traditional": (lambda: page(TRADITIONAL), TRADITIONAL),
    "japanese": (lambda: page(JAPANESE, size=20), JAPANESE),
    "latin": (lambda: page(LATIN), LATIN),
    "terminal": (lambda: page(TERMINAL, size=15, ink="#c8f0c8", paper="#101410"), TERMINAL),
    "label": (lambda: page(LABEL, size=30, paper="#e8d44a").rotate(3, expand=True, fillcolor="#77787c"), LABEL),
    "small": (lambda: page(ENGLISH, size=11), ENGLISH),
    "small chinese": (lambda: page(CHINESE, size=13), CHINESE),
    "faint": (lambda: page(ENGLISH, ink="#a2a2a2", paper="#c8c8c8"), ENGLISH),
    "right": (lambda: page(ENGLISH, size=20).transpose(Image.Transpose.ROTATE_270), ENGLISH),
    "left": (lambda: page(ENGLISH, size=20).transpose(Image.Transpose.ROTATE_90), ENGLISH),
    "upside down": (lambda: page(CHINESE, size=20).transpose(Image.Transpose.ROTATE_180), CHINESE),
    "tilted": (lambda: page(ENGLISH, size=22).rotate(6, expand=True, fillcolor="#ffffff"), ENGLISH),
    "blurred": (lambda: page(ENGLISH, size=20).filter(ImageFilter.GaussianBlur(0.8)), ENGLISH),
    "large": (lambda: page(ENGLISH, size=70), ENGLISH),
}


def tokens(text: str) -> list[str]:
    """Words of spaced scripts, pairs of neighbours of the others: what a search goes by."""
    found: list[str] = []
    for run in re.findall(r"[\u3040-\u30ff\u3400-\u9fff]+|[^\W\u3040-\u30ff\u3400-\u9fff]+", text.casefold()):
        wide = run[0] >= "\u3040"
        found += [run[at : at + 2] for at in range(max(1, len(run) - 1))] if wide else [run]
    return found


def recall(truth: Sequence[str], text: str) -> float:
    there = set(tokens(text)) | set(tokens(text.replace("\n", "")))
    wanted = [token for line in truth for token in tokens(line)]
    return sum(token in there for token in wanted) / len(wanted)


@pytest.fixture(scope="module")
def recalls(eyes: PictureReader) -> dict[str, float]:
    """Read every case once."""
    return {name: recall(truth, look(draw(), eyes).words) for name, (draw, truth) in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_the_words_are_found(recalls: dict[str, float], name: str) -> None:
    """No drawing loses more than one word in eight."""
    assert recalls[name] >= 0.87


def test_the_words_are_found_nearly_always(recalls: dict[str, float]) -> None:
    """Over all drawings at least 97 of 100."""
    assert sum(recalls.values()) / len(recalls) >= 0.97


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_lines_come_in_order_and_boxes_stand_where_the_text_does(eyes: PictureReader, turn: int) -> None:
    """However the picture lies; the corners are in the pixels of the picture as it was given."""
    upright = page(ENGLISH, size=20)
    picture = upright.rotate(-90 * turn, expand=True)
    reading = look(picture, eyes)
    assert [line.split()[0] for block in reading.blocks for line in block.lines] == ["The", "Close", "Error"]
    left, top, right, bottom = reading.boxes[0].rectangle
    assert 0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height
    ink = np.asarray(picture.convert("L").crop((left, top, right, bottom)))
    assert (ink < 128).mean() > 0.03
    assert reading.sure > 0.9


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (7, 7), (640, 480)])
def test_a_picture_without_text_has_none(eyes: PictureReader, size: tuple[int, int]) -> None:
    assert look(Image.new("RGB", size, "#88aacc"), eyes).words == ""


def test_noise_is_no_text(eyes: PictureReader) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    assert look(Image.fromarray(noise).resize((640, 480)), eyes).words == ""


def test_a_scrolled_screenshot_is_read_in_pieces(eyes: PictureReader) -> None:
    """Every line once, in order, though the picture is far too long to be looked at as a whole."""
    lines = [f"Step {n}: open valve V-{n} and note the reading" if n % 2 else "" for n in range(1, 100)]
    reading = look(page(lines, size=17), eyes)
    found = [int(n) for n in re.findall(r"Step (\d+)", reading.words)]
    assert found == list(range(1, 100, 2))


def test_nothing_is_read_without_a_reader() -> None:
    assert look(page(ENGLISH), None).boxes == ()
