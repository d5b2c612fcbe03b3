"""What a command says: data on stdout, talk on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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
