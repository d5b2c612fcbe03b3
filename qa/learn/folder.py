"""Write a student as the plain sentence-transformers folder that everybody can load."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.index.pooling import DENSE
from qa.learn.student import Student
from qa.learn.vocabulary import Tokenizer

LONGEST = 256
MODULES = ("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")
SPECIALS = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
THEIRS = ("<pad>", "<unk>", "<s>", "</s>", "<mask>")
"""The same in the vocabularies of XLM-R's family."""


def save(student: Student, tokenizer: Tokenizer, teacher: Path, out: Path) -> Path:
    """Write weights (float32), tokenizer and settings: mean pooling, unit vectors, texts cut after 256 pieces."""
    import torch
    from transformers import AutoModel

    whole = AutoModel.from_pretrained(teacher, local_files_only=True, dtype=torch.float32)
    dimensions = student.table.shape[1]
    whole.set_input_embeddings(torch.nn.Embedding(len(student.table), dimensions, padding_idx=0))
    whole.config.vocab_size = len(student.table)
    whole.load_state_dict({**student.layers.state_dict(), "embeddings.word_embeddings.weight": student.table})
    whole.save_pretrained(out)
    tokenizer.save(str(out / "tokenizer.json"))
    _write_settings(out, dimensions, tokenizer)
    return out


def _write_settings(out: Path, dimensions: int, tokenizer: Tokenizer) -> None:
    names = {name: f"[{name.removesuffix('_token').upper()}]" for name in SPECIALS}
    if tokenizer.token_to_id(names["cls_token"]) is None:
        names = dict(zip(SPECIALS, THEIRS, strict=True))
    # this class name is understood by transformers 4 and 5
    cutter = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LONGEST, **names}
    _write(out / "tokenizer_config.json", cutter)
    _write(out / "modules.json", _modules(MODULES))
    _write(out / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False})
    _write(out / "config_sentence_transformers.json", {"__version__": {}, "similarity_fn_name": "cosine"})
    pooling = {"word_embedding_dimension": dimensions, "pooling_mode_mean_tokens": True}
    _write(out / "1_Pooling" / "config.json", pooling)


def with_map(folder: Path, matrix: NDArray[np.float32]) -> None:
    """Put a linear map (from × to), symmetric or not, behind the pooling of a plain folder."""
    from safetensors.numpy import save_file

    dims = len(matrix)
    settings = {"in_features": dims, "out_features": matrix.shape[1], "bias": False}
    _write(folder / DENSE / "config.json", {**settings, "activation_function": "torch.nn.modules.linear.Identity"})
    save_file({"linear.weight": np.ascontiguousarray(matrix.T)}, folder / DENSE / "model.safetensors")
    modules = (*MODULES[:2], (DENSE, "Dense"), ("3_Normalize", "Normalize"))
    _write(folder / "modules.json", _modules(modules))


def _modules(modules: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(modules)
    ]


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
