"""What is said of models, downloads, evaluations and a library's health, in other languages than English.

The library says it in English, wherever it is met; the pages look it up here, see ``relayed``.
"""

from __future__ import annotations

from collections.abc import Mapping

_ANEW = "请重新安装模型。"

CHINESE: Mapping[str, str] = {
    # models that are here
    "The model in {folder} could not be loaded on {device} ({error}); install it again.": (
        "“{folder}”中的模型无法在 {device} 上加载（{error}）：" + _ANEW
    ),
    "The model {name} stopped ({error}); is there enough memory?": "模型 {name} 中途停止（{error}）：内存是否足够？",
    "The model in {folder} cannot be read ({error}); install it again.": (
        "“{folder}”中的模型无法读取（{error}）：" + _ANEW
    ),
    "The model in {folder} cannot be read ({error}); check its permissions.": (
        "“{folder}”中的模型无法读取（{error}）：请检查其权限。"
    ),
    "The tokenizer in {folder} cannot be read ({error}); install the model again.": (
        "“{folder}”中的分词器无法读取（{error}）：" + _ANEW
    ),
    "The model in {folder} is no longer {name}: put the old one back, or re-index.": (
        "“{folder}”中的模型已不是 {name}：请放回原来的模型，或重新生成向量。"
    ),
    "The weights of {name} in {folder} are not the published ones; install the model again.": (
        "“{folder}”中 {name} 的权重与发布的不一致：" + _ANEW
    ),
    "The weights in {folder} are not the published ones of {name}.": "“{folder}”中的权重与 {name} 发布的不一致。",
    "The weights in {folder} are damaged ({error}); copy them again.": (
        "“{folder}”中的权重已损坏（{error}）：请重新复制。"
    ),
    "The model in {folder} is for images; choose a text model.": "“{folder}”中的模型用于图片：请选择文本模型。",
    "The model {name} takes no pictures; choose an image model.": "模型 {name} 不接受图片：请选择图片模型。",
    "The image model in {folder} could not be loaded ({error}); install it again.": (
        "“{folder}”中的图片模型无法加载（{error}）：" + _ANEW
    ),
    "The image model {name} stopped ({error}).": "图片模型 {name} 中途停止（{error}）。",
    "There is no model in {folder}; a model folder holds config.json and model.safetensors.": (
        "“{folder}”中没有模型：模型文件夹应含有 config.json 和 model.safetensors。"
    ),
    "modules.json in {folder} is damaged; copy the model folder again.": (
        "“{folder}”中的 modules.json 已损坏：请重新复制模型文件夹。"
    ),
    (
        "The model in {folder} is of another release than this program, which was updated while it ran, or only in "
        "part: start Askwell again."
    ): "“{folder}”中的模型与本程序版本不同（程序在运行时被更新，或只更新了一部分）：请重新启动 Askwell。",
    "The built-in model could not be unpacked to {folder} ({error}).": ("内置模型无法解压到“{folder}”（{error}）。"),
    (
        "There is no room for the built-in model in {folder}: unpacked it takes {size} MB, and {free} MB are free; "
        "make room on that disk, or set QA_HOME to a folder on another."
    ): (
        "“{folder}”中没有空间存放内置模型：解压后需要 {size} MB，而可用空间为 {free} MB；请腾出该磁盘的空间，"
        "或将 QA_HOME 设为另一磁盘上的文件夹。"
    ),
    "{path} is missing; fetch the project's files again.": "缺少“{path}”：请重新获取本项目的文件。",
    "{path} is not the published file (its SHA-256 differs); fetch the project's files again.": (
        "“{path}”与发布的文件不一致（SHA-256 不同）：请重新获取本项目的文件。"
    ),
    "The model in {folder} could not be made ready ({why}); is there room on the disk?": (
        "“{folder}”中的模型无法准备就绪（{why}）：磁盘空间是否足够？"
    ),
    "{folder} is not the published model (its SHA-256 differs); fetch the project's files again.": (
        "“{folder}”不是发布的模型（SHA-256 不同）：请重新获取本项目的文件。"
    ),
    "{folder} is not a shipped model: {file} is missing or unreadable.": (
        "“{folder}”不是随程序提供的模型：{file} 缺失或无法读取。"
    ),
    (
        '“{name}” was made with {model}, but {other} is here now: run `qa reindex -c "{again}"` to make its vectors '
        "anew."
    ): '“{name}”是用 {model} 生成的，而现在本机上是 {other}：请运行 `qa reindex -c "{again}"` 重新生成向量。',
    "The meaning model could not be loaded ({why}): these passages were found by their words alone.": (
        "语义模型无法加载（{why}）：这些段落仅按关键词找到。"
    ),
    "There is no model called “{name}”: `qa models` lists them.": "没有名为“{name}”的模型：可用 `qa models` 列出全部。",
    "{name} is not kept in this library, so it is not removed from it.": "{name} 不在此资料库中，因此没有移除。",
    "{where} It lies in {folder}, which others share.": "{where}它位于“{folder}”，与其他程序共用。",
    "{name} is used by {collections}: switch to another model first.": (
        "{collections} 正在使用 {name}：请先切换到另一个模型。"
    ),
    # downloads
    "“{name}” is no known model and no Hub id (owner/name): see qa models.": (
        "“{name}”不是已知的模型，也不是 Hub 上的编号（所有者/名称）：请参阅 qa models。"
    ),
    "{name} is on this machine already.": "{name} 已在本机上。",
    "{host} cannot be asked for {name}: {why}.": "无法向 {host} 查询 {name}：{why}。",
    "{file} cannot be fetched: {why}. Try again: it goes on there.": "无法下载 {file}：{why}。请重试，会从中断处继续。",
    "there is no such model": "没有这个模型",
    "it answers {code}": "服务器返回 {code}",
    "no answer in time": "没有及时响应",
    "the connection was cut": "连接中断",
    "it leads from a safe connection to an open one": "它从安全连接转到了不安全的连接",
    "What answers at {host} is not a model hub.": "{host} 上应答的不是模型仓库。",
    "{file} came with other bytes than promised; nothing of it was kept. Try again.": (
        "{file} 的内容与承诺的不符，没有保留。请重试。"
    ),
    "The disk has no room for {size} MB more.": "磁盘空间不足，还需要 {size} MB。",
    "The download broke off; try again, and it goes on from there.": "下载中断：请重试，会从中断处继续。",
    "The time that was given for the download is up; try again, and it goes on.": (
        "下载时间已到：请重试，会从中断处继续。"
    ),
    "Nothing was heard any more; try again, and it goes on from there.": "很久没有收到数据：请重试，会从中断处继续。",
    # models that are brought
    "There is no file or folder {path}.": "没有文件或文件夹“{path}”。",
    "“{name}” is no zip that can be opened ({error}).": "“{name}”不是能打开的 zip（{error}）。",
    "{file} in the zip cannot be read.": "无法读取 zip 中的 {file}。",
    "{file} of this model cannot be read ({error}).": "无法读取此模型的 {file}（{error}）。",
    "There is a model called {name} already: remove it first, or choose another name.": (
        "已有名为 {name} 的模型：请先移除它，或换一个名称。"
    ),
    "This is no model: it needs config.json or modules.json, and weights as model.safetensors.": (
        "这不是模型：需要 config.json 或 modules.json，以及 model.safetensors 权重。"
    ),
    "These weights are not the published ones of {name}; give the model another name.": (
        "这些权重与 {name} 发布的不一致：请给模型换一个名称。"
    ),
    "This model has parts that are not of sentence-transformers; such models are not taken.": (
        "此模型含有不属于 sentence-transformers 的部分：不接受这样的模型。"
    ),
    "This model wants to run code of its own ({file}); such models are not taken.": (
        "此模型要运行自带的代码（{file}）：不接受这样的模型。"
    ),
    "modules.json of this model points outside its folder; such models are not taken.": (
        "此模型的 modules.json 指向其文件夹之外：不接受这样的模型。"
    ),
    "{file} is a pickle with more than numbers in it, or an old one; weights as .safetensors are safe.": (
        "{file} 是含有数字以外内容的 pickle，或是旧格式：请使用安全的 .safetensors 权重。"
    ),
    "The zip holds a file that would land outside its folder ({file}).": "zip 中有会落到文件夹之外的文件（{file}）。",
    "The zip holds a link or device ({file}), which no model needs.": "zip 中有链接或设备（{file}），模型不需要这些。",
    "“{file}” unpacks to {size} MB: a zip bomb.": "“{file}”解压后有 {size} MB：是压缩炸弹。",
    "This holds {files} files and {size} MB: too much for a model.": (
        "其中有 {files} 个文件、{size} MB：对模型来说过多。"
    ),
    "The disk has no room for {size} MB.": "磁盘空间不足 {size} MB。",
    "The model could not be copied: {error}.": "模型无法复制：{error}。",
    "“{name}” cannot be a model's name: use letters, digits, dots and dashes (--name).": (
        "“{name}”不能用作模型名称：请使用字母、数字、点和连字符（--name）。"
    ),
    # evaluations
    "The evaluation failed ({kind}); the log says more.": "评测失败（{kind}）：详情见日志。",
    "The evaluation was stopped.": "评测已停止。",
    "This evaluation is not there any more: start it again.": "这次评测已不在：请重新开始。",
    "There is nothing to draw: no confidence was measured.": "没有可绘制的内容：没有测量置信度。",
    "“{name}” holds too little to make questions from: add a document or FAQ.": (
        "“{name}”内容太少，无法生成问题：请添加文档或常见问题表。"
    ),
    "None of the sources that “{name}” expects is in “{collection}”.": "“{name}”预期的来源都不在“{collection}”中。",
    "The model of “{name}” is not here, so it cannot be searched by meaning.": (
        "“{name}”的模型不在本机，因此无法按语义搜索。"
    ),
    "“{name}” needs a heading “question” and one “source” (or 问题 and 来源) in its first rows.": (
        "“{name}”的前几行中需要有“问题”和“来源”（或 question 和 source）两个列名。"
    ),
    "“{name}” holds no questions under its headings: add a row for each.": (
        "“{name}”的列名之下没有问题：请每行写一个问题。"
    ),
    # the library and its indexes
    "The library's database refused ({error}): check that the disk has room and the folder is writable.": (
        "资料库的数据库拒绝写入（{error}）：请检查磁盘空间和文件夹的写入权限。"
    ),
    "The keyword index in {folder} could not be {what}: make room on the disk and try again ({error}).": (
        "“{folder}”中的关键词索引{what}失败：请腾出磁盘空间后重试（{error}）。"
    ),
    "The keyword index in {folder} could not be {what}: {error}.": "“{folder}”中的关键词索引{what}失败：{error}。",
    "read": "读取",
    "written": "写入",
    "closed": "关闭",
    "Another process is writing to the keyword index in {folder}: stop it.": (
        "另一个进程正在写入“{folder}”中的关键词索引：请停止它。"
    ),
    "its list of files is missing": "缺少文件列表",
    (
        "QA_DATABASE_URL names no database that can be opened here ({error}): write it as sqlite:////FOLDER/FILE or "
        "postgresql+psycopg://USER@HOST/NAME."
    ): (
        "QA_DATABASE_URL 所指的数据库无法在此打开（{error}）：请写成 sqlite:////FOLDER/FILE 或 "
        "postgresql+psycopg://USER@HOST/NAME。"
    ),
    (
        "This library was written by another version of Askwell (ledger {version}, expected {here}): open it with that "
        "version, or set QA_HOME to a new folder."
    ): (
        "此资料库由另一版本的 Askwell 写成（账本版本 {version}，应为 {here}）：请用那个版本打开，"
        "或将 QA_HOME 设为新文件夹。"
    ),
    "The keyword index in {folder} is damaged ({error}): `qa verify --repair` rebuilds it.": (
        "“{folder}”中的关键词索引已损坏（{error}）：可用 `qa verify --repair` 重建。"
    ),
    "The vectors in {folder} cannot be used ({error}); check the disk, then run `qa verify --repair`.": (
        "“{folder}”中的向量无法使用（{error}）：请检查磁盘，然后运行 `qa verify --repair`。"
    ),
    "“{name}” could not be finished: {error}": "“{name}”未能完成：{error}",
    "“{name}” was finished.": "“{name}”已完成。",
    "“{name}” {what}: `qa verify --repair` or the running app goes on with it.": (
        "“{name}”{what}：可用 `qa verify --repair`，或由运行中的应用继续处理。"
    ),
    "waits to be read": "等待读取",
    "waits for its vectors": "等待生成向量",
    "The original of “{name}” is gone: add the file again.": "“{name}”的原件已不在：请重新添加。",
    "The keyword index of “{name}” lacks {some} passages and has {more} too many.": (
        "“{name}”的关键词索引缺少 {some} 个段落，多出 {more} 个。"
    ),
    "The vectors of “{name}” lack {some} passages and have {more} too many.": (
        "“{name}”的向量缺少 {some} 个段落，多出 {more} 个。"
    ),
    "{where} It was built anew.": "{where}已重新建立。",
    "{where} They were made anew.": "{where}已重新生成。",
}
"""English, with what is filled in named in braces → the same sentence."""
