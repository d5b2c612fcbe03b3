"""The diary: chats belong to the browser that made them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import NotFound
from qa.index.database import connect
from qa.index.diary import Diary


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    engine = connect(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    yield Diary(engine)
    engine.dispose()


def test_another_owner_cannot_tell_a_chat_from_none(diary: Diary) -> None:
    """Wrong owner and unknown id get the same answer."""
    chat = diary.new_chat("ann", "c1")
    with pytest.raises(NotFound) as theirs:
        diary.chat(chat, "bob")
    with pytest.raises(NotFound) as nobody:
        diary.chat("nope", "bob")
    assert str(theirs.value) == str(nobody.value)
    assert len(chat) >= 20


def test_the_first_question_names_the_chat_and_empty_chats_are_not_listed(diary: Diary) -> None:
    """A chat is listed once something was asked in it, newest first."""
    first, second, _empty = (diary.new_chat("ann", "c1") for _ in range(3))
    diary.add_turn(first, "How do I reset it?", None, [])
    diary.add_turn(second, "密码怎么改？", None, ["s1"])
    diary.add_turn(first, "And the other?", None, [])
    assert [(c.id, c.title) for c in diary.chats("ann")] == [(first, "How do I reset it?"), (second, "密码怎么改？")]
    assert diary.turns(second)[0].attachments == ("s1",)


def test_the_last_thumb_counts_and_goes_with_its_chat(diary: Diary) -> None:
    """Feedback is kept by question; deleting the chat deletes the questions asked in it."""
    question = diary.asked("c1", "How?", None, None, "p1")
    diary.feedback(question, "", 1)
    diary.feedback(question, "", 0)
    assert diary.thumbs([question]) == {question: 0}
    chat = diary.new_chat("ann", "c1")
    diary.add_turn(chat, "How?", {"id": question, "hits": [], "groups": []}, [])
    diary.delete_chats([chat])
    assert diary.thumbs([question]) == {}
    with pytest.raises(NotFound):
        diary.feedback(question, "", 1)
