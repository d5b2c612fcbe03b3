import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.duplicates import also_in, fold_duplicates, jaccard
from tests.search.memory import passage

LONG = (
    "Shoes and clothes can be returned within {} days of delivery, provided that they were not worn outside and that "
    "the box is whole. The refund goes to the card that was used to pay, and takes about a week to arrive there."
)


def folded(passages, k=10):
    ranked = [(p.id, 1.0 - i / 100) for i, p in enumerate(passages)]
    return fold_duplicates(ranked, {p.id: p for p in passages}, k=k)


def ids(passages, k=10):
    return [(kept.id, kept.folded) for kept in folded(passages, k)]


def test_the_same_text_but_for_case_width_spaces_and_points_is_one_hit():
    passages = [
        passage("a", "Call us at noon."),
        passage("b", "call  us, at Ｎoon"),
        passage("c", "Call them at noon."),
    ]
    assert ids(passages) == [("a", ("b",)), ("c", ())]


def test_prose_with_one_word_changed_is_one_hit():
    text = LONG.format(30)
    passages = [passage("a", text), passage("b", text.replace("about a week", "about one week"))]
    assert ids(passages) == [("a", ("b",))]


def test_prose_with_another_number_stays_two_hits():
    assert len(ids([passage("a", LONG.format(30)), passage("b", LONG.format(14))])) == 2


@pytest.mark.parametrize("kind", ["table", "code"])
def test_rows_and_code_must_be_equal(kind):
    text = LONG.format(30)
    assert len(ids([passage("a", text, kind=kind), passage("b", text.replace("worn", "won"), kind=kind)])) == 2
    assert len(ids([passage("a", text, kind=kind), passage("b", text, kind=kind)])) == 1


def test_signs_that_tell_names_apart_are_kept():
    assert len(ids([passage("a", "Use C++"), passage("b", "Use C#"), passage("c", "Use C")])) == 3
    assert len(ids([passage("a", "कि", language="hi"), passage("b", "की", language="hi")])) == 2


def test_the_questions_of_one_faq_entry_are_one_hit():
    passages = [
        passage("a", "How long?\nA week.", kind="faq", entry="e1"),
        passage("b", "How many days?\nA week.", kind="faq", entry="e1"),
        passage("c", "How far?\nA mile.", kind="faq", entry="e2"),
        passage("d", "How wide?\nA yard.", kind="faq"),
    ]
    assert ids(passages) == [("a", ("b",)), ("c", ()), ("d", ())]


def test_k_counts_distinct_hits_and_the_duplicates_of_the_last_are_still_folded():
    passages = [passage(*pair) for pair in (("a", "One"), ("b", "one"), ("c", "Two"), ("d", "two"), ("e", "Three"))]
    assert ids(passages, k=2) == [("a", ("b",)), ("c", ("d",))]


def test_scores_and_order_are_those_of_the_ranking():
    kept = folded([passage("b", "x y"), passage("a", "z")])
    assert [(one.id, one.score) for one in kept] == [("b", 1.0), ("a", 0.99)]


def test_ids_that_are_gone_are_left_out():
    assert fold_duplicates([("gone", 1.0), ("a", 0.5)], {"a": passage("a", "x")}, k=3)[0].id == "a"


def test_also_in_names_the_other_sources_once():
    passages = [passage("a", "Same", source="s1")]
    passages += [passage(id_, "same", source=source) for id_, source in (("b", "s2"), ("c", "s1"), ("d", "s2"))]
    by_id = {p.id: p for p in passages}
    assert also_in(folded(passages)[0], by_id, {"s1": "one.pdf", "s2": "two.pdf"}) == (("s2", "two.pdf"),)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_passage_is_kept_or_folded_once(texts):
    passages = [passage(f"p{i}", text) for i, text in enumerate(texts)]
    found = [id_ for kept in folded(passages, k=99) for id_ in (kept.id, *kept.folded)]
    assert sorted(found) == sorted(p.id for p in passages)


@given(st.frozensets(st.text(max_size=2)), st.frozensets(st.text(max_size=2)))
def test_jaccard_is_symmetric_and_between_0_and_1(a, b):
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    assert jaccard(a, a) == (1.0 if a else 0.0)
