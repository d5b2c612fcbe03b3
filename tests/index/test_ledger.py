"""The ledger: what is left to do can always be told from its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from qa.errors import NameTaken, NotFound, StorageError
from qa.index import records
from qa.index.database import connect, transaction
from qa.index.ledger import Ledger
from qa.index.schema import facts
from qa.types import Document, Encoded, Locator, Passage, RowReport, Span


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    yield ledger
    ledger.close()


def passage(source: str, position: int, text: str = "Water the ferns.", version: str = "v1") -> Passage:
    return Passage(
        id=f"{source}-{version}-{position:05d}",
        source=source,
        position=position,
        text=text,
        context="Plants › Ferns",
        kind="document",
        language="en",
        locator=Locator(page=2, heading=("Plants", "Ferns"), start=0, end=len(text)),
        sentences=(Span(0, len(text)),),
    )


def document(name: str = "plants.md", **changes: object) -> Document:
    return Document(name=name, kind="document", sections=(), **changes)  # type: ignore[arg-type]


def test_a_source_moves_from_pending_to_words_to_ready(ledger: Ledger) -> None:
    """Reading, indexing and embedding each leave the state that says what comes next."""
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "plants.md", "document", "aa", 12)
    assert source.status == "pending"
    assert ledger.incoming(source.id)[0] == "aa"
    report = RowReport(added=2, duplicates=(4,), skipped=((5, "no answer"),))
    new = [passage(source.id, 0), passage(source.id, 1, "Mist them.")]
    assert ledger.replace(source.id, "aa", 12, document(title="Plants", pages=3, notes=("half",), rows=report), new)
    ledger.indexed(source.id)
    ledger.settle(source.id)
    assert ledger.sources(home.id)[0].status == "words"
    assert [p.text for p in ledger.unembedded(source.id, 9)] == ["Water the ferns.", "Mist them."]
    ledger.embedded([p.id for p in new], [None, None])
    ledger.settle(source.id)
    done = ledger.sources(home.id)[0]
    assert (done.status, done.passages, done.embedded, done.rows, done.notes) == ("ready", 2, 2, report, ("half",))
    assert ledger.unfinished() == []
    assert ledger.passages(source.id) == new


def test_a_new_version_buries_the_old_passages_and_a_failed_one_leaves_them(ledger: Ledger) -> None:
    """Replacing notes what the indexes must forget; a version that cannot be read changes nothing."""
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "plants.md", "document", "aa", 12)
    ledger.replace(source.id, "aa", 12, document(), [passage(source.id, 0)])
    ledger.expect(home.id, "plants.md", "document", "bb", 13)
    ledger.fail(source.id, "damaged")
    kept = ledger.sources(home.id)[0]
    assert (kept.sha256, kept.error, kept.passages) == ("aa", "damaged", 1)
    ledger.expect(home.id, "plants.md", "document", "cc", 14)
    ledger.replace(source.id, "cc", 14, document(), [passage(source.id, 0, "New.", "v3")])
    assert ledger.tombstones() == {home.id: [f"{source.id}-v1-00000"]}
    ledger.forgotten(home.id, [f"{source.id}-v1-00000"])
    assert ledger.tombstones() == {}


def test_passages_are_looked_through_once_and_anew_when_some_come_or_go(ledger: Ledger) -> None:
    """Every question wants their languages; it costs a look at every passage, so nothing is looked at twice."""
    looked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "passages.language" in statement:
            looked.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", note)
    collection = ledger.create_collection("Plants", "model").id
    ids = []
    for name, language in (("en.md", "en"), ("de.md", "de")):
        source = ledger.expect(collection, name, "document", name, 1).id
        new = [replace(passage(source, 0), language=language)]
        assert ledger.replace(source, name, 1, document(name), new)
        ids.append(source)
        assert dict(ledger.spoken(collection)) == dict.fromkeys(["en", "de"][: len(ids)], 1)
        assert ledger.languages(collection, [new[0].id]) == {new[0].id: language}
        assert ledger.entry_questions(collection, [new[0].id]) == {}
    ledger.delete_sources(ids[:1])
    assert dict(ledger.spoken(collection)) == {"de": 1}
    assert len(looked) == 3


def test_a_first_version_that_cannot_be_read_is_failed(ledger: Ledger) -> None:
    """The sentence stays with the source, and nothing waits any more."""
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "x.pdf", "document", "aa", 1)
    ledger.fail(source.id, "encrypted")
    assert (ledger.sources(home.id)[0].status, ledger.sources(home.id)[0].error) == ("failed", "encrypted")
    assert ledger.unfinished() == []
    assert ledger.blobs() == {"aa"}


def test_replacing_a_source_that_was_deleted_meanwhile_does_nothing(ledger: Ledger) -> None:
    """A slow reader cannot bring back what the user removed."""
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "x.md", "document", "aa", 1)
    ledger.delete_sources([source.id])
    assert not ledger.replace(source.id, "aa", 1, document(), [passage(source.id, 0)])
    with pytest.raises(NotFound):
        ledger.incoming(source.id)


def test_deleting_a_collection_takes_all_with_it(ledger: Ledger) -> None:
    """Its sources and passages go; its indexes are noted to be dropped whole."""
    home = ledger.create_collection("Home", "m@1")
    source = ledger.expect(home.id, "x.md", "document", "aa", 1)
    ledger.replace(source.id, "aa", 1, document(), [passage(source.id, 0)])
    ledger.delete_collection(home.id)
    assert ledger.collections() == []
    assert ledger.passages_by_id([f"{source.id}-v1-00000"]) == {}
    assert ledger.tombstones() == {home.id: ["*"]}


def test_collection_names_are_unique(ledger: Ledger) -> None:
    """Neither making nor renaming can make two of one name."""
    ledger.create_collection("A", "m@1")
    other = ledger.create_collection("B", "m@1")
    with pytest.raises(NameTaken):
        ledger.create_collection("A", "m@1")
    with pytest.raises(NameTaken):
        ledger.rename_collection(other.id, "A")


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    """The message says what to do."""
    engine = connect(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    with transaction(engine) as c:
        c.execute(facts.update().values(value="99"))
    engine.dispose()
    with pytest.raises(StorageError, match="QA_HOME"):
        connect(f"sqlite:///{tmp_path / 'qa.sqlite'}")


def test_a_folder_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    """The database's own error is translated at the door."""
    with pytest.raises(StorageError):
        connect(f"sqlite:///{tmp_path / 'missing' / 'qa.sqlite'}")


@given(st.integers(1, 5), st.integers(2, 40), st.integers(0, 2**31))
def test_packed_vectors_keep_their_cosines(n: int, dims: int, seed: int) -> None:
    """int8 rows bring back every vector within .02 of its cosine."""
    vectors = np.random.default_rng(seed).normal(size=(n, dims)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = records.unpack_vectors(records.pack_vectors(vectors), dims)
    assert back is not None
    assert back.shape == vectors.shape
    norms = np.linalg.norm(back, axis=1)
    assert (np.abs((back * vectors).sum(1) / norms - 1) < 0.02).all()


@given(st.integers(0, 3), st.integers(0, 5), st.sampled_from([8, 11, 384]), st.integers(0, 2**31))
def test_sentences_and_words_are_packed_together(n: int, words: int, dims: int, seed: int) -> None:
    """Both come back, with either of them empty; a record without words is that of earlier libraries."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, dims)).astype(np.float32) if n else None
    codes = np.packbits(rng.normal(size=(words, dims)) > 0, axis=1)
    vector = np.zeros((1, dims), np.float32)
    alone = records.pack(Encoded(vector, (vectors,)), 0)
    both = records.pack(Encoded(vector, (vectors,), (codes,)), 0)
    assert alone == records.pack_vectors(vectors) and records.unpack_words(alone, dims) is None
    assert np.array_equal(records.unpack_vectors(both, dims), records.unpack_vectors(alone, dims))  # type: ignore[arg-type]
    back = records.unpack_words(both, dims)
    assert np.array_equal(back, codes) if words else back is None  # type: ignore[arg-type]


def test_zero_sentence_vectors_survive_packing() -> None:
    """A sentence beyond the model's longest input stays a zero row."""
    back = records.unpack_vectors(records.pack_vectors(np.zeros((2, 8), np.float32)), 8)
    assert back is not None
    assert not back.any()


def test_a_passage_comes_back_as_it_went_in() -> None:
    """Row and noun are each other's inverse for locators with and without parts."""
    for locator in (
        Locator(),
        Locator(page=3, heading=("甲", "乙"), sheet="S", row=2, line=7, start=1, end=2, ocr=0.5),
    ):
        assert records.locator_from_json(records.locator_to_json(locator)) == locator
