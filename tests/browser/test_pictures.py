"""Pictures in the browser: attached, pasted and dropped in the chat; found, opened and followed on the Images page."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import CHAT, SCREENS
from tests.browser.visitor import Visitor

_GIVE = """([element, kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "screen.png", { type: "image/png" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
  const { x, y, width, height } = element.getBoundingClientRect();
  const under = kind === "paste" ? element : document.elementFromPoint(x + width / 2, y + height / 2) || element;
  under.dispatchEvent(event);
}"""


def _png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#336699").save(content, "PNG")
    return content.getvalue()


def _give(visitor: Visitor, *kinds: str) -> None:
    """Let the question box have a picture as a browser gives it one."""
    box = visitor.box.element_handle()
    for kind in kinds:
        visitor.page.evaluate(_GIVE, [box, kind, base64.b64encode(_png()).decode()])
        visitor.page.wait_for_timeout(400)  # the place to drop on appears when something is dragged over the page


@pytest.mark.parametrize("screen", SCREENS)
def test_the_images_page_fits_and_can_be_read(visit: Visit, fake_server: str, screen: dict[str, bool]) -> None:
    ann = visit(fake_server, "/images", **screen)
    expect(ann.page.locator("h1").first).to_have_text("Images")
    expect(ann.page.locator(".aw-frame img")).to_have_count(2)
    assert ann.problems() == []
    assert ann.overflow() <= 0
    ann.page.get_by_role("button", name="printer error.png").click()
    ann.page.get_by_role("dialog").locator("img").wait_for()
    ann.still()
    assert ann.sees("Words read on it")
    assert ann.problems() == []


def test_a_picture_is_asked_with(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server)
    ann.attach(("screen.png", _png()))
    ann.box.press("Enter")
    ann.wait("Read on your picture")
    ann.still()
    assert ann.sees("The same picture")
    ann.page.locator(".aw-frame i").first.wait_for(state="attached")
    assert ann.problems() == []
    expect(ann.page).to_have_url(CHAT)
    address = ann.page.url
    ann.reload()
    expect(ann.page).to_have_url(address)
    assert ann.sees("Read on your picture")
    ann.click("printer error.png")
    ann.page.get_by_role("dialog").wait_for()
    ann.page.keyboard.press("Escape")
    ann.page.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.parametrize("kinds", [("paste",), ("dragenter", "dragover", "drop")], ids=["pasted", "dropped"])
def test_a_picture_is_pasted_or_dropped(visit: Visit, fake_server: str, kinds: tuple[str, ...]) -> None:
    ann = visit(fake_server)
    _give(ann, *kinds)
    ann.wait("screen.png")
    ann.box.fill("What does this mean?")
    ann.box.press("Enter")
    ann.wait("Read on your picture")
    assert ann.sees("What does this mean?")


def test_words_find_pictures_and_one_leads_to_another(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, "/images")
    ann.page.get_by_role("searchbox").fill("printer")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator(".aw-frame")).to_have_count(1)
    assert ann.sees("Words on it: printer")
    ann.click("printer error.png")
    ann.click("Find related text")
    ann.wait("Read on your picture")
    ann.go("/images")
    ann.click("printer error.png")
    ann.click("Find similar")
    ann.wait("Pictures like this one")
    ann.click("Show all")
    ann.page.locator(".aw-frame").nth(1).wait_for()
