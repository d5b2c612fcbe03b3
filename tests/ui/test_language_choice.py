"""The language of the pages: the browser's until another one is chosen on the Settings page."""

from __future__ import annotations

import pytest

from qa.ui import browser, words
from qa.ui.words.ask_chinese import AskChinese
from qa.ui.words.frame import FrameChinese
from tests.ui.conftest import healthy, opened, page, said
from tests.ui.fake_library import FakeLibrary


def test_the_pages_speak_the_language_that_is_chosen(library: FakeLibrary) -> None:
    at = page(opened(), "settings")
    assert words.Settings.title in said(at)
    healthy(at.segmented_control(key="page_language").set_value("zh").run())
    assert words.SettingsChinese.title in said(at) and words.Settings.title not in said(at)
    assert FrameChinese.library in [link.proto.label for link in at.get("page_link")]
    assert "页面" in said(page(at, "settings"))


@pytest.mark.usefixtures("chinese")
def test_english_can_be_chosen_in_a_chinese_browser(library: FakeLibrary) -> None:
    at = page(opened(), "settings")
    healthy(at.segmented_control(key="page_language").set_value("en").run())
    assert words.Settings.title in said(at)
    healthy(at.segmented_control(key="page_language").set_value("auto").run())
    assert words.SettingsChinese.title in said(at)


def test_what_a_browser_kept_is_believed_only_as_far_as_it_is_known(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language that the pages do not speak, and a collection that is not among those listed, are passed over."""
    monkeypatch.setattr(browser, "kept", lambda _: "zz")
    at = page(opened(), "settings")
    assert words.Settings.title in said(at)
    assert "6 files and 13 passages" in said(opened())
    other = library.create_collection("Leases").id
    cookies = {browser.COLLECTION_COOKIE: other, browser.LANGUAGE_COOKIE: "zh"}
    monkeypatch.setattr(browser, "kept", lambda name: cookies.get(name, ""))
    assert AskChinese().empty_heading in said(opened())
