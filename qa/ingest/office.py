"""Word processor files and presentations: DOCX and PPTX, ODT and ODP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from qa.errors import NoText
from qa.ingest import opendocument, slides, word
from qa.ingest.chapters import levels
from qa.ingest.package import Package
from qa.ingest.slides import Slide
from qa.ingest.title import informative
from qa.ingest.word import TITLE, Block
from qa.types import Document, Locator, ReadOptions, Section


def read_docx(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a DOCX: a section for each heading, with the path of headings above it.

    Paragraphs, list items and table rows are lines; text boxes and notes follow the paragraph they hang on. Running
    headers, deleted text and the table of contents are left out. Raises PasswordNeeded, DamagedFile, TooLarge, NoText.
    """
    package = Package(name, data, options)
    main = next((part for _, part in package.related("", "/officeDocument")), "word/document.xml")
    if package.bytes(main) is None:
        raise package.damaged()
    return _text(name, package, word.Body(package, main).blocks())


def read_pptx(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a PPTX: a section a slide under its title, and one for its speaker notes; the page is the slide's number.

    Raises PasswordNeeded, DamagedFile, TooLarge, NoText.
    """
    package = Package(name, data, options)
    return _presentation(name, package, slides.slides(package))


def read_odt(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read an OpenDocument text as ``read_docx`` does; raises the same."""
    package = Package(name, data, options)
    return _text(name, package, opendocument.blocks(package))


def read_odp(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read an OpenDocument presentation as ``read_pptx`` does; raises the same."""
    package = Package(name, data, options)
    return _presentation(name, package, opendocument.slides(package))


def _text(name: str, package: Package, blocks: Iterable[Block]) -> Document:
    listed = _ranked(list(blocks))
    sections = tuple(_outlined(listed))
    if not sections:
        raise NoText(f"{name} holds no text, only pictures or nothing: add a version with text in it.")
    titles = (block.text for block in listed if block.level == TITLE)
    title = _title(name, package) or next((found for text in titles if (found := informative(text))), "")
    return Document(name, "document", sections, title=title)


def _ranked(blocks: list[Block]) -> list[Block]:
    """Return the blocks; where none was made a heading, those are headings that are numbered as such."""
    if any(block.level is not None and block.level >= 0 for block in blocks):
        return blocks
    ranks = levels([block.text for block in blocks], apart=True)
    return [Block(block.text, ranks.get(at, block.level)) for at, block in enumerate(blocks)]


def _outlined(blocks: Iterable[Block]) -> Iterator[Section]:
    """Gather blocks under heading paths; a heading is the first line of its own section."""
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    for block in blocks:
        if block.level is not None and block.level >= 0:
            yield from _section(lines, path)
            heading = " ".join(block.text.split())
            path = [(level, text) for level, text in path if level < block.level] + [(block.level, heading)]
            lines = []
        lines.append(block.text)
    yield from _section(lines, path)


def _section(lines: list[str], path: list[tuple[int, str]]) -> Iterator[Section]:
    if any(map(str.strip, lines)):
        yield Section("\n".join(lines), Locator(heading=tuple(text[:200] for _, text in path)))


def _presentation(name: str, package: Package, shown: Iterable[Slide]) -> Document:
    listed = list(shown)
    repeated = Counter(line for slide in listed for line in slide.furniture)
    sections: list[Section] = []
    for page, slide in enumerate(listed, 1):
        where = Locator(page=page, heading=(slide.title[:200],) if slide.title else ())
        furniture = [line for line in slide.furniture if repeated[line] == 1]
        lines = [line for line in (slide.title, *slide.lines, *furniture) if line]
        if lines:
            sections.append(Section("\n".join(lines), where))
        if slide.notes:
            sections.append(Section("\n".join(slide.notes), where, context="Speaker notes"))
    if not sections:
        raise NoText(f"{name}: no text on {len(listed)} of {len(listed)} slides: only pictures?")
    first = informative(listed[0].title) if listed else ""
    return Document(name, "document", tuple(sections), title=_title(name, package) or first, pages=len(listed))


def _title(name: str, package: Package) -> str:
    """Return the title that the file's properties give, if it says something."""
    for part in ("docProps/core.xml", "meta.xml"):
        root = package.side(part)
        for node in root.iter("{*}title") if root is not None else ():
            if title := informative(node.text, name):
                return title
    return ""
