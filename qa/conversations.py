"""Chats: what was asked and shown. A turn keeps ids, scores and spans; the words stay with their source.

So a source that is deleted or replaced is gone from old chats too, the moment it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa import themes
from qa.index.album import Album
from qa.index.diary import Diary, Entry
from qa.index.ledger import Ledger
from qa.search.question import parse
from qa.types import Answer, Evidence, Hit, Passage, Picture, PictureHit, Query, Reason, Source, Span, Turn, Uncovered

PASTED = frozenset({"image", "clipboard", "blob"})
"""What browsers call a picture that was pasted."""


class Conversations:
    """Stores answers as references and brings them back as answers."""

    def __init__(self, ledger: Ledger, diary: Diary, album: Album) -> None:
        self.ledger, self.diary, self.album = ledger, diary, album

    def add(self, chat: str, question: str, answer: Answer | None, attachments: Sequence[str]) -> int:
        """Append a turn to a chat and return its number."""
        title = question or (self._pictured(answer) if answer else "")
        shown = None if answer is None else _references(answer)
        return self.diary.add_turn(chat, question, shown, attachments, title=title)

    def _pictured(self, answer: Answer) -> str:
        """Say what the picture of a question without words is called: by what is read on it, else by its name."""
        names = [picture.name for picture in self.album.by_id([answer.picture]).values()]
        return answer.seen.split("\n", 1)[0] or next((name for name in names if name.lower() not in PASTED), "")

    def turns(self, chat: str) -> list[Turn]:
        """Return the turns of a chat in order, without the hits whose passages are gone."""
        entries = self.diary.turns(chat)
        hits = [hit for e in entries if e.shown for hit in e.shown["hits"]]
        typical = [id_ for e in entries if e.shown for ids in e.shown.get("overview", ()) for id_ in ids]
        passages = self.ledger.passages_by_id({*(hit["passage"] for hit in hits), *typical})
        seen = [one["picture"] for e in entries if e.shown for one in e.shown.get("pictures", ())]
        pictures = self.album.by_id(seen)
        wanted = {p.source for p in passages.values()} | {s for hit in hits for s in hit["also_in"]}
        wanted |= {picture.source for picture in pictures.values()}
        sources = self.ledger.sources_by_id(wanted)
        thumbs = self.diary.thumbs({e.shown["id"] for e in entries if e.shown})
        return [_turn(entry, _Alive(passages, sources, pictures), thumbs) for entry in entries]


@dataclass(frozen=True, slots=True)
class _Alive:
    """What of the things shown is still there, by id."""

    passages: Mapping[str, Passage]
    sources: Mapping[str, Source]
    pictures: Mapping[str, Picture]


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
                "evidence": [(e.start, e.end, e.score, e.semantic, e.matched) for e in hit.evidence],
                "terms": [(t.start, t.end) for t in hit.terms],
                "also_in": [source for source, _ in hit.also_in],
                "why": [(reason.why, reason.text, reason.picture) for reason in hit.why],
                "exact": hit.exact,
            }
            for hit in answer.hits
        ],
        "pictures": [
            {
                "picture": hit.picture.id,
                "score": hit.score,
                "why": [(reason.why, reason.text, reason.picture) for reason in hit.why],
                "boxes": [at for at, box in enumerate(hit.picture.boxes) if box in hit.boxes],
            }
            for hit in answer.pictures
        ],
        "seen": answer.seen,
        "asked_with": answer.picture,
        "asked_also": list(answer.more_pictures),
        "asked_number": answer.asked_with,
        "groups": [list(group.passages) for group in answer.groups],
        "overview": [list(group.passages) for group in answer.overview],
        "verdict": answer.verdict,
        "confidence": answer.confidence,
        "carried": answer.query.carried if answer.query else (),
        "notes": answer.notes,
        "uncovered": asdict(answer.uncovered) if answer.uncovered else None,
        "ms": dict(answer.ms),
    }


def _turn(entry: Entry, here: _Alive, thumbs: Mapping[str, int]) -> Turn:
    shown = entry.shown
    if shown is None:
        return Turn(entry.id, entry.question, None, entry.asked, attachments=entry.attachments)
    alive = [hit for hit in shown["hits"] if hit["passage"] in here.passages]
    hits = tuple(_hit(rank, hit, here) for rank, hit in enumerate(alive, 1))
    # What was said of a first passage that is gone is not true of the next one.
    gone = bool(shown["hits"]) and shown["hits"][0]["passage"] not in here.passages
    waited = shown["verdict"] is None and shown["confidence"] is not None  # none of them was shown as the answer
    lost = gone and shown["verdict"] != "nothing" and not waited
    next_best = hits[0].confidence if hits else None
    query = _query(entry, shown)
    language = query.language if query else ""
    answer = Answer(
        id=shown["id"],
        question=entry.question,
        hits=hits,
        groups=themes.named(hits, shown["groups"], language),
        verdict="nothing" if lost else shown["verdict"],
        confidence=next_best if gone else shown["confidence"],
        query=query,
        notes=tuple(shown["notes"]),
        ms=shown["ms"],
        pictures=_pictures(shown.get("pictures", ()), here),
        seen=shown.get("seen", ""),
        picture=shown.get("asked_with", ""),
        more_pictures=tuple(shown.get("asked_also", ())),
        asked_with=shown.get("asked_number", bool(shown.get("asked_with")) + len(shown.get("asked_also", ()))),
        uncovered=_uncovered(shown.get("uncovered")),
        overview=themes.told(shown.get("overview", ()), here.passages, language),
    )
    return Turn(
        id=entry.id,
        question=entry.question,
        answer=answer,
        asked=entry.asked,
        removed=len(shown["hits"]) - len(alive),
        lost=lost,
        feedback=thumbs.get(shown["id"]),
        attachments=entry.attachments,
    )


def _uncovered(stored: Mapping[str, Any] | None) -> Uncovered | None:
    return Uncovered(tuple(stored["languages"]), stored["model"], stored["other"]) if stored else None


def _query(entry: Entry, shown: Mapping[str, Any]) -> Query | None:
    """Take the question apart again; there is none when a picture without words was asked with."""
    asked = "\n".join(filter(None, (entry.question, shown.get("seen", ""))))
    return parse(asked, carried=shown["carried"]) if any(map(str.isalnum, asked)) else None


def _pictures(stored: Sequence[Mapping[str, Any]], here: _Alive) -> tuple[PictureHit, ...]:
    alive = [one for one in stored if one["picture"] in here.pictures]
    return tuple(_picture(rank, one, here) for rank, one in enumerate(alive, 1))


def _picture(rank: int, stored: Mapping[str, Any], here: _Alive) -> PictureHit:
    picture = here.pictures[stored["picture"]]
    boxes = tuple(picture.boxes[at] for at in stored["boxes"] if at < len(picture.boxes))
    return PictureHit(rank, stored["score"], picture, here.sources[picture.source], _reasons(stored["why"]), boxes)


def _reasons(stored: Sequence[Sequence[Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(*one) for one in stored)


def _hit(rank: int, stored: Mapping[str, Any], here: _Alive) -> Hit:
    passage, sources = here.passages[stored["passage"]], here.sources
    return Hit(
        rank=rank,
        score=stored["score"],
        semantic=stored["semantic"],
        keyword=stored["keyword"],
        passage=passage,
        source=sources[passage.source],
        evidence=tuple(Evidence(passage.text[a:b], a, b, *rest) for a, b, *rest in stored["evidence"]),
        terms=tuple(Span(a, b) for a, b in stored["terms"]),
        also_in=tuple((s, sources[s].name) for s in stored["also_in"] if s in sources),
        confidence=stored["confidence"],
        why=_reasons(stored.get("why", ())),
        exact=stored.get("exact", False),
    )
