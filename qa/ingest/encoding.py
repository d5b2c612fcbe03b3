"""Bytes become text: which encoding a file was saved in, told by how likely the text is that each one gives."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from qa.ingest.alphabets import UNKNOWN, Alphabet, alphabet, japanese, korean, simplified, traditional

_SAMPLE = 16_384
"""Bytes looked at; more does not change the verdict and costs time on big files."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WESTERN = ("western", "german", "french", "spanish", "italian", "portuguese", "nordic")
_CENTRAL = ("polish", "czech", "hungarian", "romanian", "southern")

_DOUBLE_BYTE: Mapping[str, Callable[[], Alphabet]] = {
    "gb18030": simplified,
    "cp950": traditional,
    "cp932": japanese,
    "cp949": korean,
    "euc_jp": japanese,
}

_SINGLE_BYTE: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "cp1252": (0.0, _WESTERN),
    "cp1250": (-2.0, _CENTRAL),
    "cp1251": (0.0, ("russian", "ukrainian")),
    "cp1253": (-2.0, ("greek",)),
    "cp1254": (-2.0, ("turkish",)),
    "cp1255": (-2.5, ("hebrew",)),
    "cp1256": (0.0, ("arabic",)),
    "cp1257": (-4.0, ("baltic",)),
    "cp874": (-2.0, ("thai",)),
    "koi8_r": (-1.0, ("russian",)),
    "koi8_u": (-1.0, ("ukrainian",)),
    "cp866": (-4.0, ("russian",)),
    "iso8859_2": (-4.0, _CENTRAL),
    "mac_roman": (-12.0, _WESTERN),
    "cp850": (-12.0, _WESTERN),
}
"""How likely a file is in this encoding before one looks at it (logarithm), and the languages written in it."""

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""Labels stand for the wider code page that programs really write (as browsers read them, WHATWG Encoding)."""


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text and the Python codec it was saved in; never fails.

    ``declared`` is what the file says of itself (a meta tag, a mail header); it is believed when the bytes agree.
    Bytes that fit no encoding become U+FFFD; ask ``garbled`` whether what came out is text.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(codec, "replace").replace("\0", ""), codec
    data, codec = _told(data, _codec(declared))
    try:
        text = data.decode(codec)
        return (_mended(text) if codec == "utf-8" else text), codec
    except UnicodeDecodeError:
        wider = "big5hkscs" if codec == "cp950" else codec
        return data.decode(wider, "replace"), wider


_TWICE = re.compile("[\xc2-\xf4][\x80-\xbf]{1,3}")


def _mended(text: str) -> str:
    """Undo a second encoding as UTF-8, which the control characters U+0080…U+009F give away."""
    if not re.search("[\xc2-\xf4][\x80-\x84\x86-\x9f]", text):
        return text

    def once(match: re.Match[str]) -> str:
        try:
            return match[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return _TWICE.sub(once, text)


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name if label else ""
        b"".decode(name or "utf-8")
    except (LookupError, ValueError, UnicodeError):
        return ""
    return _ALIASES.get(name, name)


def _told(data: bytes, declared: str) -> tuple[bytes, str]:
    """Return the bytes, without the NULs that stray in text, and their codec."""
    if b"\0" not in data:
        return data, _detect(data, declared)
    wide = _spaced(data[:_SAMPLE])
    if wide:
        return data, wide
    kept = data.replace(b"\0", b"")
    codec = _detect(kept, declared)
    return (kept, codec) if kept and _clean(_trial(_sample(kept), codec)) else (data, "cp1252")


_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _spaced(sample: bytes) -> str:
    """Return the UTF-16 or UTF-32 without a mark that the NULs in a sample tell, or "" where they only stray in it.

    There they stand at even places or at odd ones, but for those within characters such as U+4E00; few stand among
    ideographs, whose other bytes are of any value.
    """
    kept = sample.replace(b"\0", b"")
    regular = not (0 in sample[::2] and 0 in sample[1::2]) or not any(sample[::4]) or not any(sample[3::4])
    few = len(kept) > 0.75 * len(sample)
    if (few or not regular) and (kept.isascii() or _is_utf8(kept)) and _clean(_trial(kept, "utf-8")):
        return ""
    return _wide(sample, 0.95 if not regular or (few and not _CONTROL.search(kept)) else 0.7)


def _clean(text: str) -> bool:
    """Tell whether hardly any character is one that no text holds."""
    return sum(map(_odd, text)) <= 0.01 * len(text)


def _detect(data: bytes, declared: str) -> str:
    if data.isascii():
        return "iso2022_jp" if b"\x1b$B" in data or b"\x1b$@" in data else "utf-8"
    sample = _sample(data)
    if _is_utf8(sample):
        return "utf-8"
    if declared and declared != "utf-8" and not declared.startswith("utf-16") and _agrees(sample, declared):
        return declared
    best = _best(sample)
    return (_wide(sample, 0.95) if garbled(_trial(sample, best)) else "") or best


def _sample(data: bytes) -> bytes:
    """Return lines that hold non-ASCII bytes, from all over the file; ASCII lines say nothing."""
    if len(data) <= _SAMPLE:
        return data
    found: list[bytes] = []
    room = _SAMPLE
    for start in _starts(data):
        piece = data[start : start + room]
        piece = piece[: piece.find(b"\n") + 1 or len(piece)]
        found.append(piece)
        room -= len(piece)
        if room <= 0:
            break
    return b"".join(found)


def _starts(data: bytes) -> Iterator[int]:
    """Yield starts of characters: the first high byte after a line break is always a lead byte."""
    position = 0
    high = re.compile(rb"[\x80-\xff]")
    while match := high.search(data, position):
        yield match.start()
        position = data.find(b"\n", match.start()) + 1
        if not position:
            return


def _is_utf8(sample: bytes) -> bool:
    """Tell UTF-8, also with a few broken characters in it: other encodings seldom look like it by chance."""
    text = _trial(sample, "utf-8")
    broken = text.count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    whole = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    return whole >= 20 * broken and whole > 0


def _wide(sample: bytes, sure: float = 0.7) -> str:
    """Return the UTF-16 or UTF-32 without a mark that the sample is written in, or ""."""
    even = sample[: len(sample) // 4 * 4] if len(sample) > 4 else sample[: len(sample) // 2 * 2]
    scores = {}
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = even.decode(codec, "replace")
        scores[codec] = sum(map(_plausible, text)) / max(1, len(text))
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] > sure else ""


def _plausible(character: str) -> bool:
    code = ord(character)
    common = code < 0x250 or 0x370 <= code < 0x700 or 0x900 <= code < 0xE80 or 0x2010 <= code < 0x2040
    east = 0x3000 <= code < 0x3100 or 0x4E00 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or 0xFF00 <= code < 0xFFF0
    return (common and (code >= 32 or character in "\t\n\r\f")) or east


def _agrees(sample: bytes, codec: str) -> bool:
    text = _trial(sample, codec)
    return "\ufffd" not in text and not garbled(text)


def _trial(sample: bytes, codec: str) -> str:
    """Decode a sample; the last character of one cut to size may be missing."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    return decoder.decode(sample, final=len(sample) < _SAMPLE)


def _best(sample: bytes) -> str:
    scores = {codec: _likelihood(_trial(sample, codec), letters()) for codec, letters in _DOUBLE_BYTE.items()}
    for codec, (prior, languages) in _SINGLE_BYTE.items():
        text = _trial(sample, codec)
        scores[codec] = prior + max(_likelihood(text, alphabet(language)) for language in languages)
    return max(scores, key=lambda codec: scores[codec])


def _likelihood(text: str, letters: Alphabet) -> float:
    """Return the log-likelihood of the text in a language; comparable between encodings of the same bytes."""
    weights = letters.weights
    counts = Counter(text)
    score = sum(n * (_ascii(c) if c < "\x80" else weights.get(c, UNKNOWN)) for c, n in counts.items())
    return score + sum(
        cost * len(pattern.findall(text)) for pattern, cost in _seams(letters.ideographic, letters.joined)
    )


def _ascii(character: str) -> float:
    if character in "\t\n\r ":
        return -2.0
    return -14.0 if character < " " or character == "\x7f" else -4.0


@cache
def _seams(ideographic: bool, joined: bool) -> tuple[tuple[re.Pattern[str], float], ...]:
    """Return what a language's words do not look like, each with its cost."""
    own = r"[^\W\d_a-zA-Z]"
    if ideographic:
        return ((re.compile(f"[a-z](?={own}[a-z])"), -5.0), (re.compile(f"[a-zA-Z]{own}|{own}[a-zA-Z]"), -1.0))
    capital = (re.compile(r"[a-zß-öø-ÿа-яёα-ω](?=[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω])"), -3.0)
    if joined:
        return (capital, (re.compile(f"{own}(?={own}{own})"), -4.0))
    return (capital, (re.compile(f"[a-zA-Z]{own}|{own}[a-zA-Z]"), -6.0))


_LATIN_MOJIBAKE = re.compile(r"[ÃÂ][\x80-¿]|â€|ï»¿|[À-ÿ]{4}")
_SPOILED = re.compile("锟斤拷|烫烫烫|屯屯屯")


def garbled(text: str) -> bool:
    """Tell whether what should be text came out as garbage: control, unassigned, private-use or misread characters."""
    sample = text if len(text) <= 30_000 else text[:10_000] + text[len(text) // 2 :][:10_000] + text[-10_000:]
    counts = Counter(sample)
    visible = sum(n for c, n in counts.items() if not c.isspace())
    if not visible:
        return False
    odd = sum(n for c, n in counts.items() if _odd(c)) + 3 * len(_SPOILED.findall(sample))
    misread = sum(len(run) for run in _LATIN_MOJIBAKE.findall(sample))
    return (odd > 1 and odd / visible > 0.08) or (misread > 4 and misread / visible > 0.3)


def _odd(character: str) -> bool:
    if character == "\ufffd":
        return True
    category = unicodedata.category(character)
    return category in ("Cn", "Co", "Cs") or (category == "Cc" and character not in "\t\n\r\f\v\x1b\x85")
