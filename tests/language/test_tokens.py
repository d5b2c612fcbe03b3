import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import identifiers, query_tokens, tokens


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("running tests", "The test runs", "en"),
        ("Rechnungen zahlen", "Die Rechnung wurde bezahlt, zahlte", "de"),
        ("cafés fermés", "le café est fermé", "fr"),
        ("contraseñas", "la contraseña", "es"),
        ("пароли пользователей", "пароль пользователя", "ru"),
        ("паролі", "пароля", "uk"),
        ("şifreler", "şifremi", "tr"),
        ("المكتبات", "في المكتبة", "ar"),
        ("كِتَاب", "الكتاب", "ar"),
        ("کتاب‌ها", "کتاب", "fa"),
        ("הספרים", "ספר", "he"),
        ("किताबें", "किताब", "hi"),
        ("비밀번호를", "비밀번호는", "ko"),
        ("密碼", "密码", "zh"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード", "ja"),
        ("รหัสผ่าน", "เปลี่ยนรหัสผ่านใหม่", "th"),
        ("e-mail", "email", "en"),
        ("1,000", "1000", "en"),
        ("camelCase", "camel case", "en"),
        ("ERR-4012", "ERR_4012", "en"),
        ("ＥＲＲ＿４０１２", "err_4012", "en"),
    ],
)
def test_forms_of_a_word_share_a_token(question: str, passage: str, language: str) -> None:
    shared = set(query_tokens(question, language)) & set(tokens(passage, language))
    assert any(len(token) > 1 for token in shared)


@pytest.mark.parametrize("name", ["ERR_4012", "v2.1.3", "A-100", "C++", "C#", "192.168.0.1", "file_name.py", "a@b.org"])
def test_identifiers_stay_whole_and_give_their_parts(name: str) -> None:
    for text in (f"See {name}, please.", f"错误{name}怎么办", f"({name})"):
        assert name.lower() in identifiers(text)
        assert name.lower() in tokens(text)
    parts = [part for part in tokens(name) if part.isalnum()]
    assert parts


def test_ordinary_words_are_no_identifiers() -> None:
    assert identifiers("A well-known and/or e.g. U.S. idea, in the 1990s, isn't one.") == []
    assert identifiers("Ask on the 21st, e.g. at noon.") == []
    assert identifiers("parseHTMLTable and FooBarBaz, not NASA, WiFi or JavaScript") == ["parsehtmltable", "foobarbaz"]


def test_function_words_have_no_stem_and_so_weigh_less() -> None:
    assert tokens("where is the library", "en") == ["where", "is", "the", "library", "~librar"]
    assert tokens("wo ist die Bibliothek", "de")[:3] == ["wo", "ist", "die"]


def test_a_word_is_read_in_the_language_of_its_script() -> None:
    """An English word in a Chinese text is stemmed as in an English one."""
    assert set(tokens("passwords", "en")) <= set(tokens("重置passwords", "zh"))


def test_hindi_and_thai_words_are_not_cut_at_their_marks() -> None:
    assert "हिन्दी" in tokens("हिन्दी भाषा", "hi")
    assert tokens("ที่นี่", "th") == ["ที่", "ที่นี่", "นี่"]


def test_chinese_gives_characters_and_pairs() -> None:
    assert tokens("机器学习") == ["机", "机器", "器", "器学", "学", "学习", "习"]


def test_japanese_gives_katakana_words_and_no_single_kana() -> None:
    made = tokens("パスワードを忘れた", "ja")
    assert {"~パスワード", "忘", "忘れ"} <= set(made)
    assert not {"を", "れ", "パ"} & set(made)


def test_question_words_of_chinese_are_left_out_unless_alone() -> None:
    assert query_tokens("怎么重置密码", "zh") == query_tokens("重置密码", "zh")
    assert query_tokens("什么", "zh") != []


def test_question_tokens_are_distinct_and_in_the_space_of_the_index() -> None:
    asked = query_tokens("the cat and the cat", "en")
    assert asked == ["the", "cat", "~cat", "and"]
    assert set(asked) == set(tokens("the cat and the cat", "en"))


@given(st.text())
def test_tokens_hold_no_white_space_and_are_never_empty(text: str) -> None:
    assert all(token and not any(char.isspace() for char in token) for token in tokens(text))
