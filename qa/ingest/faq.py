"""Tables of questions and answers: which columns are which, and what becomes of every row. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.errors import ReadError
from qa.ingest import headings

_ASKS = re.compile(
    r"[?？؟;]\s*$|^(?:how|what|why|when|where|who|whom|whose|which|can|could|do|does|did|is|are|am|was|were|will|would|"
    r"should|may|must|have|has|wie|was|warum|wann|wo|wer|welche\w*|kann|comment|pourquoi|quand|où|qui|quels?|quelles?|"
    r"cómo|qué|cuándo|dónde|quién|como|quando|onde|perché|dove|как|что|почему|когда|где|кто)\b"
    r"|吗|嗎|呢[?？]?$|什么|什麼|为什么|為什麼|如何|怎么|怎麼|怎样|怎樣|哪[里裡些个個儿]|多少|多久|是否|能否|可否|几[个天]"
    r"|(?:です|ます|でしょう)か|ください[?？]|까요?[?？]?\s*$",
    re.I,
)
_TAGS = re.compile(r"</?(?:p|br|div|span|ul|ol|li|b|i|u|strong|em|a|h[1-6]|table|tr|td|font)\b[^<>]{0,1000}>", re.I)
_BREAKING = re.compile(r"<(?:br\s*/?|/p|/div|/li|/h[1-6]|/tr)\s*>\s*", re.I)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table (0-based) play which role."""

    pairs: tuple[tuple[tuple[int, ...], int], ...]
    """(question columns, answer column): one pair mostly; several where a row holds the entry in several languages."""
    similar: tuple[int, ...] = ()
    category: tuple[int, ...] = ()
    language: int | None = None
    others: tuple[tuple[int, str], ...] = ()
    """(column, heading) of columns without a role that say something about the entry."""
    headed: int = 0
    """How many of the first rows are title and headings."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer and the questions it answers."""

    questions: tuple[str, ...]
    answer: str
    category: str = ""
    language: str = ""
    about: str = ""


def recognised(rows: Sequence[Sequence[str]], *, forced: bool = False) -> Layout | None:
    """Return the layout of an FAQ whose first rows these are, or None for any other table.

    ``forced`` takes the first two columns for question and answer when no headings say so.
    """
    for position, row in enumerate(rows[:10]):
        layout = _headed(row, position + 1)
        if layout:
            return layout
    if forced or _looks_like_questions(rows):
        return _bare(rows)
    return None


def _headed(row: Sequence[str], headed: int) -> Layout | None:
    roles = [headings.role(cell) for cell in row]
    questions = [at for at, each in enumerate(roles) if each == "question"]
    answers = [at for at, each in enumerate(roles) if each == "answer"]
    if not questions or not answers or max(len(row[at]) for at in (*questions, *answers)) > 60:
        return None
    similar = tuple(at for at, each in enumerate(roles) if each == "similar")
    return Layout(
        _pairs(questions, answers),
        similar,
        tuple(at for at, each in enumerate(roles) if each == "category"),
        next((at for at, each in enumerate(roles) if each == "language"), None),
        tuple((at, row[at].strip()) for at, each in enumerate(roles) if not each and headings.describes(row[at])),
        headed,
    )


def _pairs(questions: list[int], answers: list[int]) -> tuple[tuple[tuple[int, ...], int], ...]:
    if len(answers) == 1:
        return ((tuple(questions), answers[0]),)
    if len(questions) == len(answers):
        return tuple(((question,), answer) for question, answer in zip(questions, answers, strict=True))
    return tuple((tuple(questions), answer) for answer in answers)


def _looks_like_questions(rows: Sequence[Sequence[str]]) -> bool:
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    filled = [row for row in filled if row]
    pairs = [row for row in filled if len(row) == 2]
    if len(filled) < 2 or len(pairs) < 0.9 * len(filled):
        return False
    asking = sum(bool(_ASKS.search(row[0].strip())) for row in pairs)
    answered = sum(row[1].rstrip().endswith(("?", "？")) for row in pairs)
    return asking >= 0.6 * len(pairs) and answered <= 0.3 * len(pairs)


def _bare(rows: Sequence[Sequence[str]]) -> Layout | None:
    width = max((len(row) for row in rows), default=0)
    columns = [at for at in range(width) if any(len(row) > at and row[at].strip() for row in rows)]
    if len(columns) < 2:
        return None
    question, answer = columns[:2]
    first = rows[0] if rows else ()
    short = all(len(cell) <= 30 for cell in first)
    asking = [bool(_ASKS.search(row[question].strip())) for row in rows if len(row) > question]
    headed = int(len(asking) > 2 and not asking[0] and short and sum(asking) >= 0.6 * len(asking))
    return Layout((((question,), answer),), headed=headed)


def chosen(name: str, rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> Layout:
    """Return the layout the user chose by headings; raises ReadError if a heading is not in the first rows."""
    wanted = {kind: _folded(heading) for kind, heading in columns.items() if heading.strip()}
    for position, row in enumerate(rows[:20]):
        places = {_folded(cell): at for at, cell in reversed(list(enumerate(row))) if cell.strip()}
        if all(heading in places for heading in wanted.values()):
            return _assigned(name, {kind: places[heading] for kind, heading in wanted.items()}, row, position + 1)
    there = ", ".join(cell for cell in next(iter(rows), ()) if cell.strip())[:200]
    missing = ", ".join(columns.values())
    raise ReadError(f"{name} has no columns headed {missing}: its headings are {there}; choose among them.")


def _assigned(name: str, places: Mapping[str, int], row: Sequence[str], headed: int) -> Layout:
    if "question" not in places or "answer" not in places:
        raise ReadError(f"{name}: choose a column for the questions and one for the answers.")
    guess = _headed(row, headed)
    used = set(places.values())
    return Layout(
        (((places["question"],), places["answer"]),),
        (places["similar"],)
        if "similar" in places
        else tuple(at for at in (guess.similar if guess else ()) if at not in used),
        (places["category"],) if "category" in places else (),
        places.get("language"),
        tuple(
            (at, cell.strip())
            for at, cell in enumerate(row)
            if at not in used and not headings.role(cell) and headings.describes(cell)
        ),
        headed,
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def entries(layout: Layout, row: Sequence[str]) -> tuple[list[Entry], str]:
    """Return the entries of one row, and why there is none where there is none."""
    found: list[Entry] = []
    reason = ""
    for columns, answer_column in layout.pairs:
        questions = _questions(layout, columns, row)
        answer = _answer(layout, answer_column, row)
        if questions and answer:
            found.append(Entry(questions, answer, _category(layout, row), _language(layout, row), _about(layout, row)))
        elif not reason:
            reason = "no answer" if questions else "no question" if answer else "neither question nor answer"
    return found, "" if found else reason


def _cell(row: Sequence[str], column: int) -> str:
    return words(row[column]) if column < len(row) else ""


def words(cell: str) -> str:
    """Return a cell's text, without HTML where the cell holds some."""
    if "<" in cell and _TAGS.search(cell):
        cell = html.unescape(_TAGS.sub("", _BREAKING.sub("\n", cell)))
    return cell.strip()


def _questions(layout: Layout, columns: Sequence[int], row: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for column in columns:
        lines = _cell(row, column).split("\n")
        several = len(lines) > 1 and all(line.rstrip().endswith(("?", "？", "؟")) for line in lines if line.strip())
        found += lines if several else [_cell(row, column)]
    if any(each.strip() for each in found):
        for column in layout.similar:
            found += re.split(r"\n|\||;;|；；|\uff5c", _cell(row, column))
    clean = (
        re.sub(r"^\s*(?:[-•*]\s+|\(?\d{1,2}[.)、]\s*)", "", each).strip() if layout.similar else each.strip()
        for each in found
    )
    distinct: dict[str, str] = {}
    for each in filter(None, clean):
        distinct.setdefault(_folded(each), each)
    return tuple(distinct.values())


def _answer(layout: Layout, column: int, row: Sequence[str]) -> str:
    """Return the answer; cells past the last column are an answer's unquoted commas."""
    width = 1 + max(
        column,
        *(at for columns, answer in layout.pairs for at in (*columns, answer)),
        *layout.similar,
        *layout.category,
    )
    last = column == width - 1 and layout.language is None and not layout.others
    if last and len(row) > width:
        return words(",".join(row[column:]))
    return _cell(row, column)


def _category(layout: Layout, row: Sequence[str]) -> str:
    return " / ".join(filter(None, (_cell(row, column) for column in layout.category)))


def _language(layout: Layout, row: Sequence[str]) -> str:
    return headings.language(_cell(row, layout.language)) if layout.language is not None else ""


def _about(layout: Layout, row: Sequence[str]) -> str:
    cells = ((heading, _cell(row, column)) for column, heading in layout.others)
    return "; ".join(f"{heading}: {cell}" for heading, cell in cells if cell and len(cell) <= 60 and "://" not in cell)
