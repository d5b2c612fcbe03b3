"""Both languages say everything: no sentence is missing, and what is filled in stands in both."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from qa.ui import words
from qa.ui.words.phrases import LANGUAGES

PAGES: list[type] = [found for name in words.__all__ if isinstance(found := getattr(words, name), type)]
NAMES = {(words.Frame, "title")}
"""What is called the same in every language."""

HAN = re.compile(r"[\u4e00-\u9fff]")
OWN = re.compile("|".join(map(re.escape, ("Xy.pdf", *LANGUAGES.values()))))
"""What documents, and languages, are called."""
FILLED = re.compile(r"\d[\d,.]*\d|\d|Xy\.pdf|`[^`]*`")

GIVEN: dict[str, tuple[Any, ...]] = {
    "int": (1, 2345),
    "int | None": (None, 7),
    "float": (0.9, 7300.0),
    "str": ("Xy.pdf",),
    "bool": (True, False),
    "tuple[int, ...]": ((1,), (2, 3)),
    "tuple[str, ...]": (("en",), ("en", "zh", "ja", "de")),
    "Collection[str]": (("en", "zh"), ("en", "zh", "ja", "de", "fr", "ru")),
}


def _public(page: type) -> list[str]:
    return [name for name in vars(page) if not name.startswith("_")]


def _sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _sentences(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _sentences(inner)


def _spoken(value: Any) -> list[str]:
    """Return a sentence, or what a function says of one and of many."""
    if not callable(value):
        return list(_sentences(value))
    parameters = list(inspect.signature(value).parameters.values())
    rounds = max(len(GIVEN[str(one.annotation)]) for one in parameters)
    said = []
    for at in range(rounds):
        given = [GIVEN[str(one.annotation)][min(at, len(GIVEN[str(one.annotation)]) - 1)] for one in parameters]
        said += list(_sentences(value(*given)))
    return said


CASES = [pytest.param(page, name, id=f"{page.__name__}.{name}") for page in PAGES for name in _public(page)]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_said_in_chinese(page: type) -> None:
    chinese = words.TRANSLATIONS[("zh", page)]
    missing = {name for name in _public(page) if (page, name) not in NAMES} - set(vars(chinese))
    assert not missing
    assert set(_public(chinese)) <= set(_public(page))


@pytest.mark.parametrize(("page", "name"), CASES)
def test_a_sentence_is_chinese_and_is_filled_in_as_in_english(page: type, name: str) -> None:
    english, chinese = getattr(page(), name), getattr(words.say(page, "zh-CN"), name)
    said, told = _spoken(english), _spoken(chinese)
    if isinstance(english, Mapping) and english:
        assert list(english) == list(chinese)
    if not isinstance(english, Mapping) or english:
        assert len(said) == len(told)
    for one, other in zip(said, told, strict=False):
        assert not HAN.search(one) or "中文" in one
        if one.strip() and (page, name) not in NAMES:
            assert HAN.search(other) or not re.search(r"[A-Za-z]{3}", OWN.sub("", one)), other
    if callable(english):
        assert [sorted(FILLED.findall(one)) for one in said] == [sorted(FILLED.findall(one)) for one in told]


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("zh", "zh"), ("de-DE", "en"), ("", "en"), (None, "en")]
)
def test_the_browser_chooses_the_language(locale: str | None, language: str) -> None:
    assert words.tongue(locale) == language
    assert (words.say(words.Ask, locale).heading == words.Ask.heading) == (language == "en")
