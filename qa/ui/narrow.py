"""The bar above the question box: collection, filters, the one document asked, attached files, and saving the chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from qa.errors import QAError
from qa.types import Source, Turn
from qa.ui import frames, show, state, transcript, words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

FILTERS = ("filter_sources", "filter_languages", "filter_kinds")

CHIPS = 2
"""Attached files that stand side by side; more are folded away, for a long chat gathers many."""

KINDS = ("document", "faq", "table", "code", "image")


def bar(attached: list[Source], turns: list[Turn], owner: str) -> bool:
    """Draw the bar and say whether the attached files are asked (and not the library)."""
    say = state.say(words.Ask)
    with st.bottom:
        _warming()
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="aw-narrow"):
            to_attached = _target(attached, say) if attached else False
            if not to_attached:
                pick_collection("ask_collection", say.collection)
                _filters(say)
                _only(say)
            if turns:
                st.space("stretch")
                _save(turns, owner, say)
        if attached:
            _attached(attached, owner, say)
    return to_attached


def _save(turns: list[Turn], owner: str, say: words.Ask) -> None:
    """Offer the chat as a file, written when it is asked for: what was deleted until then is not in it."""
    library, chat, language = state.library(), state.chat_id(), state.tongue()  # the callable runs outside the script

    def written() -> bytes:
        return transcript.markdown(library.turns(chat, owner), language, named).encode()

    def named(picture_id: str) -> str:
        picture = frames.kept(picture_id)
        return picture.name if picture else ""

    st.download_button(
        say.save,
        data=written,
        file_name=transcript.file_name(turns, language),
        mime="text/markdown",
        icon=":material/download:",
        type="tertiary",
        key="save_chat",
        help=say.save_help,
        on_click="ignore",
    )


def ask_attached_next() -> None:
    """Turn the next question to the attached files."""
    st.session_state["target_next"] = "attached"


def _warming() -> None:
    meaning = state.library().meaning
    if meaning == "failed":
        st.html(f'<p class="aw-warming">{show.text(state.say(words.Frame).meaning_failed)}</p>')
    elif meaning != "ready":
        _wait()


@st.fragment(run_every="2s")
def _wait() -> None:
    """Say that meaning search is not there yet, and draw the page anew once when it is."""
    frame = state.say(words.Frame)
    if state.library().meaning in ("ready", "failed"):
        st.rerun(scope="app")
    st.html(f'<p class="aw-warming" role="status"><i></i>{show.text(frame.warming)}</p>')


def _target(attached: list[Source], say: words.Ask) -> bool:
    labels = {"attached": say.target_attached, "library": say.target_library}
    if "target_next" in st.session_state:
        st.session_state["target"] = st.session_state.pop("target_next")
    pictures = all(source.kind == "image" for source in attached)  # they are asked with, not asked
    st.session_state.setdefault("target", "library" if pictures else "attached")
    picked = st.segmented_control(
        say.target,
        list(labels),
        key="target",
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    return picked == "attached"


def pick_collection(key: str, help: str) -> None:
    """Draw the choice of a collection, if there are several; choosing one drops the filters of the other."""
    known = state.library().collections()
    if len(known) < 2:
        return
    names = {found.id: found.name for found in known}
    current = state.collection()
    picked = st.menu_button(
        show.label(current.name, 30),
        list(names),
        key=key,
        format_func=lambda found: show.label(names[found], 60),
        icon=":material/folder:",
        help=help,
    )
    if picked and picked != current.id:
        move_to(picked)
        st.rerun()


def move_to(collection_id: str) -> None:
    """Choose a collection and drop the filters of the other."""
    state.choose_collection(collection_id)
    for filtered in FILTERS:
        st.session_state.pop(filtered, None)
    st.query_params.pop("source", None)


def _filters(say: words.Ask) -> None:
    where = state.filters()
    chosen = len(where.kinds) + len(where.languages) + (0 if state.only() else len(where.sources))
    title = f"{say.filters} · {chosen}" if chosen else say.filters
    folded = st.popover(title, icon=":material/tune:", help=say.filters_help, key="filters", on_change="rerun")
    if not folded.open:
        _room(folded)
        return
    with folded, st.container(key="aw-filters"):
        _filter_widgets(state.library().sources(state.collection().id), say)
        if chosen:
            st.button(say.clear_filters, key="clear_filters", type="tertiary", on_click=_clear)
        st.caption(say.syntax)


def _room(folded: DeltaGenerator) -> None:
    """Take up room in what is folded: it opens to the side where its contents, which come a moment later, will fit."""
    folded.html('<div class="aw-room"></div>')


def _filter_widgets(sources: list[Source], say: words.Ask) -> None:
    library = state.say(words.Library)
    kinds = [kind for kind in KINDS if any(source.kind == kind for source in sources)]
    languages = sorted({source.language for source in sources if source.language})
    names = {source.id: source.name for source in sources if source.status in ("words", "ready")}
    if len(kinds) > 1:
        _pills(say.kinds, kinds, "filter_kinds", library.kinds.__getitem__)
    if len(languages) > 1:
        _pills(say.languages, languages, "filter_languages", words.language)
    if len(names) > 1 and not state.only():
        st.multiselect(
            say.sources,
            list(names),
            key="filter_sources",
            format_func=lambda key: show.short_name(names.get(key, "")),
            placeholder=say.sources_any,
            persist_state="session",
        )


def _pills(label: str, options: Sequence[str], key: str, names: Callable[[str], str]) -> None:
    st.pills(label, options, selection_mode="multi", key=key, format_func=names, persist_state="session")


def _clear() -> None:
    for key in FILTERS:
        st.session_state[key] = []


def _only(say: words.Ask) -> None:
    source = state.only()
    if source is None:
        return
    title = say.only(show.label(show.short_name(source.name), 40))
    if st.button(title, key="only_remove", icon=":material/close:", icon_position="right", help=say.only_remove):
        st.query_params.pop("source", None)
        st.rerun()


def _attached(attached: list[Source], owner: str, say: words.Ask) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="aw-attached"):
        if len(attached) > CHIPS:
            title = say.attached_files(len(attached))
            folded = st.popover(title, icon=":material/attach_file:", key="attached", on_change="rerun")
            if not folded.open:
                _room(folded)
                return
            with folded:
                _listed(attached, owner, say)
            return
        st.html(f'<span class="aw-hint">{show.text(say.attached)}</span>', width="content")
        for source in attached:
            picked = st.menu_button(
                show.label(show.short_name(source.name), 40),
                [say.keep, say.remove],
                key=f"attached_{source.id}",
                icon=":material/attach_file:",
            )
            if picked:
                _do(picked, source, owner, say)


def _listed(attached: list[Source], owner: str, say: words.Ask) -> None:
    """Draw a line a file, the latest first, with what can be done with it."""
    acts = ((say.keep, ":material/library_add:"), (say.remove, ":material/close:"))
    for source in sorted(attached, key=lambda one: -one.added):
        with st.container(
            horizontal=True, vertical_alignment="center", wrap=False, gap="xxsmall", key=f"aw-file-{source.id}"
        ):
            st.html(f'<span class="aw-name" dir="auto">{show.text(show.short_name(source.name))}</span>')
            for act, icon in acts:
                if st.button(act, icon=icon, key=f"bare_{source.id}_{act}", type="tertiary", help=act):
                    _do(act, source, owner, say)


def _do(picked: str, source: Source, owner: str, say: words.Ask) -> None:
    library = state.library()
    try:
        if picked == say.keep:
            library.keep(source.id, state.chat_id(), owner, state.collection().id)
            state.tell(say.kept(source.name))
        else:
            library.drop(source.id, state.chat_id(), owner)
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)
    st.rerun()
