"""Notebooks: Markdown, code and results under the headings between the cells."""

from __future__ import annotations

import json

import pytest

from qa.errors import DamagedFile
from qa.ingest.notebook import read_notebook

CELLS = [
    {"cell_type": "markdown", "source": ["# Analysis\n", "We load **data**."]},
    {
        "cell_type": "code",
        "source": "# not a heading\nprint('```')",
        "outputs": [
            {"output_type": "stream", "text": ["\x1b[31m42\x1b[0m\n"]},
            {"output_type": "display_data", "data": {"text/plain": ["<Figure>"], "image/png": "iVBOR"}},
        ],
    },
    {"cell_type": "markdown", "source": "## Result"},
    {"cell_type": "raw", "source": "Good."},
    "nonsense",
]


def test_cells_stand_under_their_headings() -> None:
    document = read_notebook("a.ipynb", json.dumps({"nbformat": 4, "cells": CELLS, "metadata": {}}).encode())
    assert [(each.locator.heading, each.text) for each in document.sections] == [
        (("Analysis",), "Analysis\nWe load data.\n\n# not a heading\nprint('```')\n42\n<Figure>"),
        (("Analysis", "Result"), "Result\nGood."),
    ]
    assert document.title == "Analysis"


def test_notebooks_of_the_third_format_are_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"]},
        {"cell_type": "code", "input": "x = 1", "outputs": []},
    ]
    document = read_notebook("a.ipynb", json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode())
    assert document.sections[0].text == "Old\nx = 1"


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"cells": 3}', b"[" * 100_000])
def test_what_is_no_notebook_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"a\.ipynb"):
        read_notebook("a.ipynb", data)
