import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.trust import hidden, strangers, trust

ENGLISH = {"en": 1.0, "de": 0.48, "zh": 0.05, "da": 0.3, "*": 0.0}
CODES = st.sampled_from(["en", "de", "zh", "da", "ru", ""])


def pool(**counts):
    return {f"{code}{i}": code for code, n in counts.items() for i in range(n)}


def test_a_lone_passage_taken_for_danish_among_english_ones_is_read_as_english():
    assert trust(ENGLISH, "en", pool(en=99, da=1))["da0"] == pytest.approx(0.93, abs=0.02)


def test_a_short_question_taken_for_danish_is_asked_as_an_english_one():
    assert trust(ENGLISH, "da", pool(en=100))["en0"] == pytest.approx(1.0)


def test_a_pool_of_one_language_is_trusted_as_the_encoder_knows_it():
    assert trust(ENGLISH, "de", pool(de=80))["de0"] == pytest.approx(0.48)


def test_another_script_is_believed_at_once():
    found = trust(ENGLISH, "en", pool(en=99, zh=1))
    assert found["zh0"] == 0.05
    assert trust(ENGLISH, "zh", pool(en=100))["en0"] == 0.05


def test_an_empty_pool_is_no_error():
    assert trust(ENGLISH, "en", {}) == {}


@given(CODES, st.dictionaries(st.text(min_size=1, max_size=3), CODES))
def test_every_passage_has_a_trust_between_0_and_1(asked, languages):
    found = trust(ENGLISH, asked, languages)
    assert found.keys() == languages.keys()
    assert all(0 <= value <= 1 for value in found.values())


@pytest.mark.parametrize(
    ("spoken", "missing"),
    [
        ({"en": 100}, ()),
        ({"en": 100, "zh": 1}, ("zh",)),
        ({"en": 100, "sw": 4}, ()),
        ({"en": 100, "sw": 6}, ("sw",)),
        ({"en": 1000, "sw": 6}, ()),
        ({"sw": 2}, ("sw",)),
        ({"en": 50, "no": 50}, ()),
        ({"en": 9, "": 40}, ()),
        ({"sw": 20, "ru": 30, "en": 1}, ("ru", "sw")),
    ],
)
def test_languages_that_a_model_was_not_made_for_are_told_but_for_slips_of_the_detector(spoken, missing):
    assert strangers(spoken, {"en", "nb"}) == missing


def test_another_language_hides_the_words_that_none_of_its_passages_matched():
    languages = {"e1": "en", "e2": "en", "z1": "zh", "z2": "zh", "x": ""}
    shares = hidden("zh", languages, {"e1": 0.25, "e2": 0.0, "z1": 0.9, "z2": 0.1})
    assert shares == {"e1": 0.75, "e2": 0.75, "z1": 0.0, "z2": 0.0, "x": 0.0}


def test_a_slip_of_the_detector_hides_little():
    """One passage taken for Danish among English ones is hardly believed to be another language, a hundred are."""
    few = hidden("en", pool(en=50, da=1), {})
    many = hidden("en", pool(en=50, da=100), {})
    assert few["da0"] < 0.1
    assert many["da0"] > 0.9
    assert few["en0"] == many["en0"] == 0.0
