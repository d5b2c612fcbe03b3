"""Pictures as they are shown: thumbnails with marked words, a strip of them beside an answer, one in a window."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from contextlib import suppress

import streamlit as st

from qa.errors import NotFound, QAError
from qa.types import Picture, PictureHit, Reason, Source, TextBox
from qa.ui import show, state, words

NAMED = 4
"""Matched words named below a picture at most: it is narrow."""

DESCRIBED = 160
"""Characters of the words on a picture that stand in for it."""


def frame(picture: Picture, boxes: Sequence[TextBox] = (), *, large: bool = False) -> str:
    """Draw a picture with lines marked on it, as HTML; nothing when it is gone."""
    library = state.library()
    try:
        data = library.view(picture.id) if large else library.thumbnail(picture.id)
    except NotFound:
        return ""
    name = show.text(alternative(picture))
    source = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    marks = "".join(_mark(box, picture) for box in boxes)
    size = "aw-picture aw-large" if large else "aw-picture"
    shape = f'class="aw-frame" style="aspect-ratio:{picture.width}/{picture.height}"'
    return f'<div class="{size}"><div {shape}><img src="{source}" alt="{name}">{marks}</div></div>'


def alternative(picture: Picture) -> str:
    """Say in words what a picture is, for those who don't see it."""
    read = " ".join(picture.words.split())
    return ": ".join(part for part in (picture.caption or picture.name, read[:DESCRIBED]) if part)


def _mark(box: TextBox, picture: Picture) -> str:
    left, top, right, bottom = box.rectangle
    return (
        f'<i aria-hidden="true" style="left:{100 * left / picture.width:.2f}%;top:{100 * top / picture.height:.2f}%;'
        f'width:{100 * (right - left) / picture.width:.2f}%;height:{100 * (bottom - top) / picture.height:.2f}%"></i>'
    )


def reasons(why: Sequence[Reason], say: words.Pictures) -> str:
    """Write why a picture is there: "The same picture · Words on it: printer, paper"; of many words the first few."""
    return " · ".join(_reason(one, say) for one in why)


def _reason(one: Reason, say: words.Pictures) -> str:
    if one.text:
        return f"{say.reasons[one.why]}{say.colon}{_few(one.text)}"
    # found by what its words mean, none of which is the question's
    return say.says if one.why == "words" else say.reasons[one.why]


def _few(listed: str) -> str:
    names = listed.split(", ")
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def caption(why: Sequence[Reason], say: words.Pictures) -> str:
    """Draw why a picture is there, below its thumbnail."""
    return f'<p class="aw-caption">{show.text(reasons(why, say))}</p>' if why else ""


def strip(hits: Sequence[PictureHit], key: str) -> None:
    """Draw the pictures beside an answer, each with a button that opens it."""
    say = state.say(words.Pictures)
    grid(
        [(hit.picture, hit.source, hit.why, hit.boxes) for hit in hits],
        key,
        lambda picture, source, boxes: open_window(picture, source, boxes, say),
    )


def grid(
    shown: Sequence[tuple[Picture, Source, Sequence[Reason], tuple[TextBox, ...]]],
    key: str,
    opened: Callable[[Picture, Source, tuple[TextBox, ...]], None],
) -> None:
    """Draw pictures side by side, as many a row as fit."""
    say = state.say(words.Pictures)
    with st.grid(columns="auto", min_column_width=150, gap="small", key=f"aw-gallery-{key}"):
        for picture, source, why, boxes in shown:
            with st.container(gap="xxsmall", key=f"aw-tile-{key}-{picture.id}"):
                st.html(frame(picture, boxes) + caption(why, say))
                # the page first: of long names only the beginning is seen
                page = f"{say.page(picture.page)} · " if picture.page is not None else ""
                label = show.label(page + show.short_name(source.name), 60)
                if st.button(label, key=f"tile_{key}_{picture.id}", icon=":material/open_in_full:", type="tertiary"):
                    opened(picture, source, boxes)


def open_window(
    picture: Picture, source: Source, boxes: tuple[TextBox, ...], say: words.Pictures, *, delete: bool = False
) -> None:
    """Open a window on a picture: large, its matched words marked, its words, and what can be done with it."""
    page = f" · {say.page(picture.page)}" if picture.page is not None else ""

    @st.dialog(show.label(show.short_name(source.name) + page, 60), width="large")
    def window() -> None:
        shown = frame(picture, boxes, large=True)
        if not shown:
            state.notice(say.gone, bad=True)
            return
        st.html(shown)
        _acts(picture, source, say, delete=delete)
        if picture.caption:
            st.html(
                f'<p class="aw-hint">{show.text(say.caption + say.colon)}<bdi>{show.text(picture.caption)}</bdi></p>'
            )
        if picture.words:
            read = f'<p class="aw-text" dir="auto">{show.text(picture.words)}</p>'
            st.html(f'<h3 class="aw-side">{show.text(say.words)}</h3>{read}')
        else:
            st.html(f'<p class="aw-hint">{show.text(say.wordless)}</p>')

    window()


def _acts(picture: Picture, source: Source, say: words.Pictures, *, delete: bool) -> None:
    with st.container(horizontal=True, gap="xsmall", key="aw-picture-acts"):
        if st.button(say.related, key="picture_related", icon=":material/article:", type="tertiary"):
            ask_with(picture)
        if st.button(
            say.similar,
            key="picture_similar",
            icon=":material/image_search:",
            type="tertiary",
            on_click=_like,
            args=(picture.id,),
        ):
            st.switch_page(st.session_state["pages"]["images"])
        library = state.library()
        st.download_button(
            say.download,
            data=lambda: library.original(source.id),
            file_name=show.short_name(source.name),
            mime="application/octet-stream",
            icon=":material/download:",
            type="tertiary",
            key="picture_download",
            on_click="ignore",
        )
        if delete:
            _delete(source, say)


def _like(picture_id: str) -> None:
    """Have the Images page show pictures like this one, and not what words found before."""
    st.session_state["images_like"], st.session_state["images_search"] = picture_id, ""


def _delete(source: Source, say: words.Pictures) -> None:
    with st.popover(say.delete, icon=":material/delete:", type="tertiary", key="picture_delete"):
        st.write(say.delete_sure)
        if st.button(say.delete_yes, key="picture_delete_yes", type="primary", on_click=_gone, args=(source, say)):
            st.rerun()


def _gone(source: Source, say: words.Pictures) -> None:
    with suppress(NotFound):  # another tab may have been faster
        state.library().delete(source.id)
    state.tell(say.deleted)


def ask_with(picture: Picture) -> None:
    """Go to the Ask page and ask with a picture of the library."""
    st.session_state["ask_picture"] = picture.id
    st.switch_page(st.session_state["pages"]["ask"])


def kept(picture_id: str) -> Picture | None:
    """Return a picture if it is still there."""
    try:
        return state.library().picture(picture_id) if picture_id else None
    except QAError:
        return None
