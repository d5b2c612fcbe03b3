"""The files of a collection as a list: search, sort, open, ask, read again, delete; and the collections' dialogs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import streamlit as st

from qa.errors import NotFound, QAError
from qa.types import Collection, Source
from qa.ui import browser, intake, show, state, viewer, words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PER_PAGE = 25

LISTED = 10
"""How many names a dialog lists before it counts the rest."""

_STATUS_ORDER = {"failed": 0, "pending": 1, "words": 2, "ready": 3}

_SORTS: dict[str, Callable[[Source], Any]] = {
    "added": lambda source: -source.added,
    "name": lambda source: source.name.casefold(),
    "kind": lambda source: (source.kind, source.name.casefold()),
    "passages": lambda source: -source.passages,
    "bytes": lambda source: -source.bytes,
    "status": lambda source: (_STATUS_ORDER[source.status], -source.added),
}


class Standing:
    """Lines that are drawn anew in their places while files come in: a new run of the page would close its dialogs."""

    def __init__(self) -> None:
        """Begin with no places."""
        self._places: dict[str, DeltaGenerator] = {}

    def draw(self, key: str, line: str) -> None:
        """Draw a line here."""
        self._places[key] = st.empty()
        self._places[key].html(line)

    def renew(self, sources: Sequence[Source], say: words.Library) -> None:
        """Draw the lines about these files anew; a fragment clears what it does not draw again."""
        stopped = _stopped(sources)
        lines = {"health": health(sources, say)}
        lines |= {source.id: _line(source, say, stopped=source.id in stopped) for source in sources}
        for key, place in self._places.items():
            if key in lines:
                place.html(lines[key])


def health(sources: Sequence[Source], say: words.Library) -> str:
    """Return the line about all files of a collection."""
    line = say.health(len(sources), sum(s.passages for s in sources), sum(s.embedded for s in sources))
    languages = sorted({words.language(s.language) for s in sources if s.language})
    return f'<p class="aw-health">{show.listed((line, *languages))}</p>'


def draw(sources: list[Source], standing: Standing, say: words.Library) -> None:
    """Draw the list."""
    found = _found(sources, say)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(int(st.session_state.get("shelf_page", 1)), pages)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    _selection(shown, say)
    stopped = _stopped(shown)
    with st.container(key="aw-shelf", gap=None):
        for source in shown:
            _row(source, standing, say, stopped=source.id in stopped)
    if not found:
        st.html(f'<p class="aw-hint">{show.text(say.none_found)}</p>')
    if pages > 1:
        st.pagination(pages, key="shelf_page")


def _stopped(sources: Sequence[Source]) -> frozenset[str]:
    """Return the ids of those that wait for their meaning while nobody works on it: they were called off."""
    waiting = [source for source in sources if source.status == "words"]
    coming = {(job.collection, job.name) for job in state.library().jobs() if not job.over} if waiting else set()
    switching = {job.collection for job in state.library().switches() if not job.over} if waiting else set()
    return frozenset(
        one.id for one in waiting if one.collection not in switching and (one.collection, one.name) not in coming
    )


def _found(sources: list[Source], say: words.Library) -> list[Source]:
    with st.container(horizontal=True, vertical_alignment="center", key="aw-find"):
        wanted = st.text_input(
            say.search,
            key="shelf_search",
            placeholder=say.search,
            label_visibility="collapsed",
            icon=":material/search:",
            live=True,
            type="search",
        )
        order = st.selectbox(
            say.sort, list(say.sorts), key="shelf_sort", format_func=say.sorts.__getitem__, label_visibility="collapsed"
        )
    needle = (wanted or "").strip().casefold()
    return sorted((s for s in sources if needle in s.name.casefold()), key=_SORTS[order or "added"])


def _selection(shown: list[Source], say: words.Library) -> None:
    chosen = [source for source in shown if st.session_state.get(f"chosen_{source.id}")]
    with st.container(horizontal=True, vertical_alignment="center", key="aw-select"):
        st.checkbox(say.select_all, key="chosen_all", on_change=_choose_all, args=([source.id for source in shown],))
        if chosen and st.button(say.selected(len(chosen)), key="delete_chosen", icon=":material/delete:"):
            _confirm_delete(chosen, say)


def _choose_all(ids: list[str]) -> None:
    for source in ids:
        st.session_state[f"chosen_{source}"] = st.session_state["chosen_all"]


def _row(source: Source, standing: Standing, say: words.Library, *, stopped: bool) -> None:
    with st.container(key=f"aw-row-{source.id}", gap=None):
        picked = _row_line(source, standing, say, stopped=stopped)
        if stopped:
            icon, key = ":material/play_arrow:", f"go_on_{source.id}"
            st.button(say.go_on, key=key, icon=icon, type="tertiary", on_click=_read_again, args=(source.id,))
        if intake.locked(source.error):
            _unlock(source, say)
        if source.rows and (source.rows.duplicates or source.rows.skipped):
            with st.container(key=f"aw-report-{source.id}"):
                intake.report(source.rows, say, source.id)
    if picked:
        _do(picked, source, say)


def _row_line(source: Source, standing: Standing, say: words.Library, *, stopped: bool) -> str | None:
    """Draw box, facts and menu of a file; return what was picked from the menu."""
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        # the label is only read out, and as it stands: it is no Markdown there
        st.checkbox(" ".join(source.name.split()), key=f"chosen_{source.id}", label_visibility="collapsed")
        standing.draw(source.id, _line(source, say, stopped=stopped))
        options = [say.reindex, say.delete]
        if source.passages:
            options = [say.open, say.ask_only, *options]
        return st.menu_button(
            say.menu, options, icon=":material/more_horiz:", type="tertiary", key=f"bare_source_{source.id}"
        )


def _unlock(source: Source, say: words.Library) -> None:
    """Draw the field for an encrypted file's password; it is not kept."""
    key = f"password_{source.id}"
    with (
        st.form(f"unlock_{source.id}", border=False),
        st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"aw-unlock-{source.id}"),
    ):
        st.text_input(
            say.password, type="password", key=key, label_visibility="collapsed", placeholder=say.password, width=260
        )
        st.form_submit_button(say.unlock, on_click=_read_with, args=(source.id, key))


def _read_with(source_id: str, key: str) -> None:
    password = st.session_state.pop(key, "")
    if password:
        with suppress(NotFound):  # another tab may have been faster
            state.library().reindex(source_id, password)


def _read_again(source_id: str) -> None:
    with suppress(NotFound):  # another tab may have been faster
        state.library().reindex(source_id)


def _line(source: Source, say: words.Library, *, stopped: bool) -> str:
    facts = [
        say.kinds[source.kind],
        say.pages(source.pages) if source.pages else "",
        say.passages(source.passages) if source.passages else "",
        words.language(source.language) if source.language else "",
        show.size(source.bytes),
        say.ago(time.time() - source.added),
    ]
    state_words = say.stopped if stopped else say.states[source.status]
    below = [source.error] if source.error else list(source.notes)
    notes = "".join(
        f'<span class="aw-rownote" dir="auto">{show.text(note)}</span>' for note in map(state.relayed, below)
    )
    told = show.listed(facts)
    folder = source.name[: -len(show.short_name(source.name))]
    return (
        f'<div class="aw-source"><span class="aw-name" dir="auto"><span class="aw-where">{show.text(folder)}</span>'
        f"{show.text(show.short_name(source.name))}</span>"
        f'<span class="aw-state aw-{source.status}">{show.text(state_words)}</span>'
        f'<span class="aw-facts">{told}</span>{notes}</div>'
    )


def _do(picked: str, source: Source, say: words.Library) -> None:
    if picked == say.open:
        viewer.show_source(source)
    elif picked == say.ask_only:
        st.switch_page(st.session_state["pages"]["ask"], query_params={"source": source.id})
    elif picked == say.reindex:
        _read_again(source.id)
        st.rerun()
    elif picked == say.delete:
        _confirm_delete([source], say)


def _confirm_delete(doomed: list[Source], say: words.Library) -> None:
    @st.dialog(say.delete_title)
    def dialog() -> None:
        names = "".join(f'<li dir="auto">{show.text(show.short_name(source.name))}</li>' for source in doomed[:LISTED])
        more = f"<li>{show.text(say.and_more(len(doomed) - LISTED))}</li>" if len(doomed) > LISTED else ""
        st.html(f'<p>{show.text(say.delete_body)}</p><ul class="aw-rows">{names}{more}</ul>')
        _decide(say, say.delete, _delete, doomed, say)

    dialog()


def _delete(doomed: list[Source], say: words.Library) -> None:
    library = state.library()
    for source in doomed:
        st.session_state.pop(f"chosen_{source.id}", None)
        with suppress(NotFound):  # another tab may have been faster
            library.delete(source.id)
    st.session_state.pop("chosen_all", None)
    state.tell(say.deleted(len(doomed)))


def _decide(say: words.Library, action: str, act: Callable[..., None], *args: object) -> None:
    """Draw "cancel" and the action; either closes the dialog, unless ``act`` left a complaint."""
    complaint = _complaint()
    with st.container(horizontal=True, horizontal_alignment="right"):
        cancelled = st.button(say.cancel, key="dialog_cancel")
        done = st.button(action, type="primary", key="dialog_go", on_click=act, args=args)
    if cancelled or (done and not complaint):
        st.rerun()


def _complaint() -> str:
    """Return what an action had to complain about, and draw it in its dialog."""
    complaint = str(st.session_state.pop("complaint", ""))
    if complaint:
        state.notice(complaint, bad=True)
    return complaint


def name_collection(known: Collection | None, say: words.Library) -> None:
    """Ask for a collection's name; make a new collection, or rename one."""

    @st.dialog(say.rename_title if known else say.create_title)
    def dialog() -> None:
        complaint = _complaint()
        with st.form("naming", border=False):  # Enter presses the first of its buttons
            st.text_input(say.name, value=known.name if known else "", key="collection_name", max_chars=100)
            with st.container(horizontal=True, horizontal_alignment="right", key="aw-reverse"):
                done = st.form_submit_button(say.save, type="primary", on_click=_name, args=(known,))
                cancelled = st.form_submit_button(say.cancel)
        browser.focus_dialog()
        if cancelled or (done and not complaint):
            st.rerun()

    dialog()


def _name(known: Collection | None) -> None:
    name = st.session_state["collection_name"]
    try:
        if known:
            state.library().rename_collection(known.id, name)
        else:
            state.choose_collection(state.library().create_collection(name).id)
    except QAError as error:
        st.session_state["complaint"] = state.relayed(str(error))


def remove_collection(known: Collection, say: words.Library) -> None:
    """Ask whether a collection shall go, and delete it."""

    @st.dialog(say.remove_title)
    def dialog() -> None:
        st.html(f"<p>{show.text(say.remove_body(known.name, known.sources))}</p>")
        _decide(say, say.delete, _remove, known)

    dialog()


def _remove(known: Collection) -> None:
    with suppress(NotFound):  # another tab may have been faster
        state.library().delete_collection(known.id)
    st.session_state.pop("collection", None)
