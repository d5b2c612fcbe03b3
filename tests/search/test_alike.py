"""The same picture is found again however it was saved; another one never; words decide between dialogs."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from qa.ingest.figure import figure
from qa.search.alike import contained, fingerprint, likeness, mirrored, twins
from qa.types import Fingerprints, Picture


def scene(seed: int) -> Image.Image:
    """Draw a random scene of soft light with hard shapes in it."""
    random = np.random.default_rng(seed)
    made = Image.fromarray(random.integers(0, 255, (6, 8, 3), dtype=np.uint8)).resize(
        (320, 240), Image.Resampling.BICUBIC
    )
    pen = ImageDraw.Draw(made)
    for _ in range(12):
        x, y, w, h = (int(value) for value in random.integers((0, 0, 10, 10), (280, 200, 120, 90)))
        pen.rectangle((x, y, x + w, y + h), fill=tuple(int(value) for value in random.integers(0, 255, 3)))
    return made


def dialog(text: str) -> Image.Image:
    """Draw a box with a line of text on plain ground."""
    made = Image.new("RGB", (480, 240), "#f0f0f0")
    pen = ImageDraw.Draw(made)
    pen.rectangle((60, 40, 420, 200), fill="white", outline="#888888")
    pen.text((90, 90), text, fill="black", font_size=20)
    pen.rectangle((300, 160, 400, 190), fill="#3366cc")
    return made


def described(made: Image.Image, name: str = "asked") -> Picture:
    return replace(figure(made.convert("RGB"), name).picture, id=name)


def known(pictures: Sequence[Picture]) -> Fingerprints:
    rows = [fingerprint(one) for one in pictures]
    return Fingerprints(
        tuple(one.id for one in pictures),
        np.concatenate([row.hashes for row in rows]),
        np.concatenate([row.mirrored for row in rows]),
        np.concatenate([row.looks for row in rows]),
    )


def unread(ids: Sequence[str]) -> dict[str, frozenset[str]]:
    return {}


def jpeg(made: Image.Image) -> Image.Image:
    content = io.BytesIO()
    made.save(content, "JPEG", quality=30)
    return Image.open(content)


SCENES = [scene(seed) for seed in range(40)]
KNOWN = known([described(one, f"p{at}") for at, one in enumerate(SCENES)])
CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "none": lambda p: p,
    "jpeg": jpeg,
    "half": lambda p: p.resize((p.width // 2, p.height // 2)),
    "grey": lambda p: p.convert("L"),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.3),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_is_found_and_no_other(change: str) -> None:
    """Recoded, scaled, grey or brighter: it is the same picture, and the only one."""
    for at, made in enumerate(SCENES):
        found = twins(described(CHANGES[change](made)), frozenset(), KNOWN, unread)
        assert [(twin.id, twin.mirrored) for twin in found] == [(f"p{at}", False)]


def test_a_mirrored_picture_is_found_as_such() -> None:
    """The hit says that it is the other way round."""
    for at, made in enumerate(SCENES):
        found = twins(described(ImageOps.mirror(jpeg(made))), frozenset(), KNOWN, unread)
        assert [(twin.id, twin.mirrored) for twin in found] == [(f"p{at}", True)]


def test_the_mirrored_look_is_the_look_of_the_mirrored_picture() -> None:
    """So nothing has to be stored for it."""
    look = fingerprint(described(SCENES[0])).looks[0]
    assert float(mirrored(look) @ fingerprint(described(ImageOps.mirror(SCENES[0]))).looks[0]) > 0.99
    assert np.array_equal(mirrored(mirrored(look)), look)


MESSAGES = {
    "a": "The printer is out of paper: error 4012.",
    "b": "The server cannot be reached: error 7001.",
    "c": "The printer is out of paper: error 4013.",
}


@pytest.mark.parametrize("asked", MESSAGES)
def test_dialogs_are_one_when_their_words_are(asked: str) -> None:
    """Boxes on plain ground look alike to any hash; what they say tells them apart, down to the code."""
    words = {name: frozenset(text.lower().strip(".").split()) for name, text in MESSAGES.items()}
    boxes = known([described(dialog(text), name) for name, text in MESSAGES.items()])
    picture = described(jpeg(dialog(MESSAGES[asked])))
    found = twins(picture, words[asked], boxes, lambda ids: {one: words[one] for one in ids})
    assert [twin.id for twin in found] == [asked]


def test_the_most_alike_comes_first() -> None:
    """A picture looks most like itself, and like itself when it is mirrored."""
    for made in (SCENES[3], ImageOps.mirror(SCENES[3])):
        cosines = likeness(described(made), KNOWN)
        assert cosines.shape == (len(SCENES),)
        assert int(cosines.argmax()) == 3


def test_an_empty_album_finds_nothing() -> None:
    """Nothing is like nothing."""
    nothing = Fingerprints((), np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros((0, 0), np.float32))
    assert twins(described(SCENES[0]), frozenset(), nothing, unread) == []
    assert likeness(described(SCENES[0]), nothing).size == 0


def test_a_blank_picture_is_one_with_a_blank_picture_alone() -> None:
    """No division by the contrast that it does not have."""
    blank = described(Image.new("RGB", (100, 80), "white"), "blank")
    assert [twin.id for twin in twins(blank, frozenset(), known([blank, described(SCENES[0], "x")]), unread)] == [
        "blank"
    ]


def test_words_lost_on_a_small_copy_do_not_count_against_it() -> None:
    """What counts is the share of the smaller set that is in the larger."""
    assert contained(frozenset("abcd"), frozenset("ab")) == 1.0
    assert contained(frozenset("abc"), frozenset("bcd")) == pytest.approx(2 / 3)
    assert contained(frozenset(), frozenset("a")) == 0.0


def test_one_form_filled_in_otherwise_is_another_picture() -> None:
    """Pages of a plan share most words; a word that is no misreading of another tells them apart, both ways."""
    north, west = dialog("The north gate opens at nine"), dialog("The west gate opens at nine")
    asked, other, again = described(north), described(west, "west"), described(north, "north")
    words = {
        "asked": frozenset(["page", "one", "the", "north", "gate", "opens", "at", "nine"]),
        "west": frozenset(["page", "one", "the", "west", "gate", "opens", "at", "nine"]),
        "north": frozenset(["page", "one", "the", "norlh", "gale", "opens", "at", "nine"]),
    }
    found = twins(asked, words["asked"], known([other, again]), lambda ids: {id_: words[id_] for id_ in ids})
    assert [twin.id for twin in found] == ["north"]
