"""How long the first answer takes: from the start of a process to a passage found by words and by meaning.

python -m qa.learn.first_answer       # prints one JSON object a line
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.errors import ModelError
from qa.places import samples_folder

RUNS = 3
"""Processes that are started, one after the other; the first also reads what the disk has not at hand."""
SOURCE, QUESTION = "rider-handbook.pdf", "How early must I cancel to pay nothing?"

Line = dict[str, Any]


def first_answers(home: Path, *, runs: int = RUNS) -> Iterator[Line]:
    """Put a document into a new home, then ask from a process of its own, several times.

    ``seconds`` is by the clock, ``cpu_s`` the processor time of the process, which hardly depends on other work.

    Raises:
        ModelError: the document cannot be added or the question not answered.
    """
    _run(home, "add", str(samples_folder() / SOURCE))
    for run in range(1, runs + 1):
        seconds, cpu, answer = _run(home, "ask", QUESTION)
        yield {
            "measure": "first answer",
            "run": run,
            "seconds": round(seconds, 2),
            "cpu_s": round(cpu, 2),
            "by_meaning": answer["hits"][0]["semantic"] is not None,
            "until": "`qa ask` has printed the answer, from its process's start",
        }


def learned() -> Line:
    """Say what the learned numbers of ranking and confidence add to a process that reads them, in milliseconds.

    Nothing of them is read when the app starts: the first question reads them.
    """
    code = (
        "import time, qa.finding, qa.assurance\n"
        "start = time.perf_counter(); qa.finding.learned(); qa.assurance.load_prior()\n"
        "print(1000 * (time.perf_counter() - start))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {"measure": "learned numbers", "read_once_ms": round(float(done.stdout), 2), "at_start_ms": 0.0}


def _run(home: Path, *arguments: str) -> tuple[float, float, Line]:
    """Run a command on a home; return seconds, processor seconds and the last object printed."""
    command = [sys.executable, "-m", "qa", *arguments, "--json"]
    settings = {**os.environ, "QA_HOME": str(home), "QA_SAMPLES": "false"}
    before, start = _children(), time.perf_counter()
    done = subprocess.run(command, env=settings, capture_output=True, text=True)
    seconds, cpu = time.perf_counter() - start, _children() - before
    if done.returncode:
        raise ModelError(f"`qa {arguments[0]}` failed: {' '.join(done.stderr.split())[-300:]}")
    answer: Line = json.loads(done.stdout.splitlines()[-1])
    return seconds, cpu, answer


def _children() -> float:
    """Return the processor seconds of all processes that this one started and that are over."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="qa-first-answer-") as folder:
        for line in (*first_answers(Path(folder)), learned()):
            sys.stdout.write(json.dumps(line) + "\n")
