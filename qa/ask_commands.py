"""The commands that ask: `qa ask`, `qa search-images`, and what became of questions."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from qa.streams import say, say_json, show, talk


def ask(args: argparse.Namespace) -> int:
    """Answer a question in words, with pictures, or both."""
    from qa import terminal, wire
    from qa.desk import Asking

    asking = Asking(
        args.question,
        args.collection,
        args.k,
        tuple(args.source),
        tuple(args.kind),
        tuple(args.lang),
        images=tuple(map(Path, args.image)),
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


def search_images(args: argparse.Namespace) -> int:
    """Find pictures by words or by a picture."""
    from qa import terminal
    from qa.desk import Asking

    path = Path(args.wanted)
    asking = (
        Asking("", args.collection, args.k, images=(path,))
        if _is_file(path)
        else Asking(args.wanted, args.collection, args.k)
    )
    with closing(args.opener(args.server)) as desk:
        found = desk.search_images(asking)
    draw = partial(terminal.pictures, base=os.getcwd())
    show(found, args.json, draw, "No picture in the library matches that.")
    return 0


def unanswered(args: argparse.Namespace) -> int:
    """List the questions that nothing answered, or take them off the list."""
    from qa import terminal

    with closing(args.opener(args.server)) as desk:
        if args.clear:
            cleared = desk.clear_unanswered(args.collection, args.questions)
            say_json({"cleared": cleared}) if args.json else say(f"{cleared} taken off the list.")
            return 0
        show(desk.unanswered(args.collection), args.json, terminal.unanswered, "Nothing was left unanswered.")
    return 0


def feedback(args: argparse.Namespace) -> int:
    """Keep a thumb on an answer."""
    with closing(args.opener(args.server)) as desk:
        desk.feedback(args.question, int(args.thumb == "up"), "")
    kept = {"question": args.question, "value": int(args.thumb == "up")}
    say_json(kept) if args.json else talk("Thank you: the collection learns from it.")
    return 0


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # words that no file could be called by
        return False
