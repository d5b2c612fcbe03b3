"""The grown vocabulary: English as the teacher cuts it, other scripts as words."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from qa.learn import vocabulary
from tests.learn.tiny import CHINESE, FOREIGN, make_teacher, sentences, translated


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="module")
def grown(teacher: Path) -> vocabulary.Vocabulary:
    english = sentences()
    texts = {
        "de": [translated(one, FOREIGN, " ") for one in english],
        "zh": [translated(one, CHINESE, "") for one in english],
    }
    return vocabulary.grow(teacher, texts, english, {"de": 200, "zh": 200})


@pytest.mark.parametrize("text", ["The cat walks!", "playing, the dog", "red-blue HOUSES.", "unknownword a cat", "Réd"])
def test_english_is_cut_as_the_teacher_cuts_it(teacher: Path, grown: vocabulary.Vocabulary, text: str) -> None:
    """Every English piece stands for the teacher's row, in the teacher's order."""
    reference = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    ours = grown.tokenizer.encode(text, add_special_tokens=False).ids
    rows = [grown.origin[piece] for piece in ours]
    theirs = reference.encode(text).ids
    if reference.token_to_id("[UNK]") not in theirs:
        assert rows == theirs


def test_words_of_unspaced_scripts_become_one_piece(grown: vocabulary.Vocabulary) -> None:
    """A Chinese word is the same piece at the start and in the middle of a run."""
    tokens = grown.tokenizer.encode("红色猫咪看见的红色小狗", add_special_tokens=False).tokens
    assert tokens.count("红色") == 2
    assert "".join(tokens) == "红色猫咪看见的红色小狗"


def test_a_rare_letter_does_not_hide_its_neighbours(grown: vocabulary.Vocabulary) -> None:
    """An unknown Han letter is unknown alone."""
    tokens = grown.tokenizer.encode("红色龘猫咪", add_special_tokens=False).tokens
    assert tokens == ["红色", "[UNK]", "猫咪"]


def test_new_words_are_marked_where_they_start(grown: vocabulary.Vocabulary) -> None:
    """A frequent German word is one piece, with accents dropped and case folded."""
    assert grown.tokenizer.encode("KATZE", add_special_tokens=False).tokens == ["▁katze"]
    assert grown.origin[grown.tokenizer.token_to_id("▁katze")] == -1


def test_marks_are_dropped_from_latin_letters_only() -> None:
    """Hindi vowel signs and Thai tones stay; width is folded; a word after Chinese is marked."""
    normal = vocabulary.normalizer().normalize_str
    assert normal("Müller naïve") == "▁muller ▁naive"
    assert normal("हिन्दी") == "▁हिन्दी"
    assert normal("ไม้") == "ไม้"
    assert normal("用ＧＰＴ模型") == "用▁gpt模型"


def test_vietnamese_words_stay_apart() -> None:
    """Marks that only Vietnamese has, and pairs of marks, are kept: words differ by them alone."""
    normal = vocabulary.normalizer().normalize_str
    assert normal("Mạ mả mơ mư") == "▁mạ ▁mả ▁mơ ▁mư"
    assert normal("tiếng Việt được") == "▁tiếng ▁việt ▁được"
    assert normal("café à la crème") == "▁cafe ▁a ▁la ▁creme"
