"""What asks nothing of documents is told from what does."""

from __future__ import annotations

import pytest

from qa.search.smalltalk import is_mashed, is_smalltalk

SAID = [
    "hello",
    "Hello!!",
    "ok",
    "OK.",
    "ＯＫ",
    "Thank you very much",
    "hi, what can you do?",
    "你好",
    "您好！",
    "谢谢你～",
]
SAID += [
    "你能做什么？",
    "謝謝",
    "你好，谢谢",
    "ありがとう。",
    "안녕하세요",
    "Guten Tag",
    "¿qué puedes hacer?".strip("¿"),
    "नमस्ते",
]
ASKED = [
    "hello world program",
    "thanks to whom?",
    "ok button does nothing",
    "你好贵",
    "谢谢惠顾是什么意思",
    "help",
    "测试",
]
ASKED += ["", "?", "What can you do with a refund?", "你能做什么菜", "hi, how long does delivery take?"]


@pytest.mark.parametrize("question", SAID)
def test_sayings_are_known_whatever_signs_and_case_they_have(question: str) -> None:
    assert is_smalltalk(question)


@pytest.mark.parametrize("question", ASKED)
def test_a_question_that_holds_a_saying_is_a_question(question: str) -> None:
    assert not is_smalltalk(question)


@pytest.mark.parametrize(
    "word", ["asdf", "asdfgh", "Qwerty", "poiu", "sdfsdf", "asdfasdf", "aaaa", "哈哈哈", "sdkjfh", "zxcv!"]
)
def test_keys_hit_at_random_make_no_word(word: str) -> None:
    assert is_mashed(word)


@pytest.mark.parametrize(
    "word", ["were", "tree", "Parking", "GDPR", "https", "Elternzeit", "退货", "retry", "1234", "asdf jkl", ""]
)
def test_a_word_is_a_word(word: str) -> None:
    assert not is_mashed(word)
