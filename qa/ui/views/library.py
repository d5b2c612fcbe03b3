"""Library: drop files, see what becomes of them, look after them and the collections they are in."""

from __future__ import annotations

import streamlit as st

from qa.types import Collection, Source
from qa.ui import coverage, faq, intake, narrow, shelf, show, state, trust, words


def page() -> None:
    """Draw the page."""
    say = state.say(words.Library)
    library = state.library()
    where = state.collection()
    _head(where, say)
    intake.drop(where, say)
    state.told()
    intake.jobs(say)
    sources = library.sources(where.id)
    if sources:
        shelf.draw(sources, say)
        faq.draw(where)
        trust.draw(where)
    elif not library.working:
        _empty(say)


def _head(where: Collection, say: words.Library) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="aw-title"):
        st.html(f"<h1>{show.text(say.title)}</h1>", width="content")
        st.space("stretch")
        narrow.pick_collection("library_collection", say.collection)
        _menu(where, say)
    sources = state.library().sources(where.id)
    if sources:
        st.html(f'<p class="aw-health">{_health(sources, say)}</p>')
        strange = state.library().uncovered(where.id)
        if strange:
            coverage.draw(strange, "library")


def _health(sources: list[Source], say: words.Library) -> str:
    line = say.health(len(sources), sum(s.passages for s in sources), sum(s.embedded for s in sources))
    languages = sorted({words.language(s.language) for s in sources if s.language})
    return " · ".join(f"<bdi>{show.text(part)}</bdi>" for part in (line, *languages))


def _menu(where: Collection, say: words.Library) -> None:
    options = [say.create, say.rename, *([say.remove] if len(state.library().collections()) > 1 else []), say.check]
    picked = st.menu_button(say.collection_menu, options, icon=":material/more_horiz:", key="bare_collections")
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
        state.notice(" ".join((say.problems(len(health.problems)), *health.problems)), bad=True)
        st.button(say.repair, key="repair", on_click=_repair)
    else:
        state.notice(say.healthy)


def _repair() -> None:
    for sentence in state.library().verify(repair=True).repaired:
        state.tell(sentence)


def _empty(say: words.Library) -> None:
    steps = "".join(
        f"<li><b>{show.text(title)}</b><span>{show.text(line)}</span></li>" for title, line in say.empty_steps
    )
    st.html(f'<section class="aw-teach"><h2>{show.text(say.empty_title)}</h2><ol>{steps}</ol></section>')


if __name__ == "__main__":
    page()
