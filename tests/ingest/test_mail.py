"""Mail: headers, text, and attachments read like any other file."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest

from qa.errors import DamagedFile
from qa.ingest.read import read
from qa.types import Document


def message(text: str = "Dear all,\n\nthe pump is broken.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Pumpe defekt – bitte prüfen"
    mail["From"] = "Änne <anne@example.org>"
    mail["To"] = "service@example.org"
    mail["Date"] = "Tue, 05 Mar 2024 14:30:00 +0100"
    mail.set_content(text)
    return mail


def parts(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(section.locator.heading, section.text) for section in document.sections]


def test_headers_and_text() -> None:
    document = read("a.eml", message().as_bytes())
    assert document.title == "Pumpe defekt – bitte prüfen"
    assert parts(document) == [
        (
            ("Pumpe defekt – bitte prüfen",),
            "From: Änne <anne@example.org>\nTo: service@example.org\nDate: Tue, 05 Mar 2024 14:30:00 +0100\n"
            "Subject: Pumpe defekt – bitte prüfen\n\nDear all,\n\nthe pump is broken.",
        )
    ]


def test_html_is_read_only_where_there_is_no_plain_text() -> None:
    mail = message()
    mail.add_alternative("<p>Dear all, <b>html</b></p>", subtype="html")
    assert "html" not in read("a.eml", mail.as_bytes()).sections[0].text
    mail = message()
    mail.set_content("<h1>News</h1><p>Größe &amp; Maß</p>", subtype="html", cte="quoted-printable")
    assert parts(read("a.eml", mail.as_bytes()))[1] == (("Pumpe defekt – bitte prüfen", "News"), "News\nGröße & Maß")


def test_attachments_are_read_under_their_names_and_bad_ones_noted() -> None:
    mail = message()
    mail.add_attachment(b"question,answer\nHow?,So.\n", maintype="text", subtype="csv", filename="faq.csv")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("notes/a.md", "# Notes\nInside.\n")
        file.writestr("b.exe", b"MZ\x90\0")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="more.zip")
    mail.add_attachment(b"%PDF-broken", maintype="application", subtype="pdf", filename="../x.pdf")
    inner = message("Forwarded words.\n")
    inner.replace_header("Subject", "Inner")
    mail.add_attachment(inner)
    document = read("a.eml", mail.as_bytes())
    subject = "Pumpe defekt – bitte prüfen"
    found = dict(parts(document))
    assert found[(subject, "faq.csv")] == "So."
    assert found[(subject, "more.zip/notes/a.md", "Notes")] == "Notes\nInside."
    assert found[(subject, "Inner")].endswith("Forwarded words.")
    assert len(document.notes) == 2
    assert "b.exe" in document.notes[0]
    assert ".._x.pdf" in document.notes[1]


def test_mails_saved_as_utf16_or_with_a_mark() -> None:
    text = message().as_string()
    for codec in ("utf-16", "utf-16-le", "utf-8-sig"):
        assert "the pump is broken" in read("a.eml", text.encode(codec)).sections[0].text


def test_encodings_that_are_wrong_or_unknown_are_told_by_the_bytes() -> None:
    head = b"Subject: \xcd\xcb\xbf\xee\xce\xca\xcc\xe2\nFrom: a@b\nContent-Type: text/plain; charset=%s\n\n"
    for charset in (b"utf-8", b"no-such", b"gb2312"):
        document = read("a.eml", head % charset + "退款三天内到账，请查收。".encode("gbk"))
        assert document.title == "退款问题"
        assert document.sections[0].text.endswith("退款三天内到账，请查收。")


def test_web_archives_are_read_as_pages() -> None:
    mhtml = "From: <Saved>\nSubject: Returns\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    mhtml += "--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
    mhtml += "<h1>Return=\ns</h1><p>Free.</p>\n--x--\n"
    assert parts(read("a.mhtml", mhtml.encode()))[-1] == (("Returns", "Returns"), "Returns\nFree.")


def test_mails_within_mails_end_somewhere() -> None:
    mail = message("innermost")
    for _ in range(12):
        outer = message("around")
        outer.add_attachment(mail)
        mail = outer
    document = read("a.eml", mail.as_bytes())
    assert all("innermost" not in section.text for section in document.sections)


def test_what_is_no_mail_is_damaged() -> None:
    with pytest.raises(DamagedFile, match=r"a\.eml"):
        read("a.eml", b"just some words\n")
