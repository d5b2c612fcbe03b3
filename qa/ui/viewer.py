"""The window in which a passage is seen where it stands: its page drawn and marked, or the text around it."""

from __future__ import annotations

import streamlit as st

from qa.errors import QAError, ReadError
from qa.types import Evidence, Hit, Passage, Picture, Source
from qa.ui import frames, show, state, words

AROUND = 1
"""How many passages before and after are shown at first."""


def show_hit(hit: Hit) -> None:
    """Open the window on a hit, its evidence marked."""
    picture = _picture(hit)
    if picture is not None:
        tokens = [span for span in hit.terms]
        held = {hit.passage.text[span.start : span.end].casefold() for span in tokens}
        boxes = tuple(box for box in picture.boxes if any(word in box.text.casefold() for word in held))
        frames.open_window(picture, hit.source, boxes, state.say(words.Pictures))
        return
    _open(hit.source, hit.passage, hit.evidence)


def _picture(hit: Hit) -> Picture | None:
    """Return the picture that a hit was read from, if it is a file of its own."""
    if hit.source.kind != "image" or hit.passage.locator.picture is None:
        return None
    pictures = state.library().pictures(hit.source.collection, [hit.source.id])
    return next((one for one in pictures if one.position == hit.passage.locator.picture), None)


def show_source(source: Source) -> None:
    """Open the window on the beginning of a source."""
    passages = state.library().passages(source.id)
    if source.kind == "image" and (pictures := state.library().pictures(source.collection, [source.id])):
        frames.open_window(pictures[0], source, (), state.say(words.Pictures))
    elif passages:
        _open(source, passages[0], ())
    else:
        state.notice(state.say(words.Viewer).gone, bad=True)


def _open(source: Source, passage: Passage, evidence: tuple[Evidence, ...]) -> None:
    for key in ("viewer_page", "viewer_before", "viewer_after"):
        st.session_state.pop(key, None)

    @st.dialog(show.label(show.short_name(source.name), 60), width="large")
    def window() -> None:
        say = state.say(words.Viewer)
        try:
            current = state.library().source(source.id)
            if not (_has_pages(current, passage) and _paper(current, passage, evidence, say)):
                _text(current, passage, evidence, say)
            _download(current, say)
        except QAError as error:
            state.problem(error)

    window()


def _has_pages(source: Source, passage: Passage) -> bool:
    return source.name.lower().endswith(".pdf") and passage.locator.page is not None


def _paper(source: Source, passage: Passage, evidence: tuple[Evidence, ...], say: words.Viewer) -> bool:
    """Show a page of a PDF; the buttons turn pages. Say whether it could be drawn (an encrypted one cannot)."""
    found = passage.locator.page or 1
    page = int(st.session_state.setdefault("viewer_page", found))
    marks = [piece.text for piece in evidence] if page == found else []
    try:
        picture = state.library().page_png(source.id, page, marks)
    except ReadError as error:
        state.problem(error)
        return False
    _pages(page, source.pages, say)
    st.image(picture, width="stretch", alt=say.page(page, source.pages))
    if page == found:
        with st.expander(say.text, type="compact", key="viewer_text"):
            st.html(show.whole(passage, evidence))
    return True


def _pages(page: int, pages: int | None, say: words.Viewer) -> None:
    """Draw which page is seen, between the buttons that turn it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center", key="aw-pages"):
        back, on = ":material/chevron_left:", ":material/chevron_right:"
        st.button(say.previous, icon=back, key="bare_page_back", disabled=page <= 1, on_click=_turn, args=(-1,))
        st.html(f'<span class="aw-hint">{show.text(say.page(page, pages))}</span>', width="content")
        last = pages is not None and page >= pages
        st.button(say.next, icon=on, key="bare_page_on", disabled=last, on_click=_turn, args=(1,))


def _turn(step: int) -> None:
    st.session_state["viewer_page"] += step


def _text(source: Source, passage: Passage, evidence: tuple[Evidence, ...], say: words.Viewer) -> None:
    """Show a passage with the ones around it; the buttons show more of them."""
    passages = state.library().passages(source.id)
    at = next((i for i, found in enumerate(passages) if found.id == passage.id), None)
    if at is None:
        state.notice(say.gone, bad=True)
        return
    first = max(at - AROUND * (1 + st.session_state.setdefault("viewer_before", 0)), 0)
    last = min(at + AROUND * (1 + st.session_state.setdefault("viewer_after", 0)), len(passages) - 1)
    if first > 0:
        st.button(
            say.before,
            icon=":material/expand_less:",
            type="tertiary",
            key="viewer_up",
            on_click=_more,
            args=("viewer_before",),
        )
    with st.container(key="aw-around", gap="small"):
        for i in range(first, last + 1):
            _piece(passages, i, evidence if i == at else (), here=i == at and len(passages) > 1)
    if last < len(passages) - 1:
        st.button(
            say.after,
            icon=":material/expand_more:",
            type="tertiary",
            key="viewer_down",
            on_click=_more,
            args=("viewer_after",),
        )


def _piece(passages: list[Passage], i: int, evidence: tuple[Evidence, ...], *, here: bool) -> None:
    """Draw one passage of the text, without what it repeats of the one before it."""
    passage = passages[i]
    place = show.where(passage.locator, state.say(words.Ask))
    before = show.where(passages[i - 1].locator, state.say(words.Ask)) if i else ""
    head = f'<p class="aw-place">{show.text(place)}</p>' if place and place != before else ""
    skip = show.overlap(passages[i - 1], passage) if i and not here and place == before else 0
    st.html(f'<div class="aw-piece{" aw-here" if here else ""}">{head}{show.whole(passage, evidence, skip=skip)}</div>')


def _more(key: str) -> None:
    st.session_state[key] += 3


def _download(source: Source, say: words.Viewer) -> None:
    library = state.library()  # not in the callable: it runs outside the script

    def original() -> bytes:
        return library.original(source.id)

    st.download_button(
        say.download,
        data=original,
        file_name=show.short_name(source.name),
        mime="application/octet-stream",
        icon=":material/download:",
        key="viewer_download",
        on_click="ignore",
    )
