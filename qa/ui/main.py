"""The page script: page settings, navigation, the sidebar, and the page asked for. `app.py` and `qa serve` run it."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from qa.errors import QAError
from qa.ui import browser, show, sidebar, state, words

HERE = Path(__file__).parent
STATIC, VIEWS = HERE / "static", HERE / "views"


log = logging.getLogger(__name__)


def main() -> None:
    """Draw the app for one run of one browser session."""
    say = state.say(words.Frame)
    # No icon here: Streamlit would fetch it from fonts.gstatic.com as the browser tab's picture.
    pages = {
        "ask": st.Page(VIEWS / "ask.py", title=say.title, default=True),
        "library": st.Page(VIEWS / "library.py", title=say.library, url_path="library"),
        "images": st.Page(VIEWS / "images.py", title=say.images, url_path="images"),
        "themes": st.Page(VIEWS / "explore.py", title=say.themes, url_path="themes"),
        "evaluate": st.Page(VIEWS / "evaluate.py", title=state.say(words.Evaluate).title, url_path="evaluate"),
        "settings": st.Page(VIEWS / "settings.py", title=say.settings, url_path="settings"),
    }
    page = st.navigation(list(pages.values()), position="hidden")
    wide = page.url_path in ("library", "images", "evaluate")
    st.set_page_config(
        page_title=f"{page.title} · {say.title}" if page.url_path else say.title,
        page_icon=str(STATIC / "mark.svg"),
        layout="wide" if wide else "centered",
    )
    st.html(STATIC / "style.css")
    dark = st.context.theme.type == "dark"
    st.logo(str(STATIC / ("logo-dark.svg" if dark else "logo-light.svg")), size="large")
    st.session_state["pages"] = pages
    st.session_state["page"] = next(name for name, known in pages.items() if known is page)
    try:
        state.tidy()
        st.session_state["owner"] = browser.owner()
        if state.tongue() != "en":
            browser.speak(state.tongue())
            st.html(_translated(say))
        browser.fold_sidebar()
        sidebar.draw(pages, state.owner())
        page.run()
        state.remember()
    except QAError as error:
        state.problem(error)
    except Exception:
        log.exception("A page failed")
        st.html(f'<p class="aw-note aw-bad aw-crash" role="alert">{show.text(say.unexpected)}</p>')


def _translated(say: words.Frame) -> str:
    """Return the style that puts words in place of Streamlit's own English ones, in fields and for files."""
    limit = say.upload_limit(int(st.get_option("server.maxUploadSize")))
    return f"""<style>
[data-testid="stFileUploaderDropzone"] button p,
[data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{say.upload}"; font-size: 1rem; }}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{ content: "{limit}"; font-size: .875rem; }}
[data-testid="InputInstructions"] > span:first-child {{ font-size: 0; }}
[data-testid="InputInstructions"] > span:first-child::after {{ content: "{say.apply}"; font-size: .8rem; }}
</style>"""


if __name__ == "__main__":
    main()
