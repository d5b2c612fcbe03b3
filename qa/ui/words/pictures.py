"""The words of the Images page, and of pictures wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.phrases import count


class Pictures:
    """Pictures: the page of all of them, and those beside an answer."""

    title = "Images"
    collection = "Collection"
    search = "Search by words"
    by_picture = "Search by a picture"
    by_picture_help = "Drop, paste or pick a picture: the same one is found again, and others like it."
    clear = "Show all"
    filter = "Show"
    everything = "All"
    with_words = "With words on them"
    in_documents = "In documents"
    found_by = (
        "Found by the words read on them, their names and captions, by being the same picture, and by their look. "
    )
    without_model = "What a photo shows is not searched: that takes an image model, see Settings."
    with_model = "What they show is searched too."
    empty_title = "Pictures answer too"
    empty_steps = (
        ("Add pictures", "Screenshots, photos of labels, scans, diagrams; those inside documents come with them."),
        ("They are read", "Words on them are read on this machine, so that a question finds the picture."),
        ("Ask with one", "Paste a screenshot into the question box: the text that belongs to it is found."),
    )
    add = "Add files"
    none = "No picture matches that."
    none_help = "Try other words or another picture, or choose “All” above."
    coming = "Files are still being read; more pictures, and words on them, may come."
    colon = ": "
    open = "Open"
    related = "Find related text"
    similar = "Find similar"
    delete = "Delete"
    delete_sure = "Delete the file with this picture?"
    delete_yes = "Yes, delete it"
    deleted = "Deleted."
    download = "Download the original"
    words = "Words read on it"
    wordless = "No words were read on it."
    caption = "Caption"
    gone = "This picture is no longer in the library."
    beside = "Pictures"
    asked = "The picture asked with"
    marked = "matched words are marked"
    like = "Pictures like this one"
    says = "What is written on it"
    reasons: Mapping[str, str] = {
        "same": "The same picture",
        "mirrored": "The same picture, mirrored",
        "words": "Words on it",
        "described": "Its name or caption",
        "meaning": "What it shows",
        "look": "Looks like it",
        "shows": "Near to what it shows",
    }

    def here(self, name: str) -> str:
        """Say that a picture asked with is in the library itself."""
        return f"This picture is in the library: {name}"

    def about(self, pictures: int, words: int) -> str:
        """Say how many pictures there are, and how many hold words."""
        return f"{count(pictures, 'picture')}, {words:,} with words"

    def read(self, pictures: int) -> str:
        """Introduce what was read on the picture or pictures asked with."""
        return "Read on your picture" if pictures <= 1 else "Read on your pictures"

    def results(self, n: int) -> str:
        """Say how many were found."""
        return f"{count(n, 'picture')} found"

    def page(self, n: int) -> str:
        """Name a page."""
        return f"page {n}"


class PicturesChinese(Pictures):
    """The same in Chinese."""

    title = "图片"
    collection = "资料集"
    search = "用文字搜索"
    by_picture = "用图片搜索"
    by_picture_help = "拖入、粘贴或选择一张图片：会找到同一张图片以及相似的图片。"
    clear = "显示全部"
    filter = "显示"
    everything = "全部"
    with_words = "含文字的"
    in_documents = "文档中的"
    found_by = "可按图中文字、名称和说明、是否为同一张图片以及外观来查找。"
    without_model = "暂不能按图片内容查找：需要图像模型，见“设置”。"
    with_model = "也可按图片内容查找。"
    empty_title = "图片也能回答问题"
    empty_steps = (
        ("添加图片", "截图、标签照片、扫描件、示意图；文档里的图片会一并加入。"),
        ("自动识别", "图中文字在本机识别，提问时就能找到图片。"),
        ("用图片提问", "把截图粘贴到提问框，即可找到与它有关的文字。"),
    )
    add = "添加文件"
    none = "没有匹配的图片。"
    none_help = "可以换几个词或换一张图片，或在上方选择“全部”。"
    coming = "仍有文件正在读取，可能还会出现更多图片和图中文字。"
    colon = "："
    open = "打开"
    related = "查找相关文字"
    similar = "查找相似图片"
    delete = "删除"
    delete_sure = "要删除这张图片所在的文件吗？"
    delete_yes = "确认删除"
    deleted = "已删除。"
    download = "下载原文件"
    words = "图中文字"
    wordless = "图中没有识别出文字。"
    caption = "说明"
    gone = "这张图片已不在资料库中。"
    beside = "图片"
    asked = "用来提问的图片"
    marked = "匹配的文字已标出"
    like = "与这张相似的图片"
    says = "图上所写的内容"
    reasons: Mapping[str, str] = {
        "same": "同一张图片",
        "mirrored": "同一张图片（镜像）",
        "words": "图中文字",
        "described": "名称或说明",
        "meaning": "图片内容",
        "look": "外观相似",
        "shows": "与图片内容相近",
    }

    def here(self, name: str) -> str:
        """Say that a picture asked with is in the library itself."""
        return f"这里就有这张图片：{name}"

    def about(self, pictures: int, words: int) -> str:
        """Say how many pictures there are, and how many hold words."""
        return f"{pictures:,} 张图片，其中 {words:,} 张含文字"

    def read(self, pictures: int) -> str:
        """Introduce what was read on the picture or pictures asked with."""
        return "从您的图片中读到" if pictures <= 1 else "从您的这些图片中读到"

    def results(self, n: int) -> str:
        """Say how many were found."""
        return f"找到 {n:,} 张图片"

    def page(self, n: int) -> str:
        """Name a page."""
        return f"第 {n} 页"
