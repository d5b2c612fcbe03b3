"""Models on the Settings page: what they cost, coming and going, and a collection that changes to another."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from qa.index.cards import CARDS
from qa.ui import words
from tests.ui.conftest import healthy, opened, page, said
from tests.ui.fake_library import FakeLibrary


@pytest.fixture
def settings(library: FakeLibrary) -> AppTest:
    """Open the Settings page."""
    return page(opened(), "settings")


def click(at: AppTest, key: str) -> AppTest:
    """Press the button with that key."""
    return healthy(at.button(key=key).click().run())


def test_models_are_listed_with_what_they_cost(settings: AppTest) -> None:
    drawn = said(settings)
    assert "multilingual-e5-small" in drawn and "471 MB" in drawn and "Built in" in drawn
    assert "&lt;b&gt;brought" in drawn
    assert settings.button(key="model_get_multilingual-e5-small").label == "Download (471 MB)"


def test_model_is_downloaded_only_when_asked(settings: AppTest, library: FakeLibrary) -> None:
    """Progress, cancel, failure and success are shown."""
    assert library.models.downloads() == []
    at = click(settings, "model_get_multilingual-e5-small")
    assert "100 of 471 MB" in said(at)
    at = click(at, "fetch_cancel_multilingual-e5-small")
    assert "100 of 471 MB" not in said(at)
    at = click(at, "model_get_multilingual-e5-small")
    library.models.end("multilingual-e5-small", "No answer in time.")
    at = healthy(at.run())
    assert at.button(key="model_get_multilingual-e5-small")
    at = click(at, "model_get_multilingual-e5-small")
    library.models.end("multilingual-e5-small")
    healthy(at.run())
    assert not [button for button in at.button if button.key == "model_get_multilingual-e5-small"]


def test_model_is_removed_after_a_question(settings: AppTest, library: FakeLibrary) -> None:
    at = click(settings, "model_remove_mine")
    assert "12 MB" in said(at) and len(library.models.known) == 3
    click(at, "model_dialog_go")
    assert [one.name for one in library.models.known] == ["all-MiniLM-L6-v2", "multilingual-e5-small"]


def test_collection_changes_its_model(settings: AppTest, library: FakeLibrary) -> None:
    """The other model is chosen and switched to; while that goes on it can be called off."""
    [box] = [box for box in settings.selectbox if str(box.key).startswith("switch_c1")]
    assert box.options == ["all-MiniLM-L6-v2", "mine"]
    at = healthy(box.set_value("mine").run())
    at = click(at, "switch_go_c1")
    assert "3 of 12 passages" in said(at)
    at = click(at, "switch_cancel_j-switch")
    assert library.switched[0].state == "cancelled" and "3 of 12 passages" not in said(at)


def test_model_is_brought_by_its_path(settings: AppTest, library: FakeLibrary) -> None:
    at = healthy(settings.text_input(key="bring_path").set_value("/media/stick/notes.txt").run())
    assert "This is no model." in said(click(at, "bring_go"))
    at = healthy(at.text_input(key="bring_path").set_value("/media/stick/mine.zip").run())
    assert "mine is on this machine now." in said(click(at, "bring_go"))
    assert len(library.models.brought) == 1


@pytest.mark.parametrize("page", [words.Models, words.Settings])
def test_every_sentence_has_its_chinese(page: type) -> None:
    """The translation leaves out nothing."""
    english, chinese = words.say(page), words.say(page, "zh-CN")
    assert type(chinese) is not type(english)
    for name in [name for name in dir(english) if not name.startswith("_")]:
        assert name in vars(type(chinese)), name


def test_chinese_notes_are_of_known_models() -> None:
    """Every known model's note is there in Chinese too, and sentences with numbers have them."""
    say = words.say(words.Models, "zh-CN")
    assert set(say.notes) == {card.name for card in CARDS}
    assert "12 / 30" in say.passages(12, 30) and "1 / 2 MB" in say.megabytes(10**6, 2 * 10**6)
    assert "2 个对话" in words.say(words.Settings, "zh").chats_line(2)
