"""The pages in the browser, over a library in memory: looks, keyboard, address, chats, files."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

QUESTION = "When is the refund paid after returns?"
CHAT = re.compile(r"\?c=.+")
"""The address of a page that shows a chat."""

SCREENS = [
    pytest.param({"phone": phone, "dark": dark}, id=f"{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}")
    for phone in (False, True)
    for dark in (False, True)
]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_and_can_be_read(visit: Visit, fake_server: str, screen: dict[str, bool]) -> None:
    ann = visit(fake_server, **screen)
    assert ann.problems() == []
    ann.ask(QUESTION)
    ann.page.locator('[data-testid="stExpander"] summary').first.click()
    ann.still()
    ann.page.locator(".aw-card").nth(1).wait_for()
    assert ann.problems() == []
    assert ann.overflow() <= 0
    for heading in ("Library", "Themes", "Evaluate", "Settings"):
        ann.go(f"/{heading.lower()}")
        expect(ann.page.locator("h1").first).to_have_text(heading)
        assert ann.problems() == []
        assert ann.overflow() <= 0
    expect(ann.page.get_by_text("Deploy")).to_have_count(0)


def test_the_font_is_our_own(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.page.wait_for_function("[...document.fonts].some(f => f.family === 'Inter' && f.status === 'loaded')")


def test_the_page_says_how_well_it_matches_and_what_the_numbers_mean(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    answer = ann.ask(QUESTION)
    assert "The refund is paid to the original payment method" in answer.locator("mark").first.inner_text()
    ann.click("Answered", exact=False)
    assert ann.sees("Match 0.60 · Meaning 0.56 · Words 5.4")
    assert ann.sees("the cosine of their vectors")


def test_a_chinese_question_finds_the_chinese_passage(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    assert "年假需要提前两周向主管申请" in ann.ask("年假需要提前多久申请？").locator("mark").first.inner_text()


def test_arabic_reads_from_right_to_left(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    quote = ann.ask("خلال ثلاثين يوما").locator("blockquote")
    expect(quote).to_have_css("direction", "rtl")


def test_the_chat_lives_in_the_address(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    expect(ann.page).to_have_url(CHAT)
    address = ann.page.url
    ann.reload()
    expect(ann.page).to_have_url(address)
    assert ann.sees("The refund is paid")
    ann.click("New question", role="link")
    expect(ann.page).to_have_url(fake_server + "/")
    assert ann.sees("What would you like to know?")
    ann.page.go_back()
    ann.still()
    expect(ann.page).to_have_url(address)
    assert ann.sees("The refund is paid")
    ann.click("Library", role="link")
    ann.click(QUESTION, role="link", exact=False)
    expect(ann.page).to_have_url(address)


def test_chats_belong_to_the_browser_that_made_them(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    expect(ann.page).to_have_url(CHAT)
    (cookie,) = (c for c in ann.page.context.cookies() if c["name"] == "askwell_owner")
    assert len(cookie["value"]) >= 22
    assert cookie["sameSite"] == "Lax"
    bob = visit(fake_server, ann.page.url.removeprefix(fake_server))
    assert bob.sees("not in this browser")
    assert not bob.page.get_by_text("The refund is paid").count()
    assert not bob.page.get_by_text("Recent questions").count()


def test_a_second_tab_has_the_same_chats(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    expect(ann.page).to_have_url(CHAT)
    other = ann.page.context.new_page()
    other.goto(ann.page.url)
    other.get_by_text("The refund is paid").first.wait_for()


def test_the_quote_is_copied_with_its_source(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=fake_server)
    ann.ask(QUESTION)
    ann.page.get_by_role("button", name="Copy").click()
    ann.page.get_by_role("button", name="Copied").wait_for()
    copied = ann.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“The refund is paid to the original payment method")
    assert copied.endswith("handbook/Employee handbook.pdf, page 3 · Refunds")


def test_everything_can_be_done_from_the_keyboard(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    for _ in range(40):
        ann.page.keyboard.press("Tab")
        focus = ann.page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.tagName === 'BUTTON' ? e.innerText : '', s.outlineStyle, s.boxShadow]; }"
        )
        if focus[0].endswith("Open"):
            break
    assert focus[0].endswith("Open")
    assert focus[1] != "none" or focus[2] != "none"
    ann.page.keyboard.press("Enter")
    ann.page.get_by_role("dialog").wait_for()
    ann.still()
    assert ann.sees("Page 3 of 12")
    ann.page.keyboard.press("Escape")
    ann.page.get_by_role("dialog").wait_for(state="detached")


def test_the_window_turns_pages_and_is_readable(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    ann.click("Open")
    ann.page.get_by_role("dialog").locator("img").wait_for()
    assert ann.problems() == []
    ann.click("Next page")
    assert ann.sees("Page 4 of 12")
    with ann.page.expect_download() as download:
        ann.page.get_by_role("button", name="Download the original").click()
    assert download.value.suggested_filename == "Employee handbook.pdf"


def test_a_follow_up_carries_words_that_a_click_removes(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask("refund payment method")
    ann.ask("and for software?")
    ann.click("method", exact=False)
    expect(ann.page.get_by_role("button", name="method")).to_have_count(0)
    expect(ann.page.get_by_role("button", name="payment")).to_have_count(1)
    expect(ann.page.locator(".aw-asked")).to_have_count(2)


def test_one_document_is_asked_only_until_the_chip_is_clicked(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    ann.click("Ask only this", exact=False)
    expect(ann.page).to_have_url(re.compile("source="))
    ann.reload()
    ann.click("Only Employee handbook.pdf", exact=False)
    expect(ann.page).not_to_have_url(re.compile("source="))


def test_filters_narrow_the_search(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.click("Filters", exact=False)
    ann.page.get_by_role("button", name="FAQ", exact=True).click()
    ann.still()
    ann.page.keyboard.press("Escape")
    ann.wait("Filters · 1")
    answer = ann.ask("refund delivery returns abroad")
    assert "Customer questions.csv" in answer.inner_text()


def test_an_attached_file_is_asked_at_once_then_kept_or_removed(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.attach(("pump notes.md", b"The pump has a warranty of six years."), ("photo.png", b"x"))
    answer = ann.ask("How long is the warranty?")
    assert "six years" in answer.inner_text()
    assert ann.sees("photo.png is a kind of file that cannot be read yet.")
    ann.pick("pump notes.md", "Remove")
    expect(ann.page.get_by_text("Attached:")).to_have_count(0)


def test_what_unfolds_above_the_question_box_is_seen_whole(visit: Visit, fake_server: str) -> None:
    """It opens upwards, though what is in it comes a moment later."""
    ann = visit(fake_server, phone=True)
    ann.attach(*((f"note {number}.md", b"The pump hums.") for number in range(4)))
    ann.ask("What does the pump do?")
    ann.page.get_by_role("button", name="4 attached files").wait_for()
    for name in ("4 attached files", "Filters"):
        if name == "Filters":
            ann.click("Library", role="radio", last=True)
        ann.click(name, exact=False)
        body = ann.page.locator('[data-testid="stPopoverBody"]')
        body.get_by_role("button").nth(2).wait_for()
        ann.page.wait_for_function("one => one.scrollHeight - one.clientHeight <= 1", arg=body.element_handle())
        ann.page.keyboard.press("Escape")
        ann.still()


def test_a_thumb_stays(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    thumbs = ann.page.locator('[class*="st-key-thumbs_"] button')
    thumbs.first.click()
    ann.still()
    drawn = thumbs.first.get_attribute("data-selected") or thumbs.first.get_attribute("kind") or ""
    ann.reload()
    again = thumbs.first.get_attribute("data-selected") or thumbs.first.get_attribute("kind") or ""
    assert again == drawn


def test_a_chat_is_deleted_and_all_are_after_a_question(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask(QUESTION)
    ann.pick("Options of this chat", "Delete this chat")
    expect(ann.page).to_have_url(fake_server + "/")
    expect(ann.page.get_by_text("Recent questions")).to_have_count(0)
    ann.ask(QUESTION)
    ann.click("Delete all chats…", exact=False)
    ann.click("Delete", last=True)
    assert ann.sees("What would you like to know?")
    expect(ann.page.get_by_text("Recent questions")).to_have_count(0)


def test_files_come_in_with_progress_and_one_sentence_each(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, "/library")
    ann.drop(("moon.md", b"The moon is far."), ("empty.txt", b" "), ("questions.csv", b"one\n\ntwo"))
    ann.page.get_by_role("progressbar").first.wait_for()
    ann.wait("1 passage in 0.4 s")
    assert ann.sees("empty.txt is empty; check that it was saved completely.")
    assert ann.sees("2 entries added · 1 duplicate · 1 row skipped")
    expect(ann.page.get_by_role("progressbar")).to_have_count(0)
    assert ann.problems() == []
    ann.click("Dismiss")
    ann.reload()
    expect(ann.page.locator(".aw-source", has_text="moon.md")).to_have_count(1)
    ann.page.get_by_role("searchbox").fill("moon")
    expect(ann.page.locator(".aw-source")).to_have_count(1)
    ann.page.locator('[class*="st-key-chosen_s"] label').first.click()
    ann.still()
    ann.click("Delete 1 file", exact=False)
    ann.click("Delete", last=True)
    ann.wait("Deleted 1 file")
    expect(ann.page.locator(".aw-source", has_text="moon.md")).to_have_count(0)


def test_a_file_on_its_way_can_be_stopped(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, "/library")
    ann.drop(("slow.md", b"The sun is hot."))
    ann.page.get_by_role("button", name="Cancel").first.click()
    ann.wait("Cancelled")
    ann.click("Dismiss")


def test_collections_are_made_renamed_and_deleted(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, "/library")
    ann.pick("Collections", "New collection…")
    ann.page.locator('[role="dialog"] input:focus').wait_for()
    ann.page.keyboard.type("Contracts")
    ann.page.keyboard.press("Enter")
    ann.wait("Nothing here yet")
    ann.page.reload()
    ann.wait("Nothing here yet")
    assert ann.problems() == []
    ann.pick("Collections", "Rename…")
    ann.page.get_by_role("textbox", name="Name", exact=True).fill("Leases")
    ann.page.keyboard.press("Tab")
    ann.still()
    ann.click("Save")
    ann.page.get_by_role("button", name="Leases").first.wait_for()
    ann.pick("Collections", "Delete collection…")
    ann.click("Delete", last=True)
    ann.page.locator(".aw-source").first.wait_for()


def test_themes_are_found_on_demand(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, "/themes")
    ann.click("Find the themes")
    ann.page.locator(".aw-theme").nth(1).wait_for()
    assert ann.problems() == []
    ann.click("Ask about this", exact=False)
    ann.page.locator(".aw-asked").wait_for()


def test_a_phone_has_pages_and_chats_in_the_drawer(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, phone=True)
    ann.ask(QUESTION)
    ann.page.locator('[data-testid="stExpandSidebarButton"]').click()
    ann.page.get_by_role("link", name="Library").wait_for()
    assert ann.sees("Recent questions")
    ann.click("Library", role="link")
    ann.wait("Drop files here")
    ann.page.locator('[data-testid="stExpandSidebarButton"]').wait_for()
    ann.page.reload()
    ann.wait("Drop files here")
    ann.page.locator('[data-testid="stExpandSidebarButton"]').wait_for()
