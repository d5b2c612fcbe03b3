"""Does what is typed beside a picture say anything of its own, or only point at it ("What does this error mean?")?

Such a question has no content words but those for pictures, messages, and what one does about them. Looked up with the
words on the picture they would draw the answer away, and a passage that holds the message would seem half a match.
"""

from __future__ import annotations

from qa.search.sayings import Sayings

_POINTING = """
error errors message messages warning mean means meaning meant fix fixed solve resolve handle deal problem problems
issue wrong screenshot screen picture pictures photo photos image images show shown shows showing see seen look
looks looking happen happens happened happening help explain tell say says saying know understand read written text
thing going got getting gets keep keeps appear appears appeared came pops popped work works working hi hello thanks
thank attached cause causes ask bedeutet bedeuten heißt meldung fehlermeldung fehler bild foto bildschirm
bildschirmfoto zeigt steht helfen hilfe lösen löse beheben behebe tun machen mache passiert erklären los falsch
danke veut dire signifie erreur erreurs problème capture écran aide aider aidez résoudre corriger faire passe montre
expliquer affiche merci est-ce significa errores mensaje problema imagen captura pantalla ayuda ayudar resolver
solucionar arreglar pasa hacer hago quiere decir muestra explicar aparece gracias errore messaggio immagine
schermata aiuto risolvere risolvo fare vuol succede spiegare grazie erro mensagem imagem tela ajuda ajudar fazer
faço quer dizer acontece mostra obrigado betekent fout foutmelding melding probleem afbeelding scherm
schermafbeelding helpen hulp oplossen doen gebeurt uitleggen ошибка ошибку ошибки сообщение проблема проблему
картинка картинке фото снимок скриншот экран экране помогите помощь исправить решить делать случилось значит
означает 意味 エラー メッセージ 問題 画像 写真 画面 解決 対処 方法 直 説明 表示 出 뜻 의미 오류 메시지 문제 사진
그림 화면 해결 방법 도움 설명
"""

_RUNS = """
错误 报错 出错 故障 警告 提示 消息 信息 意思 解决 处理 问题 图片 截图 截屏 照片 图中 图里 图上 屏幕 画面 界面 显示
出现 弹出 回事 情况 帮忙 帮我 看看 看下 看 帮 解释 说明 告诉 办法 办 原因 修复 修 弄 搞 谢谢 你好 麻烦 内容 里面
上面 写 说 讲 样 咋 应该 该 做 请 图 懂 明白 怎么回事 怎么 什么 为什么 为啥 啥 一下 给 出 又 总 老 会 能 想 知道 问
錯誤 報錯 出錯 訊息 解決 處理 問題 圖片 裡 截圖 螢幕 顯示 出現 幫忙 幫我 說明 辦法 辦 這 個 什麼 怎麼 為什麼 嗎 說
寫
"""
"""Of Chinese, which sets no words apart: what is left when these are taken out is a word of its own."""

_LIST = Sayings(_POINTING, _RUNS)


def points(question: str) -> bool:
    """Tell whether a question that came with a picture says nothing of its own."""
    return not any(map(str.isalnum, question)) or _LIST.all_of(question)
