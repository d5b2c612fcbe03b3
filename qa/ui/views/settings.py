"""Settings: what runs, what is private, where things are kept, and the chats of this browser."""

from __future__ import annotations

import streamlit as st

from qa.ui import models, show, sidebar, state, words


def page() -> None:
    """Draw the page."""
    say = state.say(words.Settings)
    st.html(f"<h1>{show.text(say.title)}</h1>")
    _language(say)
    _search(say)
    models.draw()
    _lines(say.keyboard, say.keyboard_lines)
    _lines(say.privacy, say.privacy_lines)
    st.html(
        f'<section class="aw-set"><h2>{show.text(say.storage)}</h2><p>{show.text(say.storage_line)}</p>'
        f'<p><code class="aw-path">{show.text(str(state.library().home))}</code></p></section>'
    )
    _chats(say)


def _language(say: words.Settings) -> None:
    st.html(f'<section class="aw-set"><h2>{show.text(say.language)}</h2></section>')
    names = {state.BROWSERS: say.browsers} | {code: words.language(code) for code in words.SPOKEN}
    st.segmented_control(
        say.language,
        list(names),
        default=state.language(),
        key="page_language",
        format_func=names.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_speak,
    )


def _speak() -> None:
    state.choose_language(st.session_state["page_language"])


def _search(say: words.Settings) -> None:
    library = state.library()
    rows = [(say.word_search, say.words_state), (say.meaning, say.meanings[library.meaning])]
    error = str(getattr(library, "meaning_error", ""))
    rows += [
        (f"{say.collection} {known.name}", f"{say.model}{say.colon}{known.model.split('@')[0]}")
        for known in library.collections()
    ]
    body = "".join(f"<dt>{show.text(name)}</dt><dd>{show.text(value)}</dd>" for name, value in rows)
    st.html(f'<section class="aw-set"><h2>{show.text(say.search)}</h2><dl>{body}</dl></section>')
    if error:
        state.notice(state.relayed(error), bad=True)


def _lines(title: str, lines: tuple[str, ...]) -> None:
    st.html(f'<section class="aw-set"><h2>{show.text(title)}</h2></section>')
    st.markdown("\n".join(f"- {line}" for line in lines))


def _chats(say: words.Settings) -> None:
    owner = state.owner()
    chats = state.library().chats(owner)
    line = show.text(say.chats_line(len(chats)))
    st.html(f'<section class="aw-set"><h2>{show.text(say.chats)}</h2><p>{line}</p></section>')
    frame = state.say(words.Frame)
    if chats and st.button(frame.delete_all, key="settings_delete_chats", icon=":material/delete_sweep:"):
        sidebar.confirm_delete_all(owner)


if __name__ == "__main__":
    page()
