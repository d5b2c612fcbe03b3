"""How what was measured reads: figures with their intervals, two ways beside one another, cosines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa.terminal.plain import count, one_line, table


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
    parts = [one_line(f"{change['mode']}, {change['set']}, {count(change['queries'], 'question')}"), table(rows)]
    for what in ("worse", "better"):
        parts.append(f"{count(change[what], 'question')} found {what} by the second:")
        parts += [_moved(one) for one in change[f"{what}_questions"]]
    return "\n".join(parts)


def _moved(one: Mapping[str, Any]) -> str:
    return f"  {one['first'] or '–':>3} → {one['second'] or '–':<3} {one_line(one['question'])[:90]}"


def went_wrong(found: Mapping[str, Any]) -> str:
    """Return the questions that went wrong (see ``WrongAnswer``), and those that could not be asked."""
    rows = [["RANK", "QUESTION", "EXPECTED", "FOUND FIRST"]]
    for one in found["wrong"]:
        expected = one_line(one["expected"])[:40] or "no answer"
        cells_ = [one_line(one["question"])[:50], expected, one_line(one["found"])[:40] or "–"]
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


def matrix(texts: Sequence[str], cosines: Sequence[Sequence[float]]) -> str:
    """Return a square of cosines: texts are numbered, and named at the end of their rows."""
    head = ["", *(f"{number:>5}" for number in range(1, len(texts) + 1)), ""]
    rows = [
        [f"{number:>3}", *(f"{value:5.2f}" for value in row), one_line(text)]
        for number, (text, row) in enumerate(zip(texts, cosines, strict=True), 1)
    ]
    return table([head, *rows])
