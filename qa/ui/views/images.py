"""Images: all pictures of a collection, found by words or by a picture, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.errors import QAError
from qa.types import Picture, PictureHit, Reason, Source, TextBox
from qa.ui import frames, narrow, show, state, words

PER_PAGE = 24
FOUND = 48
"""Pictures a search shows at most."""

_Shown = tuple[Picture, Source, Sequence[Reason], tuple[TextBox, ...]]


def page() -> None:
    """Draw the page."""
    say = state.say(words.Pictures)
    where = state.collection()
    with st.container(horizontal=True, vertical_alignment="center", key="aw-title"):
        st.html(f"<h1>{show.text(say.title)}</h1>", width="content")
        st.space("stretch")
        narrow.pick_collection("images_collection", say.collection)
    state.told()
    pictures = state.library().pictures(where.id)
    if not pictures:
        _empty(say)
        return
    sources = {source.id: source for source in state.library().sources(where.id)}
    with_words = sum(1 for picture in pictures if picture.words)
    st.html(f'<p class="aw-health">{show.text(say.about(len(pictures), with_words))}</p>')
    if any(job.state in ("queued", "reading") for job in state.library().jobs()):
        state.notice(say.coming)
    _searching(pictures, sources, where.id, say)


def _searching(pictures: list[Picture], sources: dict[str, Source], collection: str, say: words.Pictures) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="aw-find-images"):
        wanted = st.text_input(
            say.search, key="images_search", icon=":material/search:", placeholder=say.search, type="search"
        )
        options = [say.everything, say.with_words, say.in_documents]
        kind = st.segmented_control(say.filter, options, default=say.everything, required=True, key="images_filter")
    with st.expander(say.by_picture, icon=":material/image_search:", type="compact"):
        key = f"images_file_{st.session_state.get('images_round', 0)}"
        file = st.file_uploader(say.by_picture_help, type=list(SUFFIXES), key=key, on_change=_new_picture, args=(key,))
    st.html(f'<p class="aw-hint">{show.text(say.found_by + _model(say))}</p>')
    like = frames.kept(str(st.session_state.get("images_like", "")))
    data = file.getvalue() if file else None
    if wanted or data or like:
        hits = _found(wanted or "", data or like, collection, say)
        if hits is None:
            return
        shown: list[_Shown] = [(hit.picture, hit.source, hit.why, hit.boxes) for hit in hits]
    else:
        there = [one for one in pictures if one.source in sources]
        newest = sorted(there, key=lambda one: -sources[one.source].added)  # stable: pages stay in order
        shown = [(one, sources[one.source], (), ()) for one in newest]
    _gallery([one for one in shown if _passes(one, kind or "", say)], say, pages=not (wanted or data or like))


def _found(wanted: str, image: bytes | Picture | None, collection: str, say: words.Pictures) -> list[PictureHit] | None:
    """Search, and say what was searched with; None, and a sentence, when that is no picture."""
    with st.container(horizontal=True, vertical_alignment="center", key="aw-searched"):
        if isinstance(image, Picture):
            st.html(
                f'<div class="aw-small">{frames.frame(image)}</div><p class="aw-hint">{show.text(say.like)}</p>',
                width="content",
            )
        st.button(say.clear, key="images_clear", icon=":material/close:", type="tertiary", on_click=_clear)
    try:
        return state.library().search_images(wanted, image=image, collection=collection, k=FOUND)
    except QAError as error:
        state.problem(error)
        return None


def _clear() -> None:
    st.session_state["images_search"] = ""
    st.session_state["images_round"] = st.session_state.get("images_round", 0) + 1
    st.session_state.pop("images_like", None)


def _new_picture(key: str) -> None:
    """Forget what was searched for before a picture came; words typed after it are looked for beside it."""
    if st.session_state[key]:
        st.session_state["images_search"] = ""
        st.session_state.pop("images_like", None)


def _passes(one: _Shown, kind: str, say: words.Pictures) -> bool:
    picture, source = one[0], one[1]
    if kind == say.with_words:
        return bool(picture.words)
    return source.kind != "image" if kind == say.in_documents else True


def _gallery(shown: list[_Shown], say: words.Pictures, *, pages: bool) -> None:
    if not shown:
        st.html(f'<p class="aw-none">{show.text(say.none)}</p><p class="aw-hint">{show.text(say.none_help)}</p>')
        return
    many = -(-len(shown) // PER_PAGE) if pages else 1
    at = min(int(st.session_state.get("images_page", 1)), many)
    part = shown[(at - 1) * PER_PAGE : at * PER_PAGE] if pages else shown
    frames.grid(part, "images", lambda p, s, b: frames.open_window(p, s, b, say, delete=True))
    if many > 1:
        st.pagination(many, key="images_page")


def _model(say: words.Pictures) -> str:
    return say.with_model if state.library().sight == "ready" else say.without_model


def _empty(say: words.Pictures) -> None:
    steps = "".join(
        f"<li><b>{show.text(title)}</b><span>{show.text(line)}</span></li>" for title, line in say.empty_steps
    )
    st.html(f'<section class="aw-teach"><h2>{show.text(say.empty_title)}</h2><ol>{steps}</ol></section>')
    st.page_link(st.session_state["pages"]["library"], label=say.add, icon=":material/upload_file:")


SUFFIXES = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif")

if __name__ == "__main__":
    page()
