"""A collection in a language that its model was not made for says so, and which model was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.config import Settings
from qa.index import catalogue
from qa.library import Library
from qa.types import Uncovered
from tests.fakes import HashEncoder

CHINESE = "# 退货\n\n商品签收后七天内可以申请退货，退款会在三个工作日内退回原支付账户。定制商品不支持退货。\n"
ENGLISH = (
    "# Returns\n\nCustomers may return any product within thirty days, and the refund comes in five working days.\n"
)
EXPECTED = Uncovered(("zh",), "all-MiniLM-L6-v2", "askwell-multilingual")


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    def load(name: str) -> HashEncoder:
        return HashEncoder(key=catalogue.key(name, home))

    with Library.open(home, settings=Settings(samples=False), load=load) as library:
        library.create_collection("English model", "all-MiniLM-L6-v2")
        yield library


def test_the_collection_and_each_answer_say_so(library: Library) -> None:
    where = "English model"
    library.add_bytes("returns.md", ENGLISH.encode(), collection=where)
    assert library.uncovered(where) is None
    assert library.ask("when comes the refund", collection=where).uncovered is None
    library.add_bytes("退货.md", CHINESE.encode(), collection=where)
    assert library.uncovered(where) == EXPECTED
    answer = library.ask("退款多久到账", collection=where)
    assert answer.uncovered == EXPECTED
    chat = library.new_chat("me", where)
    library.add_turn(chat, "me", "退款多久到账", answer)
    [turn] = library.turns(chat, "me")
    assert turn.answer is not None and turn.answer.uncovered == EXPECTED


def test_a_model_that_knows_the_language_says_nothing(library: Library) -> None:
    library.add_bytes("退货.md", CHINESE.encode())
    assert library.uncovered() is None
