"""Settings: one frozen object, built from ``QA_*`` variables in one place."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    passage_tokens: int = 200
    passage_overlap: int = 40
    max_upload_mb: int = 200
    max_pages: int = 2000

    @classmethod
    def from_env(cls) -> Settings:
        """Read ``QA_*`` from the environment; the only reader of them."""
        return cls()
