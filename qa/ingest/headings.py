"""What the heading of a column says: is it the question, the answer, the category, the language? Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS: Mapping[str, tuple[str, ...]] = {
    "question": (
        "question questions q query queries faq faqs ask prompt 질문 질의 frage fragen pregunta preguntas",
        "问题 问 问句 提问 疑问 标准问题 标准问 标准问句 常见问题 用户问题 客户问题 问题内容 问题描述 主问题 主问",
        "怎么问 客户怎么问 用户怎么问 客户提问 用户提问 客户咨询 用户咨询 咨询问题 咨询内容 常见提问 提问内容",
        "問題 問 提問 疑問 標準問題 標準問 常見問題 質問 質問文 pergunta perguntas domanda domande вопрос вопросы",
        "питання سؤال السؤال שאלה คำถาม soru pytanie",
    ),
    "similar": (
        "similar alternative alternatives alternate variant variants variation variations paraphrase paraphrases",
        "rephrasing rephrasings synonym synonyms utterance utterances 問法 類似質問 言い換え 유사질문",
        "相似问题 相似问 相似问法 相似问句 扩展问 扩展问题 扩展问法 同义问 同义问题 同义句 类似问题 其他问法 其它问法",
        "相近问题 问法 相似問題 相似問 相似問法 類似問題 擴展問題 擴展問 同義問 其他問法",
    ),
    "answer": (
        "answer answers a ans reply replies response responses 답변 답 응답 대답 antwort antworten réponse réponses",
        "答案 答 回答 答复 回复 解答 标准答案 标准回答 答案内容 回答内容 答覆 回覆 回復 標準答案 回答文",
        "标准回复 标准答复 客服回复 客服答复 官方回复 参考答案 参考回复 回复内容 答复内容 话术 标准话术",
        "回复话术 客服话术 应答",
        "respuesta respuestas resposta respostas risposta risposte ответ ответы відповідь إجابة الإجابة جواب",
        "תשובה คำตอบ cevap yanıt odpowiedź",
    ),
    "category": (
        "category categories topic topics section group class subcategory department tag tags kategorie catégorie",
        "分类 类别 类目 目录 主题 标签 栏目 类型 问题分类 问题类型 问题类别 分類 類別 類型 目錄 主題 標籤 欄目",
        "問題分類 問題類別 問題類型 カテゴリ カテゴリー 카테고리 분류 categoría categoria категория рубрика",
        "kategori kategoria",
    ),
    "language": (
        "language languages lang locale 语言 语种 語言 語種 言語 언어 sprache langue idioma lingua язык dil język",
    ),
}
_ROLES = {word: role for role, lines in _WORDS.items() for line in lines for word in line.split()}

_FILLERS = _names(
    "the a an user users customer customers client standard sample main original primary text body content full "
    "bot suggested official en english zh cn chinese html english's other of for to 中文 英文 内容 文本 列 column field"
)
_FOREIGN = _names(
    "id ids no nr number count date time type author by status score url link links source sources length author "
    "rating 编号 序号 日期 时间 状态 来源 链接 数量 次数 作者 時間 編號"
)
_FOREIGN_PART = re.compile("编号|序号|日期|时间|状态|来源|链接|数量|次数|编码|編號|時間|日期|狀態|來源")

_LANGUAGES = {
    "english": "en",
    "英文": "en",
    "英语": "en",
    "英語": "en",
    "chinese": "zh",
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh",
    "繁体中文": "zh",
    "簡體中文": "zh",
    "繁體中文": "zh",
    "japanese": "ja",
    "日文": "ja",
    "日语": "ja",
    "日本語": "ja",
    "korean": "ko",
    "韩语": "ko",
    "한국어": "ko",
    "german": "de",
    "deutsch": "de",
    "德语": "de",
    "french": "fr",
    "français": "fr",
    "法语": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "português": "pt",
    "russian": "ru",
    "русский": "ru",
    "arabic": "ar",
    "العربية": "ar",
}


def role(heading: str) -> str:
    """Return "question", "similar", "answer", "category" or "language" for a column heading, else ""."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[(\[（【][^)\]）】]*[)\]）】]", " ", text)
    words = re.findall(r"[^\W\d_]+", text)
    joined = "".join(words)
    if joined in _ROLES:
        return _ROLES[joined]
    if _FOREIGN_PART.search(joined) or _FOREIGN & set(words):
        return "category" if {"type"} & set(words) and {"question", "faq"} & set(words) else ""
    telling = [word for word in words if word not in _FILLERS] or words
    roles = {_ROLES.get(word, "") for word in telling}
    for strongest in ("language", "category", "similar"):
        if strongest in roles and roles <= {strongest, "question", "answer"} | (
            {""} if strongest == "similar" else set()
        ):
            return strongest
    return roles.pop() if len(roles) == 1 else ""


def describes(heading: str) -> bool:
    """Tell whether a column without a role says something about the entry, as numbers, dates and links do not."""
    words = set(re.findall(r"[^\W\d_]+", heading.casefold()))
    return bool(words) and not words & (_FOREIGN - {"source", "sources", "来源"}) and not _FOREIGN_PART.search(heading)


def language(said: str) -> str:
    """Return the language code for what a cell says ("en", "zh-CN", "English", "中文"), or ""."""
    said = said.strip().casefold()
    if re.fullmatch(r"[a-z]{2}(?:[-_][a-z]{2,4})*", said):
        return {"cn": "zh", "jp": "ja", "kr": "ko"}.get(said[:2], said[:2])
    return next((code for word, code in _LANGUAGES.items() if word in said), "") if said else ""
