"""Make everything ready before the first lesson: vocabulary, encoded texts, first rows, the teacher's vectors, pairs.

Each step leaves a file in the work folder, and is skipped where that file is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.learn import align, parallel, vocabulary
from qa.learn.curriculum import Corpus, Ids, Ragged, shares
from qa.learn.student import Student
from qa.learn.vocabulary import Tokenizer

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]
Log = Callable[[str], None]

PIECES = {
    **{"zh": 10500, "zh-tw": 5000, "ja": 7000, "ko": 7500, "de": 5800, "fr": 4700, "es": 4800, "pt": 4200, "it": 4300},
    **{"ru": 6500, "uk": 5000, "ar": 5800, "fa": 3400, "he": 3600, "hi": 4300, "vi": 4000, "th": 3900, "tr": 5000},
    **{"id": 2800, "nl": 3900, "pl": 5000, "cs": 4600, "el": 4400, "sv": 3900},
}
WEIGHTS = {
    **{"zh": 2.2, "ar": 2.4, "ru": 2.0, "uk": 1.8, "pl": 1.8, "it": 1.8, "tr": 1.6, "de": 1.4, "sv": 1.3, "vi": 1.3},
    **dict.fromkeys(("bg", "ca", "da", "fi", "hu", "ms", "no", "ro"), 0.4),
}
KINDS = {"everyday": 1.5, "docs": 0.8, "machine": 0.8, "words": 0.7}
SHORT_KINDS = ("machine", "words")
VOCABULARY_LINES = 80_000
VOCABULARY_ENGLISH = 200_000
ALIGNED_LINES = 45_000
TRADITIONAL_LINES = 30_000
QUERY_PIECES, PASSAGE_PIECES = 48, 160


@dataclass(frozen=True, slots=True)
class Plan:
    """The part of the settings that preparation needs; with `start` the vocabulary and the rows are that model's."""

    seed: int
    pieces: Mapping[str, int]
    other_pieces: int
    weights: Mapping[str, float]
    start: Path | None = None


@dataclass(slots=True)
class TeacherVectors:
    """The teacher's vectors of the English texts, on disk in float16; the first `done` rows are there."""

    array: NDArray[np.float16]
    done: int
    mark: Path

    @classmethod
    def at(cls, work: Path, rows: int, dimensions: int) -> "TeacherVectors":
        """Open the file in the work folder, or start it."""
        path, mark = work / "english.npy", work / "english.done"
        if not path.exists():
            np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=(rows, dimensions)).flush()
            mark.write_text("0", "utf-8")
        return cls(np.lib.format.open_memmap(path, mode="r+"), int(mark.read_text("utf-8")), mark)

    def extend(
        self, teacher: Student, english: Ragged, wanted: int, *, ends: tuple[int, int], workers: int, log: Log
    ) -> None:
        """Let the teacher encode more, until the first `wanted` are there."""
        wanted = min(wanted, len(self.array))
        while self.done < wanted:
            upto = min(wanted, self.done + 8192)
            ids = [np.concatenate([[ends[0]], english[i], [ends[1]]]) for i in range(self.done, upto)]
            self.array[self.done : upto] = teacher.encode(ids, workers=workers)
            self.done = upto
            self.mark.write_text(str(upto), "utf-8")
            log(f"the teacher has read {upto} English texts")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Question and passage pairs, encoded; `file[i]` keeps a batch in one file, where the negatives are hardest.

    `english` are the rows of the English ones.
    """

    queries: Ragged
    passages: Ragged
    file: NDArray[np.int16]
    english: NDArray[np.int64]

    def batches(
        self, count: int, ends: tuple[int, int], *, seed: list[int], size: int = 24
    ) -> Iterator[tuple[list[Ids], list[Ids]]]:
        """Yield batches of one file each, about `count` pairs in all, files by the root of their size."""
        if not len(self.file):
            return
        rng = np.random.default_rng(seed)
        sizes = np.bincount(self.file)
        share = np.sqrt(sizes) * (sizes >= size)
        for file in rng.choice(len(sizes), count // size, p=share / share.sum()):
            rows = rng.choice(np.flatnonzero(self.file == file), size, replace=False)
            yield (
                self._wrapped(self.queries, rows, ends, QUERY_PIECES),
                self._wrapped(self.passages, rows, ends, PASSAGE_PIECES),
            )

    @staticmethod
    def _wrapped(texts: Ragged, rows: NDArray[np.int64], ends: tuple[int, int], most: int) -> list[Ids]:
        return [np.concatenate([[ends[0]], texts[int(row)][:most], [ends[1]]]) for row in rows]


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that training reads; `table` holds the first rows, `origin[i]` is the teacher's row of piece i, -1 if new."""

    tokenizer: Tokenizer
    corpus: Corpus
    pairs: Pairs
    table: Floats
    origin: NDArray[np.int64]
    vectors: TeacherVectors
    ends: tuple[int, int]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether a piece is one of the teacher's."""
        return self.origin >= 0


def prepare(data: Path, work: Path, teacher: Path, plan: Plan, *, log: Log) -> Lessons:
    """Prepare a run in the folder `work`, or take up what an earlier call left there."""
    import tokenizers

    if not (work / "tokens.npz").exists():
        _encode_all(data, work, teacher, plan, log)
    tokenizer: Tokenizer = tokenizers.Tokenizer.from_file(str(work / "tokenizer.json"))
    stored = np.load(work / "tokens.npz")
    corpus = _corpus(stored, plan)
    if not (work / "table.npy").exists():
        np.save(work / "table.npy", _table(corpus, teacher, stored["origin"], plan, log))
    table = np.load(work / "table.npy")
    pairs = Pairs(
        Ragged(stored["query"], stored["query_start"]),
        Ragged(stored["passage"], stored["passage_start"]),
        stored["pair"],
        np.flatnonzero(stored["pair_languages"][stored["pair"]] == "en"),
    )
    vectors = TeacherVectors.at(work, len(corpus.english.lengths()), table.shape[1])
    return Lessons(tokenizer, corpus, pairs, table, stored["origin"], vectors, vocabulary.ends(tokenizer))


def _encode_all(data: Path, work: Path, teacher: Path, plan: Plan, log: Log) -> None:
    """Read the files, grow the vocabulary, and leave every text as piece numbers in `tokens.npz`."""
    files = parallel.parallel_files(data)
    rows = parallel.with_traditional(parallel.read_parallel(files, seed=plan.seed), TRADITIONAL_LINES, seed=plan.seed)
    log(f"{len(rows.texts)} translations of {len(rows.english)} English texts, {len(rows.languages)} languages")
    grown = _vocabulary(rows, teacher, plan)
    log(f"{len(grown.origin)} pieces, {sum(row < 0 for row in grown.origin)} of them new")
    grown.tokenizer.save(str(work / "tokenizer.json"))
    text, english = encoded(grown.tokenizer, rows.texts), encoded(grown.tokenizer, rows.english)
    queries, passages, pair = read_pairs(data, grown.tokenizer)
    np.savez(
        work / "tokens.npz",
        text=text.flat,
        text_start=text.start,
        english=english.flat,
        english_start=english.start,
        query=queries.flat,
        query_start=queries.start,
        passage=passages.flat,
        passage_start=passages.start,
        pair=pair,
        pair_languages=np.array(list(parallel.pair_files(data).values()), np.str_),
        source=rows.source,
        group=rows.group,
        groups=np.array(rows.groups),
        origin=np.array(grown.origin),
    )
    log("all texts encoded")


def _vocabulary(rows: parallel.Parallel, teacher: Path, plan: Plan) -> vocabulary.Vocabulary:
    if plan.start is not None:
        return vocabulary.taken(teacher, plan.start)
    rng = np.random.default_rng(plan.seed)
    texts = {
        lang: [rows.texts[i] for i in rng.permutation(rows.of(lang))[:VOCABULARY_LINES]] for lang in rows.languages
    }
    quota = {language: plan.pieces.get(language, plan.other_pieces) for language in rows.languages}
    return vocabulary.grow(teacher, texts, rows.english[:VOCABULARY_ENGLISH], quota)


def encoded(tokenizer: Tokenizer, texts: list[str]) -> Ragged:
    """Encode texts without [CLS] and [SEP]."""
    step = 50_000
    lists = [
        one.ids
        for start in range(0, len(texts), step)
        for one in tokenizer.encode_batch_fast(texts[start : start + step], add_special_tokens=False)
    ]
    return Ragged.of(lists)


def read_pairs(data: Path, tokenizer: Tokenizer) -> tuple[Ragged, Ragged, NDArray[np.int16]]:
    """Encode all pairs: questions, passages, and the number of the file that each is from."""
    files = parallel.pair_files(data)
    rows = [(*pair, number) for number, path in enumerate(files) for pair in parallel.read_pairs(path)]
    return (
        encoded(tokenizer, [query for query, _, _ in rows]),
        encoded(tokenizer, [passage[:1500] for _, passage, _ in rows]),
        np.array([number for _, _, number in rows], np.int16),
    )


def _corpus(stored: Arrays, plan: Plan) -> Corpus:
    groups = [str(group) for group in stored["groups"]]
    kinds = np.array([KINDS.get(parallel.kind_of(group), 1.0) for group in groups])
    long = kinds * [parallel.kind_of(group) not in SHORT_KINDS for group in groups]
    sizes = np.bincount(stored["group"], minlength=len(groups))
    languages = [parallel.language_of(group) for group in groups]
    return Corpus(
        text=Ragged(stored["text"], stored["text_start"]),
        english=Ragged(stored["english"], stored["english_start"]),
        source=stored["source"],
        group=stored["group"],
        share=shares(languages, sizes, plan.weights, kinds),
        long_share=shares(languages, sizes, plan.weights, long),
    )


def _table(corpus: Corpus, teacher: Path, origin: NDArray[np.int64], plan: Plan, log: Log) -> Floats:
    """Start the table: an earlier model's rows, or the teacher's and, where there are none, what a piece means."""
    if plan.start is not None:
        return rows_of(plan.start)
    return _first_rows(corpus, teacher, origin, plan.seed, log)


def _first_rows(corpus: Corpus, teacher: Path, origin: NDArray[np.int64], seed: int, log: Log) -> Floats:
    known = origin >= 0
    old = rows_of(teacher)
    table = np.zeros((len(origin), old.shape[1]), np.float32)
    table[known] = old[origin[known]]
    found = []
    for group in range(len(corpus.share)):
        rows = _alignable(corpus, group, seed)
        foreign, english = [corpus.text[int(i)] for i in rows], [corpus.english[int(corpus.source[i])] for i in rows]
        found.append(align.ibm1(foreign, english, pieces=len(origin)))
        log(f"aligned file {group + 1} of {len(corpus.share)}")
    return align.start_rows(table, known, align.joined(found), seed=seed)


def _alignable(corpus: Corpus, group: int, seed: int) -> NDArray[np.int64]:
    """Pick rows short enough on both sides for the alignment to be sharp."""
    theirs, ours = corpus.text.lengths(), corpus.english.lengths()[corpus.source]
    fit = (corpus.group == group) & (theirs > 0) & (ours > 0) & (theirs <= 22) & (ours <= 20)
    return np.random.default_rng([seed, group]).permutation(np.flatnonzero(fit))[:ALIGNED_LINES]


def teacher_table(lessons: Lessons, teacher: Path) -> Floats:
    """Return the table as the teacher needs it: its own rows wherever it has one."""
    known = lessons.known
    return np.where(known[:, None], rows_of(teacher)[np.where(known, lessons.origin, 0)], lessons.table)


def rows_of(model: Path) -> Floats:
    """Return the table of a model's folder, pieces × dimensions."""
    from safetensors.numpy import load_file

    weights = load_file(model / "model.safetensors")
    return next(w for name, w in weights.items() if name.endswith("word_embeddings.weight")).astype(np.float32)
