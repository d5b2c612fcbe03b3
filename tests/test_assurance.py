"""What a collection knows of its own confidence is kept, and made anew when it was kept by another version."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.assurance import Judge, load_prior
from qa.index.assurances import Assurances
from qa.index.ledger import Ledger
from qa.search.confidence import Background, Calibration
from qa.types import Collection


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
    known = Calibration(Background({"": 0.2, "zh": 0.3}, 0.05, 0.7), own=12, off=(0.1, 0.2), curve=(0.9,))
    judge(ledger).learn(collection, "stamp", known)
    after = judge(ledger)
    assert after.stamp(collection) == "stamp"
    assert after.assurance(collection).own == 12


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"background": {}}', '{"curve": [], "background": {"old": 1}, "off": []}']
)
def test_a_calibration_of_another_version_is_made_anew(ledger: Ledger, collection: Collection, text: str) -> None:
    """It counts as none: questions go on, and the empty stamp asks for a new one."""
    Assurances(ledger.engine).calibrated(collection.id, "stamp", text)
    after = judge(ledger)
    assert after.stamp(collection) == ""
    assert after.assurance(collection).own == 0
