"""Web pages: the content under its headings, without the furniture."""

from __future__ import annotations

import pytest

from qa.errors import DamagedFile, NoText
from qa.ingest.web import read_html, read_xml
from qa.types import Document

PAGE = """<!doctype html><html><head><title>Returns &amp; refunds</title><style>p {color: red}</style></head><body>
<nav><a href=/>Home</a> <a href=/shop>Shop</a></nav>
<div class="cookie-banner">We use cookies.</div>
<ul class="menu"><li><a href=a>One</a></li><li><a href=b>Two</a></li></ul>
<main>
<h1>Returns</h1><p>You may return <b>any</b>thing<br>within 14 days.</p>
<script>var hidden = 1;</script>
<h2>Costs</h2><p>Returns are
 free.</p><ul><li>In the EU</li><li>In Norway</li></ul>
<table><caption>Fees</caption><tr><th>Country</th><th>Fee</th></tr><tr><td>Norway</td><td>0 €</td></tr>
<tr><td>Japan</td><td>9 €</td></tr></table>
<details><summary>Who pays customs?</summary><p>We do.</p></details>
<p>Thank you.</p>
<aside>Read also</aside>
</main><footer>Imprint</footer></body></html>"""


def parts(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(section.locator.heading, section.text) for section in document.sections]


def test_content_stands_under_its_headings_and_furniture_is_gone() -> None:
    document = read_html("a.html", PAGE.encode())
    assert document.title == "Returns & refunds"
    assert parts(document) == [
        (("Returns",), "Returns\nYou may return anything\nwithin 14 days."),
        (
            ("Returns", "Costs"),
            "Costs\nReturns are free.\nIn the EU\nIn Norway\nFees\nCountry | Fee\nCountry: Norway; Fee: 0 €\n"
            "Country: Japan; Fee: 9 €",
        ),
        (("Returns", "Costs", "Who pays customs?"), "Who pays customs?\nWe do."),
        (("Returns", "Costs"), "Thank you."),
    ]


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("退款政策：三天内到账。", "gbk", "gb2312"),
        ("退款政策：三天内到账。", "gbk", "utf-8"),
        ("返品は三日以内に受け付けます。", "cp932", "shift_jis"),
        ("Größe – 5 €", "cp1252", "iso-8859-1"),
        ("Größe und Maß", "utf-8", ""),
    ],
)
def test_the_declared_encoding_is_used_unless_it_lies(text: str, codec: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    assert read_html("a.html", page.encode(codec)).sections[0].text == text


def test_tables_that_lay_out_a_page_are_read_as_text() -> None:
    page = (
        "<table><tr><td><h1>Essay</h1><p>"
        + "Many words stand here. " * 100
        + "</p></td><td>x</td></tr><tr><td>y</td></tr></table>"
    )
    document = read_html("a.html", page.encode())
    assert document.sections[0].locator.heading == ("Essay",)
    assert "|" not in document.sections[0].text


def test_merged_cells_are_repeated() -> None:
    page = "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td rowspan=2>x</td><td>1</td><td>2</td></tr>"
    page += "<tr><td colspan=2>3</td></tr></table>"
    assert read_html("a.html", page.encode()).sections[0].text.split("\n")[1:] == [
        "A: x; B: 1; C: 2",
        "A: x; B: 3; C: 3",
    ]


def test_preformatted_text_keeps_its_lines() -> None:
    assert read_html("a.html", b"<p>Run:</p><pre>make  run\n  now</pre>").sections[0].text == "Run:\nmake  run\n  now"


def test_a_page_made_by_scripts_says_so() -> None:
    with pytest.raises(NoText, match=r"a\.html .*scripts"):
        read_html("a.html", b"<html><body><div id=app></div><script>go()</script></body></html>")


def test_deep_and_broken_pages_do_no_harm() -> None:
    deep = b"<div>" * 1500 + b"At the bottom" + b"<ul><li>" * 1000
    assert read_html("a.html", deep).sections[0].text == "At the bottom"
    assert read_html("a.html", b"<p>one<td></b>two<![CDATA[x]]&unknown; &#x110000; \0 three").sections


def test_xml_gives_its_words_and_expands_no_entities() -> None:
    document = read_xml(
        "a.xml", '<?xml version="1.0" encoding="UTF-8"?><a><b>Größe</b><c at="x">two\n words</c></a>'.encode()
    )
    assert document.sections[0].text == "Größe\ntwo words"
    bomb = b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><a>Hello &y;</a>'
    assert "lol" not in read_xml("a.xml", bomb).sections[0].text
    with pytest.raises(DamagedFile, match=r"a\.xml"):
        read_xml("a.xml", b"<a><b></a>")
