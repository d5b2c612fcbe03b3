"""Read parallel text (English and a translation of it) and question-passage pairs for training."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LONGEST_WORDS = 120
LONGEST_LETTERS = 1000


@dataclass(frozen=True, slots=True)
class Parallel:
    """Parallel rows: `texts[i]`, of the file `groups[group[i]]`, translates `english[source[i]]`; each English once."""

    english: list[str]
    texts: list[str]
    source: NDArray[np.int32]
    group: NDArray[np.int16]
    groups: list[str]

    @property
    def languages(self) -> list[str]:
        """The languages, sorted, each once."""
        return sorted({language_of(group) for group in self.groups})

    def of(self, language: str) -> NDArray[np.int64]:
        """Return the row numbers of one language, file by file."""
        mine = [number for number, group in enumerate(self.groups) if language_of(group) == language]
        return np.flatnonzero(np.isin(self.group, mine))


def parallel_files(data: Path) -> dict[str, Path]:
    """Map each `LANG.tsv[.gz]` or `LANG.KIND.tsv[.gz]` under `data` (or `data/parallel`) by name: "de", "de.words"."""
    folder = data / "parallel" if (data / "parallel").is_dir() else data
    paths = sorted([*folder.glob("*.tsv"), *folder.glob("*.tsv.gz")])
    return {path.name.removesuffix(".gz").removesuffix(".tsv"): path for path in paths}


def language_of(group: str) -> str:
    """Return the language of a file's name: "de" of "de.words"."""
    return group.partition(".")[0]


def kind_of(group: str) -> str:
    """Return what kind of text a file holds, as its name says: "words" of "de.words", nothing of "de"."""
    return group.partition(".")[2]


def pair_files(data: Path) -> dict[Path, str]:
    """Map each `NAME.LANG.jsonl[.gz]` under `data` (or `data/pairs`) to its language."""
    folder = data / "pairs" if (data / "pairs").is_dir() else data
    paths = sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")])
    return {path: path.name.removesuffix(".gz").removesuffix(".jsonl").rpartition(".")[2] for path in paths}


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (line.rstrip("\n") for line in lines)


def read_parallel(files: Mapping[str, Path], *, seed: int, favourite: str = "zh") -> Parallel:
    """Read the rows of all files; the English with most translations comes first (the favourite's count more).

    One teacher vector then serves many translations, and a run that stops early has used the best of them.
    """
    rows = {group: list(dict.fromkeys(rows_of_file(path))) for group, path in files.items()}
    counts: defaultdict[str, float] = defaultdict(float)
    for group, pairs in rows.items():
        for english in dict.fromkeys(english for english, _ in pairs):
            counts[english] += 2.5 if language_of(group) == favourite else 1.0
    order = _by_priority(counts, seed)
    index = {english: i for i, english in enumerate(order)}
    groups = sorted(rows)
    return Parallel(
        english=order,
        texts=[text for group in groups for _, text in rows[group]],
        source=np.array([index[english] for group in groups for english, _ in rows[group]], np.int32),
        group=np.repeat(np.arange(len(groups), dtype=np.int16), [len(rows[group]) for group in groups]),
        groups=groups,
    )


def with_traditional(rows: Parallel, count: int, *, seed: int) -> Parallel:
    """Add `count` rows of simplified Chinese in traditional letters, where both kinds of Chinese are taught."""
    home = next((number for number, group in enumerate(rows.groups) if language_of(group) == "zh-tw"), None)
    if home is None or "zh" not in rows.languages:
        return rows
    import opencc

    picked = np.random.default_rng(seed).permutation(rows.of("zh"))[:count]
    letters = {letter for i in picked for letter in rows.texts[i] if letter > "\u3400"}
    convert = opencc.OpenCC("s2t").convert
    folded = str.maketrans({letter: changed for letter in letters if len(changed := convert(letter)) == 1})
    return Parallel(
        rows.english,
        [*rows.texts, *(rows.texts[i].translate(folded) for i in picked)],
        np.concatenate([rows.source, rows.source[picked]]),
        np.concatenate([rows.group, np.full(len(picked), home, np.int16)]),
        rows.groups,
    )


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (query, positive) of a JSON-lines file."""
    for line in read_lines(path):
        row = json.loads(line)
        yield row["query"], row["positive"]


def rows_of_file(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (English, translation) of a file, without rows that are too long or not translated."""
    for line in read_lines(path):
        english, _, rest = line.partition("\t")
        text = rest.partition("\t")[0].strip()
        if text and len(english) < LONGEST_LETTERS and 0 < len(english.split()) <= LONGEST_WORDS and text != english:
            yield english, text


def _by_priority(counts: Mapping[str, float], seed: int) -> list[str]:
    noise = np.random.default_rng(seed).random(len(counts)) * 1.5
    score = {english: min(count, 6) + jitter for (english, count), jitter in zip(counts.items(), noise, strict=True)}
    return sorted(score, key=lambda english: -score[english])
