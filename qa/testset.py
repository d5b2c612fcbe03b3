"""Questions with the source that should answer each: read from a table that people made."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qa.errors import InvalidRequest
from qa.ingest import headings
from qa.ingest.encoding import decode
from qa.types import Passage, Source

_SOURCE = (
    "source sources file files filename document documents doc page url link expected expectedsource sourcefile",
    "来源 文件 文件名 文档 资料 出处 预期来源 期望来源 來源 檔案 檔名 文檔 資料 出處",
)
_TEXT = (
    "text passage evidence quote expectedtext expectedanswer contains",
    "文本 原文 段落 片段 依据 预期文本 期望文本 依據",
)
_ROLES = {word: role for role, said in (("source", _SOURCE), ("text", _TEXT)) for word in " ".join(said).split()}
_FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question and what should answer it: a source by name ("": nothing does), and words that stand there."""

    question: str
    source: str = ""
    text: str = ""


def read_table(name: str, data: bytes) -> list[Wanted]:
    """Read a CSV or TSV of questions; columns are found by their headings, in English or Chinese.

    A question column and a source column are needed; a text (or answer) column is optional. A row without source and
    text is a question that nothing should answer.

    Raises:
        InvalidRequest: there are no such columns, or no questions under them.
    """
    text, _ = decode(data)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)) if any(row)]
    for number, row in enumerate(rows[:_FIRST_ROWS]):
        roles = _roles(row)
        if {"question", "source"} <= roles.keys():
            found = [_wanted(one, roles) for one in rows[number + 1 :]]
            found = [one for one in found if one.question]
            if found:
                return found
            raise InvalidRequest(f"“{name}” holds no questions under its headings: add a row for each.")
    raise InvalidRequest(f"“{name}” needs a heading “question” and one “source” (or 问题 and 来源) in its first rows.")


def answering(wanted: Wanted, sources: Sequence[Source], passages: Mapping[str, Sequence[Passage]]) -> set[str]:
    """Return the ids of the passages that should answer: those of the source, with the text where there is one.

    ``passages`` are those of each source, by its id. A source is named whole, by its end or without its suffix.
    """
    right = [s for s in sources if not wanted.source or _named(wanted.source, s)]
    said = _folded(wanted.text)
    return {p.id for s in right for p in passages[s.id] if not said or said in _folded(p.embedded)}


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count)


def _roles(row: Sequence[str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for at, cell in enumerate(row):
        joined = "".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", cell).casefold()))
        role = _ROLES.get(joined) or headings.role(cell)
        roles.setdefault("text" if role == "answer" else role, at)
    return roles


def _wanted(row: Sequence[str], roles: Mapping[str, int]) -> Wanted:
    def cell(role: str) -> str:
        at = roles.get(role, len(row))
        return row[at].strip() if at < len(row) else ""

    return Wanted(cell("question"), cell("source"), cell("text"))


def _named(wanted: str, source: Source) -> bool:
    name, asked = source.name.casefold(), wanted.casefold().replace("\\", "/")
    last = PurePosixPath(name)
    return asked in (name, last.name, last.stem, source.id) or name.endswith(f"/{asked}")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
