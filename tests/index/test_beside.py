"""What passages keep beside their vectors is read once for a question, and never too much of it held."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from qa.index import beside
from qa.index.beside import Beside
from qa.index.records import pack
from qa.types import Encoded

DIMS = 16


class Counted:
    """A ledger that notes what is read."""

    def __init__(self, there: Iterable[str]) -> None:
        self.there, self.read = set(there), []  # type: ignore[var-annotated]

    def beside(self, ids: Iterable[str]) -> dict[str, bytes]:
        self.read += (wanted := list(ids))
        return {id_: _record(id_) for id_ in wanted if id_ in self.there}


def _record(id_: str) -> bytes:
    rng = np.random.default_rng(len(id_))
    sentences = rng.normal(size=(2, DIMS)).astype(np.float32)
    codes = np.packbits(rng.normal(size=(len(id_), DIMS)) > 0, axis=1)
    packed = pack(Encoded(sentences, (sentences,), (codes,)), 0)
    assert packed is not None
    return packed


def test_each_is_read_once() -> None:
    """Words and sentences of the same passages, and those that keep nothing, are asked for again and not read again."""
    ledger = Counted(("a", "bb"))
    kept = Beside(ledger, DIMS)  # type: ignore[arg-type]
    assert {id_: len(codes) for id_, codes in kept.words(["a", "bb", "gone"]).items()} == {"a": 1, "bb": 2}
    assert {id_: len(rows) for id_, rows in kept.sentences(["bb", "gone"]).items()} == {"bb": 2}
    assert list(kept.sentences(["a"])) == ["a"]
    assert ledger.read == ["a", "bb", "gone"]


def test_many_questions_do_not_fill_the_memory() -> None:
    """What was read before is let go when it becomes too much; what is asked for is there all the same."""
    ledger = Counted(map(str, range(1_000)))
    kept = Beside(ledger, DIMS)  # type: ignore[arg-type]
    for start in range(0, 1_000, 50):
        wanted = [str(i) for i in range(start, start + 50)]
        assert list(kept.words(wanted)) == wanted
        assert len(kept._read) <= beside._KEPT
    everything = list(map(str, range(1_000)))
    assert list(kept.words(everything)) == everything
