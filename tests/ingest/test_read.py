"""The one door: content decides where the suffix lies, limits hold, and only ReadErrors come out."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import DamagedFile, EmptyFile, NoText, PasswordNeeded, ReadError, TooLarge, UnknownFileType
from qa.ingest.read import SUFFIXES, check_size, is_archive, read, unpack
from qa.types import Document, ReadOptions
from tests.ingest import test_book, test_code, test_mail, test_notebook, test_rtf, test_web, test_workbook

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


SUFFIX_LIST = "csv docx eml epub html ipynb json jsonl md pdf pptx py rtf tsv txt xlsx xml yaml"
NAMES = [*(f"a.{suffix}" for suffix in re.split(" ", SUFFIX_LIST)), "locked.xlsx"]
OPTIONS = ReadOptions(password="secret")


def encrypted(data: bytes) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("secret", locked)
    return locked.getvalue()


def workbook() -> bytes:
    return test_workbook.saved(("S", [["Item", "Price"], ["Pen", 2]]))


def word() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Leave", 1)
    document.add_paragraph("Two weeks of leave a year.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def slides() -> bytes:
    import pptx

    deck = pptx.Presentation()
    page = deck.slides.add_slide(deck.slide_layouts[1])
    page.shapes.title.text = "Plan"
    page.placeholders[1].text = "Build it well."
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def portable() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Returns are free of charge.")
    canvas.save()
    return out.getvalue()


def samples() -> dict[str, bytes]:
    import json

    return {
        "a.pdf": portable(),
        "a.docx": word(),
        "a.pptx": slides(),
        "a.xlsx": workbook(),
        "a.csv": "问题,答案\n怎么退款？,三天内到账。\n".encode("gbk"),
        "a.tsv": b"a\tb\n1\t2\n",
        "a.md": b"# Title\n\nSome words.\n",
        "a.txt": b"Some words.\n",
        "a.html": test_web.PAGE.encode(),
        "a.xml": b"<a><b>Some words</b></a>",
        "a.rtf": test_rtf.HEAD + rb"\f0 Gr\'fc\'dfe \u8364? {\f1 \'8d\'a1}\par}",
        "a.epub": test_book.packed(test_book.PARTS),
        "a.eml": test_mail.message().as_bytes(),
        "a.json": b'[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]',
        "a.jsonl": b'{"a": 1}\n{"a": 2}\n',
        "a.ipynb": json.dumps({"cells": test_notebook.CELLS}).encode(),
        "a.py": test_code.PYTHON.encode(),
        "a.yaml": b"key: value\n",
        "locked.xlsx": encrypted(workbook()),
    }


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return samples()


def test_every_kind_is_read_and_says_what_it_is(made: dict[str, bytes]) -> None:
    assert sorted(made) == NAMES
    for name, data in made.items():
        document = read(name, data, OPTIONS)
        assert document.name == name
        assert document.kind == {"a.csv": "faq", "a.json": "table", "a.jsonl": "table"}.get(
            name, SUFFIXES[Path(name).suffix]
        )
        assert all(section.text.strip() for section in document.sections)


def test_content_decides_where_the_suffix_lies(made: dict[str, bytes]) -> None:
    for lying, honest in (
        ("b.txt", "a.pdf"),
        ("b.doc", "a.docx"),
        ("b.pdf", "a.docx"),
        ("b.xls", "a.xlsx"),
        ("b.docx", "a.rtf"),
        ("b.docx", "a.html"),
        ("b.zip", "a.docx"),
        ("download", "a.pptx"),
        ("b.UNKNOWN", "a.epub"),
    ):
        assert read(lying, made[honest]).sections == read(honest, made[honest]).sections
    assert read("b.xls", b"<html><table><tr><th>a<th>b<tr><td>1<td>2</table>").sections
    assert read("b.xls", b"Item\tPrice\nPen\t2\n").sections[0].text == "Item: Pen; Price: 2"


def test_text_that_speaks_of_other_formats_stays_text() -> None:
    for name, data in (("a.md", b"A file starts with %PDF-1.7.\n"), ("a.py", b"BZh = 1\n"), ("a.txt", b"ID3 tags\n")):
        assert read(name, data).sections[0].text.startswith(data.decode().split("\n")[0][:3])


def test_names_without_a_suffix() -> None:
    assert read("README", b"Some words.\n").kind == "document"
    assert read("src/Makefile", b"run:\n\tgo\n").kind == "code"


@pytest.mark.parametrize(
    ("name", "data", "error", "cure"),
    [
        ("a.txt", b"", EmptyFile, "empty"),
        ("a.md", b" \n\t ", EmptyFile, "empty"),
        ("a.xyz", b"some words", UnknownFileType, "PDF, Word"),
        ("a.exe", b"MZ\x90\0\3\0\0\0", UnknownFileType, "program"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", DamagedFile, "a picture"),
        ("a.txt", b"\xff\xd8\xff\xe0 not text", DamagedFile, "a picture"),
        ("a.png", b"these are just words", DamagedFile, "not a real"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnknownFileType, "PNG"),
        ("a.dng", b"II*\0" + bytes(40), UnknownFileType, "PNG"),
        ("a.tar.gz", b"\x1f\x8b\x08\0\0", UnknownFileType, r"\.zip"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", UnknownFileType, r"\.zip"),
        ("a.doc", COMPOUND + "WordDocument".encode("utf-16-le"), UnknownFileType, r"save it as \.docx"),
        ("a.xls", COMPOUND + "Workbook".encode("utf-16-le"), UnknownFileType, r"save it as \.xlsx"),
        ("a.ppt", COMPOUND + "PowerPoint Document".encode("utf-16-le"), UnknownFileType, r"save it as \.pptx"),
        ("a.msg", COMPOUND + "__properties_version1.0".encode("utf-16-le"), UnknownFileType, r"save it as \.eml"),
        ("a.doc", COMPOUND, UnknownFileType, r"save it as \.docx"),
        ("a.docx", b"these are just words", DamagedFile, "not a real"),
        ("a.xlsx", b"PK\x03\x04" + bytes(40), DamagedFile, "damaged"),
        ("a.docx", b"PK\x03\x04" + bytes(40), DamagedFile, "damaged"),
        ("a.pdf", b"nothing of the kind", ReadError, "damaged"),
        ("a.txt", random.Random(1).randbytes(5000), NoText, "unreadable"),
        ("a.md", random.Random(2).randbytes(300), NoText, "unreadable"),
        ("a.csv", random.Random(3).randbytes(5000), NoText, "unreadable"),
        ("a.txt", b"\0" * 100, NoText, "unreadable"),
        ("a.txt", "ÎÒÃÇµÄÍË¿îÕþ²ßÈçÏÂ£ºÈýÌìÄÚµ½ÕË".encode(), NoText, "unreadable"),
        ("README", random.Random(4).randbytes(500), UnknownFileType, "suffix"),
    ],
)
def test_bad_input_gets_one_clear_sentence(name: str, data: bytes, error: type[ReadError], cure: str) -> None:
    with pytest.raises(error, match=cure) as caught:
        read(name, data)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_an_archive_is_no_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "words")
    assert is_archive("a.zip", out.getvalue())
    with pytest.raises(UnknownFileType, match=r"a\.zip"):
        read("a.zip", out.getvalue())


def test_files_over_the_limit_are_refused_by_length(tmp_path: Path) -> None:
    options = ReadOptions(max_bytes=1000)
    with pytest.raises(TooLarge, match=r"a\.txt"):
        read("a.txt", b"x" * 1001, options)
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    with pytest.raises(TooLarge, match=r"big\.txt has 300 MB, over the limit of 200 MB: .*QA_MAX_UPLOAD_MB"):
        check_size(path)
    check_size(path, ReadOptions(max_bytes=2**30))


def test_encrypted_office_files_ask_for_their_password() -> None:
    for name, data in (("a.xlsx", workbook()), ("a.docx", word())):
        locked = encrypted(data)
        for password in (None, "wrong"):
            with pytest.raises(PasswordNeeded, match=re.escape(name)):
                read(name, locked, ReadOptions(password=password))
        for given in (name, "b.xlsx"):
            assert read(given, locked, OPTIONS).sections == read(name, data).sections


def test_what_no_index_can_store_is_replaced() -> None:
    document = read("a.json", b'{"a\\u0000": {"b": "x\\ud800y"}}')
    assert document.sections[0].text == "b: x\ufffdy"
    assert document.sections[0].locator.heading == ("a\ufffd",)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Cut, flip, drop, double or insert some bytes; in a zip also inside of one of its members."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _spoiled_inside(data, chance)
    copy = bytearray(data)
    at, other = chance.randrange(len(copy)), chance.randrange(len(copy))
    match chance.randrange(5):
        case 0:
            del copy[at:]
        case 1:
            for _ in range(chance.choice((1, 5, 50))):
                copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        case 2:
            del copy[at : at + chance.randrange(1, 200)]
        case 3:
            copy[at:at] = copy[other : other + 80]
        case _:
            copy[at:at] = chance.choice(
                (b"\0", b'"', b"{{", b"<", b"\xff\xfe", b"[[", b"\\u-1?", b"\r")
            ) * chance.randrange(1, 30)
    return bytes(copy)


def _spoiled_inside(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        target = chance.choice(old.namelist())
        for name in old.namelist():
            content = bytearray(old.read(name))
            if name == target and content:
                for _ in range(chance.choice((1, 5, 50))):
                    content[chance.randrange(len(content))] = chance.randrange(256)
                del content[chance.randrange(1, len(content) + 1) if chance.random() < 0.3 else len(content) :]
            new.writestr(name, bytes(content))
    return out.getvalue()


def outcomes(name: str, data: bytes) -> Iterator[Document]:
    if is_archive(name, data):
        for member, content in unpack(name, data):
            yield read(member, content)
    else:
        yield read(name, data, OPTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_files_give_text_or_a_read_error_and_nothing_else(name: str, made: dict[str, bytes]) -> None:
    chance = random.Random(name)
    for _ in range(8 if name == "a.pdf" else 40):
        data = spoiled(made[name], chance)
        try:
            documents = list(outcomes(name, data))
        except ReadError as error:
            assert name in str(error)
            assert len(str(error)) < 500
        else:
            for document in documents:
                "".join(section.text for section in document.sections).encode()


def test_the_project_s_real_files_hold_what_they_should() -> None:
    """Every snippet of the shared files' manifest, outside of PDF, is found in the sections."""
    folder = Path(__file__).parents[3] / "shared" / "eval" / "files"
    if not (folder / "manifest.jsonl").exists():
        pytest.skip(f"REAL FILES NOT READ: {folder} is not there")
    import json

    def folded(text: str) -> str:
        return "".join(text.split())

    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        snippets = entry.get("snippets", [])
        if entry["format"] == "pdf" or not snippets:
            continue
        document = read(
            entry["file"], (folder / entry["file"]).read_bytes(), ReadOptions(password=entry.get("password"))
        )
        whole = folded("".join(section.text for section in document.sections))
        missing = [snippet["text"] for snippet in snippets if folded(snippet["text"]) not in whole]
        assert not missing, entry["file"]
