"""Lines as a PDF page draws them become text as its author wrote it. Pure functions on strings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3000-\u30ff\u3105-\u312f\u3190-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\uff66-\uff9f\U00020000-\U0003ffff"
)
"""For a character class: scripts written without spaces (Han, kana, Thai, Lao, Burmese, Khmer) and their marks."""

_WIDE = re.compile("[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]+")
_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
"""Radicals that PDF fonts give instead of the characters they look like, and that NFKC leaves alone."""

_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")
_INVISIBLE = re.compile("[\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BULLETS = re.compile(
    "[\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf06c\uf06e\uf0a8\uf0be\uf02d\uf0e0\u25cf\u25aa\u25a0\u2043](?=\\s|$)"
)
_JUNK = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff\ud800-\udfff\U000f0000-\U0010ffff]")
_CID = re.compile(r"\(cid:\d+\)|/g\d{1,5}(?=/g\d)|/[Cc]\d{1,3}(?=/[Cc]\d)")
_LEADERS = re.compile(r"(?:[.·…_]\s?){4,}")
_LETTERSPACED = re.compile(f"[{UNSPACED}](?: [{UNSPACED}]){{3,}}(?!\\S)|[{UNSPACED}](?: [{UNSPACED}]){{5,}}")
_MARKER = re.compile(
    r"[•◦‣▪●○■□◆◇▶►✓✔➢※*·¥§+–—-](?=\s|\w)|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=\s|[\u3400-\u9fff])"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}\.?\s|[一二三四五六七八九十百]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|第[一二三四五六七八九十百零\d]{1,4}[章节節条條款部]"
)
_TERMINAL = re.compile(r"[.!?:;。！？：；．…।؟۔]['\"”’»)\]）」』】]*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")


def tidy(text: str) -> str:
    """Fold ligatures, presentation forms, radicals, odd spaces, bullets; drop what cannot be read; keep line ends."""
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_RADICALS))
    text = _JUNK.sub("", _BULLETS.sub("•", _INVISIBLE.sub("", _CID.sub("", text.replace("\r\n", "\n")))))
    text = _SPACES.sub(" ", _LEADERS.sub(" … ", text))
    text = _LETTERSPACED.sub(lambda match: match[0].replace(" ", ""), text)
    return unicodedata.normalize("NFC", text)


def garbled(text: str) -> bool:
    """Tell whether text as extracted is mostly glyph numbers, private-use or control characters instead of letters."""
    solid = re.sub(r"\s|[.·…_-]", "", _BULLETS.sub("", text))
    if not solid:
        return False
    junk = len(_JUNK.findall(solid)) + sum(map(len, _CID.findall(solid)))
    if junk > 0.2 * len(solid):
        return True
    readable = sum(character.isalnum() or unicodedata.category(character)[0] == "M" for character in solid)
    return len(solid) > 80 and readable < 0.35 * len(solid)


def has_words(text: str) -> bool:
    """Tell whether there is anything to search by: at least two letters or digits."""
    return len(re.findall(r"[^\W_]", text)) > 1


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """Collect the lower-cased words that stand whole in these lines, to tell "re-moves" from "in-batch"."""
    words: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.lower())
        words.update(found[1:-1] if len(found) > 2 else found[:1])
    return frozenset(words)


def without_running(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop the lines that run along the top or bottom of most pages.

    A line runs when it stands on the edge (outer three lines) of half the pages, or of 70% of the even or odd ones;
    a number in it may count along with the pages. A running line with words that stand nowhere else is kept once.
    """
    running = _running(pages)
    dropped = [
        {at for at in _edge(lines) if running.intersection(_keys(lines[at], page))} for page, lines in enumerate(pages)
    ]
    said = {
        word
        for lines, out in zip(pages, dropped, strict=True)
        for at, line in enumerate(lines)
        if at not in out
        for word in _words(line)
    }
    left: list[list[str]] = []
    for lines, out in zip(pages, dropped, strict=True):
        kept = []
        for at, line in enumerate(lines):
            words = _words(line)
            if at not in out or (len(words) > 1 and not words <= said):
                kept.append(line)
                said |= words
        left.append(kept or list(lines))
    return left


def _edge(lines: Sequence[str]) -> set[int]:
    return {at for at in range(len(lines)) if at < 3 or at >= len(lines) - 3}


def _words(line: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]{3,}|[\u3400-\u9fff]{2,}", line)}


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the keys of lines that stand on the edge of most pages, or most even or odd ones."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for page, lines in enumerate(pages):
        counts[page % 2 == 0].update({key for at in _edge(lines) for key in _keys(lines[at], page)})
    filled = {even: sum(map(bool, pages[0 if even else 1 :: 2])) for even in counts}
    return {
        key
        for key in counts[True] | counts[False]
        if counts[True][key] + counts[False][key] >= max(4, 0.5 * len(pages))
        or any(counts[even][key] >= max(4, 0.7 * filled[even]) for even in counts)
    }


def _keys(line: str, page: int) -> set[str]:
    """The line itself, and the line with each of its numbers as a distance from the page it stands on."""
    if len(line) > 150:
        return set()
    numbers = list(re.finditer(r"\d{1,4}", line))
    counting = {f"{line[: n.start()]}\0{int(n[0]) - page}\0{line[n.end() :]}" for n in (*numbers[:3], *numbers[-3:])}
    return counting | ({line} if re.search(r"[^\W\d_]", line) else set())


def joined(lines: Sequence[str], known: Collection[str] = frozenset()) -> str:
    """Join hard-wrapped lines into paragraphs, one a line, undoing hyphenation.

    ``known`` are words of the document (lower case). Table rows, list items and headings keep lines of their own;
    no space is put between characters of scripts that are written without.
    """
    lines = [line.strip() for line in lines]
    widths = [_width(line) for line in lines]
    text: list[str] = []
    for at, line in enumerate(lines):
        if not line:
            continue
        if text and at and lines[at - 1] and _wraps(lines, widths, at):
            text[-1] = _glued(text[-1], line, known)
        else:
            text.append(line)
    return "\n".join(line.replace("\u00ad", "") for line in text)


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _wraps(lines: Sequence[str], widths: Sequence[int], at: int) -> bool:
    """Tell whether line ``at`` goes on with the sentence of the line before it."""
    above, line = lines[at - 1], lines[at]
    if _BROKEN.search(above) and line[0].isalpha():
        return True
    ended = bool(_TERMINAL.search(above))
    if line[0] == "•" or (_MARKER.match(line) and (ended or not line[0].isdigit() or _MARKER.match(above))):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if (_tabular(line) and (_tabular(above) or _tabular(below))) or re.search(r"… ?\S{0,6}$", above):
        return False
    column = max(widths[max(0, at - 4) : at + 4])
    full = widths[at - 1] + _first_width(line) >= 0.85 * column and column >= (12 if _ideographic(line[0]) else 30)
    if ended:
        opens = line[0].isupper() or line[0].isdigit()
        heading = opens and widths[at] < 0.6 * column and (line[-1] in ":：" or not _TERMINAL.search(line))
        return full and not heading
    goes_on = line[0].islower() or line[0] in ",;)"
    return full or (goes_on and widths[at - 1] >= 0.6 * column and len(above.split()) > 3 and not above[-1].isdigit())


def _first_width(line: str) -> int:
    """What the first word of a line would have needed at the end of the line above."""
    return 2 if _ideographic(line[0]) else len(line.split(maxsplit=1)[0]) + 1


def _ideographic(character: str) -> bool:
    return bool(_WIDE.match(character)) and not "\uac00" <= character <= "\ud7a3"


def _tabular(line: str) -> bool:
    cells = line.split()
    return len(cells) > 1 and sum(any(map(str.isdigit, cell)) for cell in cells) >= 0.3 * len(cells)


def _glued(above: str, line: str, known: Collection[str]) -> str:
    broken = _BROKEN.search(above)
    if broken and above[-1] != "\u00ad" and not _hyphenated(broken[1], line, known):
        return above + line
    if broken:
        return above[:-1] + line
    unspaced = bool(re.match(f"[{UNSPACED}]{{2}}", above[-1] + line[0]))
    if unspaced or _ideographic(above[-1]) or _ideographic(line[0]) or (above[-1] in "-/" and line[0].isalnum()):
        return above + line
    return f"{above} {line}"


def _hyphenated(left: str, line: str, known: Collection[str]) -> bool:
    """Tell whether a hyphen at the line's end only wraps a word; if not, it belongs to the word."""
    right = _WORD.match(line)
    if not right or not line[0].islower():
        return False
    head, tail = left.lower(), right[0].lower()
    if head + tail in known:
        return True
    if f"{head}-{tail}" in known:
        return False
    return not (len(head) > 3 and len(tail) > 3 and head in known and tail in known)
