"""The words about languages that a collection's model was not made for."""

from __future__ import annotations

from qa.ui.words.phrases import language


class Coverage:
    """The notice on the Library page and, once in a chat, under an answer."""

    settings = "Change the model in Settings"

    def unknown(self, languages: tuple[str, ...], model: str) -> str:
        """Say which languages the model does not know, and what that means."""
        named = ", ".join(map(language, languages))
        return f"This collection's model, {model}, was not made for {named}: such passages are found by words alone."

    def cure(self, other: str) -> str:
        """Name a model that was made for them."""
        return f"{other} was made for it; while a collection changes, it goes on answering."


class CoverageChinese(Coverage):
    """The same in Chinese."""

    settings = "在“设置”中更换模型"

    def unknown(self, languages: tuple[str, ...], model: str) -> str:
        """Say which languages the model does not know, and what that means."""
        return f"此资料集的模型 {model} 不支持{'、'.join(map(language, languages))}：这些语言的段落只能按关键词找到。"

    def cure(self, other: str) -> str:
        """Name a model that was made for them."""
        return f"{other} 支持；更换期间资料集照常作答。"
