"""Words in Japanese and Korean find their passage, though nothing but characters tells where a word ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import language
from qa.index.keyword import TantivyIndex
from qa.search.question import parse
from qa.search.retrieve import retrieve
from qa.types import Locator, Passage

JAPANESE = {
    "図書館の開館時間は何時ですか": "図書館は平日の午前九時から午後八時まで開いています。月曜日は休館です。",
    "本は何冊まで借りられますか": "一度に借りられる本は十冊までで、貸出期間は二週間です。",
    "返却が遅れたらどうなりますか": "返却期限を過ぎると、遅れた日数だけ新しい貸し出しができなくなります。",
    "駐車場はありますか": "建物の裏に車が二十台とめられる駐車場があり、二時間まで無料です。",
    "コピー機の料金を教えてください": "コピーは白黒が一枚十円、カラーが一枚五十円です。",
    "利用カードをなくしました": "カードをなくしたときは、身分証明書を持って窓口で再発行を申し込んでください。",
    "子ども向けの催しはいつですか": "毎週土曜日の午前に、子どものための読み聞かせ会を開いています。",
    "Wi-Fiは使えますか": "館内では無料のWi-Fiが使えます。パスワードは受付に掲示しています。",
    "飲み物を持ち込めますか": "ふたの付いた飲み物は持ち込めますが、食べ物は休憩室だけでお願いします。",
    "古い新聞を読みたい": "過去の新聞は地下の書庫にあり、申し込むと三十分ほどで閲覧できます。",
}
KOREAN = {
    "도서관은 몇 시에 문을 여나요": "도서관은 평일 오전 아홉 시에 문을 열고 저녁 여덟 시에 닫습니다.",
    "책을 몇 권까지 빌릴 수 있어요": "한 번에 책 열 권까지 두 주 동안 빌릴 수 있습니다.",
    "연체하면 어떻게 되나요": "반납이 연체되면 늦은 날짜만큼 대출이 정지됩니다.",
    "주차장이 있습니까": "건물 뒤에 스무 대를 세울 수 있는 주차장이 있으며 두 시간은 무료입니다.",
    "복사 요금이 얼마예요": "복사는 흑백 한 장에 오십 원, 컬러 한 장에 이백 원입니다.",
    "회원증을 잃어버렸어요": "회원증을 잃어버리면 신분증을 가지고 창구에서 다시 발급받으세요.",
    "어린이 행사는 언제 하나요": "매주 토요일 오전에 어린이를 위한 그림책 읽기 행사가 열립니다.",
    "와이파이를 쓸 수 있나요": "건물 안에서는 와이파이가 무료이고 비밀번호는 안내대에 적혀 있습니다.",
    "음료를 가지고 들어가도 되나요": "뚜껑이 있는 음료는 괜찮지만 음식은 휴게실에서만 드세요.",
    "옛날 신문을 보고 싶어요": "지난 신문은 지하 서고에 있으며 신청하면 삼십 분 뒤에 볼 수 있습니다.",
}


@pytest.mark.parametrize(("code", "library"), [("ja", JAPANESE), ("ko", KOREAN)])
def test_nine_of_ten_questions_find_their_passage_first(code: str, library: dict[str, str], tmp_path: Path) -> None:
    """Keyword search alone, no passage sharing a question's whole wording."""
    passages = [
        Passage(f"p{i}", "s", i, text, "", "document", language.detect(text), Locator())
        for i, text in enumerate(library.values())
    ]
    assert {p.language for p in passages} == {code}
    index = TantivyIndex(tmp_path / "keyword")
    index.add(passages, [language.tokens(p.text, p.language) for p in passages])
    index.commit()
    right = 0
    for i, question in enumerate(library):
        pool = retrieve(parse(question), None, index, None)
        best = min(pool, key=lambda c: (-c.keyword, c.id), default=None)
        right += best is not None and best.id == f"p{i}"
    index.close()
    assert right >= 9, f"{right} of {len(library)}"
