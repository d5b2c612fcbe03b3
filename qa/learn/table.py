"""Write the figures of many sets as a Markdown table: ``python -m qa.learn.table OUT.md SET… [--limit N]``.

One row a set and mode; nDCG@10 and hit@1 with their bootstrap 95% intervals, no-answer AUROC and calibration error.
``--off-topic SET`` asks its questions of every set that has no off-topic ones of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.learn.evaluate import MODES, Draw, evaluate

HEAD = (
    *("set", "mode", "questions", "documents", "nDCG@10", "hit@1"),
    *("no-answer AUROC", "ECE", "by chance", "precision@90"),
)


def rows(lines: Sequence[Mapping[str, Any]]) -> str:
    """Return lines of ``evaluate`` as a Markdown table."""
    head = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    return "\n".join([*head, *(f"| {' | '.join(_cells(line))} |" for line in lines)]) + "\n"


def _intro(args: argparse.Namespace, encoder: str) -> str:
    """Say what was measured and how to do it again, without the paths of this machine."""
    names = " ".join("/".join(path.resolve().parts[-2:]) for path in args.sets)
    off = f" --off-topic {args.off_topic.name}" if args.off_topic else ""
    asked = f"--limit {args.limit} --sample {args.sample} --seed {args.seed}"
    return (
        f"# Figures\n\nMeasured with {encoder}: up to {args.limit} questions (and as many off topic) and {args.sample} "
        "documents of each set, the documents that answer first; in brackets bootstrap 95% intervals. What the figures "
        "are, and where the sets come from, stands in [evaluation.md](evaluation.md).\n\n"
        f"```sh\npython -m qa.learn.table figures.md {names} {asked}{off}\n```\n"
    )


def _cells(line: Mapping[str, Any]) -> list[str]:
    named = [str(line["set"]), str(line["mode"]), str(line["queries"]), str(line["documents"])]
    return [*named, _with_interval(line, "ndcg@10"), _with_interval(line, "hit@1"), *map(_plain, _rest(line))]


def _rest(line: Mapping[str, Any]) -> list[float | None]:
    return [line.get(name) for name in ("auroc", "ece", "ece_by_chance", "precision@90")]


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _with_interval(line: Mapping[str, Any], name: str) -> str:
    low, high = line[f"{name}_interval"]
    return f"{line[name]:.3f} ({low:.3f}–{high:.3f})"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    from qa.config import Settings
    from qa.index import encoders

    parser = argparse.ArgumentParser(prog="python -m qa.learn.table", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--off-topic", type=Path)
    parser.add_argument("--encoder", default="")
    args = parser.parse_args(argv)
    settings = Settings.from_env()
    encoder = encoders.load(args.encoder, home=settings.home, device=settings.device)
    lines: list[Mapping[str, Any]] = []
    for path in args.sets:
        draw = Draw(args.limit, args.sample, args.seed)
        off = args.off_topic if args.off_topic and args.off_topic != path else None
        for line in evaluate(path, MODES, encoder=encoder, draw=draw, off_topic=off):
            lines.append(line)
            sys.stderr.write(json.dumps({k: line.get(k) for k in ("set", "mode", "ndcg@10", "auroc", "ece")}) + "\n")
        args.out.write_text(f"{_intro(args, encoder.key)}\n{rows(lines)}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
