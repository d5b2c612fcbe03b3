"""Questions about the whole are told from questions about something in it."""

from __future__ import annotations

import pytest

from qa.search.overview import asks_for_all
from qa.search.question import carry, parse


@pytest.mark.parametrize(
    "question",
    [
        "What are these files about?",
        "Summarise these documents",
        "summarize the document",
        "What is this about?",
        "What are they about?",
        "What is in this library?",
        "Give me an overview",
        "What topics are covered here?",
        "Tell me what the documents say",
        "What's in the attached file?",
        "What do the files contain?",
        "这些文件讲的是什么？",
        "这些文档是关于什么的？",
        "这是讲什么的？",
        "总结一下这些文件",
        "这份文件的主要内容是什么？",
        "资料库里有什么？",
        "文档里都有哪些内容",
        "概括一下全部资料",
        "這些檔案在講什麼？",
        "Worum geht es in diesen Dateien?",
        "Fasse die Dokumente zusammen",
        "De quoi parlent ces fichiers ?",
        "Résume ces documents",
        "¿De qué tratan estos archivos?",
        "Resume estos documentos",
        "Di cosa parlano questi file?",
        "Riassumi i documenti",
        "Do que tratam estes arquivos?",
        "Waar gaan deze bestanden over?",
        "О чём эти файлы?",
        "Что в этих документах?",
        "これらのファイルは何についてですか？",
        "この資料の内容を要約してください",
        "이 파일들은 무슨 내용인가요?",
        "문서를 요약해 주세요",
    ],
)
def test_asks_for_all(question: str) -> None:
    assert asks_for_all(question)


@pytest.mark.parametrize(
    "question",
    [
        "What are these files about leave saying?",
        "Which documents do I need for the parking permit?",
        "How do I upload documents?",
        "How many files are there?",
        "How do I summarise a document?",
        "What is the topic of the annual report of 2021?",
        "What is the policy about?",
        "When was the library opened?",
        "What is the library's address?",
        "What does the contract say about notice?",
        "What is this?",
        "Where is the library?",
        "Are there any books?",
        "Who wrote this report?",
        "资料库在哪里？",
        "How much does it cost?",
        "What does error 4012 mean?",
        "年假有多少天？",
        "如何上传文件？",
        "这些文件有多少个？",
        "合同的主要内容是什么？",
        "办理停车证需要哪些材料？",
        "请假的资料交给谁？",
        "Welche Dokumente brauche ich?",
        "Wie viele Dateien gibt es?",
        "Quels documents faut-il pour le parking ?",
        "休暇の申請書類はどこにありますか？",
        "휴가 신청 문서는 어디에 있나요?",
    ],
)
def test_asks_for_something_in_it(question: str) -> None:
    assert not asks_for_all(question)


@pytest.mark.parametrize(
    "question", ["What are these files about?", "这些文件讲的是什么？", "Worum geht es in diesen Dateien?"]
)
def test_what_the_whole_is_about_takes_nothing_over_from_the_question_before(question: str) -> None:
    """Its "these" would make a follow-up of it, and the words lent would hide that it asks for all."""
    assert carry(parse("Who won the football world cup in 2018?"), question) == ()
