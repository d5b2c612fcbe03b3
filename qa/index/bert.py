"""A BERT encoder's forward pass in numpy, one text at a time: questions get their vectors without torch.

A question is a dozen tokens, for which importing torch (seconds) and a graph's overhead cost more than the arithmetic.
The result is that of sentence-transformers to float32 rounding. Passages, in batches, are quicker with torch.
The architecture is that of Devlin et al. 2019, with mean pooling (Reimers & Gurevych 2019).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError
from qa.index.pooling import unit
from qa.types import Matrix, Vector

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WEIGHTS = "model.safetensors"
_TABLE = "embeddings.word_embeddings.weight"
CHARACTERS_A_TOKEN = 64
"""Text beyond this many characters for each token of the longest input is cut before it is tokenised."""
PIPELINE = ["Transformer", "Pooling", "Normalize"]
MAPPED = ["Transformer", "Pooling", "Dense", "Normalize"]
_HALF_ROOT = np.float32(0.7071067811865476)

Affine = tuple[Matrix, Vector]
"""Weights, shape (from, to), and what is added."""


@dataclass(frozen=True, slots=True)
class _Layer:
    attention: Affine
    """Queries, keys and values side by side."""
    mixed: Affine
    wide: Affine
    narrow: Affine
    norms: tuple[Affine, Affine]


class Bert:
    """A sentence encoder of the BERT family; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read a folder that ``fits`` said yes to.

        Raises:
            ModelError: it is damaged.
        """
        from safetensors import SafetensorError, safe_open

        one_thread()
        try:
            config = _json(folder / "config.json")
            self._heads, self._layers = int(config["num_attention_heads"]), int(config["num_hidden_layers"])
            self._epsilon = float(config["layer_norm_eps"])
            file: Any = safe_open(folder / _WEIGHTS, "np")
            weights = {name: file.get_tensor(name).astype(np.float32) for name in file.keys() if name != _TABLE}  # noqa: SIM118
            self._table = file.get_slice(_TABLE)
            self._read(weights)
        except (OSError, KeyError, ValueError, SafetensorError) as exc:
            raise ModelError(f"The model in {folder} cannot be read ({exc}); install it again.") from exc
        self.tokenizer = tokenizer(folder)
        self.dims = int(self._table.get_shape()[1])

    def encode(self, text: str) -> Vector:
        """Return the unit vector of a text, shape (dims,)."""
        ids = self.tokenizer.encode(text).ids
        rows = np.concatenate([self._table[row : row + 1] for row in ids]).astype(np.float32)
        x = _normed(rows + self._places[: len(ids)], self._first, self._epsilon)
        for layer in self._stack:
            x = self._through(layer, x)
        return unit(x.mean(axis=0))

    def _through(self, layer: _Layer, x: Matrix) -> Matrix:
        x = _normed(
            x + _affine(self._attended(_affine(x, layer.attention)), layer.mixed), layer.norms[0], self._epsilon
        )
        return _normed(x + _affine(_gelu(_affine(x, layer.wide)), layer.narrow), layer.norms[1], self._epsilon)

    def _attended(self, mixed: Matrix) -> Matrix:
        tokens, width = len(mixed), mixed.shape[1] // 3
        queries, keys, values = mixed.reshape(tokens, 3, self._heads, width // self._heads).transpose(1, 2, 0, 3)
        scores = queries @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(width // self._heads))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Matrix = (scores @ values).transpose(1, 0, 2).reshape(tokens, width)
        return attended

    def _read(self, weights: Mapping[str, Matrix]) -> None:
        types = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"] + types
        self._first = _norm(weights, "embeddings.LayerNorm")
        self._stack = [_layer(weights, f"encoder.layer.{number}.") for number in range(self._layers)]


def one_thread() -> None:
    """Keep numpy to one thread: its own wait for one another, which makes 30 ms of .4 for 10,000 cosines when busy."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")


def fits(folder: Path, *, mapped: bool = False) -> bool:
    """Tell whether a model folder is one that ``Bert`` can do: BERT, mean pooling, unit length, nothing else.

    With ``mapped`` a linear map may follow the pooling (``pooling.mapping`` reads it).
    """
    try:
        config, pooling = _json(folder / "config.json"), _json(folder / "1_Pooling" / "config.json")
        modules = [str(module["type"]).rpartition(".")[2] for module in _json(folder / "modules.json")]
        cut = _json(folder / "sentence_bert_config.json")
    except (OSError, ValueError, KeyError, TypeError):
        return False
    other_pooling = [name for name, value in pooling.items() if name.startswith("pooling_mode_") and value is True]
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and other_pooling == ["pooling_mode_mean_tokens"]
        and (modules == PIPELINE or (mapped and modules == MAPPED))
        and not cut.get("do_lower_case")
        and bool(cut.get("max_seq_length"))
        and (folder / _WEIGHTS).is_file()
        and (folder / "tokenizer.json").is_file()
    )


def longest(folder: Path) -> int:
    """Return the longest input of a folder that ``fits`` said yes to, in tokens."""
    return int(_json(folder / "sentence_bert_config.json")["max_seq_length"])


def tokenizer(folder: Path) -> Tokenizer:
    """Open the tokenizer of a folder that ``fits`` said yes to; it cuts at the longest input and fills nothing up.

    Raises:
        ModelError: it is damaged.
    """
    from tokenizers import Tokenizer

    file = folder / "tokenizer.json"
    try:
        opened: Tokenizer = Tokenizer.from_file(str(file))
    except Exception as exc:
        raise ModelError(f"The tokenizer in {file} cannot be read ({exc}); install the model again.") from exc
    opened.no_padding()
    opened.enable_truncation(longest(folder))
    return opened


def _json(file: Path) -> Any:  # noqa: ANN401 — whatever the file holds
    return json.loads(file.read_text(encoding="utf-8"))


def _layer(weights: Mapping[str, Matrix], start: str) -> _Layer:
    parts = [_linear(weights, f"{start}attention.self.{name}") for name in ("query", "key", "value")]
    side_by_side = (
        np.ascontiguousarray(np.concatenate([w for w, _ in parts], axis=1)),
        np.concatenate([b for _, b in parts]),
    )
    return _Layer(
        attention=side_by_side,
        mixed=_linear(weights, f"{start}attention.output.dense"),
        wide=_linear(weights, f"{start}intermediate.dense"),
        narrow=_linear(weights, f"{start}output.dense"),
        norms=(
            _norm(weights, f"{start}attention.output.LayerNorm"),
            _norm(weights, f"{start}output.LayerNorm"),
        ),
    )


def _linear(weights: Mapping[str, Matrix], name: str) -> Affine:
    return np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"]


def _norm(weights: Mapping[str, Matrix], name: str) -> Affine:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _affine(x: Matrix, by: Affine) -> Matrix:
    y: Matrix = x @ by[0]
    y += by[1]
    return y


def _normed(x: Matrix, by: Affine, epsilon: float) -> Matrix:
    """Layer normalisation (Ba et al. 2016)."""
    x = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    normed: Matrix = x / np.sqrt(variance + np.float32(epsilon)) * by[0] + by[1]
    return normed


def _gelu(x: Matrix) -> Matrix:
    """The exact GELU; erf to 1.5e-7 by Abramowitz & Stegun 1964, formula 7.1.26."""
    z = np.abs(x) * _HALF_ROOT
    t = 1 / (1 + np.float32(0.3275911) * z)
    tail = t * np.float32(1.061405429) - np.float32(1.453152027)
    for factor in (1.421413741, -0.284496736, 0.254829592):
        tail = tail * t + np.float32(factor)
    erf = np.copysign(1 - tail * t * np.exp(-z * z), x)
    y: Matrix = x * np.float32(0.5) * (1 + erf)
    return y
