"""Pictures on the pages: asked with, beside an answer, and all of them on the Images page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from qa import answering, gallery
from qa.search import unread
from qa.types import Answer, Hit, Locator, Passage, PictureHit, Reason, Source, Verdict
from qa.ui import chosen, frames, show, words
from qa.ui.words.ask_chinese import AskChinese
from qa.ui.words.notes import CHINESE
from tests.ui.conftest import MAIN, ask, healthy, opened, page, said
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


def test_a_follow_up_takes_over_what_stood_on_the_picture(app: AppTest) -> None:
    app.chat_input[0].upload("screen.png", _png(), "image/png")
    at = healthy(app.run())
    ask(at, "and why is that?")
    assert "from your last question" in said(at)


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


def test_where_nothing_is_found_the_page_says_what_to_try(app: AppTest) -> None:
    at = page(app, "images")
    assert words.Pictures.none_help not in said(at)
    healthy(at.text_input(key="images_search").set_value("zebra").run())
    assert words.Pictures.none_help in said(at)


def test_while_files_are_read_the_page_says_that_more_may_come(app: AppTest, library: FakeLibrary) -> None:
    at = page(app, "images")
    assert words.Pictures.coming not in said(at)
    library.step = 1000.0
    library.submit("scan.pdf", b"later")
    assert words.Pictures.coming in said(healthy(at.run()))


def test_what_is_no_picture_is_said_and_nothing_else(app: AppTest, library: FakeLibrary) -> None:
    """Not that no picture matches, too."""
    library.broken = "The file is damaged, or not a picture."
    at = page(app, "images")
    healthy(at.text_input(key="images_search").set_value("printer").run())
    assert "The file is damaged" in said(at) and "No picture matches" not in said(at)


def test_searching_by_a_picture_leaves_the_words_of_the_last_search(app: AppTest) -> None:
    """Words typed after it are looked for beside it."""
    at = page(app, "images")
    healthy(at.text_input(key="images_search").set_value("printer").run())
    at.file_uploader[0].upload("query.png", b"png", "image/png")
    healthy(at.run())
    assert at.text_input(key="images_search").value == ""
    healthy(at.text_input(key="images_search").set_value("printer").run())
    assert at.text_input(key="images_search").value == "printer"


def test_finding_similar_pictures_leaves_the_words_of_the_last_search(app: AppTest, library: FakeLibrary) -> None:
    at = page(app, "images")
    healthy(at.text_input(key="images_search").set_value("printer").run())
    first = library.pictures()[0]
    healthy(at.button(key=f"tile_images_{first.id}").click().run())
    healthy(at.button(key="picture_similar").click().run())
    assert at.text_input(key="images_search").value == ""
    assert "Pictures like this one" in said(at)


def test_a_picture_opens_and_leads_on(app: AppTest, library: FakeLibrary) -> None:
    """To its words, to related text, to similar ones; and it can be deleted."""
    at = page(app, "images")
    first = library.pictures()[0]
    healthy(at.button(key=f"tile_images_{first.id}").click().run())
    assert "Words read on it" in said(at)
    at.button(key="picture_delete_yes").click().run()
    assert first.source not in {source.id for source in library.sources()}


def test_beside_an_answer_few_pictures_merely_look_like_the_one_asked_with(library: FakeLibrary) -> None:
    """Those that answer are all there."""
    library.draw_samples()
    picture = library.pictures()[0]
    source, looks, says = library.sources()[0], (Reason("look"),), (Reason("look"), Reason("words", "paper"))
    hits = [PictureHit(at, 0.5, picture, source, says if at in (3, 5) else looks) for at in range(1, 7)]
    assert [hit.rank for hit in chosen.telling(hits)] == [1, 2, 3, 5]


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
    assert "Read on your pictures: " in said(at)


def test_of_too_many_pictures_the_first_are_asked_and_the_page_says_so(app: AppTest) -> None:
    for number in range(7):
        app.chat_input[0].upload(f"{number}.png", _png(), "image/png")
    at = healthy(app.run())
    assert said(at).count('class="aw-small"') == 5
    assert "the first 5 of your 7 were asked with" in said(at)


def _turn(
    library: FakeLibrary,
    *hits: Hit,
    verdict: Verdict | None = None,
    notes: tuple[str, ...] = (),
    pictures: tuple[PictureHit, ...] = (),
) -> AppTest:
    """Open a chat in which a picture was asked with."""
    chat = library.new_chat("ann")
    sure = 0.03 if verdict else None
    found = Answer("q1", "", hits, verdict=verdict, confidence=sure, notes=notes, asked_with=1, pictures=pictures)
    library.add_turn(chat, "ann", "", found)
    at = AppTest.from_file(str(MAIN), default_timeout=20)
    at.query_params["c"] = chat
    at.session_state["owner"] = "ann"
    return healthy(at.run())


def _hit(source: Source, rank: int, text: str, why: Reason, confidence: float | None = None) -> Hit:
    passage = Passage(f"p{rank}", source.id, rank, text, "", "faq", "en", Locator(row=rank))
    return Hit(rank, 0.5, None, 0.0, passage, source, why=(why,), confidence=confidence)


@pytest.mark.parametrize("verdict", [None, "nothing"])
def test_what_an_image_model_alone_found_is_shown_for_what_it_is(library: FakeLibrary, verdict: Verdict | None) -> None:
    """Unfolded, without a quote, without a strength that it does not have; passages of words stay folded."""
    source = library.sources()[0]
    hits = [_hit(source, 1, "A harbour at dawn.", Reason("shows"))]
    hits += [_hit(source, 2, "Load tray 2.", Reason("words", "tray"), 0.03)] if verdict else []
    drawn = said(_turn(library, *hits, verdict=verdict))
    assert words.Ask.by_sight_help in drawn and "A harbour at dawn." in drawn
    assert f'aw-weak">{words.Ask.by_sight}</span>' in drawn
    assert "aw-quote" not in drawn and "Strong match" not in drawn and "Load tray" not in drawn
    assert ("Nothing here answers that." in drawn) == (verdict == "nothing")


@pytest.mark.parametrize("verdict", ["nothing", "maybe"])
def test_a_picture_that_is_here_itself_is_what_the_answer_begins_with(library: FakeLibrary, verdict: Verdict) -> None:
    """Not the passage that is nearest to the words on it, which stays folded away."""
    library.draw_samples()
    picture = library.pictures()[0]
    source = library.source(picture.source)
    twin = PictureHit(1, 1.0, picture, source, (Reason("same"),))
    hits = [_hit(library.sources()[0], 1, "Load tray 2.", Reason("words", "tray"), 0.03)]
    drawn = said(_turn(library, *hits, verdict=verdict, pictures=(twin,)))
    assert f"This picture is in the library: {show.short_name(source.name)}" in drawn
    assert "Nothing here answers that." not in drawn and "aw-quote" not in drawn


def test_notes_of_the_library_are_chinese_on_chinese_pages() -> None:
    """Every sentence that it notes beside an answer; what is unknown stays as it is."""
    noted = (answering.WARMING, answering.OUTDATED, unread.PASSAGES, unread.FILES, answering.NOWHERE, *gallery.WORDLESS)
    assert set(noted) <= set(CHINESE)
    assert words.relayed(answering.WARMING) == CHINESE[answering.WARMING]
    assert words.relayed("Other.") == "Other."


def test_a_passage_says_for_which_of_several_pictures_it_is() -> None:
    """Not where there was one picture, or none."""
    passage = Passage("p", "s", 0, "Load tray 2.", "", "faq", "en", Locator(row=3))
    source = Source("s", "c", "faq.csv", "faq", "ready", "", 9, 0.0)
    hit = Hit(1, 0.5, None, 1.0, passage, source, why=(Reason("words", "tray", 2), Reason("meaning", "", 1)))
    assert "for picture 1, 2" in show.citation(hit, words.Ask())
    assert "对应图片 1, 2" in show.citation(hit, AskChinese())
    assert "picture" not in show.citation(replace(hit, why=(Reason("words"),)), words.Ask())


def test_of_many_words_the_first_few_stand_below_a_picture() -> None:
    """It would stand in a column of its own else."""
    why = (Reason("same"), Reason("words", "Name, Save, folder, Documents, Create"))
    assert frames.reasons(why, words.Pictures()) == "The same picture · Words on it: Name, Save, folder, Documents …"


def test_a_reason_has_the_colon_of_its_language() -> None:
    why = [Reason("words", "打印机")]
    assert frames.reasons(why, words.say(words.Pictures, "zh-CN")) == "图中文字：打印机"
    assert frames.reasons(why, words.Pictures()) == "Words on it: 打印机"


def test_a_picture_found_by_what_its_words_mean_names_none() -> None:
    """Where no word on it is the question's, there is nothing to list."""
    why = (Reason("words"), Reason("look"))
    assert frames.reasons(why, words.Pictures()) == "What is written on it · Looks like it"
    assert frames.reasons(why[:1], words.PicturesChinese()) == "图上所写的内容"
