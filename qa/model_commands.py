"""The commands about models themselves: `qa models`, `qa embed`, `qa similarity`, `qa distill`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import QAError
from qa.streams import say, say_json, talk

if TYPE_CHECKING:
    from qa.models import Models


def models(args: argparse.Namespace) -> int:
    """List, fetch, export, import or remove models; in the library's folder, whoever owns it."""
    from qa.config import Settings
    from qa.models import Models

    at = Models(Settings.from_env().home)
    action = {"list": _list, "get": _get, "export": _export, "import": _import, "remove": _remove}[
        args.action or "list"
    ]
    return action(at, args)


def _list(at: Models, args: argparse.Namespace) -> int:
    from qa import terminal, wire

    shown = [wire.model(info) for info in at.all()]
    if args.json:
        for one in shown:
            say_json(one)
    else:
        say(terminal.models(shown))
    return 0


def _get(at: Models, args: argparse.Namespace) -> int:
    from qa import wire

    fetching = at.get(args.name, deadline=args.deadline)
    try:
        last = ""
        while (state := fetching.wait(0.5)).state == "running":
            line = f"{state.name}: {state.done / 1e6:.0f} of {state.total / 1e6:.0f} MB"
            if line != last and state.total:
                talk(line)
            last = line
    finally:
        at.close()
    if state.state != "done":
        raise QAError(state.error or "The download was cancelled.")
    _told(wire.download(state), args, f"{state.name}: ready")
    return 0


def _export(at: Models, args: argparse.Namespace) -> int:
    out = at.export(args.name, Path(args.out))
    _told({"name": args.name, "out": str(out)}, args, f"{out}: {out.stat().st_size / 1e6:.0f} MB")
    return 0


def _import(at: Models, args: argparse.Namespace) -> int:
    from qa import wire

    info = at.bring(Path(args.path).expanduser(), args.name)
    _told(wire.model(info), args, f"{info.name}: ready")
    return 0


def _remove(at: Models, args: argparse.Namespace) -> int:
    known = at.one(args.name).name
    with closing(args.opener("")) as desk:
        using = [one["name"] for one in desk.collections() if one["model"].split("@")[0] == known]
    if using and not args.yes:
        raise QAError(f"{known} is used by {', '.join(using)}: switch with qa reindex --model, or say --yes.")
    _told({"name": at.remove(known).name, "status": "removed"}, args, f"{known}: removed")
    return 0


def _told(shown: Mapping[str, Any], args: argparse.Namespace, line: str) -> None:
    say_json(shown) if args.json else say(line)


def embed(args: argparse.Namespace) -> int:
    """Write the vectors of a file's texts."""
    from qa.vector_files import embed_file

    made = embed_file(
        Path(args.texts),
        Path(args.out),
        model=args.model,
        query=args.query,
        dtype=args.dtype,
        progress=_counted if sys.stderr.isatty() else lambda done, total: None,
    )
    say_json(made) if args.json else say(
        f"{made['out']}: {made['texts']} × {made['dims']} {made['dtype']}, {made['model']}"
    )
    return 0


def similarity(args: argparse.Namespace) -> int:
    """Show the cosines of texts with one another."""
    from qa import terminal
    from qa.embedding import similarity as cosines

    matrix = cosines(args.texts, model=args.model).tolist()
    if args.json:
        say_json({"texts": args.texts, "cosines": [[round(value, 6) for value in row] for row in matrix]})
    else:
        say(terminal.matrix(args.texts, matrix))
    return 0


def distill(args: argparse.Namespace) -> int:
    """Teach a model languages from parallel text."""
    from qa.config import Settings
    from qa.learn.teaching import teach

    made = teach(
        Path(args.data),
        Path(args.out),
        home=Settings.from_env().home,
        teacher=args.teacher,
        start=args.start,
        seed=args.seed,
        languages=args.languages,
        rounds=args.rounds,
        wide=args.wide,
        second=args.second,
        resume=args.resume,
        log=talk,
    )
    say_json({"out": str(made)}) if args.json else say(f"{made}: ready; try qa evaluate DIR --encoder {made}")
    return 0


def _counted(done: int, total: int) -> None:
    talk(f"{done} of {total} texts")
