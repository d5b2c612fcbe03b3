import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InvalidRequest
from qa.language import sentences
from qa.search.defining import asked
from qa.search.evidence import LONGEST, evidence
from qa.search.question import parse
from qa.types import Span, Statistics
from tests.search.memory import passage

RETURNS = (
    "Our shop opened in 1990. Shoes can be returned within 30 days of delivery. "
    "The refund takes about a week. We also sell hats."
)


def document(text, **more):
    return passage("p", text, sentences=tuple(sentences(text)), **more)


def marked(question, given, **options):
    return [found.text for found in evidence(parse(question), given, **options)]


def test_the_sentence_that_shares_the_question_s_words_is_marked():
    assert marked("When can shoes be returned?", document(RETURNS)) == [
        "Shoes can be returned within 30 days of delivery."
    ]


def test_spans_are_exact():
    text = RETURNS
    for found in evidence(parse("How long does the refund take for returned shoes?"), document(text)):
        assert text[found.start : found.end] == found.text
        assert 0 < found.score <= 1


def test_two_sentences_are_marked_when_both_match_and_never_three():
    found = marked("hats shoes refund returned week", document(RETURNS))
    assert len(found) == 2


def test_nothing_is_marked_when_nothing_matches():
    assert marked("Who wrote Hamlet?", document(RETURNS)) == []


def test_a_common_word_alone_is_no_evidence():
    statistics = Statistics(1000, 50.0, {"who": 300, "~who": 300, "wrote": 5, "~wrote": 5, "our": 900, "hamlet": 3})
    assert marked("Who wrote our Hamlet?", document(RETURNS), statistics=statistics) == []


def test_rare_words_count_for_more():
    text = "The week is the best of the year for the shop. Hats are wool."
    question = parse("hats of the year, the best for the shop")
    counts = dict.fromkeys(question.tokens, 900) | {"hats": 2, "~hat": 2}
    assert marked(question.text, document(text), statistics=Statistics(1000, 20.0, counts))[0] == "Hats are wool."


def test_meaning_finds_a_sentence_without_a_common_word():
    scores = [0.05, 0.1, 0.75, 0.0]
    assert marked("reimbursement speed", document(RETURNS), sentence_scores=scores) == [
        "The refund takes about a week."
    ]


def test_meaning_the_encoder_does_not_understand_is_not_trusted():
    assert marked("reimbursement speed", document(RETURNS), sentence_scores=[0.05, 0.1, 0.75, 0.0], trust=0.1) == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is a trace tree?", "trace tree"),
        ("Who was Iwan Roberts?", "iwan roberts"),
        ("什么是拓扑空间？", "拓扑空间"),
        ("RAGFlow是什么？", "ragflow"),
        ("Was ist ein topologischer Raum?", "topologischer raum"),
        ("¿Qué es la fotosíntesis?", "fotosíntesis"),
        ("Qu'est-ce que le langage QSL ?", "langage qsl"),
        ("Что такое фотосинтез?", "фотосинтез"),
        ("What time does the shop open?", ""),
    ],
)
def test_what_a_question_asks_the_meaning_of(question, name):
    assert asked(question) == name


def test_a_definition_is_marked_where_one_is_asked_for():
    text = (
        "AutoGen agents are easy to change. AutoGen (by Microsoft) is a framework for programs that talk. Try AutoGen."
    )
    assert marked("What is AutoGen?", document(text))[0].startswith("AutoGen (by Microsoft) is")
    text = "RAGFlow 的版本很多。RAGFlow 是一款开源引擎。请试用 RAGFlow。"
    assert marked("什么是RAGFlow？", document(text, language="zh"))[0] == "RAGFlow 是一款开源引擎。"


def test_a_sentence_on_parts_of_a_thing_does_not_define_it():
    given = document("Loomweave agents are easy to change. Loomweave is a loom that runs on water.")
    assert marked("What is Loomweave?", given)[0] == "Loomweave is a loom that runs on water."
    given = document("Loomweave, also usually is a loom. Loomweave agents are many.")
    assert marked("What is Loomweave?", given)[0].startswith("Loomweave, also")


def test_a_second_mark_of_another_year_is_left_out():
    rows = "Revenue in 2019 was 40 million. Revenue in 2020 was 60 million."
    assert marked("What was the revenue in 2020?", document(rows)) == ["Revenue in 2020 was 60 million."]
    assert len(marked("What was the revenue in the years 2019 and 2020?", document(rows))) == 2


def test_a_title_that_the_question_repeats_is_no_answer():
    """A whole sentence in the question's words is one: it says yes."""
    text = "Inventory reconciliation report\nPrepared by: Sarah Martinez\nPages: 12"
    spans = (Span(0, 31), Span(32, 59), Span(60, 69))
    given = passage("p", text, sentences=spans)
    asks = "Who prepared the inventory reconciliation report?"
    assert marked(asks, given, sentence_scores=[0.8, 0.6, 0.1])[0] == "Prepared by: Sarah Martinez"
    text = "The museum is open on Mondays. Bring the children."
    assert marked("Is the museum open on Mondays?", document(text)) == ["The museum is open on Mondays."]


def test_less_meaning_is_enough_where_another_language_hides_the_words():
    """A cosine of .45 says little between two English texts, and much between a Chinese and an English one."""
    scores = [0.05, 0.1, 0.45, 0.0]
    english = document(RETURNS, language="en")
    assert marked("reimbursement speed", english, sentence_scores=scores) == []
    assert marked("多久能拿到钱？", english, sentence_scores=scores) == ["The refund takes about a week."]
    assert marked("多久能拿到钱？", english, sentence_scores=[0.05, 0.1, 0.3, 0.0]) == []


def test_scores_of_another_splitting_are_ignored():
    assert marked("reimbursement speed", document(RETURNS), sentence_scores=[0.9]) == []


@pytest.mark.parametrize(
    ("text", "question", "answer", "language"),
    [
        (
            "本店成立于1990年。鞋子可在三十天内退货。退款需要一周。",
            "鞋子多久内可以退货？",
            "鞋子可在三十天内退货。",
            "zh",
        ),
        ("本店成立於1990年。鞋子可在三十天內退貨。", "鞋子多久内可以退货？", "鞋子可在三十天內退貨。", "zh"),
        (
            "当店は1990年に開店しました。靴は30日以内に返品できます。",
            "靴の返品はいつまで？",
            "靴は30日以内に返品できます。",
            "ja",
        ),
        (
            "Der Laden öffnete 1990. Schuhe nehmen wir zurück.",
            "Nehmt ihr Schuhe zurück?",
            "Schuhe nehmen wir zurück.",
            "de",
        ),
        (
            "افتتح المتجر عام 1990. يمكن إرجاع الأحذية خلال شهر.",
            "متى يمكن إرجاع الأحذية؟",
            "يمكن إرجاع الأحذية خلال شهر.",
            "ar",
        ),
    ],
)
def test_other_scripts(text, question, answer, language):
    assert marked(question, document(text, language=language)) == [answer]


def faq(question, answer):
    text = f"{question}\n{answer}"
    units = (
        Span(0, len(question)),
        *(Span(s.start + len(question) + 1, s.end + len(question) + 1) for s in sentences(answer)),
    )
    return passage("p", text, kind="faq", question=question, sentences=units)


def test_an_faq_entry_shows_its_answer_not_its_question_again():
    entry = faq("How do I reset my password?", "Open the settings and choose Security. Then wait for the mail.")
    assert marked("How do I reset my password?", entry) == ["Open the settings and choose Security."]


def test_of_an_faq_answer_the_sentence_that_matches_better_wins():
    entry = faq("How do I reset my password?", "Open the settings. The mail with the code arrives within 5 minutes.")
    assert marked("password reset: when does the mail with the code arrive?", entry)[0].startswith(
        "The mail with the code"
    )


def test_an_faq_entry_on_something_else_has_no_evidence():
    assert marked("Who wrote Hamlet?", faq("How do I reset my password?", "Open the settings.")) == []


def test_an_faq_entry_without_an_answer_has_no_evidence():
    question = "How do I reset my password?"
    entry = passage("p", question, kind="faq", question=question, sentences=(Span(0, len(question)),))
    assert marked(question, entry) == []


def test_of_a_table_row_the_cells_are_marked():
    lines = passage("p", "Product: Lamp\nPrice: 12 EUR\nColour: red", kind="table")
    assert marked("What is the price of the lamp?", lines) == ["Price: 12 EUR", "Product: Lamp"] or marked(
        "What is the price of the lamp?", lines
    ) == ["Product: Lamp", "Price: 12 EUR"]
    row = "Lamp | 12 EUR | red"
    bars = passage("p", row, kind="table", sentences=(Span(0, len(row)),))
    assert marked("red ones", bars) == ["red"]


def test_of_code_the_line_is_marked():
    code = "def load(path):\n    # read the whole file\n    return path.read_text()"
    lines = tuple(Span(s, e) for s, e in ((0, 15), (20, 41), (46, 69)))
    found = marked("read whole file", passage("p", code, kind="code", sentences=lines))
    assert found[0] == "# read the whole file"


def test_a_very_long_sentence_is_cut_to_the_clauses_that_match():
    filler = ", ".join(f"some words of no account number {i}" for i in range(30))
    text = f"{filler}, the warranty of the lamp ends after two winters, {filler}."
    (found,) = evidence(parse("When does the warranty of the lamp end?"), document(text))
    assert "the warranty of the lamp ends after two winters" in found.text
    assert len(found.text) <= LONGEST
    assert text[found.start : found.end] == found.text


@given(st.text(max_size=80), st.text(alphabet="abc de。，. \n", min_size=1, max_size=40))
def test_evidence_lies_in_the_passage_whatever_the_text(text, question):
    try:
        query = parse(question)
    except InvalidRequest:
        return
    for found in evidence(query, document(text)):
        assert text[found.start : found.end] == found.text
        assert found.text == found.text.strip()


def test_a_heading_is_no_evidence_while_there_is_anything_else():
    text = "9.2 Late return\nA late return costs five euros for each hour that was begun."
    assert marked("What does a late return cost?", document(text)) == [
        "A late return costs five euros for each hour that was begun."
    ]


def test_a_link_or_the_question_s_own_word_is_no_evidence():
    """Lists of sources hold the words of many questions; a link is marked where one is asked for."""
    text = "Club\n\nhttps://example.org/norwich-city/rivals\n\nIpswich Town are the rivals of the club."
    given = document(text)
    assert marked("Who are the rivals of Norwich City, the club?", given) == [
        "Ipswich Town are the rivals of the club."
    ]
    assert marked("Is there a link on the rivals of Norwich City?", given)[0].startswith("https://")


def test_what_a_sentence_announces_is_marked_with_it():
    """The command under "with:" is the answer; where it matches as well, both are one mark."""
    text = "It listens on port 8000. Install the program from source with:\n\npip install -e .\n\nThen start it."
    assert marked("How do I install from source?", document(text)) == [
        "Install the program from source with:\n\npip install -e ."
    ]
    text = "从源码安装程序：\n\npip install 源码\n\n然后启动服务。"
    assert marked("怎么从源码安装？", document(text, language="zh")) == ["从源码安装程序：\n\npip install 源码"]


@pytest.mark.parametrize("question", ["How many hats did the shop sell?", "When did the shop sell hats?"])
def test_a_number_counts_where_one_is_asked_for(question):
    text = "Hats are what the shop did sell. The shop did sell 40 hats in 1990."
    assert marked(question, document(text))[0] == "The shop did sell 40 hats in 1990."


def test_a_sentence_gains_from_the_one_before_that_names_the_matter():
    text = "It was cheap to eat there. We sell caps. The hat was made by hand. It was cheap for what it is."
    assert marked("Was the hat cheap?", document(text))[1] == "It was cheap for what it is."


def test_each_mark_says_how_it_matched():
    found = evidence(parse("refund week"), document(RETURNS), sentence_scores=[0.0, 0.1, 0.6, 0.0])[0]
    assert (found.semantic, found.matched) == (0.6, 1.0)
    assert evidence(parse("refund week"), document(RETURNS))[0].semantic is None


def test_a_sentence_that_shares_little_is_not_marked():
    """One word of six and a faint likeness is what any passage on the same subject has."""
    question = "how many of the shoes sold in 1990 were hats"
    given = document("Wool is warm. Hats keep the rain off.")
    assert marked(question, given, sentence_scores=[0.1, 0.2]) == []
    assert marked(question, given, sentence_scores=[0.1, 0.7]) == ["Hats keep the rain off."]
