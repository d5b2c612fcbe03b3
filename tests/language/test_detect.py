import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language import detect, is_rtl, stop_words
from qa.language.stopwords import LANGUAGES

QUESTIONS = {
    "en": "How do I reset my password?",
    "zh": "怎么重置密码",
    "ja": "パスワードを変更するには",
    "ko": "비밀번호를 바꾸는 방법",
    "de": "Wie hoch ist die Rechnung?",
    "fr": "Comment changer mon mot de passe ?",
    "es": "¿Cuándo llega el paquete?",
    "it": "Dove posso trovare la fattura?",
    "pt": "Onde está a minha encomenda?",
    "nl": "Hoe kan ik mijn wachtwoord wijzigen?",
    "sv": "Hur kan jag ändra mitt lösenord?",
    "pl": "Jak mogę zmienić hasło?",
    "cs": "Jak si mohu změnit heslo?",
    "tr": "Şifremi nasıl değiştirebilirim?",
    "vi": "Làm thế nào để đổi mật khẩu?",
    "id": "Bagaimana cara mengubah kata sandi saya?",
    "ru": "Как мне сменить пароль?",
    "uk": "Як мені змінити пароль?",
    "el": "Πώς αλλάζω τον κωδικό μου;",
    "ar": "كيف أغير كلمة المرور؟",
    "fa": "چگونه رمز عبور را تغییر دهم؟",
    "ur": "میں اپنا پاس ورڈ کیسے تبدیل کروں؟",
    "he": "איך אני משנה את הסיסמה?",
    "hi": "मैं अपना पासवर्ड कैसे बदलूँ?",
    "th": "ฉันจะเปลี่ยนรหัสผ่านได้อย่างไร",
    "bn": "আমি কীভাবে পাসওয়ার্ড বদলাব?",
    "ta": "கடவுச்சொல்லை எப்படி மாற்றுவது?",
    "my": "စကားဝှက်ကို ဘယ်လိုပြောင်းရမလဲ",
    "km": "តើខ្ញុំប្តូរពាក្យសម្ងាត់យ៉ាងដូចម្តេច",
    "lo": "ຂ້ອຍຈະປ່ຽນລະຫັດຜ່ານໄດ້ແນວໃດ",
    "ka": "როგორ შევცვალო პაროლი?",
}


@pytest.mark.parametrize(("language", "question"), QUESTIONS.items())
def test_a_short_question_shows_its_language(language: str, question: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", ""),
        ("123 — 45.6 %", ""),
        ("invoice", "en"),
        ("如何用 Docker Compose 部署 FastAPI 应用", "zh"),
        ("The word 你好 means hello in Chinese.", "en"),
        ("東京タワーの高さ", "ja"),
        (
            "《哆啦A梦》（ドラえもん）是日本漫画家藤子不二雄创作的一部著名的漫画作品，讲述了一只来自未来的机器猫的故事。",
            "zh",
        ),
        ("密碼重設", "zh"),
        ("名前,年齢,住所\n佐藤太郎,21,東京都新宿区", "ja"),
        ("姓名,年龄,住址\n王小明,21,北京市海淀区", "zh"),
        ("姓名,年齡,住址\n王小明,21,臺北市信義區", "zh"),
        ("ERR_4012", "en"),
        (
            "sysctl -w vm.max_map_count=262144\ndocker compose -f compose.yml up -d\n如需永久生效，请修改配置文件。",
            "zh",
        ),
        ("vm.max_map_count >= 262144 であることを確認する: sysctl vm.max_map_count", "ja"),
        ("Кто написал Liber servitoris?", "ru"),
        ("Τι έκανε το Tesla Electric Light & Manufacturing;", "el"),
        ("The Chinese name of the app is 微信, and its users say 微信号 for an account there.", "en"),
        ("Das Wort für den Fahrradhelm ist 自行车头盔, und so steht es auch auf der Rechnung.", "de"),
    ],
)
def test_mixed_and_scarce_text(text: str, language: str) -> None:
    assert detect(text) == language


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_the_same_text_gets_the_same_answer(text: str) -> None:
    assert detect(text) == detect(text)


def test_right_to_left_goes_by_the_majority_of_letters() -> None:
    assert is_rtl("تثبيت برنامج PDF على الجهاز")
    assert is_rtl("שלום 123")
    assert not is_rtl("The word سلام means peace")
    assert not is_rtl("")
    assert not is_rtl("123")


def test_stop_words_are_lower_case_and_unknown_languages_have_none() -> None:
    assert stop_words("xx") == frozenset()
    assert {"the", "der", "的", "の", "은", "в", "في", "के"} <= frozenset().union(*map(stop_words, LANGUAGES))
    assert all(word == word.lower() for language in LANGUAGES for word in stop_words(language))
