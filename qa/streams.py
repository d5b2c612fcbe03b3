"""What a command says: data on stdout, talk on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def talk(text: str) -> None:
    """Say something that is not data."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def say(text: str) -> None:
    """Write a line of data, at once."""
    print(text, flush=True)  # noqa: T201


def say_json(value: Mapping[str, Any]) -> None:
    """Write one JSON object as a line."""
    say(json.dumps(value, ensure_ascii=False, allow_nan=False))


def show(
    found: Sequence[Mapping[str, Any]],
    as_json: bool,
    draw: Callable[[Sequence[Mapping[str, Any]]], str],
    nothing: str,
) -> None:
    """Write what was found, as JSON lines or as ``draw`` draws it; where it is nothing, say so on stderr."""
    if as_json:
        for one in found:
            say_json(one)
    elif found:
        say(draw(found))
    else:
        talk(nothing)
