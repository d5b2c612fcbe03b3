"""Themes: what a whole collection is about, on demand."""

from __future__ import annotations

import streamlit as st

from qa.types import Collection, Group
from qa.ui import narrow, show, state, words


def page() -> None:
    """Draw the page."""
    say = state.say(words.Themes)
    where = state.collection()
    with st.container(horizontal=True, vertical_alignment="center", key="aw-title"):
        st.html(f"<h1>{show.text(say.title)}</h1>", width="content")
        st.space("stretch")
        narrow.pick_collection("themes_collection", say.collection)
    st.html(f'<p class="aw-hint">{show.text(say.line)}</p>')
    if not where.passages:
        state.notice(say.empty)
        st.page_link(st.session_state["pages"]["library"], label=say.add, icon=":material/upload_file:")
        return
    known: list[Group] | None = st.session_state.get("themes", {}).get(_stamp(where))
    if st.button(
        say.again if known is not None else say.find, key="find_themes", type="secondary" if known else "primary"
    ):
        with st.spinner(say.finding):
            known = state.library().themes(where.id, language=state.tongue())
        st.session_state["themes"] = {_stamp(where): known}
        st.rerun()
    if known is not None:
        _draw(known, say)


def _stamp(where: Collection) -> tuple[str, int, int]:
    """What the themes depend on: found themes are shown until the collection changes."""
    return where.id, where.sources, where.passages


def _draw(groups: list[Group], say: words.Themes) -> None:
    if not groups:
        state.notice(say.none)
    for number, group in enumerate(groups):
        with st.container(border=True, key=f"aw-group-{number}", gap="xsmall"):
            st.html(show.theme(group, say.size(len(group.passages or group.hits))))
            if st.button(say.ask, key=f"ask_theme_{number}", type="tertiary", icon=":material/chat:"):
                st.session_state["ask_next"] = group.label
                st.switch_page(st.session_state["pages"]["ask"])


if __name__ == "__main__":
    page()
