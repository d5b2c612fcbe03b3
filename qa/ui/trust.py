"""How sure an answer of this collection must be, and the questions that nothing in it answered."""

from __future__ import annotations

import time

import streamlit as st

from qa.types import Collection, Unanswered
from qa.ui import show, state, words

PRECISIONS = (0.8, 0.9, 0.95, 0.98, 0.99)
"""What can be chosen."""
LISTED = 50
"""Unanswered questions that are listed."""


def draw(where: Collection) -> None:
    """Draw both sections."""
    say = state.say(words.Trust)
    _promise(where, say)
    _unanswered(where, say)


def _promise(where: Collection, say: words.Trust) -> None:
    now = state.library().assurance(where.id)
    choices = sorted({*PRECISIONS, now.precision})
    with st.container(key="aw-promise", gap="xsmall"):
        st.html(f'<section class="aw-set"><h2>{show.text(say.title)}</h2></section>')
        st.select_slider(
            say.precision,
            choices,
            value=now.precision,
            format_func=say.times,
            key=f"precision_{where.id}",
            help=say.precision_help,
            on_change=_choose,
            args=(where.id,),
        )
        line = say.not_yet if now.share is None else say.share(now.share, now.own)
        more = say.thumbs(now.thumbs) if now.thumbs else ""
        st.html(f'<p class="aw-hint">{show.text(f"{line} {more}".strip())}</p>')


def _choose(collection: str) -> None:
    state.library().promise(float(st.session_state[f"precision_{collection}"]), collection)


def _unanswered(where: Collection, say: words.Trust) -> None:
    found = state.library().unanswered(where.id)
    title = say.count(len(found)) if found else say.unanswered
    folded = st.expander(title, key=f"unanswered_{where.id}", icon=":material/help:", expanded=False)
    with folded:
        if not found:
            st.html(f'<p class="aw-hint">{show.text(say.none)}</p>')
            return
        with st.container(horizontal=True, vertical_alignment="center", key="aw-gaps"):
            st.html(f'<p class="aw-hint">{show.text(say.unanswered_line)}</p>', width="content")
            st.space("stretch")
            if st.button(say.clear, key="clear_unanswered", type="tertiary", icon=":material/delete_sweep:"):
                _confirm_clear(where, len(found), say)
        for number, one in enumerate(found[:LISTED]):
            _row(number, one, where, say)


def _row(number: int, one: Unanswered, where: Collection, say: words.Trust) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"aw-gap-{number}"):
        when = say.asked(one.times, say.ago(time.time() - one.asked))
        st.html(
            f'<div class="aw-source"><span class="aw-name" dir="auto">{show.text(one.question)}</span>'
            f'<span class="aw-facts">{show.text(when)}</span></div>'
        )
        if st.button(say.ask, key=f"ask_gap_{number}", type="tertiary", icon=":material/chat:"):
            st.session_state["ask_next"] = one.question
            st.switch_page(st.session_state["pages"]["ask"])
        st.button(
            say.remove,
            key=f"clear_gap_{number}",
            type="tertiary",
            icon=":material/close:",
            on_click=_clear,
            args=(where.id, [one.question]),
        )


def _confirm_clear(where: Collection, listed: int, say: words.Trust) -> None:
    @st.dialog(say.clear_title)
    def dialog() -> None:
        st.html(f"<p>{show.text(say.clear_body(listed))}</p>")
        with st.container(horizontal=True, horizontal_alignment="right"):
            kept = st.button(say.cancel, key="keep_unanswered")
            gone = st.button(
                say.clear_yes, type="primary", key="really_clear_unanswered", on_click=_clear, args=(where.id,)
            )
        if kept or gone:
            st.rerun()

    dialog()


def _clear(collection: str, questions: list[str] | None = None) -> None:
    state.library().clear_unanswered(questions, collection)
