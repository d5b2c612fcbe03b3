"""Lists of sources come behind running text that is nearly as good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from qa.search.question import parse
from qa.search.references import BEHIND, behind, lists_sources
from qa.types import Passage
from tests.search.memory import passage

SOURCES = """
50. "Worthington handed chance" (http://news.example.org/sport1/hi/football/1041255.stm). Example Sport. 28 December
2000. Archived (https://archive.example.org/web/2004/http://news.example.org/1041255.stm) from the original on 3 June
2004. Retrieved 8 July 2020.
51. Foster 2015, p. 212
52. "Harbour town reach the final" (http://news.example.org/sport2/hi/football/1983.stm). 12 May 2002.
"""
TEXT = """
The club was founded in 1902 and turned professional in 1905 (see p. 12). It has won the League Cup twice, in 1962 and
1985, and its rivals are from the harbour town: the first match between them was played on 15 November 1902.
"""
LISTS = {
    "numbered, with links": SOURCES,
    "papers": "[4] S. Mint and R. Oak. Fast traces for slow machines. In Proceedings of the Conference on Tracing, "
    "pages 146–160. Example Press, 1989.\n[5] A. Gale, C. W. Prow, M. Chant. Hot paths. In PEPM, 2004.",
    "papers, without numbers": "Mint, S. et R. Oak (2010b). Résumé des traces. Revue des machines 12(3), 45–67, doi "
    "10.1000/182.\nGale, A. (2003). Grandes charges. In PEPM, pp. 86–97.",
    "Chinese": "[1] 王小明. 城市绿化的方法[J]. 园林学报, 2010, 33(5): 12-20.\n"
    "[2] 李华. 城市的树[M]. 北京: 园林出版社, 2004.\n[3] 《树木图鉴》. http://example.org/trees. 访问日期 2012-03-04.",
    "Japanese": "1. 「港町の歴史と人々のくらし」 山田太郎、2010年、pp. 12-20.\n"
    "2. 『船の図鑑と港の歴史』 2004年. 2020年3月閲覧。",
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_sources(name: str) -> None:
    assert lists_sources(LISTS[name])


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "1. Open the lid.\n2. Press “Start over and forget all” for 5 seconds.\n3. Wait until 10:45.",
        "Since 2004, the office has been open from 9–17. Write to us at https://example.org/contact, or call 555-0123.",
        "The Court held so in Stone v. Mill, 268 U.S. 510 (1925), and in Reed v. Town, 512 U.S. 687 (1994), 690–698.",
        "1990–1993 Harbour Town 142 (50)\n1993–1996 Upper City 100 (41)\n1996–1997 Wanderers 33 (12)",
        "## 1.4.2 (2024-03-01)\n* parser: accept empty lines (https://example.org/i/123)\n## 1.4.1 (2024-02-11)\n"
        '* allow "quoted names with spaces" (https://example.org/i/117)',
        "1. 12.05.2024, 19:30: “An Evening of Strings”, tickets at www.example.org, p. 3 of the leaflet.\n"
        "2. 14.06.2024, 20:00: “The Harbour at Night” by J. Miller, library.\n3. 01.07.2024: Summer fair.",
        '1. "Nights at the Harbour" (1998)\n2. "The Long Way Round" (2001)\n3. "All the Ships" (2004), no. 3',
        "Staff since 2019: A. Miller, B. Stone, C. Reed. Since 2021, D. Mint and E. Oak. Before: F. Gale (2018).",
        "2024-03-01 INFO accessed /index.html\n2024-03-01 INFO accessed /about.html\n2024-03-02 INFO archived job 12",
        "図書館は1930年に「館内閲覧」と「貸出」を始め、1935年に「公衆に図書を閲覧させること」を使命とした。",
    ],
)
def test_other_texts_with_dates_pages_or_numbers(text: str) -> None:
    assert not lists_sources(text)


def ranked(question: str, *order: tuple[Passage, float], exact: Iterable[str] = ()) -> list[tuple[str, float]]:
    known: Mapping[str, Passage] = {p.id: p for p, _ in order}
    ids = [(p.id, score) for p, score in order]
    return behind(parse(question), ids, lambda some: {i: known[i] for i in some}, set(exact))


RIVALS = "Who are the club's rivals?"


def test_running_text_that_is_nearly_as_good_comes_first() -> None:
    """And what is far behind does not."""
    sources, text, other = passage("a", SOURCES), passage("b", TEXT), passage("c", "Other things.")
    assert [id_ for id_, _ in ranked(RIVALS, (sources, 0.4), (text, 0.3), (other, 0.1))] == ["b", "a", "c"]


def test_a_list_of_sources_is_found_where_nothing_else_fits() -> None:
    """With a lower score."""
    found = ranked("Worthington handed chance", (passage("a", SOURCES), 0.8), (passage("b", TEXT), 0.2))
    assert found == [("a", pytest.approx(0.8 * BEHIND)), ("b", 0.2)]


@pytest.mark.parametrize("question", ['Who said "handed chance"?', "Which sources are cited?", "参考文献有哪些？"])
def test_who_asks_for_sources_gets_them(question: str) -> None:
    """By name, or by the words that stand in them."""
    order = [(passage("a", SOURCES), 0.4), (passage("b", TEXT), 0.3)]
    assert ranked(question, *order) == [("a", 0.4), ("b", 0.3)]


def test_what_holds_a_code_literally_stays_first() -> None:
    order = [(passage("a", SOURCES), 0.7), (passage("b", TEXT), 0.5)]
    assert ranked("What is 1041255?", *order, exact=["a"]) == [("a", 0.7), ("b", 0.5)]


@pytest.mark.parametrize("kind", ["faq", "table", "code", "image"])
def test_only_documents_have_lists_of_sources(kind: str) -> None:
    """A table of books is a table."""
    order = [(passage("a", SOURCES, kind=kind), 0.4), (passage("b", TEXT), 0.3)]
    assert ranked(RIVALS, *order) == [("a", 0.4), ("b", 0.3)]


def test_none_falls_behind_what_was_not_looked_at() -> None:
    """The ranking stays in the order of its scores."""
    order = [(passage(f"a{n:02}", SOURCES if n else TEXT), 1.0 - n / 100) for n in range(40)]
    found = ranked(RIVALS, *order)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert [id_ for id_, _ in found] == [p.id for p, _ in order]
