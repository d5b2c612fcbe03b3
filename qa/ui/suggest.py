"""What can be asked: how much is in the collection, and questions to begin with."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from qa.ui import show, state, words

MOST = 4
"""Questions that are suggested."""


def welcome(say: words.Ask) -> None:
    """Draw what an empty chat shows."""
    with st.container(key="aw-welcome", horizontal_alignment="center"):
        title, line = _lines(say)
        st.html(f"<h1>{show.text(title)}</h1><p>{show.text(line)}</p>")
        _begin(say, "welcome", "center")


def again(say: words.Ask, key: str) -> None:
    """Draw the same as an answer, to what asks nothing of the documents."""
    title, line = _lines(say)
    st.html(f'<p class="aw-none">{show.text(title)}</p><p class="aw-hint">{show.text(line)}</p>')
    _begin(say, key, "left")


def _lines(say: words.Ask) -> tuple[str, str]:
    where = state.collection()
    return (
        (say.heading, say.about(where.sources, where.passages))
        if where.sources
        else (say.empty_heading, say.empty_line)
    )


def _begin(say: words.Ask, key: str, side: Literal["left", "center"]) -> None:
    """Draw questions to click on, or where to add files to ask."""
    where = state.collection()
    if not where.sources:
        st.page_link(st.session_state["pages"]["library"], label=say.add_files, icon=":material/upload_file:")
        return
    with st.container(horizontal=True, horizontal_alignment=side, gap="small", key=f"aw-suggestions-{key}"):
        for number, question in enumerate(state.library().suggestions(where.id, MOST, language=state.tongue())):
            if st.button(show.label(question, 90), key=f"suggest_{key}_{number}"):
                st.session_state["ask_next"] = question
                st.rerun(scope="app")
