"""Every sentence the pages show, one class and file a page; a translation is a subclass in ``TRANSLATIONS``.

Sentences are Markdown where Streamlit draws them; whatever is filled in from documents must be escaped by the caller.
"""

from __future__ import annotations

from typing import TypeVar

from qa.ui.words.ask import Ask, Viewer
from qa.ui.words.explore import Themes
from qa.ui.words.frame import Frame
from qa.ui.words.library import Library
from qa.ui.words.models import Models, ModelsChinese
from qa.ui.words.phrases import count, language
from qa.ui.words.pictures import Pictures, PicturesChinese
from qa.ui.words.settings import Settings, SettingsChinese
from qa.ui.words.trust import Trust

__all__ = [
    "TRANSLATIONS",
    "Ask",
    "Frame",
    "Library",
    "Models",
    "Pictures",
    "Settings",
    "Themes",
    "Trust",
    "Viewer",
    "count",
    "language",
    "say",
]

Page = TypeVar("Page")

TRANSLATIONS: dict[tuple[str, type], type] = {
    ("zh", Models): ModelsChinese,
    ("zh", Pictures): PicturesChinese,
    ("zh", Settings): SettingsChinese,
}
"""(language code, page class) → the subclass that says the same in that language."""


def say(page: type[Page], locale: str | None = None) -> Page:
    """Return the sentences of a page in the language of ``locale`` ("zh-CN"), English when there is no translation."""
    code = (locale or "en").split("-")[0].lower()
    translated: type[Page] = TRANSLATIONS.get((code, page), page)
    return translated()
