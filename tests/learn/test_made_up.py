from __future__ import annotations

from collections import Counter

import numpy as np

from qa.ingest.read import read
from qa.ingest.split import split
from qa.language import detect
from qa.learn.made_up import MadeUpEncoder, Writer
from qa.types import Span
from tests.fakes import HashEncoder


def test_files_hold_about_as_many_passages_as_asked_for() -> None:
    """They are read as what they look like, and a third of the files are FAQ tables."""
    documents = [read(name, data) for name, data in Writer().files(450)]
    assert Counter(document.kind for document in documents) == {"document": 4, "faq": 1}
    passages = sum(len(split(document, "s", "v")) for document in documents)
    assert 450 <= passages <= 550


def test_the_same_seed_writes_the_same() -> None:
    assert Writer(3).questions(5) == Writer(3).questions(5) != Writer(4).questions(5)


def test_text_passes_for_english() -> None:
    """Else telling its language would take longer than it does in life."""
    writer = Writer()
    assert Counter(detect(writer.passage()) for _ in range(20)).most_common(1)[0][0] == "en"


def test_words_follow_a_steep_law() -> None:
    writer = Writer()
    counts = Counter(word for _ in range(100) for word in writer.passage().lower().replace(".", "").split())
    assert counts.most_common(1)[0][1] > 300 and sum(1 for count in counts.values() if count == 1) > 500


def test_vectors_are_unit_repeatable_and_of_few_dimensions() -> None:
    encoder = MadeUpEncoder(HashEncoder(dims=384))
    texts = [f"text {number}" for number in range(600)]
    encoded = encoder.encode_passages(texts, [[Span(0, 4)]] * 600)
    np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(encoder.encode_queries(texts[:1]), encoded.vectors[:1])
    assert encoded.sentences[0].shape == (1, 384)
    spread = np.linalg.svd(encoded.vectors, compute_uv=False) ** 2
    assert spread[:24].sum() / spread.sum() > 0.8


def test_a_question_costs_what_the_real_encoder_takes() -> None:
    real = HashEncoder(dims=16)
    MadeUpEncoder(real).encode_queries(["one", "two"])
    assert real.calls == 2
