import pytest

from qa.search.numbers import asks_number, holds_number


@pytest.mark.parametrize(
    "question",
    [
        *(
            "How many points were scored?",
            "When was it built?",
            "Wie viele Tage?",
            "Wann kam er?",
            "¿Cuántos años tenía?",
        ),
        *("多少分？", "什么时候开始？", "Сколько очков?", "كم عدد النقاط؟", "กี่คะแนน", "कितने अंक?", "Kaç puan?"),
        *("Πόσους πόντους;", "Bao nhiêu điểm?", "いつ始まりましたか", "언제 시작했나요?"),
    ],
)
def test_questions_for_numbers_and_times(question):
    assert asks_number(question)


@pytest.mark.parametrize("question", ["Who wrote Hamlet?", "谁写的？", "Where does it rain?", "Кто это?"])
def test_other_questions(question):
    assert not asks_number(question)


def test_numbers_in_figures_and_words():
    assert holds_number("It has 308 pages.")
    assert holds_number("It has ٣٠٨ pages.")
    assert holds_number("There are three of them.")
    assert holds_number("三十天内")
    assert not holds_number("None of them.")
