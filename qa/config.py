"""Settings: one frozen object, built from ``QA_*`` variables in one place."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from qa.errors import InvalidRequest

_WANTED = {"int": "a whole number", "greater": "a whole number from {ge}", "bool": "true or false", "path": "a folder"}
"""What a variable must be, by how the type of the error starts."""


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("askwell", appauthor=False))


class Settings(BaseSettings):
    """Where things are kept and which models are used; see the README's table of variables."""

    model_config = SettingsConfigDict(env_prefix="QA_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=_default_home)
    collection: str = "Library"
    text_model: str = ""
    """Name or folder of the text model for new collections; empty: the built-in one."""
    image_model: str = ""
    """Name or folder of the image model; empty: the first known one that is here; "off": none."""
    device: str = "cpu"
    database_url: str = ""
    """SQLAlchemy URL of the ledger; empty: SQLite in the home."""
    url: str = ""
    """Where this process serves the API; set by `qa serve` for the lock record."""
    samples: bool = True
    """Add the sample library when a home is first opened by the app."""
    passage_tokens: int = Field(default=200, ge=1)
    passage_overlap: int = Field(default=40, ge=0)
    max_upload_mb: int = Field(default=200, ge=1)
    max_pages: int = Field(default=2000, ge=1)

    @classmethod
    def from_env(cls) -> Settings:
        """Read ``QA_*`` from the environment; the only reader of them.

        Raises:
            InvalidRequest: one of them is not what it must be.
        """
        try:
            return cls()
        except ValidationError as error:
            raise InvalidRequest(_complaint(error)) from error


def _complaint(error: ValidationError) -> str:
    wrong = error.errors()[0]
    name = f"QA_{wrong['loc'][0]}".upper()
    known = next((what for start, what in _WANTED.items() if wrong["type"].startswith(start)), "another value")
    wanted = known.format(**wrong.get("ctx", {}))
    return f"{name} is “{wrong['input']}”, which it cannot be: set it to {wanted}, or leave it out."
