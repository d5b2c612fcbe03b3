"""The words of the Evaluate page."""

from __future__ import annotations

from collections.abc import Mapping

from qa.types import PictureWords
from qa.ui.words.phrases import count


class Evaluate:
    """How well a collection finds what it should, measured on itself or on questions of one's own."""

    title = "Evaluate"
    collection = "Collection"
    empty_title = "See how well your own documents are found"
    empty_steps = (
        (
            "Add documents",
            "A test set is made from them: FAQ wordings, headings, sentences taken out of their text.",
        ),
        ("Or bring questions", "A CSV with the columns question and source says which file should answer which."),
        ("Read the figures", "Words, meaning and both side by side, and whether the confidence can be believed."),
    )
    add = "Add files"
    kind = "Test set"
    own = "Made from the collection"
    table = "My own questions"
    own_line = (
        "The collection asks itself: other wordings of its FAQ entries, its headings, and sentences with the sentence "
        "taken out of the passage; and questions from other material, which nothing should answer. This is harder than "
        "what people ask: use it to compare before and after a change."
    )
    table_line = (
        "A CSV with a heading *question* and one *source* (a file of the collection), and if you like *text*, which "
        "the passage must hold. A row with a question alone is one that nothing should answer."
    )
    file = "CSV of questions and expected sources"
    compare = "Compare with another way to search"
    compare_line = (
        "The same questions are asked a second time, of a version of the collection that is made for it and then "
        "dropped: nothing here changes. Another model or other passages take about as long as adding the files did."
    )
    other_model = "Model"
    other_passages = "Length of passages"
    other_weights = "Words or meaning"
    unchanged = "As it is"
    weights_file = "From a file"
    weights_upload = "weights.json"
    weights_bad = "This file holds no weights of a ranking (dense, power, cover, half, trust)."
    leanings: Mapping[str, str] = {
        "double": "Meaning counts double",
        "half": "Meaning counts half",
        "none": "Words alone",
    }
    nothing_other = "Choose what is to be different first."
    start = "Measure"
    again = "Measure again"
    cancel = "Cancel"
    making = "Making the test set …"
    cancelled = "The evaluation was stopped."
    figures = "What was found"
    mode = "Search by"
    modes: Mapping[str, str] = {
        "dense": "Meaning",
        "keyword": "Words",
        "hybrid": "Both",
        "confidence": "Both, with confidence",
    }
    columns: Mapping[str, str] = {
        "hit@1": "Right one first",
        "hit@5": "In the first 5",
        "hit@10": "In the first 10",
        "mrr@10": "MRR@10",
        "ndcg@10": "nDCG@10",
        "recall@10": "Recall@10",
        "auroc": "Tells off-topic (AUROC)",
    }
    interval_line = "Below each figure its 95% interval: with other questions of this kind it mostly lies in there."
    outdated = "Files were added or replaced since: measure again to see how it is now."
    own_compared = (
        "These questions were made from passages out of which their words were taken. So searching by words finds less "
        "here than with questions that people ask, and the two together less than meaning alone. To compare them, ask "
        "questions of your own."
    )
    confidence = "Can its confidence be believed?"
    strict_line = (
        "Counted strictly: where another passage answers as well, it counts as wrong, so confidence looks too high "
        "here. With questions of your own you see what people will see."
    )
    trust_names: Mapping[str, str] = {
        "ece": "Mean gap between what was said and what was right (calibration error)",
        "ece_by_chance": "The same gap by chance alone, if confidence were exactly true, with as many questions",
        "precision@90": "Right among the surest 90% of questions",
    }
    plot = "How often the first answer was right, against how sure it was said to be; on the diagonal, both agree."
    wrong = "Questions that went wrong"
    none_wrong = "The right answer came first every time."
    question = "Question"
    expected = "Expected"
    found = "Found first"
    rank = "Right one at"
    nowhere = "not found"
    no_answer = "no answer"
    missing = "Not asked: what should answer is not in this collection"
    compared = "Beside another way to search"
    as_it_is = "As it is"
    the_other = "The other way"
    difference = "Difference"
    difference_line = (
        "Below each difference its 95% interval, over the same questions. Where it leaves out 0 (in bold), the "
        "difference is hardly chance."
    )
    worse = "Found worse by the other way"
    better = "Found better by the other way"
    none_moved = "None."
    before = "As it is at"
    after = "The other way at"
    download = "Figures as JSON"
    download_picture = "Picture as PNG"
    picture = PictureWords()

    def elsewhere(self, kind: str) -> str:
        """Say which test set the last figures are of, where another is chosen."""
        return f"The last figures are of the test set “{kind}”: choose it to see them."

    def progress(self, done: int, total: int) -> str:
        """Say how far it is."""
        return f"{done:,} of {count(total, 'question')}"

    def embedding(self, done: int, total: int) -> str:
        """Say how far the other version is."""
        return f"Making the other version: {done:,} of {count(total, 'passage')}"

    def tokens(self, size: int, overlap: int) -> str:
        """Name a way of splitting."""
        return f"{size} tokens, {overlap} repeated"

    def against(self, other: str) -> str:
        """Say what is compared."""
        return f"The collection as it is, beside: {other}."

    def measured(self, name: str, on: int, off: int) -> str:
        """Say what was measured."""
        beside = f", and {off:,} that nothing should answer" if off else ""
        return f"{name}: {count(on, 'question')} with a known answer{beside}."

    def finished(self, ago: str) -> str:
        """Say how long ago that was."""
        return f"Measured {ago}."


class EvaluateChinese(Evaluate):
    """The same in Chinese."""

    title = "评测"
    collection = "资料集"
    empty_title = "看看您自己的文档能被找到多少"
    empty_steps = (
        ("添加文档", "系统会从中生成测试集：常见问题的不同问法、标题，以及从原文中取出的句子。"),
        ("或带来您的问题", "CSV 中的“问题”和“来源”两列说明哪个文件应回答哪个问题。"),
        ("查看结果", "关键词、语义和两者结合并列比较，并检验置信度是否可信。"),
    )
    add = "添加文件"
    kind = "测试集"
    own = "由资料集生成"
    table = "我自己的问题"
    own_line = (
        "资料集向自己提问：常见问题的其他问法、标题，以及从段落中取出的句子；另加一些不应有答案的外部问题。"
        "这比人们通常的提问更难，适合比较改动前后的差别。"
    )
    table_line = (
        "CSV 需有“问题”和“来源”（资料集中的文件）两列，还可加“文本”列，即段落中必须出现的文字。"
        "只有问题的行表示不应有答案。"
    )
    file = "问题与预期来源的 CSV"
    compare = "与另一种搜索方式比较"
    compare_line = (
        "同样的问题会再问一遍：系统临时生成资料集的另一个版本，用完即弃，这里什么都不会改变。"
        "换模型或换段落长度所需的时间与添加文件时相近。"
    )
    other_model = "模型"
    other_passages = "段落长度"
    other_weights = "关键词与语义"
    unchanged = "保持现状"
    weights_file = "来自文件"
    weights_upload = "权重文件 weights.json"
    weights_bad = "该文件中没有排序权重（dense、power、cover、half、trust）。"
    leanings: Mapping[str, str] = {"double": "语义权重加倍", "half": "语义权重减半", "none": "只看关键词"}
    nothing_other = "请先选择要改变什么。"
    start = "开始评测"
    again = "重新评测"
    cancel = "取消"
    making = "正在生成测试集……"
    cancelled = "评测已停止。"
    figures = "检索结果"
    mode = "搜索方式"
    modes: Mapping[str, str] = {
        "dense": "语义",
        "keyword": "关键词",
        "hybrid": "两者结合",
        "confidence": "两者结合并带置信度",
    }
    columns: Mapping[str, str] = {
        "hit@1": "首条正确",
        "hit@5": "前 5 条内",
        "hit@10": "前 10 条内",
        "mrr@10": "平均倒数排名（MRR@10）",
        "ndcg@10": "排序质量（nDCG@10）",
        "recall@10": "召回率（Recall@10）",
        "auroc": "识别无关问题（AUROC）",
    }
    interval_line = "每个数字下方是其 95% 区间：换一批同类问题，结果大多会落在其中。"
    outdated = "此后有文件添加或更新，重新评测可了解现状。"
    own_compared = (
        "这些问题由段落生成，问题中的词已从该段落中去掉。因此与真实提问相比，这里按关键词搜索找到的偏少，"
        "两者结合也会低于单用语义。要比较搜索方式，请用您自己的问题。"
    )
    confidence = "置信度可信吗？"
    strict_line = (
        "统计从严：其他段落同样能回答也算错，所以这里的置信度显得偏高。用您自己的问题评测，才是用户实际看到的情况。"
    )
    trust_names: Mapping[str, str] = {
        "ece": "所称置信度与实际正确率的平均差距（校准误差）",
        "ece_by_chance": "若置信度完全真实，同样多的问题仅因偶然会有的差距",
        "precision@90": "最有把握的 90% 问题中的正确率",
    }
    plot = "首条答案的实际正确率与所称置信度的对照；落在对角线上表示两者一致。"
    wrong = "出错的问题"
    none_wrong = "每次正确答案都排在第一。"
    question = "问题"
    expected = "预期"
    found = "首条结果"
    rank = "正确答案位次"
    nowhere = "未找到"
    no_answer = "无答案"
    missing = "未提问：资料集中没有应当回答它的内容"
    compared = "与另一种搜索方式对照"
    as_it_is = "现状"
    the_other = "另一种方式"
    difference = "差别"
    difference_line = "每个差别下方是同一批问题上的 95% 区间；不含 0 的（粗体）差别多半不是偶然。"
    worse = "另一种方式找得更差的问题"
    better = "另一种方式找得更好的问题"
    none_moved = "没有。"
    before = "现状位次"
    after = "另一种方式位次"
    download = "下载数据（JSON）"
    download_picture = "下载图片（PNG）"
    picture = PictureWords(
        confidence="所称置信度",
        right="实际正确率",
        first="现状",
        second="另一种方式",
        modes={"dense": "语义", "keyword": "关键词", "hybrid": "两者结合", "confidence": "两者结合并带置信度"},
        figures={
            **{"hit@1": "首条正确", "hit@5": "前 5 条内", "mrr@10": "平均倒数排名"},
            **{"ndcg@10": "排序质量 nDCG", "recall@10": "召回率"},
        },
    )

    def elsewhere(self, kind: str) -> str:
        """Say which test set the last figures are of, where another is chosen."""
        return f"上次评测的是测试集“{kind}”：选择它即可查看结果。"

    def progress(self, done: int, total: int) -> str:
        """Say how far it is."""
        return f"{done:,} / {total:,} 个问题"

    def embedding(self, done: int, total: int) -> str:
        """Say how far the other version is."""
        return f"正在生成另一个版本：{done:,} / {total:,} 个段落"

    def tokens(self, size: int, overlap: int) -> str:
        """Name a way of splitting."""
        return f"{size} 个词元，重复 {overlap} 个"

    def against(self, other: str) -> str:
        """Say what is compared."""
        return f"资料集现状与另一种方式对照：{other}。"

    def measured(self, name: str, on: int, off: int) -> str:
        """Say what was measured."""
        beside = f"，另有 {off:,} 个不应有答案的问题" if off else ""
        return f"{name}：{on:,} 个已知答案的问题{beside}。"

    def finished(self, ago: str) -> str:
        """Say how long ago that was."""
        return f"{ago}评测。"
