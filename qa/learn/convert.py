"""Make evaluation sets from public files: ``python -m qa.learn.convert banking77|clinc|squad SOURCE OUT``.

Sources: banking77's folder with ``train.csv`` and ``test.csv`` (text, category); clinc150's folder with
``data_small.json`` and ``data_full.json``; any file in SQuAD's format. ``--sentences`` takes each stretch of
``sentence_breaks`` (LAReQA's addition to XQuAD) as a document instead of the paragraph.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Set = tuple[list[Row], list[Row], list[Row]]
"""Documents, questions, judgements (empty: the same label is right)."""


def banking77(folder: Path) -> Set:
    """Training questions are the documents, test questions the questions; the same intent is right."""

    def read(name: str) -> Iterator[Row]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                yield {"id": f"{name[:2]}{number}", "text": row["text"], "label": row["category"], "lang": "en"}

    return list(read("train.csv")), list(read("test.csv")), []


def clinc(folder: Path) -> Set:
    """The small training questions are the documents; ``val`` and, off topic, ``oos_val`` are asked."""
    small = json.loads((folder / "data_small.json").read_text("utf-8"))
    full = json.loads((folder / "data_full.json").read_text("utf-8"))
    documents = [_labelled(f"d{i}", *pair) for i, pair in enumerate(small["train"])]
    questions = [_labelled(f"q{i}", *pair) for i, pair in enumerate(full["val"])]
    strange = [{**_labelled(f"o{i}", *pair), "oos": True} for i, pair in enumerate(full["oos_val"])]
    return documents, [*questions, *strange], []


def _labelled(id_: str, text: str, label: str) -> Row:
    return {"id": id_, "text": text, "label": label, "lang": "en"}


def squad(file: Path, *, sentences: bool = False) -> Set:
    """Paragraphs (or sentences) are the documents; the one that holds the answer is right."""
    documents: list[Row] = []
    questions: list[Row] = []
    judged: list[Row] = []
    for article in json.loads(file.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = paragraph["sentence_breaks"] if sentences else [[0, len(text)]]
            first = len(documents)
            title = str(article.get("title", "")).replace("_", " ")
            documents += [{"id": f"d{first + i}", "text": text[a:b], "title": title} for i, (a, b) in enumerate(spans)]
            for asked in paragraph["qas"]:
                starts = [answer["answer_start"] for answer in asked["answers"]]
                right = {i for i, (a, b) in enumerate(spans) for start in starts if a <= start < b}
                if right:
                    questions.append({"id": str(asked["id"]), "text": asked["question"]})
                    judged += [{"qid": str(asked["id"]), "did": f"d{first + i}", "rel": 1} for i in sorted(right)]
    return documents, questions, judged


def write(out: Path, made: Set) -> None:
    """Write the three files."""
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in zip(("corpus", "queries", "qrels"), made, strict=True):
        if rows:
            (out / f"{name}.jsonl").write_text(_lines(rows), "utf-8")


def _lines(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m qa.learn.convert")
    parser.add_argument("kind", choices=("banking77", "clinc", "squad"))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", action="store_true")
    args = parser.parse_args(argv)
    if args.kind == "squad":
        write(args.out, squad(args.source, sentences=args.sentences))
    else:
        write(args.out, {"banking77": banking77, "clinc": clinc}[args.kind](args.source))
    return 0


if __name__ == "__main__":
    sys.exit(main())
