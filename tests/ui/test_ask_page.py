"""The Ask page: what a visitor sees after a question, a follow-up, a file, a reload."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from qa.errors import ModelMismatch
from qa.types import Answer, Chat, Group, Hit, Locator, Turn, Uncovered
from qa.ui import state, transcript, words
from tests.ui.conftest import MAIN, ask, healthy, opened, said
from tests.ui.fake_library import FakeLibrary


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def click(at: AppTest, label: str) -> AppTest:
    return healthy(next(button for button in at.button if button.label == label).click().run())


def test_the_empty_page_says_what_is_in_the_library_and_suggests(app: AppTest) -> None:
    assert "6 files and 13 passages are ready to answer." in said(app)
    assert "How long does delivery take?" in labels(app)


def test_an_empty_library_says_how_to_begin(empty: FakeLibrary) -> None:
    at = opened()
    assert "Ask your own documents" in said(at)
    assert not at.chat_input[0].disabled


def test_a_suggestion_is_asked_with_a_click(app: AppTest) -> None:
    click(app, "How long does delivery take?")
    assert "Two to four working days" in said(app)


def test_the_answer_comes_first_with_source_page_and_scores(app: AppTest) -> None:
    ask(app, "When is the refund paid after returns?")
    drawn = said(app)
    assert "<mark>The <b>refund</b> is <b>paid</b> to the original payment method" in drawn
    assert "Employee handbook.pdf" in drawn
    assert "page 3" in drawn
    assert "Match 0.60 · Meaning 0.56 · Words 5.4" in drawn
    assert drawn.index("aw-quote") < drawn.index("Match 0.60")


def test_chinese_and_arabic_questions_are_answered(app: AppTest) -> None:
    ask(app, "年假需要提前多久申请？")
    assert 'lang="zh"' in said(app)
    ask(app, "خلال ثلاثين يوما")
    assert 'dir="rtl" lang="ar"' in said(app)


def test_the_chat_is_in_the_address_and_survives_a_reload(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "How long does delivery take?")
    chat = chat_of(app)
    reloaded = AppTest.from_file(app._script_path, default_timeout=20)
    reloaded.query_params["c"] = chat
    reloaded.session_state["owner"] = app.session_state["owner"]
    healthy(reloaded.run())
    assert "Two to four working days" in said(reloaded)


def test_another_browser_does_not_see_the_chat(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "How long does delivery take?")
    stranger = opened(c=chat_of(app))
    assert "not in this browser" in said(stranger)
    assert "Two to four working days" not in said(stranger)
    assert "c" not in stranger.query_params


def test_a_chat_that_is_not_there_is_told_calmly(library: FakeLibrary) -> None:
    assert "not in this browser" in said(opened(c="nothing"))


def test_follow_ups_carry_words_that_can_be_removed(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "refund payment method")
    ask(app, "and for software?")
    assert {"refund", "payment", "method"} <= set(labels(app))
    click(app, "method")
    app.run()
    assert "method" not in labels(app)
    assert {"refund", "payment"} <= set(labels(app))
    assert said(app).count("and for software?") == 1
    assert [one.name for one in app.chat_message] == ["user", "assistant", "user", "assistant"]


def test_a_question_about_the_whole_tells_its_themes_and_leads_to_all(library: FakeLibrary) -> None:
    """And does not say that nothing answers."""
    found = library.ask("leave")
    group = Group("leave · portal", "Leave is asked for in the portal.", ())
    chat = library.new_chat("ann")
    library.add_turn(chat, "ann", "What is this about?", replace(found, verdict="nothing", overview=(group,)))
    at = AppTest.from_file(str(MAIN), default_timeout=20)
    at.query_params["c"], at.session_state["owner"] = chat, "ann"
    healthy(at.run())
    assert "What it is about." in said(at) and "leave · portal" in said(at)
    assert "Nothing here answers that." not in said(at)
    assert "All themes of the collection" in [link.proto.label for link in at.get("page_link")]


def test_what_another_collection_answers_is_asked_there(library: FakeLibrary) -> None:
    """One click chooses it and asks again; a collection that does not answer is not named."""
    animals, minerals = library.create_collection("Animals"), library.create_collection("Minerals")
    library.submit("otters.txt", b"Otters sleep in the reeds.", collection=animals.id)
    library.submit("quartz.txt", b"Quartz is hard.", collection=minerals.id)
    library.step = 0.0
    assert all(job.over for job in library.jobs())
    found = library.ask("Where do otters sleep?", collection=animals.id)
    chat = library.new_chat("ann")
    library.add_turn(chat, "ann", "Where do otters sleep?", replace(found, verdict="nothing"))
    at = AppTest.from_file(str(MAIN), default_timeout=20)
    at.query_params["c"], at.session_state["owner"] = chat, "ann"
    healthy(at.run())
    assert [label for label in labels(at) if "ask there" in label] == ["“Animals” may answer that: ask there"]
    healthy(next(button for button in at.button if "ask there" in button.label).click().run())
    assert at.session_state["collection"] == animals.id
    assert said(at).count('<blockquote class="aw-quote"') == 1
    assert [one.name for one in at.chat_message] == ["user", "assistant", "user", "assistant"]


def test_nothing_found_says_what_to_try(app: AppTest) -> None:
    ask(app, "xylophone")
    assert "Nothing in here matches that." in said(app)


def test_words_only_is_said(library: FakeLibrary) -> None:
    library.meaning = "warming"
    at = opened()
    assert "warming up" in said(at)
    assert not at.chat_input[0].disabled
    ask(at, "How long does delivery take?")
    assert "Meaning not yet" in said(at)


def test_a_thumb_is_stored(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "How long does delivery take?")
    healthy(app.feedback[0].set_value(1).run())
    assert [value for _, value, _ in library.feedbacks] == [1]
    assert words.Ask.thumb_kept in said(app)
    assert words.Ask.thumb_kept not in said(healthy(app.run())), "it is said once"


@pytest.mark.parametrize("greeting", ["hello!", "你好"])
def test_a_greeting_is_answered_with_what_can_be_asked(app: AppTest, greeting: str) -> None:
    """As an empty chat begins, not with what was not found; a click asks."""
    ask(app, greeting)
    drawn = said(app)
    assert words.Ask.heading in drawn and "Nothing" not in drawn
    click(app, "How long does delivery take?")
    assert "Two to four working days" in said(app)


def test_while_passages_wait_none_is_quoted_for_what_nothing_answers(library: FakeLibrary) -> None:
    """It says how many wait; the nearest ones are a click away, here and in the saved chat."""
    library.unread = 1234
    question = "Which zebra, xylophone, quagga, ocelot, walrus or yak needs delivery?"
    at = ask(opened(), question)
    drawn = said(at)
    assert "Nothing found so far: 1234 passages are not searched by meaning yet." in drawn
    assert "aw-quote" not in drawn and "may answer" not in drawn and "Nothing here answers" not in drawn
    assert any("The nearest passage" in one.label for one in at.expander)
    turns = library.turns(at.query_params["c"], at.session_state["owner"])
    written = transcript.markdown(turns, "zh", {}.get)  # type: ignore[arg-type]
    assert "还有 1234 个段落尚未按语义检索" in written and "最接近的段落" in written and "可能" not in written
    assert not library.gaps


def test_an_error_of_the_library_is_one_sentence(app: AppTest, library: FakeLibrary) -> None:
    library.delete(*[source.id for source in library.sources()])
    ask(app, "How long?")
    assert "Nothing in here matches" in said(app)


def test_passages_unfold_with_scores_and_also_in(app: AppTest) -> None:
    ask(app, "When is the refund paid after returns?")
    fold = next(e for e in app.expander if "passages" in e.label)
    assert "2 passages from 2 files" in fold.label
    (turn,) = turns(app)
    app.session_state[f"passages_{turn.id}"] = True
    healthy(app.run())
    assert "Also in Old handbook.pdf" in said(app)
    assert "Matched words: <b>refund, paid, returns</b>" in said(app)


def test_opening_a_pdf_shows_the_page(app: AppTest) -> None:
    ask(app, "When is the refund paid after returns?")
    click(app, "Open")
    assert "Page 3 of 12" in said(app)
    assert "Previous page" in labels(app)


def test_opening_a_text_shows_what_stands_around_it(app: AppTest) -> None:
    ask(app, "How long does delivery take?")
    click(app, "Open")
    assert "aw-here" in said(app)
    assert "How do I reset my password?" in said(app)


def test_one_document_can_be_asked_only(app: AppTest) -> None:
    ask(app, "When is the refund paid after returns?")
    click(app, "Ask only this")
    app.run()
    assert "source" in app.query_params
    ask(app, "delivery password order price")
    assert {hit.source.name for hit in last_hits(app)} == {"handbook/Employee handbook.pdf"}
    click(app, next(label for label in labels(app) if label.startswith("Only ")))
    assert "source" not in app.query_params


def chat_of(at: AppTest) -> str:
    chat = at.query_params["c"]
    return chat if isinstance(chat, str) else chat[0]


def turns(at: AppTest) -> list[Turn]:
    chat = chat_of(at)
    return state.library().turns(chat, at.session_state["owner"])


def last_hits(at: AppTest) -> tuple[Hit, ...]:
    answer = turns(at)[-1].answer
    assert answer
    return answer.hits


def test_filters_narrow_what_answers(app: AppTest) -> None:
    app.session_state["filter_kinds"] = ["faq"]
    ask(app, "refund delivery password returns")
    assert {hit.source.kind for hit in last_hits(app)} == {"faq"}


def test_an_attached_file_is_asked_at_once_and_kept(app: AppTest, library: FakeLibrary) -> None:
    app.chat_input[0].upload("pump.md", b"The pump has a warranty of six years.", "text/markdown")
    healthy(app.chat_input[0].set_value("How long is the warranty?").run())
    assert "six years" in said(app)
    assert {hit.source.name for hit in last_hits(app)} == {"pump.md"}
    assert "pump.md" not in {source.name for source in library.sources()}


def test_an_attached_file_is_told_to_be_ready_only_where_nothing_was_asked(app: AppTest) -> None:
    """Below an answer from it, that it can be asked is no news; what is noted of it is."""
    app.chat_input[0].upload("pump.md", b"The pump has a warranty of six years.", "text/markdown")
    app.chat_input[0].upload("scan.pdf", b"The motor hums.", "application/pdf")
    healthy(app.chat_input[0].set_value("How long is the warranty?").run())
    drawn = said(app)
    assert "six years" in drawn and "is attached:" not in drawn
    assert "scan.pdf: No text on 1 of 2 pages: scanned?" in drawn
    app.chat_input[0].upload("lamp.md", b"The lamp is bright.", "text/markdown")
    healthy(app.chat_input[0].set_value("").run())
    assert "lamp.md is attached: 1 passage. Ask about it." in said(app)


def test_many_attached_files_are_folded_away(app: AppTest, library: FakeLibrary) -> None:
    """So that they leave a phone its screen; each can be kept or removed there."""
    for number in range(3):
        app.chat_input[0].upload(f"pump-{number}.md", b"The pump has a warranty of six years.", "text/markdown")
    healthy(app.chat_input[0].set_value("How long is the warranty?").run())
    assert not [button for button in app.menu_button if str(button.key).startswith("attached_")]
    app.session_state["attached"] = True
    healthy(app.run())
    assert "pump-2.md" in said(app)
    next(button for button in app.button if button.label == "Remove").click()
    healthy(app.run())
    assert len(library.attachments(app.query_params["c"], app.session_state["owner"])) == 2


def test_a_file_that_cannot_be_read_is_told_in_its_own_sentence(app: AppTest) -> None:
    app.chat_input[0].upload("photo.png", b"x", "image/png")
    healthy(app.chat_input[0].set_value("").run())
    assert "photo.png is a kind of file that cannot be read yet." in said(app)


def test_a_deleted_source_disappears_from_old_chats(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "When is the refund paid after returns?")
    library.delete("handbook/Employee handbook.pdf")
    healthy(app.run())
    assert "original payment method" not in said(app)
    assert "1 passage was removed here" in said(app)
    assert "The passage that was shown here is gone." in said(app)
    assert "Answered" not in said(app), "what comes next was never called an answer"


def test_long_chats_show_the_last_ten(app: AppTest) -> None:
    for number in range(12):
        ask(app, f"delivery {number}")
    assert len(app.chat_message) == 2 * 10
    click(app, "Show earlier questions")
    assert len(app.chat_message) == 2 * 12


def test_chats_can_be_deleted_all_at_once_after_a_question(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "How long does delivery take?")
    owner = app.session_state["owner"]
    click(app, "Delete all chats…")
    assert library.chats(owner)
    click(app, "Delete")
    assert not library.chats(owner)


def test_document_text_never_becomes_markup(app: AppTest, library: FakeLibrary) -> None:
    text = 'Wombats ![x](http://example.org/a.png) <img src="http://example.org/b.png"> cost $5 and $6.'
    library._put("![evil](http://example.org/c.png).md", "document", "en", [(text, Locator(heading=("<b>H</b>",)))])
    ask(app, "wombats")
    for element in app.get("html"):
        assert "<img" not in element.proto.body
    for element in app.markdown:
        assert "example.org" not in element.value
    click(app, "Open")
    for element in app.get("html"):
        assert "<img" not in element.proto.body


def test_an_old_answer_with_many_turns_keeps_its_thumb(app: AppTest, library: FakeLibrary) -> None:
    ask(app, "How long does delivery take?")
    for turns in library._turns.values():
        turns[:] = [replace(turn, feedback=0) for turn in turns]
    again = AppTest.from_file(app._script_path, default_timeout=20)
    again.query_params["c"] = chat_of(app)
    again.session_state["owner"] = app.session_state["owner"]
    healthy(again.run())
    assert again.feedback[0].value == 0


def test_what_nobody_foresaw_is_said_in_one_sentence_and_logged(
    library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(owner: str) -> list[Chat]:
        raise ZeroDivisionError("a secret")

    library.chats = broken  # type: ignore[method-assign]
    at = AppTest.from_file(str(MAIN), default_timeout=20).run()
    assert "Something went wrong here" in said(at)
    assert "a secret" not in said(at)
    assert "a secret" in caplog.text


def test_a_question_that_could_not_be_answered_is_not_lost(app: AppTest, library: FakeLibrary) -> None:
    def broken(*args: object, **named: object) -> Answer:
        raise ModelMismatch("Library was made with another model; re-index it on the Library page.")

    library.ask = broken  # type: ignore[method-assign]
    ask(app, "How long does delivery take?")
    assert "Library was made with another model; re-index it on the Library page." in said(app)
    assert app.chat_input[0].proto.value == "How long does delivery take?"


def test_languages_that_the_model_was_not_made_for_are_told_once_a_chat(app: AppTest, library: FakeLibrary) -> None:
    library.strange = Uncovered(("zh",), "all-MiniLM-L6-v2", "askwell-multilingual")
    ask(app, "How long does delivery take?")
    ask(app, "How do I reset my password?")
    assert said(app).count("was not made for 中文") == 1
