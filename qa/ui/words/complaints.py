"""What is said of a file that cannot be read, and of a wish that cannot be met, in other languages than English.

The library says it in English, wherever it is met (``qa.errors``); the pages look it up here, see ``relayed``.
"""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # any file
    "{name} is empty: add a file with something in it.": "“{name}”是空文件：请添加有内容的文件。",
    "{name} has {size} MB, over the limit of {limit}: split it, or raise the limit with QA_MAX_UPLOAD_MB.": (
        "“{name}”有 {size} MB，超过了 {limit} 的上限：请拆分文件，或用 QA_MAX_UPLOAD_MB 调高上限。"
    ),
    "{name} opened, but there is no text in it: add a version that holds text.": (
        "“{name}”可以打开，但其中没有文字：请添加含有文字的版本。"
    ),
    "“{name}” holds no text to search.": "“{name}”中没有可供检索的文字。",
    "{name} came out as unreadable characters: save it again as UTF-8 text, or as PDF, and add that.": (
        "“{name}”读出来是乱码：请另存为 UTF-8 文本或 PDF 后再添加。"
    ),
    "{name} is damaged, or not {what}: get a new copy, or save it again.": (
        "“{name}”已损坏，或不是{what}：请重新获取，或重新保存。"
    ),
    "{name} is damaged: get a new copy of it.": "“{name}”已损坏：请重新获取一份。",
    "{name} is damaged and cannot be opened: get a new copy of it.": "“{name}”已损坏，无法打开：请重新获取一份。",
    "{name} is encrypted: give its password to read it.": "“{name}”已加密：请输入密码后读取。",
    "{name} is encrypted: give the right password to read it.": "“{name}”已加密：请输入正确的密码后读取。",
    "{name} is encrypted: the password given does not open it.": "“{name}”已加密：所给的密码打不开它。",
    "The file could not be kept ({why}): make room on the disk.": "文件无法保存（{why}）：请腾出磁盘空间。",
    "The original of this source is gone from the library's folder: add the file again.": (
        "此文件的原件已不在资料库的文件夹中：请重新添加。"
    ),
    "The file was removed while it was being added.": "文件在添加过程中被移除了。",
    "The file takes too long or too much memory to open; print it to PDF again.": (
        "打开此文件耗时过长或占用内存过多：请重新打印成 PDF。"
    ),
    "Reading was called off.": "读取已取消。",
    "Something unforeseen went wrong ({kind}: {error}).": "出现了意外的问题（{kind}：{error}）。",
    # kinds of files
    "{name} is {what}, which cannot be read: {advice}": "“{name}”是{what}，无法读取：{advice}",
    "{name} is a zip archive, not a document: unpack it, or give it the suffix .zip.": (
        "“{name}”是 zip 压缩包，不是文档：请解压，或将后缀改为 .zip。"
    ),
    "{name} is in a closed e-book format: convert it to {better} and add that.": (
        "“{name}”是封闭的电子书格式：请转换为 {better} 后再添加。"
    ),
    "{name} is in a format of {program} that cannot be read: open it in {where}, save it as {better} and add that.": (
        "“{name}”是 {program} 的一种无法读取的格式：请在 {where} 中打开，另存为 {better} 后再添加。"
    ),
    "{name} is in an old Office format: open it in an office program and save it anew.": (
        "“{name}”是旧的 Office 格式：请在办公软件中打开并重新保存。"
    ),
    "{name} is not a real {ending} file, or is cut short: get a new copy, or save it again.": (
        "“{name}”不是真正的 {ending} 文件，或者不完整：请重新获取，或重新保存。"
    ),
    (
        "{name} was not read: {what} are of no known kind; PDF, Word, Excel, PowerPoint, CSV, Markdown, HTML, text, "
        "e-books, mail, JSON, notebooks, source code and pictures are."
    ): (
        "“{name}”未读取：不认识{what}。可以读取的有 PDF、Word、Excel、PowerPoint、CSV、Markdown、HTML、文本、电子书、"
        "邮件、JSON、笔记本、源代码和图片。"
    ),
    "{name} is an archive that cannot be read: unpack it, or pack its files as .zip.": (
        "“{name}”是无法读取的压缩包：请解压，或将其中的文件打包为 .zip。"
    ),
    # zip archives
    "{count} of the files in {name} could not be unpacked: {shown}. Pack them anew.": (
        "“{name}”中有 {count} 个文件无法解压：{shown}。请重新打包。"
    ),
    "{name} is a zip within {depth} others: unpack it and add the files you need.": (
        "“{name}”套在 {depth} 层压缩包之内：请解压后添加需要的文件。"
    ),
    "{name} holds more files than the limit: unpack it and add the files you need.": (
        "“{name}”中的文件数超过上限：请解压后添加需要的文件。"
    ),
    "{name} unpacks to {size} MB, over the limit: unpack it and add what you need.": (
        "“{name}”解压后有 {size} MB，超过上限：请解压后添加需要的文件。"
    ),
    "{name} unpacks to more than the limit: unpack it and add the files you need.": (
        "“{name}”解压后超过上限：请解压后添加需要的文件。"
    ),
    "{name} unpacks to {times} times its size, as only a zip bomb does.": (
        "“{name}”解压后是原大小的 {times} 倍，只有压缩炸弹才会这样。"
    ),
    "{name} is over the limit of {limit} MB.": "“{name}”超过了 {limit} MB 的上限。",
    "{name} is packed in a way that cannot be read: pack it anew as a plain zip.": (
        "“{name}”的打包方式无法读取：请重新打包为普通 zip。"
    ),
    "{name} is encrypted with AES, which cannot be read: unpack it and add the files.": (
        "“{name}”用 AES 加密，无法读取：请解压后添加文件。"
    ),
    "{name} is damaged or cut short: get a new copy of it, or pack the files anew.": (
        "“{name}”已损坏或不完整：请重新获取，或重新打包。"
    ),
    # PDF
    "{name} has {count} pages, over the limit of {limit}: split it into parts.": (
        "“{name}”有 {count} 页，超过了 {limit} 页的上限：请拆分成几部分。"
    ),
    "{name} takes too long to read: print it to PDF again, or split it into parts.": (
        "“{name}”读取时间过长：请重新打印成 PDF，或拆分成几部分。"
    ),
    "{name} is damaged: no text could be recovered; open it in a viewer and save it again.": (
        "“{name}”已损坏，未能恢复任何文字：请在阅读器中打开并重新保存。"
    ),
    "{name} is damaged: it has no pages; get a new copy of it.": "“{name}”已损坏，没有页面：请重新获取一份。",
    "{name}: {why}, and text recognition found none: add a version that holds text.": (
        "“{name}”：{why}，文字识别也没有找到文字：请添加含有文字的版本。"
    ),
    "{name}: {why} Run text recognition (OCR) over it and add it again.": (
        "“{name}”：{why}请先做文字识别（OCR），再重新添加。"
    ),
    "The PDF is encrypted; give the right password to read it.": "此 PDF 已加密：请输入正确的密码后读取。",
    "The PDF is damaged; open it in a PDF viewer and save it again.": (
        "此 PDF 已损坏：请在 PDF 阅读器中打开并重新保存。"
    ),
    "The page has no sensible size; open the PDF in a viewer and save it again.": (
        "页面尺寸不合理：请在阅读器中打开此 PDF 并重新保存。"
    ),
    "There is no page {page}: the document has {count} pages.": "没有第 {page} 页：文档共有 {count} 页。",
    # office files, e-books, mail
    "{name} is damaged or cut short: get a new copy, or repair it in an office program.": (
        "“{name}”已损坏或不完整：请重新获取，或在办公软件中修复。"
    ),
    "{name} is a damaged e-book, or cut short: get a new copy of it.": (
        "“{name}”是已损坏或不完整的电子书：请重新获取一份。"
    ),
    "{name} unpacks to more than the limit of {limit} MB.": "“{name}”展开后超过了 {limit} MB 的上限。",
    "{name} holds a part of {size} MB, too large to read.": "“{name}”中有一部分达 {size} MB，过大，无法读取。",
    "{name} is encrypted in a way that cannot be read: save it without a password.": (
        "“{name}”的加密方式无法读取：请不设密码重新保存。"
    ),
    "{name} is encrypted: save it without a password, or as DOCX or PPTX with one.": (
        "“{name}”已加密：请不设密码重新保存，或另存为带密码的 DOCX 或 PPTX。"
    ),
    "{name} holds no text, only pictures or nothing: add a version with text in it.": (
        "“{name}”中没有文字，只有图片或者是空的：请添加含有文字的版本。"
    ),
    "{name}: no text on {some} of {all} slides: only pictures?": (
        "“{name}”：{all} 张幻灯片中有 {some} 张没有文字：只有图片？"
    ),
    "{name} is locked by DRM and cannot be read: get a copy without DRM.": (
        "“{name}”受 DRM 保护，无法读取：请获取不带 DRM 的版本。"
    ),
    "{name} is an e-book without a table of its parts: get a new copy of it.": (
        "“{name}”是缺少目录清单的电子书：请重新获取一份。"
    ),
    "{name} is not a mail: it has no sender, subject or date; save it again from the mail program.": (
        "“{name}”不是邮件：没有发件人、主题或日期；请在邮件程序中重新保存。"
    ),
    "{name} is not an RTF file: save it again as RTF, DOCX or text.": (
        "“{name}”不是 RTF 文件：请另存为 RTF、DOCX 或文本。"
    ),
    # tables, records, notebooks
    "{name} has no columns headed {missing}: its headings are {there}; choose among them.": (
        "“{name}”中没有名为 {missing} 的列：它的列名是 {there}；请从中选择。"
    ),
    "{name}: choose a column for the questions and one for the answers.": "“{name}”：请为问题和答案各选一列。",
    "{name} holds no rows that could be read; check its columns, and save it again.": (
        "“{name}”中没有能读取的行：请检查各列后重新保存。"
    ),
    "{name} holds no rows that could be read: {why} in row {row}; check its columns, and save it again.": (
        "“{name}”中没有能读取的行：第 {row} 行{why}；请检查各列后重新保存。"
    ),
    "{name} is not a workbook: save it again as .xlsx or CSV.": "“{name}”不是工作簿：请另存为 .xlsx 或 CSV。",
    "{name} is not a spreadsheet that can be read: save it as .xlsx, without a password.": (
        "“{name}”不是能读取的电子表格：请不设密码另存为 .xlsx。"
    ),
    "{name} is not valid JSON (line {line}: {error}): correct it there.": (
        "“{name}”不是有效的 JSON（第 {line} 行：{error}）：请在该处改正。"
    ),
    "{name} is nested too deeply to be read: flatten it.": "“{name}”嵌套过深，无法读取：请减少层级。",
    "{name} holds no line of valid JSON: save it again, one value a line.": (
        "“{name}”中没有一行有效的 JSON：请重新保存，每行一个值。"
    ),
    "{name} is not a notebook, or is cut short: save it again in Jupyter.": (
        "“{name}”不是笔记本，或者不完整：请在 Jupyter 中重新保存。"
    ),
    "{name} is not a notebook: it holds no list of cells; save it again in Jupyter.": (
        "“{name}”不是笔记本：其中没有单元格列表；请在 Jupyter 中重新保存。"
    ),
    # web pages
    "{name} holds no text of its own (it may be made by scripts): save the page from a browser as PDF.": (
        "“{name}”本身没有文字（内容可能由脚本生成）：请在浏览器中将页面另存为 PDF。"
    ),
    "{name} has {size} MB, too much for marked-up text: split it, or save it as text.": (
        "“{name}”有 {size} MB，作为标记文本过大：请拆分，或另存为文本。"
    ),
    "{name} is not a web page that can be read: save it again from a browser.": (
        "“{name}”不是能读取的网页：请在浏览器中重新保存。"
    ),
    # pictures
    "{name} is a picture of a kind that cannot be opened: save it as PNG or JPEG and add that.": (
        "“{name}”是无法打开的图片格式：请另存为 PNG 或 JPEG 后再添加。"
    ),
    "{name} has too many pixels to be opened: make it smaller and add it again.": (
        "“{name}”像素过多，无法打开：请缩小后重新添加。"
    ),
    (
        "{name} is {width} × {height} pixels, over the limit of {side} a side and {all} million in all: cut it into "
        "parts, or make it smaller."
    ): "“{name}”为 {width} × {height} 像素，超过了每边 {side}、总计 {all} 百万像素的上限：请裁成几部分，或缩小。",
    "{name} is a picture without a single pixel: get a new copy of it.": (
        "“{name}”是没有任何像素的图片：请重新获取一份。"
    ),
    "{name} is not a picture: give a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file.": (
        "“{name}”不是图片：请使用 PNG、JPEG、WebP、GIF、BMP、TIFF 或 HEIC 文件。"
    ),
    "A question takes {most} pictures at most, and {given} were given: leave some out.": (
        "一次提问最多可带 {most} 张图片，现有 {given} 张：请去掉几张。"
    ),
    "This picture is gone: its source was deleted or replaced.": "这张图片已不在：它所在的文件已被删除或替换。",
    # questions, chats, collections
    "The question is empty: type a few words.": "问题是空的：请输入几个词。",
    "The question is empty; type at least one word.": "问题是空的：请至少输入一个词。",
    "Type a few words, or give a picture.": "请输入几个词，或给出一张图片。",
    "Nothing is attached to this chat.": "这个对话没有附上文件。",
    "This file is not attached to the chat any more.": "这个文件已不再附在对话上。",
    "This chat is not here: it was deleted, or belongs to another browser.": (
        "这里没有这个对话：它已被删除，或属于另一个浏览器。"
    ),
    "That question is not in the library's diary any more.": "资料库的记录中已没有那个问题。",
    "This passage is gone: its source was deleted or replaced.": "这个段落已不在：它所在的文件已被删除或替换。",
    "Source {source} is not in the library any more.": "文件 {source} 已不在资料库中。",
    "There is a collection named “{name}” already: choose another name.": ("已有名为“{name}”的资料集：请换一个名称。"),
    "There is no collection “{name}”: `qa collections` lists them.": (
        "没有资料集“{name}”：可用 `qa collections` 列出全部。"
    ),
    "A collection's name has 1 to 100 characters.": "资料集的名称应为 1 到 100 个字符。",
    "The collection was deleted meanwhile.": "资料集已在此期间被删除。",
}
"""English, with what is filled in named in braces → the same sentence."""
