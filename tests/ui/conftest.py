"""The pages under AppTest, over a library in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from qa.ui import state
from tests.ui.fake_library import FakeLibrary

if TYPE_CHECKING:
    from qa.library import Library

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"


@pytest.fixture
def library() -> Iterator[FakeLibrary]:
    """Put a library in memory behind the pages."""
    fake = FakeLibrary()
    state.use(cast("Library", fake))
    yield fake
    state.use(None)


@pytest.fixture
def empty() -> Iterator[FakeLibrary]:
    """Put an empty library in memory behind the pages."""
    fake = FakeLibrary(samples=False)
    state.use(cast("Library", fake))
    yield fake
    state.use(None)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visit with a browser that asks for Chinese."""
    monkeypatch.setattr(type(st.context), "locale", "zh-CN")


@pytest.fixture
def app(library: FakeLibrary) -> AppTest:
    """Open the first page."""
    return opened()


def opened(**params: str) -> AppTest:
    """Open the app with these parameters in its address."""
    at = AppTest.from_file(str(MAIN), default_timeout=20)
    for key, value in params.items():
        at.query_params[key] = value
    return healthy(at.run())


def healthy(at: AppTest) -> AppTest:
    """Return the app if its last run raised nothing."""
    assert not at.exception, at.exception
    assert "aw-crash" not in said(at)
    return at


def said(at: AppTest) -> str:
    """Return all that stands on the page as HTML or Markdown."""
    pieces = [element.proto.body for element in at.get("html") if not element.proto.body.startswith("<style")]
    return "\n".join([*pieces, *(element.value for element in at.markdown)])


def ask(at: AppTest, question: str) -> AppTest:
    """Ask a question in the question box."""
    return healthy(at.chat_input[0].set_value(question).run())


def page(at: AppTest, name: str) -> AppTest:
    """Go to another page."""
    return healthy(at.switch_page(f"views/{name}.py").run())
