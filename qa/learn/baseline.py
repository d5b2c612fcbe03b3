"""Figures kept as a baseline, and what fell below it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.errors import InvalidRequest

Line = Mapping[str, Any]


def gate(path: Path, lines: Sequence[Line]) -> list[str]:
    """Keep the figures in a file that is not there yet; else return a sentence for each that fell below its interval.

    Raises:
        InvalidRequest: the file holds no baseline.
    """
    if not path.exists():
        path.write_text(json.dumps(list(lines), ensure_ascii=False, indent=1) + "\n", "utf-8")
        return []
    try:
        before = {(one["set"], one["mode"]): one for one in json.loads(path.read_text("utf-8"))}
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f"“{path}” is no baseline: remove it, and the figures are kept there.") from error
    return [
        f"{one['set']}, {one['mode']}: {name} fell from {known[name]:.3f} to {one[name]:.3f}, "
        f"below its interval ({known[f'{name}_interval'][0]:.3f})."
        for one in lines
        if (known := before.get((one["set"], one["mode"]))) is not None
        for name in known
        if f"{name}_interval" in known and name in one and one[name] < known[f"{name}_interval"][0]
    ]
