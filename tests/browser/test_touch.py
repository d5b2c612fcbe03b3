"""The pages under a finger: what is touched is large enough."""

from __future__ import annotations

from tests.browser.conftest import Visit

LEAST = 32
"""Pixels; WCAG 2.5.8 asks for 24."""

_SMALL = """least => [...document.querySelectorAll('button, summary, [data-testid="stCheckbox"] label')].filter(one => {
  const {width, height} = one.getBoundingClientRect();
  const elsewhere = ['stSidebar', 'stHeader', 'stSelectbox'].some(id => one.closest(`[data-testid="${id}"]`));
  return width && height && !elsewhere && Math.min(width, height) < least;
}).map(one => `${one.getAttribute('aria-label') || one.innerText} ${one.offsetWidth}x${one.offsetHeight}`)"""


def test_what_is_touched_on_a_phone_is_large_enough(visit: Visit, fake_server: str) -> None:
    ann = visit(fake_server, phone=True)
    ann.ask("When is the refund paid after returns?")
    for path, last in (("", "stFeedback"), ("/library", "stSlider"), ("/images", "stFileUploader")):
        if path:
            ann.go(path)
        ann.page.locator(f'[data-testid="{last}"]').first.wait_for(state="attached")
        ann.still()
        assert ann.page.evaluate(_SMALL, LEAST) == []
