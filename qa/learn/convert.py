"""Make evaluation sets from public files: ``python -m qa.learn.convert KIND SOURCE OUT``.

Kinds and their sources: ``banking77``, the folder with ``train.csv`` and ``test.csv`` (text, category); ``clinc``,
clinc150's folder with ``data_small.json`` and ``data_full.json``; ``squad``, any file in SQuAD's format
(``--sentences`` takes each stretch of ``sentence_breaks``, LAReQA's addition to XQuAD, as a document instead of the
paragraph); ``policyqa``, PolicyQA's file, which has that format too; ``pubmedqa``, ``ori_pqal.json``; ``cosqa``, the
folder ``data/search`` of CoCLR; ``covid``, the folder ``data/scraping/schema_v0.3`` of the JHU COVID scrapes.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Set = tuple[Sequence[Row], Sequence[Row], Sequence[Row]]
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


def policyqa(file: Path) -> Set:
    """As SQuAD, but the questions are templates: the same one is asked once, and all that answer it are right."""
    documents, questions, judged = squad(file)
    first: dict[str, str] = {}
    same = {one["id"]: first.setdefault(" ".join(one["text"].split()), one["id"]) for one in questions}
    pairs = dict.fromkeys((same[row["qid"]], row["did"]) for row in judged)
    kept = [one for one in questions if same[one["id"]] == one["id"]]
    return documents, kept, [{"qid": question, "did": document, "rel": 1} for question, document in pairs]


def pubmedqa(file: Path) -> Set:
    """A paper's title asks for its abstract, which stands here without its conclusion."""
    papers = json.loads(file.read_text("utf-8"))
    documents = [{"id": key, "text": _folded(" ".join(one["CONTEXTS"])), "lang": "en"} for key, one in papers.items()]
    questions = [{"id": f"q{key}", "text": _folded(one["QUESTION"]), "lang": "en"} for key, one in papers.items()]
    return documents, questions, [{"qid": f"q{key}", "did": key, "rel": 1} for key in papers]


def cosqa(folder: Path) -> Set:
    """All functions of the code base are the documents; each web query of the dev set has one that answers it."""
    functions = json.loads((folder / "code_idx_map.txt").read_text("utf-8"))
    asked = json.loads((folder / "cosqa-retrieval-dev-500.json").read_text("utf-8"))
    documents = [{"id": f"c{number}", "text": code, "lang": "python"} for code, number in functions.items()]
    questions = [{"id": str(one["idx"]), "text": one["doc"], "lang": "en"} for one in asked]
    judged = [{"qid": str(one["idx"]), "did": f"c{one['retrieval_idx']}", "rel": 1} for one in asked]
    return documents, questions, judged


PUBLIC_BODIES = ("FDA", "Vermont", "North_Dakota", "Kansas", "Oregon")
"""Of the JHU scrapes those of public bodies in English, which may be passed on."""


def covid(folder: Path) -> Set:
    """A public body's question asks for its answer; a question that several ask is kept once."""
    answers: dict[str, str] = {}
    for body in PUBLIC_BODIES:
        for line in (folder / f"{body}_v0.3.jsonl").read_text("utf-8").splitlines():
            one = json.loads(line) if line.strip() else {}
            question, answer = _folded(one.get("questionText", "")), _folded(one.get("answerText", ""))
            if question and answer and one.get("language", "en") == "en":
                answers.setdefault(question, answer)
    documents = [{"id": f"a{i}", "text": answer, "lang": "en"} for i, answer in enumerate(answers.values())]
    questions = [{"id": f"q{i}", "text": question, "lang": "en"} for i, question in enumerate(answers)]
    return documents, questions, [{"qid": f"q{i}", "did": f"a{i}", "rel": 1} for i in range(len(answers))]


def _folded(text: str) -> str:
    return " ".join(text.split())


_KINDS: Mapping[str, Callable[[Path], Set]] = {
    **{"banking77": banking77, "clinc": clinc, "policyqa": policyqa},
    **{"pubmedqa": pubmedqa, "cosqa": cosqa, "covid": covid},
}


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
    parser.add_argument("kind", choices=("squad", *_KINDS))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", action="store_true")
    args = parser.parse_args(argv)
    if args.sentences and args.kind != "squad":
        parser.error("--sentences goes with squad")
    if args.kind == "squad":
        write(args.out, squad(args.source, sentences=args.sentences))
    else:
        write(args.out, _KINDS[args.kind](args.source))
    return 0


if __name__ == "__main__":
    sys.exit(main())
