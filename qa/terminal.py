"""How the JSON objects of :mod:`qa.wire` read on a terminal. Pure: text in, text out."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BOLD, DIM, PLAIN = "\033[1m", "\033[2m", "\033[0m"
_AROUND = 320
"""Code points of a passage shown around its evidence."""

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Hindi and emoji need them."""

_STATUS = {
    "unchanged": "unchanged",
    "ready": "ready",
    "words": "searchable by words",
    "failed": "failed",
    "removed": "removed",
    "pending": "waiting",
}


def visible(text: str) -> str:
    """Return text that cannot steer a terminal: control characters become blanks, invisible formatting goes."""
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == "\n" or char in _JOINERS:
        return char
    category = unicodedata.category(char)
    return " " if category in ("Cc", "Cs") else "" if category == "Cf" else char


def one_line(text: str) -> str:
    """Return text with its white space folded, safe to print."""
    return " ".join(visible(text).split())


def shorter(name: str, base: str) -> str:
    """Return a path as seen from the folder ``base``, when it lies in it."""
    return one_line(name.removeprefix(f"{base.rstrip('/')}/") if base else name)


def added(shown: Mapping[str, Any], *, base: str = "") -> str:
    """Return the line for one file: what became of it, and what to know about it."""
    head = f"{shorter(shown['name'], base)}: {_STATUS[shown['status']]}"
    if shown["error"]:
        return f"{head}: {_complaint(shown)}"
    if shown["status"] in ("ready", "words"):
        head += f", {_count(shown['passages'], 'passage')}, {shown['seconds']:.1f} s"
    return "\n".join([head, *(f"  {one_line(note)}" for note in _notes(shown))])


def _complaint(shown: Mapping[str, Any]) -> str:
    """Return the error without the long path that stands beside it already."""
    name: str = shown["name"]
    return one_line(shown["error"].replace(name, name.rsplit("/", 1)[-1]))


def _notes(shown: Mapping[str, Any]) -> Iterable[str]:
    yield from shown["notes"]
    rows = shown["rows"]
    if rows and (rows["duplicates"] or rows["skipped"]):
        yield (
            f"{_count(rows['added'], 'row')} added, {len(rows['duplicates'])} repeated, {len(rows['skipped'])} skipped"
        )
        for skipped in rows["skipped"][:5]:
            yield f"row {skipped['row']}: {skipped['why']}"


def answer(shown: Mapping[str, Any], *, width: int = 80, colour: bool = False, base: str = "") -> str:
    """Return an answer: the best quote first, then the numbered passages with their scores, then the themes."""
    hits = [dict(one, name=shorter(one["name"], base)) for one in shown["hits"]]
    blocks = [one_line(note) for note in shown["notes"]]
    blocks += [uncovered(shown["uncovered"])] if shown.get("uncovered") else []
    if shown.get("seen"):
        blocks.append(_wrap(f"Read on the picture: {one_line(shown['seen'])}", width, ""))
    beside = [f"Pictures:\n{pictures(shown['pictures'], base=base)}"] if shown.get("pictures") else []
    if not hits:
        return "\n\n".join([*blocks, *beside, "Nothing in the library matches these words or their meaning."])
    if shown["verdict"] is not None:
        blocks.append(_styled(_verdict(shown), BOLD, colour))
    if shown["verdict"] != "nothing":
        blocks.append(_quote(hits[0], width, colour))
    blocks += [_hit(one, width, colour) for one in hits]
    if len(shown["groups"]) > 1:
        blocks.append("\n".join(_group(theme) for theme in shown["groups"]))
    return "\n\n".join([*blocks, *beside])


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
    chance = _percent(shown["confidence"])
    return {
        "answered": f"Answered ({chance} likely)",
        "maybe": f"This may answer it ({chance} likely)",
        "nothing": f"Nothing here answers that. The nearest passages ({chance} likely):",
    }[shown["verdict"]] + (f"  {shown['id']}" if shown.get("id") else "")


def _percent(share: float) -> str:
    return f"{min(max(round(100 * share), 1), 99)}%"


def _quote(hit: Mapping[str, Any], width: int, colour: bool) -> str:
    found = max(hit["evidence"], key=lambda one: one["score"], default=None)
    best = found["text"] if found else hit["text"][:_AROUND]
    quoted = _wrap(f"“{one_line(best)}”", width, "").split("\n")
    return "\n".join([*(_styled(line, BOLD, colour) for line in quoted), f"— {_where(hit)}"])


def _hit(hit: Mapping[str, Any], width: int, colour: bool) -> str:
    meaning = "meaning –" if hit["semantic"] is None else f"meaning {hit['semantic']:.2f}"
    sure = "" if hit["confidence"] is None else f"{_percent(hit['confidence'])} likely, "
    literally = ", found literally" if hit.get("exact") else ""
    scores = f"{sure}score {hit['score']:.2f} ({meaning}, words {hit['keyword']:.1f}{literally})"
    head = f"{hit['rank']:>2}  {_styled(_where(hit), BOLD, colour)}  {_styled(scores, DIM, colour)}"
    lines = [head, _wrap(_excerpt(hit, colour), width, "    ")]
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
            pieces += [visible(text[at:left]), _styled(visible(text[left:right]), BOLD, colour)]
            at = right
    return "".join([*pieces, visible(text[at:end]), " …" if end < len(text) else ""])


def _group(theme: Mapping[str, Any]) -> str:
    numbers = ", ".join(str(rank) for rank in theme["hits"])
    return f"{one_line(theme['label'])} ({numbers}): {one_line(theme['summary'])}"


def sources(shown: Sequence[Mapping[str, Any]], *, base: str = "") -> str:
    """Return a table of sources."""
    rows = [
        (
            one["source"],
            _STATUS[one["status"]],
            one["kind"],
            one["language"] or "",
            _count(one["passages"], "passage"),
            shorter(one["name"], base) + (f": {_complaint(one)}" if one["error"] else ""),
        )
        for one in shown
    ]
    return table(rows)


def collections(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of collections."""
    return table(
        [
            (one_line(one["name"]), _count(one["sources"], "source"), _count(one["passages"], "passage"), one["model"])
            for one in shown
        ]
    )


def assurance(shown: Mapping[str, Any]) -> str:
    """Return what a collection promises, and what that means."""
    lines = [
        f"Right {round(100 * shown['precision'])} times in 100: answered from {_percent(shown['answered'])} on, "
        f"nothing here below {_percent(shown['nothing'])}."
    ]
    if shown["share"] is not None:
        made = f"{_count(shown['own'], 'question')} made from the collection, {_count(shown['thumbs'], 'thumb')}"
        lines.append(f"About {round(100 * shown['share'])} of 100 questions on its subjects get an answer ({made}).")
    return "\n".join(lines)


_FAQ = {
    "question": "Questions are compared with the question of an FAQ entry alone.",
    "answer-too": "Questions are compared with an FAQ entry's question above all, and with its answer too.",
    "both": "Questions are compared with an FAQ entry as a whole, its question and its answer.",
}


def faq(shown: Mapping[str, Any]) -> str:
    """Return what of FAQ entries counts, and how many files that is about."""
    return f"{_FAQ[shown['match']]} ({_count(shown['files'], 'FAQ file')} here)"


def unanswered(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of unanswered questions."""
    return table([(_count(one["times"], "time"), one_line(one["question"])) for one in shown])


def health(shown: Mapping[str, Any]) -> str:
    """Return what ``verify`` found."""
    counts = ", ".join(_count(shown[f"{name}s"], name) for name in ("source", "passage", "vector"))
    found = [*(f"repaired: {one}" for one in shown["repaired"]), *(f"problem: {one}" for one in shown["problems"])]
    return "\n".join([counts, *(found or ["all well"])])


def figures(line: Mapping[str, Any]) -> str:
    """Return what was measured: a title of the names and counts, then the figures with their intervals."""
    measured = {name: value for name, value in line.items() if isinstance(value, float)}
    named = [
        str(value) if name in ("mode", "measure", "set") else f"{name.replace('_', ' ')} {value}"
        for name, value in line.items()
        if isinstance(value, str | int) and name not in measured
    ]
    rows = []
    for name, value in measured.items():
        low, high = line.get(f"{name}_interval") or (None, None)
        rows.append([f"  {name}", f"{value:8.3f}", "" if low is None else f"{low:.3f}–{high:.3f}"])
    return "\n".join([one_line(", ".join(named)), *([table(rows)] if rows else [])])


def two_ways(first: Mapping[str, Any], second: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """Return two ways to search beside one another, the difference with its interval, and the questions that moved."""
    rows = [["", "FIRST", "SECOND", "DIFFERENCE", "95%"]]
    for name in (name for name, value in second.items() if isinstance(value, float)):
        low, high = change.get(f"{name}_interval") or (None, None)
        gain = second[name] - first.get(name, 0.0)
        spread = "" if low is None else f"{low:+.3f} to {high:+.3f}"
        rows.append([f"  {name}", f"{first.get(name, 0.0):.3f}", f"{second[name]:.3f}", f"{gain:+.3f}", spread])
    parts = [one_line(f"{change['mode']}, {change['set']}, {_count(change['queries'], 'question')}"), table(rows)]
    for what in ("worse", "better"):
        parts.append(f"{_count(change[what], 'question')} found {what} by the second:")
        parts += [_moved(one) for one in change[f"{what}_questions"]]
    return "\n".join(parts)


def _moved(one: Mapping[str, Any]) -> str:
    return f"  {one['first'] or '–':>3} → {one['second'] or '–':<3} {one_line(one['question'])[:90]}"


def went_wrong(found: Mapping[str, Any]) -> str:
    """Return the questions whose right answer did not come first, and those that could not be asked."""
    rows = [["RANK", "QUESTION", "EXPECTED", "FOUND FIRST"]]
    for one in found["wrong"]:
        cells_ = [one_line(one["question"])[:50], one_line(one["expected"])[:40], one_line(one["found"])[:40] or "–"]
        rows.append([str(one["rank"] or "–"), *cells_])
    parts = [table(rows)] if found["wrong"] else ["Every right answer came first."]
    parts += [f"Not asked, nothing that should answer is there: {one_line(text)}" for text in found["missing"]]
    return "\n".join(parts)


def side_by_side(lines: Sequence[Mapping[str, Any]]) -> str:
    """Return what was measured of several models as one table: a row a set and figure, a column a model."""
    models = list(dict.fromkeys(line["encoder"] for line in lines))
    values: dict[tuple[str, str], dict[str, float]] = {}
    for line in lines:
        for name, value in line.items():
            if isinstance(value, float):
                values.setdefault((line["set"], name), {})[line["encoder"]] = value
    rows = [["", "", *models]]
    for (where, name), by_model in values.items():
        cells_ = [f"{by_model[m]:.3f}" if m in by_model else "–" for m in models]
        rows.append([one_line(where), name.replace("_", " "), *cells_])
    return table(rows)


def models(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of models: what is here, what each costs, what it is good for."""
    rows = [["", "NAME", "FOR", "MB", "LANGUAGES", "TOKENS", "LICENCE", ""]]
    for one in shown:
        place = "built in" if one["built_in"] else "here" if one["here"] else "–"
        languages = ", ".join(one["languages"]) if len(one["languages"]) < 4 else f"{len(one['languages'])}"
        facts = [one["name"], one["role"], str(one["megabytes"]), languages or "?", str(one["longest"] or "?")]
        rows.append([place, *facts, one["licence"] or "?", one_line(one["note"])])
    return table(rows)


def matrix(texts: Sequence[str], cosines: Sequence[Sequence[float]]) -> str:
    """Return a square of cosines: texts are numbered, and named at the end of their rows."""
    head = ["", *(f"{number:>5}" for number in range(1, len(texts) + 1)), ""]
    rows = [
        [f"{number:>3}", *(f"{value:5.2f}" for value in row), one_line(text)]
        for number, (text, row) in enumerate(zip(texts, cosines, strict=True), 1)
    ]
    return table([head, *rows])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns two blanks apart, the last one ragged."""
    if not rows:
        return ""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([*(c + " " * (w - cells(c)) for c, w in zip(row[:-1], widths, strict=False)), row[-1]])
        for row in rows
    )


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: two for each wide character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _styled(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{PLAIN}" if colour else text


def _wrap(text: str, width: int, indent: str) -> str:
    """Wrap each line of a text; scripts written in wide characters get half as many a line."""
    wide = cells(text) > 1.3 * len(text)
    room = max(20, (width // 2 if wide else width) - len(indent))
    lines = [part for line in text.split("\n") if line.strip() for part in textwrap.wrap(line, room) or [""]]
    return "\n".join(indent + line for line in lines)
