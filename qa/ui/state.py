"""What a page knows of its visitor: the library behind it, the open chat, the filters, and what to tell at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from qa.errors import NotFound, QAError
from qa.types import Collection, Filter, Kind, Source, Turn
from qa.ui import browser, show, words

if TYPE_CHECKING:
    from qa.library import Library

Page = TypeVar("Page")

BROWSERS = "auto"
"""In place of a language: that of the browser."""

GO = "go"
"""Marks a link from the Ask page to itself: Streamlit tells the server of it but leaves the old address standing."""

_library: Library | None = None


def use(other: Library | None) -> None:
    """Put another library behind all pages (None: the shared one again); the seam for tests."""
    global _library
    _library = other


def library() -> Library:
    """Return the library behind the pages, the process-wide one unless another was put there."""
    if _library is not None:
        return _library
    from qa.library import shared

    return shared()


def say(page: type[Page]) -> Page:
    """Return the sentences of a page in the visitor's language."""
    return words.say(page, locale())


def tongue() -> str:
    """Return the code of the language the pages speak to this visitor."""
    return words.tongue(locale())


def locale() -> str | None:
    """Return the language that the visitor chose for the pages, else the browser's."""
    found = language()
    return st.context.locale if found == BROWSERS else found


def language() -> str:
    """Return the chosen language of the pages, or ``BROWSERS``."""
    found = st.session_state.get("language") or browser.kept(browser.LANGUAGE_COOKIE)
    return found if found in words.SPOKEN else BROWSERS


def choose_language(language: str) -> None:
    """Speak a language, or the browser's, from now on."""
    st.session_state["language"] = language


def remember() -> None:
    """Have the browser keep what was chosen: the collection, and the language of the pages."""
    for key, cookie in (("collection", browser.COLLECTION_COOKIE), ("language", browser.LANGUAGE_COOKIE)):
        if st.session_state.get(key):
            browser.keep(cookie, st.session_state[key])


def owner() -> str:
    """Return the secret that says whose chats these are; ``main`` has it from the browser."""
    return str(st.session_state["owner"])


def tidy() -> None:
    """Take the mark out of the address, which has the browser show the new address."""
    if GO in st.query_params:
        del st.query_params[GO]


def chat_id() -> str:
    """Return the id of the chat in the address, or nothing."""
    return str(st.query_params.get("c", ""))


def turns() -> list[Turn] | None:
    """Return the turns of the open chat; None when it is not this visitor's or not there."""
    if not chat_id():
        return []
    try:
        return library().turns(chat_id(), owner())
    except NotFound:
        return None


def only() -> Source | None:
    """Return the one source that is asked, from the address."""
    wanted = str(st.query_params.get("source", ""))
    if not wanted:
        return None
    try:
        return library().source(wanted)
    except NotFound:
        del st.query_params["source"]
        return None


def collection() -> Collection:
    """Return the chosen collection: of the one source asked, else as picked, now or before, else the default."""
    source = only()
    if "collection" not in st.session_state:
        kept = browser.kept(browser.COLLECTION_COOKIE)
        st.session_state["collection"] = kept if kept in {known.id for known in library().collections()} else ""
    chosen = source.collection if source else str(st.session_state["collection"])
    try:
        return library().collection(chosen)
    except NotFound:
        st.session_state["collection"] = ""
        return library().collection()


def choose_collection(collection_id: str) -> None:
    """Remember a collection as the chosen one."""
    st.session_state["collection"] = collection_id


def filters() -> Filter:
    """Return what the visitor narrowed the search to."""
    source = only()
    sources = [source.id] if source else st.session_state.get("filter_sources", [])
    kinds: list[Kind] = st.session_state.get("filter_kinds") or []
    languages: list[str] = st.session_state.get("filter_languages") or []
    return Filter(frozenset(sources), frozenset(kinds), frozenset(languages))


def relayed(sentence: str) -> str:
    """Return what the library said of a file or an answer in the visitor's language."""
    return words.relayed(sentence) if tongue() == "zh" else sentence


def tell(sentence: str, *, bad: bool = False) -> None:
    """Keep a sentence to show on the page as it is drawn next."""
    st.session_state.setdefault("told", []).append((bad, sentence))


def told() -> None:
    """Show what was kept, once."""
    for bad, sentence in st.session_state.pop("told", []):
        notice(sentence, bad=bad)


def notice(sentence: str, *, bad: bool = False) -> None:
    """Show one sentence calmly; it is escaped, for it may name files."""
    style = "aw-note aw-bad" if bad else "aw-note"
    st.html(f'<p class="{style}" role="status" dir="auto">{show.text(sentence)}</p>')


def problem(error: QAError) -> None:
    """Show an error that was raised on purpose."""
    notice(relayed(str(error)), bad=True)
