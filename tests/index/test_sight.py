"""Image models are loaded from this machine alone, in every layout, and never open what people type."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from qa.errors import ModelError
from qa.index import sight
from tests.models import hub_cache, tiny_clip, tiny_clip_texts, tiny_model

RED, BLUE = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")


@pytest.fixture(autouse=True)
def cut_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cut the network, and give the Hub a cache of its own."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.mark.parametrize("legacy", [True, False], ids=["old layout", "new layout"])
def test_a_model_in_the_homes_folder_is_found_and_loaded(tmp_path: Path, legacy: bool) -> None:
    """Pictures and words become unit vectors of one length."""
    assert sight.chosen("", tmp_path) == ""
    tiny_clip(tmp_path / "models" / "clip-ViT-B-32", legacy=legacy)
    name = sight.chosen("", tmp_path)
    assert name == "clip-ViT-B-32"
    model = sight.load(name, home=tmp_path)
    pictures = model.encode_pictures([RED, BLUE, RED.convert("L"), RED.convert("RGBA")])
    words = model.encode_texts(["a red thing", "红色", ""])
    assert pictures.shape == (4, 16) and words.shape == (3, 16)
    assert np.allclose(np.linalg.norm(pictures, axis=1), 1, atol=1e-5)
    assert not np.allclose(pictures[0], pictures[1])
    assert model.key.startswith("clip-ViT-B-32@")


def test_models_in_the_hubs_cache_are_found_with_their_text_model(tmp_path: Path) -> None:
    """The multilingual text model speaks for the image model where it is here; the key names both."""
    cache = tmp_path / "hub"
    tiny_clip(hub_cache(cache, "sentence-transformers/clip-ViT-B-32"))
    alone = sight.load("clip-ViT-B-32", home=tmp_path)
    tiny_clip_texts(hub_cache(cache, "sentence-transformers/clip-ViT-B-32-multilingual-v1"))
    both = sight.load("clip-ViT-B-32", home=tmp_path)
    assert both.key.startswith(alone.key) and "+clip-ViT-B-32-multilingual-v1@" in both.key
    assert both.encode_texts(["hello"]).shape == (1, 16)
    assert np.allclose(both.encode_pictures([RED]), alone.encode_pictures([RED]))
    assert not np.allclose(both.encode_texts(["hello"]), alone.encode_texts(["hello"]))


def test_what_people_type_is_never_opened(tmp_path: Path) -> None:
    """A path, an address and a data URI are words."""
    model = sight.load("m", home=_home(tmp_path))
    file = tmp_path / "red.png"
    RED.save(file)
    typed = [str(file), "https://example.org/red.png", "data:image/png;base64,AAAA"]
    words = model.encode_texts(typed)
    assert words.shape == (3, 16)
    assert not np.allclose(words[0], model.encode_pictures([RED])[0], atol=1e-3)


def test_what_is_no_image_model_is_refused(tmp_path: Path) -> None:
    """And what is not here, with a word what to do."""
    tiny_model(tmp_path / "models" / "texts")
    with pytest.raises(ModelError, match="takes no pictures"):
        sight.load("texts", home=tmp_path)
    with pytest.raises(ModelError, match="not on this machine"):
        sight.load("clip-ViT-B-32", home=tmp_path)


def _home(folder: Path) -> Path:
    tiny_clip(folder / "models" / "m")
    return folder
