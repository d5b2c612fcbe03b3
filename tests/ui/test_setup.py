"""What ships with the pages: settings, font, pictures; and nothing of it calls outside."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from qa.ui import words

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "qa" / "ui"


def test_both_settings_files_are_the_same() -> None:
    assert (ROOT / ".streamlit" / "config.toml").read_text() == (UI / ".streamlit" / "config.toml").read_text()


def test_the_settings_keep_to_this_machine() -> None:
    settings = tomllib.loads((UI / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "localhost"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"]["postScriptGC"] is False
    assert settings["client"]["toolbarMode"] == "minimal"


def test_every_setting_is_one_that_streamlit_knows() -> None:
    from streamlit import config

    settings = tomllib.loads((UI / ".streamlit" / "config.toml").read_text())
    known = config.get_config_options()
    for section, values in settings.items():
        for name, value in values.items():
            for inner in value if isinstance(value, dict) else [""]:
                option = f"{section}.{name}.{inner}".rstrip(".")
                assert option in known or isinstance(value[inner], dict), option


def test_the_font_ships_with_its_licence_and_is_served_in_a_checkout_too() -> None:
    settings = tomllib.loads((UI / ".streamlit" / "config.toml").read_text())
    for face in settings["theme"]["fontFaces"]:
        name = face["url"].removeprefix("app/static/")
        assert (UI / "static" / name).read_bytes()[:4] == b"wOF2"
        assert (ROOT / "static" / name).exists()
    assert "SIL OPEN FONT LICENSE" in (UI / "static" / "inter-OFL.txt").read_text()


@pytest.mark.parametrize("name", ["mark.svg", "logo-light.svg", "logo-dark.svg", "style.css"])
def test_static_files_ask_for_nothing(name: str) -> None:
    text = (UI / "static" / name).read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|@import|<script", text)


def test_no_page_has_an_icon_that_is_fetched() -> None:
    for call in (node for node in ast.walk(ast.parse((UI / "main.py").read_text())) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) in ("st.Page", "st.set_page_config"):
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            assert ":material" not in given.get("page_icon", "")
            assert "icon" not in given


def test_nothing_unescaped_reaches_markdown() -> None:
    """st.markdown, st.write and st.caption are given our own sentences alone."""
    ours = ("say.", "'\\n'.join((f'- {line}'")
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("st.markdown", "st.write", "st.caption"):
                given = ast.unparse(node.args[0])
                assert given.startswith(ours), f"{path}: {given}"


def test_no_sentence_stands_in_the_pages() -> None:
    """What is shown comes from ``words``: a string with two words in it would have to be translated twice."""
    for path in [*UI.glob("*.py"), *(UI / "views").glob("*.py")]:
        tree = ast.parse(path.read_text())
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if not ast.unparse(call.func).startswith("st."):
                continue
            for given in call.args[:1]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", given.value), f"{path}: {given.value}"


def test_a_translation_takes_the_place_of_english(monkeypatch: pytest.MonkeyPatch) -> None:
    class Chinese(words.Ask):
        heading = "你想知道什么？"

    monkeypatch.setitem(words.TRANSLATIONS, ("zh", words.Ask), Chinese)
    assert words.say(words.Ask, "zh-CN").heading == "你想知道什么？"
    assert words.say(words.Ask, "de-DE").heading == words.Ask.heading
    assert words.say(words.Ask, None).heading == words.Ask.heading


def test_plurals() -> None:
    assert words.count(1, "file") == "1 file"
    assert words.count(1200, "file") == "1,200 files"
    assert words.count(2, "entry", "entries") == "2 entries"
