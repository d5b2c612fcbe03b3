"""The pages under a browser that asks for Chinese."""

from __future__ import annotations

import pytest

from tests.ui.conftest import opened
from tests.ui.fake_library import FakeLibrary

pytestmark = pytest.mark.usefixtures("chinese")


def test_an_empty_chat_suggests_questions_in_chinese_first(library: FakeLibrary) -> None:
    suggested = [button.label for button in opened().button if str(button.key).startswith("suggest_")]
    assert suggested[0] == "年假需要提前多久申请？"
    assert len(suggested) > 1
