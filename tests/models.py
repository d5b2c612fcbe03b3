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


def tiny_clip(folder: Path, *, legacy: bool = True) -> Path:
    """Make a CLIP of 16 dimensions over pictures of 32 × 32 in ``folder``, in the old layout of the Hub or the new."""
    import torch
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer

    torch.manual_seed(3)
    symbols = [chr(point) for point in (*range(33, 127), *range(161, 173), *range(174, 256), *range(256, 324))]
    words = [*symbols, *(f"{symbol}</w>" for symbol in symbols), "<|startoftext|>", "<|endoftext|>"]
    inside = folder / "0_CLIPModel" if legacy else folder
    inside.mkdir(parents=True)
    _write(inside / "vocab.json", {word: at for at, word in enumerate(words)})
    _write(inside / "merges.txt", "#version: 0.2\n")
    tokenizer = CLIPTokenizer.from_pretrained(inside, model_max_length=77)
    size, crop = {"shortest_edge": 32}, {"height": 32, "width": 32}
    images = CLIPImageProcessor(size=size, crop_size=crop)
    ends = {"bos_token_id": len(words) - 2, "eos_token_id": len(words) - 1, "pad_token_id": len(words) - 1}
    half = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    model = CLIPModel(
        CLIPConfig(
            projection_dim=16,
            text_config={"vocab_size": len(words), "max_position_embeddings": 77, **half, **ends},
            vision_config={"image_size": 32, "patch_size": 8, **half},
        )
    )
    if legacy:
        model.save_pretrained(inside, safe_serialization=True)
        torch.save(model.state_dict(), inside / "pytorch_model.bin")
        (inside / "model.safetensors").unlink()
        images.save_pretrained(inside)
        tokenizer.save_pretrained(inside)
    else:
        model.save_pretrained(inside)
        CLIPProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(inside)
    path = "0_CLIPModel" if legacy else ""
    kind = "sentence_transformers.models.CLIPModel"
    _write(folder / "modules.json", [{"idx": 0, "name": "0", "path": path, "type": kind}])
    _write(folder / "config_sentence_transformers.json", {"__version__": {"sentence_transformers": "2.0.0"}})
    return folder


def tiny_clip_texts(folder: Path) -> Path:
    """Make the text model of the same space, in the layout of the multilingual one: a BERT, pooling, a dense layer."""
    import torch

    tiny_model(folder)
    torch.manual_seed(5)
    dense = folder / "2_Dense"
    config = {
        "in_features": 8,
        "out_features": 16,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
    }
    _write(dense / "config.json", config)
    torch.save({"linear.weight": torch.randn(16, 8)}, dense / "pytorch_model.bin")
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Dense": "Dense"}
    rows = [
        {"idx": row, "name": str(row), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for row, (path, kind) in enumerate(modules.items())
    ]
    _write(folder / "modules.json", rows)
    return folder
