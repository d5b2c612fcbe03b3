import re

import numpy as np
import pytest

from qa.language import fold, sentences, stop_words, tokens
from qa.search.cluster import word_vectors
from qa.search.summarise import SAMPLE, describe, label_terms, summary
from qa.types import Span
from tests.search.memory import passage

SHOES = [
    "The return policy covers shoes. Shoes can be returned within 30 days. The refund goes to the card.",
    "A return policy is printed on the receipt. Returned shoes must be clean. The refund takes a week.",
    "Our return policy changed in May. Shoes from the sale are not returned, so there is no refund.",
]
SERVERS = [
    "The server needs more memory. The kernel module is loaded at boot. Restart the server after the upgrade.",
    "A kernel module can be unloaded. The server writes a log. The upgrade of the memory takes an hour.",
    "Every server has a kernel module for the disk. After an upgrade the server checks its memory.",
]
退货 = [
    "退货期限是七天。鞋子退货需要原包装。退款会退回原来的银行卡。",
    "鞋子的退货期限从收货日开始计算。退款一般在一周内到账。",
    "超过退货期限的鞋子不能退款。",
]
服务器 = [
    "服务器需要更多内存。升级之后请重启服务器。",
    "内存升级大约需要一小时。服务器会写入日志。",
    "每台服务器的内存都可以升级。",
]


def passages(texts, language="en", prefix="p"):
    return [
        passage(f"{prefix}{i}", text, language=language, sentences=tuple(sentences(text)))
        for i, text in enumerate(texts)
    ]


def test_labels_are_the_terms_that_set_a_group_apart():
    shoes, servers = label_terms([passages(SHOES), passages(SERVERS)])
    assert "return policy" in shoes
    assert {"refund"} <= set(shoes)
    assert "kernel module" in servers
    assert "server" in servers


def test_chinese_labels_are_words_not_fragments():
    shoes, servers = label_terms([passages(退货, "zh"), passages(服务器, "zh")])
    assert "退货期限" in shoes
    assert "服务器" in servers
    assert "内存" in servers
    assert not {"货期", "务器", "期限是", "的退货"} & {*shoes, *servers}


@pytest.mark.parametrize(("texts", "language"), [(SHOES + SERVERS, "en"), (退货 + 服务器, "zh")])
def test_every_term_stands_in_a_passage_as_it_is_and_is_no_stop_word(texts, language):
    half = len(texts) // 2
    groups = [passages(texts[:half], language), passages(texts[half:], language)]
    for group, terms in zip(groups, label_terms(groups), strict=True):
        assert 1 <= len(terms) <= 3
        for term in terms:
            assert any(term in p.text for p in group)
            assert fold(term) not in stop_words(language)


def test_a_term_is_shown_in_the_form_that_stands_there_most():
    texts = ["The NATO summit ended.", "NATO met again.", "Members of NATO and of nato."]
    assert label_terms([passages(texts)])[0][0] == "NATO"


def test_one_group_gets_its_most_frequent_content_words():
    assert "return policy" in label_terms([passages(SHOES)])[0]


def test_passages_without_content_words_get_no_label():
    assert label_terms([passages(["The and of it.", "12 34"])]) == [()]


def test_labels_do_not_depend_on_the_order_of_groups():
    shoes, servers = label_terms([passages(SHOES), passages(SERVERS)])
    assert label_terms([passages(SERVERS), passages(SHOES)]) == [servers, shoes]


def whole_sentences(texts):
    return {" ".join(text[s.start : s.end].split()) for text in texts for s in sentences(text)}


@pytest.mark.parametrize(("texts", "language"), [(SHOES, "en"), (退货, "zh")])
def test_a_summary_is_two_whole_sentences_of_the_passages(texts, language):
    said = summary(passages(texts, language))
    found = [s for s in whole_sentences(texts) if s in said]
    assert len(found) == 2
    assert len(said) <= sum(map(len, found)) + 1


@pytest.mark.parametrize(
    "first, second, between",
    [
        ("开门时间是早上九点，请带证件。", "晚上请按两次门铃，然后等待。", ""),
        ("开门时间是早上九点，请带证件。", "Ring the bell twice at night, and wait.", " "),
        ("手机没电了怎么开锁，请告诉我", "Ring the bell twice at night, and wait.", " "),
    ],
)
def test_sentences_of_a_summary_do_not_run_together(first, second, between):
    """Whatever they are written in."""
    both = [passage(text, text, sentences=(Span(0, len(text)),)) for text in (first, second)]
    told = summary(both, [np.array([[1.0, 0.0]], np.float32), np.array([[0.0, 1.0]], np.float32)])
    assert told == first + between + second


def test_a_summary_does_not_say_the_same_twice():
    texts = ["Shoes can be returned within 30 days."] * 3 + ["The refund for returned shoes takes a week of days."]
    assert summary(passages(texts)).count("30 days") == 1


def test_a_summary_of_one_sentence_is_that_sentence_and_of_none_is_empty():
    assert summary(passages(["Shoes can be returned."])) == "Shoes can be returned."
    assert summary([]) == ""
    assert summary(passages([""])) == ""


def test_a_summary_of_faq_entries_is_made_of_answers():
    question, answer = "How do I return shoes?", "Bring them back within 30 days."
    entry = passage("q", f"{question}\n{answer}", kind="faq", question=question)
    assert summary([entry]) == answer


def test_sentence_vectors_choose_the_central_sentences():
    texts = ["First thing here is said. Second thing here is said. Third thing here is said."]
    vectors = np.array([[1, 0.2], [0, 1], [1, 0]], np.float32)
    assert "First thing" in summary(passages(texts), [vectors])


def test_describe_names_groups_lists_ranks_and_orders_passages_by_how_typical_they_are():
    everything = passages(SHOES) + passages(SERVERS, prefix="q")
    vectors = word_vectors([tokens(p.text, p.language) for p in everything])
    shoes, servers = describe([[0, 1, 2], [3, 4, 5]], everything, vectors)
    assert shoes.hits == (1, 2, 3)
    assert servers.hits == (4, 5, 6)
    assert sorted(servers.passages) == ["q0", "q1", "q2"]
    assert servers.label == " · ".join(servers.terms)
    assert set(re.findall(r"\w+", servers.summary)) <= set(re.findall(r"\w+", " ".join(SERVERS)))


def test_a_theme_of_thousands_is_described_by_its_most_typical_passages():
    many = passages([f"{SHOES[i % 3]} Number {i}." for i in range(3000)])
    vectors = np.ones((len(many), 4), np.float32)
    (group,) = describe([list(range(len(many)))], many, vectors, first=0)
    assert len(group.hits) == len(group.passages) == 3000 > SAMPLE
    assert "return policy" in group.terms


def test_a_theme_in_several_languages_is_told_in_the_readers_or_the_one_that_most_of_it_is_in():
    mixed = passages(SHOES) + passages(退货[:2], "zh", prefix="z")
    vectors = np.ones((len(mixed), 4), np.float32)
    (english,) = describe([list(range(5))], mixed, vectors)
    (chinese,) = describe([[1, 3, 4]], mixed, vectors)
    assert not re.search(r"[一-龥]", english.label + english.summary)
    assert len(english.hits) == len(english.passages) == 5 and english.terms
    assert not re.search(r"[a-z]", chinese.label + chinese.summary) and chinese.terms
    (wanted,) = describe([list(range(5))], mixed, vectors, language="zh")
    assert not re.search(r"[a-z]", wanted.label + wanted.summary) and len(wanted.hits) == 5
    (other,) = describe([list(range(5))], mixed, vectors, language="fr")
    assert other == english
