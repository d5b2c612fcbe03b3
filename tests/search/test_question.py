import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InvalidRequest
from qa.language import fold
from qa.search.question import carry, holds, parse, relaxed


@pytest.mark.parametrize(
    ("text", "phrases", "plain"),
    [
        ('what is the "return policy" here', ("return policy",), "what is the return policy here"),
        ("零件“保修期”多久", ("保修期",), "零件保修期多久"),
        ("「返品期限」は何日ですか", ("返品期限",), "返品期限は何日ですか"),
        ("『返品』の期限", ("返品",), "返品の期限"),
        ("le «délai de retour» en France", ("délai de retour",), "le délai de retour en France"),
        ("die „Garantie“ für Akkus", ("Garantie",), "die Garantie für Akkus"),
        ('多久"退款"到账', ("退款",), "多久退款到账"),
        ('a 5" pipe and a 3" pipe', (), 'a 5" pipe and a 3" pipe'),
        ('an odd " quote', (), 'an odd " quote'),
        ('"  spaced   out "', ("spaced out",), "spaced out"),
    ],
)
def test_text_in_double_quotes_of_any_kind_is_an_exact_phrase(text, phrases, plain):
    query = parse(text)
    assert query.phrases == phrases
    assert query.text == plain


@pytest.mark.parametrize(
    ("text", "excluded", "plain"),
    [
        ("battery life -lithium", ("lithium",), "battery life"),
        ("batteries -lithium?", ("lithium",), "batteries?"),
        ("退款 -运费", ("运费",), "退款"),
        ('return -"store credit" rules', ("store credit",), "return rules"),
        ("is it below -5°C in re-enter mode a - b", (), "is it below -5°C in re-enter mode a - b"),
        ("what does -v do", (), "what does -v do"),
        ("run with --force", (), "run with --force"),
    ],
)
def test_a_minus_right_before_a_word_excludes_it(text, excluded, plain):
    query = parse(text)
    assert query.excluded == excluded
    assert query.text == plain


def test_a_question_of_nothing_but_excluded_words_is_taken_as_words():
    query = parse("-lithium")
    assert (query.text, query.excluded) == ("-lithium", ())
    assert "lithium" in query.tokens


@pytest.mark.parametrize("text", ["", "   ", "?!", '""', "……"])
def test_a_question_without_a_letter_or_digit_is_refused_with_the_cure(text):
    with pytest.raises(InvalidRequest, match="type at least one word"):
        parse(text)


def test_a_relaxed_question_keeps_the_words_and_the_excluded_ones():
    query = parse('the "return policy" -shoes')
    assert relaxed(query).phrases == ()
    assert (relaxed(query).text, relaxed(query).excluded) == (query.text, query.excluded)


def test_carried_terms_are_searched_for_and_encoded_but_are_not_the_text():
    query = parse("and for Germany?", carried=("return", "period"))
    assert query.text == "and for Germany?"
    assert query.carried == ("return", "period")
    assert {"germany", "return", "period"} <= set(query.tokens)
    assert query.embedded == "and for Germany? return period"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_taken_apart_or_refused(text):
    try:
        query = parse(text)
    except InvalidRequest:
        return
    assert len(set(query.tokens)) == len(query.tokens)
    assert all(holds(query.text, phrase) for phrase in query.phrases if fold(phrase).strip())


def test_a_phrase_stays_a_word_of_its_own_without_its_quotes():
    assert parse('¹"0"').text == "¹ 0" and parse("“ab”é").text == "ab é"
    assert parse('请问"退货"怎么办').text == "请问退货怎么办"


RETURNS = "How long is the return period for shoes in France?"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("and for Germany?", ("return", "period", "shoes")),
        ("and how much does it cost?", ("return", "period", "shoes", "France")),
        ("what about children?", ("return", "period", "shoes", "France")),
        ("why?", ("return", "period", "shoes", "France")),
        ("for Germany?", ("return", "period", "shoes")),
        ("Can I return it late?", ("period", "shoes", "France")),
    ],
)
def test_an_english_follow_up_takes_over_the_content_words_it_does_not_replace(text, terms):
    assert carry(parse(RETURNS), text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "And what is the capital of Germany?",
        "for loop in python",
        "in vitro fertilisation",
        "Is it possible to return an opened item?",
        "is there a discount",
        "password reset",
        "Thanks",
        "Wie setze ich mein Passwort zurück?",
        "怎么重置密码？",
        "",
        "?",
    ],
)
def test_a_question_that_stands_alone_takes_over_nothing(text):
    assert carry(parse(RETURNS), text) == ()


@pytest.mark.parametrize(
    ("previous", "text", "terms"),
    [
        ("法国的退货期限是多久？", "那德国呢？", ("退货期限",)),
        ("法国的退货期限是多久？", "它多少钱？", ("法国", "退货期限")),
        ("法国的退货期限是多久？", "那怎么收费？", ("法国", "退货期限")),
        ("法国的退货期限是多久？", "怎么退款呢？", ()),
        ("法國的退貨期限是多久？", "那德國呢？", ("退貨期限",)),
        ("Wie lange ist die Rückgabefrist in Frankreich?", "und für Deutschland?", ("Rückgabefrist",)),
        ("Wie lange ist die Rückgabefrist in Frankreich?", "Was kostet das?", ("Rückgabefrist", "Frankreich")),
        ("Quel est le délai de retour en France ?", "et pour l'Allemagne ?", ("délai", "retour")),
        ("¿Cuál es el plazo de devolución en Francia?", "¿y para Alemania?", ("plazo", "devolución")),
        ("返品期限はどのくらいですか", "ドイツの場合は？", ("返品期限",)),
        ("返品期限はどのくらいですか", "それはいくらですか", ("返品期限",)),
        ("환불 기간은 얼마인가요?", "독일은요?", ("환불", "기간")),
        ("Сколько длится возврат во Франции?", "а в Германии?", ("длится", "возврат")),
        ("How many items were sold in 2023?", "and in 2024?", ("items", "sold")),
    ],
)
def test_follow_ups_in_other_languages(previous, text, terms):
    assert carry(parse(previous), text) == terms


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        (RETURNS, "这个押金是多少？"),
        (RETURNS, "这些孩子要戴头盔吗？"),
        (RETURNS, "這個工具支援掃描件嗎？"),
        (RETURNS, "その鍵はいくらですか"),
        ("法国的退货期限是多久？", "Must these children wear helmets?"),
        ("法国的退货期限是多久？", "How much is it to rent this bike?"),
    ],
)
def test_a_follow_up_in_another_language_that_names_its_own_matter_takes_over_nothing(previous, text):
    assert carry(parse(previous), text) == ()


@pytest.mark.parametrize(
    ("previous", "text", "terms"),
    [
        (RETURNS, "那德国呢？", ("return", "period", "shoes", "France")),
        (RETURNS, "它多少钱？", ("return", "period", "shoes", "France")),
        (RETURNS, "这个能退款吗？", ("return", "period", "shoes", "France")),
        (RETURNS, "这里收费吗？", ("return", "period", "shoes", "France")),
        (RETURNS, "为什么？", ("return", "period", "shoes", "France")),
        ("法国的退货期限是多久？", "and for Germany?", ("法国", "退货期限")),
        ("法国的退货期限是多久？", "Is that free of charge?", ("法国", "退货期限")),
        ("法国的退货期限是多久？", "why?", ("法国", "退货期限")),
        ("法国的退货期限是多久？", "这个押金是多少？", ("法国", "退货期限")),
    ],
)
def test_one_that_cannot_be_understood_alone_takes_over_words_of_another_language(previous, text, terms):
    assert carry(parse(previous), text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("How many league appearances did he make?", ("Ada", "Byron")),
        ("And when did she learn French?", ("Ada", "Byron")),
        ("Where was he?", ("Ada", "Byron")),
        ("How does an employee know whether he gets paid leave?", ()),
    ],
)
def test_of_a_person_the_names_are_taken_over(text, terms):
    assert carry(parse("Where was Ada Byron born?"), text) == terms


@pytest.mark.parametrize(
    ("previous", "text", "terms"),
    [
        ("When was Ada Byron elected to the Hall of Fame?", "What about Paris?", ("Ada", "Byron", "elected")),
        ("Did Ada Byron live in London?", "And in Paris?", ("Ada", "Byron", "live")),
        ("Ada Byron. What about London?", "What about Paris?", ("Ada", "Byron")),
    ],
)
def test_a_name_is_put_in_place_of_the_last_name_alone(previous, text, terms):
    assert carry(parse(previous), text) == terms


def test_terms_taken_over_once_are_taken_over_again():
    second = parse("and for Germany?", carried=carry(parse(RETURNS), "and for Germany?"))
    assert carry(second, "and how much does it cost?") == ("return", "period", "shoes", "Germany")


@given(st.text(max_size=40), st.text(max_size=40))
def test_carried_terms_are_words_of_the_earlier_question(before, text):
    try:
        previous = parse(before)
    except InvalidRequest:
        return
    assert all(term in previous.text for term in carry(previous, text))


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("A party of ARTISTS", "art", False),
        ("Modern  Art\nmuseum", "modern art", True),
        ("ＡＢＣ full width", "abc", True),
        ("See C++ notes", "c++", True),
        ("退货期限是七天", "货期", True),
        ("退貨期限", "退货", True),
        ("환불은 7일", "환불", True),
        ("error ERR_4012.", "err_4012", True),
        ("error ERR_40123.", "err_4012", False),
    ],
)
def test_a_phrase_is_held_as_whole_words(text, phrase, there):
    assert holds(text, phrase) is there


@pytest.mark.parametrize(
    ("before", "question", "carried"),
    [
        ("搬仓预算多少", "谁批准的", ("搬仓预算",)),
        ("北京仓什么时候搬", "什么时候恢复？", ("北京仓",)),
        ("X5多少钱", "什么时候发货", ("X5",)),
        ("年假怎么申请", "要多久", ("年假", "申请")),
        ("X5多少钱", "怎么退款", ()),
        ("X5多少钱", "谁负责华南区域", ()),
        ("X5多少钱", "为什么推迟上市时间", ()),
    ],
)
def test_a_chinese_question_may_leave_out_what_it_is_about(
    before: str, question: str, carried: tuple[str, ...]
) -> None:
    assert carry(parse(before), question) == carried
