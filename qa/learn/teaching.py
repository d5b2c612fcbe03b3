"""`qa distill`: what was typed becomes the settings of a run, and a run is not begun over another by mistake."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import InvalidRequest
from qa.index import catalogue
from qa.learn.courses import MORE_STAGES, MORE_WEIGHTS, WIDE_WEIGHTS
from qa.learn.distill import DistillSettings, distill
from qa.learn.donor import transplant
from qa.learn.parallel import language_of, pair_files, parallel_files
from qa.learn.reading import Course
from qa.learn.vocabulary import shared

TEACHER = "all-MiniLM-L6-v2"


def teach(
    data: Path,
    out: Path,
    *,
    home: Path,
    teacher: str | None = None,
    start: str | None = None,
    seed: int = 0,
    languages: Sequence[str] = (),
    rounds: int | None = None,
    wide: int | None = None,
    second: str | None = None,
    resume: bool = False,
    settings: DistillSettings | None = None,
    log: Callable[[str], None],
) -> Path:
    """Teach a small model the languages of ``data`` and write it to ``out``; see ``qa.learn.distill``.

    Args:
        data: ``LANG.tsv[.gz]``, ``LANG.KIND.tsv[.gz]`` and ``NAME.LANG.jsonl[.gz]``.
        out: a folder that is not there yet; work in progress is beside it, in ``<out>.work``.
        home: where models are looked for.
        teacher: name or folder of a BERT model that knows English; default ``start`` itself, or else ``TEACHER``.
        start: name or folder of a model to be taught more: any one with a BERT's layers that is its own teacher, as the
            built-in model can be, or one that an earlier run made from ``teacher``.
        seed: the same seed and data give the same model.
        languages: only these; default all that have a file.
        rounds: at most so many in each stage of the course.
        wide: so many steps of wide batches, on a graphics card if there is one, in place of the stages.
        second: name or folder of a multilingual BERT model, a second teacher of wide steps. The student then begins
            with some of its layers, and has only the vocabulary of ``start``.
        resume: go on with the work in progress; of ``wide`` steps only the preparation is kept.
        settings: the course, in place of ``start`` and ``wide``; default that of ``qa.learn.courses``.
        log: is told how it goes.

    Raises:
        InvalidRequest: no data, an output that is there, unfinished work without ``resume``, ``wide`` without
            ``start`` or with ``rounds``, ``second`` without ``wide``, or a ``start`` of another vocabulary than
            ``teacher``'s.
        ModelError: the teacher is not on this machine.
    """
    if wide and (start is None or rounds is not None):
        raise InvalidRequest(
            "--wide goes on from a model, which --start names (askwell-multilingual is one), and its steps stand "
            "in the place of --rounds."
        )
    if second and not wide:
        raise InvalidRequest("A second teacher has a say in wide batches only: give --wide too.")
    files = parallel_files(data)
    _check(data, out, files, languages, resume=resume)
    course = settings or _course(teacher or start or TEACHER, start, home, wide)
    if course.start and not shared(course.teacher, course.start):
        raise InvalidRequest(
            f"{start} was not made from {teacher}: they cut English differently. Leave out --teacher, and the model is "
            "its own teacher."
        )
    if second:
        course = _with_second(course, catalogue.resolve(second, home), out)
    stages = course.stages if rounds is None else [replace(s, rounds=min(s.rounds, rounds)) for s in course.stages]
    course = replace(course, seed=seed, stages=stages)
    if not languages:
        return distill(data, out, settings=course, log=log)
    chosen = [path for group, path in files.items() if language_of(group) in languages]
    chosen += [path for path, language in pair_files(data).items() if language in languages]
    with tempfile.TemporaryDirectory(prefix="qa-distill-") as folder:
        for path in chosen:
            (Path(folder) / path.name).symlink_to(path.resolve())
        return distill(Path(folder), out, settings=course, log=log)


def _course(teacher: str, start: str | None, home: Path, wide: int | None) -> DistillSettings:
    """Return the course of a new model, with ``start`` that of one taught more, or the wide one."""
    folder = catalogue.resolve(teacher, home)
    if start is None:
        return DistillSettings(folder)
    if wide:
        return DistillSettings(folder, catalogue.resolve(start, home), course=Course(wide), weights=WIDE_WEIGHTS)
    return DistillSettings(folder, catalogue.resolve(start, home), stages=MORE_STAGES, weights=MORE_WEIGHTS)


def _with_second(course: DistillSettings, second: Path, out: Path) -> DistillSettings:
    """Return the course with a second teacher and a student begun from it, which is left with the work in progress."""
    planted = out.with_name(out.name + ".work") / "start"
    if course.start and not (planted / "1_Pooling").exists():
        transplant(second, course.start, planted)
    return replace(course, second=second, start=planted)


def _check(data: Path, out: Path, files: dict[str, Path], languages: Sequence[str], *, resume: bool) -> None:
    if not files:
        raise InvalidRequest(
            f"There is no parallel text in {data}: put files LANG.tsv there (English, tab, translation)."
        )
    there = sorted({language_of(group) for group in files})
    unknown = sorted(set(languages) - set(there))
    if unknown:
        raise InvalidRequest(f"There is no file for {', '.join(unknown)} in {data}; there are {', '.join(there)}.")
    if out.exists():
        raise InvalidRequest(f"{out} is there already: choose another folder, or delete it.")
    work = out.with_name(out.name + ".work")
    if work.exists() and not resume:
        raise InvalidRequest(f"There is unfinished work in {work}: go on with --resume, or delete that folder.")
