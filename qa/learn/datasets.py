"""Reading evaluation sets: BEIR's layout and its kin, STS pairs and parallel sentences."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Text:
    """A document or a question."""

    id: str
    text: str
    title: str = ""
    language: str = ""
    label: str = ""
    off_topic: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents, questions, and which answer which (document id → gain, by question id)."""

    name: str
    documents: tuple[Text, ...]
    questions: tuple[Text, ...]
    relevant: Mapping[str, Mapping[str, float]]


def load(folder: Path) -> Dataset:
    """Read ``corpus.jsonl[.gz]``, ``queries.jsonl[.gz]`` and ``qrels/test.tsv`` or ``qrels.jsonl[.gz]``.

    Ids are ``_id`` or ``id``. Without qrels a document is relevant to the questions of the same ``label``. Questions
    with ``oos: true`` are off topic; other questions that nothing answers are left out.

    Raises:
        InvalidRequest: a file is missing or is not what its name says.
    """
    documents = tuple(_text(row) for row in _rows(_found(folder, "corpus")))
    questions = tuple(_text(row) for row in _rows(_found(folder, "queries")))
    relevant = _judged(folder) or _same_label(documents, questions)
    if not relevant:
        raise InvalidRequest(f"{folder} has neither qrels nor labels: add qrels/test.tsv or qrels.jsonl.")
    kept = tuple(q for q in questions if q.off_topic or relevant.get(q.id))
    return Dataset("/".join(folder.resolve().parts[-2:]), documents, kept, relevant)


def read(name: str) -> Dataset:
    """Read a set as ``load`` does; of ``SET,OTHER`` its documents, asked the questions of another language's version.

    Ids of the same question differ before a colon only (``en:17`` and ``zh:17``); those without a twin are left out.

    Raises:
        InvalidRequest: as ``load``; or the two have no question in common.
    """
    first, _, other = (name, "", "") if Path(name).exists() else name.partition(",")
    data = load(Path(first))
    if not other:
        return data
    words = {_bare(q.id): q for q in load(Path(other)).questions}
    asked = (replace(words[_bare(q.id)], id=q.id) for q in data.questions if _bare(q.id) in words)
    kept = tuple(asked)
    if not kept:
        raise InvalidRequest(f"{first} and {other} have no question in common: ids may differ before a colon only.")
    return replace(data, name=f"{data.name} asked in {Path(other).name}", questions=kept)


def _bare(id_: str) -> str:
    return id_.rpartition(":")[2]


def answers(name: str) -> dict[str, list[str]]:
    """Return, by question id, the strings that answer it in a set that ``read`` reads, where its questions say so."""
    rows = _rows(_found(Path(name.partition(",")[0]), "queries"))
    return {str(row.get("_id", row.get("id"))): list(row["answers"]) for row in rows if row.get("answers")}


def pairs(path: Path) -> tuple[str, list[tuple[str, str, float]]]:
    """Read sentence pairs: ``("sts", (s1, s2, score))`` or ``("bitext", (source, English, 1))``.

    Raises:
        InvalidRequest: the rows are neither.
    """
    rows = list(_rows(path))
    if rows and {"s1", "s2", "score"} <= rows[0].keys():
        return "sts", [(r["s1"], r["s2"], float(r["score"])) for r in rows]
    if rows and {"src", "eng"} <= rows[0].keys():
        return "bitext", [(r["src"], r["eng"], 1.0) for r in rows]
    raise InvalidRequest(f"{path} holds neither STS pairs (s1, s2, score) nor parallel sentences (src, eng).")


def _found(folder: Path, stem: str) -> Path:
    for name in (f"{stem}.jsonl", f"{stem}.jsonl.gz"):
        if (folder / name).is_file():
            return folder / name
    raise InvalidRequest(f"{folder} is no evaluation set: {stem}.jsonl (or .jsonl.gz) is missing.")


def _open(path: Path) -> io.TextIOBase:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InvalidRequest(f"{path}, line {number} is not JSON: {error}.") from error
                yield row


def _text(row: Mapping[str, Any]) -> Text:
    identity = row.get("_id", row.get("id"))
    if identity is None:
        raise InvalidRequest(f"A row has neither “_id” nor “id”: {str(row)[:80]}.")
    asked = f"{row['question']}\n" if row.get("question") and row.get("answer") and not row.get("text") else ""
    return Text(
        id=str(identity),
        text=str(row.get("text") or asked + str(row.get("answer") or row.get("question") or "")),
        title=str(row.get("title") or ""),
        language=str(row.get("lang") or ""),
        label=str(row.get("label") or ""),
        off_topic=bool(row.get("oos")),
    )


def _judged(folder: Path) -> dict[str, dict[str, float]]:
    relevant: dict[str, dict[str, float]] = {}
    table = folder / "qrels" / "test.tsv"
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t"):
                if len(row) >= 3 and _number(row[-1]) > 0:
                    relevant.setdefault(row[0], {})[row[-2]] = _number(row[-1])
        return relevant
    for name in ("qrels.jsonl", "qrels.jsonl.gz"):
        if (folder / name).is_file():
            for judged in _rows(folder / name):
                if float(judged.get("rel", 1)) > 0:
                    relevant.setdefault(str(judged["qid"]), {})[str(judged["did"])] = float(judged.get("rel", 1))
            return relevant
    return relevant


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # the heading
        return 0.0


def _same_label(documents: tuple[Text, ...], questions: tuple[Text, ...]) -> dict[str, dict[str, float]]:
    by_label: dict[str, dict[str, float]] = {}
    for document in documents:
        if document.label:
            by_label.setdefault(document.label, {})[document.id] = 1.0
    return {q.id: by_label[q.label] for q in questions if q.label in by_label and not q.off_topic}
