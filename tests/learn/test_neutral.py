"""What tells one language from another is taken away, in torch and in the graph that ships alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from qa.index import encoders
from qa.index.quick import QuickEncoder
from qa.learn.neutral import neutral, removing
from qa.learn.trim import trim
from qa.types import Span
from tests.learn.tiny import FOREIGN, make_donor, sentences, translated, write_parallel


def _quiet(_: str) -> None: ...


def test_the_strongest_differences_are_gone() -> None:
    """Two directions of eight, and nothing else."""
    random = np.random.default_rng(0)
    axes, _ = np.linalg.qr(random.normal(size=(8, 8)))
    apart = (random.normal(size=(12, 2)) @ axes[:2]).astype(np.float32)
    matrix = removing(apart, 2)
    np.testing.assert_allclose(apart @ matrix, 0, atol=1e-5)
    np.testing.assert_allclose(axes[2:] @ matrix, axes[2:], atol=1e-5)


def test_languages_lie_together_and_both_ways_to_compute_agree(tmp_path: Path, home: Path) -> None:
    """A small model: translations are no longer apart in the mean, and sentences are mapped as texts are."""
    (tmp_path / "donor").mkdir()
    donor = make_donor(tmp_path / "donor", [*sentences(), *(translated(one, FOREIGN, " ") for one in sentences())])
    data = write_parallel(tmp_path / "data")
    model = neutral(trim(donor, data, tmp_path / "trimmed", log=_quiet), data, tmp_path / "out", directions=2)
    english, foreign = sentences()[:60:2], [translated(one, FOREIGN, " ") for one in sentences()[:60:2]]
    apart = []
    for folder in (tmp_path / "trimmed", model):
        whole = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
        apart.append(np.linalg.norm(whole.encode(english).mean(0) - whole.encode(foreign).mean(0)))
    assert apart[1] < 0.9 * apart[0]
    plain = encoders.load(str(model), home=home)
    quick = QuickEncoder(model, lambda: plain, key="small", trust={})  # type: ignore[arg-type, return-value]
    text = " ".join(sentences()[:2])
    spans = [[Span(0, len(sentences()[0])), Span(len(sentences()[0]) + 1, len(text))]]
    one, other = plain.encode_passages([text], spans), quick.encode_passages([text], spans)
    assert (one.vectors * other.vectors).sum() > 0.99
    assert one.sentences[0] is not None and other.sentences[0] is not None
    assert (one.sentences[0] * other.sentences[0]).sum(axis=1).min() > 0.98
