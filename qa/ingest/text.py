"""Plain text: as it stands, a section for each heading that can be told, in pieces that break between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.ingest.chapters import paths
from qa.ingest.encoding import decode
from qa.types import Document, Locator, ReadOptions, Section

_PIECE = 20_000
"""Code points of one section: a place to start counting lines from, and a bound on what the splitter holds."""

_BREAKS = re.compile(r"\r\n?|[\f\v\x85\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")


def lines_only(text: str) -> str:
    """Return the text with one kind of line break."""
    return _BREAKS.sub("\n", text)


def pieces(text: str, limit: int = _PIECE) -> Iterator[tuple[int, str]]:
    """Yield (1-based first line, piece) of at most ``limit`` code points, broken at the best place there is."""
    start, line = 0, 1
    while start < len(text):
        end = _border(text, start, limit)
        piece = text[start:end]
        body = piece.lstrip()
        yield line + piece[: len(piece) - len(body)].count("\n"), body.rstrip()
        line += piece.count("\n")
        start = end


def _border(text: str, start: int, limit: int) -> int:
    if len(text) - start <= limit:
        return len(text)
    window = text[start : start + limit]
    paragraphs = list(_PARAGRAPH.finditer(window, limit // 2))
    if paragraphs:
        return start + paragraphs[-1].end()
    for mark in ("\n", ". ", "。", " "):
        found = window.rfind(mark, limit // 2)
        if found >= 0:
            return start + found + len(mark)
    return start + limit


def read_text(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a text file; a locator holds the first line of its section and the path of headings above it."""
    lines = lines_only(decode(data)[0]).split("\n")
    return Document(name, "document", tuple(_sections(lines)))


def _sections(lines: Sequence[str]) -> Iterator[Section]:
    headed = paths(lines)
    for start, end in pairwise(sorted({0, *headed, len(lines)})):
        for line, piece in pieces("\n".join(lines[start:end])):
            if piece:
                yield Section(piece, Locator(line=start + line, heading=headed.get(start, ())))
