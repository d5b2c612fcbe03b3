"""What asks nothing of documents: greetings, thanks, what the program can do, and keys that were hit at random."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from qa.language import fold

_SAID = """
hello / hi / hey / hiya / hello there / hi there / good morning / good afternoon / good evening / good day
good night / bye / goodbye / see you / how are you / ok / okay / okay thanks / ok thanks / yes / no / thanks
thank you / thx / ty / thank you very much / thanks a lot / many thanks / great / cool / nice / got it / i see
what can you do / what can i ask / what can i ask you / what can i do here / what do you do / who are you
what are you / what are you for / how do you work / help me / can you help me / are you there / are you a bot
are you an ai / what is your name / 你好 / 您好 / 你好呀 / 你好啊 / 你们好 / 大家好 / 哈喽 / 哈啰 / 嗨 / 喂 / 在吗
在不在 / 有人吗 / 早 / 早上好 / 上午好 / 中午好 / 下午好 / 晚上好 / 早安 / 晚安 / 再见 / 拜拜 / 谢谢 / 谢谢你
谢谢您 / 多谢 / 感谢 / 非常感谢 / 谢了 / 好 / 好的 / 好的谢谢 / 好吧 / 行 / 可以 / 嗯 / 嗯嗯 / 哦 / 哦哦 / 是 / 是的
不是 / 对 / 知道了 / 明白 / 明白了 / 懂了 / 收到 / 了解 / 没事 / 没事了 / 不客气 / 辛苦了 / 帮帮我 / 你是谁 / 您是谁
你是什么 / 你叫什么 / 你叫什么名字 / 你是机器人吗 / 你能做什么 / 您能做什么 / 你能干什么 / 你能干嘛 / 你能干啥
你会什么 / 你会做什么 / 你可以做什么 / 你可以干什么 / 你有什么功能 / 你有什么用 / 有什么功能 / 能做什么 / 可以问什么
我可以问什么 / 我能问什么 / 能问你什么 / 你能帮我什么 / 你能帮我做什么 / こんにちは / こんばんは / おはよう
おはようございます / もしもし / ありがとう / ありがとうございます / どうも / はい / いいえ / さようなら
何ができますか / 何ができるの / あなたは誰ですか / 안녕 / 안녕하세요 / 감사합니다 / 고마워 / 고맙습니다 / 네
아니요 / 무엇을 할 수 있나요 / 뭐 할 수 있어 / 누구세요 / hallo / guten tag / guten morgen / guten abend / moin
servus / danke / danke schön / dankeschön / vielen dank / tschüss / was kannst du / was können sie / wer bist du
ja / nein / bonjour / salut / bonsoir / merci / merci beaucoup / au revoir / que peux tu faire
que pouvez vous faire / qui es tu / oui / non / hola / buenos días / buenas tardes / buenas noches / gracias
muchas gracias / adiós / sí / qué puedes hacer / quién eres / ciao / buongiorno / buonasera / grazie / grazie mille
cosa puoi fare / chi sei / olá / oi / bom dia / boa tarde / boa noite / obrigado / obrigada / o que você pode fazer
quem é você / sim / hoi / goedemorgen / dank je / dank je wel / bedankt / wat kun je / cześć / dzień dobry
dziękuję / привет / здравствуйте / здравствуй / добрый день / доброе утро / добрый вечер / спасибо / большое спасибо
пока / да / нет / что ты умеешь / кто ты / merhaba / selam / teşekkürler / teşekkür ederim / ne yapabilirsin / مرحبا
السلام عليكم / شكرا / شكرا جزيلا / ماذا يمكنك أن تفعل / من أنت / नमस्ते / धन्यवाद / xin chào / cảm ơn / halo
terima kasih / สวัสดี / ขอบคุณ
"""

_BREAKS = re.compile(r"[\s,.;:!?~，。！？、；：～…]*[,.;:!?~，。！？、；：～…]+")

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = 3
"""Keys between two letters of a row, at most, that one hand hits one after the other."""
_SHORT, _LONG = 4, 6
"""Letters from which on neighbours in order (asdf), and letters near to each other (sdfsdf), make no word."""


def is_smalltalk(question: str) -> bool:
    """Tell whether a question is nothing but sayings of the list, whatever signs stand between them."""
    parts = [part for part in map(_bare, _BREAKS.split(fold(question))) if part]
    return bool(parts) and _sayings().issuperset(parts)


def is_mashed(question: str) -> bool:
    """Tell whether a question is one word that nobody wrote on purpose: ``asdfgh``, ``sdfsdf``, ``哈哈哈``."""
    word = _bare(fold(question))
    if len(question.split()) != 1 or not word.isalpha():
        return False
    if len(word) >= _SHORT - 1 and len(set(word)) == 1:
        return True
    if any(len(word) >= _SHORT and word in line for row in _ROWS for line in (row, row[::-1])):
        return True
    return word.isascii() and len(word) >= _LONG and (not set(word) & set("aeiouy") or _near(word))


def _near(word: str) -> bool:
    """Tell whether all letters lie in one row of the keyboard, each near to the one before."""
    return any(
        set(word) <= set(row) and all(abs(row.index(a) - row.index(b)) <= _NEAR for a, b in pairwise(word))
        for row in _ROWS
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@cache
def _sayings() -> frozenset[str]:
    return frozenset(_bare(fold(one)) for line in _SAID.split("\n") for one in line.split("/")) - {""}
