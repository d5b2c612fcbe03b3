"""The words about models: what there is, what each costs, and how a collection changes to another."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.phrases import language


class Models:
    """The part of the Settings page about models."""

    title = "Models"
    line = (
        "A text model finds passages by their meaning. A collection uses one; each can change, and goes on answering "
        "meanwhile. Nothing is downloaded unless you press the button."
    )
    built_in = "Built in"
    here = "On this machine"
    absent = "Not here"
    get = "Download"
    cancel = "Cancel"
    remove = "Remove"
    switch = "Switch"
    anew = "A newer release of this model is here: switch to it to use it."
    bring = "Bring a model"
    bring_line = (
        "For a machine without a network: on another one, `qa models get NAME` and `qa models export NAME OUT.zip`. "
        "What comes in is looked through first; models with code of their own are not taken."
    )
    bring_path = "Path of a zip or a folder on this machine"
    bring_file = "A zip"
    bring_go = "Bring in"
    remove_title = "Remove this model?"
    fetching = "Downloading"
    switching = "Making the new vectors; the old ones answer until all are there"
    roles: Mapping[str, str] = {
        "text": "for text",
        "image": "for pictures",
        "text for images": "for words that find pictures",
    }

    notes: Mapping[str, str] = {}
    """What known models are good for, in another language than their cards'."""

    def model_of(self, collection: str) -> str:
        """Label the choice of a collection's model."""
        return f"Model of {collection}"

    def facts(self, megabytes: int, languages: tuple[str, ...], longest: int, licence: str) -> tuple[str, ...]:
        """Say what a model costs and can do."""
        told = f"{len(languages)} languages" if len(languages) > 3 else ", ".join(language(code) for code in languages)
        cut = f"reads {longest:,} tokens" if longest else ""
        return tuple(part for part in (f"{megabytes:,} MB", told, cut, licence or "licence not stated") if part)

    def got(self, name: str) -> str:
        """Say that a model came."""
        return f"{name} is on this machine now."

    def gone(self, name: str) -> str:
        """Say that a model was removed."""
        return f"{name} was removed."

    def remove_body(self, name: str, megabytes: int) -> str:
        """Say what removing a model means."""
        return f"This deletes the {megabytes:,} MB of {name} from this machine. It can be fetched or brought again."

    def megabytes(self, done: int, total: int) -> str:
        """Say how much has come."""
        return f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB" if total else ""

    def passages(self, done: int, total: int) -> str:
        """Say how many passages have their new vector."""
        return f"{done:,} of {total:,} passages" if total else ""


class ModelsChinese(Models):
    """The same in Chinese."""

    title = "模型"
    line = "文本模型按语义查找段落。每个资料集使用一个模型，可以更换，更换期间照常回答。未经您点击，不会下载任何内容。"
    built_in = "内置"
    here = "已在本机"
    absent = "不在本机"
    get = "下载"
    cancel = "取消"
    remove = "移除"
    switch = "切换"
    anew = "本机有此模型的更新版本：切换后即可使用。"
    bring = "导入模型"
    bring_line = (
        "适用于没有网络的机器：在另一台机器上运行 `qa models get NAME` 和 `qa models export NAME OUT.zip`。"
        "导入的内容会先经过检查；自带代码的模型不予接受。"
    )
    bring_path = "本机上 zip 文件或文件夹的路径"
    bring_file = "zip 文件"
    bring_go = "导入"
    remove_title = "移除此模型？"
    fetching = "正在下载"
    switching = "正在生成新向量；全部完成之前由旧向量回答"
    roles: Mapping[str, str] = {"text": "用于文本", "image": "用于图片", "text for images": "用于以文字找图片"}

    notes: Mapping[str, str] = {
        "askwell-multilingual": "随程序提供，由本项目以两个开源模型制成：英语、中文等 90 多种语言共用一个向量空间。",
        "all-MiniLM-L6-v2": "小巧快速；仅限英语。",
        "all-mpnet-base-v2": "英语效果优于 MiniLM 系列，速度慢约五倍。",
        "multi-qa-MiniLM-L6-cos-v1": "专为英语问题及其答案段落而做。",
        "distiluse-base-multilingual-cased-v2": "适合 50 种语言的句子；段落只读前 128 个词元。",
        "paraphrase-multilingual-MiniLM-L12-v2": "擅长 50 种语言间的同义匹配；段落只读前 128 个词元。",
        "multilingual-e5-small": "约 100 种语言的问题与段落；中文效果好。",
        "bge-m3": "其中最准确的一个，支持约 100 种语言和长段落；最好有 GPU。",
        "clip-ViT-B-32": "按画面内容找图片，以英语提问；其他语言需配合多语言文本模型。",
        "clip-ViT-B-32-multilingual-v1": "用 50 种语言的文字查找 clip-ViT-B-32 的图片；不能单独使用。",
        "siglip2-base-patch16-224": "一个模型即可用包括中文在内的多种语言找图片；比 CLIP 更大更慢。",
    }

    def model_of(self, collection: str) -> str:
        """Label the choice of a collection's model."""
        return f"{collection} 的模型"

    def facts(self, megabytes: int, languages: tuple[str, ...], longest: int, licence: str) -> tuple[str, ...]:
        """Say what a model costs and can do."""
        told = f"{len(languages)} 种语言" if len(languages) > 3 else "、".join(language(code) for code in languages)
        cut = f"最长 {longest:,} 个词元" if longest else ""
        return tuple(part for part in (f"{megabytes:,} MB", told, cut, licence or "未注明许可证") if part)

    def got(self, name: str) -> str:
        """Say that a model came."""
        return f"{name} 已在本机。"

    def gone(self, name: str) -> str:
        """Say that a model was removed."""
        return f"已移除 {name}。"

    def remove_body(self, name: str, megabytes: int) -> str:
        """Say what removing a model means."""
        return f"这将从本机删除 {name}（{megabytes:,} MB）。以后可以重新下载或导入。"

    def megabytes(self, done: int, total: int) -> str:
        """Say how much has come."""
        return f"{done / 1e6:,.0f} / {total / 1e6:,.0f} MB" if total else ""

    def passages(self, done: int, total: int) -> str:
        """Say how many passages have their new vector."""
        return f"{done:,} / {total:,} 个段落" if total else ""
