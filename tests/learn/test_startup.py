from __future__ import annotations

from pathlib import Path

import pytest

from qa.learn.startup import start_up


@pytest.mark.browser
def test_app_starts_and_can_be_asked(home: Path) -> None:
    """The app is started on a home of its own, waited for, and stopped; what was waited for is said."""
    home.mkdir()
    figures = start_up(home)
    assert set(figures) == {"seconds", "until"}
    assert isinstance(figures["seconds"], float) and figures["seconds"] > 0
    assert figures["until"] in (
        "an enabled chat box in Chromium",
        "the server answers (no Playwright with Chromium here)",
    )
    assert (home / "qa.sqlite").exists(), "the app has opened this home"
