"""Real but tiny sentence-transformers models, made on the spot: 8 dimensions, single letters, random weights."""

from __future__ import annotations

import json
import string
from pathlib import Path


def tiny_model(
    folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None, longest: int = 32, half: bool = False
) -> Path:
    """Make a BERT of one layer over single letters in ``folder``, in the layout of published models."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(7)
    letters = string.ascii_lowercase + string.digits + ".,?!:"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    model = BertModel(config, add_pooling_layer=False)
    (model.half() if half else model).save_pretrained(folder)
    _write(folder / "vocab.txt", "\n".join(vocabulary))
    _write(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True})
    _write(folder / "sentence_bert_config.json", {"max_seq_length": longest, "do_lower_case": False})
    _write(folder / "1_Pooling" / "config.json", _pooling(pooling))
    _write(folder / "config_sentence_transformers.json", {"prompts": prompts or {}})
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    rows = [
        {"idx": row, "name": str(row), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for row, (path, kind) in enumerate(modules.items())
    ]
    _write(folder / "modules.json", rows)
    return folder


def hub_cache(cache: Path, hub: str) -> Path:
    """Return the snapshot folder of ``hub`` in a Hub cache as huggingface_hub lays it out; fill it with a model."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = cache / f"models--{hub.replace('/', '--')}"
    _write(repository / "refs" / "main", commit)
    snapshot = repository / "snapshots" / commit
    snapshot.mkdir(parents=True)
    return snapshot


def _pooling(mode: str) -> dict[str, object]:
    names = {"mean": "pooling_mode_mean_tokens", "cls": "pooling_mode_cls_token", "max": "pooling_mode_max_tokens"}
    return {"word_embedding_dimension": 8, **{name: key == mode for key, name in names.items()}}


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
