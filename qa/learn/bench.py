"""``qa bench``: what a question and a passage cost on this machine, beside the plain stack on the same data.

Text and vectors are made up (``qa.learn.made_up``), for real ones would take hours to encode at the larger sizes; what
is measured is the app's own path over them, ledger, indexes and all, with the real encoder at work on each question.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Collection as Collection_
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from qa.answering import Answering
from qa.assurance import Judge
from qa.coverage import Coverage
from qa.encoders import Encoders
from qa.entries import Entries
from qa.finding import Faq, Place
from qa.index.assurances import Assurances
from qa.index.diary import Diary
from qa.index.files import Files
from qa.index.ledger import Ledger
from qa.index.matching import Matching
from qa.ingest.read import read
from qa.ingest.split import split
from qa.intake import Intake, Splitting
from qa.learn.encoder_speed import shipped_texts, speeds
from qa.learn.first_answer import first_answers, learned
from qa.learn.made_up import MadeUpEncoder, Writer
from qa.learn.sight import seeing
from qa.learn.startup import start_up
from qa.search.late import Late
from qa.shelves import Shelves
from qa.types import Collection, Filter, KeywordIndex, Matrix, Passage, ReadOptions, TextEncoder, Vector, VectorIndex

Line = dict[str, Any]
Talk = Callable[[str], object]
_Result = TypeVar("_Result")

PARTS = ("start", "answer", "models", "pictures", "adding", "questions")
"""What can be measured: the app's start, the first answer of a process, models beside one another, OCR, adding files,
and questions at several sizes."""

QUESTIONS = 40
"""Questions asked at each size, with and without a filter."""

ADDED = 200
"""Passages added with the real encoder."""

ADDED_BY, WORDS = ("rank", "confidence", "evidence"), "late passages"
"""The stages of a question that the ranking's weights, the confidence and the marked sentences take; and the part of
another one that comparing words does."""

_FILTERS: Mapping[str, Filter] = {"none": Filter(), "kind=faq": Filter(kinds=frozenset({"faq"}))}


def bench(
    sizes: Sequence[int] = (1_000, 10_000, 100_000),
    *,
    encoder: TextEncoder,
    folder: Path,
    progress: Talk,
    parts: Collection_[str] = PARTS,
    beside: Sequence[str] = (),
) -> Iterator[Line]:
    """Measure, and yield each figure as soon as it is there; times in milliseconds unless a name ends in ``_s``.

    ``folder`` takes up to 10 kB a passage and is left empty. ``parts`` are of ``PARTS``; ``beside`` names the models of
    the part "models", the first of them what the others are compared with.
    """
    yield {"measure": "machine", "cores": os.cpu_count(), "load": round(_load(), 2), "data": "made up"}
    if "start" in parts:
        yield from _starting(folder / "start", progress)
    if "answer" in parts:
        progress("Asking for the first answer of a process …")
        yield from first_answers(folder / "answer")
        yield learned()
        shutil.rmtree(folder / "answer", ignore_errors=True)
    if "models" in parts and beside:
        progress(f"Measuring {len(beside)} models beside one another …")
        for line in speeds(beside, shipped_texts(), folder / "models"):
            yield {"measure": "model", **{name: value for name, value in line.items() if name not in ("mode", "set")}}
        shutil.rmtree(folder / "models", ignore_errors=True)
    if "pictures" in parts:
        progress("Reading pictures …")
        yield from seeing()
    if "adding" in parts:
        progress(f"Adding {ADDED} passages with {encoder.key} …")
        yield _adding(encoder, folder / "adding")
    for size in sizes if "questions" in parts else ():
        yield from _size(size, encoder, folder / str(size), progress)


def _starting(folder: Path, progress: Talk) -> Iterator[Line]:
    for run in ("first", "second"):
        progress(f"Starting the app for the {run} time …")
        yield {"measure": "start", "run": run, **start_up(folder)}
    shutil.rmtree(folder, ignore_errors=True)


class Plain:
    """The stack that tutorials put together: rank_bm25 over split words, Chroma as it comes, reciprocal ranks."""

    def __init__(self, folder: Path, encode: Callable[[list[str]], Matrix]) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        self._collection = self._client.create_collection(
            "plain", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        self._encode = encode
        self._ids: list[str] = []
        self._kinds = np.array([], dtype=object)

    def add(self, passages: Sequence[Passage], vectors: Matrix | None = None) -> None:
        """Add everything at once, encoding it first when there are no vectors."""
        from rank_bm25 import BM25Okapi

        texts = [passage.embedded for passage in passages]
        stored = self._encode(texts) if vectors is None else vectors
        self._ids = [passage.id for passage in passages]
        self._kinds = np.array([passage.kind for passage in passages], dtype=object)
        self._words = BM25Okapi([text.lower().split() for text in texts])
        for part in range(0, len(texts), 5_000):
            rows = slice(part, part + 5_000)
            metadata: list[Any] = [{"kind": kind} for kind in self._kinds[rows]]
            self._collection.add(ids=self._ids[rows], embeddings=stored[rows], metadatas=metadata)

    def ask(self, question: str, where: Filter, vector: Vector) -> list[str]:
        """Return the best ten ids; the question is encoded, then ``vector`` is searched for in place of the result."""
        self._encode([question])
        condition: Any = {"kind": {"$in": sorted(where.kinds)}} if where.kinds else None
        near = self._collection.query(query_embeddings=cast("Any", vector[None]), n_results=100, where=condition)
        scores = self._words.get_scores(question.lower().split())
        if where.kinds:
            scores = np.where(np.isin(self._kinds, list(where.kinds)), scores, -1.0)
        words = [self._ids[row] for row in np.argsort(-scores)[:100]]
        fused: dict[str, float] = defaultdict(float)
        for arm in (near["ids"][0], words):
            for rank, passage in enumerate(arm):
                fused[passage] += 1 / (60 + rank)
        return sorted(fused, key=lambda passage: (-fused[passage], passage))[:10]

    def close(self) -> None:
        """Let go of the folder."""
        cast("Any", self._client).close()


class _House:
    """The app's rooms over a folder, wired as the library wires them, with a clock on both indexes."""

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        folder.mkdir(parents=True)
        self.watch: dict[str, float] = defaultdict(float)
        self.ledger = Ledger(f"sqlite:///{folder / 'qa.sqlite'}")
        self.shelves = _TimedShelves(self.ledger, folder, self.watch)
        self.collection = self.ledger.create_collection("bench", encoder.key)
        self.intake = Intake(
            self.ledger,
            Files(folder / "files"),
            self.shelves,
            lambda _: encoder,
            Splitting(),
            Files(folder / "pictures"),
        )
        encoders = Encoders(folder, lambda _: encoder)
        diary, judge = Diary(self.ledger.engine), Judge(Assurances(self.ledger.engine))
        self.answering = Answering(
            self.ledger,
            diary,
            self.shelves,
            encoders,
            judge,
            Entries(self.ledger, Matching(self.ledger.engine)),
            Coverage(self.ledger, folder),
            patient=True,
        )

    def settle(self) -> None:
        """Wait until what the first question starts in the background is done."""
        cast("Any", self.shelves.vectors(self.collection)).copy()

    def close(self) -> None:
        self.shelves.close()
        self.ledger.close()


class _TimedShelves(Shelves):
    def __init__(self, ledger: Ledger, folder: Path, watch: dict[str, float]) -> None:
        super().__init__(ledger, folder / "keyword", folder / "chroma")
        self._watch = watch

    def keyword(self, collection: Collection) -> KeywordIndex:
        return cast("KeywordIndex", _Timed(super().keyword(collection), "keyword", self._watch))

    def vectors(self, collection: Collection) -> VectorIndex:
        return cast("VectorIndex", _Timed(super().vectors(collection), "dense", self._watch))

    def place(self, collection: Collection, encoder: TextEncoder | None, faq: Faq | None = None) -> Place:
        found = super().place(collection, encoder, faq)
        late = cast("Late", _Timed(found.late, "late", self._watch)) if found.late is not None else None
        return found._replace(late=late)


class _Timed:
    """Passes every call on, and adds up the milliseconds by method."""

    def __init__(self, inner: object, name: str, watch: dict[str, float]) -> None:
        self._inner, self._name, self._watch = inner, name, watch

    def __getattr__(self, method: str) -> Callable[..., Any]:
        inner = getattr(self._inner, method)

        def timed(*args: object, **options: object) -> object:
            start = time.perf_counter()
            try:
                return inner(*args, **options)
            finally:
                self._watch[f"{self._name} {method}"] += 1000 * (time.perf_counter() - start)

        return timed


def _size(size: int, encoder: TextEncoder, folder: Path, progress: Talk) -> Iterator[Line]:
    made = MadeUpEncoder(encoder)
    house = _House(folder / "app", made)
    plain = Plain(folder / "plain", _plainly(encoder))
    try:
        progress(f"Filling a library with {size:,} made-up passages …")
        start = time.perf_counter()
        for name, data in Writer().files(size):
            house.intake.add(house.collection, name, data, ReadOptions())
        passages = house.ledger.all_passages(house.collection.id)
        seconds = time.perf_counter() - start
        yield {"measure": "filling", "passages": len(passages), "per_s": round(len(passages) / seconds, 1)}
        progress(f"Filling the plain stack with {len(passages):,} …")
        plain.add(passages, made.encode_passages([passage.embedded for passage in passages]).vectors)
        for name, where in _FILTERS.items():
            progress(f"Asking {len(passages):,} passages, filter {name} …")
            yield from _questions(house, plain, made, name, where, len(passages))
    finally:
        plain.close()
        house.close()
        shutil.rmtree(folder, ignore_errors=True)


def _questions(
    house: _House, plain: Plain, made: MadeUpEncoder, name: str, where: Filter, passages: int
) -> Iterator[Line]:
    texts = Writer(seed=1).questions(QUESTIONS + 1)
    line = {"measure": "question", "passages": passages, "filter": name}
    stages: dict[str, list[float]] = defaultdict(list)
    first = _asked(house, texts[0], where)["whole"]
    house.settle()
    for text in texts[1:]:
        for stage, spent in _asked(house, text, where).items():
            stages[stage].append(spent)
        seconds, cpu, _ = _timed(partial(plain.ask, text, where, made.vectors([text])[0]))
        stages["plain loop"].append(1000 * seconds)
        stages["plain loop cpu"].append(1000 * cpu)
    for share in (50, 95):
        figures = {stage: round(float(np.percentile(each, share)), 2) for stage, each in stages.items()}
        yield {**line, "percentile": share, **figures}
    times = np.median(stages["plain loop"]) / np.median(stages["whole"])
    yield {**line, "whole, first time": round(first, 2), "times_faster": round(float(times), 2)}


def _asked(house: _House, text: str, where: Filter) -> dict[str, float]:
    """Ask and return the milliseconds by stage; the stages of "retrieve" stand beside it."""
    house.watch.clear()
    seconds, cpu, answer = _timed(lambda: house.answering.ask(house.collection, text, k=10, where=where, carried=()))
    stages = {stage: spent for stage, spent in answer.ms.items() if stage != "total"}
    rest = 1000 * seconds - sum(stages.values())
    added = sum(stages.get(stage, 0.0) for stage in ADDED_BY) + house.watch.get(WORDS, 0.0)
    return {**stages, "rest": rest, **house.watch, "added": added, "whole": 1000 * seconds, "whole cpu": 1000 * cpu}


def _adding(encoder: TextEncoder, folder: Path) -> Line:
    """Measure what adding costs once the text is read, beside the encoder's own time for the same passages."""
    files = list(Writer(seed=2).files(ADDED))
    encoder.encode_passages(["The first call is slower than the others."])
    house, plain = _House(folder / "app", encoder), Plain(folder / "plain", _plainly(encoder))
    try:
        reading, cpu_reading, batches = _timed(lambda: [split(read(name, data), name, "v") for name, data in files])
        passages = [passage for batch in batches for passage in batch]
        texts = [passage.embedded for passage in passages]
        before, cpu_before, _ = _timed(lambda: encoder.encode_passages(texts))
        whole, cpu, _ = _timed(lambda: [house.intake.add(house.collection, *file, ReadOptions()) for file in files])
        after, cpu_after, _ = _timed(lambda: encoder.encode_passages(texts))
        loop, _, _ = _timed(lambda: plain.add(passages))
    finally:
        plain.close()
        house.close()
        shutil.rmtree(folder, ignore_errors=True)
    own, adding = (before + after) / 2, whole - reading
    cpu_times = (cpu - cpu_reading) / ((cpu_before + cpu_after) / 2)
    seconds = {"encoder_s": own, "adding_s": adding, "reading_s": reading, "plain_s": loop}
    return {
        "measure": "adding",
        "passages": len(texts),
        "per_s": round(len(texts) / adding, 1),
        "times_encoder": round(adding / own, 2),
        "times_encoder_cpu": round(cpu_times, 2),
        **{name: round(value, 2) for name, value in seconds.items()},
    }


def _timed(work: Callable[[], _Result]) -> tuple[float, float, _Result]:
    """Return the seconds that work took, those of processor time (all threads), and its result."""
    start, before = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - before, result


def _plainly(encoder: TextEncoder) -> Callable[[list[str]], Matrix]:
    """Return how a plain script encodes: sentence-transformers with torch's own threads."""
    model = getattr(encoder, "model", None)
    if model is None:
        return encoder.encode_queries

    def encode(texts: list[str]) -> Matrix:
        import torch

        torch.set_num_threads(os.cpu_count() or 1)
        return np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)

    return encode


def _load() -> float:
    """How many processes want the processor now; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
