"""How nouns become rows of the ledger, and rows become nouns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy.engine import Row

from qa.types import Codes, Collection, Encoded, Locator, Matrix, Passage, RowReport, Source, Span

_WITH_WORDS = b"\xff\xff"
"""What a record with words begins with: no scale of a sentence's vector does, being a number."""


def pack(encoded: Encoded, row: int) -> bytes | None:
    """Store what a passage keeps beside its vector: its sentences' vectors and the signs of its words.

    Without words these are the sentences as ``pack_vectors`` stores them. With them: a mark, the length of that in four
    bytes, it, and the signs.
    """
    sentences = pack_vectors(encoded.sentences[row])
    words = encoded.words[row] if encoded.words else None
    if words is None:
        return sentences
    return b"".join((_WITH_WORDS, len(sentences or b"").to_bytes(4, "little"), sentences or b"", words.tobytes()))


def unpack_words(data: bytes | None, dims: int) -> Codes | None:
    """Return the signs of a passage's words that ``pack`` stored, or None (of a model of other dimensions, too)."""
    if not data or not data.startswith(_WITH_WORDS):
        return None
    start = 6 + int.from_bytes(data[2:6], "little")
    width = (dims + 7) // 8
    if start >= len(data) or (len(data) - start) % width:
        return None
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(-1, width)


def pack_vectors(vectors: Matrix | None) -> bytes | None:
    """Store unit vectors as int8, one scale a row: 2 bytes of float16 scale, then the values.

    The error of a cosine is below 0.01 for 384 dimensions (a quarter of the memory of float32).
    """
    if vectors is None or not len(vectors):
        return None
    scale = np.abs(vectors).max(axis=1, keepdims=True) / 127
    safe = np.where(scale > 0, scale, 1).astype(np.float16)
    values = np.clip(np.rint(vectors / safe), -127, 127).astype(np.int8)
    return b"".join(s.tobytes() + v.tobytes() for s, v in zip(safe, values, strict=True))


def unpack_vectors(data: bytes | None, dims: int) -> Matrix | None:
    """Return the sentences' vectors, shape (n, dims), or None (of a model of other dimensions, too)."""
    if data and data.startswith(_WITH_WORDS):
        data = data[6 : 6 + int.from_bytes(data[2:6], "little")]
    if not data or len(data) % (dims + 2):  # of another model, for the moment that a switch takes
        return None
    rows = np.frombuffer(data, dtype=np.uint8).reshape(-1, dims + 2)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    return rows[:, 2:].copy().view(np.int8).astype(np.float32) * scale


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Store spans as int32 pairs."""
    return np.array([(s.start, s.end) for s in spans], dtype=np.int32).tobytes()


def unpack_spans(data: bytes) -> tuple[Span, ...]:
    """Return what ``pack_spans`` stored."""
    return tuple(Span(start, end) for start, end in np.frombuffer(data, dtype=np.int32).reshape(-1, 2).tolist())


def locator_to_json(locator: Locator) -> str:
    """Store the parts that are there."""
    return json.dumps({k: v for k, v in asdict(locator).items() if v not in (None, ())}, ensure_ascii=False)


def locator_from_json(text: str) -> Locator:
    """Return what ``locator_to_json`` stored."""
    parts: dict[str, Any] = json.loads(text)
    parts["heading"] = tuple(parts.get("heading", ()))
    return Locator(**parts)


def passage_to_row(passage: Passage) -> dict[str, Any]:
    """Return the column values of a passage that has no vector yet."""
    return {
        "id": passage.id,
        "source": passage.source,
        "position": passage.position,
        "text": passage.text,
        "context": passage.context,
        "kind": passage.kind,
        "language": passage.language,
        "locator": locator_to_json(passage.locator),
        "question": passage.question,
        "entry": passage.entry,
        "sentences": pack_spans(passage.sentences),
        "embedded": False,
    }


def passage_from_row(row: Row[Any]) -> Passage:
    """Return the passage of a row."""
    return Passage(
        id=row.id,
        source=row.source,
        position=row.position,
        text=row.text,
        context=row.context,
        kind=row.kind,
        language=row.language,
        locator=locator_from_json(row.locator),
        question=row.question,
        entry=row.entry,
        sentences=unpack_spans(row.sentences),
    )


def report_to_json(report: RowReport | None) -> str | None:
    """Store what became of a table's rows."""
    return None if report is None else json.dumps(asdict(report), ensure_ascii=False)


def report_from_json(text: str | None) -> RowReport | None:
    """Return what ``report_to_json`` stored."""
    if text is None:
        return None
    parts: Mapping[str, Any] = json.loads(text)
    return RowReport(
        added=parts["added"],
        duplicates=tuple(parts["duplicates"]),
        skipped=tuple((row, why) for row, why in parts["skipped"]),
    )


def source_from_row(row: Row[Any]) -> Source:
    """Return the source of a row that also has the column ``embedded`` (a count)."""
    return Source(
        id=row.id,
        collection=row.collection,
        name=row.name,
        kind=row.kind,
        status=row.status,
        sha256=row.sha256,
        bytes=row.bytes,
        added=row.added,
        passages=row.passages,
        embedded=row.embedded or 0,
        language=row.language,
        title=row.title,
        pages=row.pages,
        error=row.error,
        notes=tuple(json.loads(row.notes)),
        rows=report_from_json(row.rows),
    )


def collection_from_row(row: Row[Any]) -> Collection:
    """Return the collection of a row that also has the counts ``sources`` and ``passages``."""
    return Collection(
        id=row.id,
        name=row.name,
        model=row.model,
        created=row.created,
        sources=row.sources or 0,
        passages=row.passages or 0,
    )
