"""Names that are no words: codes, versions, file and variable names, addresses, numbers with separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NAME = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[A-Za-z][A-Za-z0-9]*+(?:\+\+|\#)"
    r"|[A-Za-z0-9]++(?:[._/:@+\-][A-Za-z0-9]++)++"
    r"|(?=[A-Za-z]*+[0-9])(?=[0-9]*+[A-Za-z])[A-Za-z0-9]++)"
    r"(?![A-Za-z0-9])"
)
_TELLING = re.compile(r"[0-9_@+#:]|[A-Za-z0-9]\.[A-Za-z0-9]")
_ORDINARY = re.compile(r"[0-9]+(?:st|nd|rd|th|s)|(?:[a-z]\.)+[a-z]", re.IGNORECASE)
_HYPHENATED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+){1,2}")
_CAMEL = re.compile(r"(?:[a-z0-9]+|[A-Z][a-z0-9]+)[A-Z][A-Za-z0-9]*")
_SIGN = re.compile(r"[0-9#]|[._/:@+\-](?=[A-Za-z0-9+])")
"""Stands in every name but camelCase ones; quick to look for."""
_HUMP = re.compile(r"[a-z0-9][A-Z]")
"""Stands in every camelCase name; quick to look for."""
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_RUNS = re.compile(r"[a-z]+|[0-9]+")
_DASHES = "‐‑‒–−"
_LONGEST_BARE = 24


def identifiers(text: str) -> list[str]:
    """Return the codes, versions, file and variable names in the text, folded, distinct, in order.

    Of words with capitals in them only those of three parts and more: two make a brand or a thing ("WiFi", "LinkedIn").
    """
    plain = normal(text)
    found = [(match.start(), match[0]) for match in _NAME.finditer(plain) if _is_telling(match[0])]
    found += [(match.start(), match[0]) for match in _CAMEL.finditer(plain) if len(_HUMPS.findall(match[0])) > 2]
    return list(dict.fromkeys(name.lower() for _, name in sorted(found)))


def located(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield identifiers of folded text, and their spellings without punctuation, with the stretch they stand in."""
    for match in _NAME.finditer(folded) if _SIGN.search(folded) else ():
        for token in (match[0], _bare(match[0])):
            yield token, match.start(), match.end()


def parts(text: str) -> list[str]:
    """Return the tokens that identifiers give besides their runs of letters and digits, folded, with repeats.

    ``ERR_4012`` gives itself and ``err4012``, ``v2.1.3`` also its letters and digits apart, ``camelCase`` its words,
    ``e-mail`` gives ``email``, ``1,000`` gives ``1000``.
    """
    return [part for part, _, _ in placed(normal(text))]


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what ``parts`` returns for text without variant letters, with the stretch that it stands in."""
    for match in _NAME.finditer(text) if _SIGN.search(text) else ():
        if _is_telling(match[0]):
            for part in of_name(match[0].lower()):
                yield part, match.start(), match.end()
        elif _HYPHENATED.fullmatch(match[0]):
            yield _bare(match[0].lower()), match.start(), match.end()
    for match in _CAMEL.finditer(text) if _HUMP.search(text) else ():
        for hump in _HUMPS.findall(match[0]):
            yield hump.lower(), match.start(), match.end()


def _is_telling(name: str) -> bool:
    """Tell codes and file names from hyphenated or slashed words, ordinals (``21st``) and ``e.g``."""
    return bool(_TELLING.search(name)) and not _ORDINARY.fullmatch(name)


def of_name(name: str) -> list[str]:
    """Return a folded identifier, its spelling without punctuation, and its letters and digits apart."""
    runs = re.split(r"[^a-z0-9]+", name)
    bare = _bare(name)
    found = [name] if name not in runs else []
    if bare not in runs and bare != name and len(bare) <= _LONGEST_BARE:
        found.append(bare)
    return found + [part for run in runs for part in _RUNS.findall(run) if part != run]


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9+#]", "", name)


def normal(text: str) -> str:
    """Return text without variant letters and dashes."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    for dash in _DASHES:
        plain = plain.replace(dash, "-")
    return plain
