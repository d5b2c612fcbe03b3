"""The built-in encoder: questions and passages by onnxruntime in 8 bits, with neither torch nor transformers.

Every text is computed alone, so that its vectors depend on nothing but itself; the cores take a text each. One pass
of a passage gives its vector, one for each of its sentences, and the signs of those of its word pieces.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError
from qa.index import bert, graph
from qa.index.pooling import averages, counting, signs, unit
from qa.types import Codes, Encoded, Matrix, Span, Words

if TYPE_CHECKING:
    from qa.index.encoders import SentenceTransformerEncoder

GRAPH = "encoder.8bit.onnx"
"""Beside the plain weights, made from them when the model is first used; another name for another way to compute."""

_TEXTS_AT_ONCE = 64

_REMEMBERED = 256
"""Questions whose word pieces are kept: they are asked for right after the question's vector was."""


class QuickEncoder:
    """A ``TextEncoder`` of the BERT family; safe to use from several threads at once."""

    def __init__(
        self, folder: Path, load: Callable[[], SentenceTransformerEncoder], *, key: str, trust: Mapping[str, float]
    ) -> None:
        """Open a plain folder that ``bert.fits`` said yes to; ``load`` opens the same model with torch (seconds).

        Raises:
            ModelError: it is damaged.
        """
        bert.one_thread()
        self.key, self.trust = key, trust
        self._load = load
        self._longest = bert.longest(folder)
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="encode")
        session = self._pool.submit(_session, folder)  # while the pieces are read, which takes as long
        self._tokenizer = bert.tokenizer(folder)
        self._session = session.result()
        self.dims = int(self._session.get_outputs()[0].shape[1])
        self._whole: SentenceTransformerEncoder | None = None
        self._loading = threading.Lock()
        self._counting = counting(folder)
        self._asked: OrderedDict[str, Words] = OrderedDict()
        self._asking = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Encode questions: shape (len(texts), dims), unit length."""
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, _, tokens in self._each(texts):
            vectors[row] = unit(tokens.mean(axis=0))
            self._remember(texts[row], tokens[1:-1])
        return vectors

    def words(self, text: str) -> Words | None:
        """Return the word pieces of a question: known from its encoding, if that was not long ago."""
        if text not in self._asked:
            self.encode_queries([text])
        found = self._asked.get(text)
        return found if found is not None and len(found.weights) else None

    def places(self, text: str) -> list[Span]:
        """Return where the word pieces of a passage stand, as far as it is read."""
        [(_, encoding)] = self._tokenized([text])
        return [Span(start, end) for start, end in encoding.offsets[1:-1]]

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        """Encode passages and their sentences.

        ``spans[i]`` are code points of ``texts[i]``. A sentence's vector is the mean of its tokens' vectors, at unit
        length. Without spans ``sentences[i]`` is None.

        Raises:
            ValueError: there are spans, but not for every text.
            ModelError: the machine has too little memory.
        """
        if spans and len(spans) != len(texts):
            raise ValueError(f"{len(texts)} texts, but spans for {len(spans)}")
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        sentences: list[Matrix | None] = [None] * len(texts)
        words: list[Codes | None] = [None] * len(texts)
        for row, encoding, tokens in self._each(texts):
            vectors[row] = unit(tokens.mean(axis=0))
            words[row] = signs(tokens[1:-1])
            if spans:
                sentences[row] = averages(tokens, np.array(encoding.offsets), spans[row])
        return Encoded(vectors, tuple(sentences), tuple(words))

    @property
    def model(self) -> Any:  # noqa: ANN401 — sentence_transformers has no types
        """The same model as sentence-transformers opens it, in floats; loaded when it is first asked for."""
        with self._loading:
            if self._whole is None:
                self._whole = self._load()
            return self._whole.model

    def _each(self, texts: Sequence[str]) -> Iterator[tuple[int, Any, Matrix]]:
        """Yield the place, the encoding and the vectors of the tokens of each text, the first and last of no word."""

        def encode(item: tuple[int, Any]) -> tuple[int, Any, Matrix]:
            return *item, self._tokens(item[1].ids)

        # A single text, as a question is, needs no other thread.
        return self._pool.map(encode, self._tokenized(texts)) if len(texts) > 1 else map(encode, self._tokenized(texts))

    def _remember(self, text: str, tokens: Matrix) -> None:
        vectors = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-12)
        weights = np.ones(len(vectors), np.float32)
        if self._counting is not None:
            weights = np.logaddexp(0, vectors @ self._counting[0] + self._counting[1], dtype=np.float32)
        with self._asking:
            self._asked[text] = Words(vectors, weights)
            while len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)

    def _tokenized(self, texts: Sequence[str]) -> Iterator[tuple[int, Any]]:
        cut = self._longest * bert.CHARACTERS_A_TOKEN
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            some = [text[:cut] for text in texts[start : start + _TEXTS_AT_ONCE]]
            yield from enumerate(self._tokenizer.encode_batch(some), start)

    def _tokens(self, ids: Sequence[int]) -> Matrix:
        try:
            (tokens,) = self._session.run([graph.TOKENS], {graph.TEXT: np.array(ids, dtype=np.int64)})
        except Exception as exc:  # onnxruntime's errors have no class in common
            raise ModelError(f"The model {self.key} stopped ({exc}); is there enough memory?") from exc
        found: Matrix = tokens
        return found


def _session(folder: Path) -> Any:  # noqa: ANN401 — onnxruntime has no types
    """Open the graph, made first if it is not there, and anew if it is torn."""
    file = folder / GRAPH
    try:
        if file.is_file():
            with suppress(Exception):  # onnxruntime's errors have no class in common; made anew, it opens or tells
                return _opened(file)
        made = _opened(graph.write(folder, file))
        for former in set(folder.glob("*.onnx")) - {file}:
            with suppress(OSError):  # another process may still have it open
                former.unlink()
        return made
    except OSError as exc:
        reason = exc.strerror or exc
        raise ModelError(
            f"The model in {folder} could not be made ready ({reason}); is there room on the disk?"
        ) from exc
    except Exception as exc:
        raise ModelError(f"The model in {folder} cannot be read ({exc}); install it again.") from exc


def _opened(file: Path) -> Any:  # noqa: ANN401 — onnxruntime has no types
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
