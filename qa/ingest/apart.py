"""Work on bytes from strangers in a process of its own: pdfium is C, and can be made to hang, crash or eat memory.

The parent sends the task and the bytes to ``python -m qa.ingest.apart`` and reads a JSON line for each result; what was
written before a limit ended the process counts.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa import errors

_MEMORY = 3 * 2**30
"""Bytes of address space; far more than any sound page needs."""
_ROOT = Path(__file__).resolve().parents[2]


def results(task: str, data: bytes, arguments: Mapping[str, Any], *, seconds: float) -> list[Any]:
    """Run ``module.function(data, **arguments)`` of this room apart; return what it yields, as JSON can say it.

    It is ended after ``seconds`` of computing, or three times that by the clock. Raises the errors of ``qa.errors``
    that it raises, and DamagedFile when it was ended, or crashed, before it yielded anything.
    """
    command = [sys.executable, "-m", "qa.ingest.apart", task, json.dumps([dict(arguments), seconds])]
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=3 * seconds,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
        output = done.stdout
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    return _parsed(output)


def _parsed(output: bytes) -> list[Any]:
    found: list[Any] = []
    lines = output.split(b"\n")
    for line in lines[:-1]:
        answer = json.loads(line)
        if "done" in answer:
            return found
        if "error" in answer:
            raise getattr(errors, answer["error"])(answer["message"])
        found.append(answer["result"])
    if not found:
        raise errors.DamagedFile("The file takes too long or too much memory to open; print it to PDF again.")
    return found


def main() -> None:
    """Serve one task: its name and arguments from the command line, the bytes from standard input."""
    task, said = sys.argv[1:]
    arguments, seconds = json.loads(said)
    _limit(seconds)
    module, _, function = task.partition(".")
    try:
        work = getattr(importlib.import_module(f"qa.ingest.{module}"), function)
        for result in work(sys.stdin.buffer.read(), **arguments):
            _say({"result": result})
    except errors.QAError as error:
        _say({"error": type(error).__name__, "message": str(error)})
    _say({"done": True})


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit(seconds: float) -> None:
    """Set limits where the system knows them; elsewhere only the parent's clock ends the process."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
