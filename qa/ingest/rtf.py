"""Rich Text Format: the words of the body and its notes, each in the code page of its font."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qa.errors import DamagedFile
from qa.ingest.text import pieces
from qa.ingest.title import informative
from qa.types import Document, Locator, ReadOptions, Section

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)",
    re.S,
)

_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""\\fcharset → Python codec (Word 2007 RTF Specification 1.9.1, font table)."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _names(
    "annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart author bkmkend "
    "bkmkstart buptim category colortbl colorschememapping comment company creatim datafield datastore doccomm "
    "docvar falt fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext file filetbl "
    "fldinst fontemb fontfile footer footerf footerl footerr ftncn ftnsep ftnsepc generator header headerf "
    "headerl headerr hlinkbase keycode keywords latentstyles lchars levelnumbers leveltext listlevel listname "
    "listoverride listoverridetable listpicture liststylename listtable listtext manager mmathPr nonesttables "
    "nonshppict objclass objdata objname oldcprops oldpprops oldsprops oldtprops oleclsid operator panose "
    "password pgptbl pict pn pnseclvl pntext pntxta pntxtb printim private propname protusertbl revtbl revtim "
    "rsidtbl rxe shprslt sn sp staticval subject svb tc template themedata txe userprops wgrffmtfilter xe "
    "xmlattrname xmlattrvalue xmlnstbl xmlopen"
)
"""Groups whose text is not the document's."""

_READ = frozenset(("shptxt", "footnote", "shpinst", "shp", "fldrslt", "upr", "ud", "shppict", "listtext"))
"""Groups marked as ignorable (\\*) that hold words all the same."""

_CELL = "\x1e"

_SYMBOLS = {
    "par": "\n",
    "sect": "\n\n",
    "page": "\n\n",
    "line": "\n",
    "row": "\n",
    "nestrow": "\n",
    "cell": _CELL,
    "nestcell": _CELL,
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_TARGETS = {"fonttbl": "fonts", "stylesheet": "styles", "info": "info", "title": "title"}
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_STYLE = re.compile(rb"\{[^{}]{0,200}?\\s(\d{1,5})\b(?:[^{}]|\{[^{}]{0,200}\}){0,400}?\s?heading (\d)", re.I)
_MOST_GROUPS = 10_000


@dataclass(slots=True)
class _State:
    """What holds within one group."""

    skip: bool = False
    font: str = ""
    fallback: int = 1
    """Characters to pass over after each \\u."""
    target: str = "text"
    """"text", "fonts", "styles" or "title"."""


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens, keeping bytes back until their code page is sure."""

    page: str = "cp1252"
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    fonts: dict[str, str] = field(default_factory=dict)
    defining: str = ""
    default: str = ""
    pending: bytearray = field(default_factory=bytearray)
    passing: int = 0
    star: bool = False
    out: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    level: int = 0
    starts: list[tuple[int, int]] = field(default_factory=list)
    """(position in ``out``, heading level) of each paragraph that is a heading."""

    def bytes(self, raw: bytes) -> None:
        if self.passing:
            dropped = min(self.passing, len(raw))
            self.passing -= dropped
            raw = raw[dropped:]
        if not self.state.skip and self.state.target in ("text", "title"):
            self.pending += raw

    def flush(self) -> None:
        if self.pending:
            codec = self.fonts.get(self.state.font or self.default, self.page)
            self.write(self.pending.decode(codec, "replace"))
            self.pending.clear()

    def write(self, text: str) -> None:
        if self.state.skip:
            return
        if self.state.target == "title":
            self.title.append(text)
        elif self.state.target == "text":
            self.out.append(text)


def read_rtf(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read RTF: a section for each heading style; table rows are lines, notes stand where they are called."""
    if not data.startswith(b"{\\rtf"):
        raise DamagedFile(f"{name} is not an RTF file: save it again as RTF, DOCX or text.")
    reader = _Reader(levels={int(number): int(level) for number, level in _STYLE.findall(data[:200_000])})
    position = 0
    while match := _TOKEN.search(data, position):
        position = match.end() + _step(reader, match)
    reader.flush()
    return Document(name, "document", tuple(_sections(reader)), title=informative("".join(reader.title), name))


def _step(reader: _Reader, match: re.Match[bytes]) -> int:
    """Take one token in; return how many bytes of binary data follow it."""
    if match["text"] is not None:
        reader.bytes(match["text"])
    elif match["hex"]:
        reader.bytes(bytes.fromhex(match["hex"].decode()))
    elif match["brace"]:
        reader.flush()
        _group(reader, match["brace"])
    elif match["symbol"]:
        _symbol(reader, match["symbol"])
    else:
        return _word(reader, match["word"].decode(), match["number"])
    return 0


def _group(reader: _Reader, brace: bytes) -> None:
    reader.passing = 0
    reader.star = False
    if brace == b"{" and len(reader.stack) < _MOST_GROUPS:
        reader.stack.append(reader.state)
        reader.state = replace(reader.state)
    elif brace == b"}" and reader.stack:
        reader.state = reader.stack.pop()


def _symbol(reader: _Reader, symbol: bytes) -> None:
    if symbol in b"\\{}":
        reader.bytes(symbol)
        return
    reader.flush()
    if symbol == b"*":
        reader.star = True
    elif symbol in b"\r\n":
        reader.write("\n")
    else:
        reader.write({b"~": " ", b"_": "-"}.get(symbol, ""))


def _word(reader: _Reader, word: str, number: bytes | None) -> int:
    value = int(number) if number is not None else None
    if word == "bin":
        return max(0, value or 0)
    if word == "u":
        _unicode(reader, value or 0)
        return 0
    reader.flush()
    star, reader.star = reader.star, False
    if word in _SKIPPED or (star and word not in _READ):
        reader.state.skip = True
    elif word in _SYMBOLS:
        _mark(reader, word)
    else:
        _set(reader, word, value)
    return 0


def _mark(reader: _Reader, word: str) -> None:
    reader.write(_SYMBOLS[word])
    if word == "par" and reader.state.target == "text" and not reader.state.skip:
        reader.starts.append((len(reader.out), reader.level))


def _unicode(reader: _Reader, value: int) -> None:
    codec = reader.fonts.get(reader.state.font or reader.default, reader.page)
    if reader.pending:
        text = reader.pending.decode(codec, "replace")
        reader.pending.clear()
        reader.write(text)
    reader.write(chr(value % 0x10000))
    reader.passing = reader.state.fallback


def _set(reader: _Reader, word: str, value: int | None) -> None:
    state = reader.state
    if word in _TARGETS:
        state.target = _TARGETS[word]
    elif word in ("pard", "s", "outlinelevel"):
        reader.level = _level(reader, word, value or 0)
    elif word == "uc" and value is not None:
        state.fallback = max(0, value)
    elif word == "ud":
        reader.title.clear()
    else:
        _set_font(reader, word, value)


def _set_font(reader: _Reader, word: str, value: int | None) -> None:
    defining = reader.state.target == "fonts"
    if word == "ansicpg" and value:
        reader.page = _codec(f"cp{value}")
    elif word in _PAGES:
        reader.page = _PAGES[word]
    elif word == "deff":
        reader.default = str(value)
    elif word == "f" and defining:
        reader.defining = str(value)
    elif word == "f":
        reader.state.font = str(value)
    elif word == "fcharset" and defining and value in _CHARSETS:
        reader.fonts[reader.defining] = _CHARSETS[value]
    elif word == "plain":
        reader.state.font = ""


def _level(reader: _Reader, word: str, value: int) -> int:
    if word == "s":
        return reader.levels.get(value, 0)
    return value + 1 if word == "outlinelevel" and value < 9 else 0


def _codec(label: str) -> str:
    known = {"cp936": "gb18030", "cp10000": "mac_roman", "cp65001": "utf-8"}
    try:
        return known.get(label) or codecs.lookup(label).name
    except LookupError:
        return "cp1252"


def _sections(reader: _Reader) -> Iterator[Section]:
    """Gather paragraphs under heading paths; a heading is the first line of its own section."""
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    start = 0
    for end, level in [*reader.starts, (len(reader.out), reader.level)]:
        line = _joined(reader.out[start:end])
        start = end
        if level and line.strip():
            yield from _section(lines, path)
            path = [each for each in path if each[0] < level] + [(level, " ".join(line.split())[:200])]
            lines = []
        lines.append(line)
    yield from _section(lines, path)


def _joined(pieces: list[str]) -> str:
    """Join pieces; surrogate pairs become one character, cells are parted by bars."""
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _CELL not in text:
        return text
    rows = (line.split(_CELL) for line in text.split("\n"))
    return "\n".join(" | ".join(filter(None, map(str.strip, row))) for row in rows)


def _section(lines: list[str], path: list[tuple[int, str]]) -> Iterator[Section]:
    text = re.sub(r"\n\s*\n\s*\n+", "\n\n", "".join(lines)).strip()
    for _, piece in pieces(text):
        yield Section(piece, Locator(heading=tuple(words for _, words in path)))
