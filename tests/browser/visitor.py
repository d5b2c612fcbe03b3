"""What a visitor does in the browser: ask, click, look; each step waits until the page is still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import FilePayload, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

_STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  // before its first run the app rests too, with nothing on the page
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid="stMain"] h1, [data-testid="stChatInput"]')
    && !document.querySelector('[data-testid="stSpinner"]') && !document.querySelector('[data-stale="true"]');
}"""


class Visitor:
    """A visitor with one open page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.still()

    def still(self) -> None:
        """Wait until the script has run and the page is drawn."""
        for _ in range(2):  # a click may start a run a moment later
            self.page.wait_for_timeout(150)
            self.page.wait_for_function(_STILL)

    def go(self, path: str) -> None:
        """Open another address of the app."""
        self.page.goto(self.url + path)
        self.still()

    def reload(self) -> None:
        """Load the page anew."""
        self.page.reload()
        self.still()

    @property
    def box(self) -> Locator:
        """The question box."""
        return self.page.locator('[data-testid="stChatInput"] textarea')

    def ask(self, question: str) -> Locator:
        """Ask a question and return the last answer."""
        before = self.page.locator(".aw-asked").count()
        self.box.fill(question)
        self.box.press("Enter")
        self.page.locator(".aw-asked").nth(before).wait_for()
        self.still()
        return self.page.locator('[class*="st-key-aw-answer-"]').last

    def click(self, name: str, *, role: Any = "button", last: bool = False, exact: bool = True) -> None:
        """Click what has this name."""
        found = self.page.get_by_role(role, name=name, exact=exact)
        (found.last if last else found.first).click()
        self.still()

    def pick(self, menu: str, option: str, *, last: bool = False) -> None:
        """Choose from a menu."""
        found = self.page.get_by_role("button", name=menu)
        (found.last if last else found.first).click()
        self.page.get_by_text(option, exact=True).last.click()
        self.still()

    def drop(self, *files: tuple[str, bytes]) -> None:
        """Add files on the Library page."""
        payloads = [FilePayload(name=name, mimeType="application/octet-stream", buffer=data) for name, data in files]
        self.page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(payloads)
        self.page.wait_for_timeout(500)
        self.still()

    def attach(self, *files: tuple[str, bytes]) -> None:
        """Attach files to the question that is being written."""
        payloads = [FilePayload(name=name, mimeType="application/octet-stream", buffer=data) for name, data in files]
        self.page.locator('[data-testid="stChatInput"] input[type=file]').first.set_input_files(payloads)
        self.page.wait_for_timeout(500)

    def sees(self, text: str) -> bool:
        """Say whether a text is on the page or comes within some seconds, as what a script draws does."""
        try:
            self.wait(text, timeout=10_000)
        except PlaywrightTimeout:
            return False
        return True

    def wait(self, text: str, timeout: float = 60_000) -> None:
        """Wait until a text is on the page."""
        self.page.get_by_text(text).first.wait_for(timeout=timeout)

    def problems(self) -> list[str]:
        """Return what axe has against the page (WCAG 2.1 A and AA)."""
        self.page.evaluate(AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {tags}}})")
        return [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
