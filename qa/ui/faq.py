"""What of a collection's FAQ entries is compared with questions."""

from __future__ import annotations

import streamlit as st

from qa.types import Collection
from qa.ui import show, state, words


def draw(where: Collection) -> None:
    """Draw the section, where there are FAQ files."""
    now = state.library().faq(where.id)
    if not now.files:
        return
    say = state.say(words.Faq)
    with st.container(key="aw-faq", gap="xsmall"):
        st.html(f'<section class="aw-set"><h2>{show.text(say.title)}</h2></section>')
        st.segmented_control(
            say.label,
            list(say.choices),
            default=now.match,
            format_func=say.choices.__getitem__,
            key=f"faq_{where.id}",
            required=True,
            on_change=_choose,
            args=(where.id,),
        )
        st.html(f'<p class="aw-hint">{show.text(say.lines[now.match])}</p>')


def _choose(collection: str) -> None:
    state.library().match_faq(str(st.session_state[f"faq_{collection}"]), collection)
