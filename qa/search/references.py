"""Lists of sources: told by what stands in them in any language, and ranked behind running text that is nearly as good.

The titles in a list of references hold the words of a question about its subject, and answer nothing. Such a list is
dated, and dense with what other texts have little of: pages and volumes, initials, publishers, and when something was
looked up. Dates, links, numbered lines and titles in quotes alone are no sign: logs of changes, programmes and minutes
have them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from qa.types import Passage, Query

Read: TypeAlias = Callable[[Iterable[str]], Mapping[str, Passage]]
"""Gives the passages of some ids, by id; those that are gone are missing."""

BEHIND = 0.6
"""Share of its score that a list of sources keeps."""
LOOKED_AT = 30
"""First passages of a ranking among which lists of sources are looked for."""
DENSE = 1.0
"""Marks of a citation a hundred letters, links not counted as letters, from which a text is a list of sources."""
LEAST = 4
"""Marks that it must have, however short it is."""
DATES = 2
"""Dates that it must have: a list has more than one entry."""
SORTS = 2
"""Sorts of marks that it must have, unless it says of two entries when they were looked up."""
SYLLABLE = 2.5
"""A Chinese character, kana or hangul says as much as this many letters."""

_DATE = re.compile(r"(?:1[5-9]|20)\d\d(?:[a-z]?[)）.,;，。]|年|[-/.]\d\d?[-/.]\d)")
_SEEN = re.compile(
    r"\b(?:Retrieved|Accessed|Archived|(?:retrieved|accessed|archived)(?: on| from|:)? (?:the original|\d+)"
    r"|[Aa]bgerufen|[Aa]rchiviert|[Cc]onsulté|[Aa]rchivé|[Cc]onsultado"
    r"|[Aa]rchivado|[Aa]cessado|[Cc]onsultato|[Aa]rchiviato|[Gg]eraadpleegd|[Gg]earchiveerd|[Dd]ostęp|[Ee]rişim"
    r"|[Tt]ruy cập|[Аа]рхивировано|[Дд]ата обращения|[Аа]рхівовано)\b"
    r"|[月日]に?閲覧|存档|存檔|检索于|檢索於|访问日期|原始内容|보존된|확인함"
)
"""When something was looked up: these count twice, since little else says so."""
_CITED = (
    re.compile(
        r"\b(?:pp?|S|P|vol|Vol|Bd|Jg|Nr)\. ?\d|\bpages? \d|\bIS[BS]N\b|\b(?:doi|DOI|PMID|PMC)\b|\bar[xX]iv\b"
        r"|第 ?\d+ ?[页頁期卷]|\d ?\(\d+\) ?[:,，] ?\d|[,:] ?\d{1,4}[–-]\d{1,4}\.|: ?\d{1,4}[–-]\d{1,4}\b"
        r"|\[[JMCDRNP](?:/OL)?\]"
    ),
    re.compile(r"\b[A-Z]\. (?=[A-Z])|\b(?!U\.S)[A-Z]\.-?(?=[A-Z]\.)|, [A-Z]\.(?=[\s,;:)&]|$)", re.MULTILINE),
    re.compile(
        r"\bIn (?:Proc|[A-Z]{2}|:)|\bIn: |\bProceedings\b|\b(?:eds?|Eds?|Hrsg|trans|éd|dir)\.|\bPress\b|\bJournal\b"
        r"|\bVerlag\b|\bÉditions?\b|出版社|学报|學報|『[^『』\n]{2,80}』"
    ),
)
"""Pages, volumes and numbers of publications; initials; who published, and where."""
LINK = re.compile(r"\S*(?:https?://|www\.|\w\.[a-z]{2,6}/)\S*|(?<!\S)\d\S*/[a-z]\S*/\S*", re.IGNORECASE)
"""A link, or how one goes on in the next line."""
_SYLLABLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASKS = re.compile(
    r"\burl|\blink|\bweb|\bsite\b|https?:|www\.|\bsources?\b|\breferences?\b|\bcit(?:ed?|es|ing|ation)|\bisbn\b|\bdoi\b"
    r"|\bquellen?\b|\bliteratur|\bbibliogra|\bréférence|\bfuentes?\b|\bfont[ei]\b|источник|ссылк"
    r"|网址|链接|連結|网站|網站|リンク|サイト|参考|參考|文献|文獻|引用|出处|出處|来源|來源|출처|참고",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def lists_sources(text: str) -> bool:
    """Tell whether a text is a list of sources, by its marks alone."""
    if len(_DATE.findall(text)) < DATES:
        return False  # most texts end here
    seen, counts = len(_SEEN.findall(text)), [len(pattern.findall(text)) for pattern in _CITED]
    marks = 2 * seen + sum(counts)
    if marks < LEAST or (seen < 2 and sum(map(bool, (seen, *counts))) < SORTS):
        return False
    plain = LINK.sub("", text)
    letters = len(plain) + (SYLLABLE - 1.0) * len(_SYLLABLE.findall(plain))
    return 100 * marks >= DENSE * letters


def behind(
    query: Query, ranked: Sequence[tuple[str, float]], read: Read, exact: Collection[str] = ()
) -> list[tuple[str, float]]:
    """Return a ranking, ids and scores 0…1, in which lists of sources keep ``BEHIND`` of their scores.

    So they come after running text that is nearly as good, and first where nothing else fits. None falls behind what
    was not looked at. Those that hold literally what was asked (``exact``, or phrases in quotes) stay where they are,
    and so do all where the question asks for sources or links.
    """
    first, rest = ranked[:LOOKED_AT], ranked[LOOKED_AT:]
    if not first or query.phrases or _ASKS.search(query.text):
        return list(ranked)
    lists = {id_ for id_, p in read([id_ for id_, _ in first]).items() if _running(p) and lists_sources(p.text)}
    lists -= set(exact)
    least = rest[0][1] if rest else 0.0
    lowered = [(id_, max(BEHIND * score, least) if id_ in lists else score) for id_, score in first]
    return [*sorted(lowered, key=lambda one: -one[1]), *rest]


def _running(passage: Passage) -> bool:
    return passage.kind == "document" and passage.locator.row is None
