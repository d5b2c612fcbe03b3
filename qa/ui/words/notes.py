"""What the library notes beside an answer, a file or a row of a table, in other languages than English."""

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
    "Nothing found so far: {count} passages are not searched by meaning yet. Ask again when they are.": (
        "目前没有找到答案：还有 {count} 个段落尚未按语义检索，完成后请再问一次。"
    ),
    "Nothing found so far: some files are not searched by meaning yet. Ask again when they are.": (
        "目前没有找到答案：部分文件尚未按语义检索，完成后请再问一次。"
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
    # files
    "{seen} of {all} pages read by text recognition": "{all} 页中有 {seen} 页由文字识别读取",
    "no text on {pages}": "{pages}没有文字",
    "no text on {pages}: scanned?": "{pages}没有文字：是扫描件？",
    "left out the text on {some} of {all} pages: it came out as garbage": "{all} 页中有 {some} 页的文字是乱码，未采用",
    "could not read {some} of {all} pages: damaged": "{all} 页中有 {some} 页已损坏，无法读取",
    "stopped after {some} of {all} pages: they took too long to read": (
        "读取时间过长，读完 {all} 页中的 {some} 页后停止"
    ),
    "read {some} of {all} pages: over the limit": "超过上限，只读取了 {all} 页中的 {some} 页",
    "left out {some} of {all} pictures: only {most} of a document are kept": (
        "{all} 张图片中有 {some} 张未收入：每个文档最多保留 {most} 张"
    ),
    (
        "formulas without a saved result: {count}; open the file in a spreadsheet program and save it to have their "
        "values read."
    ): "没有保存结果的公式：{count} 个；请在电子表格软件中打开并保存，以便读取其值。",
    "Not read: {error}": "未读取：{error}",
    "Not read: {name}, past the limit on what a mail may hold.": "未读取：“{name}”超过了一封邮件所能包含的上限。",
    # rows of tables
    "sheet {name}: {why}": "工作表“{name}”：{why}",
    "empty row": "空行",
    "no answer": "没有答案",
    "no question": "没有问题",
    "neither question nor answer": "既没有问题也没有答案",
    "not valid JSON": "不是有效的 JSON",
}
"""English, with what is filled in named in braces → the same."""

FILLED: Mapping[str, str] = {
    "unpack it, or pack its files as .zip.": "请解压，或将其中的文件打包为 .zip。",
    "add documents, tables or source code.": "请添加文档、表格或源代码。",
    "{some} of {all} pages": "{all} 页中有 {some} 页",
    "{ending} files": " {ending} 文件",
    "files without a suffix that hold no text": "没有后缀且不含文字的文件",
    "JSON that can be read": "能读取的 JSON",
    "a mail": "邮件",
    "well-formed XML": "格式正确的 XML",
    "a web page that can be read": "能读取的网页",
    "an Office file": "Office 文件",
    "a picture": "图片",
    "a gzip archive": "gzip 压缩包",
    "a bzip2 archive": "bzip2 压缩包",
    "an xz archive": "xz 压缩包",
    "a 7-Zip archive": "7-Zip 压缩包",
    "a RAR archive": "RAR 压缩包",
    "a Zstandard archive": "Zstandard 压缩包",
    "a Windows program": "Windows 程序",
    "a program": "程序",
    "a compiled program": "编译后的程序",
    "a database": "数据库",
    "a sound file": "音频文件",
    "a sound or film file": "音频或视频文件",
    "a film file": "视频文件",
    "a font": "字体",
    "{program} or LibreOffice": "{program} 或 LibreOffice",
    "Outlook or Thunderbird": "Outlook 或 Thunderbird",
    ".docx, .xlsx or .pptx": ".docx、.xlsx 或 .pptx",
    "The file": "该文件",
}
"""What is filled into those, and into complaints, and is English itself."""
