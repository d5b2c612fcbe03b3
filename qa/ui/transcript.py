"""A chat as a Markdown file: what was asked, what was found and where it stands; pure, with all text escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from qa.types import Answer, Evidence, Hit, Turn
from qa.ui import chosen, show, words

NAME = 60
"""Characters of a question that name the file."""

_SIGNS = re.compile(r"[\\`*_\[\]<>&~$|^{}#]|:(?=//)|(?<=\bwww)\.|=(?==)|(?<==)=", re.IGNORECASE)
"""What means something wherever it stands; addresses too, for in a link made of one backslashes would be shown."""
_FIRST = re.compile(r"\A(?:(\d{1,9})(?=[.)])|(?=[-+=:]))")
"""Where a line begins as a list, an underlining or a definition does."""
_TICKS = re.compile("`+")
_NAMELESS = re.compile(r"[^\w]+")


def file_name(chat: Sequence[Turn], language: str) -> str:
    """Return what to call the file: the first question that was asked in words."""
    asked = (_NAMELESS.sub(" ", turn.question)[:NAME].strip() for turn in chat)
    return f"{next(filter(None, asked), words.say(words.Frame, language).title)}.md"


def markdown(chat: Sequence[Turn], language: str, named: Callable[[str], str]) -> str:
    """Write a chat as Markdown, in the words of the pages in a language.

    Each question with the names of its pictures, the verdict with its confidence, and the passages with the sentences
    that answer in bold, their files, places and scores. ``named`` gives the name of a picture by its id, "" if it is
    gone.
    """
    blocks = [f"# {words.say(words.Ask, language).transcript}"]
    for turn in chosen.turns(chat):
        blocks += _asked(turn, language, named)
        if turn.answer is not None:
            blocks += _answered(turn, turn.answer, language)
    return "\n\n".join(blocks) + "\n"


def _asked(turn: Turn, language: str, named: Callable[[str], str]) -> list[str]:
    say = words.say(words.Ask, language)
    found = turn.answer
    ids = (found.picture, *found.more_pictures) if found else ()
    names = [name for name in map(named, ids) if name]
    carried = chosen.carried(turn)
    return [
        f"## {_line(turn.question) or words.say(words.Frame, language).untitled}",
        *([_line(say.asked_with(", ".join(names)))] if names else []),
        *([_line(f"{say.carried} {', '.join(carried)}")] if carried else []),
    ]


def _answered(turn: Turn, found: Answer, language: str) -> list[str]:
    say = words.say(words.Ask, language)
    told = words.relayed if language == "zh" else str
    blocks = [_line(told(note)) for note in found.notes]
    blocks += _verdict(turn, found, language)
    pictures = [show.short_name(hit.source.name) for hit in chosen.pictures(found)]
    blocks += [_line(say.pictures_found(", ".join(dict.fromkeys(pictures))))] if pictures else []
    shows, listed = chosen.by_sight(found), chosen.passages(found)
    blocks += [_line(say.by_sight_help)] if shows else []
    blocks += [block for hit in shows for block in _passage(hit, say)]
    if listed and (found.overview or chosen.unproven(found)):
        blocks.append(_line(say.nearest_passages(len(listed))))
    blocks += [block for hit in listed for block in _passage(hit, say)]
    return [*blocks, _line(say.removed(turn.removed))] if turn.removed else blocks


def _verdict(turn: Turn, found: Answer, language: str) -> list[str]:
    """Say what the page says on top of an answer, with how sure it is."""
    say, hits = words.say(words.Ask, language), chosen.said(found)
    if found.overview:
        return [_line(say.overview), *(f"**{_line(one.label)}** — {_line(one.summary)}" for one in found.overview)]
    if known := chosen.known(turn, found):
        return [_line(words.say(words.Pictures, language).here(known))]
    if chosen.waits(found):
        return []
    if not hits:
        told = say.heading if chosen.smalltalk(turn, found) else say.nothing
        return [] if turn.removed or found.pictures or found.hits else [_line(told)]
    if turn.lost:
        return [_line(say.lost)]
    verdict = f"**{_line(show.verdict(found, hits[0], say)[0])}**"
    more = {"nothing": say.nothing_answers, "maybe": say.maybe_answers}.get(found.verdict or "", "")
    return [verdict, _line(more)] if more else [verdict]


def _passage(hit: Hit, say: words.Ask) -> list[str]:
    """Write a passage: number, file and place, scores, text, and where else it stands."""
    places = " · ".join(map(_line, (show.short_name(hit.source.name), *show.places(hit, say))))
    scores = _line(f"{show.strength(hit, say)[0]} · {show.numbers(hit, say)}")
    body = _code(hit.passage.text) if hit.passage.kind == "code" else _prose(hit)
    also = ", ".join(show.short_name(name) for _, name in hit.also_in)
    return [f"### {hit.rank}. {places}", scores, body, *([_line(f"{say.also_in} {also}")] if also else [])]


def _code(text: str) -> str:
    """Quote code as it is, between fences that it cannot close."""
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return "\n".join(f"> {line}" for line in (fence, *text.splitlines(), fence))


def _prose(hit: Hit) -> str:
    """Quote a passage with its evidence in bold; its lines stay lines where the page keeps them."""
    lines: list[str] = []
    at = 0
    for line in hit.passage.text.splitlines(keepends=True):
        shown = line.strip()
        if shown or (lines and lines[-1]):
            lines.append(_bold(shown, at + len(line) - len(line.lstrip()), hit.evidence))
        at += len(line)
    broken = "" if show.paper(hit.passage) else "  "
    after = [*lines[1:], ""]
    return "\n".join(f"> {one}{broken if one and other else ''}" for one, other in zip(lines, after, strict=True))


def _bold(line: str, start: int, evidence: Iterable[Evidence]) -> str:
    """Escape a line that begins at ``start`` of its passage, and set in bold what of the evidence stands in it."""
    pieces: list[str] = []
    at = 0
    for left, right in _stretches(line, [(one.start - start, one.end - start) for one in evidence]):
        pieces += [_escaped(line[at:left], first=not at), f"**{_escaped(line[left:right])}**"]
        at = right
    return "".join([*pieces, _escaped(line[at:], first=not at)])


def _stretches(line: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans that can be set in bold, in order and apart: each begins and ends with a letter or a digit.

    Next to other signs the asterisks would often stay what they are: in Chinese no space follows a full stop.
    """
    found: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        left, right = max(left, 0), min(right, len(line))
        while left < right and unicodedata.category(line[left])[0] not in "LN":
            left += 1
        while left < right and unicodedata.category(line[right - 1])[0] not in "LNM":
            right -= 1
        if left < right and found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        elif left < right:
            found.append((left, right))
    return found


def _line(value: str) -> str:
    """Write text from outside on one line, escaped."""
    return _escaped(" ".join(value.split()), first=True)


def _escaped(value: str, *, first: bool = False) -> str:
    """Escape signs that mean something to Markdown (CommonMark's, GitHub's and Pandoc's); ``first``: a line begins."""
    escaped = _SIGNS.sub(r"\\\g<0>", value)
    return _FIRST.sub(r"\1\\", escaped) if first else escaped
