"""EPUB: chapters in reading order, under their headings or their titles in the table of contents."""

from __future__ import annotations

import io
import zipfile

import pytest

from qa.errors import DamagedFile, UnknownFileType
from qa.ingest.book import read_epub

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
OPF = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>A Winter Abroad</dc:title></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="three" href="text/three.xhtml" media-type="application/xhtml+xml"/>
<item id="pic" href="a.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="one"/>
<itemref idref="two"/><itemref idref="three"/><itemref idref="gone"/></spine>
</package>"""
NAV = '<html><body><nav><ol><li><a href="text/three.xhtml#x">The return</a></li></ol></nav></body></html>'
PARTS = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": OPF,
    "OEBPS/nav.xhtml": NAV,
    "OEBPS/text/one a.xhtml": "<html><title>x</title><body><h1>Departure</h1><p>We left.</p></body></html>",
    "OEBPS/text/two.xhtml": "<html><body><p>Still under way.</p><h2>Arrival</h2><p>Snow.</p></body></html>",
    "OEBPS/text/three.xhtml": "<html><body><p>Home again.</p></body></html>",
}


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_chapters_come_in_reading_order_under_their_titles() -> None:
    document = read_epub("a.epub", packed(PARTS))
    assert document.title == "A Winter Abroad"
    assert [(each.locator.heading, each.text) for each in document.sections] == [
        (("Departure",), "Departure\nWe left."),
        (("Departure",), "Still under way."),
        (("Arrival",), "Arrival\nSnow."),
        (("The return",), "Home again."),
    ]


def test_a_book_under_drm_says_so_and_hidden_fonts_do_no_harm() -> None:
    locked = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    aes = locked.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(UnknownFileType, match=r"a\.epub .*DRM"):
        read_epub("a.epub", packed({**PARTS, "META-INF/encryption.xml": aes}))
    fonts = locked.format("http://www.idpf.org/2008/embedding")
    assert read_epub("a.epub", packed({**PARTS, "META-INF/encryption.xml": fonts})).sections


@pytest.mark.parametrize("missing", ["META-INF/container.xml", "OEBPS/book.opf"])
def test_a_book_without_its_table_of_parts_is_damaged(missing: str) -> None:
    with pytest.raises(DamagedFile, match=r"a\.epub"):
        read_epub("a.epub", packed({name: part for name, part in PARTS.items() if name != missing}))


def test_a_damaged_book_is_no_matter_for_an_office_program() -> None:
    whole = packed(PARTS)
    broken = packed({**PARTS, "META-INF/container.xml": "<container>"})
    for data in (whole[: len(whole) // 2], broken):
        with pytest.raises(DamagedFile, match=r"^a\.epub is a damaged e-book, or cut short: get a new copy of it\.$"):
            read_epub("a.epub", data)
