"""How answers and pictures read: the quote, the passages with their scores, the themes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from qa.terminal.plain import BOLD, DIM, one_line, percent, shorter, styled, table, visible, wrap

NO_MATCH = "Nothing in the library matches these words or their meaning."

SMALLTALK = "That asks nothing of the documents. Ask what you would like to know from them."

NEAREST = "That is what it is about, in its own words. The passages nearest to the question:"

_AROUND = 320
"""Code points of a passage shown around its evidence."""

BY_SIGHT = (
    "Near to what the picture shows, as an image model sees it. No words on it led to these passages, and they are not "
    "counted as an answer:"
)


def answer(shown: Mapping[str, Any], *, width: int = 80, colour: bool = False, base: str = "") -> str:
    """Return an answer: the best quote first, then the numbered passages with their scores, then the themes."""
    hits = [dict(one, name=shorter(one["name"], base)) for one in shown["hits"]]
    blocks = [one_line(note) for note in shown["notes"]]
    blocks += [uncovered(shown["uncovered"])] if shown.get("uncovered") else []
    if shown.get("seen"):
        on = "pictures" if shown.get("asked_with", 0) > 1 else "picture"
        blocks.append(wrap(f"Read on the {on}: {one_line(shown['seen'])}", width, ""))
    beside = [f"Pictures:\n{pictures(shown['pictures'], base=base)}"] if shown.get("pictures") else []
    other = [_elsewhere(one["name"]) for one in shown.get("elsewhere", ())]
    waits = shown["verdict"] is None and shown["confidence"] is not None
    if not hits:
        greeted = shown["verdict"] is None and shown["confidence"] is None and not shown.get("asked_with")
        told = SMALLTALK if greeted else "" if waits else NO_MATCH
        return "\n\n".join(filter(None, [*blocks, *beside, told, *other]))
    if shown.get("overview"):
        blocks += [*map(_theme, shown["overview"]), styled(NEAREST, BOLD, colour)]
    elif shown["verdict"] is not None or waits:
        blocks += [styled(_verdict(shown), BOLD, colour), *other]
    said, shows = [one for one in hits if not by_sight(one)], [one for one in hits if by_sight(one)]
    if said and shown["verdict"] != "nothing" and not waits and not shown.get("overview"):
        blocks.append(_quote(said[0], width, colour))
    blocks += [_hit(one, width, colour) for one in said]
    blocks += [wrap(BY_SIGHT, width, ""), *(_hit(one, width, colour) for one in shows)] if shows else []
    if len(shown["groups"]) > 1:
        blocks.append("\n".join(_group(theme) for theme in shown["groups"]))
    return "\n\n".join([*blocks, *beside])


def by_sight(hit: Mapping[str, Any]) -> bool:
    """Tell a passage that an image model alone found, by what a picture shows."""
    return bool(hit.get("why")) and all(reason["why"] == "shows" for reason in hit["why"])


def _elsewhere(name: str) -> str:
    return f"“{one_line(name)}” may answer that: ask it with -c {shlex.quote(name)}."


def uncovered(one: Mapping[str, Any]) -> str:
    """Return which languages a collection's model was not made for, and what to do about it."""
    cure = f": `qa reindex --model {one['other']}` changes to one that was" if one["other"] else ""
    languages = ", ".join(one["languages"])
    return f"{one_line(one['model'])} was not made for {languages}: such passages are found by words alone{cure}."


_WHY = {
    "same": "the same picture",
    "mirrored": "the same picture, mirrored",
    "words": "reads",
    "described": "is called",
    "meaning": "shows what was asked",
    "look": "looks like it",
}


def pictures(shown: Sequence[Mapping[str, Any]], *, base: str = "") -> str:
    """Return a line for each picture: rank, score, name and page, and why it is there."""
    rows = []
    for one in shown:
        page = f", page {one['page']}" if one["page"] is not None else ""
        why = "; ".join(" ".join(filter(None, (_WHY[each["why"]], one_line(each["text"])))) for each in one["why"])
        rows.append((f"{one['rank']:>2}", f"{one['score']:.2f}", f"{shorter(one['name'], base)}{page}", why))
    return table(rows)


def _verdict(shown: Mapping[str, Any]) -> str:
    chance = percent(shown["confidence"])
    return {
        "answered": f"Answered ({chance} likely)",
        "maybe": f"This may answer it ({chance} likely)",
        "nothing": f"Nothing here answers that. The nearest passages ({chance} likely):",
        None: f"The nearest passages ({chance} likely):",
    }[shown["verdict"]] + (f"  {shown['id']}" if shown.get("id") else "")


def _quote(hit: Mapping[str, Any], width: int, colour: bool) -> str:
    found = max(hit["evidence"], key=lambda one: one["score"], default=None)
    best = found["text"] if found else hit["text"][:_AROUND]
    quoted = wrap(f"“{one_line(best)}”", width, "").split("\n")
    return "\n".join([*(styled(line, BOLD, colour) for line in quoted), f"— {_where(hit)}"])


def _hit(hit: Mapping[str, Any], width: int, colour: bool) -> str:
    meaning = "meaning –" if hit["semantic"] is None else f"meaning {hit['semantic']:.2f}"
    sure = "" if hit["confidence"] is None else f"{percent(hit['confidence'])} likely, "
    literally = ", found literally" if hit.get("exact") else ""
    numbers = "" if by_sight(hit) else f" ({meaning}, words {hit['keyword']:.1f}{literally})"
    scores = f"{sure}score {hit['score']:.2f}{numbers}"
    head = f"{hit['rank']:>2}  {styled(_where(hit), BOLD, colour)}  {styled(scores, DIM, colour)}"
    lines = [head, wrap(_excerpt(hit, colour), width, "    ")]
    if hit["also_in"]:
        lines.append("    also in " + ", ".join(one_line(other["name"]) for other in hit["also_in"]))
    return "\n".join(lines)


def _where(hit: Mapping[str, Any]) -> str:
    place = hit["locator"]
    parts = [one_line(hit["name"])]
    if place["page"] is not None:
        parts.append(f"page {place['page']}")
    if place["sheet"]:
        parts.append(f"sheet {one_line(place['sheet'])}")
    if place["row"] is not None:
        parts.append(f"row {place['row']}")
    if place.get("line") is not None:
        parts.append(f"line {place['line']}")
    if numbers := sorted({one["picture"] for one in hit.get("why", ()) if one.get("picture")}):
        parts.append(f"for picture {', '.join(map(str, numbers))}")
    if place["heading"]:
        parts.append(" › ".join(one_line(heading) for heading in place["heading"]))
    return ", ".join(parts)


def _excerpt(hit: Mapping[str, Any], colour: bool) -> str:
    """Return the part of a passage around its best evidence, with the evidence set in bold."""
    text: str = hit["text"]
    spans = sorted((one["start"], one["end"]) for one in hit["evidence"])
    centre = spans[0][0] if spans else 0
    start = 0 if len(text) <= 2 * _AROUND else max(0, centre - _AROUND // 2)
    end = len(text) if len(text) <= 2 * _AROUND else start + 2 * _AROUND
    pieces, at = ["… " if start else ""], start
    for left, right in spans:
        left, right = max(left, at), min(right, end)
        if left < right:
            pieces += [visible(text[at:left]), styled(visible(text[left:right]), BOLD, colour)]
            at = right
    return "".join([*pieces, visible(text[at:end]), " …" if end < len(text) else ""])


def _theme(theme: Mapping[str, Any]) -> str:
    return f"{one_line(theme['label'])}: {one_line(theme['summary'])}"


def _group(theme: Mapping[str, Any]) -> str:
    numbers = ", ".join(str(rank) for rank in theme["hits"])
    return f"{one_line(theme['label'])} ({numbers}): {one_line(theme['summary'])}"
