"""Ask: the chat, its answers, and around the question box what is asked and how it is narrowed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from qa.errors import NotFound, QAError
from qa.types import MOST_PICTURES, AddResult, Answer, Picture, Source, Turn
from qa.ui import answer, browser, chosen, frames, narrow, show, state, suggest, words

# How many turns of a long chat are shown until earlier ones are asked for.
LAST = 10


def page() -> None:
    """Draw the page."""
    say = state.say(words.Ask)
    owner = state.owner()
    turns = state.turns()
    if turns is None:
        st.query_params.pop("c", None)
        state.tell(say.not_here, bad=True)
        turns = []
    _follow(owner)
    attached = _attached(owner)
    asked_attached = narrow.bar(attached, turns, owner)
    if "not_answered" in st.session_state:
        st.session_state["question"] = st.session_state.pop("not_answered")
    said = st.chat_input(
        say.placeholder_attached if asked_attached else say.placeholder,
        accept_file="multiple",
        key="question",
        submit_mode="disable",
    )
    question = str(st.session_state.pop("ask_next", "")) or (said.text if said else "")
    files = said.files if said else []
    picture = frames.kept(str(st.session_state.pop("ask_picture", "")))
    pictures = [picture] if picture else []
    pending = bool(question.strip() or files or pictures)
    welcome = st.empty()
    if not (turns or attached or pending):
        with welcome.container():
            suggest.welcome(say)
    _transcript(turns, owner, say)
    browser.show_question(st.session_state.get("just_asked", ""))
    state.told()
    if pending:
        _said(question.strip(), files, turns, owner, asked_attached, pictures)
    _again(turns, owner)


def _follow(owner: str) -> None:
    """Choose the collection of a chat when it is opened."""
    if st.session_state.get("followed") == state.chat_id():
        return
    st.session_state["followed"] = state.chat_id()
    for chat in state.library().chats(owner):
        if chat.id == state.chat_id():
            state.choose_collection(chat.collection)


def _attached(owner: str) -> list[Source]:
    if not state.chat_id():
        return []
    try:
        return state.library().attachments(state.chat_id(), owner)
    except NotFound:
        return []


def _transcript(turns: list[Turn], owner: str, say: words.Ask) -> None:
    shown = chosen.turns(turns)
    first = 0 if st.session_state.get("earlier") == state.chat_id() else max(len(shown) - LAST, 0)
    if first and st.button(say.earlier, key="earlier_turns", icon=":material/expand_less:", type="tertiary"):
        st.session_state["earlier"] = state.chat_id()
        st.rerun()
    strange = next((t.id for t in shown[first:] if t.answer and t.answer.uncovered), None)
    for turn in shown[first:]:
        _question(turn.question, _asked_with(turn.answer))
        answer.draw(turn, strange=turn.id == strange)


def _asked_with(found: Answer | None) -> list[Picture]:
    """Return the pictures that a question came with, as far as they are still there."""
    ids = (found.picture, *found.more_pictures) if found else ()
    return [picture for picture in map(frames.kept, ids) if picture]


def _question(text: str, pictures: Sequence[Picture] = ()) -> None:
    """Draw a question on the right, with the pictures that it came with."""
    drawn = "".join(_small(picture, at if len(pictures) > 1 else 0) for at, picture in enumerate(pictures, 1))
    shown = f'<div class="aw-several">{drawn}</div>' if len(pictures) > 1 else drawn
    words_of = f'<p class="aw-asked" dir="auto">{show.text(text)}</p>' if text or not pictures else ""
    with (
        st.container(horizontal=True, horizontal_alignment="right"),
        st.chat_message("user", avatar=":material/person:", width="content"),
    ):
        st.html(f"{shown}{words_of}" if words_of else f'<div class="aw-asked">{shown}</div>')


def _small(picture: Picture, number: int) -> str:
    """Draw a picture of a question, with its number if it has one."""
    named = f'<p class="aw-caption">{number}</p>' if number else ""
    return f'<div class="aw-small">{frames.frame(picture)}{named}</div>'


def _said(
    question: str,
    files: list[UploadedFile],
    turns: list[Turn],
    owner: str,
    asked_attached: bool,
    pictures: list[Picture],
) -> None:
    """Attach the files, answer the question (or what pictures ask), store the turn and draw the page anew."""
    say = state.say(words.Ask)
    try:
        if question:
            _question(question)
            browser.show_question(f"new-{len(turns)}", key="show_new")
        attached = [result for file in files for result in _attach(file.name, file.getvalue(), owner, say)]
        pictures = pictures or _first(_pictured(attached), say)
        texts = [result for result in attached if result.kind != "image"]
        if texts:
            narrow.ask_attached_next()
        if not (question or pictures):
            _tell_ready(texts, say)
        else:
            _tell_notes(texts)
            with st.spinner(say.searching):
                _ask(
                    question, turns, owner, attached=bool(texts) or (asked_attached and not pictures), pictures=pictures
                )
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)
        st.session_state["not_answered"] = question
    st.rerun()


def _pictured(attached: list[AddResult]) -> list[Picture]:
    """Return the pictures among the files that were attached, of each file the first, in their order."""
    sources = [result.source for result in attached if result.kind == "image" and result.source]
    library = state.library()
    found = library.pictures(library.source(sources[0]).collection, sources) if sources else []
    first = {picture.source: picture for picture in reversed(found)}
    return [first[source] for source in dict.fromkeys(sources) if source in first]


def _first(pictures: list[Picture], say: words.Ask) -> list[Picture]:
    """Return as many pictures as a question takes, and tell when some are left."""
    if len(pictures) > MOST_PICTURES:
        state.tell(say.first_pictures(MOST_PICTURES, len(pictures)))
    return pictures[:MOST_PICTURES]


def _chat(owner: str) -> str:
    """Return the open chat, starting one if there is none."""
    if not state.chat_id():
        st.query_params["c"] = state.library().new_chat(owner, state.collection().id)
    return state.chat_id()


def _attach(name: str, data: bytes, owner: str, say: words.Ask) -> list[AddResult]:
    """Attach one file (or what is in a zip), tell what became of it, and return what can be asked."""
    with st.spinner(say.reading):
        results = state.library().attach(_chat(owner), owner, name, data)
    for result in results:
        if result.status == "failed":
            state.tell(state.relayed(result.error or "") or say.attached_failed, bad=True)
    return [result for result in results if result.status != "failed"]


def _tell_ready(attached: list[AddResult], say: words.Ask) -> None:
    """Tell that files can be asked: many in one line, but for what is noted of each."""
    if len(attached) > narrow.CHIPS:
        state.tell(say.all_ready(len(attached), sum(result.passages for result in attached)))
        attached = [result for result in attached if result.notes]
    for result in attached:
        state.tell(" ".join((say.attached_ready(result.name, result.passages), *map(state.relayed, result.notes))))


def _tell_notes(attached: list[AddResult]) -> None:
    """Tell what is noted of files that were asked at once; the answer tells that they are there."""
    for result in attached:
        if result.notes:
            state.tell(" ".join((f"{result.name}:", *map(state.relayed, result.notes))))


def _ask(question: str, turns: list[Turn], owner: str, *, attached: bool, pictures: list[Picture]) -> None:
    library = state.library()
    previous = turns[-1] if turns else None
    carried: tuple[str, ...] = ()
    if previous is not None and question and not pictures:
        asked = ". ".join(filter(None, (" ".join(chosen.carried(previous)), previous.question)))
        carried = library.carry(asked, question, seen=previous.answer.seen if previous.answer else "")
    _store(question, _find(question, owner, carried, attached=attached, pictures=pictures), owner)


def _find(
    question: str, owner: str, carried: tuple[str, ...], *, attached: bool, pictures: Sequence[Picture] = ()
) -> Answer:
    library = state.library()
    if attached and state.chat_id():
        return library.ask_attached(state.chat_id(), owner, question, carried=carried)
    where = state.filters()
    return library.ask(question, image=pictures or None, collection=state.collection().id, where=where, carried=carried)


def _store(question: str, found: Answer, owner: str) -> None:
    attached = [source.id for source in _attached(owner)]
    turn = state.library().add_turn(_chat(owner), owner, question, found, attached)
    st.session_state["just_asked"] = str(turn)


def _again(turns: list[Turn], owner: str) -> None:
    """Ask the last question again without a word that was carried over, if its chip was clicked."""
    wanted = st.session_state.pop("ask_again", None)
    if wanted is None or not turns:
        return
    turn_id, left_out = wanted
    turn = next((turn for turn in turns if turn.id == turn_id), None)
    if turn is None or turn.answer is None:
        return
    carried = tuple(term for term in chosen.carried(turn) if term != left_out)
    attached = any(hit.source.id in turn.attachments for hit in turn.answer.hits)
    try:
        _store(
            turn.question,
            _find(turn.question, owner, carried, attached=attached, pictures=_asked_with(turn.answer)),
            owner,
        )
    except QAError as error:
        state.tell(state.relayed(str(error)), bad=True)
    st.rerun()


if __name__ == "__main__":
    page()
