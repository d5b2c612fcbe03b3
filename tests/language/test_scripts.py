import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import contains, fold
from qa.language.scripts import script_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＰＡＳＳＷＯＲＤ　１２３", "password 123"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("機器學習", "机器学习"),
        ("ΟΔΟΣ", "οδοσ"),
        ("İSTANBUL ılık", "istanbul ilik"),
        ("co\u00adoperate", "cooperate"),
        ("می\u200cخواهم", "میخواهم"),
        ("مـــرحبا", "مرحبا"),
        ("ﬁle №1", "file no1"),
        ("it’s", "it's"),
        ("Cafe\u0301", "café"),
        ("A\u2011100", "a-100"),
    ],
)
def test_spellings_of_one_text_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_phrase_is_found_literally_but_for_case_width_and_white_space() -> None:
    text = "Press  the\nRed Button，再按「重置密碼」。"
    assert contains(text, "the red button")
    assert contains(text, "重置密码")
    assert not contains(text, "red the button")
    assert not contains(text, "the red buttons")


def test_letters_know_their_script() -> None:
    scripts = {c: script_of(c) for c in "aéЖωاאकกກខကあア中한1_,"}
    assert list(scripts.values()) == [
        *("latin", "latin", "cyrillic", "greek", "arabic", "hebrew", "devanagari", "thai", "lao", "khmer", "myanmar"),
        *("hiragana", "katakana", "han", "hangul", "", "", ""),
    ]
