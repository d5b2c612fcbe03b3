"""The sidebar: pages, and this browser's chats, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit.navigation.page import Page

from qa.errors import NotFound
from qa.types import UNTITLED, Chat
from qa.ui import show, state, words

SHORT = 12
"""How many chats are listed until all are asked for."""


def draw(pages: Mapping[str, Page], owner: str) -> None:
    """Draw page links and the list of chats."""
    say = state.say(words.Frame)
    with st.sidebar:
        with st.container(key="aw-nav-away" if state.chat_id() else "aw-nav", gap="xxsmall"):
            fresh = {state.GO: "1"} if st.query_params else None
            st.page_link(pages["ask"], label=say.ask, icon=":material/add:", width="stretch", query_params=fresh)
            st.page_link(pages["library"], label=say.library, icon=":material/folder_open:", width="stretch")
            st.page_link(pages["images"], label=say.images, icon=":material/image:", width="stretch")
            st.page_link(pages["themes"], label=say.themes, icon=":material/bubble_chart:", width="stretch")
            measure = state.say(words.Evaluate).title
            st.page_link(pages["evaluate"], label=measure, icon=":material/science:", width="stretch")
            st.page_link(pages["settings"], label=say.settings, icon=":material/settings:", width="stretch")
        chats = state.library().chats(owner)
        if chats:
            _chats(chats, pages["ask"], owner, say)


def _chats(chats: list[Chat], page: Page, owner: str, say: words.Frame) -> None:
    with st.container(key="aw-chats", gap="xxsmall"):
        st.html(f'<h2 class="aw-side">{show.text(say.recent)}</h2>')
        everything = st.session_state.get("all_chats", False)
        for chat in chats if everything else chats[:SHORT]:
            _chat(chat, page, owner, say)
        if len(chats) > SHORT and not everything:
            st.button(say.all_chats, type="tertiary", key="show_all_chats", on_click=_show_all)
        if st.button(say.delete_all, type="tertiary", key="delete_all_chats", icon=":material/delete_sweep:"):
            confirm_delete_all(owner)


def _show_all() -> None:
    st.session_state["all_chats"] = True


def _chat(chat: Chat, page: Page, owner: str, say: words.Frame) -> None:
    current = "-now" if chat.id == state.chat_id() else ""
    with st.container(
        horizontal=True, wrap=False, gap="xxsmall", vertical_alignment="center", key=f"aw-chat{current}-{chat.id}"
    ):
        here = st.session_state["page"] == "ask" and not current
        address = {"c": chat.id, state.GO: "1"} if here else {"c": chat.id}
        title = show.label("" if chat.title == UNTITLED else chat.title, 60) or say.untitled
        st.page_link(page, label=title, query_params=address, width="stretch")
        picked = st.menu_button(
            say.chat_menu, [say.delete_this], icon=":material/more_horiz:", type="tertiary", key=f"bare_chat_{chat.id}"
        )
    if picked == say.delete_this:
        _delete(chat.id, owner)


def _delete(chat: str, owner: str) -> None:
    with suppress(NotFound):  # another tab may have been faster
        state.library().delete_chat(chat, owner)
    if chat == state.chat_id():
        st.query_params.clear()
    st.rerun()


def confirm_delete_all(owner: str) -> None:
    """Ask whether all chats of this browser shall go, and delete them."""
    say = state.say(words.Frame)

    @st.dialog(say.delete_all_title)
    def dialog() -> None:
        st.write(say.delete_all_body(len(state.library().chats(owner))))
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(say.cancel, key="keep_chats"):
                st.rerun()
            gone = st.button(say.delete, type="primary", key="really_delete_chats", on_click=_delete_all, args=(owner,))
            if gone:
                st.rerun()

    dialog()


def _delete_all(owner: str) -> None:
    state.library().delete_chats(owner)
    st.query_params.clear()
