"""Pictures on the pages: asked with, beside an answer, and all of them on the Images page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from qa.types import Hit, Locator, Passage, Reason, Source
from qa.ui import frames, show, words
from qa.ui.words.ask import AskChinese
from tests.ui.conftest import ask, healthy, opened, page, said
from tests.ui.fake_library import FakeLibrary


def _png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#336699").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def app(library: FakeLibrary) -> AppTest:
    """Open the first page of a library with two pictures."""
    library.draw_samples()
    return opened()


def test_a_picture_alone_is_a_question(app: AppTest, library: FakeLibrary) -> None:
    """Its words are looked up in the library; the picture stands in the chat."""
    app.chat_input[0].upload("screen.png", _png(), "image/png")
    at = healthy(app.run())
    assert "Read on your picture" in said(at)
    assert "The same picture" in said(at)
    assert said(at).count("data:image/jpeg;base64,") >= 3
    assert at.chat_input[0].placeholder == "Ask in your own words, in any language"
    ask(at, "and for software?")
    assert said(at).count("aw-asked") >= 2


def test_words_and_a_picture_are_one_question(app: AppTest) -> None:
    """Both stand in the bubble."""
    app.chat_input[0].upload("screen.png", _png(), "image/png")
    at = ask(app, "What does this mean?")
    assert "What does this mean?" in said(at)
    assert "Read on your picture" in said(at)


def test_images_are_shown_searched_and_filtered(app: AppTest) -> None:
    """By words, with the matched lines marked."""
    at = page(app, "images")
    assert "2 pictures, 1 with words" in said(at)
    assert "image model" in said(at)
    assert said(at).count("aw-frame") == 2
    healthy(at.text_input(key="images_search").set_value("printer").run())
    assert said(at).count("aw-frame") == 1
    assert '<i aria-hidden="true"' in said(at)
    healthy(at.button(key="images_clear").click().run())
    assert said(at).count("aw-frame") == 2
    healthy(at.text_input(key="images_search").set_value("nonsense").run())
    assert "No picture matches that." in said(at)


def test_a_picture_opens_and_leads_on(app: AppTest, library: FakeLibrary) -> None:
    """To its words, to related text, to similar ones; and it can be deleted."""
    at = page(app, "images")
    first = library.pictures()[0]
    healthy(at.button(key=f"tile_images_{first.id}").click().run())
    assert "Words read on it" in said(at)
    at.button(key="picture_delete_yes").click().run()
    assert first.source not in {source.id for source in library.sources()}


def test_the_empty_page_teaches(empty: FakeLibrary) -> None:
    """What pictures are good for, and where to add them."""
    at = page(opened(), "images")
    assert "Pictures answer too" in said(at)


def test_the_page_speaks_chinese() -> None:
    """Every sentence has its translation."""
    english, chinese = words.say(words.Pictures, "en"), words.say(words.Pictures, "zh-CN")
    assert chinese.title == "图片"
    same = [name for name in vars(type(english)) if not name.startswith("_") and name not in vars(type(chinese))]
    assert same == []


def test_text_from_pictures_is_escaped() -> None:
    """A label that reads like HTML is a label."""
    say = words.say(words.Pictures, "en")
    assert "<script>" not in frames.caption([Reason("words", "<script>")], say)


def test_several_pictures_are_one_question(app: AppTest) -> None:
    """All of them stand in the bubble, each with its number; one alone needs none."""
    app.chat_input[0].upload("screen.png", _png(), "image/png")
    one = healthy(app.run())
    assert said(one).count('class="aw-small"') == 1 and ">1</p>" not in said(one)
    app.chat_input[0].upload("first.png", _png(), "image/png").upload("second.png", _png(), "image/png")
    at = healthy(app.run())
    assert said(at).count('class="aw-small"') == 3
    assert ">1</p>" in said(at) and ">2</p>" in said(at)


def test_a_passage_says_for_which_of_several_pictures_it_is() -> None:
    """Not where there was one picture, or none."""
    passage = Passage("p", "s", 0, "Load tray 2.", "", "faq", "en", Locator(row=3))
    source = Source("s", "c", "faq.csv", "faq", "ready", "", 9, 0.0)
    hit = Hit(1, 0.5, None, 1.0, passage, source, why=(Reason("words", "tray", 2), Reason("meaning", "", 1)))
    assert "for picture 1, 2" in show.citation(hit, words.Ask())
    assert "对应图片 1, 2" in show.citation(hit, AskChinese())
    assert "picture" not in show.citation(replace(hit, why=(Reason("words"),)), words.Ask())
