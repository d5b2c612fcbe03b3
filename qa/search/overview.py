"""Does a question ask what all of it is about ("What are these files about?"), and nothing of its own?

No passage answers that; the themes of the whole do. Such a question has no content words but those for documents and
what they hold, and for telling of it.
"""

from __future__ import annotations

import re

from qa.language import fold
from qa.search.sayings import Sayings

_WHOLE = """
file files document documents doc docs library collection text texts paper papers book article articles report
content contents everything overview summary topic topics theme themes subject subjects attachment attachments material
dateien datei dokumente dokument dokumenten texte bibliothek sammlung inhalt inhalte überblick zusammenfassung themen
thema anhang unterlagen fichier fichiers texte textes bibliothèque collection contenu résumé thèmes thème sujets sujet
aperçu archivo archivos fichero ficheros documento documentos textos texto biblioteca colección contenido resumen temas
tema documenti testo testi raccolta contenuto contenuti riassunto panoramica argomenti argomento temi arquivo arquivos
ficheiro ficheiros coleção conteúdo resumo assuntos bestand bestanden document documenten teksten bibliotheek inhoud
overzicht samenvatting onderwerpen onderwerp файл файлы файлах файлов документ документы документах документов тексты
текст библиотека библиотеке коллекция содержание темы обзор 
파일 파일들 문서 문서들 문서를 문서들을 파일을 파일들을 자료를 내용을 자료 내용 내용인가요 주제 요약
"""
_WHOLE_RUNS = """
文件 文档 文章 资料 资料库 资料集 材料 附件 内容 主题 全部 全文 这本书 这篇 这份 文檔 檔案 資料 內容 主題
ファイル 資料 文書 書類 文章 ドキュメント 内容 全体 概要 要約 テーマ
"""
_TELLING = """
what's about cover covers covered covering contain contains contained deal deals say says said tell tells summarise
summarize summarised summarized summary describe describes main mainly give show list overall whole entire general
generally attached uploaded added brief briefly short quick know talk talks discuss discussed discusses inside included
includes include find see read key ask learn kinds kind everything
worum geht gehen handeln handelt handeln enthalten enthält steht stehen fasse fass zusammen zusammenfassen gib
beschreibe hauptsächlich kurz behandelt parle parlent traite traitent agit contient contiennent résume résumer résumez
donne décris principal principaux porte portent tratan trata hablan habla va van contiene contienen resume resumir
resúmeme dame describe principales principal parlano parla trattano tratta contengono riassumi riassumere dammi
descrivi principali tratam fala falam contêm contém resuma resumir dê descreva principais estes estas gaan gaat
bevatten bevat vat samen samenvatten geef hoofd belangrijkste чём чем говорится расскажи содержат содержит эти этих
этот кратко опиши перескажи обобщи основные главные 요약해 요약해줘 요약 주세요 설명해 무슨 대해 관한 관해 다루는
다루나요 해줘 알려줘
"""
_TELLING_RUNS = """
讲 说 写 谈 涉及 包含 包括 关于 介绍 总结 概括 概述 归纳 摘要 总览 概览 简述 描述 主要 大概 大致 大意 整体 整个 所有
一下 帮忙 帮我 帮 请 给 里面 里 中 内 份 篇 本 什么 哪些 哪 方面 几 讲述 讲的 講 說 寫 談 關於 介紹 總結 歸納 什麼
這些 這 些 裡面 裡 整體 説明 教 何 要点 主 看看 看 告诉 告訴 我们 上传 库
"""
_BARE = re.compile(
    r"\bwhat(?:'s| is| are)? (?:is |are )?(?:this|it|these|they|all this|all of this)(?: is| are)?(?: all)? about\b"
    r"|\b(?:darum|worum) geht(?: e|')s\b|\bde quoi (?:ça parle|s'agit|parle)|\bde qu[ée] (?:se )?(?:trata|va)\b"
    r"|(?:这|這|它).{0,3}(?:讲|講|说|說|关于|關於|介绍|介紹).{0,3}(?:什么|什麼|啥)"
)
"""Questions without a content word."""
_OTHER = re.compile(
    r"\bhow (?:do|can|to|does|should|many|much|long)\b|\bwh(?:ere|en|o|ose|y)\b|\b(?:is|are) there\b"
    r"|\bwie (?:kann|fasse|viele?)\b|\bw(?:o|ann|er|arum)\b|\bcomment\b|\bcombien\b|\boù\b|\bquand\b|\bqui\b"
    r"|\bpourquoi\b|\bc[óo]mo\b|\bcu[áa]nt|\bd[óo]nde\b|\bcu[áa]ndo\b|\bqui[ée]n|\bdove\b|\bonde\b|\bquando\b"
    r"|如何|怎么|怎樣|怎样|多少|几个|幾個|哪里|哪裡|哪儿|谁|誰|什么时候|什麼時候|为什么|為什麼|いくつ|どう|どこ|いつ"
    r"|어떻게|어디|언제|누구|\bкак\b|\bсколько\b|\bгде\b|\bкогда\b|\bкто\b"
)
"""Where documents are, how many there are, who wrote them and what is done with them is another matter."""

_LIST = Sayings(_WHOLE + _TELLING, _WHOLE_RUNS + _TELLING_RUNS)
_THINGS = Sayings(_WHOLE, _WHOLE_RUNS)


def asks_for_all(question: str) -> bool:
    """Tell whether a question asks what the documents are about, and nothing of its own."""
    asked = fold(question)
    if _OTHER.search(asked) or not _LIST.all_of(question):
        return False
    return _THINGS.any_in(question) or _BARE.search(asked) is not None
