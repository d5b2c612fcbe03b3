"""The words of the Ask page and of the window that opens from it, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.ask import Ask, Viewer


class AskChinese(Ask):
    """The same in Chinese."""

    heading = "想了解什么？"
    empty_heading = "向自己的文档提问"
    empty_line = "资料库还是空的。先添加文档、问答表格或代码，然后用自己的话提问。"
    add_files = "添加文件"
    placeholder = "用自己的话提问，任何语言都可以"
    placeholder_attached = "就附上的文件提问"
    searching = "正在搜索…"
    reading = "正在读取附上的文件…"
    attached_failed = "无法读取附上的文件。"
    not_here = "此浏览器中没有这个对话，或者它已被删除。您可以开始一个新的对话。"
    earlier = "显示更早的提问"
    collection = "资料集"
    filters = "筛选"
    filters_help = "限定哪些段落可以作答"
    kinds = "类型"
    languages = "语言"
    sources = "仅这些文件"
    sources_any = "全部文件"
    clear_filters = "清除筛选"
    syntax = '用引号括起 `"原词"` 表示必须出现；写 `-词` 排除含有该词的段落。'
    target = "提问范围"
    target_library = "资料库"
    target_attached = "附上的文件"
    attached = "已附上："
    keep = "存入资料库"
    remove = "移除"
    only_remove = "恢复向全部内容提问"
    ask_only = "只问这份文件"
    copy = "复制"
    copied = "已复制"
    open = "打开"
    thumb_kept = "已记下：资料集会从中学习。"
    carried = "沿用上一个问题中的词："
    carried_help = "去掉这个词，重新提问"
    nearest = "没有十分吻合的内容。最接近的段落："
    by_sight = "按图片内容"
    by_sight_help = "由图像模型判断，与图片内容相近。不是按文字找到的，因此不算作答案。"
    nothing = "这里没有匹配的内容。"
    nothing_help = "可以换一种说法，去掉筛选或引号中的词，或在“资料库”页面添加相关文档。"
    nothing_answers = "这里没有能回答此问题的内容。"
    lost = "曾在此显示的段落已不在了。"
    lost_help = "其文件已被删除或替换。当时找到的其他内容仍在下方；可重新提问再次搜索。"
    maybe_answers = "这段可能回答了问题，请核对原文。"
    verdicts: Mapping[str, str] = {"answered": "已找到答案", "maybe": "可能是答案", "nothing": "没有答案"}
    strong = "高度匹配"
    possible = "可能匹配"
    weak = "匹配较弱"
    strength_help = (
        "**百分比**是该段落能回答问题的概率：标为 80% 的答案，100 个中约有 80 个正确。"
        "它由许多公开的问答数据学得，并根据此资料集自身的情况加以校正。"
        "概率达到多少才算找到答案，取决于在“资料库”页面选定的正确率：所有算作已找到的答案合起来达到这一正确率，"
        "其中把握较小的会低一些。\n\n"
        "**匹配度**是排序的依据，从 0 到 1，综合以下两项；越高越好。\n\n"
        "**语义**比较问题与段落的意思，即两者向量的余弦，从 −1 到 1；无关的文字接近 0。\n\n"
        "**关键词**衡量您的用词在段落中出现的情况，罕见词分量更重，即 BM25，从 0 起，没有上限。"
    )
    match = "匹配度"
    meaning = "语义"
    by_words = "关键词"
    no_meaning = "暂无"
    literally = "原文一致"
    matched = "匹配的词"
    also_in = "另见于"
    overview = "内容概要：每个主题的标题和摘要均逐字取自原文段落。"
    all_themes = "资料集的全部主题"
    save = "保存对话"
    save_help = "将此对话的问题、结论和段落保存为 Markdown 文件"
    transcript = "问答记录"
    themes_caption = "按段落内容分组；标题和摘要均逐字取自这些段落。"

    def page(self, n: int) -> str:
        """Name a page of a source."""
        return f"第 {n} 页"

    def for_pictures(self, numbers: str) -> str:
        """Say which of the pictures asked with brought a passage."""
        return f"对应图片 {numbers}"

    def asked_with(self, names: str) -> str:
        """Name the pictures that a question came with."""
        return f"提问所用图片：{names}"

    def pictures_found(self, names: str) -> str:
        """Name the pictures that were found."""
        return f"找到的图片：{names}"

    def sheet(self, name: str) -> str:
        """Name a sheet of a workbook."""
        return f"工作表 {name}"

    def row(self, n: int) -> str:
        """Name a row of a table."""
        return f"表格第 {n} 行"

    def line(self, n: int) -> str:
        """Name a line of code."""
        return f"第 {n} 行"

    def about(self, files: int, passages: int) -> str:
        """Say on one line what can be asked."""
        return f"共有 {files:,} 个文件、{passages:,} 个段落可供查询。"

    def only(self, name: str) -> str:
        """Name the one document that is asked."""
        return f"仅 {name}"

    def passages(self, n: int, files: int, ms: float) -> str:
        """Label the list of passages."""
        where = f"，来自 {files:,} 个文件" if files > 1 else ""
        return f"{n:,} 个段落{where} · {ms:.0f} 毫秒"

    def sure(self, chance: str) -> str:
        """Say how likely a passage answers."""
        return f"把握 {chance}"

    def elsewhere(self, name: str) -> str:
        """Offer to ask another collection, which likely answers."""
        return f"“{name}”中可能有答案：到那里提问"

    def nothing_chance(self, chance: str) -> str:
        """Say how unlikely the best passage is, and where such questions are listed."""
        return f"最接近的段落能回答的概率为 {chance}。整个资料集都无法回答的问题会列在“资料库”页面。"

    def nearest_passages(self, n: int) -> str:
        """Label the list of passages that probably do not answer."""
        return "最接近的段落" + (f"（{n}）" if n > 1 else "")

    def themes(self, n: int) -> str:
        """Label the list of themes."""
        return f"这些段落中的 {n} 个主题"

    def numbers(self, ranks: tuple[int, ...]) -> str:
        """Name passages by their numbers in the list."""
        return f"段落 {'、'.join(map(str, ranks))}"

    def removed(self, n: int) -> str:
        """Say that passages are gone."""
        return f"来源已删除或被替换，此处移除了 {n:,} 个段落。"

    def attached_ready(self, name: str, passages: int) -> str:
        """Say that an attached file can be asked."""
        return f"已附上 {name}，共 {passages:,} 个段落，可以提问了。"

    def all_ready(self, n: int, passages: int) -> str:
        """Say that several attached files can be asked."""
        return f"已附上 {n:,} 个文件，共 {passages:,} 个段落，可以提问了。"

    def attached_files(self, n: int) -> str:
        """Say how many files are attached."""
        return f"已附上 {n:,} 个文件"

    def kept(self, name: str) -> str:
        """Say that an attached file is now in the library."""
        return f"{name} 已存入资料库。"

    def first_pictures(self, most: int, given: int) -> str:
        """Say that of too many pictures only the first ones were asked with."""
        return f"一次提问最多用 {most} 张图片：您给了 {given} 张，只用了前 {most} 张。"


class ViewerChinese(Viewer):
    """The same in Chinese."""

    previous = "上一页"
    next = "下一页"
    before = "显示前文"
    after = "显示后文"
    download = "下载原文件"
    text = "本段文字"
    gone = "这个段落已不在资料库中。"

    def page(self, n: int, pages: int | None) -> str:
        """Name the page shown."""
        return f"第 {n} 页，共 {pages} 页" if pages else f"第 {n} 页"
