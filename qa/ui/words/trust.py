"""The words about how sure an answer must be, and about questions that nothing answered."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Trust:
    """The section of the Library page on precision and unanswered questions."""

    title = "How sure must an answer be?"
    precision = "Be right"
    precision_help = (
        "The same promise holds both ways: of the answers marked “Answered”, and of the questions told that nothing "
        "here answers them. What lies between is marked “Perhaps”."
    )
    not_yet = "Until this collection has learned about itself, a general estimate is used."
    unanswered = "Unanswered questions"
    unanswered_line = "Asked here, and nothing in this collection answered them."
    none = "None so far."
    clear = "Clear all…"
    clear_title = "Clear the list?"
    clear_yes = "Clear all"
    cancel = "Cancel"
    ask = "Ask again"
    remove = "Take off the list"

    def times(self, precision: float) -> str:
        """Name a precision."""
        return f"{round(100 * precision)} times in 100"

    def share(self, share: float, own: int) -> str:
        """Say what the promise costs."""
        return (
            f"At least {round(100 * share)} of 100 questions on its subjects will then be marked as answered "
            f"(estimated from {count(own, 'question')} made from this collection, harder than those people ask)."
        )

    def thumbs(self, n: int) -> str:
        """Say that thumbs went in."""
        return f"{count(n, 'thumb')} went into it."

    def count(self, n: int) -> str:
        """Label the list."""
        return f"{self.unanswered} ({n})"

    def clear_body(self, n: int) -> str:
        """Say what clearing the list means."""
        return f"This takes {count(n, 'question')} off the list. Chats and files stay as they are."

    def asked(self, times: int, ago: str) -> str:
        """Say how often a question was asked, and when."""
        return f"asked {times} times, {ago}" if times > 1 else f"asked {ago}"

    def ago(self, seconds: float) -> str:
        """Say how long ago that was."""
        for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
            if seconds >= length:
                return f"{count(int(seconds // length), unit)} ago"
        return "just now"


class TrustChinese(Trust):
    """The same in Chinese."""

    title = "答案要有多大把握？"
    precision = "正确率"
    precision_help = (
        "这一承诺对两个方向都成立：标为“已找到答案”的，以及告知“没有答案”的问题。介于两者之间的标为“可能是答案”。"
    )
    not_yet = "此资料集尚未完成自我校准，暂用通用估计。"
    unanswered = "未能回答的问题"
    unanswered_line = "曾在这里提出，但此资料集没有内容能够回答。"
    none = "目前没有。"
    clear = "全部清空…"
    clear_title = "清空列表？"
    clear_yes = "全部清空"
    cancel = "取消"
    ask = "再次提问"
    remove = "从列表中移除"

    def times(self, precision: float) -> str:
        """Name a precision."""
        return f"100 次中对 {round(100 * precision)} 次"

    def share(self, share: float, own: int) -> str:
        """Say what the promise costs."""
        return (
            f"与其内容相关的问题，每 100 个中至少有 {round(100 * share)} 个会标为“已找到答案”"
            f"（根据由此资料集生成的 {own:,} 个问题估计，这些问题比人们的提问更难）。"
        )

    def thumbs(self, n: int) -> str:
        """Say that thumbs went in."""
        return f"其中参考了 {n:,} 次评价。"

    def count(self, n: int) -> str:
        """Label the list."""
        return f"{self.unanswered}（{n}）"

    def clear_body(self, n: int) -> str:
        """Say what clearing the list means."""
        return f"将从列表中移除 {n:,} 个问题。对话和文件不受影响。"

    def asked(self, times: int, ago: str) -> str:
        """Say how often a question was asked, and when."""
        return f"问过 {times} 次，最近：{ago}" if times > 1 else f"{ago}提出"

    def ago(self, seconds: float) -> str:
        """Say how long ago that was."""
        for unit, length in (("天", 86400), ("小时", 3600), ("分钟", 60)):
            if seconds >= length:
                return f"{int(seconds // length):,} {unit}前"
        return "刚才"
