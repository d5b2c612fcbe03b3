"""What a text model costs on this machine: time a passage and a question, memory, size; each run in its own process.

    python -m qa.learn.encoder_speed NAME HOME < texts.json     # prints one JSON object

A process of its own is the only way to know a model's peak memory; the models take turns, so that what else the
machine does falls on all of them. CPU time is that of all threads together and hardly depends on other work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from qa.errors import ModelError
from qa.index import catalogue
from qa.ingest.read import read
from qa.ingest.split import split
from qa.learn.datasets import load
from qa.places import samples_folder

ROUNDS = 2
PASSAGES = 96
QUESTIONS = 64

Line = dict[str, Any]
Run = Callable[[str, str], Line]


def speeds(
    names: Sequence[str], texts: tuple[list[str], list[str]], home: Path, *, device: str = "cpu", run: Run | None = None
) -> Iterator[Line]:
    """Measure models in turns on the same (passages, questions); a line a model, with the medians over the rounds.

    Passages a second are by the clock, ``cpu_ms`` by processor time; ``times_first`` and ``times_first_question`` are
    the first model's CPU time a passage and a question over this one's: above 1 is quicker than it.

    Raises:
        ModelError: a model cannot be loaded.
    """
    given = json.dumps({"passages": texts[0], "questions": texts[1], "device": device})
    measure = run or (lambda name, data: _child(name, data, home))
    rounds: dict[str, list[Line]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in rounds:
            rounds[name].append(measure(name, given))
    first: Line = {}
    for lines in rounds.values():
        line = {key: median(each[key] for each in lines) for key in lines[0] if key != "encoder"}
        first = first or line
        line["times_first"] = first["cpu_ms_a_passage"] / line["cpu_ms_a_passage"]
        line["times_first_question"] = first["cpu_ms_a_question"] / max(line["cpu_ms_a_question"], 1e-9)
        shown = {key: round(float(value), 2) for key, value in line.items()}
        yield {"mode": "speed", "encoder": lines[0]["encoder"], "set": "speed", "passages": len(texts[0]), **shown}


def sample(sets: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Draw passages and questions from the English set with the longest documents, spread over it."""
    read = [load(path) for path in sets if path.is_dir()]
    english = [data for data in read if {d.language for d in data.documents} <= {"en", ""}] or read
    if not english:
        return [], []
    data = max(english, key=lambda one: sum(len(d.text) for d in one.documents) / len(one.documents))
    return _spread([d.text for d in data.documents], PASSAGES), _spread([q.text for q in data.questions], QUESTIONS)


def shipped_texts() -> tuple[list[str], list[str]]:
    """Return the passages of the sample library's English files, and questions to them."""
    passages = [
        passage.embedded
        for name in _SHIPPED
        for passage in split(read(name, (samples_folder() / name).read_bytes()), name, "v")
        if passage.language == "en"
    ]
    asked = json.loads((samples_folder() / "questions.json").read_text("utf-8"))
    return passages[:PASSAGES], [one["question"] for one in asked if one["language"] == "en"]


_SHIPPED = ("rider-handbook.pdf", "rental-policy.docx", "faq-en.csv")


def measured(name: str, given: Line, home: Path) -> Line:
    """Load a model in this process and measure it."""
    from qa.index import encoders

    start = time.perf_counter()
    encoder = encoders.load(name, home=home, device=given["device"])
    loaded = time.perf_counter() - start
    passages, questions = given["passages"], given["questions"]
    encoder.encode_passages(passages[:2])
    wall, cpu = _timed(lambda: encoder.encode_passages(passages))
    _, asking = _timed(lambda: [encoder.encode_queries([question]) for question in questions])
    return {
        "encoder": encoder.key,
        "passages_a_second": len(passages) / wall,
        "cpu_ms_a_passage": 1000 * cpu / len(passages),
        "cpu_ms_a_question": 1000 * asking / max(1, len(questions)),
        "loading_s": loaded,
        "peak_mb": _peak_mb(),
        "folder_mb": catalogue.size(name, home) / 1e6,
    }


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    start, before = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - before


def _peak_mb() -> float:
    """Return the most memory this process ever held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _spread(items: list[str], most: int) -> list[str]:
    step = max(1, len(items) // most)
    return items[::step][:most]


def _child(name: str, given: str, home: Path) -> Line:
    command = [sys.executable, "-m", "qa.learn.encoder_speed", name, str(home)]
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise ModelError(f"The speed of {name or catalogue.default_model()} could not be measured: {last}.")
    line: Line = json.loads(done.stdout.strip().splitlines()[-1])
    return line


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(sys.argv[1], json.load(sys.stdin), Path(sys.argv[2]))) + "\n")
