"""Evaluate: how well a collection finds what it should, on a test set of its own or on the visitor's questions."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict
from functools import partial

import streamlit as st

from qa.errors import QAError
from qa.types import Evaluation, MeasuringPlan, WrongAnswer
from qa.ui import comparison, narrow, show, state, words

PACE = 1.0
"""Seconds between two looks at a running evaluation."""

_PAGE = re.compile(r"(?<= · )p\. (\d+)(?= · |$)")


def page() -> None:
    """Draw the page."""
    say = state.say(words.Evaluate)
    with st.container(horizontal=True, vertical_alignment="center", key="aw-title"):
        st.html(f"<h1>{show.text(say.title)}</h1>", width="content")
        st.space("stretch")
        narrow.pick_collection("evaluate_collection", say.collection)
    where = state.collection()
    state.told()
    sources = state.library().sources(where.id)
    if not sources:
        _empty(say)
        return
    now = state.library().evaluation(where.id)
    own = _choosing(where.id, now, say)
    if now is None:
        return
    if now.state == "running":
        _running(where.id, say)
    elif now.own == own:
        _over(now, max(source.added for source in sources), say)
    elif now.state == "done":
        state.notice(say.elsewhere(say.own if now.own else say.table))


def _empty(say: words.Evaluate) -> None:
    steps = "".join(
        f"<li><b>{show.text(title)}</b><span>{show.text(line)}</span></li>" for title, line in say.empty_steps
    )
    st.html(f'<section class="aw-teach"><h2>{show.text(say.empty_title)}</h2><ol>{steps}</ol></section>')
    st.page_link(st.session_state["pages"]["library"], label=say.add, icon=":material/upload_file:")


def _choosing(collection: str, before: Evaluation | None, say: words.Evaluate) -> bool:
    """Draw what can be measured, at first what was measured last; say whether it is the collection's own test set."""
    last = say.own if before is None or before.own else say.table
    kind = st.segmented_control(say.kind, [say.own, say.table], default=last, required=True, key="evaluate_kind")
    own = kind == say.own
    st.markdown(say.own_line if own else say.table_line)
    file = None if own else st.file_uploader(say.file, type=["csv", "tsv"], key="evaluate_file")
    comparing = st.toggle(say.compare, key="evaluate_compare")
    other = comparison.choose(say) if comparing else None
    running = before is not None and before.state == "running"
    ready = (own or file is not None) and (other is not None or not comparing) and not running
    label = say.again if before is not None and before.own == own else say.start
    if st.button(label, key="evaluate_start", type="primary", icon=":material/science:", disabled=not ready):
        try:
            given = (file.name, file.getvalue()) if file else None
            state.library().evaluate(collection, table=given, plan=MeasuringPlan(against=other))
        except QAError as error:
            state.tell(state.relayed(str(error)), bad=True)
        st.rerun()
    return own


def _running(collection: str, say: words.Evaluate) -> None:
    @st.fragment(run_every=PACE)
    def look() -> None:
        now = state.library().evaluation(collection)
        if now is None or now.state != "running":
            st.rerun(scope="app")
            return
        line = _how_far(now, say)
        st.html(
            f'<div class="aw-job"><span class="aw-name" dir="auto">{show.text(now.name)}</span>'
            f'<span class="aw-hint">{show.text(line)}</span>{show.bar(now.done, now.total, now.name)}</div>'
        )
        st.button(say.cancel, key="evaluate_cancel", on_click=state.library().cancel_evaluation, args=(now.id,))

    look()


def _how_far(now: Evaluation, say: words.Evaluate) -> str:
    if not now.total:
        return say.making
    return (say.embedding if now.stage == "embedding" else say.progress)(now.done, now.total)


def _over(now: Evaluation, newest: float, say: words.Evaluate) -> None:
    """Show what came of it; ``newest`` is when the last file was added."""
    if now.state != "done":
        state.notice(state.relayed(now.error) or say.cancelled, bad=now.state == "failed")
        return
    first = now.lines[0]
    line = f"{say.interval_line} {say.own_compared}" if now.own else say.interval_line
    st.html(
        f'<section class="aw-set"><h2>{show.text(say.figures)}</h2>'
        f"<p>{show.text(say.measured(now.name, first['queries'], first['off_topic']))}</p>{_when(now, newest, say)}"
        f"{_figures(now, say)}"
        f'<p class="aw-hint">{show.text(line)}</p></section>'
    )
    if now.comparison is not None:
        comparison.show_both(now.lines, now.comparison, say)
    _trust(now, say)
    _wrong(now.wrong, say)
    if now.missing:
        with st.expander(f"{say.missing} ({len(now.missing)})", key="evaluate_missing"):
            st.html("".join(f'<p dir="auto">{show.text(one)}</p>' for one in now.missing))
    _downloads(now, say)


def _when(now: Evaluation, newest: float, say: words.Evaluate) -> str:
    if not now.measured:
        return ""
    line = say.finished(state.say(words.Trust).ago(time.time() - now.measured))
    more = say.outdated if newest > now.measured else ""
    return f'<p class="aw-hint">{show.text(f"{line} {more}".strip())}</p>'


def _downloads(now: Evaluation, say: words.Evaluate) -> None:
    with st.container(horizontal=True):
        st.download_button(
            say.download_picture,
            partial(state.library().evaluation_picture, now, said=say.picture),
            "evaluation.png",
            "image/png",
            key="evaluate_png",
            icon=":material/image:",
            on_click="ignore",
        )
        st.download_button(
            say.download,
            json.dumps(asdict(now), ensure_ascii=False, indent=1),
            "evaluation.json",
            "application/json",
            key="evaluate_json",
            icon=":material/download:",
            on_click="ignore",
        )


def _figures(now: Evaluation, say: words.Evaluate) -> str:
    names = [name for name in say.columns if name in now.lines[0]]
    head = "".join(f'<th scope="col">{show.text(say.columns[name])}</th>' for name in names)
    rows = ""
    for line in now.lines:
        cells = "".join(f"<td>{_figure(line.get(name), line.get(f'{name}_interval'))}</td>" for name in names)
        rows += f'<tr><th scope="row">{show.text(say.modes[line["mode"]])}</th>{cells}</tr>'
    return (
        f'<div class="aw-figures"><table><thead><tr><th scope="col">{show.text(say.mode)}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _figure(value: float | None, interval: list[float] | None) -> str:
    if value is None:
        return "–"
    span = f"<small>{interval[0]:.2f}–{interval[1]:.2f}</small>" if interval else ""
    return f"<b>{value:.3f}</b>{span}"


def _trust(now: Evaluation, say: words.Evaluate) -> None:
    line = next((line for line in now.lines if "reliability" in line), None)
    if line is None:
        return
    known = [(what, line[name]) for name, what in say.trust_names.items() if name in line]
    facts = "".join(f"<dt>{show.text(what)}</dt><dd>{figure:.3f}</dd>" for what, figure in known)
    strict = f'<p class="aw-hint">{show.text(say.strict_line)}</p>' if now.own else ""
    st.html(f'<section class="aw-set"><h2>{show.text(say.confidence)}</h2>{strict}<dl>{facts}</dl></section>')
    drawn = state.library().evaluation_picture(now, "svg", said=say.picture, trust=True)
    with st.container(key="aw-plot"):
        st.image(drawn.decode(), caption=say.plot, width="stretch")


def _wrong(wrong: tuple[WrongAnswer, ...], say: words.Evaluate) -> None:
    st.html(f'<section class="aw-set"><h2>{show.text(say.wrong)}</h2></section>')
    if not wrong:
        st.html(f'<p class="aw-hint">{show.text(say.none_wrong)}</p>')
        return
    names = (say.question, say.expected, say.found, say.rank)
    head = "".join(f'<th scope="col">{show.text(name)}</th>' for name in names)
    rows = "".join(f"<tr>{''.join(map(_named, names, _cells(one, say)))}</tr>" for one in wrong)
    st.html(
        f'<div class="aw-figures aw-stack"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cells(one: WrongAnswer, say: words.Evaluate) -> tuple[str, ...]:
    if not one.expected:
        return one.question, say.no_answer, _placed(one.found), "–"
    return one.question, _placed(one.expected), _placed(one.found), str(one.rank or say.nowhere)


def _placed(place: str) -> str:
    """Say where a passage stands as all pages do: with the figures it is noted as "handbook.pdf · p. 3 · Leave"."""
    return _PAGE.sub(lambda found: state.say(words.Ask).page(int(found[1])), place, count=1)


def _named(name: str, value: str) -> str:
    """Draw a cell that says its column's name where the cells of a row stand below one another, on a phone."""
    return f'<td data-name="{show.text(name)}"><bdi>{show.text(value)}</bdi></td>'


if __name__ == "__main__":
    page()
