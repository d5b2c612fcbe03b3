"""Mail: who wrote what to whom and when, and the files that came with it."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage, Message

from qa.errors import DamagedFile, ReadError
from qa.ingest.archive import is_archive, unpack
from qa.ingest.damage import MALFORMED, translated
from qa.ingest.encoding import decode
from qa.ingest.text import lines_only, pieces
from qa.ingest.web import markup, page_sections
from qa.types import Document, Locator, ReadOptions, Section

_DEPTH = 4
"""How deep mails may stand in one another."""
_ATTACHMENTS = 200
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_SIGNATURE = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")

Read = Callable[[str, bytes, ReadOptions], Document]


@dataclass(slots=True)
class _Mail:
    """What is gathered from one mail and those within it."""

    name: str
    read: Read
    options: ReadOptions
    left: int
    """Bytes of attachments that may still be unpacked."""
    sections: list[Section] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attachments: int = 0


def read_mail(name: str, data: bytes, options: ReadOptions, read: Read) -> Document:
    """Read a mail: subject, people and date, the text, then each attachment (by ``read``) under its name.

    What cannot be read among the attachments is noted and harms nothing else.
    """
    text, codec = decode(data)
    raw = (
        text.encode("utf-8", "replace")
        if codec.startswith(("utf-16", "utf-32")) or data[:3] == b"\xef\xbb\xbf"
        else data
    )
    with translated(name, "a mail"):
        message = email.message_from_bytes(raw.lstrip(), policy=policy.default)
        assert isinstance(message, EmailMessage)
    if not any(message.keys()):
        raise DamagedFile(
            f"{name} is not a mail: it has no sender, subject or date; save it again from the mail program."
        )
    mail = _Mail(name, read, options, options.max_unpacked)
    _take(mail, message, (), 1)
    subject = _header(message, "Subject")
    return Document(name, "document", tuple(mail.sections), title=subject, notes=tuple(mail.notes))


def _take(mail: _Mail, message: EmailMessage, above: tuple[str, ...], depth: int) -> None:
    subject = _header(message, "Subject")
    heading = (*above, subject) if subject else above
    lines = [f"{key}: {words}" for key in _HEADERS if (words := _header(message, key))]
    parts = list(_leaves(message))
    plain = [part for part in parts if _is_body(part, "text/plain")]
    page = [part for part in parts if _is_body(part, "text/html")]
    head = "\n".join(lines)
    body = "\n\n".join(filter(str.strip, map(_text, plain)))
    sections = tuple(_page(mail.name, page)) if not body.strip() else ()
    if sections and not sections[0].locator.heading:
        body, sections = sections[0].text, sections[1:]
    text = f"{head}\n\n{body}".strip()
    mail.sections += [Section(piece, Locator(heading=heading)) for _, piece in pieces(text)]
    mail.sections += [_under(section, heading) for section in sections]
    used = {id(part) for part in (*plain, *page)}
    for part in parts:
        if id(part) not in used:
            _attached(mail, part, heading, depth)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a mail that are not containers; a mail within it is one part."""
    stack: list[Message] = [message]
    while stack:
        part = stack.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            stack += [each for each in reversed(inner) if isinstance(each, Message)]
        elif isinstance(part, EmailMessage):
            yield part


def _is_body(part: EmailMessage, kind: str) -> bool:
    return part.get_content_type() == kind and not part.is_attachment() and not _filename(part)


def _filename(part: EmailMessage) -> str:
    try:
        return re.sub(r"[\\/\x00-\x1f]+", "_", part.get_filename() or "")
    except MALFORMED:
        return ""


def _header(message: EmailMessage, key: str) -> str:
    """Return a header decoded; bytes of no stated encoding are told by what they look like."""
    try:
        raw = next((str(value) for name, value in message.raw_items() if name.lower() == key.lower()), "")
        words = str(message.get(key, ""))
    except MALFORMED:
        return ""
    data = raw.encode("utf-8", "surrogateescape")
    if data.decode("utf-8", "replace") != raw:
        words = decode(data)[0]
    return " ".join(words.split())


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage) -> str:
    text, _ = decode(_content(part), part.get_content_charset() or "")
    return re.sub(r"\n{3,}", "\n\n", lines_only(text)).strip()


def _page(name: str, parts: list[EmailMessage]) -> Iterator[Section]:
    for part in parts:
        declared = part.get_content_charset() or ""
        yield from page_sections(name, markup(_content(part), declared))[1]


def _under(section: Section, above: tuple[str, ...]) -> Section:
    locator = replace(section.locator, heading=(*above, *section.locator.heading))
    return replace(section, locator=locator)


def _attached(mail: _Mail, part: EmailMessage, above: tuple[str, ...], depth: int) -> None:
    mail.attachments += 1
    if mail.attachments > _ATTACHMENTS:
        return
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage) and depth < _DEPTH:
            _take(mail, inner[0], above, depth + 1)
        return
    named = _filename(part)
    if not named and (part.get_content_maintype() != "text" or part.get_content_type() in _SIGNATURE):
        return
    _read_attachment(mail, named or "part.txt", _content(part), above)


def _read_attachment(mail: _Mail, named: str, data: bytes, above: tuple[str, ...]) -> None:
    try:
        if is_archive(named, data):
            for member, content in unpack(named, data, mail.options):
                _add(mail, member, content, above)
        else:
            _add(mail, named, data, above)
    except ReadError as error:
        mail.notes.append(f"Not read: {error}")


def _add(mail: _Mail, named: str, data: bytes, above: tuple[str, ...]) -> None:
    mail.left -= len(data)
    if mail.left < 0:
        mail.notes.append(f"Not read: {named}, past the limit on what a mail may hold.")
        return
    try:
        document = mail.read(named, data, mail.options)
    except ReadError as error:
        mail.notes.append(f"Not read: {error}")
        return
    mail.sections += [_under(section, (*above, named)) for section in document.sections]
    mail.notes += [f"{named}: {note}" for note in document.notes]
