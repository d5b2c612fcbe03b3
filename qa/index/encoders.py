"""Text encoders over sentence-transformers: the only door to torch on the way of a passage or a question.

One forward pass of a passage gives its vector and one vector for each of its sentences. Models are loaded from local
folders only; ``qa.index.catalogue`` says where those are looked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError
from qa.index import bert, catalogue, weights
from qa.index.cards import ModelCard
from qa.index.lazy import LazyEncoder
from qa.index.pooling import Integers, averages
from qa.index.quick import QuickEncoder
from qa.types import Encoded, Matrix, Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding, Tokenizer
    from transformers import PreTrainedTokenizerBase

_BATCH_TOKENS = 1024
"""Tokens of one forward pass on a CPU, padding included: a quarter of a second of one core for a MiniLM, so that a
question asked meanwhile is not kept waiting. Larger batches take longer a passage: they fall out of the cache."""

_BATCH_TOKENS_ELSEWHERE = 32_768


def load(name: str = "", *, home: Path, device: str = "cpu") -> SentenceTransformerEncoder | LazyEncoder | QuickEncoder:
    """Load a model from this machine, by name, Hub id, folder or key; "" is the built-in one.

    Never reaches for the network. The built-in model is ready within a second and never imports torch on a CPU; one
    that comes with a package imports it when it is first given passages; any other one takes seconds: call it in a
    thread.

    Raises:
        ModelError: the model is not here, is damaged, or its weights are not the published ones.
    """
    folder = catalogue.resolve(name, home)
    known, key = catalogue.card(name), catalogue.key(name, home)

    def whole() -> SentenceTransformerEncoder:
        # Perhaps hours later: the folder may have gone meanwhile, and what ships can be unpacked again.
        return _load(catalogue.resolve(key, home), key, known, device)

    # Only what the tests compare with torch is computed without it: what ships, and what is pinned.
    if known and known.folder and device == "cpu" and bert.fits(folder, mapped=True):
        return QuickEncoder(folder, whole, key=key, trust=catalogue.trust(name))
    if known and known.sha256 and device == "cpu" and bert.fits(folder):
        return LazyEncoder(
            bert.Bert(folder), whole, key=key, trust=catalogue.trust(name), query_prompt=known.query_prompt
        )
    return _load(folder, key, known, device)


def _load(folder: Path, key: str, known: ModelCard | None, device: str) -> SentenceTransformerEncoder:
    pinned = known is not None and known.sha256.startswith(key.rpartition("@")[2])  # else an earlier release of it
    if known and pinned and known.sha256 and weights.digest(folder) != known.sha256:
        raise ModelError(
            f"The weights of {known.name} in {folder} are not the published ones; install the model again."
        )
    return SentenceTransformerEncoder(
        _open(folder, device),
        key=key,
        trust=catalogue.trust(key),
        query_prompt=known.query_prompt if known else None,
        passage_prompt=known.passage_prompt if known else None,
    )


class SentenceTransformerEncoder:
    """A sentence-transformers model as a ``TextEncoder``; safe to use from several threads at once.

    A prompt that is None is taken from the model's own configuration. On a CPU every thread computes with one torch
    thread, and passages are spread over a pool of threads instead: torch's own threads wait for one another at every
    step, which costs ten times the work when the cores are shared, and keeps questions waiting.
    """

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        key: str,
        trust: Mapping[str, float],
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
    ) -> None:
        self.key = key
        self.trust = trust
        self.model = model
        self._query_prompt = _prompt(model, query_prompt, "query")
        self._passage_prompt = _prompt(model, passage_prompt, "document", "passage")
        self._longest = int(model.max_seq_length or 512)
        self._tokenizer = _tokenizer(model, self._longest) if _averages_tokens(model) else None
        self._cpu = model.device.type == "cpu"
        self._pool = ThreadPoolExecutor((os.cpu_count() or 1) if self._cpu else 1, thread_name_prefix="encode")
        self.dims = int(self._plain(["dimensions"], "").shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Encode questions, with the model's question prompt: shape (len(texts), dims), unit length."""
        return self._encode(self._query_prompt, texts, ()).vectors

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] = ()) -> Encoded:
        """Encode passages, with the model's passage prompt, and their sentences.

        ``spans[i]`` are code points of ``texts[i]``. A sentence's vector is the mean of its tokens' vectors, at unit
        length. Without spans, or with a model that does anything but average its tokens, ``sentences[i]`` is None.

        Raises:
            ValueError: there are spans, but not for every text.
            ModelError: the machine has too little memory.
        """
        if spans and len(spans) != len(texts):
            raise ValueError(f"{len(texts)} texts, but spans for {len(spans)}")
        return self._encode(self._passage_prompt, texts, spans)

    def _encode(self, prompt: str, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        texts = [text[: self._longest * bert.CHARACTERS_A_TOKEN] for text in texts]
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        sentences: list[Matrix | None] = [None] * len(texts)
        tokenized = self._tokenizer.encode_batch([prompt + text for text in texts]) if self._tokenizer else None

        def encode(rows: list[int]) -> None:
            if tokenized is None:
                vectors[rows] = self._plain([texts[row] for row in rows], prompt)
                return
            vectors[rows], tokens = self._pooled([tokenized[row] for row in rows])
            for row, token in zip(rows if spans else (), tokens, strict=False):
                sentences[row] = averages(token, np.array(tokenized[row].offsets) - len(prompt), spans[row])

        batches = list(self._batches([len(item) for item in tokenized or texts]))
        # A single batch, as a question is, needs no other thread.
        for _ in self._pool.map(encode, batches) if len(batches) > 1 else map(encode, batches):
            pass
        return Encoded(vectors, tuple(sentences))

    def _batches(self, sizes: Sequence[int]) -> Iterator[list[int]]:
        """Yield positions, the longest texts first, in batches that stay under the limit when padded."""
        limit = _BATCH_TOKENS if self._cpu else _BATCH_TOKENS_ELSEWHERE
        batch: list[int] = []
        for row in sorted(range(len(sizes)), key=lambda row: -sizes[row]):
            if batch and (len(batch) + 1) * min(sizes[batch[0]], self._longest) > limit:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _pooled(self, encodings: Sequence[Encoding]) -> tuple[Matrix, Matrix]:
        """Return the vectors of one batch and those of its tokens, shape (texts, tokens, dims), padding included."""
        import torch

        arrays = _padded(encodings, self.model.tokenizer)
        with self._computing():
            output = self.model({name: torch.from_numpy(a).to(self.model.device) for name, a in arrays.items()})
            vectors = torch.nn.functional.normalize(output["sentence_embedding"], dim=1)
            tokens = output["token_embeddings"]
            if len(self.model) > 2 and hasattr(self.model[2], "linear"):  # a mean of mapped ones is the mapped mean
                dense: Any = self.model[2]
                tokens = dense.linear(tokens)
            return vectors.cpu().numpy(), tokens.cpu().numpy()

    def _plain(self, texts: Sequence[str], prompt: str) -> Matrix:
        """Return the vectors of one batch as sentence-transformers makes them."""
        with self._computing():
            vectors = self.model.encode(
                list(texts), prompt=prompt, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    @contextmanager
    def _computing(self) -> Iterator[None]:
        import torch

        if self._cpu and torch.get_num_threads() != 1:
            torch.set_num_threads(1)
        try:
            with torch.inference_mode():
                yield
        except RuntimeError as exc:
            raise ModelError(f"The model {self.key} stopped ({exc}); is there enough memory?") from exc


def _open(folder: Path, device: str) -> SentenceTransformer:
    """Open a model folder with 32-bit weights: transformers would keep 16-bit ones, which is slow on a CPU."""
    # The passages are spread over threads here; the tokenizer's own would only warn about forks.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    bert.one_thread()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder), local_files_only=True, device=device, model_kwargs={"dtype": torch.float32}
        )
    except (OSError, ValueError, KeyError, RuntimeError, AssertionError, ImportError, SafetensorError) as exc:
        raise ModelError(f"The model in {folder} could not be loaded on {device} ({exc}); install it again.") from exc
    if "image" in getattr(model, "modalities", ()):
        # Such a model opens text that looks like a path or an address as a picture.
        raise ModelError(f"The model in {folder} is for images; choose a text model.")
    return model.eval()


def _prompt(model: SentenceTransformer, chosen: str | None, *names: str) -> str:
    if chosen is not None:
        return chosen
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def _averages_tokens(model: SentenceTransformer) -> bool:
    """Say whether a text's vector is the mean of its tokens' and nothing else, and the tokenizer knows their places."""
    modules: list[Any] = list(model.children())
    kinds = [type(module).__name__ for module in modules]
    if kinds not in (bert.PIPELINE, bert.PIPELINE[:2]) and not (kinds == bert.MAPPED and _is_linear(modules[2])):
        return False
    transformer, pooling = modules[:2]
    mode = getattr(pooling, "pooling_mode", None) or pooling.get_pooling_mode_str()
    changes = getattr(transformer, "do_lower_case", False) or not getattr(pooling, "include_prompt", True)
    return mode == "mean" and not changes and bool(getattr(model.tokenizer, "is_fast", False))


def _is_linear(dense: Any) -> bool:  # noqa: ANN401 — sentence_transformers has no types
    return type(dense.activation_function).__name__ == "Identity" and dense.linear.bias is None


def _tokenizer(model: SentenceTransformer, longest: int) -> Tokenizer:
    """Return a copy of the model's tokenizer of our own: changing the cut of a shared one is an error in Rust."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def _padded(encodings: Sequence[Encoding], tokenizer: PreTrainedTokenizerBase) -> dict[str, Integers]:
    """Return the model's input, each array of shape (texts, length of the longest), padded on the right."""
    shape = len(encodings), max(len(encoding) for encoding in encodings)
    arrays = {name: np.zeros(shape, dtype=np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
    arrays["input_ids"] += tokenizer.pad_token_id or 0
    for row, encoding in enumerate(encodings):
        arrays["input_ids"][row, : len(encoding)] = encoding.ids
        arrays["attention_mask"][row, : len(encoding)] = 1
        arrays["token_type_ids"][row, : len(encoding)] = encoding.type_ids
    return {name: array for name, array in arrays.items() if name in tokenizer.model_input_names}
