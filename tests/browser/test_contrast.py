"""What axe does not look at: buttons that are hovered, open or disabled, and empty boxes (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit

_CONTRAST = """(element, kind) => {
  const pen = document.createElement('canvas').getContext('2d');
  const read = colour => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const over = (front, back) => [0, 1, 2].map(i => front[i] * front[3] / 255 + back[i] * (1 - front[3] / 255));
  const behind = from => {
    const layers = [];
    for (let one = from; one; one = one.parentElement) layers.unshift(read(getComputedStyle(one).backgroundColor));
    return layers.reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const back = behind(kind === 'color' ? element : element.parentElement);
  const [a, b] = [light(over(read(getComputedStyle(element)[kind]), back)), light(back)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def contrast(shown: Locator, kind: str = "color") -> float:
    """Return the contrast of a text, or of another colour of an element, with what is behind it (1 to 21)."""
    shown.page.wait_for_timeout(400)  # colours fade
    return float(shown.evaluate(_CONTRAST, kind))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_button_is_legible_whatever_its_state(visit: Visit, fake_server: str, dark: bool) -> None:
    ann = visit(fake_server, "/library", dark=dark)
    folded = ann.page.locator(".st-key-drop_options button").first
    folded.click()
    ann.page.mouse.move(2, 2)
    assert contrast(folded.locator("p")) >= 4.5
    ann.go("/themes")
    primary = ann.page.locator(".st-key-find_themes button")
    assert contrast(primary.locator("p")) >= 4.5
    primary.hover()
    assert contrast(primary.locator("p")) >= 4.5
    ann.go("/evaluate")
    ann.click("My own questions", role="radio")
    disabled = ann.page.locator(".st-key-evaluate_start button")
    expect(disabled).to_be_disabled()
    assert contrast(disabled.locator("p")) >= 3


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_empty_box_and_a_switch_that_is_off_are_seen(visit: Visit, fake_server: str, dark: bool) -> None:
    ann = visit(fake_server, "/library", dark=dark)
    assert contrast(ann.page.locator(".st-key-chosen_all label > span + div"), "borderTopColor") >= 3
    ann.go("/evaluate")
    assert contrast(ann.page.locator(".st-key-evaluate_compare label > span + div"), "backgroundColor") >= 3
