"""One answer: carried words, notes, the quote on top, how well it matches, and folded away the passages and themes."""

from __future__ import annotations

import time
from contextlib import suppress

import streamlit as st

from qa.errors import NotFound
from qa.types import Answer, Collection, Hit, Turn
from qa.ui import browser, chosen, coverage, frames, narrow, show, state, suggest, viewer, words

JUST_NOW = 600
"""Seconds for which other collections are asked what nothing in this one answers: old chats open at once."""


@st.fragment
def draw(turn: Turn, *, strange: bool = False) -> None:
    """Draw the answer of a turn; clicks in it don't redraw the page.

    With ``strange`` it says which languages of the collection its model was not made for, if there are any.
    """
    found = turn.answer
    if found is None:
        return
    say = state.say(words.Ask)
    with (
        st.chat_message("assistant", avatar=":material/article:"),
        st.container(key=f"aw-answer-{turn.id}", gap="small"),
    ):
        _carried(turn, say)
        for note in found.notes:
            style = "aw-none" if chosen.waits(found) and note == found.notes[-1] else "aw-hint"
            st.html(f'<p class="{style}">{show.text(state.relayed(note))}</p>')
        _seen(found)
        if chosen.smalltalk(turn, found):
            suggest.again(say, str(turn.id))
            return
        _found(turn, found, say)
        if not (turn.removed or found.pictures or found.hits or chosen.waits(found)):
            st.html(
                f'<p class="aw-none">{show.text(say.nothing)}</p><p class="aw-hint">{show.text(say.nothing_help)}</p>'
            )
        if strange and found.uncovered:
            coverage.draw(found.uncovered, str(turn.id))
        if turn.removed:
            st.html(f'<p class="aw-hint">{show.text(say.removed(turn.removed))}</p>')


def _found(turn: Turn, found: Answer, say: words.Ask) -> None:
    """Draw what was found: the quote on top, pictures, and folded away the passages and themes."""
    said = chosen.said(found)
    if found.overview:
        _overview(turn, found, say)
        _passages(turn, found, say)
        return
    known = chosen.known(turn, found)
    if known:
        st.html(f'<p class="aw-none">{show.text(state.say(words.Pictures).here(known))}</p>')
    elif chosen.unproven(found) and said:
        _nothing(turn, found, say)
    elif said:
        _best(turn, found, said[0], say)
    pictures = chosen.pictures(found)
    if pictures:
        frames.strip(pictures, str(turn.id))
    _by_sight(turn, found, say)
    if said:
        _passages(turn, found, say)
        _themes(turn, found, say)


def _seen(found: Answer) -> None:
    """Say what was read on the picture that was asked with."""
    if found.seen:
        read = state.say(words.Pictures).read(found.asked_with)
        st.html(
            f'<p class="aw-hint" dir="auto">{show.text(read)}: “{show.text(" · ".join(found.seen.split(chr(10))))}”</p>'
        )


def _carried(turn: Turn, say: words.Ask) -> None:
    terms = chosen.carried(turn)
    if not terms:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"aw-carried-{turn.id}"):
        st.html(f'<span class="aw-hint">{show.text(say.carried)}</span>', width="content")
        for number, term in enumerate(terms):
            pressed = st.button(
                show.label(term),
                key=f"carried_{turn.id}_{number}",
                icon=":material/close:",
                icon_position="right",
                help=say.carried_help,
            )
            if pressed:
                st.session_state["ask_again"] = (turn.id, term)
                st.rerun(scope="app")


def _nothing(turn: Turn, found: Answer, say: words.Ask) -> None:
    """Say that nothing here answers, or what did is gone; the nearest passages stay one click away.

    Where passages wait that may answer, a note says so instead.
    """
    if not chosen.waits(found):
        chance = show.percent(found.confidence or 0.0)
        told, help = (say.lost, say.lost_help) if turn.lost else (say.nothing_answers, say.nothing_chance(chance))
        st.html(f'<p class="aw-none">{show.text(told)}</p><p class="aw-hint">{show.text(help)}</p>')
    for other in _elsewhere(turn):
        key = f"elsewhere_{turn.id}_{other.id}"
        if st.button(say.elsewhere(show.label(other.name, 40)), key=key, icon=":material/arrow_forward:"):
            narrow.move_to(other.id)
            st.session_state["ask_next"] = turn.question
            st.rerun(scope="app")


def _elsewhere(turn: Turn) -> list[Collection]:
    """Return other collections that answer a question that was asked just now; each turn is looked up once."""
    known: dict[int, list[Collection]] = st.session_state.setdefault("elsewhere", {})
    if turn.id not in known:
        fresh = time.time() - turn.asked < JUST_NOW and not (turn.lost or turn.attachments)
        known[turn.id] = state.library().elsewhere(turn.question, state.collection().id) if fresh else []
    return known[turn.id]


def _overview(turn: Turn, found: Answer, say: words.Ask) -> None:
    """Tell what all that was asked is about, and lead to the page of all themes where it is a collection."""
    with st.container(key=f"aw-overview-{turn.id}", gap="small"):
        st.html(f'<p class="aw-hint">{show.text(say.overview)}</p>')
        for group in found.overview:
            st.html(show.theme(group, ""))
        if not any(hit.source.id in turn.attachments for hit in found.hits):
            st.page_link(st.session_state["pages"]["themes"], label=say.all_themes, icon=":material/bubble_chart:")


def _by_sight(turn: Turn, found: Answer, say: words.Ask) -> None:
    """Show the passages that an image model alone found, for what they are: no words bear them out."""
    shows = chosen.by_sight(found)
    if not shows:
        return
    with st.container(key=f"aw-shows-{turn.id}", gap="small"):
        st.html(f'<p class="aw-hint">{show.text(say.by_sight_help)}</p>')
        for hit in shows:
            _card(turn, hit, say)


def _best(turn: Turn, found: Answer, hit: Hit, say: words.Ask) -> None:
    if found.verdict == "maybe":
        st.html(f'<p class="aw-none">{show.text(say.maybe_answers)}</p>')
    elif found.verdict is None and show.strength(hit, say)[1] == "weak":
        st.html(f'<p class="aw-none">{show.text(say.nearest)}</p>')
    st.html(show.quote(hit))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"aw-meta-{turn.id}"):
        _strength(found, hit, say, f"{turn.id}_top")
        st.html(f'<span class="aw-cite">{show.citation(hit, say)}</span>', width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"aw-acts-{turn.id}"):
        if st.button(say.open, key=f"open_{turn.id}_top", icon=":material/find_in_page:", type="tertiary"):
            viewer.show_hit(hit)
        browser.copy_button(show.plain(hit, say), say.copy, say.copied, key=f"copy_{turn.id}")
        _ask_only(hit, say, f"{turn.id}_top")
        st.space("stretch")
        _thumbs(turn, found, say)
    # no toast: drawn by a fragment it takes the place of the page's style sheet
    if st.session_state.get("thumb_kept") == found.id:
        del st.session_state["thumb_kept"]
        st.html(f'<p class="aw-hint aw-kept" role="status">{show.text(say.thumb_kept)}</p>')


def _strength(found: Answer, hit: Hit, say: words.Ask, key: str) -> None:
    """Draw the verdict in words; the numbers of the first passage and what they mean unfold from it."""
    words_for, style = show.verdict(found, hit, say)
    with (
        st.container(key=f"aw-strength-{style}-{key}", width="content"),
        st.popover(words_for, type="tertiary", help=None, key=f"strength_{key}"),
    ):
        st.html(f'<p class="aw-numbers">{show.text(show.numbers(hit, say))}</p>')
        st.markdown(say.strength_help)


def _thumbs(turn: Turn, found: Answer, say: words.Ask) -> None:
    key = f"thumbs_{turn.id}"
    st.feedback("thumbs", key=key, default=turn.feedback, on_change=_keep_thumb, args=(found.id, key))


def _keep_thumb(question_id: str, key: str) -> None:
    value = st.session_state.get(key)
    if value is None:
        return
    with suppress(NotFound):  # the question may have gone with its chat, in another tab
        state.library().feedback(question_id, int(value))
        st.session_state["thumb_kept"] = question_id


def _passages(turn: Turn, found: Answer, say: words.Ask) -> None:
    hits = chosen.passages(found)
    files = len({hit.source.id for hit in hits})
    title = say.passages(len(hits), files, found.ms.get("total", 0.0))
    if chosen.unproven(found) or found.overview:
        title = say.nearest_passages(len(hits))
    folded = st.expander(title, type="compact", key=f"passages_{turn.id}", on_change="rerun", icon=":material/article:")
    if not folded.open:
        return
    with folded, st.container(key=f"aw-list-{turn.id}", gap="small"):
        for hit in hits:
            _card(turn, hit, say)


def _card(turn: Turn, hit: Hit, say: words.Ask) -> None:
    key = f"{turn.id}_{hit.rank}"
    with st.container(border=True, key=f"aw-hit-{key}", gap="xsmall"):
        st.html(show.card(hit, say))
        with st.container(horizontal=True, gap="xsmall"):
            if st.button(say.open, key=f"open_{key}", icon=":material/find_in_page:", type="tertiary"):
                viewer.show_hit(hit)
            _ask_only(hit, say, key)


def _ask_only(hit: Hit, say: words.Ask, key: str) -> None:
    if hit.source.collection not in {known.id for known in state.library().collections()}:
        return  # an attached file: it is asked by itself already
    if st.button(say.ask_only, key=f"only_{key}", icon=":material/filter_alt:", type="tertiary"):
        st.query_params["source"] = hit.source.id
        st.rerun(scope="app")


def _themes(turn: Turn, found: Answer, say: words.Ask) -> None:
    groups = [group for group in found.groups if group.hits]
    if len(groups) < 2 or chosen.unproven(found):
        return
    title = say.themes(len(groups))
    folded = st.expander(
        title, type="compact", key=f"themes_{turn.id}", on_change="rerun", icon=":material/bubble_chart:"
    )
    if not folded.open:
        return
    with folded, st.container(key=f"aw-themes-{turn.id}", gap="small"):
        st.html(f'<p class="aw-hint">{show.text(say.themes_caption)}</p>')
        for group in groups:
            st.html(show.theme(group, say.numbers(group.hits)))
