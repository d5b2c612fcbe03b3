"""Which language a text is written in: by its script, its telling letters, its function words, then langdetect."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from qa.language.scripts import char_class, marks, script_of
from qa.language.stopwords import LANGUAGES, stop_words

_SAMPLE = 4000
_ENOUGH = 1000
"""More text makes langdetect slower, not surer."""
_LETTERS_PER_WORD = {"han": 1.5, "hiragana": 2.0, "katakana": 2.5, "hangul": 2.5, "thai": 4.0}
_BY_SCRIPT = {
    "greek": "el",
    "armenian": "hy",
    "hebrew": "he",
    "bengali": "bn",
    "gurmukhi": "pa",
    "gujarati": "gu",
    "oriya": "or",
    "tamil": "ta",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
    "sinhala": "si",
    "thai": "th",
    "lao": "lo",
    "tibetan": "bo",
    "myanmar": "my",
    "georgian": "ka",
    "ethiopic": "am",
    "khmer": "km",
    "hangul": "ko",
}
_BESIDE_CODE = 0.2
"""Share of a text's words from which another script may stand before code in Latin letters."""
_PROSE = 0.2
"""Share of function words among words in Latin letters from which these are prose: in sentences it is .3 to .6."""
_DEFAULT = {"latin": "en", "cyrillic": "ru", "arabic": "ar", "devanagari": "hi"}
_FAMILY = {
    "cyrillic": frozenset({"ru", "uk", "bg", "mk"}),
    "arabic": frozenset({"ar", "fa", "ur"}),
    "devanagari": frozenset({"hi", "mr", "ne"}),
}
_TELLING = (
    ("uk", "іїєґ"),
    ("ru", "ыэё"),
    ("fa", "پچژگیک"),
    ("ur", "ٹڈڑےںہھیک"),
    ("vi", "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơưđ"),
    ("pl", "ąęłńśźż"),
    ("tr", "ğşı"),
    ("cs", "ěřů"),
    ("hu", "őű"),
    ("ro", "țșăţ"),
    ("de", "ß"),
    ("es", "ñ¿¡"),
    ("pt", "ãõ"),
)
_JAPANESE_FORMS = (
    "齢駅図対応気沢総経済広県験読変売検鉄関帰転込圏様実価権続労焼発児渋"
    "塩働峠畑匂枠辻栃繊雑桜歩戻払拡両円訳駆黒黙歴毎従営団伝仮仏乗亜悪囲壊"
)
"""Characters as Japan alone writes them; Chinese, simplified or not, has others in their place."""


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the text's language, or "" when it holds no letters.

    The same text always gets the same answer. Latin letters without any other sign are taken for English.
    """
    sample = text[:_SAMPLE]
    script = _main_script(sample)
    if script == "han":
        return _chinese_or_japanese(sample)
    if script in _BY_SCRIPT:
        return _BY_SCRIPT[script]
    return _within_script(sample, script) if script in _DEFAULT else ""


def is_rtl(text: str) -> bool:
    """Tell whether most letters of the text are written from right to left."""
    directions = Counter(unicodedata.bidirectional(char) for char in text[:_SAMPLE])
    return directions["R"] + directions["AL"] > directions["L"]


def _main_script(text: str) -> str:
    """Return the script with the most words ("han": kana too); a Han character counts for more than a Latin letter.

    Commands, code and names are in Latin letters whatever the language around them: where hardly any of the words in
    these letters is a function word, another script that is more than a little of the text stands before them.
    """
    weights: Counter[str] = Counter()
    for char, times in Counter(text).items():
        script = script_of(char)
        if script:
            written = "han" if script in ("hiragana", "katakana") else script
            weights[written] += times / _LETTERS_PER_WORD.get(script, 5.0)  # type: ignore[assignment]
    if not weights:
        return ""
    [(first, _), *rest] = weights.most_common()
    if first == "latin" and rest and rest[0][1] >= _BESIDE_CODE * sum(weights.values()) and not _is_prose(text):
        return rest[0][0]
    return first


def _is_prose(text: str) -> bool:
    """Tell whether the words in Latin letters are sentences: these have many function words of one language."""
    words = [word for word in _words(text.lower()) if script_of(word[0]) == "latin"]
    known = _function_words("latin")
    counts = Counter(language for word in words for language in known.get(word, ()))
    return max(counts.values(), default=0) >= _PROSE * len(words)


def _chinese_or_japanese(text: str) -> str:
    """Tell by the small words when there is little kana: a Japanese name in a Chinese text makes it no Japanese.

    A table of names and places has neither; there the forms of its characters tell.
    """
    kana = len(re.findall(f"[{char_class('hiragana', 'katakana')}]", text))
    han = len(re.findall(f"[{char_class('han')}]", text))
    japanese = len(re.findall("[のはをにがでと]", text))
    chinese = len(re.findall("[的了是在这這们們和有吗嗎]", text))
    forms = len(re.findall(f"[{_JAPANESE_FORMS}]", text))
    small_words = kana > 0.02 * han and japanese >= chinese
    return "ja" if kana > han / 2 or small_words or (forms > 0.02 * han and not chinese) else "zh"


def _within_script(text: str, script: str) -> str:
    words = _words(text.lower())
    votes = _votes(words, script)
    if len(votes) == 1 or (len(votes) > 1 and votes[0][1] >= 1.25 * votes[1][1]):
        return votes[0][0]
    if len(words) >= 4 or (votes and len(words) >= 2):
        guess = _langdetect(text[:_ENOUGH])
        if guess and _fits(guess, script):
            return guess
    return votes[0][0] if votes else _DEFAULT[script]


def _fits(language: str, script: str) -> bool:
    family = _FAMILY.get(script)
    return language in family if family else True


def _words(text: str) -> list[str]:
    return re.findall(rf"[^\W\d_][\w{marks()}]*", text)


def _votes(words: list[str], script: str) -> list[tuple[str, float]]:
    """Count function words and telling letters for each language, most first."""
    counts: Counter[str] = Counter()
    listed = _function_words(script)
    for word in words:
        for language in listed.get(word, ()):
            counts[language] += 2
    letters = "".join(words)
    for language, telling in _TELLING:
        if any(script_of(char) == script for char in telling[:1]):
            counts[language] += sum(letters.count(char) for char in telling)
    return sorted(((lang, float(n)) for lang, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))


@cache
def _function_words(script: str) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word in stop_words(language):
            if script_of(word[0]) == script:
                index[word] = (*index.get(word, ()), language)
    return index


def _langdetect(text: str) -> str:
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0
    try:
        return str(detect_langs(text)[0].lang).partition("-")[0]
    except LangDetectException:
        return ""
