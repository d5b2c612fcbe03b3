"""What only the browser can do: keep cookies, fold and focus, tell screen readers the language, copy text."""

from __future__ import annotations

import re
import secrets

import streamlit as st

OWNER_COOKIE = "askwell_owner"
"""Name of the cookie that says whose chats these are; ``serve.py`` may set it as HttpOnly before the page starts."""

COLLECTION_COOKIE, LANGUAGE_COOKIE = "askwell_collection", "askwell_language"
"""Names of the cookies that say which collection was chosen last, and which language for the pages."""

OWNER = re.compile(r"[A-Za-z0-9_-]{22,128}\Z")

YEARS = 5 * 365 * 24 * 3600

_REMEMBER = """
export default function ({ data, setStateValue }) {
  const found = document.cookie.split("; ").find((c) => c.startsWith(data.name + "="));
  const value = found ? found.slice(data.name.length + 1) : "";
  if (/^[A-Za-z0-9_-]{22,128}$/.test(value)) {
    if (value !== data.value) setStateValue("value", value);
    return;
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data.name}=${data.value}; Path=/; Max-Age=${data.age}; SameSite=Lax${secure}`;
}
"""

_SPEAK = """
export default function ({ data }) { document.documentElement.lang = data.language; }
"""

_FOLD = """
export default function () {
  if (document.documentElement.dataset.awFolds) return;
  document.documentElement.dataset.awFolds = "yes";
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('[data-testid="stSidebar"] a');
    if (!link || !matchMedia("(max-width: 768px)").matches) return;
    setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click());
  });
}
"""

_FOCUS = """
export default function () {
  setTimeout(() => document.querySelector('[role="dialog"] input')?.focus());
}
"""

_SHOW = """
export default function ({ data }) {
  const page = document.documentElement.dataset;
  if (!data.turn || page.awShown === data.turn) return;
  page.awShown = data.turn;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const last = () => [...document.querySelectorAll(".aw-asked")].at(-1);
  setTimeout(() => last()?.scrollIntoView({ behavior, block: "start" }), 100);
}
"""

_KEEP = """
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data.name}=${data.value}; Path=/; Max-Age=${data.age}; SameSite=Lax${secure}`;
}
"""

_COPY_HTML = """
<button type="button"><svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" fill="none"
stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><rect x="8" y="8" width="12"
height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/></svg><span
aria-live="polite"></span></button>
"""

_COPY_CSS = """
button { display: inline-flex; align-items: center; gap: .4rem; min-height: 2.25rem; padding: 0 .5rem; margin: 0;
  border: 0; border-radius: var(--st-button-radius, 999px); background: none; color: var(--st-text-color);
  font: inherit; font-size: .87rem; cursor: pointer; white-space: nowrap; }
button:hover { color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""

_COPY = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const label = button.querySelector("span");
  label.textContent = data.label;
  const byHand = () => {
    const area = document.createElement("textarea");
    area.value = data.text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  button.onclick = async () => {
    try { await navigator.clipboard.writeText(data.text); } catch (refused) { byHand(); }
    label.textContent = data.done;
    setTimeout(() => { label.textContent = data.label; }, 2000);
  };
}
"""


def owner() -> str:
    """Return the secret that says which browser this is, and have the browser keep it.

    A cookie that came with the page wins. Without one a new secret is made and handed to the browser, which answers
    with the one it has in the meantime got from another tab, if so.
    """
    known = kept(OWNER_COOKIE)
    if OWNER.match(known):
        return known
    made: str = st.session_state.setdefault("owner", secrets.token_urlsafe(32))
    with st.container(key="aw-hidden"):
        remember = st.components.v2.component("askwell_remember", js=_REMEMBER)
        said = remember(
            key="owner_cookie",
            data={"name": OWNER_COOKIE, "value": made, "age": YEARS},
            on_value_change=lambda: None,
        )
    other = getattr(said, "value", None)
    if isinstance(other, str) and OWNER.match(other) and other != made:
        st.session_state["owner"] = other
        return other
    return made


def speak(language: str) -> None:
    """Tell browser and screen reader that the page is in ``language``; Streamlit's own frame says English."""
    with st.container(key="aw-hidden-language"):
        st.components.v2.component("askwell_language", js=_SPEAK)(key="language", data={"language": language})


def fold_sidebar() -> None:
    """Have the browser close the sidebar when a link in it is followed where it covers the page: on a phone."""
    with st.container(key="aw-hidden-fold"):
        st.components.v2.component("askwell_fold", js=_FOLD)(key="fold")


def focus_dialog() -> None:
    """Put the cursor into the first field of the dialog that is open."""
    with st.container(key="aw-hidden-focus"):
        st.components.v2.component("askwell_focus", js=_FOCUS)(key="focus")


def show_question(turn: str, key: str = "show") -> None:
    """Scroll the last question into view, once for each ``turn``; "" is none."""
    if not turn:
        return
    with st.container(key=f"aw-hidden-{key}"):
        st.components.v2.component("askwell_show", js=_SHOW)(key=key, data={"turn": turn})


def kept(cookie: str) -> str:
    """Return what this browser was told to keep under a name, or nothing."""
    found = st.context.cookies.get(cookie, "")
    return found if isinstance(found, str) else ""


def keep(cookie: str, value: str) -> None:
    """Have the browser keep a word of letters and digits, for the next time that the page is loaded."""
    with st.container(key=f"aw-hidden-{cookie}"):
        component = st.components.v2.component("askwell_keep", js=_KEEP)
        component(key=f"keep_{cookie}", data={"name": cookie, "value": value, "age": YEARS})


def copy_button(value: str, label: str, done: str, key: str) -> None:
    """Draw a button that puts ``value`` on the clipboard."""
    button = st.components.v2.component("askwell_copy", html=_COPY_HTML, css=_COPY_CSS, js=_COPY)
    button(key=key, data={"text": value, "label": label, "done": done}, width="content", height="content")
