"""Splitting: what goes in comes out, borders are sentences, and a passage knows where it stands."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.ingest.split import join, split, split_text
from qa.language import count
from qa.types import Document, Locator, Section, Span

MIXED = """the bike ERR_4012 v2.1.3 A-100 Fahrrad, велосипед. دراجة ไทยเป็นภาษาที่มีระดับ 自行车的刹车，已经检查过了。
自転車のブレーキ！ 자전거 หมุน हिन्दी। e\u0301te\u0301 👩\u200d🔧 (see) “quoted” 3.14 x? Yes! — ; a;"""
WORDS = st.sampled_from([*re.findall(r"\S+", MIXED), "\n", "\n\n"])
TEXT = st.lists(WORDS, max_size=150).map(" ".join) | st.text(max_size=300) | st.lists(WORDS, max_size=150).map("".join)
CHINESE = "货运自行车每天早上七点在仓库领取，骑手出发之前必须检查刹车和轮胎。"
THAI = "จักรยานขนส่งสินค้าต้องได้รับการตรวจสอบทุกเช้าก่อนออกเดินทางโดยพนักงาน"
ENGLISH = "Cargo bikes are collected from the depot at seven in the morning. Dr. Weiss checks v2.1.3 of the lock. "


def document(*sections: Section, kind: str = "document", title: str = "") -> Document:
    return Document("a.pdf", kind, sections, title=title)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(TEXT, st.integers(5, 60), st.integers(0, 20))
def test_split_then_join_gives_the_text_back(text: str, tokens: int, overlap: int) -> None:
    spans = split_text(text, tokens=tokens, overlap=overlap)
    assert join([text[span.start : span.end] for span in spans], spans) == text


@settings(max_examples=150, deadline=None)
@given(TEXT, st.integers(5, 60), st.integers(0, 20), st.booleans())
def test_spans_go_forward_and_stay_near_the_limit(text: str, tokens: int, overlap: int, lines: bool) -> None:
    spans = split_text(text, tokens=tokens, overlap=overlap, lines=lines)
    assert all(one.start < other.start <= one.end < other.end for one, other in pairwise(spans))
    for span in spans:
        piece = text[span.start : span.end]
        assert count(piece) <= 1.25 * tokens + 1 or not re.search(r"\s", piece.strip())


@settings(max_examples=150, deadline=None)
@given(TEXT, st.integers(1, 40))
@example("!\u0e31", 1)
@example("!\u0e33", 1)
@example("。\u0301", 1)
@example("1\u200d👩", 1)
def test_words_and_clusters_are_never_cut(text: str, tokens: int) -> None:
    for span in split_text(text, tokens=tokens, overlap=0)[1:]:
        around = text[span.start - 1 : span.start + 1]
        if around[0].isspace():
            continue  # marks on white space are no cluster
        assert not re.fullmatch(r"[A-Za-z0-9_]{2}", around)
        assert not re.match(r"[\u0300-\u036f\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u093e-\u094d\u200d\ufe0f]", around[1])
        assert around[0] not in "\u200dเแโใไ"


def test_passages_overlap_by_whole_sentences() -> None:
    text = " ".join(f"Sentence number {n} speaks of the wheel." for n in range(60))
    passages = split(document(Section(text)), "s", "v", tokens=60, overlap=20)
    assert len(passages) > 5
    for one, other in pairwise(passages):
        assert other.text.startswith("Sentence number")
        assert one.text.endswith("the wheel.")
        shared = other.text.split(". ")[0]
        assert shared in one.text


@pytest.mark.parametrize("text", [CHINESE * 40, THAI * 40, CHINESE.rstrip("。").replace("，", "") * 40, ENGLISH * 40])
def test_every_script_comes_in_passages_of_the_size_asked_for(text: str) -> None:
    passages = split(document(Section(text)), "s", "v", tokens=100, overlap=20)
    sizes = [count(passage.text) for passage in passages]
    assert len(sizes) > 3
    assert all(40 <= size <= 125 for size in sizes[:-1])


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    text = ", ".join(f"the rider of bike {n} checks the brakes" for n in range(40))
    passages = split(document(Section(text)), "s", "v", tokens=50, overlap=10)
    assert all(passage.text.endswith(",") for passage in passages[:-1])


def test_a_run_that_is_no_word_is_cut_at_last() -> None:
    passages = split(document(Section("QmFzZTY0" * 2000)), "s", "v")
    assert len(passages) > 10
    assert all(len(passage.text) <= 1200 for passage in passages)


def test_passages_know_where_they_stand() -> None:
    where = Locator(page=3, heading=("Renting", "Deposits"))
    section = Section("\n" + ENGLISH * 30, where)
    passages = split(document(section, title="Bike handbook"), "src", "v1", tokens=80)
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert passages[2].id == "src-v1-00002"
    for passage in passages:
        at = passage.locator
        assert (at.page, at.heading) == (3, ("Renting", "Deposits"))
        assert at.start is not None and section.text[at.start : at.end] == passage.text
        assert passage.context == "Bike handbook / Renting / Deposits"
        assert passage.language == "en"
        assert passage.text.strip() == passage.text
        assert passage.text[: passage.sentences[0].end].endswith(".")


def test_the_heading_that_opens_a_passage_is_not_repeated_as_context() -> None:
    section = Section("Deposits\nThe deposit is 150 euros.", Locator(heading=("Renting", "Deposits")))
    assert split(document(section), "s", "v")[0].context == "Renting"


def test_a_lone_heading_above_its_subsections_is_no_passage() -> None:
    sections = (
        Section("Renting", Locator(heading=("Renting",))),
        Section("Deposits\nThe deposit is 150 euros.", Locator(heading=("Renting", "Deposits"))),
        Section("The end", Locator(heading=("The end",))),
    )
    assert [p.text for p in split(document(*sections), "s", "v")] == ["Deposits\nThe deposit is 150 euros.", "The end"]


def test_tiny_neighbours_merge_but_never_across_pages_or_rows() -> None:
    tiny = [
        Section("One line.", Locator(page=1)),
        Section("Two lines.", Locator(page=1)),
        Section("Three.", Locator(page=2)),
    ]
    passages = split(document(*tiny), "s", "v")
    assert [(p.text, p.locator.page, p.locator.start) for p in passages] == [
        ("One line.\nTwo lines.", 1, None),
        ("Three.", 2, 0),
    ]
    rows = [Section("Code: A-100", Locator(row=2), whole=True), Section("Code: A-200", Locator(row=3), whole=True)]
    assert [p.locator.row for p in split(document(*rows, kind="table"), "s", "v")] == [2, 3]


def test_whole_sections_stay_whole_up_to_three_times_the_limit() -> None:
    row = Section(ENGLISH * 8, Locator(row=7), context="Column: Notes", whole=True)
    assert count(row.text) > 200
    assert len(split(document(row, kind="table"), "s", "v", tokens=100)) == 1
    pieces = split(
        document(Section(ENGLISH * 40, row.locator, row.context, whole=True), kind="table"), "s", "v", tokens=100
    )
    assert len(pieces) > 3
    assert {piece.context for piece in pieces} == {"Column: Notes"}


def test_an_faq_entry_gives_a_passage_for_each_question() -> None:
    entries = (
        Section(
            "By card or in cash.",
            Locator(row=2),
            whole=True,
            questions=("How do I pay?", "Which cards?"),
            category="Money",
        ),
        Section("在前台。", Locator(row=3), whole=True, questions=("押金在哪里退？",)),
    )
    one, two, three = split(document(*entries, kind="faq"), "s", "v")
    assert (one.text, one.question, one.context) == ("How do I pay?\nBy card or in cash.", "How do I pay?", "Money")
    assert (two.text, two.entry, two.locator.row) == ("Which cards?\nBy card or in cash.", one.entry, 2)
    assert [two.text[s.start : s.end] for s in two.sentences] == ["Which cards?", "By card or in cash."]
    assert (three.language, three.entry != one.entry) == ("zh", True)


def test_a_very_long_answer_is_cut_and_the_question_repeated() -> None:
    entry = Section(ENGLISH * 60, whole=True, questions=("When?",))
    passages = split(document(entry, kind="faq"), "s", "v")
    assert len(passages) > 3
    assert all(passage.text.startswith("When?\nCargo") or passage.text.startswith("When?\nDr.") for passage in passages)
    assert len({passage.entry for passage in passages}) == 1


def test_code_is_cut_between_lines_and_keeps_its_indentation() -> None:
    body = "".join(f"    value_{n} = compute(value_{n - 1}, {n})\n" for n in range(1, 80))
    section = Section(f"def long(value_0):\n{body}", Locator(line=10), context="class Bike", whole=True)
    passages = split(document(section, kind="code"), "s", "v", tokens=100, overlap=0)
    assert len(passages) > 3
    assert all(passage.text.startswith("    value_") for passage in passages[1:])
    line = passages[1].locator.line
    assert line is not None and section.text.split("\n")[line - 10] == passages[1].text.split("\n")[0]
    assert passages[0].text[passages[0].sentences[1].start :].startswith("value_1 = compute(value_0, 1)")


def test_a_short_passage_has_its_documents_language() -> None:
    german = "Die Kaution beträgt hundertfünfzig Euro und wird bei der Rückgabe in bar ausgezahlt. "
    sections = [
        Section(german * 5, Locator(page=1)),
        Section("Alpha 3", Locator(page=2)),
        Section("押金退还", Locator(page=3)),
    ]
    assert [p.language for p in split(document(*sections), "s", "v")] == ["de", "de", "zh"]


def test_the_name_of_a_picture_says_nothing_of_its_language() -> None:
    """Its "en" does not make "lock error en" Danish; a line of Chinese, or enough to read, does tell."""

    def language(text: str) -> str:
        return split(Document("shot.png", "image", (Section(text, Locator(picture=0)),)), "s", "v")[0].language

    assert language("lock error en") == ""
    assert language("电池错误 E-31") == "zh"
    assert language("The lock did not answer. Move closer to the bike and try it again.") == "en"


def test_sentences_cover_all_that_is_not_space() -> None:
    for passage in split(document(Section(f"{ENGLISH}\n{CHINESE}\n{THAI}")), "s", "v"):
        spans = list(passage.sentences)
        left = "".join(
            passage.text[one.end : other.start]
            for one, other in zip(spans, [*spans[1:], Span(9999, 9999)], strict=True)
        )
        assert not left.strip()
