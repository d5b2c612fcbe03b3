"""The side door: ``qa …`` on the command line.

stdout is data, stderr is talk. Exit status 0: done; 1: an error, said in one line; 2: not a command, or one
that asks first where nobody can answer. With ``--json``
one JSON object a line. Nothing heavy is imported before the command is known.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import ModelError, QAError
from qa.grammar import parser
from qa.streams import say, say_json, show, talk

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
            if result["status"] == "unchanged" and not result["source"]:  # no file: what to know of a folder
                talk(f"{terminal.shorter(result['name'], os.getcwd())}: {'; '.join(result['notes'])}")
                continue
            say_json(wire.strict_added(result)) if args.json else say(terminal.added(result, base=os.getcwd()))
        _tell_uncovered(desk, args.collection)
    return 1 if failed else 0


def _ask(args: argparse.Namespace) -> int:
    """Ask; where the model cannot be loaded, by words alone."""
    command = _at("ask_commands", "ask")
    try:
        return command(args)
    except ModelError as error:
        if args.opener is not _open or args.server:
            raise
        from qa.local_desk import open_by_words

        why = error
    if args.json:
        talk(f"qa: {why}")  # what people read says so itself
    args.opener = lambda _: open_by_words(why)
    return command(args)


def _tell_uncovered(desk: Desk, collection: str) -> None:
    from qa import terminal
    from qa.errors import NotFound

    with suppress(NotFound):  # nothing was added, so there is no such collection
        found = desk.uncovered(collection)
        if found:
            talk(terminal.uncovered(found))


def _synced(desk: Desk, args: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
    for path in args.paths:
        yield from desk.sync(Path(path), args.collection, remove=args.remove)


def _list(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        draw = partial(terminal.sources, base=os.getcwd())
        show(desk.sources(args.collection), args.json, draw, "Nothing here yet: qa add FILE …")
        _tell_uncovered(desk, args.collection)
        talk(terminal.reads(desk.reads()))
    return 0


def _delete(args: argparse.Namespace) -> int:
    from qa import terminal

    if refused := _refused(args, args.names):
        return refused
    with closing(args.opener(args.server)) as desk:
        for one in desk.delete(args.names, args.collection):
            shown = {"source": one["source"], "name": one["name"], "status": "removed"}
            say_json(shown) if args.json else say(f"{terminal.shorter(one['name'], os.getcwd())}: removed")
    return 0


def _refused(args: argparse.Namespace, names: Sequence[str]) -> int:
    """Ask before something is deleted; return the exit status when it is not to be, else 0."""
    if args.yes:
        return 0
    if sys.stdin is None or not sys.stdin.isatty():
        talk(f"qa {args.command}: nothing was deleted, since nobody can be asked here: give -y to delete all the same.")
        return 2
    print(f"Delete {', '.join(names)}? [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    if sys.stdin.readline().strip().lower() in ("y", "yes"):
        return 0
    talk("Nothing was deleted.")
    return 1


def _collections(args: argparse.Namespace) -> int:
    from qa import terminal

    if args.delete and (refused := _refused(args, [f"the collection {args.delete} and all it holds"])):
        return refused
    with closing(args.opener(args.server)) as desk:
        if args.create:
            desk.create_collection(args.create)
        if args.rename:
            desk.rename_collection(*args.rename)
        if args.delete:
            desk.delete_collection(args.delete)
            talk(f"The collection “{args.delete}” was deleted, with all it held.")
        show(desk.collections(), args.json, terminal.collections, "No collection yet.")
    return 0


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


def _faq(args: argparse.Namespace) -> int:
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        found = desk.faq(args.collection, args.match)
    say_json(found) if args.json else say(terminal.faq(found))
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


def _at(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """Return the command of that name in a module of commands, which is imported when it is run."""

    def run(args: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"qa.{module}"), name)
        return command(args)

    return run


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "ask": _ask,
    "search-images": _at("ask_commands", "search_images"),
    "list": _list,
    "delete": _delete,
    "collections": _collections,
    "reindex": _reindex,
    "assurance": _assurance,
    "faq": _faq,
    "unanswered": _at("ask_commands", "unanswered"),
    "feedback": _at("ask_commands", "feedback"),
    "verify": _verify,
    "serve": _serve,
    "evaluate": _at("measure_commands", "evaluate"),
    "bench": _at("measure_commands", "bench"),
    "models": _at("model_commands", "models"),
    "embed": _at("model_commands", "embed"),
    "similarity": _at("model_commands", "similarity"),
    "distill": _at("model_commands", "distill"),
}


if __name__ == "__main__":
    sys.exit(main())
