"""Which column is the question, the answer, the category, the language: told by its heading."""

from __future__ import annotations

import pytest

from qa.ingest.headings import language, role

ROLES = {
    "question": [
        "question",
        "Question",
        "QUESTIONS",
        "Q",
        "Q:",
        "User question",
        "Standard Question",
        "question_text",
        "Question (EN)",
        "Question 2",
        "FAQ Question",
        "问题",
        "问",
        "标准问题",
        "标准问",
        "用户问题",
        "客户怎么问",
        "问题1",
        "問題",
        "質問",
        "Question / 问题",
        "问题 Question",
        "Frage",
        "Pregunta",
        "Вопрос",
        " Ｑｕｅｓｔｉｏｎ ",
    ],
    "answer": [
        "answer",
        "Answers",
        "A",
        "Answer text",
        "Reply",
        "Response",
        "答案",
        "回答",
        "答复",
        "标准答案",
        "标准回复",
        "客服话术",
        "答",
        "Answer (zh)",
        "回覆",
        "回答文",
        "Antwort",
        "Respuesta",
        "Ответ",
        "答案/Answer",
    ],
    "similar": [
        "Similar questions",
        "similar question 1",
        "Alternative questions",
        "Variants",
        "Paraphrases",
        "相似问题",
        "相似问法",
        "扩展问",
        "同义问",
        "类似问题",
        "相似问题1",
        "Question variants",
        "類似質問",
    ],
    "category": [
        "Category",
        "categories",
        "Topic",
        "分类",
        "类别",
        "问题分类",
        "Question category",
        "類別",
        "カテゴリ",
        "Kategorie",
    ],
    "language": ["Language", "lang", "locale", "语言", "語言", "Question language", "言語"],
    "": [
        "name",
        "Price",
        "Question ID",
        "Answer date",
        "question count",
        "编号",
        "问题编号",
        "source",
        "url",
        "",
        "2023",
    ],
}


@pytest.mark.parametrize(("heading", "expected"), [(each, kind) for kind, all_ in ROLES.items() for each in all_])
def test_roles_of_headings(heading: str, expected: str) -> None:
    assert role(heading) == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("en", "en"),
        ("zh-CN", "zh"),
        ("EN_us", "en"),
        ("English", "en"),
        ("中文", "zh"),
        ("繁體中文", "zh"),
        ("cn", "zh"),
        ("日本語", "ja"),
        ("", ""),
        ("see below", ""),
    ],
)
def test_languages_as_people_write_them(said: str, code: str) -> None:
    assert language(said) == code
