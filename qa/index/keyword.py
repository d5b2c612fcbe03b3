"""Keyword search: an inverted index on disk, the only door to tantivy (stand-in until the full one lands)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.errors import StorageError
from qa.types import Filter, Passage, Statistics

_ANY = Filter()


class TantivyIndex:
    """Tokens of one collection, by passage id."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._t = tantivy
        folder.mkdir(parents=True, exist_ok=True)
        b = tantivy.SchemaBuilder()
        for name in ("id", "source", "kind", "language"):
            b.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
        b.add_text_field("tokens", stored=True, tokenizer_name="whitespace", index_option="freq")
        b.add_integer_field("length", stored=True, fast=True)
        self._schema = b.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._writer = self._index.writer(30_000_000, 1)
        except ValueError as error:
            raise StorageError(f"The keyword index is damaged ({error}): run `qa verify --repair`.") from error

    def add(self, passages: Sequence[Passage], tokens: Sequence[Sequence[str]]) -> None:
        for p, t in zip(passages, tokens, strict=True):
            self._writer.add_document(
                self._t.Document(
                    id=[p.id],
                    source=[p.source],
                    kind=[p.kind],
                    language=[p.language],
                    tokens=[" ".join(t)],
                    length=len(t),
                )
            )

    def delete_source(self, source: str) -> None:
        self._writer.delete_documents_by_term("source", source)

    def delete(self, ids: Sequence[str]) -> None:
        for i in ids:
            self._writer.delete_documents_by_term("id", i)

    def commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def search(
        self,
        tokens: Sequence[str],
        k: int,
        where: Filter = _ANY,
        *,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> list[tuple[str, float]]:
        q, o = self._t.Query, self._t.Occur
        term = lambda f, x: q.term_query(self._schema, f, x)  # noqa: E731
        if not tokens:
            return []
        parts: list[Any] = [(o.Must, q.boolean_query([(o.Should, term("tokens", t)) for t in tokens]))]
        parts += [(o.Must, q.const_score_query(term("tokens", t), 0.0)) for t in required]
        parts += [(o.MustNot, term("tokens", t)) for t in excluded]
        for name, values in (("source", where.sources), ("kind", where.kinds), ("language", where.languages)):
            if values:
                parts.append((o.Must, q.const_score_query(q.term_set_query(self._schema, name, sorted(values)), 0.0)))
        s = self._index.searcher()
        return [(s.doc(a)["id"][0], float(x)) for x, a in s.search(q.boolean_query(parts), k).hits]

    def tokens(self, ids: Sequence[str]) -> dict[str, list[str]]:
        if not ids:
            return {}
        s = self._index.searcher()
        q = self._t.Query.term_set_query(self._schema, "id", list(ids))
        docs = [s.doc(a) for _, a in s.search(q, len(ids)).hits]
        return {d["id"][0]: d["tokens"][0].split(" ") for d in docs}

    def statistics(self, tokens: Sequence[str]) -> Statistics:
        s = self._index.searcher()
        out: Any = s.aggregate(self._t.Query.all_query(), {"m": {"avg": {"field": "length"}}})
        out = json.loads(out) if isinstance(out, str) else out
        return Statistics(s.num_docs, float(out["m"]["value"] or 0.0), {t: s.doc_freq("tokens", t) for t in tokens})

    def ids(self) -> set[str]:
        s = self._index.searcher()
        n = s.num_docs
        return {s.doc(a)["id"][0] for _, a in s.search(self._t.Query.all_query(), n).hits} if n else set()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def close(self) -> None:
        self._writer = None
