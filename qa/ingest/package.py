"""Office and OpenDocument files, zips of XML parts: decrypted, guarded against bombs, parsed without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qa.errors import DamagedFile, PasswordNeeded, TooLarge, UnknownFileType
from qa.types import ReadOptions

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_PART = 200 * 2**20
"""Bytes of one XML part: a parsed tree takes about ten times as much memory."""


class Package:
    """The parts of one file, by name."""

    def __init__(self, name: str, data: bytes, options: ReadOptions, *, book: bool = False) -> None:
        """Open a file of an office program, or an e-book.

        Raises DamagedFile, PasswordNeeded, TooLarge or UnknownFileType.
        """
        self.name = name
        self._book = book
        if data.startswith(_COMPOUND):
            data = decrypted(name, data, options.password)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self.damaged() from error
        if sum(member.file_size for member in members) > options.max_unpacked or len(members) > options.max_files:
            raise TooLarge(f"{name} unpacks to more than the limit of {options.max_unpacked / 2**20:,.0f} MB.")
        self._members = {member.filename.replace("\\", "/").lstrip("/").casefold(): member for member in members}

    def damaged(self) -> DamagedFile:
        """Return the error that says so, to be raised."""
        if self._book:
            return DamagedFile(f"{self.name} is a damaged e-book, or cut short: get a new copy of it.")
        return DamagedFile(f"{self.name} is damaged or cut short: get a new copy, or repair it in an office program.")

    def bytes(self, part: str) -> bytes | None:
        """Return a part's content, or None if there is no such part; raises DamagedFile or TooLarge."""
        member = self._members.get(part.casefold())
        if member is None:
            return None
        if member.file_size > _LARGEST_PART:
            raise TooLarge(f"{self.name} holds a part of {member.file_size / 2**20:,.0f} MB, too large to read.")
        if member.flag_bits & 1:
            raise PasswordNeeded(f"{self.name} is encrypted in a way that cannot be read: save it without a password.")
        try:
            return self._zip.read(member)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise self.damaged() from error

    def xml(self, part: str) -> Element | None:
        """Return a part's root element, or None if there is no such part; raises DamagedFile or TooLarge."""
        from lxml import etree

        content = self.bytes(part)
        if content is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root: Element | None = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise self.damaged() from error
        return root

    def side(self, part: str) -> Element | None:
        """Like ``xml``, for a part that the text can do without: None also when it is damaged."""
        try:
            return self.xml(part)
        except (DamagedFile, TooLarge):
            return None

    def related(self, part: str, kind: str) -> Iterator[tuple[str, str]]:
        """Yield (relation id, part name) of the parts that a part refers to by a relation of this kind, or by any."""
        folder, file = posixpath.split(part)
        root = self.side(posixpath.join(folder, "_rels", f"{file}.rels"))
        for relation in root if root is not None else ():
            target = unquote(relation.get("Target", ""))
            if relation.get("TargetMode") != "External" and relation.get("Type", "").endswith(kind):
                yield relation.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def decrypted(name: str, data: bytes, password: str | None) -> bytes:
    """Decrypt an Office file; raises PasswordNeeded, DamagedFile, or UnknownFileType for the binary formats of old."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, EncryptionError, FileFormatError, InvalidKeyError, ParseError

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if file.format != "ooxml":
            raise UnknownFileType(f"{name} is in an old Office format: open it in an office program and save it anew.")
        if not password:
            raise PasswordNeeded(f"{name} is encrypted: give its password to read it.")
        file.load_key(password=password)
        file.decrypt(plain)
    except (InvalidKeyError, DecryptionError, EncryptionError) as error:
        raise PasswordNeeded(f"{name} is encrypted: the password given does not open it.") from error
    except (FileFormatError, ParseError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DamagedFile(f"{name} is damaged and cannot be opened: get a new copy of it.") from error
    return plain.getvalue()


def local(element: Element) -> str:
    """Return an element's name without its namespace (the strict variant of Office files has other namespaces)."""
    return str(element.tag).rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute by its name without namespace."""
    for key, content in element.attrib.items() if element is not None else ():
        if str(key).rpartition("}")[2] == name:
            return str(content)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant along a path of local names."""
    for name in path:
        element = next((each for each in element if local(each) == name), None) if element is not None else None
    return element
