"""The built-in encoder without torch: close to the float model, the same for a text whatever else is encoded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelError
from qa.index import catalogue, encoders, graph
from qa.index.quick import GRAPH, QuickEncoder
from qa.search.late import similarities
from qa.types import Span
from tests.index.test_bert import QUESTIONS

ADD = """
import json, sys
from pathlib import Path
from qa.index import encoders
from qa.types import Span
encoder = encoders.load("", home=Path(sys.argv[1]))
question = encoder.encode_queries(["How many days of leave?"])
added = encoder.encode_passages(["You have thirty days. They expire in March."], [[Span(0, 21), Span(22, 43)]])
heavy = {"torch", "sklearn", "transformers", "sentence_transformers", "scipy", "onnx"}
shapes = question.shape, added.vectors.shape, added.sentences[0].shape
print(json.dumps([encoder.key, shapes, sorted(heavy & set(sys.modules))]))
"""


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> QuickEncoder:
    encoder = encoders.load("", home=tmp_path_factory.mktemp("home"))
    assert isinstance(encoder, QuickEncoder)
    return encoder


def test_vectors_are_close_to_those_of_torch(quick: QuickEncoder) -> None:
    """Whatever the script or length: eight bits cost a part in two hundred, of strange texts one in fifty.

    With the loud channels in eight bits too it would be four times as much.
    """
    whole = quick.model.encode(QUESTIONS, normalize_embeddings=True)
    found = quick.encode_queries(QUESTIONS)
    assert found.dtype == np.float32 and found.shape == (len(QUESTIONS), quick.dims)
    near = (found * whole).sum(axis=1)
    assert near.mean() > 0.988 and near.min() > 0.97


def test_a_text_has_one_vector_whoever_is_its_neighbour(quick: QuickEncoder) -> None:
    """Alone, among others, as a question or as a passage: to the last bit."""
    together = quick.encode_passages(QUESTIONS).vectors
    for row, text in enumerate(QUESTIONS):
        assert np.array_equal(together[row], quick.encode_queries([text])[0])


def test_sentences_have_vectors_of_their_own(quick: QuickEncoder) -> None:
    """As torch pools them, to eight bits; what lies outside the text read has none."""
    text = "The battery lasts 60 km. 冬天要少一些。 " + "And so on. " * 600
    spans = [Span(0, 24), Span(25, 32), Span(len(text) - 11, len(text) - 1)]
    found, whole = (one.encode_passages([text], [spans]).sentences[0] for one in (quick, quick._load()))
    assert found is not None and whole is not None and found.shape == (3, quick.dims)
    assert (found[:2] * whole[:2]).sum(axis=1).min() > 0.97 and not found[2].any()
    with pytest.raises(ValueError, match="2 texts, but spans for 1"):
        quick.encode_passages(["one", "two"], [spans])


def test_words_come_from_the_same_pass(quick: QuickEncoder) -> None:
    """A question's pieces have unit vectors and weights; of a passage's the signs are kept."""
    [codes] = quick.encode_passages(["The battery lasts 60 km."]).words
    asked = quick.words("The battery lasts 60 km.")
    assert codes is not None and asked is not None and codes.shape == (len(asked.weights), quick.dims // 8)
    assert np.array_equal(np.unpackbits(codes, axis=1), (asked.vectors > 0).astype(np.uint8))
    assert np.allclose(np.linalg.norm(asked.vectors, axis=1), 1.0, atol=1e-5)
    assert asked.weights.min() > 0
    assert similarities(asked, [codes])[0] == pytest.approx(1.0, abs=0.1)
    assert quick.words("") is None


def test_the_words_of_many_questions_are_not_kept_for_ever(quick: QuickEncoder) -> None:
    """Those let go are computed again, the same."""
    first = quick.words("How many days?")
    quick.encode_queries([f"number {i}" for i in range(300)])
    again = quick.words("How many days?")
    assert len(quick._asked) <= 256 and first is not None and again is not None and first is not again
    assert np.array_equal(first.vectors, again.vectors)


def test_neither_questions_nor_passages_need_torch(home: Path) -> None:
    """In a process of its own, since this one has loaded all of them; nor onnx, once the graph is there."""
    encoders.load("", home=home)
    done = subprocess.run([sys.executable, "-c", ADD, str(home)], capture_output=True, text=True, check=True)
    key, shapes, heavy = json.loads(done.stdout)
    assert key == catalogue.key("", home) and shapes == [[1, 384], [1, 384], [2, 384]] and heavy == []


def test_a_torn_graph_is_made_anew(tmp_path: Path) -> None:
    """Half a file, as a full disk leaves it."""
    first = encoders.load("", home=tmp_path).encode_queries(["hello"])
    file = catalogue.resolve("", tmp_path) / GRAPH
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[: size // 2])
    assert np.array_equal(encoders.load("", home=tmp_path).encode_queries(["hello"]), first)
    assert file.stat().st_size == size


def test_no_room_for_the_graph_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing half made stays."""
    folder = catalogue.resolve("", tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(graph.os, "replace", full)
    before = sorted(folder.iterdir())
    with pytest.raises(ModelError, match="No space left on device"):
        encoders.load("", home=tmp_path)
    assert sorted(folder.iterdir()) == before


def test_a_graph_of_an_earlier_release_goes_when_the_new_one_is_made(tmp_path: Path) -> None:
    """It holds a hundred megabytes, and nothing reads it any more."""
    former = catalogue.resolve("", tmp_path) / "encoder.int8.onnx"
    former.write_bytes(b"as it was")
    encoders.load("", home=tmp_path)
    assert not former.exists() and former.with_name(GRAPH).is_file()
