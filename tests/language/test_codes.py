"""The list of languages holds every one that the detector can answer with."""

from __future__ import annotations

from pathlib import Path

import langdetect

from qa.language.codes import CODES
from qa.language.stopwords import LANGUAGES


def test_what_is_known_by_words_and_by_langdetect_is_listed() -> None:
    profiles = Path(langdetect.__file__).parent / "profiles"
    assert {profile.name.partition("-")[0] for profile in profiles.iterdir()} | set(LANGUAGES) <= CODES
