"""Headings that every document has, under which nothing of its own is told."""

from __future__ import annotations

import re

from qa.language.scripts import fold

_USUAL = frozenset(map(fold, {
    "contents", "table of contents", "references", "bibliography", "works cited", "sources", "notes", "footnotes",
    "see also", "external links", "further reading", "index", "appendix", "acknowledgements", "acknowledgments",
    "copyright", "license", "licence", "changelog",
    "inhaltsverzeichnis", "einzelnachweise", "literatur", "siehe auch", "weblinks",
    "références", "bibliographie", "voir aussi", "liens externes",
    "referencias", "bibliografía", "véase también", "enlaces externos",
    "目录", "目次", "目錄", "参考文献", "參考文獻", "参考资料", "參考資料", "外部链接", "外部連結", "外部リンク",
    "参见", "參見", "另见", "另見", "延伸阅读", "延伸閱讀", "注释", "註釋", "脚注", "脚註", "腳註", "附录", "附錄",
    "索引", "致谢", "致謝", "関連項目",
}))  # fmt: skip
_AROUND = re.compile(r"^[\d.\s]+|\[(?:edit|编辑|編輯|编辑源代码)\]|[\s:：.。]+$")


def is_usual(heading: str) -> bool:
    """Tell whether a heading is one that every document has ("References", 目录), whatever number it bears."""
    return fold(_AROUND.sub("", heading)).strip() in _USUAL
