"""Near-duplicates share their hash, and a look is a unit vector."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from qa.ingest import likeness
from qa.ingest.figure import figure


def scene(seed: int) -> Image.Image:
    """Draw a smooth random scene."""
    small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((320, 240), Image.Resampling.BICUBIC)


def worse(picture: Image.Image) -> Image.Image:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=30)
    return Image.open(content).convert("RGB")


VARIANTS = {
    "jpeg": worse,
    "half": lambda p: p.resize((p.width // 2, p.height // 2)),
    "grey": lambda p: p.convert("L").convert("RGB"),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.3),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_is_within_ten_bits_and_another_picture_is_not(variant: str) -> None:
    """The hash tells the same picture from another one."""
    scenes = [scene(seed) for seed in range(20)]
    hashes = [likeness.dhash(one) for one in scenes]
    for at, one in enumerate(scenes):
        close = [
            other
            for other, known in enumerate(hashes)
            if (likeness.dhash(VARIANTS[variant](one)) ^ known).bit_count() <= 10
        ]
        assert close == [at]


def test_the_mirrored_hash_is_the_hash_in_a_mirror() -> None:
    """So a mirrored copy is found without touching the stored pictures."""
    one = scene(1)
    assert likeness.mirrored(one) == likeness.dhash(one.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def test_a_look_is_a_unit_vector_and_closest_to_its_own_variant() -> None:
    """Half-precision numbers of a fixed count."""
    looks = np.stack([np.frombuffer(likeness.look(scene(seed)), "<f2").astype(np.float32) for seed in range(20)])
    assert looks.shape == (20, likeness.LOOK_DIMS)
    assert np.allclose(np.linalg.norm(looks, axis=1), 1, atol=1e-3)
    again = np.frombuffer(likeness.look(worse(scene(7))), "<f2").astype(np.float32)
    assert int(np.argmax(looks @ again)) == 7


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3, 2)])
def test_the_smallest_pictures_have_fingerprints_too(size: tuple[int, int]) -> None:
    """No size is too small or too narrow."""
    tiny = figure(Image.new("RGB", size, "white"), "dot")
    assert np.isfinite(np.frombuffer(tiny.picture.look, "<f2")).all()


def test_jpegs_are_small_and_carry_no_metadata() -> None:
    """At most 400 and 1,600 pixels a side."""
    big = Image.new("RGB", (3000, 1000), "navy")
    big.info["exif"] = b"Exif\0\0secret"
    big.info["comment"] = b"secret"
    made = figure(big, "big")
    thumbnail, view = Image.open(io.BytesIO(made.thumbnail)), Image.open(io.BytesIO(made.view))
    assert max(thumbnail.size) == 400 and max(view.size) == 1600
    assert b"secret" not in made.thumbnail and b"secret" not in made.view
    assert not thumbnail.getexif()
