"""The whole app in the browser: a real library behind ``qa serve``, real files dropped on the page."""

from __future__ import annotations

import json
import re
from io import BytesIO
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Visit

CHINESE = """# 员工手册

## 退货

商品签收后七天内可以申请退货。退款会在三个工作日内退回原支付账户。

## 年假

员工每年享有十五天年假。年假需要提前两周向主管申请。
"""


def manual() -> bytes:
    """Make a PDF of two pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    pages = (
        ("Installation", "Mount the pump on a level floor.", "Leave half a metre of air on every side."),
        ("Maintenance", "Change the oil filter every 500 hours.", "Worn seals must be replaced by a technician."),
    )
    for title, *lines in pages:
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, title)
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 720 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sample_library_answers_on_the_first_start(visit: Visit, sample_server: str, language: str) -> None:
    known = json.loads((ROOT / "data" / "samples" / "questions.json").read_text(encoding="utf-8"))
    asked = next(one for one in known if one["language"] == language and one["answer_contains"])
    ann = visit(sample_server, "/library")
    row = ann.page.locator(".aw-source", has_text=asked["source"])
    row.get_by_text("Searchable by words and meaning").wait_for(timeout=120_000)
    speaker = visit(sample_server, locale={"en": "en-GB", "zh": "zh-CN"}[language])
    suggested = speaker.page.locator('[class*="st-key-suggest_"] button')
    suggested.nth(1).wait_for()
    assert all(text.isascii() == (language == "en") for text in suggested.all_inner_texts())
    ann.go("/")
    answer = ann.ask(asked["question"])
    assert asked["answer_contains"] in answer.locator("blockquote").inner_text()
    assert asked["source"] in answer.inner_text()


def test_files_dropped_on_the_page_answer_in_english_and_chinese(visit: Visit, server: str) -> None:
    ann = visit(server, "/library")
    ann.drop(("Pump manual.pdf", manual()), ("员工手册.md", CHINESE.encode()), ("broken.pdf", b"%PDF-1.4 nothing"))
    ann.page.locator(".aw-source", has_text="Searchable by words").first.wait_for(timeout=60_000)
    ann.page.locator(".aw-source", has_text="Not readable").first.wait_for(timeout=60_000)

    ann.go("/")
    expect(ann.box).to_be_enabled()
    answer = ann.ask("How often must the oil filter be changed?")
    assert "Change the oil filter every 500 hours." in answer.locator("mark").all_inner_texts()[0]
    assert "Pump manual.pdf · page 2" in answer.inner_text()
    expect(ann.page).to_have_url(re.compile(r"\?c=.+"))
    chat = ann.page.url

    ann.click("Open")
    ann.page.get_by_role("dialog").locator("img").wait_for()
    assert ann.sees("Page 2 of 2")
    ann.page.keyboard.press("Escape")

    answer = ann.ask("年假需要提前多久申请？")
    assert "年假需要提前两周向主管申请" in "".join(answer.locator("mark").all_inner_texts())

    ann.go(chat.removeprefix(server))
    expect(ann.page.locator(".aw-asked")).to_have_count(2)
    (cookie,) = (c for c in ann.page.context.cookies() if c["name"] == "askwell_owner")
    assert cookie["httpOnly"]

    ann.go("/library")
    ann.page.get_by_role("searchbox").fill("pump")
    expect(ann.page.locator(".aw-source")).to_have_count(1)
    ann.pick("Options of this file", "Delete")
    ann.click("Delete", last=True)
    ann.wait("Deleted 1 file")
    ann.go(chat.removeprefix(server))
    assert ann.sees("removed here because the source was deleted")
    assert not ann.page.get_by_text("every 500 hours").count()


def test_a_file_attached_to_a_question_is_asked_at_once(visit: Visit, server: str) -> None:
    ann = visit(server)
    ann.attach(("minutes.txt", b"The board met on the fourth of May. It approved the budget for the new bridge."))
    answer = ann.ask("What did the board approve?")
    assert "approved the budget" in answer.inner_text()
    ann.pick("minutes.txt", "Keep in library")
    ann.wait("minutes.txt is now in the library.")


def test_a_checkout_runs_without_an_installed_command(visit: Visit, checkout_server: str) -> None:
    ann = visit(checkout_server)
    expect(ann.box).to_be_enabled()
    assert ann.sees("Ask your own documents")
    ann.attach(("minutes.txt", b"The board met on the fourth of May. It approved the budget for the new bridge."))
    ann.ask("What did the board approve?")
    ann.reload()
    assert ann.sees("approved the budget")
    with urlopen(f"{checkout_server}/app/static/inter-latin-wght-normal.woff2") as font:
        assert font.read(4) == b"wOF2"
