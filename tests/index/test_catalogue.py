from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import ModelError
from qa.index import catalogue, weights
from qa.index.cards import CARDS, FIFTY
from tests.models import hub_cache


def folder_of(place: Path, content: bytes = b"weights") -> Path:
    """Make what looks like a model folder from outside; nothing here opens the weights."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "config.json").write_text("{}")
    (place / "model.safetensors").write_bytes(content)
    return place


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the Hub cache of whoever runs the tests out of them."""
    for name in ("HUGGINGFACE_HUB_CACHE", "SENTENCE_TRANSFORMERS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def test_cards_are_whole() -> None:
    """The built-in model comes first, names are unique and every trust is a share that covers all languages."""
    assert CARDS[0].name == catalogue.default_model()
    assert len({card.name for card in CARDS}) == len(CARDS)
    for card in CARDS:
        assert "*" in card.trust and all(0 <= share <= 1 for share in card.trust.values()), card.name
        assert card.dims > 0 and card.longest > 0 and card.note and card.languages


def test_words_for_pictures_name_the_pictures_they_find() -> None:
    """Every model for images shares a space, and the text model of one has its dimensions."""
    for card in CARDS:
        assert bool(card.space) == (card.role != "text")
        if card.space:
            image = catalogue.card(card.space)
            assert image and image.role == "image" and image.dims == card.dims


def test_model_is_looked_up_without_raising(empty_cache: Path, home: Path) -> None:
    """None says that it is not here; a part of the models is asked for by what they are for."""
    assert catalogue.find("clip-ViT-B-32", home) is None
    ours = folder_of(home / "models" / "clip-ViT-B-32")
    assert catalogue.find("sentence-transformers/clip-ViT-B-32", home) == ours
    assert [card.name for card in catalogue.here(home, "image")] == ["clip-ViT-B-32"]


@pytest.mark.parametrize("name", ["multilingual-e5-small", "bge-m3"])
def test_models_of_a_hundred_languages_say_so(name: str) -> None:
    """What is counted beside the note is what the note says; all of the fifty are among them."""
    card = catalogue.card(name)
    assert card is not None and "100 languages" in card.note
    assert 90 <= len(card.languages) == len(set(card.languages)) <= 105
    assert {"bn", "sw", "ta", "zh"} | set(FIFTY) <= set(card.languages)


def test_card_is_found_by_any_of_its_names() -> None:
    card = CARDS[0]
    assert catalogue.card("") is card
    assert catalogue.card(card.name) is card
    assert catalogue.card(card.hub) is card
    assert catalogue.card(f"{card.name}@{card.sha256[:8]}") is card
    assert catalogue.card("nothing-like-it") is None


def test_english_model_is_not_trusted_with_chinese() -> None:
    trust = catalogue.trust("all-MiniLM-L6-v2")
    assert trust["en"] == 1.0 and trust["zh"] < 0.1 and trust["*"] == 0.0
    assert 0.2 < trust["fr"] < 0.6


def test_built_in_key_needs_no_torch(tmp_path: Path) -> None:
    """A collection can be bound to a model long before the model is loaded."""
    code = (
        "import sys; from pathlib import Path; from qa.index import catalogue;"
        f"print(catalogue.key('', Path({str(tmp_path)!r})));"
        "assert not {'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    card = CARDS[0]
    assert done.stdout.strip() == f"{card.name}@{card.sha256[:8]}"


def test_folder_is_named_and_told_apart_by_its_weights(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours", b"one")
    key = catalogue.key(str(ours), home)
    assert key == f"ours@{weights.digest(ours)[:8]}"
    assert catalogue.key(str(folder_of(tmp_path / "b" / "ours", b"two")), home) != key
    assert catalogue.trust(str(ours)) == {"*": 0.8}


def test_key_finds_the_folder_it_came_from(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours")
    key = catalogue.key(str(ours), home)
    assert catalogue.resolve(key, home) == ours


def test_key_of_changed_weights_is_an_error(tmp_path: Path, home: Path) -> None:
    """A collection is never asked with other weights under the old name."""
    ours = folder_of(tmp_path / "ours", b"one")
    key = catalogue.key(str(ours), home)
    (ours / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelError, match="not on this machine"):
        catalogue.resolve(key, home)


def test_damaged_modules_are_a_model_error(tmp_path: Path, home: Path) -> None:
    ours = folder_of(tmp_path / "ours")
    (ours / "modules.json").write_text("[{]")
    with pytest.raises(ModelError, match="damaged"):
        catalogue.key(str(ours), home)


def test_cached_hub_model_is_found_by_its_id(empty_cache: Path, home: Path) -> None:
    snapshot = folder_of(hub_cache(empty_cache, "somebody/some-model"))
    assert catalogue.resolve("somebody/some-model", home) == snapshot
    assert catalogue.key("somebody/some-model", home).startswith("somebody/some-model@")


def test_cached_hub_model_is_found_by_its_short_name(empty_cache: Path, home: Path) -> None:
    snapshot = folder_of(hub_cache(empty_cache, "intfloat/multilingual-e5-small"))
    assert catalogue.resolve("multilingual-e5-small", home) == snapshot
    installed = [card.name for card in catalogue.here(home) if card.package or card.folder]
    assert [card.name for card in catalogue.here(home)] == [*installed, "multilingual-e5-small"]


def test_half_downloaded_model_is_not_there(empty_cache: Path, home: Path) -> None:
    hub_cache(empty_cache, "BAAI/bge-m3").joinpath("config.json").write_text("{}")
    with pytest.raises(ModelError, match="not on this machine"):
        catalogue.resolve("bge-m3", home)


def test_pinned_model_with_other_weights_is_passed_over(empty_cache: Path, home: Path) -> None:
    """A tampered or converted copy in the Hub cache does not stand in for the published model."""
    snapshot = folder_of(hub_cache(empty_cache, "sentence-transformers/all-MiniLM-L6-v2"))
    found = catalogue.resolve("all-MiniLM-L6-v2", home)
    card = catalogue.card("all-MiniLM-L6-v2")
    assert card and found != snapshot and weights.digest(found) == card.sha256


def test_model_under_the_home_comes_first(empty_cache: Path, home: Path) -> None:
    folder_of(hub_cache(empty_cache, "BAAI/bge-m3"))
    ours = folder_of(home / "models" / "bge-m3")
    assert catalogue.resolve("BAAI/bge-m3", home) == ours


def test_known_model_that_is_not_here_says_how_to_get_it(home: Path) -> None:
    with pytest.raises(ModelError, match=r"qa models get multilingual-e5-small.*models"):
        catalogue.resolve("multilingual-e5-small", home)


@pytest.mark.parametrize("name", ["no-such-model", "no/such-model", "/no/such/folder", "../x", "a b"])
def test_unknown_model_says_what_can_be_given(name: str, home: Path) -> None:
    with pytest.raises(ModelError, match="folder"):
        catalogue.resolve(name, home)
