"""Questions that ask for a number or a time, and sentences that hold one."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language import fold

_ASKING = re.compile(
    r"\bhow (?:many|much|long|old|far|often|tall|large|big|high|early|late|soon)\b|\bwhen\b"
    r"|\b(?:what|which) (?:year|month|day|date|time|percentage|number|century|decade)\b"
    r"|\bwie ?(?:viel|lange|oft|weit|alt|hoch)|\bwann\b|\bwelche[mns]? (?:jahr|datum|tag)\b|\bhoeveel\b|\bwanneer\b"
    r"|\bcombien\b|\bquand\b|\bquelle (?:année|date)\b|\bcuánt|\bcuándo\b|\bqué año\b|\bquant[oaie]?s?\b|\bquando\b"
    r"|\bсколько\b|\bскільки\b|\bкогда\b|\bколи\b|\bкак(?:ом|ой) год|\bile\b|\bkiedy\b|\bkolik\b|\bkdy\b"
    r"|多少|几|幾|何时|何時|什么时候|什麼時候|哪一?年|多久|いくつ|いくら|いつ|何年|何人|何日|몇|언제|얼마"
    r"|\bكم\b|\bمتى\b|أي عام|اي عام|\bچند\b|\bکی\b|\bכמה\b|\bמתי\b|กี่|เท่าไ|เท่าใด|เมื่อไ|เมื่อใด"
    r"|ปีใด|ปีไหน|कितन|\bकब\b"
    r"|\bkaç\b|\bne zaman\b|bao nhiêu|khi nào|năm nào|\bmấy\b|\bπόσ|\bπότε\b"
    r"|\bberapa\b|\bkapan\b|\bhur (?:många|mycket)\b"
)
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万萬两]{2,}"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion)\b"
)


@lru_cache(maxsize=64)
def asks_number(question: str) -> bool:
    """Tell whether a question asks how many, how much or when, in the languages that are known here."""
    return _ASKING.search(question.casefold()) is not None


def holds_number(text: str) -> bool:
    """Tell whether there are digits in a text, or Chinese or English numerals."""
    return _NUMBER.search(fold(text)) is not None
