"""How the pages that look after files are laid out: labels are whole, and notices stand in lines of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_label_of_the_box_that_selects_all_is_whole_on_a_phone(visit: Visit, fake_server: str, locale: str) -> None:
    ann = visit(fake_server, "/library", phone=True, locale=locale)
    label = ann.page.locator('.st-key-aw-select [data-testid="stCheckbox"] p')
    expect(label).to_have_text("Select all" if locale == "en-US" else "全选")
    whole = "one => one.parentElement.scrollWidth <= one.parentElement.clientWidth"
    ann.page.wait_for_function(whole, arg=label.element_handle())


@pytest.mark.parametrize("phone", [False, True])
def test_what_a_check_says_stands_below_the_title_row(visit: Visit, fake_server: str, phone: bool) -> None:
    ann = visit(fake_server, "/library", phone=phone)
    before = ann.page.get_by_role("button", name="Collections").bounding_box()
    ann.pick("Collections", "Check")
    note = ann.page.get_by_text("Checked: everything is whole.")
    expect(note).to_be_visible()
    expect(ann.page.locator(".st-key-aw-title .aw-note")).to_have_count(0)
    assert ann.page.get_by_role("button", name="Collections").bounding_box() == before


def test_the_list_of_unanswered_questions_is_cleared_after_a_question(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask("zebra xylophone")
    ann.go("/library")
    ann.page.get_by_text("Unanswered questions").click()
    ann.click("Clear all…")
    ann.click("Clear all")
    expect(ann.page.get_by_text("None so far.")).to_have_count(1)


def test_a_thumb_is_said_to_be_kept(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.ask("When is the refund paid after returns?")
    ann.page.locator('[class*="st-key-thumbs_"] button').first.click()
    expect(ann.page.get_by_text("Kept: the collection learns from it.")).to_be_visible()
    expect(ann.page.locator(".aw-quote")).to_have_css("border-inline-start-width", "3px")  # the style sheet stays
