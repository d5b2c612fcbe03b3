"""The notice that a collection's model was not made for some of its languages, and the way to change it."""

from __future__ import annotations

import streamlit as st

from qa.types import Uncovered
from qa.ui import show, state, words


def draw(found: Uncovered, key: str) -> None:
    """Draw the notice."""
    say = state.say(words.Coverage)
    lines = [say.unknown(found.languages, found.model), *([say.cure(found.other)] if found.other else [])]
    with st.container(key=f"aw-uncovered-{key}", gap="xsmall"):
        st.html(f'<p class="aw-note" role="status">{show.text(" ".join(lines))}</p>')
        st.page_link(st.session_state["pages"]["settings"], label=say.settings, icon=":material/settings:")
