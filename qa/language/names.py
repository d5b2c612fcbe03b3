"""Names that are no words: codes, versions, file and variable names, addresses, numbers with separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NAME = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[A-Za-z][A-Za-z0-9]*(?:\+\+|\#)"
    r"|[A-Za-z0-9]+(?:[._/:@+\-][A-Za-z0-9]+)+"
    r"|(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]+)"
    r"(?![A-Za-z0-9])"
)
_TELLING = re.compile(r"[0-9_@+#:]|[A-Za-z0-9]\.[A-Za-z0-9]")
_ORDINARY = re.compile(r"[0-9]+(?:st|nd|rd|th|s)|(?:[a-z]\.)+[a-z]", re.IGNORECASE)
_HYPHENATED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+){1,2}")
_CAMEL = re.compile(r"(?:[a-z0-9]+|[A-Z][a-z0-9]+)[A-Z][A-Za-z0-9]*")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_RUNS = re.compile(r"[a-z]+|[0-9]+")
_DASHES = str.maketrans("‐‑‒–−", "-----")
_LONGEST_BARE = 24


def identifiers(text: str) -> list[str]:
    """Return the codes, versions, file and variable names in the text, folded, distinct, in order."""
    normal = _normal(text)
    found = [(match.start(), match[0]) for match in _NAME.finditer(normal) if _is_telling(match[0])]
    found += [(match.start(), match[0]) for match in _CAMEL.finditer(normal)]
    return list(dict.fromkeys(name.lower() for _, name in sorted(found)))


def located(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield identifiers of folded text, and their spellings without punctuation, with the stretch they stand in."""
    for match in _NAME.finditer(folded):
        for token in (match[0], _bare(match[0])):
            yield token, match.start(), match.end()


def parts(text: str) -> list[str]:
    """Return the tokens that identifiers give besides their runs of letters and digits, folded, with repeats.

    ``ERR_4012`` gives itself and ``err4012``, ``v2.1.3`` also its letters and digits apart, ``camelCase`` its words,
    ``e-mail`` gives ``email``, ``1,000`` gives ``1000``.
    """
    normal = _normal(text)
    found: list[str] = []
    for match in _NAME.finditer(normal):
        if _is_telling(match[0]):
            found += of_name(match[0].lower())
        elif _HYPHENATED.fullmatch(match[0]):
            found.append(_bare(match[0].lower()))
    for match in _CAMEL.finditer(normal):
        found += [hump.lower() for hump in _HUMPS.findall(match[0])]
    return found


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


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_DASHES)
