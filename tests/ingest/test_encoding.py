"""Decoding: every text comes back from the encoding it was saved in, also when it is short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.encoding import decode, garbled

CHINESE = "问题,答案\n怎么退款？,请在订单页面点击退款，三天内到账。\n"
TRADITIONAL = "問題,答案\n如何退款？,請在訂單頁面點擊退款，三天內到帳。\n"
JAPANESE = "質問,回答\nパスワードを忘れました,ログイン画面から再設定してください。\n"
KOREAN = "질문,답변\n비밀번호를 잊었어요,로그인 화면에서 다시 설정하세요.\n"

SAVED = [
    (CHINESE, "gb18030"),
    (TRADITIONAL, "cp950"),
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (KOREAN, "cp949"),
    ("Größe,Preis\nSchuhe für Mädchen,20 €\n", "cp1252"),
    ("L'été dernier, où étiez-vous ? Déjà à Besançon.", "cp1252"),
    ("¿Cómo cambio mi contraseña? ¡Muy fácil, señor!", "cp1252"),
    ("Perché la città è così? Più tardi.", "cp1252"),
    ("Smörgåsbord på svenska är gott.", "cp1252"),
    ("Как изменить пароль? Откройте настройки.", "cp1251"),
    ("Как изменить пароль? Откройте настройки.", "koi8_r"),
    ("Як змінити пароль? Відкрийте налаштування, їх є кілька.", "cp1251"),
    ("Jak zmienić hasło? Wejdź w ustawienia i kliknij „Zmień”.", "cp1250"),
    ("Jak změním heslo? Otevřete nastavení účtu.", "cp1250"),
    ("Şifremi nasıl değiştiririm? Ayarları açın.", "cp1254"),
    ("Πώς αλλάζω τον κωδικό; Ανοίξτε τις ρυθμίσεις.", "cp1253"),
    ("כיצד משנים סיסמה? פותחים את ההגדרות.", "cp1255"),
    ("كيف أغير كلمة المرور؟ افتح الإعدادات.", "cp1256"),
    ("เปลี่ยนรหัสผ่านอย่างไร เปิดการตั้งค่า", "cp874"),
]


@pytest.mark.parametrize(("text", "codec"), SAVED, ids=[f"{codec}-{text[:6]}" for text, codec in SAVED])
def test_legacy_encodings_are_told_by_what_the_text_says(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == (text, codec)


@pytest.mark.parametrize("word", ["退款", "姓名,年龄", "密码怎么改", "订单号是多少", "客服电话"])
def test_a_few_chinese_characters_in_gbk_are_enough(word: str) -> None:
    assert decode(word.encode("gbk"))[0] == word


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("text", [CHINESE, "Plain English, and a naïve café.\n" * 3], ids=["zh", "en"])
def test_unicode_encodings_with_and_without_a_mark(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0] == text


def test_chinese_in_utf16_without_a_mark_or_a_line_break() -> None:
    text = "我们的退款政策如下请仔细阅读三天之内到账"
    assert decode(text.encode("utf-16-le"))[0] == text


@pytest.mark.parametrize(
    "text", ["25 °C", "±5 µm", "§ 5, 10 m²", "5 € – “ok” … ™", "Café", "naïve", "Åse", "100 % Größe"]
)
def test_a_lone_sign_or_letter_in_windows_text(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text


def test_rare_characters_of_gb18030_survive() -> None:
    text = "龘䶮𠮷野家的菜单，还有😀表情。问题与答案如下：如何退款？"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_a_few_chinese_cells_in_much_english_are_found() -> None:
    text = "id,name,remark\n" + "".join(f"{n},Item number {n},nothing to say here\n" for n in range(5000))
    text += "5000,苹果手机,已经发货\n"
    assert decode(text.encode("gb18030"))[0] == text


def test_utf8_with_a_broken_character_stays_utf8() -> None:
    data = ("我们的退款政策如下，请仔细阅读。" * 5).encode()
    assert decode(data[:-1])[1] == "utf-8"
    assert decode(data + b"\xff")[0].startswith("我们的退款政策")


def test_a_declaration_is_believed_only_when_the_bytes_agree() -> None:
    text = "Žluťoučký kůň"
    assert decode(text.encode("iso8859_2"), "iso-8859-2") == (text, "iso8859-2")
    assert decode("我们的退款政策".encode(), "iso-8859-1")[0] == "我们的退款政策"
    assert decode("我们的退款政策".encode("gbk"), "utf-8")[0] == "我们的退款政策"
    assert decode(b"plain", "no-such-encoding")[0] == "plain"


def test_text_encoded_twice_is_mended() -> None:
    text = "1986–1990 “Norwich” it’s"
    assert decode(text.encode().decode("latin-1").encode())[0] == text


def test_garbage_is_told_from_text() -> None:
    assert garbled(decode(bytes(range(256)) * 20)[0])
    assert garbled("\ufffd" * 30 + "abc")
    assert garbled("\ue000\ue001\ue002 \ue003\ue004")
    assert garbled("ÎÒÃÇµÄÍË¿îÕþ²ßÈçÏÂ")
    assert garbled("锟斤拷锟斤拷锟斤拷")
    assert not garbled("")
    assert not garbled("L'été, où étiez-vous ? Déjà à Besançon, Ångström, Æsop.")
    assert not garbled("\x1b[31mred\x1b[0m and a page\fbreak")
    assert not garbled("สวัสดีชาวโลก नमस्ते दुनिया مرحبا 🎉👩‍👩‍👧")


RUSSIAN = "Как изменить пароль? Откройте настройки.\n"
ONE = "我们的退款政策如下，一定要仔细阅读，一天之内到账，一切照旧。\n第一条：退款 OK。\n"
"""With U+4E00, one byte of which is a NUL itself."""


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["plain text\n", RUSSIAN, ONE, ONE * 400, "Größe 5 €\n", "退款\n"])
def test_nuls_at_regular_places_are_those_of_wide_encodings(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == (text, codec)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"text \0\0 with nul bytes about badgers\n" * 20, "text  with nul bytes about badgers\n" * 20),
        (b"one stray\0 nul in words", "one stray nul in words"),
        (b"10:01 start\n" * 9 + b"\0\0\0\0" + b"10:02 on\n" * 9, "10:01 start\n" * 9 + "10:02 on\n" * 9),
        (b"a log\n" + b"\0" * 9_000, "a log\n"),
        (b"x" * 20_000 + b"\0 end", "x" * 20_000 + " end"),
        ("年假\0 26 天".encode(), "年假 26 天"),
        ("Größe für Mädchen\0 und Schuhe\n".encode("cp1252") * 3, "Größe für Mädchen und Schuhe\n" * 3),
        ("我们的退款政策\0如下请仔细阅读".encode("gbk"), "我们的退款政策如下请仔细阅读"),
        ("日本語のテキスト\0です。今日はいい天気。".encode("cp932"), "日本語のテキストです。今日はいい天気。"),
        (b"\xef\xbb\xbfwith a\0 mark", "with a mark"),
    ],
)
def test_nuls_that_stray_in_text_are_dropped(data: bytes, text: str) -> None:
    decoded, _ = decode(data)
    assert decoded == text


def test_nuls_of_what_is_no_text_stay() -> None:
    for data in (bytes(range(256)) * 20, b"\0" * 100):
        assert "\0" in decode(data)[0] and garbled(decode(data)[0])


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_unicode_round_trips(text: str, codec: str) -> None:
    text = text.replace("\0", "").lstrip("\ufeff")
    decoded, _ = decode(text.encode(codec))
    assert decoded == text or any("\x80" <= c <= "\x9f" for c in text)


@given(st.binary(max_size=400))
def test_any_bytes_decode_to_something(data: bytes) -> None:
    text, codec = decode(data)
    assert isinstance(text, str)
    assert "".encode(codec) is not None
