"""What the library says in English of files, models and wishes is Chinese on Chinese pages, all of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import errors
from qa.errors import ReadError
from qa.ingest import read as reading
from qa.types import ReadOptions
from qa.ui import words
from qa.ui.words import notes
from qa.ui.words.relayed import SAID

PACKAGE = Path(__file__).parent.parent.parent / "qa"
HAN = re.compile(r"[\u4e00-\u9fff]")
FIELD = re.compile(r"\{\w*\}")

SPEAKERS = ("ingest/*.py", "library/*.py", "intake.py", "jobs.py", "seeing.py", "search/question.py", "index/files.py")
SPEAKERS += ("index/*.py", "models.py", "fetching.py", "encoders.py", "evaluating.py", "measuring.py", "testset.py")
SPEAKERS += ("switching.py", "health.py")
"""Who speaks of files, of models, and of what is asked, to people on the pages."""

ELSEWHERE = {
    "{} called “{}”: `qa list` shows names and ids.",
    "“{}” cannot be opened: {}.",
    "No source is",
    "{} sources are",
    "Feedback is 1 (thumb up) or 0 (thumb down).",
    "“{}” cannot be written: {}.",
    "A picture is an svg or a png.",
    "The modes are {}.",
    "The number of questions is at least 1 (0: all that there are).",
}
"""Said to programs and in the terminal alone."""


def wordings(node: ast.AST) -> Iterator[str]:
    """Yield the strings in a piece of code, with {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    else:
        for child in ast.iter_child_nodes(node):
            yield from wordings(child)


def _complaints(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        error = getattr(errors, called, None)
        if isinstance(node, ast.Call) and isinstance(error, type) and issubclass(error, errors.QAError):
            yield from wordings(node.args[0])
        elif isinstance(node, ast.Call) and called == "translated" and len(node.args) == 2:
            yield from wordings(node.args[1])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("self._end", "self._fail", "self._damage"):
            yield from (one for given in node.args for one in wordings(given))


def _notes(tree: ast.AST) -> Iterator[str]:
    """Yield what is put into notes, and said of rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in ("_notes", "_noted", "_advice"):
            yield from (one for statement in node.body for one in wordings(statement) if one != _docstring(node))
        elif isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if {"notes", "note", "pages", "reason", "what", "_OTHERS", "problem", "state", "kept", "_UNEXPECTED"} & {
                ast.unparse(target).split(".")[-1] for target in targets
            }:
                yield from wordings(node.value)
        elif isinstance(node, ast.Call) and re.search(
            r"\.(notes|skipped|problems|repaired)\.append$|^bad\.append$", ast.unparse(node.func)
        ):
            yield from (one for given in node.args for one in wordings(given))


def _docstring(node: ast.FunctionDef) -> str | None:
    return ast.get_docstring(node, clean=False)


def spoken() -> set[str]:
    """Return all that the speakers say."""
    found: set[str] = set()
    for path in (path for pattern in SPEAKERS for path in sorted(PACKAGE.glob(pattern))):
        tree = ast.parse(path.read_text("utf-8"))
        found |= {*_complaints(tree), *_notes(tree)}
    return {FIELD.sub("{}", one) for one in found if " " in one and re.search("[a-z]{2}", one)}


def test_all_that_is_said_has_a_translation() -> None:
    """A sentence that is new, or worded anew, is added to ``complaints`` or ``notes``."""
    known = {FIELD.sub("{}", one) for one in (*SAID, *notes.FILLED)}
    assert not spoken() - known - ELSEWHERE


@pytest.mark.parametrize("english", [*SAID, *notes.FILLED])
def test_a_translation_is_filled_in_alike(english: str) -> None:
    """The same names stand in braces, and each is found again in what was said."""
    translation = SAID.get(english) or notes.FILLED[english]
    fields = re.findall(r"\{(\w+)\}", english)
    assert sorted(fields) == sorted(re.findall(r"\{(\w+)\}", translation))
    assert HAN.search(translation) or english in notes.FILLED
    if english in SAID:
        values = {field: f"a-{field}.b" for field in fields}
        assert words.relayed(english.format(**values)) == translation.format(**values)


ZIP = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a b.txt", b" ", "“a b.txt”是空文件：请添加有内容的文件。"),
        ("a.pdf", b"MZ\x90\0 and more", "“a.pdf”是Windows 程序，无法读取：请添加文档、表格或源代码。"),
        ("a.docx", ZIP, "“a.docx”已损坏或不完整：请重新获取，或在办公软件中修复。"),
        ("a.png", b"\x89PNG\r\n\x1a\n torn", "“a.png”已损坏，或不是图片：请重新获取，或重新保存。"),
        ("a.xyz", bytes(range(256)) * 9, "“a.xyz”未读取：不认识 .xyz 文件。"),
        ("a.json", b"{", "“a.json”不是有效的 JSON（第 1 行："),
        ("q.csv", b"question,answer\nWhy?,\n", "“q.csv”中没有能读取的行：第 2 行没有答案；请检查各列后重新保存。"),
    ],
)
def test_files_that_cannot_be_read(name: str, data: bytes, told: str) -> None:
    with pytest.raises(ReadError) as caught:
        reading.read(name, data, ReadOptions())
    assert words.relayed(str(caught.value)).startswith(told)


@pytest.mark.parametrize(
    ("english", "told"),
    [
        (
            "s.pdf: no text on 2 of 3 pages; could not read 1 of 3 pages: damaged. Run text recognition (OCR) over it "
            "and add it again.",
            "“s.pdf”：3 页中有 2 页没有文字；3 页中有 1 页已损坏，无法读取。请先做文字识别（OCR），再重新添加。",
        ),
        ("Not read: b.doc is empty: add a file with something in it.", "未读取：“b.doc”是空文件：请添加有内容的文件。"),
        ("m.eml: no text on 1 of 2 pages", "m.eml：2 页中有 1 页没有文字"),
        ("sheet One: no question", "工作表“One”：没有问题"),
        (
            "hub.example cannot be asked for a/b: no answer in time.",
            "无法向 hub.example 查询 a/b：没有及时响应。",
        ),
        (
            "The meaning model could not be loaded (The model in /m is for images; choose a text model.): these "
            "passages were found by their words alone.",
            "语义模型无法加载（“/m”中的模型用于图片：请选择文本模型。）：这些段落仅按关键词找到。",
        ),
        (
            "The keyword index of “A” lacks 2 passages and has 0 too many. It was built anew.",
            "“A”的关键词索引缺少 2 个段落，多出 0 个。已重新建立。",
        ),
        ("a.pdf: The disk has no room for 9 MB.", "a.pdf：磁盘空间不足 9 MB。"),
        ("Not of ours: at all.", "Not of ours: at all."),
    ],
)
def test_what_is_said_within_what_is_said(english: str, told: str) -> None:
    assert words.relayed(english) == told


def test_what_is_long_and_unknown_stays_as_it_is() -> None:
    """Errors of others may be of any length, and hold any number of colons."""
    for sentence in ("a: " * 1_500, f"Something unforeseen went wrong (X: {'a: b; c ' * 5_000})."):
        assert words.relayed(sentence) == sentence
