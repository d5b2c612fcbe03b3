"""What a screenshot asks: of all that stands on it, the lines that the collection has something to say about.

A picture of a screen is mostly frame: menus, names, buttons, data. Each line (and each block of lines) is looked up by
itself; what counts is how near the nearest passage is in meaning and, the less the model knows of the language, how
much of the line's weight one passage holds. So a line that stands in a passage, be it in other words, is asked, and one
whose words are scattered over the collection, or not in it, is not.

Measured on forty messages in each of two languages, in windows with other words around (``tests/rephrased.py``): where
entries are put in other words than the messages, words alone often asked the title of the window instead, and the right
entry came first for 14 to 32 of 40; with meaning for 32 to 34, and for 35 and 37 where the message alone is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qa.language import fold, query_tokens
from qa.search import bm25
from qa.types import Filter, KeywordIndex

LINES = 60
"""Lines looked up at most, the longest first."""
DEEP = 5
"""Passages looked at for each line."""
TOKENS = 48
"""Tokens of a question at most."""
MEANT = 16
"""Lines whose meaning is looked up at most, those with most weight."""
LEAST, LEAST_MEANT = 0.3, 0.8
"""Share of the best line's worth from which another line is asked too: by words alone, and with meaning."""
ENDS = (".", "!", "?", ":", ";", "…")
"""What a sentence ends with, so that no line goes on with it."""
LONGEST = 400
"""Characters of a block that is looked up as a whole."""

_BUTTONS = """
ok okay cancel yes no close retry abort ignore help back next finish continue save apply open edit file view window
windows tools options settings details more less copy print search send submit learn about home menu sign log in out on
off skip done got it dismiss later now try again show hide the a to of and
abbrechen ja nein schließen wiederholen hilfe zurück weiter fertig speichern übernehmen öffnen bearbeiten datei ansicht
fenster extras optionen einstellungen suchen senden mehr kopieren drucken
annuler oui non fermer réessayer aide retour suivant terminer enregistrer appliquer ouvrir fichier
cancelar sí cerrar reintentar ayuda atrás siguiente finalizar guardar aplicar abrir archivo
annulla chiudi riprova aiuto indietro avanti fine salva apri zrušit ano zavřít zpět další uložit
确定 取消 关闭 重试 帮助 是 否 返回 上一步 下一步 完成 保存 应用 打开 编辑 文件 查看 窗口 工具 选项 设置 详情 详细信息
更多 复制 打印 搜索 发送 提交 忽略 继续 知道了 我知道了 首页 菜单 登录 退出 刷新
確定 關閉 重試 幫助 儲存 開啟 編輯 檔案 檢視 視窗 設定
はい いいえ キャンセル 閉じる 再試行 ヘルプ 戻る 次へ 完了 適用 開く 編集 ファイル 表示 検索
확인 취소 닫기 다시 도움말 저장
"""
_FRAME = frozenset(map(fold, _BUTTONS.split()))
_WORDS = re.compile(r"\w+")
_SYNTAX = re.compile(r"[\"＂“”„«»「」『』]|(?<!\S)[-－](?=\w)")
_CLOCK = re.compile(r"[\d\s:./%,+-]+")


Near = Callable[[Sequence[str]], Sequence[tuple[float, float]]]
"""Gives for each text the cosine of the passage that is nearest in meaning, and how far it can be trusted, 0…1."""


class Line(NamedTuple):
    """Something that stands on a picture, and what it is worth to ask."""

    text: str
    worth: float
    """≥ 0: by words, the idf mass that the best passage holds of it, less for each part that it does not; with meaning
    0…1, its cosine and that mass as shares of the best ones."""
    place: int
    """Its order on the picture."""


def asked(words: str, keyword: KeywordIndex, where: Filter = Filter(), near: Near | None = None) -> str:
    """Return what to ask about a picture on which ``words`` stand (blocks set apart by empty lines), in reading order.

    Empty when nothing but frame stands on it. Where the collection holds none of it, and there is no meaning model to
    tell what is ``near``, the longest lines are asked.
    """
    pieces = list(_pieces(words))
    weighed, least = _weighed(pieces, keyword, where), LEAST
    if near is not None and (meant := _meant(weighed, near)):
        weighed, least = meant, LEAST_MEANT
    best = max((line.worth for line in weighed), default=0.0)
    if best > 0:
        chosen = _filled([line for line in weighed if line.worth >= least * best])
    else:
        chosen = _filled([Line(text, float(len(text)), place) for place, text in enumerate(pieces)])
    return "\n".join(line.text for line in sorted(chosen, key=lambda line: line.place))


def plain(text: str) -> str:
    """Return read text without what a typed question would mean by it: quotes and leading minus signs."""
    return " ".join(_SYNTAX.sub(" ", text).split())


def said(words: str) -> frozenset[str]:
    """Return the words on a picture, folded, to compare pictures by."""
    return frozenset(_WORDS.findall(fold(words)))


def is_frame(text: str) -> bool:
    """Tell whether a line is nothing but buttons, menu names, a clock, or marks."""
    words = _WORDS.findall(fold(text))
    return not words or bool(_CLOCK.fullmatch(text)) or all(word in _FRAME or len(word) == 1 for word in words)


def _pieces(words: str) -> Iterator[str]:
    """Yield each block that is short enough, then its lines, without the frame; each text once."""
    known: set[str] = set()
    for block in words.split("\n\n"):
        lines = _unwrapped([plain(line) for line in block.split("\n") if not is_frame(plain(line))])
        whole = [" ".join(lines)] if len(lines) > 1 and sum(map(len, lines)) <= LONGEST else []
        for text in (*whole, *lines):
            if text not in known:
                known.add(text)
                yield text


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Put together what was broken to fit: a line that begins with a small letter goes on with the one before it."""
    whole: list[str] = []
    for line in lines:
        if whole and line[:1].islower() and not whole[-1].endswith(ENDS) and len(whole[-1]) + len(line) < LONGEST:
            whole[-1] = f"{whole[-1]} {line}"
        else:
            whole.append(line)
    return whole


def _weighed(pieces: Sequence[str], keyword: KeywordIndex, where: Filter) -> list[Line]:
    order = {text: place for place, text in enumerate(pieces)}
    looked = sorted(pieces, key=lambda text: (-len(text), order[text]))[:LINES]
    tokens = {text: query_tokens(text) for text in looked}
    weights = bm25.idf(keyword.statistics(list({token for each in tokens.values() for token in each})))
    return [Line(text, _worth(tokens[text], weights, keyword, where), order[text]) for text in looked]


def _meant(lines: Sequence[Line], near: Near) -> list[Line]:
    """Return the lines that are worth most by words, or longest, with what they are worth by their meaning too.

    None where there is nothing to choose, or no passage that has a vector.
    """
    if len(lines) < 2:
        return []
    some = sorted(lines, key=lambda line: (-line.worth, -len(line.text), line.place))[:MEANT]
    found = near([line.text for line in some])
    most = max((line.worth for line in some), default=0.0) or 1.0
    nearest = max((cosine for cosine, _ in found), default=0.0)
    if nearest <= 0:
        return []
    return [
        line._replace(worth=trust * (max(cosine, 0.0) / nearest) ** 2 + (1 - trust) * line.worth / most)
        for line, (cosine, trust) in zip(some, found, strict=True)
    ]


def _worth(tokens: Sequence[str], weights: Mapping[str, float], keyword: KeywordIndex, where: Filter) -> float:
    mass = bm25.mass(tokens, weights)
    if not mass:
        return 0.0
    found = [id_ for id_, _ in keyword.search(tokens, DEEP, where)]
    held = (bm25.mass(set(tokens) & set(passage), weights) for passage in keyword.tokens(found).values())
    best = max(held, default=0.0)
    return best * (best / mass) ** 2


def _filled(lines: Sequence[Line]) -> list[Line]:
    """Take lines, the worthiest first, until the question is long enough; none that another already says."""
    chosen: list[Line] = []
    length = 0
    for line in sorted(lines, key=lambda line: (-line.worth, line.place)):
        if any(line.text in other.text for other in chosen):
            continue
        size = len(query_tokens(line.text))
        if chosen and length + size > TOKENS:
            continue
        chosen = [other for other in chosen if other.text not in line.text] + [line]
        length += size
    return chosen
