"""What is asked is seen, wherever the page was scrolled to; what is drawn anew leaves it where it is."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

QUESTIONS = (
    "When is the refund paid after returns?",
    "How long does delivery take?",
    "How do I reset my password?",
    "Where do we meet in case of fire?",
)

_ON_TOP = """() => {
  const {top} = [...document.querySelectorAll('.aw-asked')].at(-1).getBoundingClientRect();
  return top >= 0 && top < innerHeight * 0.7;
}"""
_MAIN = "document.querySelector('[data-testid=\"stAppScrollToBottomContainer\"]')"


def _up(ann: Visitor) -> None:
    """Scroll to the first question, as a finger or a wheel does."""
    ann.page.mouse.move(300, 300)
    ann.page.mouse.wheel(0, -100_000)
    ann.page.wait_for_function(f"{_MAIN}.scrollTop === 0")


@pytest.mark.parametrize("phone", [False, True])
def test_a_question_asked_while_scrolled_up_comes_into_view(visit: Visit, fake_server: str, phone: bool) -> None:
    ann = visit(fake_server, phone=phone)
    for question in QUESTIONS:
        ann.ask(question)
    _up(ann)
    ann.ask("Can I change my order?")
    ann.page.wait_for_function(_ON_TOP)


def test_what_is_drawn_anew_does_not_scroll(visit: Visit, fake_server: str) -> None:
    """A click in the first answer, and one that draws the whole page."""
    ann = visit(fake_server)
    for question in QUESTIONS:
        ann.ask(question)
    ann.page.wait_for_function(_ON_TOP)
    _up(ann)
    ann.page.get_by_text("passages").first.click()
    ann.page.locator('[class*="st-key-aw-hit-"]').first.wait_for()
    ann.page.locator('[class*="st-key-only_"] button').first.click()
    ann.page.locator(".st-key-only_remove button").first.wait_for()
    ann.still()
    ann.page.wait_for_timeout(500)
    ann.page.wait_for_function(f"{_MAIN}.scrollTop < 400")
