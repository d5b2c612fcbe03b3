"""The words about what of an FAQ entry is compared with questions."""

from __future__ import annotations

from collections.abc import Mapping


class Faq:
    """The section of the Library page on FAQ entries."""

    title = "What counts in an FAQ entry?"
    label = "Compare what people ask with"
    choices: Mapping[str, str] = {
        "question": "The question only",
        "answer-too": "The answer, too",
        "both": "Both alike",
    }
    lines: Mapping[str, str] = {
        "question": "Only what the entries ask counts, in whatever words: for answers that are long or much alike.",
        "answer-too": "The question counts most; what only the answer mentions is found as well.",
        "both": "Question and answer are one text. Where this was measured, it found most.",
    }


class FaqChinese(Faq):
    """The same in Chinese."""

    title = "常见问题条目中，以什么为准？"
    label = "将提问与以下内容比较"
    choices: Mapping[str, str] = {
        "question": "仅问题",
        "answer-too": "兼顾答案",
        "both": "问题与答案并重",
    }
    lines: Mapping[str, str] = {
        "question": "只比较条目中的问题（说法可以不同）：适合答案较长或彼此相似的情况。",
        "answer-too": "以问题为主；只在答案中提到的内容也能找到。",
        "both": "问题与答案视为一段文字。实测中这样找到的最多。",
    }
