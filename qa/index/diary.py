"""What people asked and what they were shown: questions, thumbs, chats, turns; kept in the ledger's database."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.errors import NotFound
from qa.index.database import transaction
from qa.index.schema import chats, cleared, feedback, questions, turns
from qa.types import UNTITLED, Chat, Unanswered, Verdict


class Entry(NamedTuple):
    """One stored turn; ``shown`` holds ids, scores and spans of the answer, never the words of a source."""

    id: int
    question: str
    shown: dict[str, Any] | None
    asked: float
    attachments: tuple[str, ...]


class Judged(NamedTuple):
    """A question whose answer got a thumb: 1 up, 0 down; ``top`` is the id of the passage shown first."""

    question: str
    top: str
    value: int


class Diary:
    """Questions, feedback and chats."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # --- questions ---------------------------------------------------------------------------------------------------

    def asked(
        self,
        collection: str,
        text: str,
        verdict: Verdict | None,
        confidence: float | None,
        top: str,
        *,
        narrowed: bool = False,
    ) -> str:
        """Note a question and return its id; one that was ``narrowed`` to some passages is no gap of the collection."""
        identity = "q" + secrets.token_hex(8)
        row = {"id": identity, "collection": collection, "text": text, "asked": time.time(), "top": top}
        with transaction(self.engine) as c:
            c.execute(questions.insert().values(**row, verdict=verdict, confidence=confidence))
            if narrowed:
                c.execute(cleared.insert().values(question=identity))
        return identity

    def feedback(self, question: str, passage: str, value: int) -> str:
        """Keep a thumb (1 up, 0 down) on a question's answer, or on one passage of it; the last one counts.

        Returns the collection that was asked.

        Raises:
            NotFound: no such question.
        """
        key = sa.and_(feedback.c.question == question, feedback.c.passage == passage)
        with transaction(self.engine) as c:
            asked = c.scalar(sa.select(questions.c.collection).where(questions.c.id == question))
            if asked is None:
                raise NotFound("That question is not in the library's diary any more.")
            c.execute(feedback.delete().where(key))
            c.execute(feedback.insert().values(question=question, passage=passage, value=value, given=time.time()))
        return str(asked)

    def thumbs(self, ids: Ids[str]) -> dict[str, int]:
        """Return the thumbs given on whole answers, by question id."""
        whole = sa.and_(feedback.c.question.in_(list(ids)), feedback.c.passage == "")
        with transaction(self.engine) as c:
            return {row.question: row.value for row in c.execute(sa.select(feedback).where(whole))}

    def judged(self, collection: str, limit: int) -> list[Judged]:
        """Return the latest questions of a collection whose whole answer got a thumb, newest first."""
        mine = sa.and_(questions.c.collection == collection, feedback.c.passage == "")
        query = (
            sa.select(questions.c.text, questions.c.top, feedback.c.value)
            .join(feedback, feedback.c.question == questions.c.id)
            .where(mine)
            .order_by(feedback.c.given.desc(), questions.c.id)
            .limit(limit)
        )
        with transaction(self.engine) as c:
            return [Judged(row.text, row.top, row.value) for row in c.execute(query)]

    # --- unanswered questions ----------------------------------------------------------------------------------------

    def unanswered(self, collection: str, limit: int = 500) -> list[Unanswered]:
        """Return what was asked and not answered, each wording once, the latest first."""
        last = sa.func.max(questions.c.asked)
        query = (
            sa.select(
                questions.c.text,
                sa.func.count().label("times"),
                last.label("last"),
                sa.func.max(questions.c.confidence).label("confidence"),
            )
            .where(questions.c.collection == collection, *_open())
            .group_by(questions.c.text)
            .order_by(last.desc(), questions.c.text)
            .limit(limit)
        )
        with transaction(self.engine) as c:
            return [Unanswered(r.text, r.times, r.last, r.confidence) for r in c.execute(query)]

    def clear_unanswered(self, collection: str, texts: Sequence[str] | None = None) -> int:
        """Take these wordings (None: all) off the list of unanswered questions; return how many questions that were."""
        chosen = sa.select(questions.c.id).where(questions.c.collection == collection, *_open())
        if texts is not None:
            chosen = chosen.where(questions.c.text.in_(list(texts)))
        with transaction(self.engine) as c:
            ids = [row.id for row in c.execute(chosen)]
            if ids:
                c.execute(cleared.insert(), [{"question": id_} for id_ in ids])
        return len(ids)

    # --- chats -------------------------------------------------------------------------------------------------------

    def new_chat(self, owner: str, collection: str) -> str:
        """Start a chat and return its unguessable id."""
        identity = secrets.token_urlsafe(16)
        with transaction(self.engine) as c:
            row = {"id": identity, "owner": owner, "title": "", "collection": collection, "updated": time.time()}
            c.execute(chats.insert().values(row))
        return identity

    def chats(self, owner: str) -> list[Chat]:
        """Return an owner's chats that hold a question, newest first."""
        mine = sa.and_(chats.c.owner == owner, chats.c.title != "")
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(chats).where(mine).order_by(chats.c.updated.desc(), chats.c.id)).all()
        return [Chat(id=r.id, title=r.title, collection=r.collection, updated=r.updated) for r in rows]

    def chat(self, chat: str, owner: str) -> Chat:
        """Return a chat.

        Raises:
            NotFound: no such chat, or it belongs to another browser (the answer is the same).
        """
        with transaction(self.engine) as c:
            row = c.execute(sa.select(chats).where(chats.c.id == chat, chats.c.owner == owner)).first()
        if row is None:
            raise NotFound("This chat is not here: it was deleted, or belongs to another browser.")
        return Chat(id=row.id, title=row.title, collection=row.collection, updated=row.updated)

    def delete_chats(self, ids: Ids[str]) -> None:
        """Remove chats with all their turns and the questions asked in them."""
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(turns.c.answer).where(turns.c.chat.in_(list(ids)))).all()
            asked = [json.loads(row.answer).get("id", "") for row in rows if row.answer]
            c.execute(questions.delete().where(questions.c.id.in_(asked)))
            c.execute(chats.delete().where(chats.c.id.in_(list(ids))))

    # --- turns -------------------------------------------------------------------------------------------------------

    def add_turn(
        self,
        chat: str,
        question: str,
        shown: Mapping[str, Any] | None,
        attachments: Sequence[str],
        *,
        title: str = "",
    ) -> int:
        """Append a turn; the first question (or ``title``, when given) becomes the chat's title."""
        row = {
            "chat": chat,
            "question": question,
            "answer": None if shown is None else json.dumps(shown, ensure_ascii=False),
            "asked": time.time(),
            "attachments": json.dumps(list(attachments)),
        }
        with transaction(self.engine) as c:
            untitled = sa.and_(chats.c.id == chat, chats.c.title == "")
            c.execute(chats.update().where(untitled).values(title=(title or question)[:200] or UNTITLED))
            c.execute(chats.update().where(chats.c.id == chat).values(updated=row["asked"]))
            key = c.execute(turns.insert().values(row)).inserted_primary_key
        return int(key[0]) if key else 0

    def turns(self, chat: str) -> list[Entry]:
        """Return the turns of a chat in order."""
        with transaction(self.engine) as c:
            rows = c.execute(sa.select(turns).where(turns.c.chat == chat).order_by(turns.c.id)).all()
        return [
            Entry(
                id=row.id,
                question=row.question,
                shown=json.loads(row.answer) if row.answer else None,
                asked=row.asked,
                attachments=tuple(json.loads(row.attachments)),
            )
            for row in rows
        ]


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    return questions.c.verdict == "nothing", questions.c.id.not_in(sa.select(cleared.c.question))
