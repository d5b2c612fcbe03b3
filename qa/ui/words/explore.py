"""The words of the Themes page."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Themes:
    """The page that shows what a collection is about."""

    title = "Themes"
    line = "What a collection is about, found in its own passages. Every word of label and summary stands in a source."
    collection = "Collection"
    find = "Find the themes"
    again = "Find again"
    finding = "Grouping the passages…"
    none = "There is not enough here to group yet: a few passages searchable by meaning are needed."
    empty = "Nothing is in this collection yet."
    add = "Add files"
    ask = "Ask about this"

    def size(self, n: int) -> str:
        """Say how many passages a theme has."""
        return count(n, "passage")


class ThemesChinese(Themes):
    """The same in Chinese."""

    title = "主题"
    line = "从资料集自身的段落中归纳其内容。标题和摘要中的每个字都出自原文。"
    collection = "资料集"
    find = "归纳主题"
    again = "重新归纳"
    finding = "正在为段落分组…"
    none = "内容太少，还无法分组：需要有若干可按语义搜索的段落。"
    empty = "这个资料集还是空的。"
    add = "添加文件"
    ask = "就此提问"

    def size(self, n: int) -> str:
        """Say how many passages a theme has."""
        return f"{n:,} 个段落"
