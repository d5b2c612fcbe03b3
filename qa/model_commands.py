"""The commands about models themselves: `qa embed`, `qa similarity`, `qa distill`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qa.streams import say, say_json, talk


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
        seed=args.seed,
        languages=args.languages,
        rounds=args.rounds,
        resume=args.resume,
        log=talk,
    )
    say_json({"out": str(made)}) if args.json else say(f"{made}: ready; try qa evaluate DIR --encoder {made}")
    return 0


def _counted(done: int, total: int) -> None:
    talk(f"{done} of {total} texts")
