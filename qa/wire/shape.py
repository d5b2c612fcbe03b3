"""What all JSON objects are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object."""


def pick(value: Mapping[str, Any], fields: Iterable[str]) -> Json:
    """Keep some fields of an object."""
    return {field: value[field] for field in fields}


def number(value: float | None, digits: int = 6) -> float | None:
    """Return a number that JSON can hold, rounded; None stays."""
    return None if value is None else round(float(value), digits)
