"""The pages in a browser that speaks Chinese: every page in Chinese, fitting, readable, and told to be Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = (("/library", "资料库"), ("/images", "图片"), ("/themes", "主题"), ("/evaluate", "评测"), ("/settings", "设置"))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_every_page_speaks_chinese(visit: Visit, fake_server: str, phone: bool) -> None:
    ann = visit(fake_server, phone=phone, locale="zh-CN")
    assert ann.sees("想了解什么？")
    assert ann.problems() == []
    answer = ann.ask("年假需要提前多久申请？")
    assert "年假需要提前两周向主管申请" in answer.inner_text()
    assert "已找到答案" in answer.inner_text()
    assert ann.problems() == []
    assert ann.overflow() <= 0
    for path, heading in PAGES:
        ann.go(path)
        expect(ann.page.locator("h1").first).to_have_text(heading)
        expect(ann.page).to_have_title(f"{heading} · Askwell")
        expect(ann.page.locator("html")).to_have_attribute("lang", "zh")
        assert ann.problems() == []
        assert ann.overflow() <= 0


def test_the_navigation_is_chinese_or_english_as_the_browser_is(visit: Visit, fake_server: str) -> None:
    for locale, names, lang in (
        ("zh-CN", ("新提问", "资料库", "图片", "主题", "评测", "设置"), "zh"),
        ("en-GB", ("New question", "Library", "Images", "Themes", "Evaluate", "Settings"), "en"),
    ):
        ann = visit(fake_server, locale=locale)
        links = ann.page.locator('.st-key-aw-nav [data-testid="stPageLink"] p')
        expect(links).to_have_text(names)
        expect(ann.page.locator("html")).to_have_attribute("lang", lang)


def test_a_file_that_cannot_be_read_is_told_in_chinese(visit: Visit, server: str) -> None:
    """In the list of what came in, and in the list of files."""
    ann = visit(server, "/library", locale="zh-CN")
    ann.drop(("空.txt", b" "), ("torn.png", b"\x89PNG\r\n\x1a\n and no more"))
    ann.wait("“torn.png”已损坏，或不是图片：请重新获取，或重新保存。")
    ann.wait("“空.txt”是空文件：请添加有内容的文件。")
    assert "is empty" not in ann.page.locator("main, [data-testid='stMain']").first.inner_text()


def test_another_language_is_chosen_and_kept(visit: Visit, fake_server: str) -> None:
    """In an English browser, through a reload; and the page's language is told to screen readers."""
    ann = visit(fake_server, "/settings")
    ann.click("中文", role="radio")
    ann.wait("页面语言")
    ann.page.reload()
    ann.wait("页面语言")
    expect(ann.page.locator("html")).to_have_attribute("lang", "zh")
    assert ann.problems() == []
