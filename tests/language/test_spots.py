"""What a question's tokens find in a text, and where."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.language import fold, held, held_in, query_tokens, sentences, term_spans, tokens
from qa.types import Span

TEXTS = st.text(alphabet=st.sampled_from("aB1 _-.,。中文がカ한국กาำ่אבकि\u0301\ufeffﬁéİ\n") | st.characters())


def marked(text: str, question: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in term_spans(text, query_tokens(question, language), language)]


@given(TEXTS, st.text(alphabet="aB1 -.中文カ한"))
def test_what_is_held_are_the_tokens_of_the_text(text: str, question: str) -> None:
    wanted = frozenset((*tokens(question, "en"), *tokens(text, "en")[::2]))
    assert held(wanted, text, "en") == wanted.intersection(tokens(text, "en"))


@given(TEXTS, st.lists(st.integers(0, 40)))
def test_stretches_hold_what_they_hold_alone(text: str, borders: list[int]) -> None:
    """Sentences, and any other stretches."""
    wanted = frozenset(tokens(text, "en")[::2]) | frozenset(tokens(text[1:], "en"))
    cuts = sorted({min(border, len(text)) for border in borders})
    for spans in (sentences(text), [Span(*pair) for pair in pairwise(cuts)]):
        alone = [held(wanted, text[span.start : span.end], "en") for span in spans]
        assert held_in(wanted, text, spans, "en") == alone


def test_stretches_that_cut_a_word_or_a_name_hold_what_is_left() -> None:
    wanted = frozenset({"word", "v2", "v2.1", "2", "v", "wor"})
    spans = [Span(0, 4), Span(0, 3), Span(5, 9), Span(5, 7)]
    assert held_in(wanted, "word v2.1", spans) == [{"word"}, {"wor"}, {"v2.1", "v2", "2", "v"}, {"v2", "v", "2"}]


@given(st.text())
def test_every_text_marks_itself_within_its_bounds(text: str) -> None:
    spans = term_spans(text, query_tokens(text))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end < other.start for one, other in pairwise(spans))


def test_marks_are_whole_words_merged_and_without_function_words() -> None:
    text = "To reset the PASSWORD, open v2.1.3 of the password-reset page 1."
    assert marked(text, "how to reset passwords in v2.1.3") == ["reset", "PASSWORD", "v2.1.3", "password", "reset"]


def test_marks_stand_right_in_text_whose_folding_changes_its_length() -> None:
    assert marked("ﬁnd ﬁles №5: ＰＡＳＳＷＯＲＤ", "password files") == ["ﬁles", "ＰＡＳＳＷＯＲＤ"]
    assert marked("ﾊﾟｽﾜｰﾄﾞを変更", "パスワード", "ja") == ["ﾊﾟｽﾜｰﾄﾞ"]


def test_marks_stand_right_where_as_much_grows_as_shrinks() -> None:
    """Then folding does not change the length of the whole."""
    for text in ("The ﬁrst key of Rene\u0301", "㎡のkey、ｶﾞ", "…，key，密\u200d码\u200d。"):
        assert len(fold(text)) == len(text)
        assert marked(text, "key") == ["key"]
        border = text.index("key") + 3
        spans = [Span(0, border), Span(border, len(text))]
        assert held_in(frozenset({"key"}), text, spans) == [{"key"}, frozenset()]


def test_a_single_han_character_is_marked_only_where_it_was_asked_alone() -> None:
    assert marked("密码很保密", "重置密码", "zh") == ["密码"]
    assert marked("税率和税", "税", "zh") == ["税", "税"]
