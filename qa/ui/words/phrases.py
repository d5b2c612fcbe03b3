"""Words that several pages need: numbers of things, names of languages."""

from __future__ import annotations

from collections.abc import Mapping


def count(n: int, one: str, many: str = "") -> str:
    """Say how many: ``count(2, "file")`` is "2 files"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def language(code: str) -> str:
    """Name a language in its own words; the code itself when it is not in the list."""
    return LANGUAGES.get(code.split("-")[0], code)


LANGUAGES: Mapping[str, str] = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
