import numpy as np
import pytest

from qa.search.question import parse
from qa.search.retrieve import retrieve
from qa.types import Filter, KeywordIndex, VectorIndex
from tests.fakes import HashEncoder
from tests.search.memory import Points, Words, passage

TEXTS = {
    "p1": "Shoes can be returned within 30 days of purchase.",
    "p2": "The return policy for batteries is different: 14 days.",
    "p3": "A policy of return visits is good manners.",
    "p4": "Error ERR_4012 means that the license has expired.",
    "p5": "退货期限是七天。运费由客户承担。",
    "p6": "Lithium batteries cannot be returned under the return policy.",
    "p7": "Our party of artists met at noon.",
}
PASSAGES = [passage(id_, text, language="zh" if id_ == "p5" else "en", source=id_) for id_, text in TEXTS.items()]
ENCODER = HashEncoder()
WORDS = Words(PASSAGES)
POINTS = Points({p.id: ENCODER.vector(p.text) for p in PASSAGES}, PASSAGES)


def pool(question, *, words=WORDS, points=POINTS, **options):
    query = parse(question)
    return retrieve(query, ENCODER.vector(query.text), words, points, **options)


def texts(ids):
    return {id_: TEXTS[id_] for id_ in ids}


def test_the_fakes_keep_the_protocols():
    keyword: KeywordIndex = WORDS
    vectors: VectorIndex = POINTS
    assert len(keyword) == len(vectors) == len(TEXTS)


def test_both_arms_make_one_pool_without_repeats():
    found = [c.id for c in pool("return policy", k=2)]
    assert found[:2] == ["p2", "p3"]
    assert len(set(found)) == len(found)


def test_every_candidate_gets_its_exact_cosine_whatever_the_index_said():
    for candidate in pool("return policy for batteries"):
        expected = ENCODER.vector(TEXTS[candidate.id]) @ ENCODER.vector("return policy for batteries")
        assert candidate.semantic == pytest.approx(float(expected), abs=1e-6)


def test_cosines_of_vectors_that_are_not_of_unit_length_are_cosines():
    vector = np.array([3.0, 4.0], np.float32)
    points = Points({"p1": np.array([6.0, 8.0], np.float32), "p2": np.array([-4.0, 3.0], np.float32)})
    found = {c.id: c.semantic for c in retrieve(parse("shoes batteries"), vector, WORDS, points)}
    assert found["p1"] == pytest.approx(1.0)
    assert found["p2"] == pytest.approx(0.0, abs=1e-6)


def test_a_candidate_of_the_dense_arm_gets_its_bm25_and_its_share_of_the_question():
    by_id = {c.id: c for c in pool("shoes artists", k=1)}
    alone = {c.id: c for c in pool("shoes artists", k=100)}
    assert all(by_id[id_] == alone[id_] for id_ in by_id)
    assert alone["p1"].keyword > 0
    assert 0 < alone["p1"].matched < 1
    assert alone["p4"].keyword == alone["p4"].matched == 0


def test_without_a_vector_it_is_the_keyword_arm_alone():
    found = retrieve(parse("return policy"), None, WORDS, POINTS)
    assert [c.id for c in found[:2]] == ["p2", "p3"]
    assert all(c.semantic is None for c in found)


def test_without_a_vector_index_it_is_the_keyword_arm_alone():
    found = retrieve(parse("return policy"), ENCODER.vector("return policy"), WORDS, None)
    assert all(c.semantic is None for c in found)


def test_no_word_matched_leaves_the_dense_arm():
    assert {c.id for c in pool("zzz")} == set(TEXTS)
    assert all(c.keyword == 0 for c in pool("zzz"))


def test_two_empty_indexes_give_an_empty_pool():
    assert pool("return policy", words=Words(), points=Points({})) == []


def test_passages_without_a_vector_yet_have_no_cosine():
    points = Points({"p1": ENCODER.vector(TEXTS["p1"])})
    found = {c.id: c.semantic for c in pool("return policy shoes", points=points)}
    assert found["p1"] is not None
    assert found["p2"] is None


def test_a_filter_binds_both_arms():
    assert {c.id for c in pool("return policy 退货", where=Filter(languages=frozenset({"zh"})))} == {"p5"}


def test_an_exact_phrase_binds_both_arms():
    assert {c.id for c in pool('the "return policy"', texts=texts)} == {"p2", "p6"}


def test_without_texts_a_phrase_asks_for_all_its_tokens():
    assert {c.id for c in pool('the "return policy"')} == {"p2", "p3", "p6"}


def test_a_phrase_is_whole_words_and_any_script():
    assert pool('"art"', texts=texts) == []
    assert {c.id for c in pool("“退货期限”", texts=texts)} == {"p5"}
    assert {c.id for c in pool("“退貨期”", texts=texts)} == {"p5"}


def test_an_excluded_word_is_in_no_candidate():
    assert {c.id for c in pool("batteries -lithium")} == set(TEXTS) - {"p6"}
    assert "p5" not in {c.id for c in pool("退货 -运费")}
    assert {c.id for c in pool('batteries -"return policy"', texts=texts)} == set(TEXTS) - {"p2", "p6"}


def test_only_passages_that_hold_a_rare_code_literally_are_exact():
    assert [c.id for c in pool("what is ERR_4012?") if c.exact] == ["p4"]
    assert not any(c.exact for c in pool("what is ERR_4013?"))


def test_a_code_that_every_passage_holds_pins_nothing():
    many = [passage(f"m{i}", f"covid-19 note number {i}") for i in range(12)]
    assert not any(c.exact for c in pool("covid-19", words=Words(many), points=Points({})))


def test_a_korean_phrase_is_found_with_its_particles():
    words = Words([passage("k", "비밀번호를 잊었습니다. 환불은 7일 안에 됩니다.", language="ko")])
    assert [c.id for c in pool('"비밀번호" 환불', words=words, points=Points({}))] == ["k"]
