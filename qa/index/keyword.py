"""Keyword search: an inverted index on disk, the only door to tantivy.

Tokens are made by the caller (``qa.language``) and kept with each passage, so that BM25 over a pool of candidates needs
no text. One folder is one collection. One thread writes, any number read: readers see the last commit whole.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from qa.errors import HomeLocked, StorageError
from qa.types import Filter, Passage, Statistics

if TYPE_CHECKING:
    import tantivy

_ANY = Filter()
_HEAP = 20_000_000
_KEPT = 2000
"""So many passages' tokens are kept in memory between two commits."""
_EXACT = 20_000
"""Up to this document frequency deleted passages are left out exactly; above it by their share."""
_MOST = 64
"""A longer question is searched by so many of its rarest tokens."""


@dataclass(frozen=True, slots=True)
class _View:
    """The index as of one commit."""

    searcher: tantivy.Searcher
    mean_length: float
    written: int
    """Passages in the files, deleted ones included."""
    tokens: dict[str, str] = field(default_factory=dict)
    frequencies: dict[str, int] = field(default_factory=dict)


class TantivyIndex:
    """Tokens of one collection, by passage id.

    Raises:
        StorageError: the folder is damaged, or the disk refuses to write; the last commit stands.
        HomeLocked: another process is writing to this folder.
    """

    def __init__(self, folder: Path) -> None:
        """Open or make the index in ``folder``."""
        import tantivy

        self._tantivy = tantivy
        self._folder = folder
        self._lock = RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._schema = self._make_schema()
        with self._translated("read"):
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "meta.json").exists() and any(folder.glob("*.store")):
                raise StorageError(self._damage("its list of files is missing"))
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.config_reader("Manual")
        self._view = self._look()

    def add(self, passages: Sequence[Passage], tokens: Sequence[Sequence[str]]) -> None:
        """Stage passages with their tokens, in place of those of the same ids; visible after commit."""
        documents = [self._document(passage, each) for passage, each in zip(passages, tokens, strict=True)]
        with self._writing() as writer:
            for passage, document in zip(passages, documents, strict=True):
                writer.delete_documents_by_term("id", passage.id)
                writer.add_document(document)

    def delete_source(self, source: str) -> None:
        """Stage the removal of all passages of a source; passages added after this stay."""
        with self._writing() as writer:
            writer.delete_documents_by_term("source", source)

    def delete(self, ids: Sequence[str]) -> None:
        """Stage the removal of passages; unknown ids are fine."""
        with self._writing() as writer:
            for id_ in ids:
                writer.delete_documents_by_term("id", id_)

    def commit(self) -> None:
        """Make all that is staged durable and visible, in one step."""
        with self._lock:
            if self._writer is None:
                return
            with self._writing() as writer:
                writer.commit()
            self._view = self._look()

    def close(self) -> None:
        """Give the folder back; what is staged and not committed is forgotten."""
        with self._lock, self._translated("closed"):
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.rollback()
                writer.wait_merging_threads()

    def search(
        self,
        tokens: Sequence[str],
        k: int,
        where: Filter = _ANY,
        *,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> list[tuple[str, float]]:
        """Return the k best as (id, tantivy's BM25 > 0), best first, ties by id.

        ``required`` tokens must all be there, ``excluded`` ones must not.
        """
        view = self._view
        wanted = self._rarest(view, tokens or required)
        if not wanted or k < 1:
            return []
        with self._translated("read"):
            query = self._query(wanted, where, required, excluded)
            hits = view.searcher.search(query, k, count=False).hits
            found = [(self._stored(view, address)[0], float(score)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def tokens(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the stored tokens of those ids that are there, with repeats."""
        view = self._view
        found = {id_: kept for id_ in ids if (kept := view.tokens.get(id_)) is not None}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            with self._translated("read"):
                query = self._tantivy.Query.term_set_query(self._schema, "id", missing)
                hits = view.searcher.search(query, len(missing), count=False).hits
                found |= dict(self._stored(view, address) for _, address in hits)
        return {id_: found[id_].split() for id_ in ids if id_ in found}

    def statistics(self, tokens: Sequence[str]) -> Statistics:
        """Return the collection's statistics for these tokens, deleted passages left out.

        Frequencies over 20,000 are scaled by the share of deleted passages until tantivy has merged those away.
        """
        view = self._view
        with self._translated("read"):
            found = {token: self._frequency(view, token) for token in tokens}
        return Statistics(view.searcher.num_docs, view.mean_length, found)

    def ids(self) -> set[str]:
        """Return all ids stored."""
        everything = self._tantivy.Query.all_query()
        with self._translated("read"):
            return {id_ for id_, _ in self._view.searcher.terms_with_prefix("id", "", filter_query=everything)}

    def __len__(self) -> int:
        """Count the passages."""
        return self._view.searcher.num_docs

    def damaged(self) -> list[str]:
        """Return the names of files whose content is not what was written (by their CRC-32)."""
        names = (path for path in self._folder.iterdir() if not path.name.startswith(".") and path.suffix != ".json")
        return sorted(path.name for path in names if not _sound(path))

    def _make_schema(self) -> tantivy.Schema:
        builder = self._tantivy.SchemaBuilder()
        for name in ("id", "source", "kind", "language", "all"):
            builder.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("tokens", stored=True, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("length", fast=True)
        return builder.build()

    def _document(self, passage: Passage, tokens: Sequence[str]) -> tantivy.Document:
        return self._tantivy.Document(
            id=[passage.id],
            source=[passage.source],
            kind=[passage.kind],
            language=[passage.language],
            all=["1"],
            tokens=[" ".join(tokens)],
            length=len(tokens),
        )

    def _look(self) -> _View:
        """Open the last commit for reading."""
        with self._translated("read"):
            self._index.reload()
            searcher = self._index.searcher()
            found: Any = searcher.aggregate(self._tantivy.Query.all_query(), {"mean": {"avg": {"field": "length"}}})
            values = json.loads(found) if isinstance(found, str) else found
            mean = float(values["mean"]["value"] or 0.0) if searcher.num_docs else 0.0
            return _View(searcher, mean, searcher.doc_freq("all", "1"))

    def _rarest(self, view: _View, tokens: Sequence[str]) -> list[str]:
        distinct = list(dict.fromkeys(tokens))
        if len(distinct) <= _MOST:
            return distinct
        with self._translated("read"):
            frequencies = {token: view.searcher.doc_freq("tokens", token) for token in distinct}
        return sorted((t for t in distinct if frequencies[t]), key=lambda t: frequencies[t])[:_MOST]

    def _query(
        self, tokens: Sequence[str], where: Filter, required: Sequence[str], excluded: Sequence[str]
    ) -> tantivy.Query:
        query, occur = self._tantivy.Query, self._tantivy.Occur

        def term(token: str) -> tantivy.Query:
            return query.term_query(self._schema, "tokens", token, index_option="freq")

        anything = query.boolean_query([(occur.Should, term(token)) for token in tokens])
        sets = (("source", where.sources), ("kind", where.kinds), ("language", where.languages))
        bound = [query.term_set_query(self._schema, name, sorted(values)) for name, values in sets if values]
        bound += [term(token) for token in required]
        if not bound and not excluded:
            return anything
        clauses = [(occur.Must, anything)]
        clauses += [(occur.Must, query.const_score_query(clause, 0.0)) for clause in bound]
        clauses += [(occur.MustNot, term(token)) for token in excluded]
        return query.boolean_query(clauses)

    def _stored(self, view: _View, address: tantivy.DocAddress) -> tuple[str, str]:
        """Return a stored passage's id and tokens, and keep them at hand: after a search the tokens are asked for."""
        stored = view.searcher.doc(address)
        id_, tokens = str(stored.get_first("id")), str(stored.get_first("tokens") or "")
        if len(view.tokens) >= _KEPT:
            view.tokens.clear()
        view.tokens[id_] = tokens
        return id_, tokens

    def _frequency(self, view: _View, token: str) -> int:
        known = view.frequencies.get(token)
        if known is None:
            known = self._count(view, token)
            if len(view.frequencies) >= 10 * _KEPT:
                view.frequencies.clear()
            view.frequencies[token] = known
        return known

    def _count(self, view: _View, token: str) -> int:
        """Count the passages that hold a token; tantivy's own number counts deleted ones until it merges its files."""
        raw = view.searcher.doc_freq("tokens", token)
        alive = view.searcher.num_docs
        if raw == 0 or view.written == alive:
            return raw
        if raw > _EXACT:
            return round(raw * alive / view.written)
        query = self._tantivy.Query.term_query(self._schema, "tokens", token, index_option="freq")
        counted: Any = view.searcher.search(query, 1)
        return int(counted.count)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Lend the writer, one thread at a time; a failure takes back all that is staged."""
        with self._lock, self._translated("written"):
            if self._writer is None:
                self._writer = self._index.writer(_HEAP, 1)
            try:
                yield self._writer
            except (ValueError, OSError):
                with suppress(ValueError, OSError):
                    self._writer.rollback()
                raise

    @contextmanager
    def _translated(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(f"The keyword index in {self._folder} could not be {what}: {error}.") from error
        except ValueError as error:
            text = " ".join(str(error).split())
            if "LockBusy" in text:
                raise HomeLocked(
                    f"Another process is writing to the keyword index in {self._folder}: stop it."
                ) from error
            if what != "read":
                raise StorageError(
                    f"The keyword index in {self._folder} could not be {what}: make room on the disk and try again"
                    f" ({text.rstrip('.')[:200]})."
                ) from error
            raise StorageError(self._damage(text.rstrip("."))) from error

    def _damage(self, why: str) -> str:
        return f"The keyword index in {self._folder} is damaged ({why[:200]}): `qa verify --repair` rebuilds it."


def _sound(path: Path) -> bool:
    """Check a file against the CRC-32 in tantivy's footer: content, JSON, its length (u32), a magic number (u32)."""
    content = path.read_bytes()
    size = int.from_bytes(content[-8:-4], "little")
    try:
        footer = json.loads(content[-8 - size : -8])
    except ValueError:
        return False
    return bool(zlib.crc32(content[: -8 - size]) == footer.get("crc"))
