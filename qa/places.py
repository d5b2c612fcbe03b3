"""Where the files that ship with the package are, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """Return the folder of shipped data: ``qa/data`` when installed, ``data`` beside the package in a checkout."""
    installed = _PACKAGE / "data"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


def samples_folder() -> Path:
    """Return the folder of the sample library."""
    return data_folder() / "samples"


def models_folder() -> Path:
    """Return the folder of the built-in models."""
    return data_folder() / "models"


def app_folder() -> Path:
    """Return the folder of the app: its page script, its Streamlit configuration and its static files."""
    return _PACKAGE / "ui"
