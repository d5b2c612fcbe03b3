"""Questions that ask what something is, and sentences that say so."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language import fold

LONGEST = 60
"""Letters of what is asked about, at most: a longer "what is …" asks for something of it."""

_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:what|who)(?:'s| is| are| was| were) (?:an? |the )?(.+)",
        r"(?:was|wer) (?:ist|sind|war|waren) (?:eine? |der |die |das )?(.+)",
        r"(?:qu'est-ce qu(?:e |')|qui (?:est|était) )(?:une? |les? |la |l')?(.+)",
        r"¿?(?:qué|que|quién|quien) (?:es|son|era|fue) (?:una? |el |la |los |las )?(.+)",
        r"(?:что такое|кто так(?:ой|ая)) (.+)",
        r"(?:什么是|什麼是|何谓|何謂|什么叫)(.+)",
        r"(.+?)(?:是什么|是什麼|是谁|是誰)(?:意思)?",
        r"(.+?)(?:とは(?:何ですか|何|なんですか)?|って何ですか)",
    )
)
_ARTICLE = r"(?:an? |the |eine? |der |die |das |une? |les? |la |l'|una? |el |los |las )?"
_BESIDE = r"(?: ?[（(][^)）]{1,60}[)）])?"
"""A short form or another name in brackets."""
_BESIDES = "also|usually|often|generally|commonly|today|now|still|then|originally|simply|itself|auch|also|dann|selbst"
"""What may stand before the verb: any other word would make it another thing that is defined ("AutoGen agents are")."""
_SAYS = (
    rf"(?:,? (?:(?:{_BESIDES}) ){{0,2}}(?:is|are|was|were|means|ist|sind|war|waren|est|sont|était|es|son|era|fue) "
    r"| ?[-–—] ?(?:это )?|[,，]?(?:是|指|即)|とは|は)"
)


@lru_cache(maxsize=64)
def asked(question: str) -> str:
    """Return what a question asks the meaning of, folded; "" when it asks for something else."""
    plain = fold(question).strip(" ?？¿")
    found = (pattern.fullmatch(plain) for pattern in _ASKS)
    name = next((match[1].strip() for match in found if match), "")
    return name if len(name) <= LONGEST else ""


def defines(name: str, text: str) -> bool:
    """Tell whether a sentence begins by saying what something (``name``, folded) is."""
    return _definition(name).match(fold(text)) is not None


@lru_cache(maxsize=64)
def _definition(name: str) -> re.Pattern[str]:
    return re.compile(_ARTICLE + re.escape(name) + _BESIDE + _SAYS)
