"""The public face: every promised name is there, and nothing is promised twice."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import qa
from qa import errors


def test_all_is_sorted_and_complete() -> None:
    """``__all__`` lists exactly the names that are loaded on demand, in order."""
    assert qa.__all__ == sorted(qa.__all__)
    assert set(qa.__all__) == set(qa._HOMES)


@pytest.mark.parametrize("name", qa.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """Each can be had, lives in a room of its home, and shows in ``dir``."""
    assert getattr(qa, name).__name__ == name
    assert f"{getattr(qa, name).__module__}.".startswith(f"{qa._HOMES[name]}.")
    assert name in dir(qa)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Nope'"):
        qa.Nope  # noqa: B018


def test_errors_are_one_tree() -> None:
    """Whoever catches QAError catches all; the tree in the docstring names each of them."""
    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(issubclass(kind, errors.QAError) for kind in kinds)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)


def test_the_version_is_told_once() -> None:
    """The package and its metadata agree."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    assert qa.__version__ == project["project"]["version"]
