"""Does a question lean on the one before it? A table of small words by language.

A follow-up is a fragment after a joining word ("and for Germany?", 那德国呢？), a question about a pronoun ("how much
does it cost?") or nothing but question words ("why?"). Anything with a subject of its own stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from qa.types import Span

FRAGMENT_TERMS = 4
"""A fragment with more content words than this says enough by itself."""
PRONOUN_TERMS = 2
"""A question about a pronoun with more content words than this says enough by itself."""

SUBJECTLESS = 3
"""Characters of content that a question without a subject has at most: one verb."""


class _Rules(NamedTuple):
    opening: str = ""
    """Joining words that open a fragment."""
    preposition: str = ""
    """Words that open a fragment which ends in a question mark ("for Germany?")."""
    pronoun: str = ""
    """Words that stand for something said before."""
    asking: str = ""
    """Question words and verbs: a text that holds one is more than a fragment."""
    closing: str = ""
    """Endings that make a fragment a question (呢, は)."""
    always: str = ""
    """Openings that are a follow-up whatever comes after ("what about")."""
    person: str = ""
    """A person named before, as the subject of a question ("did he"): it says nothing by itself, however long."""
    subjectless: str = ""
    """What begins a question that leaves out what it is about (谁批准的？), where a short verb is all that follows."""
    pointing: str = ""
    """Pronouns that go with the noun right behind them (``these children``, 这个押金)."""


_SPACED = {
    "en": _Rules(
        opening="and|or|but|also|then",
        preposition="(?:only |just |even )?(?:for|in|with|without|on|at|from|since|after|before)",
        pronoun="its?(?! (?:takes?|possible|ok|okay|allowed|necessary|true|safe|legal|worth) (?:to|that|if|for) )"
        "|this|that|these|those|they|them|their|he|she|his|him|her",
        asking="what|which|who|whom|whose|where|when|why|how|is|are|was|were|do|does|did|can|could|should|will|would"
        "|may|must|has|have|had",
        person="(?:is|was|does|did|can|could|should|will|would|may|must|has|had) (?:he|she)",
        always="(?:and |but |or )?(?:what|how) about|what if|and if|but if|(?:the )?same (?:for|with|in)",
        pointing="these|those|(?<!is )(?<!was )(?<!does )(?<!did )(?<!can )(?<!will )(?<!would )(?<!should )(?<!must )"
        "(?<!may )(?<!could )(?:this|that)",
    ),
    "de": _Rules(
        opening="und|oder|aber|auch",
        preposition="für|in|im|bei|mit|ohne|ab|seit|nach|aus",
        pronoun="(?<!gibt )es|ihn|ihm|dort|davon|damit|dafür|dabei|(?:das|dies)(?=[ ]*[?!.]|$| (?:ist|geht|kostet))",
        asking="was|wer|wen|wem|wessen|wie|wo|wann|warum|wieso|weshalb|welche[rsnm]?|wohin|woher|kann|können|ist|sind"
        "|muss|müssen|darf|dürfen|gibt|hat|haben|wird|werden|soll|sollen",
        always="(?:und )?was ist mit|(?:und )?wie (?:ist|sieht|steht) es|und wenn|gilt das auch",
    ),
    "fr": _Rules(
        opening="et|ou|mais|aussi",
        preposition="pour|en|dans|avec|sans|chez|depuis|après|avant",
        pronoun="ça|cela|ceci|celui-ci|celle-ci|ceux-ci",
        asking="que|qui|quoi|quel|quelle|quels|quelles|comment|où|quand|pourquoi|combien|est-ce|puis-je|peut-on|faut-il",
        always="(?:et )?qu['’]en est-il|et si|même chose (?:pour|avec)",
    ),
    "es": _Rules(
        opening="y|e|o|pero|también",
        preposition="para|en|con|sin|desde|después de|antes de",
        pronoun="eso|esto|ello|aquello",
        asking="qué|quién|quiénes|cómo|dónde|cuándo|cuánto|cuánta|cuántos|cuántas|cuál|cuáles|puedo|puede|hay|es|son",
        always="(?:y )?qué (?:pasa con|tal|hay de)|y si",
    ),
    "it": _Rules(
        opening="e|ed|o|ma|anche",
        preposition="per|in|con|senza|da|dopo|prima di",
        pronoun="questo|quello|ciò",
        asking="che|chi|cosa|come|dove|quando|perché|quanto|quanta|quanti|quante|quale|quali|posso|può|è|sono",
        always="e se|che ne è di",
    ),
    "pt": _Rules(
        opening="e|ou|mas|também",
        preposition="para|em|no|na|com|sem|desde|depois de|antes de",
        pronoun="isso|isto|aquilo",
        asking="que|quê|quem|como|onde|quando|quanto|quanta|quantos|quantas|qual|quais|posso|pode|é|são",
        always="e se|e quanto a|que tal",
    ),
    "nl": _Rules(
        opening="en|of|maar|ook",
        preposition="voor|in|met|zonder|bij|sinds|na",
        pronoun="dat|dit|daar|ervan|het(?=[ ]*[?!.]|$)",
        asking="wat|wie|waar|wanneer|waarom|hoe|hoeveel|welke?|kan|kunnen|is|zijn|moet|mag|heeft|hebben",
        always="(?:en )?hoe zit het met|en als|wat dacht je van",
    ),
    "ru": _Rules(
        opening="а|и|но|или|также",
        preposition="для|в|во|с|со|без|из|после|до",
        pronoun="это|этого|этому|этим|этом|он|она|оно|они|его|её|их|им|там",
        asking="что|кто|как|где|когда|почему|зачем|сколько|какой|какая|какое|какие|куда|откуда|можно|нужно|ли",
        always="(?:а )?как насч[её]т|а если|а что (?:с|насч[её]т)",
    ),
    "uk": _Rules(
        opening="а|і|й|та|але|або|також",
        preposition="для|в|у|з|без|після|до",
        pronoun="це|цього|він|вона|воно|вони|його|її|їх|там",
        asking="що|хто|як|де|коли|чому|скільки|який|яка|яке|які|куди|звідки|можна|чи",
        always="(?:а )?як щодо|а якщо",
    ),
    "pl": _Rules(
        opening="a|i|ale|lub|też",
        preposition="dla|w|we|z|ze|bez|po|przed",
        pronoun="to|tego|temu|tym|on|ona|ono|oni|one|jego|jej|ich|tam",
        asking="co|kto|jak|gdzie|kiedy|dlaczego|ile|jaki|jaka|jakie|który|która|które|czy|można",
        always="a co z|a jeśli",
    ),
    "tr": _Rules(
        opening="ve|veya|ama|peki|ya|ayrıca",
        pronoun="o|bu|şu|bunu|onu|bunun|onun|bunlar|onlar",
        asking="ne|kim|nasıl|nerede|neden|niçin|kaç|hangi|ne kadar|mı|mi|mu|mü",
        always="ya da eğer|peki ya",
    ),
    "vi": _Rules(
        opening="còn|và|hoặc|nhưng",
        preposition="cho|ở|tại|với",
        pronoun="nó|chúng|đó|này|vậy",
        asking="gì|ai|nào|sao|đâu|bao nhiêu|bao lâu|mấy|khi nào",
        always="thế còn|vậy còn|còn nếu",
    ),
    "ar": _Rules(
        opening="و|أو|لكن|أيضا",
        preposition="في|مع|بدون|إلى|من أجل",
        pronoun="هذا|هذه|ذلك|تلك|هو|هي|هم",
        asking="ما|ماذا|من|كيف|أين|متى|لماذا|كم|هل|أي",
        always="و?ماذا عن|وإذا",
    ),
    "hi": _Rules(
        opening="और|लेकिन|या|तो",
        pronoun="यह|वह|ये|वे|इस|इसका|इसकी|इसके|उस|उसका|उसकी|उसके|इसे|उसे",
        asking="क्या|कौन|कैसे|कहाँ|कहां|कब|क्यों|कितना|कितनी|कितने|किस",
        always="और अगर",
    ),
}

_UNSPACED = {
    "zh": _Rules(
        opening="那么?|還有|还有|另外|如果是|换成|換成|要是|至于|至於",
        pronoun="它们?|它們|这[个些种样里]?|這[個些種樣裡]?|那[个些种样里個種樣裡]|(?<![其吉])他们?|她们?",
        asking="什么|什麼|怎|多少|多久|多长|多大|哪|几|幾|谁|誰|吗|嗎|为何|為何|是否|能否|可否|能不能|可不可以",
        closing="呢",
        subjectless="(?:都?是)?[谁誰]|什么时候|什麼時候|[何几幾][时時]|[几幾]点|为什么|為什麼|为何|為何|要?多久|一?共?要?花?了?多少[钱錢]?|在哪|[哪][里裡儿]",
        pointing="(?:[这這][个些种個種]?|那[个些种個種])(?![个些种個種样樣里裡儿兒边邊么麼时時能会會可要应應该該需怎什几幾多贵貴收退免允值算是])",
    ),
    "ja": _Rules(
        opening="それでは|それなら|それと|では|じゃあ?|あと",
        pronoun="それ|これ|あれ|その|この|あの|彼女?",
        asking="何|なに|どう|いつ|どこ|誰|だれ|なぜ|いくら|どれ|どの|いくつ|ですか|ますか",
        closing="は|の場合は|なら|だと",
        pointing="この|その|あの",
    ),
    "ko": _Rules(
        opening="그럼|그러면|그리고|또",
        pronoun="그것|이것|그거|이거|그건|이건|거기",
        asking="뭐|무엇|어떻게|언제|어디|누구|왜|얼마|몇|어떤|나요|까요|습니까",
        closing="은요|는요|은|는",
    ),
    "th": _Rules(
        opening="แล้ว|และ|ส่วน",
        pronoun="มัน|นี้|นั้น",
        asking="อะไร|ใคร|อย่างไร|ยังไง|ที่ไหน|เมื่อไหร่|เมื่อไร|ทำไม|เท่าไหร่|เท่าไร|กี่|ไหม",
        closing="ล่ะ|ละ",
    ),
}


@cache
def _patterns(language: str) -> _Rules | None:
    return _SPACED.get(language) or _UNSPACED.get(language)


_LETTER = r"[^\W_]|[\u0900-\u0dff]"
"""A letter, or a vowel sign of an Indian script, which ``\\w`` leaves out."""


def _begins(text: str, words: str, *, spaced: bool) -> bool:
    edge = rf"(?!{_LETTER})" if spaced else ""
    return bool(words) and re.match(rf"[\s¿¡]*(?:{words}){edge}", text) is not None


def _holds(text: str, words: str, *, spaced: bool) -> bool:
    pattern = rf"(?<!{_LETTER})(?:{words})(?!{_LETTER})" if spaced else words
    return bool(words) and re.search(pattern, text) is not None


def _ends(text: str, words: str) -> bool:
    return bool(words) and re.search(rf"(?:{words})[\s?？。!！]*$", text) is not None


def leans(folded: str, languages: Iterable[str], content: Sequence[str]) -> bool:
    """Tell whether a question (lower case) with these content words cannot be understood without the one before it.

    ``languages`` are tried in turn: a fragment is often too short to tell its language by.
    """
    if not content:
        return True
    known = [language for language in dict.fromkeys(languages) if _patterns(language)]
    return any(_leans(folded, language, content) for language in known or ["en"])


def asks_of_person(folded: str, language: str) -> bool:
    """Tell whether a question (lower case) is about a person named before it: "When did he retire?"."""
    rules = _patterns(language)
    return rules is not None and _holds(folded, rules.person, spaced=language in _SPACED)


def names_its_own(text: str, language: str, content: Sequence[Span]) -> bool:
    """Tell whether a question points at something that it names itself: "these children", 这个押金.

    ``content`` are its content words, as they stand in ``text``.
    """
    rules, spaced = _patterns(language), language in _SPACED
    if rules is None or not rules.pointing:
        return False
    edge = rf"(?<!{_LETTER})(?:{rules.pointing})\s+" if spaced else f"(?:{rules.pointing})"
    starts = {span.start for span in content}
    return any(match.end() in starts for match in re.finditer(edge, text, re.IGNORECASE))


def _leans(text: str, language: str, content: Sequence[str]) -> bool:
    rules, spaced = _patterns(language), language in _SPACED
    if rules is None:
        return False
    if len(content) > FRAGMENT_TERMS:
        return False
    if _begins(text, rules.always, spaced=spaced):
        return True
    if asks_of_person(text, language):
        return True
    if _begins(text, rules.subjectless, spaced=spaced) and sum(map(len, content)) <= SUBJECTLESS:
        return True
    few = len(content) <= PRONOUN_TERMS and sum(map(len, content)) <= (99 if spaced else 6)
    if few and _holds(text, rules.pronoun, spaced=spaced):
        return True
    opened = _begins(text, rules.opening, spaced=spaced)
    if not _holds(text, rules.asking, spaced=spaced):
        asked = _begins(text, rules.preposition, spaced=spaced) and _ends(text, r"[?؟]")
        return opened or asked or _ends(text, rules.closing)
    # Languages that leave the subject out: 那怎么收费？ asks about what was said before.
    return opened and not spaced and sum(map(len, content)) <= 3
