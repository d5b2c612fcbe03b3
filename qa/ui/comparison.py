"""Two ways to search, on the Evaluate page: what is to be different, and what it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from qa.types import Comparison, Variant
from qa.ui import show, state, words

SIZES = ((60, 10), (100, 20), (200, 40), (400, 80))
"""Ways of splitting to choose from: tokens of a passage, and how many of them are repeated in the next."""
LEANINGS = {"double": 2.0, "half": 0.5, "none": 0.0}
"""How many times as much meaning counts."""
WEIGHTS = ("dense", "power", "cover", "half", "trust")


def choose(say: words.Evaluate) -> Variant | None:
    """Let the visitor choose the other way; None while nothing is different."""
    st.html(f'<p class="aw-hint">{show.text(say.compare_line)}</p>')
    sizes = {say.tokens(*size): size for size in SIZES}
    known = [info.name for info in state.library().models.all() if info.here and info.role == "text"]
    model, length, leaning = st.columns(3)
    name = model.selectbox(say.other_model, [say.unchanged, *known], key="evaluate_model")
    passages = length.selectbox(say.other_passages, [say.unchanged, *sizes], key="evaluate_passages")
    kinds = [say.unchanged, *say.leanings.values(), say.weights_file]
    weights = _weights(leaning.selectbox(say.other_weights, kinds, key="evaluate_weights"), say)
    if name == say.unchanged and passages == say.unchanged and not weights:
        st.html(f'<p class="aw-hint">{show.text(say.nothing_other)}</p>')
        return None
    return Variant("" if name == say.unchanged else name, sizes.get(passages), weights)


def _weights(kind: str, say: words.Evaluate) -> Mapping[str, Any]:
    leaning = next((name for name, called in say.leanings.items() if called == kind), None)
    if leaning is not None:
        return {"dense": state.library().weights["dense"] * LEANINGS[leaning]}
    file = st.file_uploader(say.weights_upload, type=["json"], key="evaluate_own") if kind == say.weights_file else None
    if file is None:
        return {}
    try:
        stored = json.loads(file.getvalue())
        return {key: stored[key] for key in WEIGHTS if key in stored}
    except (ValueError, TypeError):
        state.notice(say.weights_bad, bad=True)
        return {}


def show_both(lines: Sequence[Mapping[str, Any]], found: Comparison, say: words.Evaluate) -> None:
    """Show both ways and their difference a mode, and the questions that moved."""
    names = [name for name in say.columns if f"{name}_interval" in found.differences[0]]
    head = "".join(f'<th scope="col">{show.text(say.columns[name])}</th>' for name in names)
    rows = ""
    for one, other, change in zip(lines, found.lines, found.differences, strict=True):
        mode = show.text(say.modes[one["mode"]])
        rows += f'<tr class="aw-mode"><th scope="rowgroup" colspan="{len(names) + 1}">{mode}</th></tr>'
        rows += _row(say.as_it_is, [f"{one[name]:.3f}" for name in names])
        rows += _row(say.the_other, [f"{other[name]:.3f}" for name in names])
        rows += _row(say.difference, [_change(change[name], change[f"{name}_interval"]) for name in names])
    st.html(
        f'<section class="aw-set"><h2>{show.text(say.compared)}</h2>'
        f'<p dir="auto">{show.text(say.against(_described(found.other, say)))}</p>'
        f'<div class="aw-figures"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="aw-hint">{show.text(say.difference_line)}</p></section>'
    )
    change = next((d for d in found.differences if d["mode"] == "hybrid"), found.differences[-1])
    _moved(say.worse, change["worse"], change["worse_questions"], say)
    _moved(say.better, change["better"], change["better_questions"], say)


def _described(other: Variant, say: words.Evaluate) -> str:
    """Say what is different, in the visitor's language."""
    weights = ", ".join(f"{name} {value:g}" for name, value in other.weights.items() if name != "trust")
    parts = (
        other.model,
        say.tokens(*other.splitting) if other.splitting else "",
        f"{say.other_weights}: {weights}" if weights else "",
    )
    return "; ".join(part for part in parts if part)


def _row(title: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{show.text(title)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _change(value: float, interval: Sequence[float]) -> str:
    sure = interval[0] > 0 or interval[1] < 0
    shown = f"<b>{value:+.3f}</b>" if sure else f"{value:+.3f}"
    return f"{shown}<small>{interval[0]:+.3f} … {interval[1]:+.3f}</small>"


def _moved(title: str, number: int, questions: Sequence[Mapping[str, Any]], say: words.Evaluate) -> None:
    with st.expander(f"{title} ({number})", key=f"evaluate_moved_{title}"):
        if not questions:
            st.html(f'<p class="aw-hint">{show.text(say.none_moved)}</p>')
            return
        head = "".join(f'<th scope="col">{show.text(name)}</th>' for name in (say.question, say.before, say.after))
        rows = "".join(
            f'<tr><td dir="auto">{show.text(one["question"])}</td>'
            f"<td>{show.text(str(one['first'] or say.nowhere))}</td>"
            f"<td>{show.text(str(one['second'] or say.nowhere))}</td></tr>"
            for one in questions
        )
        st.html(f'<div class="aw-figures"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>')
