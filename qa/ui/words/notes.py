"""What the library notes beside an answer, in other languages than the one it notes it in."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "The meaning model is still loading: these passages were found by their words alone.": (
        "语义模型仍在加载：这些段落仅按关键词找到。"
    ),
    (
        "This collection was made with other weights of its model than are here now: its passages are found by words "
        "alone until its vectors are made anew. For the built-in model the app does so when it starts, for any "
        "`qa reindex` does."
    ): (
        "此资料集所用的模型版本已不在本机：在重新生成向量之前，这些段落仅按关键词找到。内置模型会在应用启动时自动重新生成，"
        "其他模型请用 `qa reindex`。"
    ),
    "Some files are still being read: the answer may be in what is not searched by meaning yet.": (
        "部分文件仍在读取：答案可能在尚未按语义检索的内容中。"
    ),
    "Nothing holds the quoted words exactly: these passages were found with the words taken one by one.": (
        "没有内容与引号中的词完全一致：这些段落是把词分开后找到的。"
    ),
    "No words could be read on this picture, so no text was looked up for it; type a few words beside it.": (
        "这张图片上没有识别出文字，因此没有据此查找文本；可以另外输入几个词。"
    ),
    "No words could be read on these pictures, so no text was looked up for them; type a few words beside them.": (
        "这些图片上没有识别出文字，因此没有据此查找文本；可以另外输入几个词。"
    ),
}
