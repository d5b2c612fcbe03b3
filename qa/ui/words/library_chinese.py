"""The words of the Library page in Chinese."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from qa.ui.words.library import OTHER_SCRIPTS, Library
from qa.ui.words.phrases import language


class LibraryChinese(Library):
    """The page where files are added and looked after."""

    title = "资料库"
    drop = "将文件拖到这里，或点击选择"
    drop_kinds = (
        "支持 PDF、Word、PowerPoint、Excel、CSV、Markdown、HTML、纯文本、RTF、EPUB、电子邮件、JSON、"
        "笔记本、源代码、图片，以及包含它们的 zip 压缩包。文件不会离开本机。"
    )
    options = "后续文件的选项"
    password = "密码"
    password_help = "用于加密的 PDF 和 Excel 文件；不会随文件保存"
    password_where = "请在下方列表中该文件旁输入密码。"
    unlock = "用此密码读取"
    table = "表格视为"
    tables: Mapping[str, str] = {"auto": "自动识别", "faq": "问与答", "rows": "普通行"}
    columns = "无法自动识别时的列标题"
    column_names: Mapping[str, str] = {
        "question": "问题列",
        "answer": "答案列",
        "category": "类别列",
        "language": "语言列",
    }
    clear = "收起"
    cancel = "取消"
    cancel_all = "全部取消"
    search = "按名称查找"
    sort = "排序方式"
    sorts: Mapping[str, str] = {
        "added": "最近添加",
        "name": "名称",
        "kind": "类型",
        "passages": "段落最多",
        "bytes": "文件最大",
        "status": "有问题的在前",
    }
    select_all = "全选"
    delete = "删除"
    delete_title = "从资料库中删除？"
    delete_body = "这些文件将从资料库和以往对话的答案中移除。您自己保存的原文件不受影响。"
    menu = "此文件的选项"
    open = "打开"
    ask_only = "只问这份文件"
    reindex = "重新读取"
    none_found = "没有名称相符的文件。"
    empty_title = "这里还没有内容"
    empty_steps = (
        ("把文件拖到上方", "手册、问答表格、笔记、代码都可以；整个文件夹请打包为 zip。"),
        ("稍候片刻", "文件添加后即可按关键词查找，随后不久便可按语义查找。"),
        ("提问", "用自己的话，任何语言都可以。您会看到能回答问题的段落及其页码。"),
    )
    collection = "资料集"
    collection_menu = "管理资料集"
    create = "新建资料集…"
    rename = "重命名…"
    remove = "删除资料集…"
    create_title = "新建资料集"
    rename_title = "重命名资料集"
    remove_title = "删除资料集？"
    name = "名称"
    save = "保存"
    states: Mapping[str, str] = {
        "pending": "等待中",
        "words": "可按关键词搜索",
        "ready": "可按关键词和语义搜索",
        "failed": "无法读取",
    }
    stopped = "已停止：只能按关键词找到"
    go_on = "继续处理"
    kinds: Mapping[str, str] = {
        "document": "文档",
        "faq": "问答",
        "table": "表格",
        "code": "代码",
        "image": "图片",
    }
    job_states: Mapping[str, str] = {
        "queued": "等待中",
        "reading": "正在读取",
        "embedding": "已可按关键词搜索，正在学习语义",
        "done": "完成",
        "failed": "未能添加",
        "cancelled": "已取消",
    }
    check = "检查"
    healthy = "检查完毕：一切完好。"
    repair = "修复"
    unchanged = "已在资料库中，内容没有变化。"

    def remove_body(self, name: str, files: int) -> str:
        """Warn about what deleting a collection means."""
        return f"这将删除 {name} 及其中的 {files:,} 个文件。您自己保存的原文件不受影响。"

    def health(self, files: int, passages: int, embedded: int) -> str:
        """Say what is searchable, in one line."""
        if not passages:
            return f"{files:,} 个文件"
        meaning = "全部" if embedded >= passages else f"其中 {embedded:,} 个"
        return f"{files:,} 个文件 · {passages:,} 个段落可按关键词搜索 · {meaning}可按语义搜索"

    def added(self, passages: int, seconds: float) -> str:
        """Say what became of a file."""
        return f"{passages:,} 个段落，用时 {seconds:.1f} 秒"

    def partly(self, passages: int) -> str:
        """Say that a file can be found by words only."""
        return f"{passages:,} 个段落，目前仅可按关键词搜索"

    def seen(self, languages: Collection[str]) -> str:
        """Say in which languages the text on pictures and scans can be read here."""
        named = [language(code) for code in ("zh", "ja", "en", *sorted(OTHER_SCRIPTS)) if code in languages]
        rest = len(set(languages) - OTHER_SCRIPTS - {"zh", "ja", "en"})
        latin = f"，以及另外 {rest} 种使用拉丁字母的语言" if rest else ""
        more = (
            ""
            if OTHER_SCRIPTS & set(languages)
            else "西里尔文、韩文、阿拉伯文、泰文和印度文字需要安装 Tesseract 及相应的语言包。"
        )
        return f"可识别图片和扫描件上的文字：{'、'.join(named)}{latin}。{more}"

    def progress(self, done: int, total: int, state: str = "embedding") -> str:
        """Say how far a file is: while it is read, with its pages, then with its passages."""
        if state == "reading":
            return f"文字识别 {done + 1:,} / {total:,}" if total > 1 else "文字识别"
        return f"{done:,} / {total:,} 个段落"

    def passages(self, n: int) -> str:
        """Say how many passages a file has."""
        return f"{n:,} 个段落"

    def pages(self, n: int) -> str:
        """Say how many pages a file has."""
        return f"{n:,} 页"

    def and_more(self, n: int) -> str:
        """End a list that is too long."""
        return f"… 另有 {n:,} 个"

    def overall(self, done: int, files: int) -> str:
        """Say how many of the files that are coming in are done."""
        return f"已完成 {done:,} / {files:,} 个文件"

    def more_running(self, n: int) -> str:
        """Label the fold that holds the other files being worked on."""
        return f"另有 {n:,} 个文件正在处理"

    def waiting(self, n: int) -> str:
        """Label the fold that holds the files waiting for their turn."""
        return f"{n:,} 个文件等待中"

    def more_finished(self, n: int) -> str:
        """Label the fold that holds the other finished files."""
        return f"另有 {n:,} 个已完成"

    def rows(self, added: int, duplicates: int, skipped: int) -> str:
        """Account for the rows of a table."""
        parts = [f"添加了 {added:,} 条"]
        parts += [f"重复 {duplicates:,} 条"] if duplicates else []
        parts += [f"跳过 {skipped:,} 行"] if skipped else []
        return " · ".join(parts)

    def row_skipped(self, row: int, why: str) -> str:
        """Say why one row was skipped."""
        return f"第 {row} 行：{why}"

    def row_numbers(self, rows: str) -> str:
        """Name the rows that repeat others."""
        return f"与前面的条目重复的行：{rows}"

    def ago(self, seconds: float) -> str:
        """Say how long ago a file was added."""
        for unit, length in (("天", 86400), ("小时", 3600), ("分钟", 60)):
            if seconds >= length:
                return f"{int(seconds // length):,} {unit}前添加"
        return "刚刚添加"

    def selected(self, n: int) -> str:
        """Label the button that deletes the chosen files."""
        return f"删除 {n:,} 个文件"

    def deleted(self, n: int) -> str:
        """Say that files are gone."""
        return f"已删除 {n:,} 个文件"

    def problems(self, n: int) -> str:
        """Say that a check found something."""
        return f"检查发现 {n:,} 个问题。"
