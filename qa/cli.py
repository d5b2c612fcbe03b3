"""The side door: ``qa …`` on the command line.

stdout is data, stderr is talk. Exit status 0: done; 1: an error, said in one line; 2: not a command. With ``--json``
one JSON object a line. Nothing heavy is imported before the command is known.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import QAError
from qa.grammar import parser
from qa.streams import say, say_json, talk

if TYPE_CHECKING:
    from qa.desk import Desk


def main(argv: Sequence[str] | None = None, *, opener: Callable[[str], Desk] | None = None) -> int:
    """Run one command and return its exit status; ``opener`` replaces :func:`qa.desk.open_desk`."""
    _speak_utf8()
    args = parser().parse_args(argv)
    args.opener = opener or _open
    try:
        status = _COMMANDS[args.command](args)
        sys.stdout.flush()
        return status
    except QAError as error:
        talk(f"qa: {' '.join(str(error).split())}")
        return 1
    except KeyboardInterrupt:
        talk("qa: stopped.")
        return 1
    except BrokenPipeError:
        # Whoever read our output has gone (``qa list | head -1``). Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        talk(f"qa: an error in Askwell itself ({type(error).__name__}: {error}); python -X dev -m qa shows where.")
        return 1


def _open(server: str) -> Desk:
    from qa.desk import open_desk

    return open_desk(server)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _add(args: argparse.Namespace) -> int:
    from qa import terminal, wire
    from qa.desk import Reading

    reading = Reading(args.password, args.table, tuple(args.column))
    failed = 0
    with closing(args.opener(args.server)) as desk:
        results = (
            _synced(desk, args)
            if args.sync
            else desk.add([Path(path) for path in args.paths], args.collection, reading)
        )
        for result in results:
            failed += result["status"] == "failed"
            say_json(wire.strict_added(result)) if args.json else say(terminal.added(result, base=os.getcwd()))
    return 1 if failed else 0


def _synced(desk: Desk, args: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
    for path in args.paths:
        yield from desk.sync(Path(path), args.collection, remove=args.remove)


def _ask(args: argparse.Namespace) -> int:
    from qa import terminal, wire
    from qa.desk import Asking

    asking = Asking(
        args.question,
        args.collection,
        args.k,
        tuple(args.source),
        tuple(args.kind),
        tuple(args.lang),
        image=Path(args.image) if args.image else None,
    )
    with closing(args.opener(args.server)) as desk:
        if desk.hint and sys.stderr.isatty():
            talk(desk.hint)
        answer = desk.ask(asking)
    if args.json:
        say_json(wire.strict_answer(answer))
    else:
        width = min(shutil.get_terminal_size().columns, 100)
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        say(terminal.answer(answer, width=width, colour=colour, base=os.getcwd()))
    return 0


def _search_images(args: argparse.Namespace) -> int:
    from qa import terminal
    from qa.desk import Asking

    path = Path(args.wanted)
    image = path if _is_file(path) else None
    asking = Asking("" if image else args.wanted, args.collection, args.k, image=image)
    with closing(args.opener(args.server)) as desk:
        found = desk.search_images(asking)
    draw = partial(terminal.pictures, base=os.getcwd())
    _show(found, args.json, draw, "No picture in the library matches that.")
    return 0


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # words that no file could be called by
        return False


def _list(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        draw = partial(terminal.sources, base=os.getcwd())
        _show(desk.sources(args.collection), args.json, draw, "Nothing here yet: qa add FILE …")
    return 0


def _show(
    found: Sequence[Mapping[str, Any]],
    as_json: bool,
    draw: Callable[[Sequence[Mapping[str, Any]]], str],
    nothing: str,
) -> None:
    if as_json:
        for one in found:
            say_json(one)
    elif found:
        say(draw(found))
    else:
        talk(nothing)


def _delete(args: argparse.Namespace) -> int:
    from qa import terminal

    if not args.yes and sys.stdin.isatty() and not _confirmed(args.names):
        talk("Nothing was deleted.")
        return 1
    with closing(args.opener(args.server)) as desk:
        for one in desk.delete(args.names, args.collection):
            shown = {"source": one["source"], "name": one["name"], "status": "removed"}
            say_json(shown) if args.json else say(f"{terminal.shorter(one['name'], os.getcwd())}: removed")
    return 0


def _confirmed(names: Sequence[str]) -> bool:
    print(f"Delete {', '.join(names)}? [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _collections(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        if args.create:
            desk.create_collection(args.create)
        if args.rename:
            desk.rename_collection(*args.rename)
        if args.delete:
            _delete_collection(desk, args)
        _show(desk.collections(), args.json, terminal.collections, "No collection yet.")
    return 0


def _delete_collection(desk: Desk, args: argparse.Namespace) -> None:
    if not args.yes and sys.stdin.isatty() and not _confirmed([f"the collection {args.delete} and all it holds"]):
        raise QAError("Nothing was deleted.")
    desk.delete_collection(args.delete)


def _reindex(args: argparse.Namespace) -> int:
    from qa import terminal, wire

    failed = 0
    with closing(args.opener(args.server)) as desk:
        for result in desk.reindex(args.collection, args.model, _counted):
            failed += result["status"] == "failed"
            say_json(wire.strict_added(result)) if args.json else say(terminal.added(result, base=os.getcwd()))
    return 1 if failed else 0


def _assurance(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        found = desk.assurance(args.collection, args.precision)
    say_json(found) if args.json else say(terminal.assurance(found))
    return 0


def _unanswered(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        if args.clear:
            cleared = desk.clear_unanswered(args.collection, args.questions)
            say_json({"cleared": cleared}) if args.json else say(f"{cleared} taken off the list.")
            return 0
        _show(desk.unanswered(args.collection), args.json, terminal.unanswered, "Nothing was left unanswered.")
    return 0


def _feedback(args: argparse.Namespace) -> int:
    with closing(args.opener(args.server)) as desk:
        desk.feedback(args.question, int(args.thumb == "up"), "")
    kept = {"question": args.question, "value": int(args.thumb == "up")}
    say_json(kept) if args.json else talk("Thank you: the collection learns from it.")
    return 0


def _counted(done: int, total: int) -> None:
    if total and sys.stderr.isatty():
        talk(f"{done} of {total} passages; the old vectors answer until all are there")


def _verify(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        found = desk.verify(repair=args.repair)
    say_json(found) if args.json else say(terminal.health(found))
    return 0 if found["healthy"] else 1


def _serve(args: argparse.Namespace) -> int:
    from qa.serve import serve

    serve(args.host, args.port, names=args.allow_host)
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    if args.self or Path(args.folder).suffix.lower() in (".csv", ".tsv"):
        return _evaluate_collection(args)
    folder = Path(args.folder)
    if (status := _evaluate_images(args, folder)) is not None:
        return status
    if folder.is_dir() and not any((folder / f"corpus.jsonl{end}").is_file() for end in ("", ".gz")):
        return _compare(args, folder)
    from qa.config import Settings
    from qa.index import encoders
    from qa.learn.evaluate import Draw, evaluate

    settings = Settings.from_env()
    modes = tuple(args.modes)
    draw = Draw(args.limit, args.sample, args.seed)
    off = Path(args.off_topic) if args.off_topic else None
    lines: list[Mapping[str, Any]] = []
    for name in args.encoder or [""]:
        encoder = None
        if modes != ("keyword",):
            encoder = encoders.load(name, home=settings.home, device=settings.device)
        for line in evaluate(folder, modes, encoder=encoder, draw=draw, off_topic=off, split=args.split, progress=talk):
            lines.append(line)
            _figures(iter([line]), args.json)
    return _kept(lines, args)


def _evaluate_collection(args: argparse.Namespace) -> int:
    """Measure a collection as it is, on a table of questions or on a test set made from itself."""
    from qa import terminal
    from qa.desk import evaluated

    path = None if args.self else Path(args.folder)
    with closing(args.opener("")) as desk:
        found = evaluated(desk, args.collection, path, args.modes, args.limit or 0, _asked)
    lines = found.pop("figures")
    _figures(iter(lines), args.json)
    say_json(found) if args.json else say(terminal.went_wrong(found))
    return _kept(lines, args)


def _asked(done: int, total: int) -> None:
    talk(f"{done} of {total} questions")


def _kept(lines: Sequence[Mapping[str, Any]], args: argparse.Namespace) -> int:
    """Draw and keep figures where they are wanted; 1 when something fell."""
    from qa.learn.baseline import gate
    from qa.learn.picture import reliability_svg

    drawn = [line for line in lines if "reliability" in line]
    if args.picture and drawn:
        Path(args.picture).write_text(reliability_svg(drawn[-1]["reliability"], drawn[-1]["set"]), "utf-8")
    fell = gate(Path(args.baseline), lines) if args.baseline else []
    for sentence in fell:
        talk(sentence)
    return 1 if fell else 0


def _evaluate_images(args: argparse.Namespace, folder: Path) -> int | None:
    """Measure search among pictures when the folder holds sets of them; None when it does not."""
    from qa.learn import images

    if not images.sets(folder):
        return None
    from qa.config import Settings
    from qa.index import sight

    settings = Settings.from_env()
    name = sight.chosen(settings.image_model, settings.home)
    if not name:
        talk("No image model is here, so words are not measured: qa models tells how to get one.")
    model = sight.load(name, home=settings.home, device=settings.device) if name else None
    return _figures(images.evaluate(folder, sight=model, limit=args.limit, progress=talk), args.json)


def _compare(args: argparse.Namespace, folder: Path) -> int:
    """Compare models on a folder of sets."""
    from qa import terminal
    from qa.config import Settings
    from qa.index import encoders
    from qa.learn import encoder_bench, encoder_speed

    settings = Settings.from_env()
    names = args.encoder or [""]
    sets = encoder_bench.found(folder, args.sets)
    loaded = (encoders.load(name, home=settings.home, device=settings.device) for name in names)
    keep = Path(args.keep) if args.keep else None
    lines: list[Mapping[str, Any]] = []
    texts = ([], []) if args.no_speed else encoder_speed.sample(sets)
    if texts[0]:
        talk(f"Measuring the speed of {len(names)} models …")
        lines += encoder_speed.speeds(names, texts, settings.home, device=settings.device)
        _shown(lines, args.json)
    for line in encoder_bench.compare(folder, loaded, wanted=args.sets, keep=keep, progress=talk):
        lines.append(line)
        _shown([line], args.json)
    if not args.json:
        say(terminal.side_by_side(lines))
    return 0


def _shown(lines: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    for line in lines if as_json else ():
        say_json(line)


def _bench(args: argparse.Namespace) -> int:
    import tempfile

    from qa.config import Settings
    from qa.index import encoders
    from qa.learn.bench import bench

    settings = Settings.from_env()
    encoder = encoders.load(args.encoder, home=settings.home, device=settings.device)
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        return _figures(bench(args.sizes, encoder=encoder, folder=Path(folder), progress=talk), args.json)


def _figures(lines: Iterator[Mapping[str, Any]], as_json: bool) -> int:
    from qa import terminal

    for line in lines:
        say_json(line) if as_json else say(terminal.figures(line))
    return 0


def _at_models(name: str) -> Callable[[argparse.Namespace], int]:
    """Return the command of that name in ``qa.model_commands``, which is imported when it is run."""

    def run(args: argparse.Namespace) -> int:
        from qa import model_commands

        command: Callable[[argparse.Namespace], int] = getattr(model_commands, name)
        return command(args)

    return run


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "ask": _ask,
    "search-images": _search_images,
    "list": _list,
    "delete": _delete,
    "collections": _collections,
    "reindex": _reindex,
    "assurance": _assurance,
    "unanswered": _unanswered,
    "feedback": _feedback,
    "verify": _verify,
    "serve": _serve,
    "evaluate": _evaluate,
    "bench": _bench,
    "models": _at_models("models"),
    "embed": _at_models("embed"),
    "similarity": _at_models("similarity"),
    "distill": _at_models("distill"),
}


if __name__ == "__main__":
    sys.exit(main())
