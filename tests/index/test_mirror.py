from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.index.mirror import Mirror
from qa.types import Filter, Kind

DIMS = 8
_KINDS: list[Kind] = ["document", "faq"]

names = st.sampled_from([f"p{number}" for number in range(12)])
entries = st.fixed_dictionaries(
    {"source": st.sampled_from(["s1", "s2", "s3"]), "kind": st.sampled_from(_KINDS), "language": st.just("en")}
)
steps = st.lists(st.one_of(st.tuples(names, entries, st.integers(0, 9)), names), max_size=60)
filters = st.builds(
    Filter,
    sources=st.frozensets(st.sampled_from(["s1", "s2", "s4"])),
    kinds=st.frozensets(st.sampled_from(_KINDS)),
    languages=st.sampled_from([frozenset(), frozenset({"en"}), frozenset({"zh"})]),
)


def vector(number: int) -> np.ndarray:
    drawn = np.random.default_rng(number).standard_normal(DIMS)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


@given(steps, filters, st.integers(0, 5))
def test_mirror_is_a_dictionary_sorted_by_cosine(steps: list, where: Filter, k: int) -> None:
    """Whatever was put, replaced and removed, a search finds what a scan of a plain dictionary finds."""
    mirror, plain = Mirror(), {}
    for step in steps:
        if isinstance(step, str):
            mirror.remove([step, "unknown"])
            plain.pop(step, None)
        else:
            name, entry, number = step
            mirror.put([name], vector(number)[None], [entry])
            plain[name] = (entry, vector(number))
    question = vector(99)
    passing = {
        name: float(stored @ question)
        for name, (entry, stored) in plain.items()
        if (not where.sources or entry["source"] in where.sources)
        and (not where.kinds or entry["kind"] in where.kinds)
        and (not where.languages or entry["language"] in where.languages)
    }
    found = mirror.search(question, k, where)
    assert len(mirror) == len(plain)
    assert len(found) == min(k, len(passing))
    for name, cosine in found:
        np.testing.assert_allclose(cosine, passing[name], atol=1e-6)
    best = sorted(passing.values(), reverse=True)[:k]
    np.testing.assert_allclose([cosine for _, cosine in found], best, atol=1e-6)


def test_equal_cosines_are_ordered_by_id() -> None:
    """At the edge of k too: of equals the first names stay."""
    mirror = Mirror()
    entry = {"source": "s", "kind": "faq", "language": "en"}
    for name in ("d", "b", "c", "a"):
        mirror.put([name], vector(1)[None], [entry])
    everything = Filter(kinds=frozenset({"faq"}))
    assert [name for name, _ in mirror.search(vector(1), 2, everything)] == ["a", "b"]


def test_nothing_in_it() -> None:
    assert Mirror().search(vector(1), 5, Filter()) == []
    assert len(Mirror()) == 0


def test_putting_nothing_changes_nothing() -> None:
    """A batch whose passages were all deleted meanwhile is empty."""
    mirror = Mirror()
    mirror.put([], np.zeros(0, dtype=np.float32), [])
    assert mirror.search(vector(1), 3, Filter()) == []
