"""Documents become passages on sentence and heading borders, each knowing where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.ingest.spans import join, sentence_spans, split_text
from qa.ingest.title import informative
from qa.language import count, detect
from qa.language.scripts import script_of
from qa.types import Document, Kind, Locator, Passage, Section, Span

__all__ = ["join", "split", "split_text"]

_WHOLE = 3
"""A section to be kept whole is cut only when it is this many times over the limit."""
_TINY = 0.25
"""Sections under this share of the limit are merged with a neighbour of the same place."""
_WINDOWS, _WINDOW = 12, 1500
_SURE = 40
"""Letters from which on a passage's own language is believed rather than its document's."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage before it is numbered."""

    section: Section
    text: str
    locator: Locator
    sentences: tuple[Span, ...]
    question: str = ""
    entry: int | None = None


def split(document: Document, source: str, version: str, *, tokens: int = 200, overlap: int = 40) -> list[Passage]:
    """Cut a document into passages of about ``tokens`` tokens with ``overlap`` tokens of whole sentences repeated.

    Rows, entries and functions (``whole`` sections) stay whole up to three times that. An FAQ entry gives a passage for
    each of its questions. The context of a passage is the document's title, the heading path and what the section
    brings with it; ids are ``{source}-{version}-{position:05d}``.
    """
    main = _Language(document)
    title = informative(document.title)
    passages: list[Passage] = []
    starts: dict[int, str] = {}
    for position, draft in enumerate(_drafts(document, tokens, overlap)):
        key = f"{source}-{version}-{position:05d}"
        passages.append(
            Passage(
                id=key,
                source=source,
                position=position,
                text=draft.text,
                context=_context(title, draft.section, draft.text),
                kind=document.kind,
                language=draft.section.language or main.of(draft.text),
                locator=draft.locator,
                question=draft.question,
                entry="" if draft.entry is None else starts.setdefault(draft.entry, key),
                sentences=draft.sentences,
            )
        )
    return passages


def _drafts(document: Document, tokens: int, overlap: int) -> Iterator[_Draft]:
    for number, (section, alone) in enumerate(_gathered(document.sections, tokens)):
        if section.questions:
            yield from _entry(section, number, tokens, overlap)
        else:
            yield from _cut(section, document.kind, alone, tokens, overlap)


def _entry(section: Section, number: int, tokens: int, overlap: int) -> Iterator[_Draft]:
    """One passage a question; a very long answer is cut, and each piece follows the question."""
    for question in dict.fromkeys(" ".join(question.split()) for question in section.questions):
        for span in _spans(section, tokens, overlap, code=False) or [Span(0, 0)]:
            answer = section.text[span.start : span.end]
            text = f"{question}\n{answer}" if answer else question
            offset = len(question) + 1
            units = [Span(0, len(question))] if question else []
            units += [Span(unit.start + offset, unit.end + offset) for unit in sentence_spans(answer)]
            yield _Draft(section, text, _placed(section, span, True), tuple(units), question, number)


def _cut(section: Section, kind: Kind, alone: bool, tokens: int, overlap: int) -> Iterator[_Draft]:
    code = kind == "code"
    row = section.locator.row is not None
    for span in _spans(section, tokens, overlap, code):
        text = section.text[span.start : span.end]
        units = _lines(text) if code or row else sentence_spans(text)
        yield _Draft(section, text, _placed(section, span, alone), tuple(units))


def _spans(section: Section, tokens: int, overlap: int, code: bool) -> list[Span]:
    """Return the trimmed spans that a section is cut into."""
    text = section.text
    spans = [Span(0, len(text))]
    if count(text) > (_WHOLE * tokens if section.whole or section.questions else tokens):
        spans = split_text(text, tokens=tokens, overlap=overlap, lines=code)
    trimmed = (_trimmed(text, span, code) for span in spans)
    return [span for span in trimmed if span.start < span.end]


def _trimmed(text: str, span: Span, code: bool) -> Span:
    """Leave white space out at both ends, but for the indentation of code."""
    piece = text[span.start : span.end]
    solid = piece.lstrip()
    start = len(piece) - len(solid)
    if code and solid:
        start = piece.rfind("\n", 0, start) + 1
    return Span(span.start + start, span.start + max(start, len(piece.rstrip())))


def _lines(text: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(r"\S(?:.*\S)?", text)]


def _placed(section: Section, span: Span, alone: bool) -> Locator:
    """Narrow a section's locator down to a span of its text; merged sections give no character span."""
    where = section.locator
    line = where.line + section.text.count("\n", 0, span.start) if where.line is not None else None
    if not alone:
        return replace(where, line=line, start=None, end=None)
    return replace(where, line=line, start=span.start, end=span.end)


def _context(title: str, section: Section, text: str) -> str:
    headings = list(section.locator.heading)
    if headings and _same(text[: len(headings[-1]) + 8].split("\n", 1)[0], headings[-1]):
        headings.pop()
    named = title and not any(_same(title, each) for each in (*section.locator.heading[:1], text[: len(title)]))
    parts = [*([title] if named else []), *headings, section.category, section.context]
    return " / ".join(part for part in parts if part)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _gathered(sections: Iterable[Section], tokens: int) -> Iterator[tuple[Section, bool]]:
    """Merge tiny sections with neighbours of the same place, and drop headings that the next section's path repeats.

    Yields the section, and whether it is one that the reader gave.
    """
    held: Section | None = None
    alone = True
    for section in sections:
        if held is not None and _opens(held, section):
            held = None
        if held is not None and _mergeable(held, section, tokens):
            held, alone = replace(held, text=f"{held.text}\n{section.text}"), False
            continue
        if held is not None:
            yield held, alone
        held, alone = section, True
    if held is not None:
        yield held, alone


def _opens(section: Section, following: Section) -> bool:
    """Tell whether a section is nothing but a heading that stands above the following section, on the same page."""
    path, below = section.locator.heading, following.locator.heading
    if not path or section.whole or section.questions or section.locator.page != following.locator.page:
        return False
    return len(below) > len(path) and below[: len(path)] == path and _same(section.text, path[-1])


def _mergeable(one: Section, other: Section, tokens: int) -> bool:
    if any(each.whole or each.questions or each.locator.row is not None for each in (one, other)):
        return False
    if _place(one) != _place(other):
        return False
    if min(len(one.text), len(other.text)) > 8 * tokens:
        return False
    sizes = count(one.text), count(other.text)
    return min(sizes) < _TINY * tokens and sum(sizes) <= tokens


def _place(section: Section) -> tuple[object, ...]:
    where = section.locator
    return where.page, where.heading, where.sheet, where.ocr, section.context, section.category, section.language


class _Language:
    """The language of passages: their document's where that has only one, or where they are too short to tell."""

    def __init__(self, document: Document) -> None:
        texts = [" ".join((*section.questions, section.text)) for section in document.sections]
        windows = list(_windows(texts))
        guesses = Counter(filter(None, map(detect, windows)))
        if document.kind == "image" and _script("".join(texts)) == "latin" and _letters("".join(texts)) < _SURE:
            guesses.clear()  # a file's name says nothing of the language
        self._main = guesses.most_common(1)[0][0] if guesses else ""
        self._script = _script("\n".join(windows))
        self._likely = frozenset(guesses) if document.kind != "faq" else None
        """The languages that a passage may be in; None where each entry may be in any."""

    def of(self, text: str) -> str:
        if _script(text) not in ("", self._script):
            return detect(text) or self._main
        short = _letters(text) < _SURE
        if short or (self._likely is not None and len(self._likely) < 2):
            return self._main
        found = detect(text)
        return found if self._likely is None or found in self._likely else self._main


def _letters(text: str) -> int:
    """Count letters, as far as it matters whether there are enough of them."""
    return sum(map(str.isalpha, text[: 4 * _SURE]))


def _windows(texts: Sequence[str]) -> Iterator[str]:
    """Yield a dozen samples of a document, long enough to tell a language by."""
    total = sum(map(len, texts))
    step, seen = max(total // _WINDOWS, 1), 0
    for text in texts:
        for start in range(-seen % step, len(text), step):
            yield text[start : start + _WINDOW]
        seen += len(text)


def _script(text: str) -> str:
    """The commonest writing system; kana and Han count as one."""
    counts = Counter(script_of(character) for character in text[: 2000 : 1 + len(text) // 500])
    del counts[""]
    cjk = sum(counts.pop(each, 0) for each in ("han", "hiragana", "katakana"))
    counts["cjk"] = 2 * cjk
    return counts.most_common(1)[0][0] if counts.most_common(1)[0][1] else ""
