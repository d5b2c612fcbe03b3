"""Fixtures for everybody: a home of its own for every test, and the real model loaded once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from qa.types import PictureReader, TextEncoder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test its own QA_HOME, and no other QA_ setting from the machine it runs on."""
    for name in list(os.environ):
        if name.startswith("QA_") and name != "QA_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("QA_HOME", str(folder))
    return folder


@pytest.fixture
def encoder() -> HashEncoder:
    """Give an encoder whose vectors a person can predict."""
    return HashEncoder()


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> TextEncoder:
    """Load the real all-MiniLM-L6-v2, once per test session (about 6 s)."""
    from qa.index import encoders

    return encoders.load("all-MiniLM-L6-v2", home=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def eyes() -> PictureReader:
    """Give the real OCR, its models loaded once per test session (about 3 s)."""
    from qa.ingest.ocr import RapidReader

    return RapidReader()


@pytest.fixture
def refuse_to_list(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Give a function that makes a folder one that may not be listed, also for those who may do all."""

    def refuse(folder: Path) -> None:
        listed = os.scandir

        def refusing(path: Any) -> Any:
            if Path(path) == folder:
                raise PermissionError(13, "Permission denied", str(path))
            return listed(path)

        monkeypatch.setattr(os, "scandir", refusing)

    return refuse
