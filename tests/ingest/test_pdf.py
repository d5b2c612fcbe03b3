"""PDF: pages, headings, passwords, damage, and what is said when there is nothing to read."""

from __future__ import annotations

import itertools
import logging
import random
import re

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from qa.errors import DamagedFile, NoText, PasswordNeeded, ReadError, TooLarge
from qa.ingest.pdf import read_pdf
from qa.types import ReadOptions
from tests.ingest.made_pdf import CHINESE, coded, encrypted, lines, pdf

PROSE = [
    "Cargo bikes are collected from the depot between seven and nine in the",
    "morning, and every rider checks the brakes, the chain and the tyre pres-",
    "sure before leaving. A worn in-",
    "house part is replaced at once; riders keep the in-house spare parts list.",
    "Report any damage to the desk.",
]


def blank(canvas: Canvas) -> None:
    canvas.rect(100, 100, 200, 200, fill=1)


def test_each_page_is_a_section_with_its_number() -> None:
    document = read_pdf("bikes.pdf", pdf([["The first page."], ["The second page."]], title="Bike handbook"))
    assert [(s.locator.page, s.text) for s in document.sections] == [(1, "The first page."), (2, "The second page.")]
    assert (document.kind, document.pages, document.title, document.notes) == ("document", 2, "Bike handbook", ())


def test_wrapped_lines_become_paragraphs_without_gluing_or_tearing_words() -> None:
    (section,) = read_pdf("a.pdf", pdf([PROSE])).sections
    assert section.text == (
        "Cargo bikes are collected from the depot between seven and nine in the morning, and every rider checks the "
        "brakes, the chain and the tyre pressure before leaving. A worn in-house part is replaced at once; riders keep "
        "the in-house spare parts list. Report any damage to the desk."
    )


def test_chinese_lines_are_joined_without_spaces() -> None:
    page = [
        "货运自行车每天早上七点至九点在仓库领取，骑手出发之前必须检查刹车、链条和",
        "轮胎气压。发现损坏请立即告诉前台。",
    ]
    (section,) = read_pdf("a.pdf", pdf([page], font=CHINESE)).sections
    assert section.text == "".join(page)


def test_signs_that_the_font_alone_knows_are_read() -> None:
    """As in mathematics set by TeX, whose codes are not those of letters."""
    glyphs = {8: "universal", 9: "existential", 50: "element", 120: "x", 65: "A"}
    (section,) = read_pdf("a.pdf", coded(glyphs, bytes([8, 120, 50, 65]))).sections
    assert section.text == "∀x∈A"


def test_outline_headings_cut_pages_and_carry_over_to_the_next() -> None:
    pages = [
        ["1 Renting", "1.1 Deposits", "The deposit is 150 euros.", "1.2 Returns", "Bring it back by six."],
        ["Late returns cost ten euros an hour."],
        ["2 Repairs", "Call the workshop."],
    ]
    headings = [(0, 0, "Renting"), (0, 1, "Deposits"), (0, 1, "1.2 Returns"), (2, 0, "2 Repairs")]
    document = read_pdf("a.pdf", pdf(pages, outline=headings))
    assert [(s.locator.page, s.locator.heading, s.text.split("\n")[-1]) for s in document.sections] == [
        (1, ("Renting",), "1 Renting"),
        (1, ("Renting", "Deposits"), "The deposit is 150 euros."),
        (1, ("Renting", "1.2 Returns"), "Bring it back by six."),
        (2, ("Renting", "1.2 Returns"), "Late returns cost ten euros an hour."),
        (3, ("2 Repairs",), "Call the workshop."),
    ]


def test_running_heads_and_page_numbers_stay_on_the_first_page_only() -> None:
    pages = [
        ["Bike Handbook 2024", f"Rule {word} stands alone here.", f"Page {n} of 5"] for n, word in enumerate("ABCDE", 1)
    ]
    texts = [section.text for section in read_pdf("a.pdf", pdf(pages)).sections]
    assert "Bike Handbook 2024" in texts[0]
    assert not any("Handbook" in text for text in texts[1:])
    assert not any("of 5" in text for text in texts)
    assert all(f"Rule {word}" in text for word, text in zip("ABCDE", texts, strict=True))


def test_table_rows_come_out_as_lines() -> None:
    rows = [("Code", "Part", "Price"), *((f"A-{n}00", f"Brake pad {n}", f"{n}.50") for n in range(1, 9))]

    def table(canvas: Canvas) -> None:
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                canvas.saveState()
                canvas.translate(60 + 150 * x, 780 - 18 * y)
                canvas.drawString(0, 0, cell)
                canvas.restoreState()

    (section,) = read_pdf("a.pdf", pdf([table])).sections
    assert "A-300 Brake pad 3 3.50" in section.text.split("\n")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_owner_password_alone_opens_silently_and_user_password_is_needed(algorithm: str) -> None:
    plain = pdf([["The code is A-100."]])
    if algorithm != "RC4-128":
        assert read_pdf("a.pdf", encrypted(plain, "", "boss", algorithm)).sections[0].text == "The code is A-100."
    locked = encrypted(plain, "secret", "boss", algorithm)
    with pytest.raises(PasswordNeeded, match=r"a\.pdf is encrypted: give its password"):
        read_pdf("a.pdf", locked)
    with pytest.raises(PasswordNeeded, match="the password given does not open it"):
        read_pdf("a.pdf", locked, ReadOptions(password="wrong"))
    assert read_pdf("a.pdf", locked, ReadOptions(password="secret")).sections[0].text == "The code is A-100."


def test_a_password_given_for_other_files_does_no_harm() -> None:
    assert read_pdf("a.pdf", encrypted(pdf([["Open."]]), "", "boss"), ReadOptions(password="other")).sections


def test_pages_without_text_are_counted() -> None:
    with pytest.raises(NoText, match=r"no text on 3 of 3 pages: scanned\?"):
        read_pdf("scan.pdf", pdf([blank] * 3))
    document = read_pdf("half.pdf", pdf([["Some text here."], blank, blank]))
    assert document.notes == ("no text on 2 of 3 pages: scanned?",)
    assert [section.locator.page for section in document.sections] == [1]


def test_garbled_pages_are_left_out_and_said() -> None:
    def garbage(canvas: Canvas) -> None:
        lines(canvas, ["(cid:12)(cid:7)(cid:33)(cid:4)(cid:5) (cid:2)(cid:60)"] * 3)

    document = read_pdf("a.pdf", pdf([["Readable words."], garbage]))
    assert document.notes == ("left out the text on 1 of 2 pages: it came out as garbage",)
    assert [section.text for section in document.sections] == ["Readable words."]
    with pytest.raises(NoText, match="came out as garbage"):
        read_pdf("a.pdf", pdf([garbage]))


def test_filled_form_fields_are_read() -> None:
    def form(canvas: Canvas) -> None:
        lines(canvas, ["Rental agreement"])
        canvas.acroForm.textfield(name="rider", tooltip="Name of the rider", value="Ines Kowalczyk", x=60, y=600)

    assert "Name of the rider: Ines Kowalczyk" in read_pdf("a.pdf", pdf([form])).sections[0].text


def test_more_pages_than_allowed() -> None:
    with pytest.raises(TooLarge, match="has 3 pages, over the limit of 2"):
        read_pdf("a.pdf", pdf([["x y"]] * 3), ReadOptions(max_pages=2))


def test_reading_stops_when_it_takes_too_long() -> None:
    """The clock goes half a second ahead at each look, and each page is looked at many times."""
    clock = itertools.count(0, 0.5)
    document = read_pdf("a.pdf", pdf([["words and words"]] * 40), clock=lambda: next(clock))
    assert document.pages == 40
    assert re.fullmatch(r"stopped after \d+ of 40 pages: they took too long to read", document.notes[0])
    with pytest.raises(DamagedFile, match="takes too long to read"):
        read_pdf("a.pdf", pdf([["words"]]), clock=lambda: 1000 * next(clock))


def test_a_broken_cross_reference_table_is_rebuilt() -> None:
    data = pdf([["The brakes are checked daily."], ["Second page."]])
    at = data.rindex(b"startxref")
    for broken in (data[:at], data[:at] + b"startxref\n99999\n%%EOF", data.replace(b"xref\n0", b"xrxf\n0", 1)):
        assert "The brakes are checked daily." in read_pdf("a.pdf", broken).sections[0].text


def test_one_damaged_page_does_not_take_the_others_along() -> None:
    data = pdf([["First page stands."], ["Second page falls."], ["Third page stands."]])
    streams = [at for at in range(len(data)) if data.startswith(b"stream\n", at)]
    at = streams[1] + 7
    document = read_pdf("a.pdf", data[:at] + b"\xff" * 60 + data[at + 60 :])
    assert [section.locator.page for section in document.sections] == [1, 3]
    assert len(document.notes) == 1


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj <<", b"not a pdf at all", b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"a\.pdf is damaged"):
        read_pdf("a.pdf", data)


def test_hostile_structures_end_in_one_sentence() -> None:
    """A page tree that is its own child, and a form that draws itself, neither hang nor overflow the stack."""
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
    with pytest.raises(ReadError):
        read_pdf("a.pdf", loop + b"trailer<</Root 1 0 R>>\n%%EOF")
    deep = b"%PDF-1.4\n1 0 obj" + b"[" * 50_000 + b"endobj trailer<</Root 1 0 R>>"
    with pytest.raises(ReadError):
        read_pdf("a.pdf", deep)


def test_fuzzed_files_raise_nothing_but_read_errors(caplog: pytest.LogCaptureFixture) -> None:
    rng = random.Random(7)
    whole = pdf([PROSE, ["2 Repairs", "Call us."]], outline=[(0, 0, "Cargo bikes"), (1, 0, "2 Repairs")])
    seeds = [whole, encrypted(whole, "", "boss")]
    for turn in range(50):
        data = bytearray(seeds[turn % 2])
        if turn % 3 == 0:
            del data[rng.randrange(len(data)) :]
        for _ in range(rng.choice((0, 1, 20, 200)) if data else 0):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            document = read_pdf("a.pdf", bytes(data))
        except ReadError as error:
            assert str(error)
        else:
            assert all(section.text.strip() and section.text.encode() for section in document.sections)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_pages_of_odd_size_and_rotation_are_read() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageSize((A4[1], A4[0]))
        canvas.setPageRotation(90)
        lines(canvas, ["Turned text stands here."], top=300)

    assert read_pdf("a.pdf", pdf([turned])).sections[0].text == "Turned text stands here."
