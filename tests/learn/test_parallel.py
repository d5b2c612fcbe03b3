"""Reading training data: parallel text and pairs, gzipped or not."""

from pathlib import Path

from qa.learn import parallel
from tests.learn.tiny import CHINESE, FOREIGN, sentences, translated, write_parallel


def test_rows_come_back_with_their_english(tmp_path: Path) -> None:
    """Every translation points to the English it came with, which is kept once."""
    rows = parallel.read_parallel(parallel.parallel_files(write_parallel(tmp_path)), seed=0)
    assert rows.languages == ["de", "zh"]
    assert sorted(rows.english) == sorted(sentences())
    for i in rows.of("zh"):
        assert rows.texts[i] == translated(rows.english[rows.source[i]], CHINESE, "")
    for i in rows.of("de"):
        assert rows.texts[i] == translated(rows.english[rows.source[i]], FOREIGN, " ")


def test_english_with_most_translations_comes_first(tmp_path: Path) -> None:
    """One teacher vector then serves many translations."""
    shared = "".join(f"both {i}\t{{}} {i}\n" for i in range(20))
    (tmp_path / "de.tsv").write_text(shared.format(*["beide"] * 20) + "alone\tallein\n", "utf-8")
    (tmp_path / "fr.tsv").write_text(shared.format(*["tous"] * 20), "utf-8")
    rows = parallel.read_parallel(parallel.parallel_files(tmp_path), seed=0)
    assert rows.english.index("alone") > 5


def test_rows_that_teach_nothing_are_left_out(tmp_path: Path) -> None:
    """Empty, copied and very long rows are skipped."""
    lines = ["one\teins", "copy\tcopy", "nothing\t", "\tleer", "word " * 130 + "\tlang"]
    (tmp_path / "de.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    rows = parallel.read_parallel(parallel.parallel_files(tmp_path), seed=0)
    assert rows.texts == ["eins"]


def test_traditional_letters_are_added_for_their_language(tmp_path: Path) -> None:
    """Simplified rows are taught in traditional letters too, pointing to the same English."""
    (tmp_path / "zh.tsv").write_text("the country\t国家\n", "utf-8")
    (tmp_path / "zh-tw.tsv").write_text("the cat\t貓\n", "utf-8")
    rows = parallel.read_parallel(parallel.parallel_files(tmp_path), seed=0)
    more = parallel.with_traditional(rows, 10, seed=0)
    added = [i for i in more.of("zh-tw") if more.texts[i] == "國家"]
    assert [more.english[more.source[i]] for i in added] == ["the country"]


def test_pairs_are_read_with_their_language(tmp_path: Path) -> None:
    """`NAME.LANG.jsonl` gives question and passage."""
    files = parallel.pair_files(write_parallel(tmp_path))
    (path,) = files
    assert files[path] == "de"
    assert next(parallel.read_pairs(path))[1] == translated(sentences()[0], FOREIGN, " ")
