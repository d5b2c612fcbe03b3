"""Markdown: a section for each heading, with the path of headings above it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from qa.ingest import grid
from qa.ingest.encoding import decode
from qa.ingest.text import lines_only, pieces
from qa.types import Document, Locator, ReadOptions, Section

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}(?=[^`]*$)|~{3,})")
_QUOTE = re.compile(r"^\s*(?:> ?)+")
_ALERT = re.compile(r"\s*> ?\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*", re.I)
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1>\s*$", re.I)
_PROSE = re.compile(r" {0,3}(?![-+*>#|\s]|\d+[.)]\s|`{3}|~{3})\S")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_FRONT = re.compile(r"(?:---|\+\+\+)[ \t]*\n(.{0,20000}?)\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\n|$)", re.S)
_FRONT_KEY = re.compile(r"""(title|description|summary|subtitle|abstract)\s*[:=]\s*["']?(.+?)["']?\s*$""", re.I)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+.*$", re.M)
_CODE = re.compile(r"(`+)(?!`)(.{1,1000}?)(?<!`)\1(?!`)", re.S)
_IMAGE = re.compile(r"!\[([^\]]{0,500})\](?:\([^()]{0,1000}(?:\([^()]{0,200}\)[^()]{0,200})?\)|\[[^\]]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]]{1,1000})\](?:\([^()]{0,1000}(?:\([^()]{0,200}\)[^()]{0,200})?\)|\[[^\]]{0,200}\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,1000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.{1,1000}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000})(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]{1,1000})(?<=\S)_(?!\w)"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


@dataclass(slots=True)
class _Part:
    """What stands under one heading: (is it code, line) in order."""

    level: int = 0
    path: tuple[str, ...] = ()
    rows: list[tuple[bool, str]] = field(default_factory=list)


def read_markdown(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read Markdown: headings (# and underlined) make sections, code stays as it is, markup is taken off the words."""
    text, _ = decode(data)
    title, sections = outlined(lines_only(text))
    return Document(name, "document", sections, title=title)


def outlined(text: str) -> tuple[str, tuple[Section, ...]]:
    """Return (title, sections) of Markdown text; a heading is the first line of its own section."""
    title, body = _front(text)
    parts = list(_parts(body.split("\n")))
    sections: list[Section] = []
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        words = plain(part.rows)
        parent = after is not None and after.path[: len(part.path)] == part.path and len(after.path) > len(part.path)
        if words or (part.path and not parent):
            shown = "\n".join(filter(None, (part.path[-1] if part.path else "", words)))
            sections += [Section(piece, Locator(heading=part.path)) for _, piece in pieces(shown)]
    return title or next((part.path[0] for part in parts if part.level == 1), ""), tuple(sections)


def _front(text: str) -> tuple[str, str]:
    """Return (title, body) with the front matter's description kept in the body."""
    match = _FRONT.match(text)
    if not match:
        return "", text
    found = filter(None, map(_FRONT_KEY.match, match[1].split("\n")))
    keys = {each[1].lower(): each[2] for each in found}
    title = keys.pop("title", "")
    lead = "".join(f"{value}\n\n" for value in keys.values())
    return title, lead + text[match.end() :]


def _parts(lines: Sequence[str]) -> Iterator[_Part]:
    part = _Part()
    levels: list[tuple[int, str]] = []
    fence, quoted = "", False
    for line in lines:
        quote = _QUOTE.match(line)
        if quoted and not quote:
            fence = ""  # with the quotation ends the code in it
        if not fence:
            quoted = quote is not None
        bare = line[quote.end() :] if quote and quoted else line
        mark = _FENCE.match(bare)
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not bare.strip().strip(fence[0])
            part.rows += [] if closes else [(True, bare)]
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif heading := _heading(line, part.rows):
            levels = [pair for pair in levels if pair[0] < heading[0]] + [heading]
            yield part
            part = _Part(heading[0], tuple(words for _, words in levels))
        else:
            part.rows.append((False, line))
    yield part


def _heading(line: str, rows: list[tuple[bool, str]]) -> tuple[int, str] | None:
    """Return (level, words) if this line is a heading or underlines one; the underlined line leaves ``rows``."""
    atx = _ATX.match(line)
    if atx:
        words = inline(atx[2] or "").strip()
        return (len(atx[1]), words[:200]) if words else None
    tagged = _HTML_HEADING.match(line) if "<" in line else None
    if tagged:
        words = inline(tagged[2]).strip()
        return (int(tagged[1]), words[:200]) if words else None
    mark = _SETEXT.match(line)
    if mark and rows and not rows[-1][0] and _PROSE.match(rows[-1][1]) and _lone(rows):
        return (1 if mark[1][0] == "=" else 2), inline(rows.pop()[1]).strip()[:200]
    return None


def _lone(rows: list[tuple[bool, str]]) -> bool:
    """Tell whether the last row starts its paragraph: a longer one above a rule is prose, not a heading."""
    return len(rows) < 2 or rows[-2][0] or not rows[-2][1].strip() or not _PROSE.match(rows[-2][1])


def plain(rows: Sequence[tuple[bool, str]]) -> str:
    """Return the words of (is it code, line) rows without Markdown's marks; code is kept as it is."""
    blocks = []
    for is_code, group in groupby(rows, key=lambda row: row[0]):
        block = "\n".join(line for _, line in group)
        blocks.append(block if is_code else _prose(block))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(blocks)).strip("\n ")


def _prose(block: str) -> str:
    block = _DEFINITION.sub("", _COMMENT.sub("", block))
    lines: list[str] = []
    for is_table, group in groupby(block.split("\n"), key=lambda line: line.lstrip().startswith("|")):
        rows = list(group)
        if is_table:
            lines += _table(rows)
        else:
            words = inline("\n".join(_QUOTE.sub("", row, count=1) for row in rows if not _ALERT.fullmatch(row)))
            lines += [line.rstrip() for line in words.split("\n") if not re.fullmatch(r"\s*([-*_]\s*){3,}", line)]
    return "\n".join(lines)


def _table(rows: list[str]) -> list[str]:
    cells = [re.split(r"(?<!\\)\|", row.strip().strip("|")) for row in rows if not _RULE.match(row)]
    headed = len(rows) > 1 and _RULE.match(rows[1]) is not None
    return grid.lines([[inline(cell).strip() for cell in row] for row in cells], headed=headed)


def inline(text: str) -> str:
    """Return text without the marks of links, images, emphasis, code spans and HTML tags."""
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        found.append(match[2].strip(" "))
        return f"\x00{len(found) - 1}\x00"

    text = _CODE.sub(keep, text.replace("\x00", "\ufffd"))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", re.sub(r"<br\s*/?>", "\n", text)))
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    text = html.unescape(_ESCAPE.sub(r"\1", text)).replace("\xa0", " ")
    return re.sub("\x00(\\d+)\x00", lambda match: found[int(match[1])], text)
