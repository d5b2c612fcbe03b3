"""Hostile files are worked on apart: they end there, and only there."""

from __future__ import annotations

import pytest

from qa.errors import DamagedFile, NotFound, PasswordNeeded
from qa.ingest import apart
from qa.ingest.preview import page_png
from tests.ingest.made_pdf import encrypted, pdf

DEPTH = 9


def form(content: bytes, inside: int) -> bytes:
    resources = b"/Resources<</XObject<</X %d 0 R>>>>" % inside if inside else b""
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources
    return head + b"/Length %d>>stream\n%s\nendstream" % (len(content), content)


def laughing() -> bytes:
    """Return a PDF of 2 KB whose page draws a form ten times that draws a form ten times … a thousand million times."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    objects.append(b"<</Length 5>>stream\n/X Do\nendstream")
    objects += [form(b"/X Do " * 10, 6 + depth) for depth in range(DEPTH)] + [form(b"0 0 9 9 re f", 0)]
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def test_an_endless_page_is_ended() -> None:
    with pytest.raises(DamagedFile, match="takes too long"):
        apart.results("pdfium.texts", laughing(), {"password": None, "indices": [0]}, seconds=1)


def test_what_was_read_before_the_end_counts() -> None:
    found = apart.results("pdfium.texts", pdf([["One"], ["Two"]]), {"password": None, "indices": [1, 0, 7]}, seconds=20)
    assert found == [[1, "Two"], [0, "One"]]


def test_errors_come_over() -> None:
    data = pdf([["One"]])
    with pytest.raises(PasswordNeeded):
        apart.results("pdfium.count", encrypted(data, "a", "b"), {"password": None}, seconds=20)
    with pytest.raises(NotFound, match="no page 5"):
        page_png(data, 5, [])
