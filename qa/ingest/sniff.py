"""Which kind of file is this? By its content where that is sure, else by its suffix."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from qa.errors import DamagedFile, UnknownFileType
from qa.ingest.encoding import decode, garbled
from qa.types import Kind


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS: Mapping[str, tuple[Kind, str]] = {
    "pdf": ("document", "pdf"),
    "docx": ("document", "docx docm dotx dotm"),
    "pptx": ("document", "pptx pptm ppsx ppsm potx"),
    "odt": ("document", "odt ott"),
    "odp": ("document", "odp otp"),
    "xlsx": ("table", "xlsx xlsm xltx xltm"),
    "ods": ("table", "ods ots"),
    "csv": ("table", "csv tsv tab"),
    "json": ("document", "json geojson"),
    "jsonl": ("document", "jsonl ndjson"),
    "ipynb": ("document", "ipynb"),
    "markdown": ("document", "md markdown mdown mkd mdx qmd rmd"),
    "text": ("document", "txt text log rst adoc asciidoc org tex srt vtt"),
    "rtf": ("document", "rtf"),
    "html": ("document", "html htm xhtml xht shtml"),
    "xml": ("document", "xml rss atom"),
    "epub": ("document", "epub"),
    "mail": ("document", "eml mht mhtml"),
    "picture": ("image", "png jpg jpeg jpe jfif gif bmp dib webp tif tiff heic heif avif"),
    "code": (
        "code",
        "py pyi pyw js mjs cjs jsx ts mts cts tsx java go rs c h cc cpp cxx hpp hh hxx rb php cs sh bash zsh ksh "
        "kt kts swift scala groovy gradle lua pl pm r jl dart ex exs erl hs ml mli clj cljs lisp el vb fs pas asm s "
        "m mm sql graphql proto tf css scss sass less vue svelte ps1 bat cmd cmake mk toml yaml yml ini cfg conf "
        "properties env",
    ),
}

SUFFIXES: Mapping[str, Kind] = MappingProxyType(
    {f".{suffix}": kind for kind, suffixes in _FORMS.values() for suffix in suffixes.split()}
)
"""Every suffix that can be read, lower case with its dot, and what such a file is taken for."""

_BY_SUFFIX = {f".{suffix}": form for form, (_, suffixes) in _FORMS.items() for suffix in suffixes.split()}
_BY_NAME = {"makefile": "code", "dockerfile": "code", "gemfile": "code", "rakefile": "code", "jenkinsfile": "code"}
_BINARY = _names("docx pptx odt odp xlsx ods epub rtf picture")

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD = (
    ("WordDocument", "Word", ".docx"),
    ("PowerPoint Document", "PowerPoint", ".pptx"),
    ("Workbook", "Excel", ".xlsx"),
    ("__properties_version1.0", "Outlook", ".eml"),
    ("Book", "Excel", ".xlsx"),
)
_CONVERT = {
    ".doc": ("Word", ".docx"),
    ".dot": ("Word", ".docx"),
    ".wps": ("Word", ".docx"),
    ".xls": ("Excel", ".xlsx"),
    ".xlt": ("Excel", ".xlsx"),
    ".xlsb": ("Excel", ".xlsx"),
    ".et": ("Excel", ".xlsx"),
    ".ppt": ("PowerPoint", ".pptx"),
    ".pps": ("PowerPoint", ".pptx"),
    ".dps": ("PowerPoint", ".pptx"),
    ".msg": ("Outlook", ".eml"),
    ".pages": ("Pages", ".docx"),
    ".numbers": ("Numbers", ".xlsx"),
    ".key": ("Keynote", ".pptx"),
    ".mobi": ("e-book", ".epub"),
    ".azw3": ("e-book", ".epub"),
}

_PICTURE = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM....\0\0\0\0|II[*+]\0|MM\0[*+]|RIFF....WEBP"
    rb"|....ftyp(?:hei|hev|mif1|msf1|avi[fs])",
    re.S,
)
_OTHER_PICTURES = _names(".svg .psd .ai .eps .xcf .raw .cr2 .nef .dng .jp2 .jxl .ico .emf .wmf")
_OTHERS = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"MZ\x90\0", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a compiled program"),
    (b"SQLite format 3\0", "a database"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or film file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_ARCHIVES = _names(".gz .tgz .bz2 .xz .7z .rar .zst .tar")

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|table)\b",
    re.I | re.S,
)


def suffix(name: str) -> str:
    """Return a name's suffix in lower case, with its dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def form(name: str, data: bytes) -> str:
    """Return the reader's name for a file; raises UnknownFileType or DamagedFile."""
    ending = suffix(name)
    expected = _BY_SUFFIX.get(ending, "")
    found = _signature(name, data, expected)
    if found:
        return found
    if expected in _BINARY:
        return _impostor(name, data, ending)
    if expected:
        return expected
    return _unlisted(name, data, ending)


def is_zip(data: bytes) -> bool:
    """Tell whether the bytes start as a zip does."""
    return data.startswith(_ZIP)


def is_locked(data: bytes) -> bool:
    """Tell whether this is an encrypted Office file."""
    return data.startswith(_COMPOUND) and _ENCRYPTED in data


def package(data: bytes) -> str:
    """Return which kind of document a zip is ("docx", "epub" …), or "" for a plain archive or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = set(file.namelist())
            stated = file.read("mimetype")[:100].decode("latin-1").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, LookupError):
        return ""
    for mimetype, found in _STATED:
        if stated.startswith(mimetype):
            return found
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        folders = {part.split("/")[0].lower() for part in names}
        return next((found for folder, found in _FOLDERS if folder in folders), "")
    return "epub" if "META-INF/container.xml" in names else ""


_STATED = (
    ("application/epub+zip", "epub"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
_FOLDERS = (("word", "docx"), ("xl", "xlsx"), ("ppt", "pptx"))


def _signature(name: str, data: bytes, expected: str) -> str:
    textual = expected and expected not in _BINARY and expected != "pdf"
    if data.startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and not textual):
        return "pdf"
    if is_zip(data):
        return _zipped(name, data, expected)
    if data.startswith(_COMPOUND):
        return _compound(name, data, expected)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if _PICTURE.match(data):
        if suffix(name) in _OTHER_PICTURES:
            raise _picture(name)
        return "picture"
    for magic, what in _OTHERS:
        if data.startswith(magic) and not (textual and magic.isalnum()):
            raise UnknownFileType(f"{name} is {what}, which cannot be read: {_advice(what)}")
    return ""


def _zipped(name: str, data: bytes, expected: str) -> str:
    found = package(data)
    if found == "xlsx" and b"xl/workbook.bin" in data:
        raise _conversion(name, "Excel", ".xlsx")
    if found:
        return found
    if expected in _BINARY:
        return expected
    if suffix(name) in _CONVERT:
        raise _conversion(name, *_CONVERT[suffix(name)])
    raise UnknownFileType(f"{name} is a zip archive, not a document: unpack it, or give it the suffix .zip.")


def _compound(name: str, data: bytes, expected: str) -> str:
    if is_locked(data):
        office = {"Word": "docx", "Excel": "xlsx", "PowerPoint": "pptx"}
        return expected if expected in office.values() else office.get(_CONVERT.get(suffix(name), ("",))[0], "xlsx")
    for stream, program, better in _OLD:
        if stream.encode("utf-16-le") in data:
            raise _conversion(name, program, better)
    raise _conversion(name, *_CONVERT.get(suffix(name), ("Office", ".docx, .xlsx or .pptx")))


def _conversion(name: str, program: str, better: str) -> UnknownFileType:
    where = "Outlook or Thunderbird" if program == "Outlook" else f"{program} or LibreOffice"
    if program == "e-book":
        return UnknownFileType(f"{name} is in a closed e-book format: convert it to {better} and add that.")
    return UnknownFileType(
        f"{name} is in a format of {program} that cannot be read: open it in {where}, save it as {better} and add that."
    )


def _picture(name: str) -> UnknownFileType:
    return UnknownFileType(f"{name} is a picture of a kind that cannot be opened: save it as PNG or JPEG and add that.")


def _advice(what: str) -> str:
    return "unpack it, or pack its files as .zip." if "archive" in what else "add documents, tables or source code."


def _impostor(name: str, data: bytes, ending: str) -> str:
    if _HTML.match(data[:4096]):
        return "html"
    raise DamagedFile(f"{name} is not a real {ending} file, or is cut short: get a new copy, or save it again.")


def _unlisted(name: str, data: bytes, ending: str) -> str:
    if ending in _OTHER_PICTURES:
        raise _picture(name)
    if ending in _CONVERT:
        if _HTML.match(data[:4096]):
            return "html"
        if not _textual(data):
            raise _conversion(name, *_CONVERT[ending])
        return "csv" if _CONVERT[ending][0] == "Excel" else "text"
    stem = PurePosixPath(name.replace("\\", "/")).name.lower()
    if stem in _BY_NAME:
        return _BY_NAME[stem]
    if not ending and _textual(data):
        return "html" if _HTML.match(data[:4096]) else "text"
    if ending in _ARCHIVES:
        raise UnknownFileType(f"{name} is an archive that cannot be read: unpack it, or pack its files as .zip.")
    what = f"{ending} files" if ending else "files without a suffix that hold no text"
    raise UnknownFileType(
        f"{name} was not read: {what} are of no known kind; PDF, Word, Excel, PowerPoint, CSV, Markdown, HTML, text, "
        "e-books, mail, JSON, notebooks, source code and pictures are."
    )


def _textual(data: bytes) -> bool:
    head = data[:16_384]
    text, _ = decode(head)
    return not garbled(text) and "\0" not in text
