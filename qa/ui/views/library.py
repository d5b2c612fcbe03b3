"""Library: drop files, see what becomes of them, look after them and the collections they are in."""

from __future__ import annotations

import streamlit as st

from qa.types import Collection
from qa.ui import coverage, faq, intake, narrow, shelf, show, state, trust, words


def page() -> None:
    """Draw the page."""
    say = state.say(words.Library)
    library = state.library()
    where = state.collection()
    standing = shelf.Standing()
    _head(where, standing, say)
    intake.drop(where, say)
    state.told()
    coming = st.container()
    working = intake.busy(where)  # asked first: what ends from here on is seen by the worker's list
    sources = library.sources(where.id)
    if sources:
        shelf.draw(sources, standing, say)
        faq.draw(where)
        trust.draw(where)
    elif not working:
        _empty(say)
    with coming:  # last, for it draws anew what stands below it
        intake.jobs(where, say, working, lambda: standing.renew(state.library().sources(where.id), say))


def _head(where: Collection, standing: shelf.Standing, say: words.Library) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="aw-title"):
        st.html(f"<h1>{show.text(say.title)}</h1>", width="content")
        st.space("stretch")
        narrow.pick_collection("library_collection", say.collection)
        picked = _menu(say)
    _do(picked, where, say)
    sources = state.library().sources(where.id)
    if sources:
        standing.draw("health", shelf.health(sources, say))
        strange = state.library().uncovered(where.id)
        if strange:
            coverage.draw(strange, "library")


def _menu(say: words.Library) -> str | None:
    options = [say.create, say.rename, *([say.remove] if len(state.library().collections()) > 1 else []), say.check]
    return st.menu_button(say.collection_menu, options, icon=":material/more_horiz:", key="bare_collections")


def _do(picked: str | None, where: Collection, say: words.Library) -> None:
    if picked == say.create:
        shelf.name_collection(None, say)
    elif picked == say.rename:
        shelf.name_collection(where, say)
    elif picked == say.remove:
        shelf.remove_collection(where, say)
    elif picked == say.check:
        _check(say)


def _check(say: words.Library) -> None:
    health = state.library().verify()
    if health.problems:
        state.notice(" ".join((say.problems(len(health.problems)), *map(state.relayed, health.problems))), bad=True)
        st.button(say.repair, key="repair", on_click=_repair)
    else:
        state.notice(say.healthy)


def _repair() -> None:
    for sentence in state.library().verify(repair=True).repaired:
        state.tell(state.relayed(sentence))


def _empty(say: words.Library) -> None:
    steps = "".join(
        f"<li><b>{show.text(title)}</b><span>{show.text(line)}</span></li>" for title, line in say.empty_steps
    )
    st.html(f'<section class="aw-teach"><h2>{show.text(say.empty_title)}</h2><ol>{steps}</ol></section>')


if __name__ == "__main__":
    page()
