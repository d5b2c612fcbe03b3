"""A teacher small enough to be made on the spot: a real BERT of 2 layers and 16 dimensions, and languages for it."""

import gzip
import json
from pathlib import Path

SPECIAL = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["the", "a", "cat", "dog", "red", "blue", "house", "play", "walk", "big", "small", "sees", "and", "runs"]
PIECES = ["##ing", "##s", "!", ".", "的", "##的", "##e", "##d"]
FOREIGN = {
    "cat": "Katze", "dog": "Hund", "red": "rote", "blue": "blaue", "house": "Haus", "the": "das", "big": "grosse",
    "small": "kleine", "sees": "sieht", "and": "und", "runs": "rennt",
}  # fmt: skip
CHINESE = {
    "cat": "猫咪", "dog": "小狗", "red": "红色", "blue": "蓝色", "house": "房子", "the": "的", "big": "巨大",
    "small": "小小", "sees": "看见", "and": "和", "runs": "奔跑",
}  # fmt: skip


def make_teacher(folder: Path) -> Path:
    """Write the teacher to `folder` as transformers would."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    vocab = {piece: row for row, piece in enumerate([*SPECIAL, *WORDS, *PIECES])}
    config = BertConfig(
        vocab_size=len(vocab), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordPiece(vocab=vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def make_donor(folder: Path, texts: list[str]) -> Path:
    """Write a multilingual model of 4 layers to `folder`, with a Unigram vocabulary learned from `texts`."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.train_from_iterator(
        texts, trainers.UnigramTrainer(vocab_size=120, special_tokens=special, unk_token="<unk>", show_progress=False)
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=16, num_hidden_layers=4, num_attention_heads=2,
        intermediate_size=32, pad_token_id=1,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    return folder


def sentences() -> list[str]:
    """Return 200 or so English sentences over the words that both dictionaries know."""
    things, colours = ["cat", "dog", "house"], ["red", "blue", "big", "small"]
    return [
        f"the {colour} {one} {verb} the {other} {two}"
        for colour in colours
        for one in things
        for verb in ("sees", "and")
        for other in colours
        for two in things
        if (colour, one) != (other, two)
    ]


def translated(sentence: str, dictionary: dict[str, str], joint: str) -> str:
    """Translate word by word."""
    return joint.join(dictionary[word] for word in sentence.split())


def share_found(model: Path) -> float:
    """Return the share of Chinese sentences whose nearest English sentence is their own, by a model's folder."""
    import numpy as np
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(model), local_files_only=True, device="cpu")
    english = sentences()[::7]
    theirs = encoder.encode([translated(one, CHINESE, "") for one in english], normalize_embeddings=True)
    scores = theirs @ encoder.encode(english, normalize_embeddings=True).T
    return float((scores.argmax(axis=1) == np.arange(len(english))).mean())


def write_parallel(folder: Path) -> Path:
    """Write `de.tsv` and `zh.tsv.gz`, and questions with their passages, as `qa distill` reads them."""
    (folder / "parallel").mkdir(parents=True)
    (folder / "pairs").mkdir()
    german = [f"{one}\t{translated(one, FOREIGN, ' ')}\ttiny" for one in sentences()]
    chinese = [f"{one}\t{translated(one, CHINESE, '')}\ttiny" for one in sentences()]
    (folder / "parallel" / "de.tsv").write_text("\n".join(german) + "\n", "utf-8")
    with gzip.open(folder / "parallel" / "zh.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(chinese) + "\n")
    pairs = [{"query": one, "positive": translated(one, FOREIGN, " ")} for one in sentences()[:60]]
    (folder / "pairs" / "faq.de.jsonl").write_text("\n".join(map(json.dumps, pairs)) + "\n", "utf-8")
    return folder
