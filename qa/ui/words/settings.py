"""The words of the Settings page."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.phrases import count


class Settings:
    """The page that says what runs, where things are, and what is private."""

    title = "Settings"
    search = "Search"
    model = "Text model"
    meaning = "Meaning search"
    meanings: Mapping[str, str] = {
        "cold": "Not started yet; it starts with the first question",
        "warming": "Warming up",
        "ready": "Ready",
        "failed": "Could not be started",
    }
    words_state = "Ready"
    word_search = "Word search"
    collection = "Collection"
    colon = ": "
    privacy = "Privacy"
    privacy_lines = (
        "Nothing leaves this machine: no telemetry, no fonts or scripts from elsewhere, "
        "no model downloads unless you ask.",
        "Chats belong to the browser that made them. Another browser, or a private window, does not see them.",
        "No text is generated. Every word of an answer stands in one of your files, and you can open it there.",
    )
    storage = "Where things are kept"
    storage_line = "Files, indexes and chats are in one folder. Copy it to back it up; delete it to start over."
    chats = "Your chats"
    language = "Language of these pages"
    browsers = "As the browser"
    keyboard = "Asking well"
    keyboard_lines = (
        '`"exact words"` must occur as written; `-word` leaves out passages that have it.',
        "A short follow-up such as *and for Germany?* keeps the topic of the question before it; "
        "remove a kept word with a click.",
        "Attach a file with the + in the question box to ask it at once, without adding it to the library.",
    )

    def chats_line(self, n: int) -> str:
        """Say how many chats there are."""
        return f"{count(n, 'chat')} in this browser." if n else "There are no chats in this browser."


class SettingsChinese(Settings):
    """The same in Chinese."""

    title = "设置"
    search = "搜索"
    model = "文本模型"
    meaning = "语义搜索"
    meanings: Mapping[str, str] = {
        "cold": "尚未启动；将在第一次提问时启动",
        "warming": "正在准备",
        "ready": "就绪",
        "failed": "无法启动",
    }
    words_state = "就绪"
    word_search = "关键词搜索"
    collection = "资料集"
    colon = "："
    privacy = "隐私"
    privacy_lines = (
        "任何内容都不会离开本机：没有遥测，不从外部加载字体或脚本，未经您要求不下载模型。",
        "对话属于创建它的浏览器，其他浏览器或无痕窗口看不到。",
        "不生成任何文字。回答中的每个字都出自您的文件，并可在原文件中打开查看。",
    )
    storage = "存放位置"
    storage_line = "文件、索引和对话都在同一个文件夹中。复制它即可备份，删除它即可重新开始。"
    chats = "您的对话"
    language = "页面语言"
    browsers = "跟随浏览器"
    keyboard = "提问技巧"
    keyboard_lines = (
        '`"引号中的词"` 必须原样出现；`-词` 排除含有该词的段落。',
        "简短的追问（如“德国呢？”）会沿用上一个问题的主题；点击即可去掉沿用的词。",
        "用提问框中的 + 附上文件，可以立即就该文件提问，而不加入资料库。",
    )

    def chats_line(self, n: int) -> str:
        """Say how many chats there are."""
        return f"此浏览器中有 {n:,} 个对话。" if n else "此浏览器中没有对话。"
