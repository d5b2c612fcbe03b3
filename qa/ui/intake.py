"""Files on their way in: the place to drop them, and what the worker is doing with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, cast

import streamlit as st

from qa.errors import QAError
from qa.types import AddResult, Collection, Job, ReadOptions, RowReport
from qa.ui import show, state, words

SHORT = 5
"""How many files of a state are listed before the rest is folded."""

MOST = 100
"""How many are drawn at all."""

_PASSWORD = re.compile(r"encrypted[:;] (give|the password given)")
"""What is said of a file that another password would open."""


def locked(error: str | None) -> bool:
    """Say whether it is a password that a file could not be read for."""
    return bool(_PASSWORD.search(error or ""))


def drop(where: Collection, say: words.Library) -> None:
    """Draw the place to drop files; what is dropped goes to the worker at once and the place is empty again."""
    turn = st.session_state.setdefault("drop_turn", 0)
    dropped = st.file_uploader(say.drop, accept_multiple_files=True, key=f"drop_{turn}", label_visibility="visible")
    seen = show.text(say.seen(state.library().seen_languages))
    st.html(f'<p class="aw-kinds">{show.text(say.drop_kinds)}<br>{seen}</p>')
    with st.popover(say.options, icon=":material/tune:", type="tertiary", key="drop_options"):
        options = _options(say)
    if not dropped:
        return
    if not busy(where):
        state.library().clear_jobs(where.id)
    for file in dropped:
        try:
            state.library().submit(file.name, file.getvalue(), collection=where.id, options=options)
        except QAError as error:
            state.tell(state.relayed(f"{file.name}: {error}"), bad=True)
    st.session_state["drop_turn"] = turn + 1
    st.rerun()


def _options(say: words.Library) -> ReadOptions:
    password = st.text_input(say.password, type="password", key="drop_password", help=say.password_help)
    table = st.segmented_control(
        say.table, list(say.tables), key="drop_table", default="auto", required=True, format_func=say.tables.__getitem__
    )
    st.caption(say.columns)
    chosen = {role: st.text_input(name, key=f"drop_column_{role}") for role, name in say.column_names.items()}
    columns = {role: heading.strip() for role, heading in chosen.items() if heading.strip()}
    kind = cast(Literal["auto", "faq", "rows"], table or "auto")
    return ReadOptions(password=password or None, columns=columns, table=kind)


def busy(where: Collection) -> bool:
    """Say whether files are on their way into a collection."""
    return any(not job.over for job in _known(where))


def jobs(where: Collection, say: words.Library, working: bool, renew: Callable[[], None]) -> None:
    """Draw what the worker does for a collection, again every second while it does, and renew the rest of the page."""
    if not _known(where):
        return
    st.fragment(_jobs, run_every="1s" if working else None)(where, say, working, renew)


def _known(where: Collection) -> list[Job]:
    return [job for job in state.library().jobs() if job.collection == where.id]


def _jobs(where: Collection, say: words.Library, was_working: bool, renew: Callable[[], None]) -> None:
    renew()
    known = _known(where)
    if was_working and not busy(where):
        st.rerun(scope="app")  # stops looking every second, and draws the list of files anew
    with st.container(border=True, key="aw-jobs", gap="small"):
        _overall(known, say)
        _active([job for job in known if job.state in ("reading", "embedding")], say)
        _waiting([job for job in known if job.state == "queued"], say)
        _over([job for job in reversed(known) if job.over], where, say)


def _overall(known: list[Job], say: words.Library) -> None:
    """Say how far all of them are, where there are too many to be seen at once."""
    done = sum(job.over for job in known)
    if len(known) > SHORT and done < len(known):
        line = say.overall(done, len(known))
        st.html(f'<div class="aw-job"><span>{show.text(line)}</span>{show.bar(done, len(known), line)}</div>')


def _active(running: list[Job], say: words.Library) -> None:
    """Draw the files the worker is at, before those that are read and wait for their meaning."""
    running.sort(key=_waits)
    for job in running[:SHORT]:
        _running(job, say)
    if len(running) > SHORT:
        with st.expander(say.more_running(len(running) - SHORT), type="compact", key="more_running"):
            for job in running[SHORT:]:
                _running(job, say)


def _waiting(queued: list[Job], say: words.Library) -> None:
    if not queued:
        return
    with st.expander(say.waiting(len(queued)), type="compact", key="waiting"):
        st.button(say.cancel_all, key="cancel_waiting", type="tertiary", on_click=_cancel_all, args=(queued,))
        for job in queued[:MOST]:
            _running(job, say)


def _cancel_all(queued: list[Job]) -> None:
    for job in queued:
        state.library().cancel(job.id)


def _over(finished: list[Job], where: Collection, say: words.Library) -> None:
    """Draw what became of the finished files, failures first."""
    finished.sort(key=lambda job: job.state != "failed")
    for job in finished[:SHORT]:
        _finished(job, say)
    if len(finished) > SHORT:
        with st.expander(say.more_finished(len(finished) - SHORT), type="compact", key="more_finished"):
            for job in finished[SHORT:MOST]:
                _finished(job, say)
    if finished:
        st.button(say.clear, key="clear_jobs", type="tertiary", on_click=state.library().clear_jobs, args=(where.id,))


def _waits(job: Job) -> bool:
    """Say whether nothing is done for a file at present."""
    return job.state == "queued" or (job.state == "embedding" and not job.total)


def _running(job: Job, say: words.Library) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"aw-job-{job.id}"):
        done = say.progress(job.done, job.total, job.state) if job.total else ""
        line = " · ".join(part for part in (say.job_states[job.state], done) if part)
        name = show.text(show.short_name(job.name))
        bar = "" if _waits(job) else show.bar(job.done, job.total, job.name)
        st.html(
            f'<div class="aw-job"><span class="aw-name" dir="auto">{name}</span>'
            f'<span class="aw-hint">{show.text(line)}</span>{bar}</div>'
        )
        if st.button(say.cancel, icon=":material/close:", key=f"bare_cancel_{job.id}", type="tertiary"):
            state.library().cancel(job.id)
            st.rerun(scope="app")  # the file's row says what is left of it, and how to go on


def _finished(job: Job, say: words.Library) -> None:
    result = job.result
    bad = job.state == "failed" or (result is not None and result.status == "failed")
    sign, style = ("–", "aw-stopped") if job.state == "cancelled" else ("!", "aw-failed") if bad else ("✓", "aw-fine")
    lines = [_outcome(job, result, say), *map(state.relayed, result.notes if result else ())]
    if result and locked(result.error):
        lines.append(say.password_where)
    sentences = "".join(f"<span>{show.text(line)}</span>" for line in lines if line)
    st.html(
        f'<div class="aw-done {style}"><i aria-hidden="true">{sign}</i><div>'
        f'<span class="aw-name" dir="auto">{show.text(show.short_name(job.name))}</span>{sentences}</div></div>'
    )
    if result and result.rows and result.status != "unchanged":
        report(result.rows, say, f"job_{job.id}")


def _outcome(job: Job, result: AddResult | None, say: words.Library) -> str:
    if job.state == "cancelled" or result is None:
        return say.job_states[job.state]
    if result.status == "failed":
        return state.relayed(result.error or "") or say.job_states["failed"]
    if result.status == "unchanged":
        return say.unchanged
    if result.status == "words":
        return say.partly(result.passages)
    return say.added(result.passages, result.seconds)


def report(rows: RowReport, say: words.Library, key: str) -> None:
    """Account for the rows of a table: how many became entries, and which ones did not and why."""
    line = say.rows(rows.added, len(rows.duplicates), len(rows.skipped))
    if not rows.duplicates and not rows.skipped:
        st.html(f'<p class="aw-hint">{show.text(line)}</p>')
        return
    with st.expander(show.label(line), type="compact", key=f"rows_{key}"):
        items = [say.row_skipped(row, state.relayed(why)) for row, why in rows.skipped]
        if rows.duplicates:
            items.append(say.row_numbers(", ".join(map(str, rows.duplicates))))
        st.html(f'<ul class="aw-rows">{"".join(f"<li>{show.text(item)}</li>" for item in items)}</ul>')
