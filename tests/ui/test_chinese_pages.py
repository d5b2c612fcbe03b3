"""The pages under a browser that asks for Chinese."""

from __future__ import annotations

import pytest

from tests.ui.conftest import opened, page, said
from tests.ui.fake_library import FakeLibrary

pytestmark = pytest.mark.usefixtures("chinese")


def test_an_empty_chat_suggests_questions_in_chinese_first(library: FakeLibrary) -> None:
    suggested = [button.label for button in opened().button if str(button.key).startswith("suggest_")]
    assert suggested[0] == "年假需要提前多久申请？"
    assert len(suggested) > 1


def test_a_collection_is_called_the_same_on_every_page(library: FakeLibrary) -> None:
    """The library is 资料库, and a collection in it 资料集."""
    drawn = said(page(opened(), "evaluate"))
    assert "资料集" in drawn
    assert "资料库" not in drawn


def test_settings_name_a_model_as_chinese_is_written(library: FakeLibrary) -> None:
    at = page(opened(), "settings")
    assert "文本模型：all-MiniLM-L6-v2" in said(at)
    assert "Library 的模型" in [choice.label for choice in at.selectbox]
