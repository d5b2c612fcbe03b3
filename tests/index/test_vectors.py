from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.errors import StorageError
from qa.index.vectors import ChromaIndex, Vectors
from qa.types import Filter, Matrix

DIMS = 32
KEY = "model@00000000"
KINDS = ("document", "faq", "table")
LANGUAGES = ("en", "zh", "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Vectors]:
    store = Vectors(tmp_path / "chroma")
    yield store
    store.close()


@pytest.fixture
def index(store: Vectors) -> ChromaIndex:
    return store.open("c1", KEY)


def unit(rows: int, seed: int = 0) -> Matrix:
    """Make unit vectors that lie near a few topics, as those of texts do."""
    generator = np.random.default_rng(seed)
    topics = generator.standard_normal((12, DIMS))
    vectors = topics[generator.integers(0, 12, rows)] + 0.7 * generator.standard_normal((rows, DIMS))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def entries(rows: int) -> list[dict[str, str]]:
    return [
        {"source": f"s{row // 10}", "kind": KINDS[row % 3], "language": LANGUAGES[row % 2 + row % 7 // 6]}
        for row in range(rows)
    ]


def names(rows: int) -> list[str]:
    return [f"s{row // 10}-v-{row:05d}" for row in range(rows)]


def exact(vectors: Matrix, question: np.ndarray, k: int, rows: list[int]) -> list[tuple[str, float]]:
    ids = names(len(vectors))
    return sorted(((ids[row], float(vectors[row] @ question)) for row in rows), key=lambda hit: (-hit[1], hit[0]))[:k]


FILTERS = [
    Filter(),
    Filter(sources=frozenset({"s3"})),
    Filter(sources=frozenset(f"s{number}" for number in range(0, 120, 2))),
    Filter(kinds=frozenset({"faq", "table"})),
    Filter(languages=frozenset({""})),
    Filter(frozenset({"s1", "s2", "s99"}), frozenset({"faq"}), frozenset({"en", "zh"})),
    Filter(sources=frozenset({"elsewhere"})),
]


def passing(where: Filter, rows: int) -> list[int]:
    return [
        row
        for row, entry in enumerate(entries(rows))
        if (not where.sources or entry["source"] in where.sources)
        and (not where.kinds or entry["kind"] in where.kinds)
        and (not where.languages or entry["language"] in where.languages)
    ]


@pytest.mark.parametrize("copied", [False, True])
def test_search_agrees_with_exact_cosine(index: ChromaIndex, copied: bool) -> None:
    """Ids and cosines equal five lines of numpy, under every filter, by Chroma and by the copy in memory."""
    vectors = unit(1200)
    index.add(names(1200), vectors, entries(1200))
    if copied:
        index.copy()
    for where in FILTERS:
        for question in unit(3, seed=1):
            expected = exact(vectors, question, 10, passing(where, 1200))
            found = index.search(question, 10, where)
            assert [passage for passage, _ in found] == [passage for passage, _ in expected], where
            np.testing.assert_allclose([hit[1] for hit in found], [hit[1] for hit in expected], atol=1e-5)


def test_copy_follows_what_is_written(index: ChromaIndex) -> None:
    """After additions, replacements and deletions a filtered search knows only what is there now."""
    vectors = unit(300)
    index.add(names(200), vectors[:200], entries(200))
    index.copy()
    index.delete(names(200)[:150])
    index.add(names(300)[180:300], vectors[180:], [{**entry, "source": "moved"} for entry in entries(300)[180:]])
    question = unit(1, seed=1)[0]
    everything = Filter(kinds=frozenset(KINDS))
    expected = exact(vectors, question, 300, list(range(150, 300)))
    assert [passage for passage, _ in index.search(question, 300, everything)] == [hit[0] for hit in expected]
    moved = index.search(question, 300, Filter(sources=frozenset({"moved"})))
    assert {passage for passage, _ in moved} == set(names(300)[180:])


def test_copy_is_made_behind_a_filtered_search(index: ChromaIndex) -> None:
    """Whether the copy is ready yet or not, a filtered search answers the same while others write."""
    vectors = unit(3000)
    index.add(names(2500), vectors[:2500], entries(2500))
    where, question = Filter(kinds=frozenset({"faq"})), unit(1, seed=1)[0]
    first = [passage for passage, _ in index.search(question, 20, where)]
    index.add(names(3000)[2500:], np.repeat(-question[None], 500, axis=0), entries(3000)[2500:])
    index.delete(first[:3])
    for _ in range(50):
        found = index.search(question, 5, where)
        assert [passage for passage, _ in found] == first[3:8]


def test_pool_of_a_hundred_is_nearly_complete(index: ChromaIndex) -> None:
    vectors = unit(3000)
    index.add(names(3000), vectors, entries(3000))
    shares = []
    for question in unit(20, seed=2):
        expected = {passage for passage, _ in exact(vectors, question, 100, list(range(3000)))}
        shares.append(len(expected & {passage for passage, _ in index.search(question, 100)}) / 100)
    assert np.mean(shares) >= 0.98


def test_fewer_than_asked_for_is_fine(index: ChromaIndex) -> None:
    assert index.search(unit(1)[0], 10) == []
    index.add(names(3), unit(3), entries(3))
    assert len(index.search(unit(1)[0], 10)) == 3


def test_equal_vectors_are_ordered_by_id(index: ChromaIndex) -> None:
    same = np.repeat(unit(1), 5, axis=0)
    index.add(["e", "c", "a", "d", "b"], same, entries(5))
    assert [passage for passage, _ in index.search(same[0], 5)] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("copied", [False, True])
def test_stored_vectors_come_back_as_they_were(index: ChromaIndex, copied: bool) -> None:
    vectors = unit(20)
    index.add(names(20), vectors, entries(20))
    if copied:
        index.copy()
    stored = index.vectors([names(20)[7], "unknown", names(20)[3]])
    assert set(stored) == {names(20)[7], names(20)[3]}
    assert stored[names(20)[7]].dtype == np.float32 and stored[names(20)[7]].shape == (DIMS,)
    np.testing.assert_array_equal(stored[names(20)[7]], vectors[7])
    assert index.vectors([]) == {}


def test_adding_again_replaces_vector_and_metadata(index: ChromaIndex) -> None:
    old, new = unit(1, seed=3), unit(1, seed=4)
    index.add(["p"], old, [{"source": "s1", "kind": "faq", "language": "en"}])
    index.add(["p"], new, [{"source": "s2", "kind": "table", "language": "zh"}])
    assert len(index) == 1
    np.testing.assert_array_equal(index.vectors(["p"])["p"], new[0])
    assert index.search(new[0], 1, Filter(sources=frozenset({"s1"}))) == []
    found = index.search(new[0], 1, Filter(frozenset({"s2"}), frozenset({"table"}), frozenset({"zh"})))
    assert [passage for passage, _ in found] == ["p"]


def test_delete(index: ChromaIndex) -> None:
    index.add(names(30), unit(30), entries(30))
    index.delete([*names(30)[:10], "unknown"])
    index.delete([])
    assert index.ids() == set(names(30)[10:]) and len(index) == 20
    assert not set(names(30)[:10]) & {passage for passage, _ in index.search(unit(1)[0], 30)}
    index.delete(sorted(index.ids()))
    assert index.ids() == set() and index.search(unit(1)[0], 3) == []


def test_more_than_one_request_takes(index: ChromaIndex) -> None:
    """Chroma refuses batches over 5,461; a caller need not know."""
    rows = 6_000
    vectors = np.zeros((rows, DIMS), dtype=np.float32)
    vectors[np.arange(rows), np.arange(rows) % DIMS] = 1
    index.add(names(rows), vectors, entries(rows))
    assert len(index) == rows and index.ids() == set(names(rows))
    assert len(index.vectors(names(rows))) == rows
    index.delete(names(rows))
    assert len(index) == 0


def test_what_does_not_fit_is_refused(index: ChromaIndex) -> None:
    with pytest.raises(ValueError, match="2 ids, 2 vectors and 1 metadata"):
        index.add(["a", "b"], unit(2), entries(1))
    with pytest.raises(ValueError, match="exactly the keys"):
        index.add(["a"], unit(1), [{"source": "s"}])
    index.add([], unit(0), [])
    assert len(index) == 0
    index.add(["a"], unit(1), entries(1))
    with pytest.raises(StorageError, match="dimension"):
        index.add(["b"], np.ones((1, 3), dtype=np.float32), entries(1))


def test_vectors_survive_closing(tmp_path: Path) -> None:
    store = Vectors(tmp_path / "chroma")
    store.open("c1", KEY).add(names(50), unit(50), entries(50))
    store.close()
    again = Vectors(tmp_path / "chroma")
    index = again.open("c1", KEY)
    assert index.ids() == set(names(50))
    assert index.search(unit(50)[9], 1)[0][0] == names(50)[9]
    again.close()


def test_closed_folder_can_be_made_anew(tmp_path: Path) -> None:
    """After close nothing is held: the folder can be deleted and used again in the same process."""
    store = Vectors(tmp_path / "chroma")
    store.open("c1", KEY).add(names(50), unit(50), entries(50))
    store.close()
    store.close()
    gc.collect()
    shutil.rmtree(tmp_path / "chroma")
    fresh = Vectors(tmp_path / "chroma")
    assert fresh.stored() == set() and len(fresh.open("c1", KEY)) == 0
    fresh.close()


def test_use_after_close_is_a_storage_error(store: Vectors, index: ChromaIndex) -> None:
    store.close()
    with pytest.raises(StorageError, match="cannot be used"):
        len(index)


def test_collections_and_models_are_kept_apart(store: Vectors) -> None:
    """Each (collection, model) has its own vectors, of its own length; dropping one leaves the others."""
    first, second = store.open("c1", KEY), store.open("c2", KEY)
    wider = store.open("c1", "模型 with any name/@11111111")
    first.add(["a"], unit(1), entries(1))
    wider.add(["w"], np.eye(2 * DIMS, dtype=np.float32)[:1], entries(1))
    assert second.ids() == set() and first.ids() == {"a"} and wider.ids() == {"w"}
    assert store.stored() == {("c1", KEY), ("c2", KEY), ("c1", "模型 with any name/@11111111")}
    store.drop("c1", KEY)
    assert store.stored() == {("c2", KEY), ("c1", "模型 with any name/@11111111")}
    store.drop("c1")
    store.drop("unknown")
    assert store.stored() == {("c2", KEY)}
    assert len(store.open("c1", KEY)) == 0


def test_name_that_is_not_an_id_is_refused(store: Vectors) -> None:
    with pytest.raises(ValueError, match="not a collection id"):
        store.open("what people type!", KEY)


def test_folder_that_is_a_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot be used"):
        Vectors(tmp_path / "file")


def test_one_writes_while_others_read(index: ChromaIndex) -> None:
    """Readers never fail nor see a passage's neighbour with a wrong cosine while a thread adds and deletes."""
    vectors = unit(2000)
    index.add(names(200), vectors[:200], entries(200))
    done, wrong = threading.Event(), []

    def read() -> None:
        number = 0
        while not done.is_set():
            row = number % 200
            found = index.search(vectors[row], 5)
            if not found or found[0][0] != names(200)[row] or abs(found[0][1] - 1) > 1e-4:
                wrong.append((row, found))
            if len(index.vectors(names(200)[row : row + 5])) == 0:
                wrong.append((row, "no vectors"))
            number += 1

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(200, 2000, 200):
        index.add(names(2000)[start : start + 200], vectors[start : start + 200], entries(2000)[start : start + 200])
        index.delete(names(2000)[start : start + 50])
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(index) == 2000 - 9 * 50
