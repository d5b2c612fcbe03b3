"""Source code: functions and classes are sections, comments stay with what they are about."""

from __future__ import annotations

import pytest

from qa.ingest.code import read_code
from qa.types import Document

PYTHON = '''"""Module."""
import os

LIMIT = 3


# Adds two numbers,
# exactly.
@cache
def add(a, b):
    """Return the sum."""
    return a + b


class Small:
    """Short."""

    def one(self):
        return 1


async def last():
    pass
'''


def names(document: Document) -> list[tuple[str, ...]]:
    return [section.locator.heading for section in document.sections]


def test_python_functions_keep_decorators_comments_and_docstrings() -> None:
    document = read_code("a.py", PYTHON.encode())
    assert document.kind == "code"
    assert names(document) == [(), ("add",), ("Small",), ("last",)]
    add = document.sections[1]
    assert (
        add.text
        == '# Adds two numbers,\n# exactly.\n@cache\ndef add(a, b):\n    """Return the sum."""\n    return a + b'
    )
    assert (add.locator.line, add.whole) == (7, True)
    assert document.sections[0].text == '"""Module."""\nimport os\n\nLIMIT = 3'


def test_a_big_class_is_cut_at_its_methods_with_its_line_as_context() -> None:
    body = "".join(f"    def m{n}(self):\n        # {'words ' * 30}\n        return {n}\n\n" for n in range(8))
    document = read_code("a.py", f"class Big(Base):\n    '''Doc.'''\n    x = 1\n\n{body}".encode())
    assert names(document) == [("Big",), *(("Big", f"m{n}") for n in range(8))]
    assert document.sections[1].context == "class Big(Base):"
    assert document.sections[1].text.startswith("def m0(self):\n    # words")
    assert document.sections[3].locator.line == 13


SAMPLES = {
    "a.js": (
        "/** Doc. */\nexport function go(x) { return 1; }\nconst f = async (y) => {\n y;\n};\nclass A { m() {} }",
        ["go", "f", "A"],
    ),
    "a.ts": (
        "interface P { x: number }\nexport const f = (a: P) => {\n return a.x;\n};\nenum E { A }",
        ["P", "f", "E"],
    ),
    "a.tsx": ("export default function App() {\n return <div/>;\n}", ["App"]),
    "A.java": ("/** Doc. */\n@Entity\npublic class A {\n  int f() { return 1; }\n}\ninterface B {}", ["A", "B"]),
    "a.go": (
        "package a\n\n// Doc.\nfunc Go(x int) int { return x }\n\nfunc (s *Srv) Run() {}\n\ntype Srv struct { x int }",
        ["Go", "Srv/Run", "Srv"],
    ),
    "a.rs": (
        "/// Doc.\n#[derive(Debug)]\npub struct S { x: i32 }\n\nimpl S {\n  fn f(&self) {}\n}\nfn g() {}",
        ["S", "S", "g"],
    ),
    "a.c": ("/* Doc. */\nstatic int *go(int x) {\n return 0;\n}\nstruct p { int x; };\nstruct p q;", ["go", "p"]),
    "a.cpp": (
        "namespace n {\nclass A { void f(); };\n}\ntemplate <class T>\nT A::g(T t) {\n return t;\n}",
        ["n", "A::g"],
    ),
    "a.rb": ("# Doc.\nclass A\n  def f\n  end\nend\n\ndef g(x)\n  x\nend", ["A", "g"]),
    "a.php": ("<?php\n/** Doc. */\nfunction f($x) { return $x; }\nclass A { function m() {} }", ["f", "A"]),
    "a.cs": ("namespace N {\n  /// Doc.\n  public class A { int F() { return 1; } }\n}", ["N"]),
    "a.sh": ("# Doc.\ngo() {\n  echo hi\n}\ngo", ["go"]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_definitions_are_found_in_every_language(name: str) -> None:
    text, expected = SAMPLES[name]
    document = read_code(name, text.encode())
    assert ["/".join(heading) for heading in names(document) if heading] == expected
    documented = next((section for section in document.sections if "Doc." in section.text), None)
    assert ("Doc." in text) == (documented is not None and bool(documented.locator.heading))


@pytest.mark.parametrize("name", [*SAMPLES, "a.py", "a.kt"])
def test_no_line_is_lost(name: str) -> None:
    text = SAMPLES[name][0] if name in SAMPLES else PYTHON
    read_back = "".join(section.text for section in read_code(name, (text * 9).encode()).sections)
    words = [line.strip() for line in (text * 9).split("\n") if any(map(str.isalnum, line))]
    assert all(word in read_back for word in words)


def test_other_languages_are_cut_at_blank_lines() -> None:
    block = "fun f(x: Int): Int {\n    return x\n}\n" * 12 + "\n"
    document = read_code("a.kt", (block * 6).encode())
    assert len(document.sections) == 2
    assert all(section.text.startswith("fun f") for section in document.sections)


def test_code_that_does_not_parse_is_kept() -> None:
    document = read_code("a.py", b"def broken(:\n  oops ((\nclass\n\ndef fine():\n    return 1\n")
    assert "oops ((" in "\n".join(section.text for section in document.sections)


def test_minified_code_is_one_section() -> None:
    assert len(read_code("a.js", b"function a(b){return b+1};" * 200).sections) == 1
