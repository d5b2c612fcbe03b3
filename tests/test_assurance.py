"""What a collection knows of its own confidence is kept, and made anew when it was kept by another version."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.assurance import Judge, first_place, limits, load_prior, unrivalled
from qa.index.assurances import Assurances
from qa.index.ledger import Ledger
from qa.search.confidence import Calibration, Standing
from qa.types import Collection
from tests.search.memory import passage


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'qa.sqlite'}")


@pytest.fixture
def collection(ledger: Ledger) -> Collection:
    return ledger.create_collection("Library", "m@1")


def judge(ledger: Ledger) -> Judge:
    return Judge(Assurances(ledger.engine), load_prior())


def test_a_calibration_comes_back(ledger: Ledger, collection: Collection) -> None:
    """Another judge over the same ledger knows what the first one learned."""
    known = Calibration(own=12, off=(0.1, 0.2), curve=(0.9,))
    judge(ledger).learn(collection, "stamp", known)
    after = judge(ledger)
    assert after.stamp(collection) == "stamp"
    assert after.assurance(collection).own == 12


@pytest.mark.parametrize("text", ["{", "[]", '{"background": {}}', '{"curve": [], "background": {}, "off": []}'])
def test_a_calibration_of_another_version_is_made_anew(ledger: Ledger, collection: Collection, text: str) -> None:
    """It counts as none: questions go on, and the empty stamp asks for a new one."""
    Assurances(ledger.engine).calibrated(collection.id, "stamp", text)
    after = judge(ledger)
    assert after.stamp(collection) == ""
    assert after.assurance(collection).own == 0


def test_wordings_of_an_entry_are_no_rivals_of_one_another() -> None:
    """They are folded into one hit; passages that belong to no entry stand for themselves."""
    ranked = [("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6)]
    known = {id_: passage(id_, id_, entry=entry) for id_, entry in (("a", "1"), ("b", "2"), ("c", "1"))}
    assert first_place(ranked, known) == Standing(("a", "c"), entry=True)
    assert first_place(ranked[3:], known | {"d": passage("d", "d")}) == Standing(("d",))
    assert first_place(ranked, {}) == Standing(("a",))


def test_the_first_place_is_the_same_however_many_hits_are_wanted() -> None:
    """Near-duplicates and neighbours of the first hit are seen beyond the hits that are shown."""
    texts = [
        "The crew saw land.",
        "The storm came up.",
        "The mast broke in it.",
        "the CREW saw land",
        "Something else.",
    ]
    known = {
        id_: passage(id_, text, position=at, source=source)
        for id_, text, at, source in zip("abcde", texts, (5, 4, 6, 0, 0), ("s", "s", "s", "copy", "t"), strict=True)
    }
    ranked = [(id_, 1.0 - n / 10) for n, id_ in enumerate("abcde")]
    assert set(first_place(ranked, known).ids) == set("abcd")
    for k in (1, 2, 10):
        kept, standing = unrivalled(ranked, known, k=k)[0]
        assert (kept.folded, set(standing.ids)) == (("d",), set("abcd"))
    assert len(unrivalled(ranked, known, k=2)) == 2


def test_what_is_right_once_in_four_times_is_never_told_nothing() -> None:
    """Even where null questions come surprisingly near."""
    near = Calibration(curve=(0.9,) * 40, right=(0.9,) * 40, off=(0.7,) * 40, own=40)
    assert limits(load_prior(), near, 0.95).nothing == pytest.approx(1 / 4)
