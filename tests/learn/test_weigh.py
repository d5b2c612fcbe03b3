"""Learning the ranking's weights: measured trust, the ascent, and the file that the app reads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa import finding
from qa.learn.prior import family
from qa.learn.weigh import Found, Pools, learn, left_out, measured, scored, table, write
from qa.search.score import Features, Weights

CARD = {"en": 1.0, "de": 0.8, "fr": 0.4, "*": 0.2}


def question(cosine: list[float], keyword: list[float], right: int, code: str = "en") -> Found:
    n = len(cosine)
    features = Features(
        np.array(cosine),
        np.array(keyword),
        np.full(n, 0.5),
        np.full(n, 40.0),
        np.ones(n),
        np.zeros(n, np.bool_),
        np.array(cosine),
        np.full(n, np.nan),
    )
    return Found(code, features, (code,) * n, np.eye(n)[right], 1.0)


def made(name: str, found: list[Found], dense: float, keyword: float) -> Pools:
    return Pools("m", name, name.split("/")[0], CARD, tuple(found), dense, keyword)


MEANING = made("meaning/en", [question([0.8, 0.3, 0.2], [20.0, 40.0, 0.0], 0)], 1.0, 0.63)
WORDS = made("words/en", [question([0.6, 0.5, 0.1], [2.0, 30.0, 0.0], 1)], 0.63, 1.0)


def test_trust_is_the_share_of_the_english_figure_squared_and_scales_the_rest():
    sets = [made("p/en", [], 0.8, 0.5), made("p/de", [], 0.4, 0.5)]
    assert measured(sets)["m"] == {"en": 1.0, "de": 0.25, "fr": 0.12, "*": 0.06}


def test_no_set_loses_by_what_is_learned():
    start = Weights(dense=20.0)
    weights = learn([MEANING, WORDS], start)
    assert scored(MEANING, weights) == scored(WORDS, weights) == pytest.approx(1.0)
    assert weights.dense > start.dense


def test_left_out_figures_are_there_for_every_set():
    outside = left_out([MEANING, WORDS], Weights())
    assert outside.keys() == {("m", "meaning/en"), ("m", "words/en")}
    assert "| m | meaning/en | 0.630 | 1.000 |" in "\n".join(table([MEANING, WORDS], Weights(), outside))


def test_the_file_holds_what_the_app_reads(tmp_path: Path):
    write(Weights(dense=99.0, trust={"m": {"en": 1.0}}), tmp_path / "weights.json")
    assert Weights(**json.loads((tmp_path / "weights.json").read_text())) == Weights(dense=99.0, trust={"m": {"en": 1}})


def test_the_shipped_weights_can_be_read():
    weights = finding.learned()
    assert weights.dense > 0
    assert all(0 <= value <= 1 for known in weights.trust.values() for value in known.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eval/squad-dev", "squad"),
        ("paragraph/de", "squad"),
        ("sentence/zh", "squad"),
        ("bitcoin-org-faq/ko", "bitcoin-org-faq"),
        ("eval/banking77", "banking77"),
    ],
)
def test_all_that_was_made_from_squad_is_one_family(name: str, expected: str):
    assert family(name) == expected
