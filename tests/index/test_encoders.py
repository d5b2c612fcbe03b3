from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from qa.errors import ModelError
from qa.index import catalogue, encoders
from qa.types import Span, TextEncoder
from tests.models import hub_cache, tiny_model

TEXTS = [
    "Solar panels turn light into current. They last for decades! Do they need cleaning?",
    "",
    "太阳能板把光变成电。它们很耐用。",
    "word " * 700,
    "A short one.",
    "x" * 5000,
    " \n\t ",
    "Refunds are paid within 14 days of the return; ask the desk for form A-100.",
]


@pytest.fixture(scope="module")
def published(minilm: TextEncoder, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Load the same weights with nothing of ours around them."""
    from sentence_transformers import SentenceTransformer

    folder = catalogue.resolve("all-MiniLM-L6-v2", tmp_path_factory.mktemp("models"))
    return SentenceTransformer(str(folder), local_files_only=True, device="cpu")


def test_built_in_model_loads_from_what_is_installed(home: Path) -> None:
    """The default needs nothing but the package, and is bound to by the key that was known before it was loaded."""
    key = catalogue.key("", home)
    encoder = encoders.load(home=home)
    card = catalogue.card("")
    assert card is not None and encoder.key == key and encoder.dims == card.dims and encoder.trust == card.trust
    encoded = encoder.encode_passages(["Refunds take 14 days. Ask at the desk."], [[Span(0, 21), Span(22, 38)]])
    assert encoded.sentences[0].shape == (2, card.dims)


def test_minilm_is_a_text_encoder(minilm: TextEncoder) -> None:
    assert minilm.key == "all-MiniLM-L6-v2@53aa5117"
    assert minilm.dims == 384
    assert minilm.trust["en"] == 1.0


def test_vectors_are_those_of_sentence_transformers(minilm: TextEncoder, published: Any) -> None:
    """The vectors equal ``model.encode``'s, whatever the length, script or company of a text."""
    expected = published.encode(TEXTS, normalize_embeddings=True)
    spans = [[Span(0, len(text))] for text in TEXTS]
    for vectors in (minilm.encode_passages(TEXTS, spans).vectors, minilm.encode_queries(TEXTS)):
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_sentence_vector_is_the_mean_of_its_tokens(minilm: TextEncoder, published: Any) -> None:
    text = "Cats purr. Dogs bark!"
    tokens = published.encode(text, output_value="token_embeddings").numpy()
    encoded = minilm.encode_passages([text], [[Span(0, 10), Span(11, 21)]]).sentences[0]
    words = published.tokenizer.convert_ids_to_tokens(published.tokenizer(text)["input_ids"])
    end = words.index(".") + 1
    for vector, part in zip(encoded, (tokens[1:end], tokens[end:-1]), strict=True):
        expected = part.mean(axis=0)
        np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), atol=1e-5)


def test_sentence_vectors_find_the_sentence(minilm: TextEncoder) -> None:
    text = "The office opens at nine. Lunch is served from noon. Badges are handed out by the porter."
    spans = [Span(0, 25), Span(26, 52), Span(53, 89)]
    sentences = minilm.encode_passages([text], [spans]).sentences[0]
    question = minilm.encode_queries(["Who gives me my badge?", "When can I eat?"])
    assert list((question @ sentences.T).argmax(axis=1)) == [2, 1]


def test_sentences_past_the_longest_input_are_zero_rows(minilm: TextEncoder) -> None:
    text = "First sentence. " * 200
    spans = [Span(0, 15), Span(16 * 199, 16 * 199 + 15)]
    sentences = minilm.encode_passages([text], [spans]).sentences[0]
    assert sentences.shape == (2, 384)
    assert np.linalg.norm(sentences[0]) == pytest.approx(1, abs=1e-5)
    assert not sentences[1].any()


def test_nothing_in_nothing_out(minilm: TextEncoder) -> None:
    assert minilm.encode_queries([]).shape == (0, 384)
    assert minilm.encode_passages([]).vectors.shape == (0, 384)
    assert minilm.encode_passages([], []).sentences == ()
    encoded = minilm.encode_passages(["no sentences asked for", "none here"])
    assert encoded.sentences == (None, None)
    assert minilm.encode_passages(["a text"], [[]]).sentences[0].shape == (0, 384)


def test_spans_must_match_the_texts(minilm: TextEncoder) -> None:
    with pytest.raises(ValueError, match="2 texts, but spans for 1"):
        minilm.encode_passages(["a", "b"], [[Span(0, 1)]])


def test_order_of_many_texts_is_kept(minilm: TextEncoder) -> None:
    """Texts are sorted by length inside; what comes out is in the order of what went in."""
    texts = [f"Paragraph {number}: " + "more words " * (number * 7 % 40) for number in range(60)]
    together = minilm.encode_passages(texts, [[Span(0, 9)] for _ in texts])
    for row in (0, 17, 59):
        alone = minilm.encode_passages([texts[row]], [[Span(0, 9)]])
        np.testing.assert_allclose(together.vectors[row], alone.vectors[0], atol=1e-5)
        np.testing.assert_allclose(together.sentences[row], alone.sentences[0], atol=1e-5)


def test_questions_are_encoded_while_passages_are(minilm: TextEncoder) -> None:
    """Threads share the model without a lock and get the vectors they would get alone."""
    alone = minilm.encode_queries(["how do I clean a panel"])
    passages = minilm.encode_passages(TEXTS * 4).vectors
    with ThreadPoolExecutor(3) as threads:
        bulk = [threads.submit(minilm.encode_passages, TEXTS * 4) for _ in range(2)]
        asked = [threads.submit(minilm.encode_queries, ["how do I clean a panel"]) for _ in range(20)]
        for future in asked:
            np.testing.assert_allclose(future.result(), alone, atol=1e-5)
        for done in bulk:
            np.testing.assert_allclose(done.result().vectors, passages, atol=1e-5)


def test_cached_hub_model_loads_without_a_network(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model in the Hub cache is loaded by its id, and not one connection is tried."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was tried")

    tiny_model(hub_cache(tmp_path / "hub", "somebody/tiny"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    encoder = encoders.load("somebody/tiny", home=home)
    assert encoder.key == catalogue.key("somebody/tiny", home)
    assert encoder.dims == 8 and encoder.trust == {"*": 0.8}
    vectors = encoder.encode_queries(["abc", "xyz"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_local_folder_and_its_key_load_the_same(tmp_path: Path, home: Path) -> None:
    folder = tiny_model(tmp_path / "tiny")
    first = encoders.load(str(folder), home=home)
    again = encoders.load(first.key, home=home)
    assert first.key == again.key and first.key.startswith("tiny@")
    np.testing.assert_array_equal(first.encode_queries(["abc"]), again.encode_queries(["abc"]))


def test_half_precision_folder_computes_in_full(tmp_path: Path, home: Path) -> None:
    """Weights kept as 16-bit are opened as 32-bit, which is what a CPU is quick at."""
    encoder = encoders.load(str(tiny_model(tmp_path / "half", half=True)), home=home)
    assert encoder.encode_queries(["abc"]).dtype == np.float32


@pytest.mark.parametrize("pooling", ["cls", "max"])
def test_other_pipelines_have_no_sentence_vectors(pooling: str, tmp_path: Path, home: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = tiny_model(tmp_path / pooling, pooling=pooling)
    encoder = encoders.load(str(folder), home=home)
    encoded = encoder.encode_passages(["abc. def.", "x", ""], [[Span(0, 4), Span(5, 9)], [Span(0, 1)], []])
    assert encoded.sentences == (None, None, None)
    expected = SentenceTransformer(str(folder), local_files_only=True).encode(["abc. def.", "x", ""])
    np.testing.assert_allclose(encoded.vectors, expected, atol=1e-5)


def test_prompts_of_the_model_are_used(tmp_path: Path, home: Path) -> None:
    """Questions and passages get their own prompt, and the prompt's tokens belong to no sentence."""
    plain = encoders.load(str(tiny_model(tmp_path / "plain")), home=home)
    folder = tiny_model(tmp_path / "prompted", prompts={"query": "query: ", "document": "passage: "})
    prompted = encoders.load(str(folder), home=home)
    np.testing.assert_allclose(prompted.encode_queries(["abc"]), plain.encode_queries(["query: abc"]), atol=1e-6)
    encoded = prompted.encode_passages(["abc def"], [[Span(0, 3)]])
    expected = plain.encode_passages(["passage: abc def"], [[Span(9, 12)]])
    np.testing.assert_allclose(encoded.vectors, expected.vectors, atol=1e-6)
    np.testing.assert_allclose(encoded.sentences[0], expected.sentences[0], atol=1e-6)


def test_prompts_of_the_catalogue_are_used(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that the catalogue knows gets the prompts of its card, though its own configuration has none."""
    tiny_model(hub_cache(tmp_path / "hub", "intfloat/multilingual-e5-small"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    encoder = encoders.load("multilingual-e5-small", home=home)
    plain = encoders.load(str(tiny_model(tmp_path / "plain")), home=home)
    assert encoder.trust["zh"] > 0.8
    np.testing.assert_allclose(encoder.encode_queries(["abc"]), plain.encode_queries(["query: abc"]), atol=1e-6)
    passages = encoder.encode_passages(["abc"]).vectors
    np.testing.assert_allclose(passages, plain.encode_queries(["passage: abc"]), atol=1e-6)


def test_damaged_weights_are_a_model_error(tmp_path: Path, home: Path) -> None:
    folder = tiny_model(tmp_path / "tiny")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelError, match="could not be loaded"):
        encoders.load(str(folder), home=home)


def test_device_that_is_not_there_is_a_model_error(tmp_path: Path, home: Path) -> None:
    with pytest.raises(ModelError, match="on nonsense"):
        encoders.load(str(tiny_model(tmp_path / "tiny")), home=home, device="nonsense")
