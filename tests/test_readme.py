"""The README tells the truth: its Python runs and prints what it says, its tables name what there is."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qa import api, wire
from qa.config import Settings
from qa.grammar import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", README, re.DOTALL)


def _block(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_all_python_has_its_output() -> None:
    """There is some, and no block of it is left unchecked."""
    assert EXAMPLES and len(EXAMPLES) == len(_block("python"))


@pytest.mark.parametrize(("code", "output"), EXAMPLES)
def test_python_prints_what_the_readme_says(code: str, output: str, home: Path) -> None:
    """Run as a reader would, in the checkout, with an empty home."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "QA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == output.strip()


def test_every_command_is_in_the_table() -> None:
    """And no other."""
    (action,) = (one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    told = {
        name for line in README.splitlines() if line.startswith("| `qa ") for name in re.findall(r"`qa ([\w-]+)", line)
    }
    assert told == set(action.choices)


def test_every_option_in_the_table_is_one() -> None:
    """What a row promises, its command takes."""
    (action,) = (one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    for line in (line for line in README.splitlines() if line.startswith("| `qa ")):
        names = re.findall(r"`qa ([\w-]+)", line)
        known = {option for name in names for option in action.choices[name]._option_string_actions}
        assert set(re.findall(r"--[a-z-]+", line)) <= known, line


def test_every_setting_is_in_the_table() -> None:
    """All variables that Settings reads, but the one that `qa serve` sets itself."""
    told = {
        name for line in README.splitlines() if line.startswith("| `QA_") for name in re.findall(r"`(QA_\w+)`", line)
    }
    assert told == {f"QA_{name.upper()}" for name in Settings.model_fields if name != "url"}


def test_the_json_shown_has_the_promised_fields() -> None:
    """The example is as the code makes it."""
    (example,) = (json.loads(text) for text in _block("json"))
    assert tuple(example) == wire.ANSWER
    assert tuple(example["hits"][0]) == wire.HIT
    assert tuple(example["hits"][0]["evidence"][0]) == wire.EVIDENCE
    assert tuple(example["groups"][0]) == wire.GROUP
    fields = re.search(r"`qa add --json` gives `(\{.*?\})`", README)
    assert fields and tuple(re.findall(r'"(\w+)"', fields.group(1))) == wire.ADDED


def test_every_route_told_is_served() -> None:
    """Method and path of each row."""
    paths = api.build(lambda: pytest.fail("not asked for")).openapi()["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    for line in (line for line in README.splitlines() if re.match(r"\| `(GET|POST) /", line)):
        for method, path in re.findall(r"`([A-Z]+) (/[^`?]*)", line.split(" | ")[0]):
            wanted = re.sub(r"\{\w+\}", "{}", f"{method} /v1{path}")
            assert wanted in {re.sub(r"\{\w+(:path)?\}", "{}", one) for one in served}, line


def test_links_lead_somewhere() -> None:
    """Files named in the text are in the checkout."""
    for target in re.findall(r"(?<!!)\[[^\]]*\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
