"""RTF: words in the code page of their font, the furniture left out."""

from __future__ import annotations

import pytest

from qa.errors import DamagedFile
from qa.ingest.rtf import read_rtf

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset128 MS Gothic{\*\falt X};}"
    rb"{\f2\fcharset134 SimSun;}{\f3\fcharset204 Arial Cyr;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\b\fs32 heading 1;}{\s2\b heading 2;}}"
    rb"{\info{\title Handbook of leave}{\author Somebody}}"
)


def text(body: bytes) -> str:
    return "\n".join(section.text for section in read_rtf("a.rtf", HEAD + body + b"}").sections)


def escaped(words: str, codec: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in words.encode(codec))


def test_words_in_several_code_pages() -> None:
    body = (
        rb"\f0 Gr\'fc\'dfe {\f1 " + escaped("退職の手続き", "cp932") + rb"} {\f2 " + escaped("退款政策", "gbk") + b"}"
    )
    body += rb" {\f3 " + escaped("пароль", "cp1251") + b"} end"
    assert text(body) == "Grüße 退職の手続き 退款政策 пароль end"


def test_a_trail_byte_written_as_a_letter() -> None:
    assert text(rb"{\f1 \'83A\'83\'5c}") == "アソ"


def test_unicode_with_its_fallback_left_out() -> None:
    assert text(rb"\uc1 caf\u233?! \u-10179?\u-8694? {\uc2\u8364 EUR}") == "café! 😊 €R"
    assert text(rb"\uc0 a\u8364 b") == "a€b"


def test_headings_make_sections_and_the_title_is_read() -> None:
    body = rb"\pard\s1 Leave\par\pard Two weeks.\par\pard\s2 Sick leave\par\pard Tell us.\par"
    document = read_rtf("a.rtf", HEAD + body + b"}")
    assert [(section.locator.heading, section.text) for section in document.sections] == [
        (("Leave",), "Leave\nTwo weeks."),
        (("Leave", "Sick leave"), "Sick leave\nTell us."),
    ]
    assert document.title == "Handbook of leave"


def test_furniture_is_left_out_and_notes_and_links_are_kept() -> None:
    body = rb"{\header Page top}{\pict 89504e47}{\*\generator Word;}Text{\footnote A note.}"
    body += rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt the link}}{\bin5 }{{}}\bin3 abc!"
    assert text(body) == "TextA note.the link!"


def test_table_rows_are_lines() -> None:
    assert text(rb"\trowd a\cell b\cell\row\trowd c\cell d\cell\row") == "a | b\nc | d"


def test_symbols_and_breaks() -> None:
    assert text(rb"a\~b\emdash c\ldblquote d\rdblquote\line e\tab f\{g\}") == "a b—c“d”\ne\tf{g}"


def test_raw_bytes_without_escapes() -> None:
    assert text(b"{\\f2 " + "退款政策".encode("gbk") + b"}") == "退款政策"


def test_what_is_no_rtf_is_refused() -> None:
    with pytest.raises(DamagedFile, match=r"a\.rtf"):
        read_rtf("a.rtf", b"hello")


def test_a_cut_file_gives_what_it_holds() -> None:
    assert "".join(section.text for section in read_rtf("a.rtf", HEAD + rb"\b Some words {\b").sections) == "Some words"
