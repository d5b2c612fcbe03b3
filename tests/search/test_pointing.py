"""A question that only points at its picture is told from one that says something of its own."""

from __future__ import annotations

import pytest

from qa.search.pointing import points


@pytest.mark.parametrize(
    "question",
    [
        *("", "?", "What about this?", "What is this?", "What does this mean?", "What does this error mean?", "Help!"),
        *("How do I fix this?", "What should I do?", "What's wrong here?", "Can you explain this screenshot?"),
        *("I keep getting this message", "It does not work"),
        *("这是什么？", "这是什么意思？", "怎么办？", "这个错误怎么解决？", "请问这是怎么回事", "帮我看看", "如何处理"),
        *("出现这个提示怎么办", "图中的错误是什么意思？", "請幫忙解決這個問題，謝謝", "圖片裡說什麼？"),
        *("Was bedeutet diese Meldung?", "Qu'est-ce que c'est ?", "¿Qué es esto?", "これは何ですか？"),
    ],
)
def test_points(question: str) -> None:
    assert points(question)


@pytest.mark.parametrize(
    "question",
    [
        *("How do I change the toner?", "What about the printer?", "How much does this cost?", "error 0x80070643"),
        *("Who is this person?", "Windows 11", "Kann ich das Bild drucken?", "Wie lange gilt die Garantie?"),
        *(
            "这台打印机保修多久？",
            "怎么换墨粉",
            "打印机的错误怎么解决？",
            "在 Linux 上怎么解决？",
            "押金是多少",
            "保修期",
        ),
        *("我的账户被锁了", "价格多少"),
    ],
)
def test_says_something_of_its_own(question: str) -> None:
    assert not points(question)
