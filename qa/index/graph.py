"""A BERT encoder as an ONNX graph that computes with 8-bit weights, made once from a plain folder: the door to onnx.

A product with weights is done in whole numbers: the weights as signed bytes with a scale for each output, what they are
multiplied with as bytes with one scale for the text, found as it comes (dynamic quantisation; Jacob et al. 2018). A few
channels of what is multiplied are tens of times as large as the rest, which one scale would leave next to nothing.
They are computed in floats beside the bytes (Dettmers et al. 2022), and known by the weights alone: after a
normalisation they have the largest factor and shift, after a GELU the largest weights onward.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.pooling import Integers, mapping
from qa.index.shipped import PLAIN, eight_bits
from qa.types import Matrix, Vector

TEXT, TOKENS = "ids", "tokens"
"""The graph's input, a text's token ids, shape (tokens,), and its output, their vectors, shape (tokens, dims)."""

NORMED, WIDE = 4, 16
"""Channels that are computed in floats of what a normalisation and of what a GELU puts out: one to three in each layer
are much larger than the others."""

_OPSET = 20
_CONTRIBUTED = "com.microsoft"
"""Operators of onnxruntime's own."""


def write(folder: Path, target: Path) -> Path:
    """Write the graph of a plain folder that ``bert.fits`` said yes to; `target` appears whole or not at all."""
    from onnx import save_model
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text("utf-8"))
    weights = {name: weight.astype(np.float32) for name, weight in load_file(folder / PLAIN).items()}
    last = mapping(folder)
    handle, fresh = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    try:
        save_model(_Graph(weights, config).model(last), fresh)
        os.chmod(fresh, 0o644)
        os.replace(fresh, target)
    finally:
        Path(fresh).unlink(missing_ok=True)
    return target


class _Graph:
    """Lays one node behind the other; every method returns the name of what it has computed."""

    def __init__(self, weights: dict[str, Matrix], config: dict[str, Any]) -> None:
        self._weights, self._config = weights, config
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self, last: Matrix | None) -> Any:  # noqa: ANN401 — onnx has no types
        """Return the whole graph; with ``last``, shape (dims, dims), what comes out is multiplied with it."""
        from onnx import TensorProto, helper

        x = self._do("Unsqueeze", self._embedded(), self._constant(np.array([0])))
        norm = "embeddings.LayerNorm"
        for number in range(int(self._config["num_hidden_layers"])):
            start = f"encoder.layer.{number}."
            x = self._layer(x, start, norm)
            norm = f"{start}output.LayerNorm"
        if last is not None:
            x = self._do("MatMul", x, self._constant(last))
        self._nodes.append(helper.make_node("Squeeze", [x, self._constant(np.array([0]))], [TOKENS]))
        dims = int(self._config["hidden_size"])
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info(TEXT, TensorProto.INT64, ["tokens"])],
            [helper.make_tensor_value_info(TOKENS, TensorProto.FLOAT, ["tokens", dims])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIBUTED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _embedded(self) -> str:
        """Words and their places; the table stays bytes, and only the rows of a text become floats."""
        table, scale = eight_bits(self._weights["embeddings.word_embeddings.weight"])
        words = self._do(
            "Mul",
            self._floats(self._do("Gather", self._constant(table), TEXT)),
            self._do("Gather", self._constant(scale), TEXT),
        )
        types = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self._constant(self._weights["embeddings.position_embeddings.weight"] + types)
        reached = self._do("Slice", places, self._constant(np.array([0])), self._do("Shape", TEXT))
        return self._normed(self._do("Add", words, reached), "embeddings.LayerNorm")

    def _layer(self, x: str, start: str, before: str) -> str:
        """Add a layer whose weights' names begin with ``start``, behind the normalisation called ``before``."""
        width = int(self._config["hidden_size"])
        parts = [self._affine(f"{start}attention.self.{name}") for name in ("query", "key", "value")]
        three = np.concatenate([w for w, _ in parts]), np.concatenate([b for _, b in parts])
        mixed = self._product(x, *three, self._loud_in(before))
        asked = self._do("Split", mixed, self._constant(np.array([width] * 3)), outputs=3, axis=-1)
        heads = int(self._config["num_attention_heads"])
        attended = self._do("MultiHeadAttention", *asked.split(), domain=_CONTRIBUTED, num_heads=heads)
        x = self._added(
            x, self._product(attended, *self._affine(f"{start}attention.output.dense")), start + "attention"
        )
        normed = self._loud_in(f"{start}attention.output.LayerNorm")
        wide = self._do("Gelu", self._product(x, *self._affine(f"{start}intermediate.dense"), normed))
        weight, bias = self._affine(f"{start}output.dense")
        loud = np.argsort(np.linalg.norm(weight, axis=0), kind="stable")[-WIDE:]
        return self._added(x, self._product(wide, weight, bias, loud), start[:-1])

    def _loud_in(self, norm: str) -> Integers:
        """Return the channels that a normalisation puts out the largest."""
        factor, shift = self._affine(norm)
        return np.argsort(np.abs(factor) + np.abs(shift), kind="stable")[-NORMED:]

    def _added(self, x: str, more: str, name: str) -> str:
        return self._normed(self._do("Add", x, more), f"{name}.output.LayerNorm")

    def _normed(self, x: str, name: str) -> str:
        weight, bias = (self._constant(part) for part in self._affine(name))
        return self._do("LayerNormalization", x, weight, bias, epsilon=float(self._config["layer_norm_eps"]))

    def _product(self, x: str, weight: Matrix, bias: Vector, loud: Integers | None = None) -> str:
        """Multiply in bytes, but for the ``loud`` channels of x, in floats."""
        small, scale = eight_bits(weight)
        beside = ""
        if loud is not None:
            calm = np.ones(weight.shape[1], np.float32)
            calm[loud], small[:, loud] = 0, 0
            few = self._do("Gather", x, self._constant(loud), axis=2)
            beside = self._do("MatMul", few, self._constant(weight[:, loud].T))
            x = self._do("Mul", x, self._constant(calm))
        parts = self._constant(small.T), self._constant(scale[:, 0]), "", self._constant(bias)
        most = self._do("DynamicQuantizeMatMul", x, *parts, domain=_CONTRIBUTED)
        return self._do("Add", most, beside) if beside else most

    def _floats(self, x: str) -> str:
        from onnx import TensorProto

        return self._do("Cast", x, to=TensorProto.FLOAT)

    def _affine(self, name: str) -> tuple[Matrix, Vector]:
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]

    def _constant(self, value: Any) -> str:  # noqa: ANN401 — an array of any kind
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"c{len(self._constants)}"))
        return str(self._constants[-1].name)

    def _do(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **settings: Any) -> str:  # noqa: ANN401 — numbers
        """Add a node; the names of several outputs are returned with spaces between them."""
        from onnx import helper

        names = [f"n{len(self._nodes)}.{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **settings))
        return " ".join(names)
