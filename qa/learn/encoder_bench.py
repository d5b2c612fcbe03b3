"""`qa evaluate DIR --encoder A --encoder B`: text models side by side, by meaning alone, on a folder of test sets.

Each set is told by its own layout: a folder with documents and questions, a file of scored pairs, or one of parallel
sentences. Every text is encoded once a model, and with a folder to keep vectors in, once for all runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatch
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import InvalidRequest
from qa.learn import figures
from qa.learn.datasets import Dataset, Text, load, pairs
from qa.types import Matrix, TextEncoder

CROSS = (("zh", "en"), ("en", "zh"))
"""Language of the questions and of the documents, for those pairs that get a line of their own."""

_SLICE = 512
_NOT_PAIRS = ("corpus", "queries", "qrels", "labels", "captions", "manifest")

Line = dict[str, Any]
Progress = Callable[[str], None]


def found(root: Path, wanted: Sequence[str] = ()) -> list[Path]:
    """Return the test sets under a folder (folders and files of pairs), those that match one of the patterns.

    Raises:
        InvalidRequest: there is none.
    """
    folders = {path.parent for stem in ("corpus.jsonl", "corpus.jsonl.gz") for path in root.rglob(stem)}
    files = {path for end in ("*.jsonl", "*.jsonl.gz") for path in root.rglob(end)}
    loose = {path for path in files if path.parent not in folders and path.name.split(".")[0] not in _NOT_PAIRS}
    sets = [
        path for path in sorted(folders | loose) if not wanted or any(fnmatch(_name(root, path), w) for w in wanted)
    ]
    if not sets:
        raise InvalidRequest(f"There is no test set in {root}{' that matches' if wanted else ''}: see qa evaluate -h.")
    return sets


def compare(
    root: Path,
    encoders: Iterable[TextEncoder],
    *,
    wanted: Sequence[str] = (),
    keep: Path | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[Line]:
    """Measure encoders on the sets of a folder: a line a set and encoder, then the means of neighbouring sets.

    Retrieval gives nDCG@10 and hit@1 over all documents by exact cosine; a set in several languages gives those for
    the pairs in ``CROSS`` and the mean over all pairs of different languages. Parallel sentences give the accuracy of
    the nearest, the mean of both directions; scored pairs Spearman's correlation. ``keep`` is a folder for vectors.

    Raises:
        InvalidRequest: there is no set, or one cannot be read.
    """
    sets = found(root, wanted)
    for encoder in encoders:
        cache = Cache(encoder, keep)
        lines: list[Line] = []
        for path in sets:
            progress(f"{encoder.key}: {_name(root, path)}")
            for line in _measured(path, _name(root, path), cache):
                lines.append({"mode": "dense", "encoder": encoder.key, **line})
                yield lines[-1]
            cache.save()
        yield from _means(lines)


class Cache:
    """An encoder that encodes each text once, as a question or as a passage."""

    def __init__(self, encoder: TextEncoder, keep: Path | None = None) -> None:
        """``keep`` holds the vectors of earlier runs, in a folder for each model."""
        self.encoder = encoder
        self._folder = keep / hashlib.sha256(encoder.key.encode()).hexdigest()[:16] if keep else None
        self._rows: dict[str, Matrix] = {}
        self._new: list[str] = []
        for part in sorted(self._folder.glob("*.npz")) if self._folder else ():
            with np.load(part) as stored:
                self._rows.update(zip(stored["names"].tolist(), stored["rows"], strict=True))

    def questions(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of questions, shape (len(texts), dims)."""
        return self._get("q", texts, self.encoder.encode_queries)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dims)."""
        return self._get("p", texts, lambda some: self.encoder.encode_passages(some).vectors)

    def save(self) -> None:
        """Keep what is new on disk, if anything is to be kept."""
        if self._folder is None or not self._new:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{len(list(self._folder.glob('*.npz'))):04}.npz"
        with part.with_suffix(".draft").open("wb") as file:
            np.savez(file, names=np.array(self._new), rows=np.stack([self._rows[name] for name in self._new]))
        part.with_suffix(".draft").replace(part)
        self._new.clear()

    def _get(self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
        names = [kind + hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._rows}
        waiting = list(missing)
        for start in range(0, len(waiting), _SLICE):
            some = waiting[start : start + _SLICE]
            self._rows.update(zip(some, encode([missing[name] for name in some]), strict=True))
            self._new += some
        return np.stack([self._rows[name] for name in names])


def _measured(path: Path, name: str, cache: Cache) -> Iterator[Line]:
    if path.is_file():
        yield _pairs(path, name, cache)
        return
    data = load(path)
    languages = sorted({document.language for document in data.documents})
    if len(languages) == 1:
        yield {"set": name, **_retrieval(data.documents, data.questions, data, cache)}
    else:
        yield from _across(data, languages, name.removesuffix("pooled"), cache)


def _pairs(path: Path, name: str, cache: Cache) -> Line:
    what, rows = pairs(path)
    left = cache.questions([a for a, _, _ in rows])
    right = cache.questions([b for _, b, _ in rows])
    line: Line = {"set": name, "pairs": len(rows)}
    if what == "sts":
        return {**line, "spearman": round(figures.spearman((left * right).sum(1).tolist(), [s for *_, s in rows]), 4)}
    cosines = left @ right.T
    own = np.arange(len(rows))
    both = ((cosines.argmax(1) == own).mean() + (cosines.argmax(0) == own).mean()) / 2
    return {**line, "accuracy": round(float(both), 4)}


def _retrieval(documents: Sequence[Text], questions: Sequence[Text], data: Dataset, cache: Cache) -> Line:
    asked = [q for q in questions if not q.off_topic]
    matrix = cache.passages([f"{d.title}\n{d.text}" if d.title else d.text for d in documents])
    vectors = cache.questions([q.text for q in asked])
    here = {d.id for d in documents}
    rows = []
    for start in range(0, len(asked), _SLICE):
        cosines = vectors[start : start + _SLICE] @ matrix.T
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :10]
        for question, places in zip(asked[start : start + _SLICE], best, strict=True):
            relevant = {i: gain for i, gain in data.relevant[question.id].items() if i in here}
            rows.append(figures.of_question([documents[p].id for p in places], relevant))
    means = dict(zip(figures.PER_QUESTION, np.array(rows).mean(axis=0), strict=True))
    kept = {name: round(float(means[name]), 4) for name in ("ndcg@10", "hit@1")}
    return {"queries": len(asked), "documents": len(documents), **kept}


def _across(data: Dataset, languages: Sequence[str], group: str, cache: Cache) -> Iterator[Line]:
    """Ask in one language what stands in another."""
    documents = {code: [d for d in data.documents if d.language == code] for code in languages}
    questions = {code: [q for q in data.questions if q.language == code] for code in languages}
    lines = {
        (asked, held): _retrieval(documents[held], questions[asked], data, cache)
        for asked, held in permutations(languages, 2)
        if questions[asked]
    }
    for asked, held in CROSS:
        if (asked, held) in lines:
            yield {"set": f"{group}{asked}>{held}", **lines[asked, held]}
    if lines:
        kept = ("ndcg@10", "hit@1")
        means = {name: round(float(np.mean([line[name] for line in lines.values()])), 4) for name in kept}
        yield {"set": f"{group}across", "pairs_of_languages": len(lines), **means}


def _means(lines: Sequence[Line]) -> Iterator[Line]:
    """Give the mean of each figure over the sets of one folder; what goes across languages is no part of it."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        group, slash, last = line["set"].rpartition("/")
        if slash and ">" not in last and last != "across":
            groups.setdefault(group, []).append(line)
    for group, members in groups.items():
        names = [name for name, value in members[0].items() if isinstance(value, float)]
        if len(members) > 1 and all(name in line for line in members for name in names):
            means = {name: round(float(np.mean([line[name] for line in members])), 4) for name in names}
            yield {
                "mode": "dense",
                "encoder": members[0]["encoder"],
                "set": f"{group} (mean of {len(members)})",
                **means,
            }


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix().removesuffix(".gz").removesuffix(".jsonl") or path.name
