"""How what a library holds and promises reads: files, collections, models, health."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qa.terminal.plain import count, one_line, percent, shorter, table

STATUS = {
    "unchanged": "unchanged",
    "ready": "ready",
    "words": "searchable by words",
    "failed": "failed",
    "removed": "removed",
    "pending": "waiting",
}


_READ = {"zh": "Chinese", "ja": "Japanese", "en": "English"}


def added(shown: Mapping[str, Any], *, base: str = "") -> str:
    """Return the line for one file: what became of it, and what to know about it."""
    head = f"{shorter(shown['name'], base)}: {STATUS[shown['status']]}"
    if shown["error"]:
        return f"{head}: {_complaint(shown)}"
    if shown["status"] in ("ready", "words"):
        head += f", {count(shown['passages'], 'passage')}, {shown['seconds']:.1f} s"
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
            f"{count(rows['added'], 'row')} added, {len(rows['duplicates'])} repeated, {len(rows['skipped'])} skipped"
        )
        for skipped in rows["skipped"][:5]:
            yield f"row {skipped['row']}: {skipped['why']}"


def sources(shown: Sequence[Mapping[str, Any]], *, base: str = "") -> str:
    """Return a table of sources."""
    rows = [
        (
            one["source"],
            STATUS[one["status"]],
            one["kind"],
            one["language"] or "",
            count(one["passages"], "passage"),
            _named(one, base),
        )
        for one in shown
    ]
    return table(rows)


def _named(shown: Mapping[str, Any], base: str) -> str:
    """Return a source's name, and the error if there is one; its sentence mostly names the file by itself."""
    path: str = shown["name"]
    name = shorter(path, base)
    if not shown["error"]:
        return name
    itself = re.compile(rf"(?<!\w){re.escape(path)}(?!\w)")
    told, times = itself.subn(lambda _: name, shown["error"])
    return one_line(told) if times else f"{name}: {one_line(shown['error'])}"


def reads(codes: Sequence[str]) -> str:
    """Return in which languages (codes) the words on pictures and scans can be read here, and what reads others."""
    named = [name for code, name in _READ.items() if code in codes]
    rest = sorted(set(codes) - set(_READ))
    more = [f"{count(len(rest), 'more language')} ({', '.join(rest)})"] if rest else []
    listed = " and ".join(filter(None, (", ".join(named), *more))) or "no language"
    return f"Text on pictures and scans is read in {listed}; others need tesseract with their language packs."


def collections(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of collections."""
    return table(
        [
            (one_line(one["name"]), count(one["sources"], "source"), count(one["passages"], "passage"), one["model"])
            for one in shown
        ]
    )


def assurance(shown: Mapping[str, Any]) -> str:
    """Return what a collection promises, and what that means."""
    lines = [
        f"Right {round(100 * shown['precision'])} times in 100: answered from {percent(shown['answered'])} on, "
        f"nothing here below {percent(shown['nothing'])}."
    ]
    if shown["share"] is not None:
        made = f"{count(shown['own'], 'question')} made from the collection, {count(shown['thumbs'], 'thumb')}"
        lines.append(f"About {round(100 * shown['share'])} of 100 questions on its subjects get an answer ({made}).")
    return "\n".join(lines)


_FAQ = {
    "question": "Questions are compared with the question of an FAQ entry alone.",
    "answer-too": "Questions are compared with an FAQ entry's question above all, and with its answer too.",
    "both": "Questions are compared with an FAQ entry as a whole, its question and its answer.",
}


def faq(shown: Mapping[str, Any]) -> str:
    """Return what of FAQ entries counts, and how many files that is about."""
    return f"{_FAQ[shown['match']]} ({count(shown['files'], 'FAQ file')} here)"


def unanswered(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of unanswered questions."""
    return table([(count(one["times"], "time"), one_line(one["question"])) for one in shown])


def health(shown: Mapping[str, Any]) -> str:
    """Return what ``verify`` found."""
    counts = ", ".join(count(shown[f"{name}s"], name) for name in ("source", "passage", "vector"))
    found = [*(f"repaired: {one}" for one in shown["repaired"]), *(f"problem: {one}" for one in shown["problems"])]
    return "\n".join([counts, *(found or ["all well"])])


def models(shown: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of models: what is here, what each costs, what it is good for."""
    rows = [["", "NAME", "FOR", "MB", "LANGUAGES", "TOKENS", "LICENCE", ""]]
    for one in shown:
        place = "built in" if one["built_in"] else "here" if one["here"] else "–"
        languages = ", ".join(one["languages"]) if len(one["languages"]) < 4 else f"{len(one['languages'])}"
        facts = [one["name"], one["role"], str(one["megabytes"]), languages or "?", str(one["longest"] or "?")]
        rows.append([place, *facts, one["licence"] or "?", one_line(one["note"])])
    return table(rows)
