from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.terms import content


def words(text, language):
    return [text[span.start : span.end] for span in content(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("How do I reset the Wi-Fi password of ERR_4012?", "en", ["reset", "Wi-Fi", "password", "ERR_4012"]),
        ("法国的退货期限是多久？", "zh", ["法国", "退货期限"]),
        ("会员可以在线退款吗", "zh", ["会员", "在线退款"]),
        ("返品期限はどのくらいですか", "ja", ["返品期限"]),
        ("パスワードを忘れた", "ja", ["パスワード"]),
        ("환불 기간은 얼마인가요?", "ko", ["환불", "기간"]),
        ("le délai de retour pour l'Allemagne", "fr", ["délai", "retour", "Allemagne"]),
        ("पासवर्ड कैसे बदलें", "hi", ["पासवर्ड", "बदलें"]),
        ("iPhone 15 的 USB-C 接口", "zh", ["iPhone", "15", "USB-C", "接口"]),
        ("", "en", []),
    ],
)
def test_content_words_are_what_is_left_without_function_words(text, language, expected):
    assert words(text, language) == expected


@given(st.text(max_size=60), st.sampled_from(["en", "zh", "ja", "ko", "th", "fr", ""]))
def test_spans_are_in_order_and_do_not_overlap(text, language):
    spans = content(text, language)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
