"""Every sentence the pages show, one class and file a page; a translation is a subclass in ``TRANSLATIONS``.

Sentences are Markdown where Streamlit draws them; whatever is filled in from documents must be escaped by the caller.
"""

from __future__ import annotations

from typing import TypeVar

from qa.ui.words.ask import Ask, Viewer
from qa.ui.words.ask_chinese import AskChinese, ViewerChinese
from qa.ui.words.coverage import Coverage, CoverageChinese
from qa.ui.words.evaluate import Evaluate, EvaluateChinese
from qa.ui.words.explore import Themes, ThemesChinese
from qa.ui.words.faq import Faq, FaqChinese
from qa.ui.words.frame import Frame, FrameChinese
from qa.ui.words.library import Library
from qa.ui.words.library_chinese import LibraryChinese
from qa.ui.words.models import Models, ModelsChinese
from qa.ui.words.phrases import count, language
from qa.ui.words.pictures import Pictures, PicturesChinese
from qa.ui.words.relayed import relayed
from qa.ui.words.settings import Settings, SettingsChinese
from qa.ui.words.trust import Trust, TrustChinese

__all__ = [
    "SPOKEN",
    "TRANSLATIONS",
    "Ask",
    "Coverage",
    "Evaluate",
    "Faq",
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
    "relayed",
    "say",
    "tongue",
]

Page = TypeVar("Page")

TRANSLATIONS: dict[tuple[str, type], type] = {
    ("zh", Ask): AskChinese,
    ("zh", Coverage): CoverageChinese,
    ("zh", Evaluate): EvaluateChinese,
    ("zh", Faq): FaqChinese,
    ("zh", Frame): FrameChinese,
    ("zh", Library): LibraryChinese,
    ("zh", Models): ModelsChinese,
    ("zh", Pictures): PicturesChinese,
    ("zh", Settings): SettingsChinese,
    ("zh", Themes): ThemesChinese,
    ("zh", Trust): TrustChinese,
    ("zh", Viewer): ViewerChinese,
}
"""(language code, page class) → the subclass that says the same in that language."""

SPOKEN = ("en", *sorted({code for code, _ in TRANSLATIONS}))
"""Codes of the languages that the pages speak."""


def tongue(locale: str | None = None) -> str:
    """Return the code of the language the pages speak to a browser with ``locale`` ("zh-TW" → "zh"), "en" at least."""
    code = (locale or "en").split("-")[0].lower()
    return code if code in SPOKEN else "en"


def say(page: type[Page], locale: str | None = None) -> Page:
    """Return the sentences of a page in the language of ``locale`` ("zh-CN"), English when there is no translation."""
    translated: type[Page] = TRANSLATIONS.get((tongue(locale), page), page)
    return translated()
