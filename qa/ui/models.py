"""Models on the Settings page: what is here and what each costs, downloads, bringing, removing, switching."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qa.errors import QAError
from qa.types import Collection, Download, Job, ModelInfo
from qa.ui import show, state, words


def draw() -> None:
    """Draw the section; while something is under way it looks again every second."""
    say = state.say(words.Models)
    st.html(f'<section class="aw-set"><h2>{show.text(say.title)}</h2><p>{show.text(say.line)}</p></section>')
    state.told()
    busy = _busy()
    st.fragment(_section, run_every="1s" if busy else None)(say, busy)
    _bring(say)


def _busy() -> bool:
    library = state.library()
    return bool(_running()) or any(not job.over for job in library.switches())


def _running() -> dict[str, Download]:
    return {one.name: one for one in state.library().models.downloads() if one.state == "running"}


def _section(say: words.Models, was_busy: bool) -> None:
    if was_busy and not _busy():
        _tell_over(say)
        st.rerun(scope="app")  # stops looking every second
    known = state.library().models.all()
    switches = {job.collection: job for job in state.library().switches() if not job.over}
    for collection in state.library().collections():
        _collection(collection, switches.get(collection.id), known, say)
    running = _running()
    for info in known:
        _row(info, running.get(info.name), say)


def _tell_over(say: words.Models) -> None:
    told: set[str] = st.session_state.setdefault("models_told", set())
    for one in state.library().models.downloads():
        if one.state != "running" and one.name not in told:
            told.add(one.name)
            if one.state != "cancelled":
                state.tell(state.relayed(one.error) or say.got(one.name), bad=bool(one.error))
    for job in state.library().switches():
        if job.state == "failed" and job.id not in told and job.result:
            told.add(job.id)
            state.tell(state.relayed(f"{job.name}: {job.result.error}"), bad=True)


def _collection(collection: Collection, job: Job | None, known: list[ModelInfo], say: words.Models) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"aw-model-of-{collection.id}"):
        if job is not None:
            _progress(job.name, f"{say.switching} · {say.passages(job.done, job.total)}", job.done, job.total)
            st.button(say.cancel, key=f"switch_cancel_{job.id}", on_click=state.library().cancel, args=(job.id,))
            return
        names = [info.name for info in known if info.here and info.role == "text"]
        has = collection.model.split("@")[0]
        chosen = st.selectbox(
            say.model_of(show.label(collection.name)),
            names if has in names else [has, *names],
            index=names.index(has) if has in names else 0,
            key=f"switch_{collection.id}_{collection.model}",
        )
        newer = chosen == has and has in names and not state.library().models.newest(collection.model)
        if (chosen != has or newer) and st.button(say.switch, key=f"switch_go_{collection.id}", type="primary"):
            _switch(collection, str(chosen))
    if newer:
        st.caption(say.anew)


def _switch(collection: Collection, model: str) -> None:
    try:
        state.library().reindex_collection(collection.id, model)
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)
    st.rerun(scope="app")


def _row(info: ModelInfo, download: Download | None, say: words.Models) -> None:
    key = f"aw-model-{info.name.replace('.', '-')}"
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=key):
        if download is not None:
            line = f"{say.fetching} · {say.megabytes(download.done, download.total)}"
            _progress(info.name, line, download.done, download.total)
            cancel = state.library().models.cancel
            st.button(say.cancel, key=f"fetch_cancel_{info.name}", on_click=cancel, args=(info.name,))
            return
        st.html(_facts(info, say))
        if info.removable and st.button(say.remove, key=f"model_remove_{info.name}", type="tertiary"):
            _confirm_remove(info, say)
        elif (
            not info.here
            and info.hub
            and st.button(f"{say.get} ({info.megabytes:,} MB)", key=f"model_get_{info.name}", type="tertiary")
        ):
            _get(info)


def _facts(info: ModelInfo, say: words.Models) -> str:
    place = say.built_in if info.built_in else say.here if info.here else say.absent
    facts = (say.roles[info.role], *say.facts(info.megabytes, info.languages, info.longest, info.licence))
    told = show.listed(facts)
    kind, note = "ready" if info.here else "pending", say.notes.get(info.name, info.note)
    return (
        f'<div class="aw-source"><span class="aw-name" dir="auto">{show.text(info.name)}</span>'
        f'<span class="aw-state aw-{kind}">{show.text(place)}</span>'
        f'<span class="aw-facts">{told}</span><span class="aw-rownote">{show.text(note)}</span></div>'
    )


def _progress(name: str, line: str, done: int, total: int) -> None:
    st.html(
        f'<div class="aw-job"><span class="aw-name" dir="auto">{show.text(name)}</span>'
        f'<span class="aw-hint">{show.text(line)}</span>{show.bar(done, total, name)}</div>'
    )


def _get(info: ModelInfo) -> None:
    try:
        st.session_state.setdefault("models_told", set()).discard(info.name)
        state.library().models.get(info.name)
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)
    st.rerun(scope="app")


def _confirm_remove(info: ModelInfo, say: words.Models) -> None:
    @st.dialog(say.remove_title)
    def dialog() -> None:
        st.html(f"<p>{show.text(say.remove_body(info.name, info.megabytes))}</p>")
        with st.container(horizontal=True, horizontal_alignment="right"):
            cancelled = st.button(say.cancel, key="model_dialog_cancel")
            done = st.button(say.remove, key="model_dialog_go", type="primary", on_click=_remove, args=(info, say))
        if cancelled or done:
            st.rerun()

    dialog()


def _remove(info: ModelInfo, say: words.Models) -> None:
    try:
        state.library().remove_model(info.name)
        state.tell(say.gone(info.name))
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)


def _bring(say: words.Models) -> None:
    with st.expander(say.bring, type="compact", key="bring_model"):
        st.markdown(say.bring_line)
        path = st.text_input(say.bring_path, key="bring_path")
        file = st.file_uploader(say.bring_file, type=["zip"], key="bring_file")
        if not st.button(say.bring_go, key="bring_go") or not (path or file):
            return
        try:
            models = state.library().models
            info = models.bring_bytes(file.name, file.getvalue()) if file else models.bring(Path(path).expanduser())
            state.tell(say.got(info.name))
        except QAError as error:
            state.tell(state.relayed(str(error)), bad=True)
        st.rerun()
