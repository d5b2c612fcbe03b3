"""Web pages and other marked-up text: the content without the furniture, under the path of its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.errors import DamagedFile, NoText, TooLarge
from qa.ingest import grid
from qa.ingest.damage import translated
from qa.ingest.encoding import decode
from qa.ingest.furniture import DROPPED, is_furniture
from qa.ingest.text import pieces
from qa.ingest.title import informative
from qa.types import Document, Locator, ReadOptions, Section

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LARGEST = 32 * 2**20
"""Bytes of markup: its tree takes about ten times as much memory."""

_META = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 7}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure header hgroup "
    "hr html li main ol p pre section table tbody td tfoot th thead tr ul"
) | frozenset(_HEADINGS)
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(slots=True)
class _Page:
    """The lines of a page as they are gathered, cut at headings."""

    levels: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    done: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def break_line(self) -> None:
        text = _SPACES.sub(" ", "".join(self.line)).strip()
        if text:
            self.lines.append(text)
        self.line.clear()

    def close(self) -> None:
        self.break_line()
        path = tuple(words for _, words in self.levels)
        if self.lines:
            self.done.append((path, "\n".join(self.lines)))
        self.lines = []

    def heading(self, level: int, words: str) -> None:
        self.close()
        self.levels = [each for each in self.levels if each[0] < level] + [(level, words[:200])]
        self.lines = [words]


def read_html(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a web page: navigation, scripts and other furniture left out, tables a line a row under their headings."""
    _check(name, data)
    title, sections = page_sections(name, markup(data))
    if not sections:
        raise NoText(
            f"{name} holds no text of its own (it may be made by scripts): save the page from a browser as PDF."
        )
    return Document(name, "document", sections, title=title)


def read_xml(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read the text of any XML, a line an element that holds some; entities are not expanded."""
    from lxml import etree

    _check(name, data)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup(data))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    with translated(name, "well-formed XML"):
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    lines = (" ".join(str(piece).split()) for piece in root.itertext())
    shown = "\n".join(line for line in lines if line)
    return Document(name, "document", tuple(Section(piece) for _, piece in pieces(shown)))


def _check(name: str, data: bytes) -> None:
    if len(data) > _LARGEST:
        raise TooLarge(
            f"{name} has {len(data) / 2**20:,.0f} MB, too much for marked-up text: split it, or save it as text."
        )


def markup(data: bytes, declared: str = "") -> str:
    """Decode markup by its own declaration where that holds, else by what the bytes look like."""
    stated = _META.search(data[:8192]) or _DECLARED.search(data[:400])
    text, _ = decode(data, declared or (stated[1].decode("ascii") if stated else ""))
    return text.replace("\0", "\ufffd")


def page_sections(name: str, text: str) -> tuple[str, tuple[Section, ...]]:
    """Return (title, sections) of HTML text; a heading is the first line of its own section."""
    root = _tree(name, text)
    if root is None:
        return "", ()
    page = _Page()
    with translated(name, "a web page that can be read"):
        _gather(_content(root), page)
    page.close()
    title = _title(root) or next((path[0] for path, _ in page.done if path), "")
    return title, tuple(_sections(page.done))


def _sections(done: list[tuple[tuple[str, ...], str]]) -> Iterator[Section]:
    for at, (path, text) in enumerate(done):
        following = done[at + 1][0] if at + 1 < len(done) else ()
        opens = bool(path) and text == path[-1] and len(following) > len(path) and following[: len(path)] == path
        if not opens:
            yield from (Section(piece, Locator(heading=path)) for _, piece in pieces(text) if piece)


def _tree(name: str, text: str) -> Element | None:
    from lxml import etree

    text = re.sub(r"^\s*<\?xml[^>]{0,300}>", "", text.lstrip("\ufeff"), count=1)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile(f"{name} is not a web page that can be read: save it again from a browser.") from error
    return root


def _title(root: Element) -> str:
    for path in (".//meta[@property='og:title']/@content", ".//title/text()"):
        found = root.xpath(path)
        if isinstance(found, list) and found and (title := informative(str(found[0]))):
            return title
    return ""


def _content(root: Element) -> Element:
    """Return the part that the page marks as its content, if most of the text is in it, else the whole."""
    found = root.xpath(".//main | .//*[@role='main']")
    body = root if root.find(".//body") is None else root.find(".//body")
    assert body is not None
    candidates = [each for each in found if hasattr(each, "itertext")] if isinstance(found, list) else []
    if not candidates:
        return body
    longest = max(candidates, key=_length)
    return longest if _length(longest) >= 0.4 * _length(body) else body


def _length(element: Element) -> int:
    return sum(len(str(text).strip()) for text in element.itertext(with_tail=False))


def _gather(root: Element, page: _Page) -> None:
    """Walk over the tree without recursion; pages nest as deep as they like."""
    stack: list[tuple[Element | str, int]] = [(root, 0)]
    while stack:
        node, stage = stack.pop()
        if isinstance(node, str):
            page.line.append(node.replace("\n", " "))
        elif stage:
            _leave(node, page)
        elif not isinstance(node.tag, str) or is_furniture(node, root):
            continue
        elif not _taken(node, page):
            _enter(node, page)
            stack.append((node, 1))
            for child in reversed(node):
                if child.tail:
                    stack.append((child.tail, 0))
                stack.append((child, 0))
            if node.text:
                stack.append((node.text, 0))


def _taken(node: Element, page: _Page) -> bool:
    """Take in a whole element that is not walked into: a heading, a table of data, preformatted text."""
    tag = str(node.tag)
    if tag in _HEADINGS:
        words = " ".join(_words(node).split())
        if words:
            page.heading(_HEADINGS[tag], words)
        return True
    if tag == "pre":
        page.break_line()
        text = "".join(str(piece) for piece in node.itertext(with_tail=False))
        page.lines += [line.rstrip() for line in text.split("\n")]
        return True
    if tag == "table" and (rows := _rows(node)) is not None:
        page.break_line()
        caption = node.find("caption")
        headed = bool(node.xpath("./thead | ./tr[1][th][not(td)] | ./tbody/tr[1][th][not(td)]"))
        page.lines += [*([_words(caption)] if caption is not None else []), *grid.lines(rows, headed=headed)]
        return True
    return False


def _enter(node: Element, page: _Page) -> None:
    if node.tag == "br" or node.tag in _BLOCKS:
        page.break_line()


def _leave(node: Element, page: _Page) -> None:
    if node.tag == "details":
        page.close()
        page.levels = [each for each in page.levels if each[0] < _HEADINGS["summary"]]
    elif node.tag in _BLOCKS:
        page.break_line()


def _words(node: Element) -> str:
    """Return an element's text on one line, without scripts, styles and marks for editing."""
    parts: list[str] = []
    stack: list[Element | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif isinstance(item.tag, str) and (item is node or item.tag not in DROPPED) and not _edits(item):
            parts += [" "] if item.tag in _BLOCKS or item.tag == "br" else []
            stack += [" "] if item.tag in _BLOCKS else []
            for child in reversed(item):
                stack += [child.tail or "", child]
            stack.append(item.text or "")
    return " ".join("".join(parts).split())


def _edits(node: Element) -> bool:
    return "editsection" in node.get("class", "") or "headerlink" in node.get("class", "")


def _rows(table: Element) -> list[list[str]] | None:
    """Return the cells of a table of data, merged ones repeated, or None for one that only lays out a page."""
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return None
    rows = list(table.iter("tr"))
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return None
    cells: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells.append(_row(row, below))
    longest = max((len(cell) for line in cells for cell in line), default=0)
    return cells if longest <= 1500 else None


def _row(row: Element, below: dict[int, tuple[int, str]]) -> list[str]:
    line: list[str] = []
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        _carried(line, below)
        words, wide, high = _words(cell), _span(cell, "colspan"), _span(cell, "rowspan")
        for _ in range(wide):
            if high > 1:
                below[len(line)] = (high - 1, words)
            line.append(words)
    _carried(line, below)
    return line


def _carried(line: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Repeat the cells that reach down into this row."""
    while len(line) in below:
        left, words = below.pop(len(line))
        if left > 1:
            below[len(line)] = (left - 1, words)
        line.append(words)


def _span(cell: Element, name: str) -> int:
    stated = cell.get(name, "1").strip()
    return min(max(int(stated), 1), 50) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1
