"""Questions: asked in words and with pictures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from qa.assurance import AS_LIKELY
from qa.errors import InvalidRequest, QAError
from qa.library.collections import Collections
from qa.seeing import Given
from qa.types import (
    Answer,
    Collection,
    Filter,
    Group,
    PictureHit,
    ReadOptions,
)

_ANY = Filter()
_PLAIN = ReadOptions()


class Asking(Collections):
    """Answers questions and finds pictures."""

    def ask(
        self,
        question: str,
        *,
        image: Given = None,
        collection: str = "",
        k: int = 10,
        where: Filter = _ANY,
        carried: Sequence[str] = (),
    ) -> Answer:
        """Answer a question with scored passages, their evidence and their themes, and with the pictures beside them.

        Args:
            question: plain words; "exact phrases" and -excluded words count. May be empty with a picture.
            image: a picture (the bytes or path of a file, or one that is in a library): the text that belongs to it,
                the same picture, and ones like it are found. Of several (five at most) each is asked, and what they
                bring is one list, in which every hit says which of them led to it.
            collection: name or id.
            k: how many hits, at least 1.
            where: which passages may answer.
            carried: terms taken over from the question before (see ``carry``).

        Raises:
            InvalidRequest: the question is empty, the picture is none, or there are too many.
            ReadError: the picture is damaged or too large.
            NotFound: no such collection.
            ModelError: the collection's model cannot be had (when patient).
        """
        target = self.collection(collection)
        seen = self._eyes.see_all(image, self._limited(_PLAIN))
        return self._gallery.ask(target, question, seen, k=k, where=where, carried=carried)

    def search_images(
        self,
        text: str = "",
        *,
        image: Given = None,
        collection: str = "",
        k: int = 20,
        where: Filter = _ANY,
    ) -> list[PictureHit]:
        """Return the pictures that words find (read on them, in their names and captions), or a picture, or both.

        A picture finds itself again however it was saved, pictures with the same words, and ones that look like it;
        several (five at most), what any of them finds.

        Raises:
            InvalidRequest: neither words nor a picture, the picture is none, or there are too many.
            ReadError: the picture is damaged or too large.
            NotFound: no such collection.
        """
        target = self.collection(collection)
        seen = [page for one in self._eyes.see_all(image, self._limited(_PLAIN)) for page in one]
        if not seen and not any(map(str.isalnum, text)):
            raise InvalidRequest("Type a few words, or give a picture.")
        words = "\n".join(filter(None, (text.strip(), *(one.picture.words for one in seen))))
        return self._gallery.search(target, words, seen, k=k, where=where)

    def carry(self, previous: str, question: str, *, seen: str = "") -> tuple[str, ...]:
        """Return the terms that a follow-up takes over from the question before it, and from what its pictures said.

        Args:
            previous: the question before, with the terms that it took over itself.
            question: the follow-up.
            seen: the words read on the pictures of the question before (``Answer.seen``).
        """
        return self._answering.carry(previous, question, seen)

    def elsewhere(self, question: str, collection: str = "", n: int = 3) -> list[Collection]:
        """Return up to ``n`` other collections that more likely answer a question than not, the surest first.

        Nothing is noted of it. Those whose model is not loaded are left out: nobody waits for it here.
        """
        here, found = self.collection(collection).id, []
        for other in self.collections():
            if other.id == here or not other.passages or self._encoders.ready(other) is None:
                continue
            with suppress(QAError):
                answer = self._answering.ask(other, question, k=1, where=_ANY, carried=(), noted="")
                sure = answer.confidence or 0.0
                if sure >= AS_LIKELY:  # which is never told "nothing"
                    found.append((sure, other))
        found.sort(key=lambda one: -one[0])
        return [other for _, other in found[:n]]

    def suggestions(self, collection: str = "", n: int = 4, *, language: str = "") -> list[str]:
        """Return questions that the collection can answer, in its sources' own words; in the language first."""
        return self._answering.suggestions(self.collection(collection), n, language)

    def themes(self, collection: str = "", *, language: str = "") -> list[Group]:
        """Return the themes of a whole collection (seconds for a large one).

        One in several languages is told in ``language``, the reader's, if a good part of it is in that.
        """
        return self._answering.themes(self.collection(collection), language)

    def feedback(self, question_id: str, value: int, passage: str = "") -> None:
        """Keep a thumb: 1 up, 0 down; on an answer or on one passage of it.

        Raises:
            NotFound: no such question.
            InvalidRequest: another value.
        """
        if value not in (0, 1):
            raise InvalidRequest("Feedback is 1 (thumb up) or 0 (thumb down).")
        self._jobs.changed(self._diary.feedback(question_id, passage, value))
