"""Languages in balance: text in one language neither buries the answers in another nor hides from its questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.index import encoders
from qa.learn.balance import fill, report, spoken
from qa.learn.datasets import Dataset, Text, load

ENGLISH = {
    "kiln": "The kiln is fired on Fridays only. Pots must be bone dry, or they burst in the heat.",
    "glaze": "Glazes are mixed with rain water. Stir them for ten minutes and let them stand overnight.",
    "clay": "Clay that has dried out is soaked in a bucket for a week and kneaded again.",
    "fee": "Members pay twelve euros a month; guests pay four euros for each evening.",
    "shelf": "Every member has one shelf. What stands elsewhere is given away at the end of the month.",
    "wheel": "The two wheels near the window are booked on the list by the door, two hours at a time.",
}
ASKED = {
    "kiln": ("On which day is the kiln fired?", "窑在星期几烧？"),
    "glaze": ("What kind of water is used for glazes?", "釉料用什么水调？"),
    "clay": ("What can be done with dried out clay?", "干掉的陶土怎么办？"),
    "fee": ("What do guests pay for an evening?", "客人来一个晚上要付多少钱？"),
    "shelf": ("How many shelves does a member have?", "每个会员有几个架子？"),
    "wheel": ("How are the wheels near the window booked?", "窗边的拉坯机怎么预约？"),
}
CHINESE = (
    "这条街上的店星期几休息，要看门口的牌子，每家都不一样。",
    "星期几去爬山都可以，周末的人多，最好早一点出门。",
    "浇花用什么水都可以，雨水最好，自来水要先放一个晚上。",
    "调颜色用什么水都一样，水多了画就淡，水少了画就浓。",
    "手机掉进水里怎么办？先关机，再拿到楼下的店里问一问。",
    "干掉的面包怎么办？切成小块喂鸟，或者放进汤里煮。",
    "客人来一个晚上要准备多少菜，要看一共来几个人。",
    "看一个晚上的电影要付多少钱，每家影院都不一样。",
    "每个会员可以借几个篮子，买菜的时候提着，用完放回架子上。",
    "架子上有几个瓶子，每个都是空的，会员可以拿走。",
    "窗边的座位怎么预约？打电话问前台，说好几点来。",
    "怎么预约医生？先在网上选时间，窗边的机器也可以选。",
    "坐船要付多少钱，要看船有几个座位，客人多就便宜。",
    "陶土做的杯子在窗边晒，干掉以后才能上釉料。",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def write(name: str, rows: list[dict[str, str]]) -> None:
        (tmp_path / name).write_text("\n".join(json.dumps(row) for row in rows), "utf-8")

    write("corpus.jsonl", [{"id": id_, "text": text, "lang": "en"} for id_, text in ENGLISH.items()])
    codes = ("en", "zh")
    asked = [(id_, code, text) for id_, texts in ASKED.items() for code, text in zip(codes, texts, strict=True)]
    write("queries.jsonl", [{"id": f"{code}:{id_}", "text": text, "lang": code} for id_, code, text in asked])
    write("qrels.jsonl", [{"qid": f"{code}:{id_}", "did": id_} for id_, code, _ in asked])
    return tmp_path


def test_the_fill_joins_short_lines_and_stops_at_the_count() -> None:
    rows = ["a\tone two", "b", "c\tthree", "d\tfour five six", "e\tseven"]
    assert [one.text for one in fill(rows, 1, 5, 10)] == ["one two three", "four five six"]
    assert [one.id for one in fill(rows, 1, 1, 10)] == ["fill0"]


def test_questions_in_one_language_and_documents_in_another(folder: Path) -> None:
    data = spoken(load(folder), "en", "zh", 3)
    assert {d.language for d in data.documents} == {"en"}
    assert len(data.questions) == 3
    assert {q.language for q in data.questions} == {"zh"}


def test_chinese_text_buries_no_english_answer_and_hides_none_from_chinese_questions(
    folder: Path, tmp_path: Path
) -> None:
    """With the built-in model, among Chinese passages that share their words: found as often as by meaning alone."""
    data = load(folder)
    base: dict[str, Dataset] = {code: spoken(data, "en", code) for code in ("en", "zh")}
    added = [Text(f"fill{i}", text) for i, text in enumerate(CHINESE)]
    encoder = encoders.load("", home=tmp_path / "home")
    english, chinese = report(base, added, encoder, lambda _: None)
    assert english["recall@5"]["hybrid"] == {"alone": 1.0, "filled": 1.0, "change": 0.0, "interval": [0.0, 0.0]}
    found = {mode: chinese["recall@5"][mode]["filled"] for mode in ("dense", "hybrid")}
    assert found["hybrid"] >= found["dense"] >= 0.6
