"""Chats and the files that are attached to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.errors import NotFound
from qa.library.adding import Adding
from qa.types import (
    AddResult,
    Answer,
    Chat,
    Filter,
    ReadOptions,
    Source,
    Turn,
)

_ANY = Filter()
_PLAIN = ReadOptions()


class Chats(Adding):
    """Keeps chats, their turns, and files that belong to a chat alone."""

    def new_chat(self, owner: str, collection: str = "") -> str:
        """Start a chat and return its unguessable id."""
        return self._diary.new_chat(owner, self.collection(collection).id)

    def chats(self, owner: str) -> list[Chat]:
        """Return an owner's chats, newest first."""
        return self._diary.chats(owner)

    def turns(self, chat: str, owner: str) -> list[Turn]:
        """Return the turns of a chat; what deleted sources said is gone from them.

        Raises:
            NotFound: no such chat of this owner.
        """
        return self._conversations.turns(self._diary.chat(chat, owner).id)

    def add_turn(
        self, chat: str, owner: str, question: str, answer: Answer | None, attachments: Sequence[str] = ()
    ) -> int:
        """Append what was asked and shown to a chat.

        Raises:
            NotFound: no such chat of this owner.
        """
        return self._conversations.add(self._diary.chat(chat, owner).id, question, answer, attachments)

    def delete_chat(self, chat: str, owner: str) -> None:
        """Remove a chat, its turns and its attached files."""
        self._delete_chats([self._diary.chat(chat, owner)])

    def delete_chats(self, owner: str) -> None:
        """Remove all chats of an owner."""
        self._delete_chats(self._diary.chats(owner))

    def attach(self, chat: str, owner: str, name: str, data: bytes, options: ReadOptions = _PLAIN) -> list[AddResult]:
        """Add a file to a chat alone; it can be asked at once with ``ask_attached``, kept or dropped.

        One that cannot be read is not attached; its result says why.
        """
        self._diary.chat(chat, owner)
        hidden = next(iter(self._ledger.collections(chat=chat)), None)
        if hidden is None:
            hidden = self._ledger.create_collection(f"chat {chat}", self._encoders.default_key(), chat=chat)
        results = self.add_bytes(name, data, collection=hidden.id, options=options)
        self._intake.delete([source.id for source in self._ledger.sources(hidden.id) if source.status == "failed"])
        return results

    def attachments(self, chat: str, owner: str) -> list[Source]:
        """Return the files attached to a chat."""
        self._diary.chat(chat, owner)
        return [s for hidden in self._ledger.collections(chat=chat) for s in self._ledger.sources(hidden.id)]

    def ask_attached(self, chat: str, owner: str, question: str, *, k: int = 10, carried: Sequence[str] = ()) -> Answer:
        """Answer a question from the files attached to a chat.

        Raises:
            NotFound: no such chat, or nothing attached.
        """
        self._diary.chat(chat, owner)
        hidden = next(iter(self._ledger.collections(chat=chat)), None)
        if hidden is None:
            raise NotFound("Nothing is attached to this chat.")
        return self._answering.ask(hidden, question, k=k, where=_ANY, carried=carried)

    def keep(self, source_id: str, chat: str, owner: str, collection: str = "") -> AddResult:
        """Move a file from a chat into a collection."""
        source = self._attached(source_id, chat, owner)
        result = self._intake.add(self._target(collection), source.name, self._files.get(source.sha256), _PLAIN)
        if result.status != "failed":
            self._intake.delete([source.id])
        return result

    def drop(self, source_id: str, chat: str, owner: str) -> None:
        """Remove a file from a chat."""
        self._intake.delete([self._attached(source_id, chat, owner).id])

    def _attached(self, source_id: str, chat: str, owner: str) -> Source:
        found = [s for s in self.attachments(chat, owner) if s.id == source_id]
        if not found:
            raise NotFound("This file is not attached to the chat any more.")
        return found[0]

    def _delete_chats(self, chats: Iterable[Chat]) -> None:
        doomed = [chat.id for chat in chats]
        self._diary.delete_chats(doomed)
        for chat in doomed:
            for hidden in self._ledger.collections(chat=chat):
                self._intake.delete_collection(hidden)
