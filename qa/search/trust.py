"""How far an encoder can be trusted in a pool: by language, with the language detector's slips evened out.

A short text in Latin letters is easily taken for a language that it is not in ("python for range" for Danish), and an
English encoder that is told so would leave the text to its words. So each language in Latin letters is believed in
proportion to how often it stands in the pool, and the question's own likewise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

DOUBT = 10.0
"""A language is trusted half on its own account when this many passages of the pool are in it."""

OTHER_SCRIPTS = frozenset(
    (
        *("am", "ar", "be", "bg", "bn", "bo", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "km", "kn", "ko", "lo"),
        *("mk", "ml", "mn", "mr", "my", "ne", "or", "pa", "ru", "si", "ta", "te", "th", "uk", "ur", "zh"),
    )
)
"""Languages that their letters tell: these are believed at once."""


def hidden(asked: str, languages: Mapping[str, str], matched: Mapping[str, float]) -> dict[str, float]:
    """Return for each passage id the share 0…1 of the question's words that it cannot hold, being in another language.

    ``asked`` is the question's language, ``languages`` gives each passage's, ``matched`` the share of the question's
    idf mass that it holds. Names and numbers cross borders: what the best passage of a language matched is not hidden
    from the others. That a language in Latin letters is another one is believed by how often it stands in the pool.
    """
    counts = Counter(languages.values())
    best: dict[str, float] = {}
    for id_, code in languages.items():
        best[code] = max(best.get(code, 0.0), matched.get(id_, 0.0))
    shares = {code: _foreign(asked, code, n) * (1.0 - min(best[code], 1.0)) for code, n in counts.items()}
    return {id_: shares[code] for id_, code in languages.items()}


def differ(asked: str, code: str) -> bool:
    """Tell whether two languages are known, and are two."""
    return bool(asked and code) and asked != code


def _foreign(asked: str, code: str, n: int) -> float:
    if not differ(asked, code):
        return 0.0
    return 1.0 if {asked, code} & OTHER_SCRIPTS else n / (n + DOUBT)


FEW, SHARE = 5, 0.05
"""A language in Latin letters is believed to be in a collection from this many passages, and this share of them, on."""

_SAME = {"no": "nb", "nb": "no"}
"""Codes for one language: detectors and model cards do not agree."""


def strangers(spoken: Mapping[str, int], covered: Collection[str]) -> tuple[str, ...]:
    """Return the languages of a collection that are not among those ``covered``, the commonest first.

    ``spoken`` counts passages by language code. A few passages in a language of Latin letters are taken for a slip of
    the language detector.
    """
    total = sum(spoken.values())
    missing = {
        code: n
        for code, n in spoken.items()
        if code
        and code not in covered
        and _SAME.get(code) not in covered
        and (n == total or code in OTHER_SCRIPTS or n >= max(FEW, SHARE * total))
    }
    return tuple(sorted(missing, key=lambda code: (-missing[code], code)))


def trust(known: Mapping[str, float], asked: str, languages: Mapping[str, str]) -> dict[str, float]:
    """Return for each passage id the lower of the encoder's trust, 0…1, in the question's and the passage's language.

    ``known`` is the encoder's trust by language code, "*" for all others; ``languages`` gives each passage's code.
    """
    counts = Counter(languages.values())
    believed = {code: known.get(code, known.get("*", 0.0)) for code in {*counts, asked}}
    latin = {code: n for code, n in counts.items() if code not in OTHER_SCRIPTS}
    if latin:
        usual = sum(n * believed[code] for code, n in latin.items()) / sum(latin.values())
        for code in {*latin, asked} - OTHER_SCRIPTS:
            n = counts[code]
            believed[code] = (n * believed[code] + DOUBT * usual) / (n + DOUBT)
    return {id_: min(believed[asked], believed[code]) for id_, code in languages.items()}
