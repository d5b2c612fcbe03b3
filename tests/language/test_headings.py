"""Headings that every document has are known, and no others."""

from __future__ import annotations

import pytest

from qa.language import is_usual


@pytest.mark.parametrize(
    "heading",
    [
        "References",
        "7. References",
        "See also[edit]",
        "EXTERNAL LINKS",
        "Contents:",
        "目录",
        "参考文献",
        "外部链接[编辑]",
        "目錄：",
        "Références",
    ],
)
def test_usual(heading):
    assert is_usual(heading)


@pytest.mark.parametrize(
    "heading", ["", "History", "Reference implementation", "3", "目录结构", "How to cite references"]
)
def test_others(heading):
    assert not is_usual(heading)
