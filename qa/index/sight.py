"""Pictures and words in one space, over sentence-transformers: CLIP and its like. From local folders alone.

An image-capable model opens text that looks like a path or an address as a picture. So words reach it as
``{"text": …}`` and pictures as decoded ones, never as bare strings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError
from qa.index import catalogue
from qa.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image
    from sentence_transformers import SentenceTransformer

BATCH = 8
"""Pictures or texts of one forward pass: two seconds of one core for a ViT-B/32."""


def chosen(name: str, home: Path) -> str:
    """Return the image model to use: the one named, else the first known one that is here; "" when there is none."""
    if name:
        return name if catalogue.find(name, home) else ""
    return next((card.name for card in catalogue.here(home, "image")), "")


def load(name: str, *, home: Path, device: str = "cpu") -> Sight:
    """Load an image model from this machine, and the text model that shares its space where that is here too.

    Never reaches for the network. Takes seconds: call it in a thread.

    Raises:
        ModelError: the model is not here, is damaged, or takes no pictures.
    """
    pictures = _open(catalogue.resolve(name, home), device)
    known = catalogue.card(name)
    if known is not None and known.padded:
        transformer: Any = pictures[0]
        transformer.processing_kwargs = {"text": {"padding": "max_length"}}
    if "image" not in getattr(pictures, "modalities", ()):
        raise ModelError(f"The model {name} takes no pictures; choose an image model.")
    partner = next((card for card in catalogue.here(home, "text for images") if card.space == name), None)
    texts = _open(catalogue.resolve(partner.name, home), device) if partner else None
    key = catalogue.key(name, home) + (f"+{catalogue.key(partner.name, home)}" if partner else "")
    return Sight(pictures, texts, key=key)


class Sight:
    """An image encoder and a text encoder with one space; safe to use from one thread at a time."""

    def __init__(self, pictures: SentenceTransformer, texts: SentenceTransformer | None, *, key: str) -> None:
        """``texts`` is a text-only model of the same space; None: the image model's own."""
        self.key = key
        self._pictures, self._texts = pictures, texts

    def encode_pictures(self, pictures: Sequence[Image]) -> Matrix:
        """Encode decoded pictures: shape (len(pictures), dims), unit length."""
        return self._encode(self._pictures, [{"image": picture.convert("RGB")} for picture in pictures])

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode words: shape (len(texts), dims), unit length; what is beyond the model's longest input is not read."""
        if self._texts is not None:
            return self._encode(self._texts, list(texts))
        return self._encode(self._pictures, [{"text": text} for text in texts])

    def _encode(self, model: SentenceTransformer, items: Sequence[Any]) -> Matrix:
        import torch

        try:
            with torch.inference_mode():
                vectors = model.encode(
                    list(items), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
                )
        except (RuntimeError, ValueError) as exc:
            raise ModelError(f"The image model {self.key} stopped ({exc}).") from exc
        return np.asarray(vectors, dtype=np.float32)


def _open(folder: Path, device: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder), local_files_only=True, device=device, model_kwargs={"dtype": torch.float32}
        )
    except (OSError, ValueError, KeyError, RuntimeError, AssertionError, ImportError, AttributeError) as exc:
        raise ModelError(f"The image model in {folder} could not be loaded ({exc}); install it again.") from exc
    return model.eval()
