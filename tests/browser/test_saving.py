"""A chat is saved as a file."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Visit


def test_a_chat_is_saved_as_markdown(visit: Visit, fake_server: str) -> None:
    """With what was asked last, on a phone too."""
    ann = visit(fake_server, phone=True, locale="zh-CN")
    assert ann.page.get_by_role("button", name="保存对话").count() == 0
    ann.ask("年假需要提前多久申请？")
    ann.ask("How long does delivery take?")
    assert ann.problems() == []
    assert ann.overflow() <= 0
    with ann.page.expect_download() as download:
        ann.page.get_by_role("button", name="保存对话").click()
    assert download.value.suggested_filename == "年假需要提前多久申请.md"
    written = Path(download.value.path()).read_text("utf-8")
    assert "**年假需要提前两周向主管申请**。" in written
    assert "> Two to four working days within the country." in written
