"""Chats: what was asked and shown. A turn keeps ids, scores and spans; the words stay with their source.

So a source that is deleted or replaced is gone from old chats too, the moment it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa import themes
from qa.index.diary import Diary, Entry
from qa.index.ledger import Ledger
from qa.search.question import parse
from qa.types import Answer, Evidence, Hit, Passage, Source, Span, Turn


class Conversations:
    """Stores answers as references and brings them back as answers."""

    def __init__(self, ledger: Ledger, diary: Diary) -> None:
        self.ledger, self.diary = ledger, diary

    def add(self, chat: str, question: str, answer: Answer | None, attachments: Sequence[str]) -> int:
        """Append a turn to a chat and return its number."""
        return self.diary.add_turn(chat, question, None if answer is None else _references(answer), attachments)

    def turns(self, chat: str) -> list[Turn]:
        """Return the turns of a chat in order, without the hits whose passages are gone."""
        entries = self.diary.turns(chat)
        hits = [hit for e in entries if e.shown for hit in e.shown["hits"]]
        passages = self.ledger.passages_by_id({hit["passage"] for hit in hits})
        wanted = {p.source for p in passages.values()} | {s for hit in hits for s in hit["also_in"]}
        sources = self.ledger.sources_by_id(wanted)
        thumbs = self.diary.thumbs({e.shown["id"] for e in entries if e.shown})
        return [_turn(entry, passages, sources, thumbs) for entry in entries]


def _references(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "hits": [
            {
                "passage": hit.passage.id,
                "score": hit.score,
                "semantic": hit.semantic,
                "keyword": hit.keyword,
                "confidence": hit.confidence,
                "evidence": [(e.start, e.end, e.score) for e in hit.evidence],
                "terms": [(t.start, t.end) for t in hit.terms],
                "also_in": [source for source, _ in hit.also_in],
            }
            for hit in answer.hits
        ],
        "groups": [list(group.passages) for group in answer.groups],
        "verdict": answer.verdict,
        "confidence": answer.confidence,
        "carried": answer.query.carried if answer.query else (),
        "notes": answer.notes,
        "ms": dict(answer.ms),
    }


def _turn(
    entry: Entry, passages: Mapping[str, Passage], sources: Mapping[str, Source], thumbs: Mapping[str, int]
) -> Turn:
    shown = entry.shown
    if shown is None:
        return Turn(entry.id, entry.question, None, entry.asked, attachments=entry.attachments)
    alive = [hit for hit in shown["hits"] if hit["passage"] in passages]
    hits = tuple(_hit(rank, hit, passages, sources) for rank, hit in enumerate(alive, 1))
    answer = Answer(
        id=shown["id"],
        question=entry.question,
        hits=hits,
        groups=themes.named(hits, shown["groups"]),
        verdict=shown["verdict"],
        confidence=shown["confidence"],
        query=parse(entry.question, carried=shown["carried"]),
        notes=tuple(shown["notes"]),
        ms=shown["ms"],
    )
    return Turn(
        id=entry.id,
        question=entry.question,
        answer=answer,
        asked=entry.asked,
        removed=len(shown["hits"]) - len(alive),
        feedback=thumbs.get(shown["id"]),
        attachments=entry.attachments,
    )


def _hit(rank: int, stored: Mapping[str, Any], passages: Mapping[str, Passage], sources: Mapping[str, Source]) -> Hit:
    passage = passages[stored["passage"]]
    return Hit(
        rank=rank,
        score=stored["score"],
        semantic=stored["semantic"],
        keyword=stored["keyword"],
        passage=passage,
        source=sources[passage.source],
        evidence=tuple(Evidence(passage.text[a:b], a, b, score) for a, b, score in stored["evidence"]),
        terms=tuple(Span(a, b) for a, b in stored["terms"]),
        also_in=tuple((s, sources[s].name) for s in stored["also_in"] if s in sources),
        confidence=stored["confidence"],
    )
