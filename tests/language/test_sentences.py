import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import count, sentences

BAR = "|"


@pytest.mark.parametrize(
    "marked",
    [
        "It rains.| It pours!| Does it stop?| No",
        "Dr. Smith met Mrs. Jones, e.g. at 5 p.m. on Monday.| They left.",
        "Pay $3.50 for v2.1.3 of file.name.py at example.com.| Done.",
        "He said: “Stop!”| Then he left.| (It was late.)| Really…",
        "“Are you there?” she asked.| Nobody answered.",
        "Well... maybe.| See Fig. 3 and No. 7.| No.| I said no.",
        "He lost it at school.[43]| His elbow hit it.”[4][12]| See note [3].| It cost 3.[2] and more.",
        "J. R. Smith and U.S. troops came.| It was I.| We won.",
        "今天天气好。|我们走吧！|“好的。”|他说……|真的吗？|真的",
        "请访问example.com。|价格是3.5元！！|版本v2.1.3已发布；请更新。",
        "パスワードを忘れた。|どうすれば（急ぎ）？|教えて",
        "비가 온다.| 우산이 있니?| 없다!",
        "هل تمطر؟| نعم.| حسنا",
        "کیا بارش ہے؟| ہاں۔| ٹھیک",
        "वर्षा हो रही है।| क्या यह रुकेगी?| नहीं॥",
        "Das ist z. B. am 3. Mai im 19. Jahrhundert bzw. später passiert.| Ja.",
        "Это было в 1990 г. в Москве, т.е. давно.| Да.",
        "M. Dupont est là.| Qui ?| Lui !",
        "# Heading\n|First line.\n|- item one\n|- item two\n\n|1. Step one\n|2. Step two",
        "The quick brown fox jumps over the lazy dog and then\nruns away, far from here.| It sleeps.",
        "He was elected to the Norwich City Hall of Fame in\n2002, at the club.| It was cold.",
        "He made 647 appearances, almost half of which were for\nNorwich.| It was cold.",
        "Choose the account that you would like to sign in\n|2. Sign in",
        "本公司成立于一九九八年，总部位于上海市浦东新区，主要从事软件\n开发与销售。|欢迎联系。",
        "Name: Ann\n|City: Paris\n|Total: 7",
        "One\r\n|Two\r\n\r\n|Three",
        "ការធ្វើដំណើរ។| បន្ទាប់",
        "Wait!|你好",
    ],
)
def test_borders_are_where_a_reader_puts_them(marked: str) -> None:
    text = marked.replace(BAR, "")
    assert [text[s.start : s.end] for s in sentences(text)] == [piece.strip() for piece in marked.split(BAR)]


def test_thai_breaks_at_spaces_once_a_piece_is_long_enough() -> None:
    piece = "กรุงเทพมหานครเป็นเมืองหลวงและเป็นเมืองที่มีประชากรมากที่สุดของประเทศไทย"
    text = f"{piece} {piece} {piece} สั้น"
    assert [text[s.start : s.end] for s in sentences(text)] == [f"{piece} {piece} {piece}", "สั้น"]


@given(st.text(alphabet=st.sampled_from('ab Z.!?…。！”)"\n\r\t1،ก ก中-•') | st.characters()))
def test_every_visible_character_is_in_exactly_one_trimmed_span(text: str) -> None:
    covered = [0] * len(text)
    last = 0
    for span in sentences(text):
        assert last <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        for i in range(span.start, span.end):
            covered[i] += 1
        last = span.end
    assert all(n == 1 for n, char in zip(covered, text, strict=True) if not char.isspace())


@given(st.text(), st.text())
def test_count_never_falls_when_text_is_added(one: str, other: str) -> None:
    assert count(one + other) >= max(count(one), count(other))


def test_count_is_near_what_models_make_of_text() -> None:
    english = "The committee will publish its final report about drinking water quality next Wednesday morning."
    assert 14 <= count(english) <= 24
    assert 12 <= count("委员会将于下周三上午公布报告。") <= 16
    assert count("") == count(" \n ") == 0
