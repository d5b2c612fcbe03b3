"""Headings cut the lines of a PDF's pages into sections: those of its outline (bookmarks), or numbered ones. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qa.ingest import reflow
from qa.ingest.chapters import paths
from qa.types import Locator, Section

_NUMBER = re.compile(r"^(?:[\divxlc]+[.\s:)]+)+", re.I)
_BARE = re.compile(r"^(?:page|p|seite|slide|folie|sheet|tabelle|第)?[\s.]*[\divxlc]*\s*(?:页|頁|ページ)?$", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline: the page it points at (0-based) and the titles from the top down to it."""

    page: int
    path: tuple[str, ...]


def telling(title: str) -> bool:
    """Tell whether an entry's title is more than a page number."""
    return not _BARE.match(title)


def numbered(pages: Sequence[Sequence[str]]) -> list[Heading]:
    """Return the headings of pages of lines without an outline, as far as their numbers tell them."""
    places = [(page, line) for page, lines in enumerate(pages) for line in (*lines, "")]
    return [Heading(places[at][0], path) for at, path in paths([line for _, line in places]).items()]


def sections(
    pages: Sequence[Sequence[str]], headings: Sequence[Heading], known: Collection[str] = frozenset()
) -> tuple[Section, ...]:
    """Cut pages of lines at the headings found in them; a section knows its page (from 1) and heading path.

    ``known`` are the document's words, see ``reflow.joined``.
    """
    by_page: dict[int, list[Heading]] = {}
    for heading in headings:
        by_page.setdefault(heading.page, []).append(heading)
    found: list[Section] = []
    path: tuple[str, ...] = ()
    for page, lines in enumerate(pages):
        here = by_page.get(page, [])
        for start, end, under in _cuts(lines, here, path):
            text = reflow.joined(lines[start:end], known)
            if reflow.has_words(text):
                found.append(Section(text, Locator(page=page + 1, heading=under)))
        path = here[-1].path if here else path
    return tuple(found)


def _cuts(
    lines: Sequence[str], here: Sequence[Heading], path: tuple[str, ...]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (first line, end, path); a heading whose words are not on the page takes effect at its top or after it."""
    keys = [_key(line) for line in lines] if here else []
    start = 0
    for order, heading in enumerate(here):
        at = _find(keys, heading.path[-1], start)
        if at is None and order == 0:
            at = 0
        if at is None:
            continue
        if at > start:
            yield start, at, path
        start, path = at, heading.path
    yield start, len(lines), path


def _find(keys: Sequence[str], title: str, start: int) -> int | None:
    """Return the line where a title stands, alone or over up to three lines, numbered or not."""
    wanted = {_key(title), _key(_NUMBER.sub("", title))} - {""}
    for at in range(start, len(keys)):
        run = ""
        for key in keys[at : at + 3]:
            run += key
            if run in wanted or re.sub(r"^\d+", "", run) in wanted:
                return at
            if not run or not any(re.sub(r"^\d+", "", title).startswith(re.sub(r"^\d+", "", run)) for title in wanted):
                break
    return None


def _key(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))
