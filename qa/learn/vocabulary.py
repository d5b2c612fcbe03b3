"""Grow a WordPiece vocabulary by other languages while English stays cut as before.

The teacher marks the inside of a word (`play ##ing`). In scripts that write no spaces that would need every word
twice, so here the *start* of a spaced word is marked instead (`▁play ing`), which cuts English the same way, and words
of Han, Kana, Thai and their like carry no mark at all.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START = "▁"
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ー々〇\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
DROPPED_ACCENT = r"(?<=\p{Latin})[\p{Mn}&&[^\u0309\u031B\u0323]](?!\p{Mn})"
"""A lone mark on a Latin letter goes, as with the teacher; marks that only Vietnamese has, and pairs of marks, stay."""
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LONGEST_PIECE = {"zh": 4, "zh-tw": 4, "ja": 6, "th": 9}
ROUNDS = 6
FIRST_UNSPACED = 0x0E00

Tokenizer = Any  # tokenizers.Tokenizer; that library is imported only where it is used
Rule = Any  # one of its normalizers or pre-tokenizers


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A tokenizer, and where its pieces come from: `origin[i]` is the teacher's row of piece i, -1 if it is new."""

    tokenizer: Tokenizer
    origin: list[int]


def teacher_pieces(teacher: Path) -> dict[str, int]:
    """Return the teacher's pieces in this module's spelling, each with its row, without those nobody can meet."""
    model = json.loads((teacher / "tokenizer.json").read_text("utf-8"))["model"]
    stored: dict[str, int] = model["vocab"]
    grown_before = model["continuing_subword_prefix"] == ""
    pieces: dict[str, int] = {token: stored[token] for token in SPECIAL}
    for token, row in sorted(stored.items(), key=lambda item: item[1]):
        if token not in SPECIAL and not token.startswith("[unused"):
            pieces.setdefault(token if grown_before else _respell(token), row)
    return pieces


def grow(
    teacher: Path, texts: Mapping[str, Iterable[str]], english: Iterable[str], quota: Mapping[str, int]
) -> Vocabulary:
    """Add up to `quota[language]` pieces a language to the teacher's own, keeping the cut of the English words."""
    old = teacher_pieces(teacher)
    new: dict[str, None] = {} if START in old else {START: None}
    for language, lines in texts.items():
        wanted = learn_pieces(lines, quota.get(language, 0), longest=LONGEST_PIECE.get(language, 24))
        new.update(dict.fromkeys(piece for piece in wanted if piece not in old))
    kept = _harmless(old, list(new), _words(english))
    return Vocabulary(build({piece: i for i, piece in enumerate([*old, *kept])}), [*old.values(), *[-1] * len(kept)])


def opened(model: Path) -> Tokenizer:
    """Open the tokenizer of a model's folder, so that it neither cuts nor fills up texts."""
    import tokenizers

    tokenizer: Tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def ends(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the numbers of the pieces that stand before and behind every text: BERT's names, or XLM-R's."""
    pieces = tokenizer.get_vocab()
    first, last = ("[CLS]", "[SEP]") if "[CLS]" in pieces else ("<s>", "</s>")
    return int(pieces[first]), int(pieces[last])


def numbered(tokenizer: Tokenizer, texts: list[str], longest: int) -> list[list[int]]:
    """Return the numbers of each text's pieces, at most ``longest``, those of its ends included."""
    first, last = ends(tokenizer)
    cut = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return [[first, *text.ids[: longest - 2], last] for text in cut]


def shared(teacher: Path, model: Path) -> bool:
    """Tell whether a model's vocabulary is the teacher's, or was grown from it here."""
    one, other = (json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"] for folder in (teacher, model))
    grown = one["type"] == other["type"] == "WordPiece" and other["continuing_subword_prefix"] == ""
    return bool(grown or one["vocab"] == other["vocab"])


def taken(teacher: Path, model: Path) -> Vocabulary:
    """Take the vocabulary of a model that was made here, from the same teacher, or that is its own teacher."""
    tokenizer = opened(model)
    if tokenizer.get_vocab() == opened(teacher).get_vocab():
        return Vocabulary(tokenizer, list(range(tokenizer.get_vocab_size())))
    old, pieces = teacher_pieces(teacher), tokenizer.get_vocab()
    return Vocabulary(tokenizer, [old.get(piece, -1) for piece in sorted(pieces, key=pieces.__getitem__)])


def learn_pieces(lines: Iterable[str], size: int, *, longest: int) -> list[str]:
    """Learn `size` frequent words and parts of words by byte-pair merges (Sennrich et al. 2016), frequent first."""
    import tokenizers
    from tokenizers import models, trainers

    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer(), pre_tokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=4, max_token_length=longest, limit_alphabet=4000, show_progress=False
    )
    tokenizer.train_from_iterator(lines, trainer)
    vocab: dict[str, int] = tokenizer.get_vocab()
    return sorted(vocab, key=vocab.__getitem__)


def build(vocab: Mapping[str, int]) -> Tokenizer:
    """Build the tokenizer: lower case, lone accents dropped from Latin letters, longest piece first, [CLS] … [SEP]."""
    import tokenizers
    from tokenizers import models, processors

    model = models.WordPiece(
        vocab=dict(vocab), unk_token="[UNK]", continuing_subword_prefix="", max_input_chars_per_word=100
    )
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizer(known=[piece for piece in vocab if len(piece) == 1])
    tokenizer.add_special_tokens([*SPECIAL])
    ends = [("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", special_tokens=ends
    )
    return tokenizer


def normalizer() -> Rule:
    """Fold case and width, drop accents of Latin letters (Hindi, Thai and Vietnamese keep theirs), mark word starts."""
    from tokenizers import Regex, normalizers

    spaced = rf"[\p{{L}}\p{{N}}&&[^{UNSPACED}]]"
    word_start = rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?={spaced})|(?<=[{UNSPACED}])(?={spaced})"
    return normalizers.Sequence(
        [
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=True
            ),
            normalizers.NFKD(),
            normalizers.Replace(Regex(DROPPED_ACCENT), ""),
            normalizers.NFC(),
            normalizers.Replace(Regex(word_start), START),
        ]
    )


def pre_tokenizer(known: Iterable[str] = ()) -> Rule:
    """Split at white space and punctuation, and cut runs of unspaced script loose (at most 32 letters at a time).

    With the single letters `known`, a rarer letter of those scripts stands alone, so that it doesn't make its whole run
    unknown.
    """
    from tokenizers import Regex, pre_tokenizers

    steps = [
        pre_tokenizers.BertPreTokenizer(),
        pre_tokenizers.Split(Regex(rf"[{UNSPACED}]{{1,32}}"), behavior="isolated"),
    ]
    if letters := "".join(sorted(letter for letter in known if ord(letter) >= FIRST_UNSPACED)):
        rare = Regex(rf"[{UNSPACED}&&[^{letters}]]")
        steps.append(pre_tokenizers.Split(rare, behavior="isolated"))
    return pre_tokenizers.Sequence(steps)


def _respell(token: str) -> str:
    if token.startswith("##") and len(token) > 2:
        return token[2:]
    spaced = token[0].isalnum() and not re.match(r"[\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]", token)
    return START + token if spaced else token


def _words(lines: Iterable[str]) -> list[str]:
    counts: Counter[str] = Counter()
    normal, cut = normalizer(), pre_tokenizer()
    for line in lines:
        counts.update(word for word, _ in cut.pre_tokenize_str(normal.normalize_str(line)))
    return [word for word, count in counts.items() if count > 1 and _is_latin(word)]


def _is_latin(word: str) -> bool:
    return all(letter == START or "LATIN" in unicodedata.name(letter, "") for letter in word)


def _harmless(old: Mapping[str, int], new: list[str], words: list[str]) -> list[str]:
    """Drop the new pieces that would cut one of the words otherwise than the old pieces do."""
    before = dict(zip(words, _cuts(old, words), strict=True))
    for _ in range(ROUNDS):
        vocab = {piece: i for i, piece in enumerate([*old, *new])}
        after = _cuts(vocab, words)
        blamed = {piece for word, cut in zip(words, after, strict=True) if cut != before[word] for piece in cut}
        if not blamed.intersection(new):
            break
        new = [piece for piece in new if piece not in blamed]
    return new


def _cuts(vocab: Mapping[str, int], words: list[str]) -> Iterator[list[str]]:
    from tokenizers import models

    ids = {piece: i for i, piece in enumerate(vocab)}
    model = models.WordPiece(vocab=ids, unk_token="[UNK]", continuing_subword_prefix="", max_input_chars_per_word=100)
    return ([token.value for token in model.tokenize(word)] for word in words)
