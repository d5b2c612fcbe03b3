"""Jupyter notebooks: their words, code and printed results in the order of the cells, under the headings between."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from qa.errors import DamagedFile
from qa.ingest.encoding import decode
from qa.ingest.markdown import outlined
from qa.ingest.title import informative
from qa.types import Document, ReadOptions

_LONGEST_RESULT = 2_000
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read a notebook; headings in its Markdown cells make sections, code cells stay under them with their results."""
    text, _ = decode(data)
    try:
        notebook = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DamagedFile(f"{name} is not a notebook, or is cut short: save it again in Jupyter.") from error
    cells = _cells(notebook)
    if cells is None:
        raise DamagedFile(f"{name} is not a notebook: it holds no list of cells; save it again in Jupyter.")
    heading, sections = outlined("\n\n".join(filter(None, map(_markdown, cells))))
    stated = notebook.get("metadata")
    title = informative(stated.get("title")) if isinstance(stated, dict) else ""
    return Document(name, "document", sections, title=title or heading)


def _cells(notebook: Any) -> list[Any] | None:  # noqa: ANN401 (JSON of any shape)
    """Return the cells of a notebook of format 4, or of the worksheets of format 3."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):
        cells = [cell for sheet in notebook["worksheets"] if isinstance(sheet, dict) for cell in sheet.get("cells", ())]
    return cells if isinstance(cells, list) else None


def _markdown(cell: Any) -> str:  # noqa: ANN401
    if not isinstance(cell, dict):
        return ""
    source = _joined(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    if kind == "heading":
        level = cell.get("level")
        return f"{'#' * (level if isinstance(level, int) else 1)} {source}"
    if kind != "code":
        return source
    blocks = [source, *_results(cell.get("outputs"))]
    return "\n".join(_fenced(block) for block in blocks if block.strip())


def _results(outputs: Any) -> Iterator[str]:  # noqa: ANN401
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        plain = data.get("text/plain") if isinstance(data, dict) else output.get("text")
        yield _COLOURS.sub("", _joined(plain))[:_LONGEST_RESULT]


def _joined(lines: Any) -> str:  # noqa: ANN401
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _fenced(block: str) -> str:
    longest = max((len(run) for run in re.findall("`+", block)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{block.rstrip()}\n{fence}"
