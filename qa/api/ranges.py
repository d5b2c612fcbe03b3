"""Numbers between two bounds, whose complaint names both: the framework's own names the one that was passed."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError, WrapValidator
from pydantic_core import PydanticCustomError

KIND = "out_of_range"
"""The type of the complaint, as the framework's own errors have one."""


def between(low: float, high: float) -> WrapValidator:
    """Return what makes the one complaint of a number with ``Field(ge=low, le=high)``, whatever is wrong with it."""

    def check(value: Any, inner: Any) -> Any:  # noqa: ANN401 — as pydantic hands them over
        try:
            return inner(value)
        except ValidationError as error:
            bounds = {"low": low, "high": high}
            raise PydanticCustomError(KIND, "give a number from {low} to {high}", bounds) from error

    return WrapValidator(check)
