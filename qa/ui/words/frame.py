"""The words around every page."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Frame:
    """What stands around every page."""

    title = "Askwell"
    ask = "New question"
    library = "Library"
    images = "Images"
    themes = "Themes"
    settings = "Settings"
    recent = "Recent questions"
    untitled = "Picture"
    all_chats = "Show all"
    delete = "Delete"
    delete_this = "Delete this chat"
    delete_all = "Delete all chats…"
    delete_all_title = "Delete all chats?"
    cancel = "Cancel"
    chat_menu = "Options of this chat"
    warming = "Meaning search is warming up. Until then answers come from words only."
    meaning_failed = "Meaning search could not be started; answers come from words only. See Settings."
    upload = "Upload"
    apply = "Press Enter to apply"
    unexpected = "Something went wrong here, and it has been written to the log. The rest still works: try again."

    def upload_limit(self, megabytes: int) -> str:
        """Say how big a file may be."""
        return f"{megabytes} MB per file"

    def delete_all_body(self, n: int) -> str:
        """Warn about what deleting all chats means."""
        return f"This deletes {count(n, 'chat')} for good, with the files attached to them. The library stays as it is."


class FrameChinese(Frame):
    """The same in Chinese."""

    ask = "新提问"
    library = "资料库"
    images = "图片"
    themes = "主题"
    settings = "设置"
    recent = "最近的提问"
    untitled = "图片"
    all_chats = "显示全部"
    delete = "删除"
    delete_this = "删除此对话"
    delete_all = "删除所有对话…"
    delete_all_title = "删除所有对话？"
    cancel = "取消"
    chat_menu = "此对话的选项"
    warming = "语义搜索正在准备；在此之前仅按关键词回答。"
    meaning_failed = "语义搜索无法启动，目前仅按关键词回答。详见“设置”。"
    upload = "选择文件"
    apply = "按 Enter 键应用"
    unexpected = "这里出了点问题，已记入日志。其他功能不受影响，请再试一次。"

    def upload_limit(self, megabytes: int) -> str:
        """Say how big a file may be."""
        return f"单个文件不超过 {megabytes} MB"

    def delete_all_body(self, n: int) -> str:
        """Warn about what deleting all chats means."""
        return f"这将永久删除 {n:,} 个对话以及附在其中的文件。资料库不受影响。"
