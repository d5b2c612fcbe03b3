"""Teach a small model other languages from parallel text, by knowledge distillation (Reimers & Gurevych 2020).

The teacher's layers are kept and its vocabulary is grown; every new piece starts from the English pieces it translates
to; then the student learns to give a translation the vector that the teacher gives the English. First only the table
learns, then everything, at last questions learn to find their passages. `distill` picks up where a stopped run was.
A run may also start from a model that an earlier run made, and teach it more.
"""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn import curriculum, prepare, rehearse, wide
from qa.learn.courses import STAGES, Stage
from qa.learn.folder import save
from qa.learn.lessons import Rates, Task, Tutor
from qa.learn.prepare import Lessons
from qa.learn.reading import Course, Reading
from qa.learn.second import cut_for
from qa.learn.student import Student
from qa.learn.teachers import Cut, Teacher, Teachers

Log = Callable[[str], None]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DistillSettings:
    """What a run is made of; the defaults made the first model that shipped.

    `pieces` and `weights` name languages (others get `other_pieces`, weight 1). The teacher embeds `english_first`
    texts before the lessons (`rehearsal` cheap ones come first) and `english_step` more before each round. `workers`
    batches go through the layers at once, a thread each, and make one step together. `start` is a plain folder of a
    model made by an earlier run from the same teacher, or that is its own teacher: its vocabulary stays, and there is
    no rehearsal. What comes out is `kept` parts that model and the rest the trained one: so it forgets less (Wortsman
    et al. 2022).
    With a `course` the lessons are wide ones, on a graphics card if there is one, in place of the stages and without
    rehearsal. In wide lessons a `second`, multilingual teacher may have a share of the say (`second_share`): then
    `start` is best made of that one (`qa.learn.donor`), and nothing of it is `kept`.
    """

    teacher: Path
    start: Path | None = None
    seed: int = 0
    stages: Sequence[Stage] = STAGES
    pieces: Mapping[str, int] = field(default_factory=lambda: dict(prepare.PIECES))
    other_pieces: int = 900
    weights: Mapping[str, float] = field(default_factory=lambda: dict(prepare.WEIGHTS))
    rehearsal: int = 2_000_000
    rehearsal_rate: float = 6e-3
    english_first: int = 142_000
    english_step: int = 1_200
    workers: int = 2
    kept: float = 0.2
    course: Course | None = None
    second: Path | None = None
    second_share: float = 0.55


def distill(data: Path, out: Path, *, settings: DistillSettings, log: Log) -> Path:
    """Train a student on the files under `data` and write a plain sentence-transformers folder to `out`.

    `data` holds `LANG.tsv[.gz]` (English TAB translation) and, if any, `NAME.LANG.jsonl[.gz]` ({"query", "positive"}),
    in it or in `parallel/` and `pairs/`. Work in progress is kept in `<out>.work`; calling again goes on from there (of
    wide lessons, which take minutes, only what was prepared is kept).
    """
    work = out.with_name(out.name + ".work")
    work.mkdir(parents=True, exist_ok=True)
    lessons = prepare.prepare(data, work, settings.teacher, _plan(settings), log=log)
    if settings.course:
        cut = cut_for(settings.second, data, work, seed=settings.seed, log=log) if settings.second else None
        return _wide(lessons, cut, out, settings, settings.course, log)
    teacher = _narrow_teacher(lessons, settings)
    _teach(teacher, lessons, settings.english_first, settings, log=log)
    table = lessons.table if settings.start else _rehearsed(lessons, work, settings, log)
    student = Student.from_teacher(settings.start or settings.teacher, table)
    tutor = Tutor.of(student, teacher, rehearse.row_scale(lessons.corpus, lessons.known), workers=settings.workers)
    if settings.start:
        tutor.rows.settle(lessons.corpus.text.flat)
    before = _average(None, student.state(), 0) if settings.start else None
    final = train(tutor, lessons, work, settings, log=log)
    student.load(_with_kept(before, final, settings.kept))
    return save(student, lessons.tokenizer, settings.start or settings.teacher, out)


def _wide(lessons: Lessons, cut: Cut | None, out: Path, settings: DistillSettings, course: Course, log: Log) -> Path:
    """Teach in wide batches; `cut` is what a second teacher reads."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    student = Student.from_teacher(settings.start or settings.teacher, lessons.table, device=device)
    reading = Reading(lessons.corpus, lessons.pairs, course, settings.seed, cut.english if cut else None)
    # a student that comes from the second teacher has nothing of the first one's to keep
    scale = np.ones(len(lessons.table), np.float32) if cut else rehearse.row_scale(lessons.corpus, lessons.known)
    before = _average(None, student.state(), 0) if settings.start and not cut else None
    teachers = _teachers(lessons, cut, settings, device)
    final = wide.learn(student, teachers, reading, lessons.ends, scale, course, log=log)
    student.load(_with_kept(before, final, settings.kept))
    return save(student.on("cpu"), lessons.tokenizer, settings.start or settings.teacher, out)


def _teachers(lessons: Lessons, cut: Cut | None, settings: DistillSettings, device: str) -> Teachers:
    theirs, pairs = prepare.teacher_table(lessons, settings.teacher), lessons.pairs
    model = Student.from_teacher(settings.teacher, theirs, device=device)
    first = Teacher(model, Cut(lessons.corpus.english, pairs.queries, pairs.passages, lessons.ends))
    if settings.second is None or cut is None:
        return Teachers(first)
    model = Student.from_teacher(settings.second, prepare.rows_of(settings.second), device=device)
    return Teachers(first, Teacher(model, cut), settings.second_share)


def _narrow_teacher(lessons: Lessons, settings: DistillSettings) -> Student:
    return Student.from_teacher(settings.teacher, prepare.teacher_table(lessons, settings.teacher))


def train(tutor: Tutor, lessons: Lessons, work: Path, settings: DistillSettings, *, log: Log) -> dict[str, Any]:
    """Go through all rounds of all stages, with a checkpoint after each; returns the averaged weights."""
    done, mean, count = _resume(tutor, work, log)
    number = 0
    for stage in settings.stages:
        for step in range(stage.rounds):
            number += 1
            if number <= done:
                continue
            taught = settings.english_first + settings.english_step * number
            _teach(tutor.teacher, lessons, taught, settings, log=log)
            _round(tutor, lessons, stage, step / stage.rounds, [settings.seed, number], log=log)
            if stage.averaged:
                mean, count = _average(mean, tutor.student.state(), count), count + 1
            _checkpoint(tutor, work, number, mean, count)
    return mean if mean is not None else tutor.student.state()


def _teach(teacher: Student, lessons: Lessons, taught: int, settings: DistillSettings, *, log: Log) -> None:
    """Have the teacher read the first ``taught`` English texts."""
    lessons.vectors.extend(
        teacher, lessons.corpus.english, taught, ends=lessons.ends, workers=settings.workers, log=log
    )


def _round(tutor: Tutor, lessons: Lessons, stage: Stage, progress: float, seed: list[int], *, log: Log) -> None:
    fall = 1.0 - (1.0 - stage.last) * progress
    rates = Rates(stage.rows * fall, stage.layers * fall)
    tasks = _tasks(tutor, lessons, stage, seed)
    start, losses = time.monotonic(), []
    for first in range(0, len(tasks), tutor.workers):
        losses += tutor.lesson([task for _, task in tasks[first : first + tutor.workers]], rates)
    kinds = np.array([kind for kind, _ in tasks])
    means = ", ".join(f"{kind} {np.mean(np.array(losses)[kinds == kind]):.4f}" for kind in dict.fromkeys(kinds))
    rate = (stage.mix.items + stage.pairs) / (time.monotonic() - start)
    log(f"round {seed[-1]}: {means}, {rate:.0f} items/s")


def _tasks(tutor: Tutor, lessons: Lessons, stage: Stage, seed: list[int]) -> list[tuple[str, Task]]:
    """Return the batches of a round as work to be done, translations and pairs shuffled together."""
    taught, known, ends = lessons.vectors.done, lessons.vectors.array, lessons.ends
    rng = np.random.default_rng([*seed, 4])
    items = curriculum.draw(lessons.corpus, stage.mix, taught=taught, ends=ends, seed=[*seed, 1])
    anew, pairs = int(stage.mix.items * stage.mix.passages), lessons.pairs
    items += curriculum.replay(pairs.passages, pairs.english, anew, ends=ends, seed=[*seed, 5])
    tasks: list[tuple[str, Task]] = [
        ("loss", partial(tutor.imitate, batch, known, rng.integers(0, taught, stage.mix.others)))
        for batch in curriculum.batches(items, tokens=stage.mix.tokens, seed=[*seed, 2])
    ]
    for queries, passages in lessons.pairs.batches(stage.pairs, ends, seed=[*seed, 3]):
        tasks.append(("pairs", partial(tutor.match, queries, passages)))
    return [tasks[i] for i in rng.permutation(len(tasks))]


def _rehearsed(lessons: Lessons, work: Path, settings: DistillSettings, log: Log) -> Floats:
    """Return the table after the cheap lessons (kept in the work folder)."""
    path = work / "rehearsed.npy"
    if not path.exists():
        items, rate, seed = settings.rehearsal, settings.rehearsal_rate, settings.seed
        np.save(path, rehearse.rehearsed(lessons, items=items, rate=rate, seed=seed, log=log))
    rows: Floats = np.load(path)
    return rows


def _plan(settings: DistillSettings) -> prepare.Plan:
    return prepare.Plan(settings.seed, settings.pieces, settings.other_pieces, settings.weights, settings.start)


def _with_kept(before: dict[str, Any] | None, final: dict[str, Any], kept: float) -> dict[str, Any]:
    """Return the final weights, with `kept` parts of those that the run started from."""
    return final if before is None else _average(before, final, round(kept / (1.0 - kept), 6))


def _average(mean: dict[str, Any] | None, new: dict[str, Any], count: float) -> dict[str, Any]:
    """Return the mean of weights, those so far counting `count` times."""
    if mean is None:
        return {"table": new["table"].clone(), "layers": {name: w.clone() for name, w in new["layers"].items()}}
    mean["table"].lerp_(new["table"], 1 / (count + 1))
    for name, weight in new["layers"].items():
        if weight.is_floating_point():
            mean["layers"][name].lerp_(weight, 1 / (count + 1))
    return mean


def _checkpoint(tutor: Tutor, work: Path, number: int, mean: dict[str, Any] | None, count: int) -> None:
    import torch

    fresh = work / "checkpoint.new"
    torch.save({"tutor": tutor.state(), "round": number, "mean": mean, "count": count}, fresh)
    os.replace(fresh, work / "checkpoint.pt")
    (work / "progress.json").write_text(json.dumps({"round": number}), "utf-8")


def _resume(tutor: Tutor, work: Path, log: Log) -> tuple[int, dict[str, Any] | None, int]:
    import torch

    path = work / "checkpoint.pt"
    if not path.exists():
        return 0, None, 0
    saved = torch.load(path, weights_only=True)
    tutor.load(saved["tutor"])
    log(f"going on after round {saved['round']}")
    return saved["round"], saved["mean"], saved["count"]
