"""Real PDFs, documents and slides: what the manifest says stands on a page is read from that page."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from qa.errors import DamagedFile, NoText
from qa.ingest.office import read_docx, read_pptx
from qa.ingest.pdf import read_pdf
from qa.types import ReadOptions

FILES = Path(__file__).resolve().parents[3] / "shared" / "eval" / "files"
READERS = {"pdf": read_pdf, "docx": read_docx, "pptx": read_pptx}
SLOW = {"GeoTopo-komprimiert.pdf", "pdf2image-memory-error-test-400p.pdf"}

if not FILES.is_dir():
    pytest.skip(f"real files NOT READ: {FILES} is not there", allow_module_level=True)

ENTRIES = [json.loads(line) for line in (FILES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
READABLE = [each for each in ENTRIES if each["format"] in READERS and each["file"] not in SLOW]


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKC", text).casefold()))


def stands(snippet: str, text: str) -> bool:
    """Text drawn from right to left is compared word by word: the manifest has it in the order it is drawn."""
    if re.search("[\ufb50-\ufdff\ufe70-\ufefc]", snippet):
        return all(letters(word) in letters(text) for word in snippet.split())
    return letters(snippet) in letters(text)


@pytest.mark.parametrize("entry", READABLE, ids=lambda entry: entry["file"])
def test_what_stands_on_a_page_is_read_from_it(entry: dict[str, Any]) -> None:
    name, data = entry["file"], (FILES / entry["file"]).read_bytes()
    reader = READERS[entry["format"]]
    if not entry.get("snippets") and not entry.get("password") and "fuzzed" not in name:
        with pytest.raises((NoText, DamagedFile), match=re.escape(name)):
            reader(name, data, ReadOptions())
        return
    document = reader(name, data, ReadOptions(password=entry.get("password")))
    assert document.pages in (None, entry.get("pages", entry.get("slides", document.pages)))
    for snippet in entry.get("snippets", ()):
        page = snippet.get("page")
        text = "\n".join(s.text for s in document.sections if page is None or s.locator.page == page)
        assert stands(snippet["text"], text), snippet
