import random
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa.errors import HomeLocked, StorageError
from qa.index.keyword import TantivyIndex
from qa.types import Filter, Kind, Locator, Passage

WORDS = ["oak", "elm", "ash", "fir", "yew", "bay", "fig", "box"]


def passage(id_: str, source: str = "s1", kind: Kind = "document", language: str = "en") -> Passage:
    return Passage(id_, source, 0, "", "", kind, language, Locator())


def fill(index: TantivyIndex, texts: dict[str, str], source: str = "s1") -> None:
    index.add([passage(id_, source) for id_ in texts], [text.split() for text in texts.values()])
    index.commit()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    made = TantivyIndex(tmp_path / "keyword")
    yield made
    made.close()


def found(index: TantivyIndex, *tokens: str, **options: object) -> list[str]:
    return [id_ for id_, _ in index.search(tokens, 10, **options)]  # type: ignore[arg-type]


def test_the_rarest_word_decides_and_scores_fall(index: TantivyIndex) -> None:
    fill(index, {"a": "oak elm ash", "b": "oak oak elm", "c": "oak fir fir"})
    hits = index.search(["oak", "fir"], 10)
    assert hits[0][0] == "c"
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert all(score > 0 for _, score in hits)


def test_no_word_in_common_finds_nothing(index: TantivyIndex) -> None:
    fill(index, {"a": "oak elm"})
    assert index.search(["yew"], 10) == []
    assert index.search([], 10) == []
    assert index.search(["oak"], 0) == []


def test_an_empty_index_answers(index: TantivyIndex) -> None:
    assert index.search(["oak"], 5) == []
    assert index.statistics(["oak"]).frequencies == {"oak": 0}
    assert index.statistics([]).mean_length == 0.0
    assert (len(index), index.ids(), index.tokens(["a"])) == (0, set(), {})


def test_order_agrees_with_rank_bm25_on_small_corpora(index: TantivyIndex) -> None:
    """With equally long passages and words in under half of them both formulas must give one order."""
    rng = random.Random(7)
    filler = [f"f{n}" for n in range(4000)]
    texts = {f"p{n:03}": [*rng.sample(filler, 18), rng.choice(WORDS), rng.choice(WORDS)] for n in range(200)}
    fill(index, {id_: " ".join(words) for id_, words in texts.items()})
    oracle = BM25Okapi(list(texts.values()), k1=1.2)
    for _ in range(20):
        query = rng.sample(WORDS, 2)
        scores = dict(zip(texts, oracle.get_scores(query), strict=True))
        hits = index.search(query, 30)
        ours = [scores[id_] for id_, _ in hits]
        assert ours == pytest.approx(sorted(scores.values(), reverse=True)[: len(hits)], abs=0.02)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=12), data=st.data()
)
def test_statistics_are_those_of_the_passages_that_are_left(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], data: st.DataObject
) -> None:
    index = TantivyIndex(tmp_path_factory.mktemp("keyword"))
    left = {f"p{n}": words for n, words in enumerate(texts)}
    fill(index, {id_: " ".join(words) for id_, words in left.items()})
    for id_ in data.draw(st.lists(st.sampled_from(sorted(left)), unique=True)):
        index.delete([id_])
        del left[id_]
    index.commit()
    statistics = index.statistics(WORDS)
    assert statistics.passages == len(left) == len(index)
    assert statistics.mean_length == pytest.approx(sum(map(len, left.values())) / len(left) if left else 0.0)
    assert statistics.frequencies == {word: sum(word in words for words in left.values()) for word in WORDS}
    assert index.ids() == set(left)
    assert index.tokens(list(left)) == left
    index.close()


def test_staged_changes_are_seen_after_commit_and_not_before(index: TantivyIndex) -> None:
    fill(index, {"a": "oak"})
    index.add([passage("b")], [["oak"]])
    index.delete(["a"])
    assert found(index, "oak") == ["a"]
    index.commit()
    assert found(index, "oak") == ["b"]


def test_a_new_version_replaces_the_old_in_one_commit(index: TantivyIndex) -> None:
    fill(index, {"s1-v1-0": "oak", "s1-v1-1": "elm"}, "s1")
    fill(index, {"s2-v1-0": "oak"}, "s2")
    index.delete_source("s1")
    index.add([passage("s1-v2-0", "s1")], [["oak", "fir"]])
    index.commit()
    assert index.ids() == {"s1-v2-0", "s2-v1-0"}
    assert found(index, "elm") == []


def test_adding_an_id_again_replaces_it(index: TantivyIndex) -> None:
    fill(index, {"a": "oak"})
    fill(index, {"a": "elm"})
    fill(index, {"a": "elm"})
    assert len(index) == 1
    assert found(index, "oak") == []
    assert index.tokens(["a", "nobody"]) == {"a": ["elm"]}


def test_deleting_unknown_ids_and_sources_is_fine(index: TantivyIndex) -> None:
    fill(index, {"a": "oak"})
    index.delete(["nobody"])
    index.delete_source("nothing")
    index.commit()
    assert index.ids() == {"a"}


def test_filters_hold_together(index: TantivyIndex) -> None:
    index.add(
        [
            passage("a", "s1", "document", "en"),
            passage("b", "s2", "faq", "en"),
            passage("c", "s2", "faq", "zh"),
            passage("d", "s3", "code", ""),
        ],
        [["oak"]] * 4,
    )
    index.commit()
    assert found(index, "oak", where=Filter(sources=frozenset({"s2", "s3"}))) == ["b", "c", "d"]
    assert found(index, "oak", where=Filter(kinds=frozenset({"faq"}), languages=frozenset({"zh"}))) == ["c"]
    assert found(index, "oak", where=Filter(languages=frozenset({""}))) == ["d"]
    assert found(index, "oak", where=Filter(sources=frozenset({"gone"}))) == []


def test_a_filter_changes_no_score(index: TantivyIndex) -> None:
    fill(index, {"a": "oak elm", "b": "elm"})
    assert index.search(["oak", "elm"], 5, Filter(sources=frozenset({"s1"}))) == index.search(["oak", "elm"], 5)


def test_required_tokens_must_all_be_there_and_excluded_must_not(index: TantivyIndex) -> None:
    fill(index, {"a": "oak elm ash", "b": "oak elm", "c": "oak fir"})
    assert set(found(index, "oak", required=["elm"])) == {"a", "b"}
    assert found(index, "oak", required=["elm", "ash"]) == ["a"]
    assert found(index, "oak", required=["elm"], excluded=["ash"]) == ["b"]
    assert set(found(index, "oak", excluded=["yew"])) == {"a", "b", "c"}
    assert found(index, required=["fir"]) == ["c"]


def test_tokens_keep_their_repeats_order_and_signs(index: TantivyIndex) -> None:
    made = ["c++", "~run", "run", "run", "机器", "err_4012", 'a"b', "AND", "-x", "*"]
    index.add([passage("a")], [made])
    index.commit()
    assert index.tokens(["a"]) == {"a": made}
    assert all(found(index, token) == ["a"] for token in made)


def test_a_passage_without_tokens_is_kept(index: TantivyIndex) -> None:
    index.add([passage("a")], [[]])
    index.commit()
    assert index.tokens(["a"]) == {"a": []}
    assert index.ids() == {"a"}


def test_a_very_long_question_is_searched_by_its_rarest_words(index: TantivyIndex) -> None:
    fill(index, {f"p{n}": f"common rare{n}" for n in range(30)})
    assert found(index, "common", *(f"nowhere{n}" for n in range(300)), "rare7")[0] == "p7"


def test_equal_scores_come_in_the_order_of_ids(index: TantivyIndex) -> None:
    fill(index, {id_: "oak" for id_ in ("c", "a", "d", "b")})
    assert found(index, "oak") == ["a", "b", "c", "d"]


def test_reopening_shows_the_last_commit_and_not_what_was_staged(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path)
    fill(first, {"a": "oak elm", "b": "elm"})
    first.delete(["b"])
    first.commit()
    first.add([passage("c")], [["yew"]])
    first.close()
    second = TantivyIndex(tmp_path)
    assert second.ids() == {"a"}
    assert second.statistics(["elm"]).frequencies == {"elm": 1}
    assert second.tokens(["a"]) == {"a": ["oak", "elm"]}
    fill(second, {"d": "fir"})
    assert second.ids() == {"a", "d"}
    second.close()


def test_a_second_writer_is_told_so(index: TantivyIndex, tmp_path: Path) -> None:
    fill(index, {"a": "oak"})
    other = TantivyIndex(tmp_path / "keyword")
    assert found(other, "oak") == ["a"]
    with pytest.raises(HomeLocked, match="Another process"):
        other.add([passage("b")], [["oak"]])


@pytest.mark.parametrize("suffix", ["meta.json", ".managed.json", ".store", ".term", ".idx", ".fast", ".fieldnorm"])
@pytest.mark.parametrize("harm", ["removed", "emptied", "cut"])
def test_a_damaged_folder_says_how_to_repair_it(tmp_path: Path, suffix: str, harm: str) -> None:
    made = TantivyIndex(tmp_path)
    fill(made, {"a": "oak elm"})
    made.close()
    file = next(path for path in tmp_path.iterdir() if path.name.endswith(suffix))
    if harm == "removed":
        file.unlink()
    else:
        _replaced(file, b"" if harm == "emptied" else file.read_bytes()[: file.stat().st_size // 2])
    if (suffix, harm) == (".managed.json", "removed"):
        assert TantivyIndex(tmp_path).ids() == {"a"}
        return
    with pytest.raises(StorageError, match="qa verify --repair"):
        TantivyIndex(tmp_path)


def _replaced(file: Path, content: bytes) -> None:
    """Put a changed file in the place of one: threads of a closed index may still map the old one, and would die."""
    fresh = file.with_name(file.name + ".fresh")
    fresh.write_bytes(content)
    fresh.replace(file)


def test_changed_bytes_are_found_by_their_checksum(tmp_path: Path) -> None:
    made = TantivyIndex(tmp_path)
    fill(made, {"a": "oak elm"})
    made.close()
    assert TantivyIndex(tmp_path).damaged() == []
    file = next(tmp_path.glob("*.store"))
    content = bytearray(file.read_bytes())
    content[2] ^= 0xFF
    _replaced(file, bytes(content))
    assert TantivyIndex(tmp_path).damaged() == [file.name]


def test_a_file_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "keyword").write_text("in the way")
    with pytest.raises(StorageError):
        TantivyIndex(tmp_path / "keyword")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_full_disk_is_a_storage_error_and_the_last_commit_stands(tmp_path: Path) -> None:
    """In a process of its own, files may not grow over 20 kB; afterwards the same index goes on."""
    script = """
        import random, resource, signal, sys
        from pathlib import Path
        from qa.errors import StorageError
        from qa.index.keyword import TantivyIndex
        from qa.types import Locator, Passage

        def passage(id_):
            return Passage(id_, "s", 0, "", "", "document", "en", Locator())

        index = TantivyIndex(Path(sys.argv[1]))
        index.add([passage("a")], [["oak"]])
        index.commit()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        try:
            index.add([passage(f"n{i}") for i in range(500)], [[str(random.random()) for _ in range(90)]] * 500)
            index.commit()
        except StorageError as error:
            print("StorageError", "room on the disk" in str(error))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(sorted(index.ids()))
        index.add([passage("b")], [["oak"]])
        index.commit()
        print(sorted(index.ids()))
        index.close()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["StorageError True", "['a']", "['a', 'b']"]


def test_readers_always_see_a_whole_commit_while_one_thread_writes(index: TantivyIndex) -> None:
    """Each version of the source has two passages; a reader must never see one, three or none."""
    fill(index, {"v0-0": "oak", "v0-1": "oak"})
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not stop.is_set():
            hits = found(index, "oak")
            seen.append(len(hits))
            index.tokens(hits)
            index.statistics(["oak"])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for version in range(1, 20):
        index.delete_source("s1")
        index.add([passage(f"v{version}-{n}") for n in (0, 1)], [["oak"], ["oak"]])
        index.commit()
    stop.set()
    for reader in readers:
        reader.join()
    assert set(seen) == {2}
