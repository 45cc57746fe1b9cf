"""Disguises that are undone by trying another reading against the word lists."""

from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.fold import plain
from rembuk.civility.models import NO_MODELS

_TURNED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")


def turned(text: str) -> str:
    """Upside down, as the generators on the web write it."""
    return text.translate(_TURNED)[::-1]


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("gobIok", "insult/goblok"),
        ("gob|oknya", "insult/goblok"),
        ("Ionte", "sexual/lonte"),
        ("Kont01", "sexual/kontol"),
        ("t010l", "insult/tolol"),
        ("togeI", "gambling/promotion-word"),
        ("pariay1 maxw1n", "gambling/promotion-word"),
        ("s|ot gacor", "gambling/promotion-word"),
        ("ready b0", "sexual/open-bo"),
        ("dasar k0muni5", "sara/dasar-pki"),
        ("terataiT0T0", "gambling/brand-name"),
    ],
)
def test_strokes_and_digits_are_read_both_ways(typed: str, rule: str) -> None:
    verdict = judge(f"Kata saya, {typed}, begitu.")
    assert rule in {reason.rule for reason in verdict.reasons}


@pytest.mark.parametrize(
    "text", ["Ini Iwan, bukan Irwan", "Ilmu 1 Ibu", "Istri saya ke ICU 1x", "PILIH 1 ATAU 11", "I|I|I|I|I|I|I|I"]
)
def test_a_reading_that_makes_no_listed_word_changes_nothing(text: str) -> None:
    assert judge(text, models=NO_MODELS).scores == {"abuse": 0, "gambling": 0, "spam": 0}


def test_a_respelled_word_is_underlined_as_typed() -> None:
    assert [reason.word for reason in judge("Aturan gobIok sekali").reasons] == ["gobIok"]


@pytest.mark.parametrize("typed", ["togle", "maxiwn", "sctater", "jackopt", "niwxam", "rettacs", "r0cag", "tols rocag"])
def test_gambling_keywords_are_known_backwards_and_with_letters_swapped(typed: str) -> None:
    assert judge(f"{typed} malam ini").action == "hold"


@pytest.mark.parametrize("text", ["otot saya pegal", "solt dan gacro bukan kata", "tokek dan kecap"])
def test_short_or_ordinary_words_are_not_unscrambled(text: str) -> None:
    assert "slot" not in {reason.word for reason in judge(text).reasons}
    assert judge("otot saya pegal").action == "publish"


@pytest.mark.parametrize("words", ["slot gacor", "bangsat kau", "dasar goblok", "togel jitu"])
def test_upside_down_text_is_held(words: str) -> None:
    assert judge(turned(words)).action == "hold"


def test_turned_letters_in_an_upright_word_are_look_alikes() -> None:
    assert plain("bɐngsɐt").text == "bangsat"
    assert plain(turned("bangsat")).text == "bangsat"


@pytest.mark.parametrize("text", ["lafal /sɔn/ dan /bʌt/", turned("saya setuju")])
def test_turned_letters_alone_are_no_offence(text: str) -> None:
    assert judge(text).action == "publish"


@pytest.mark.parametrize("typed", ["anj**g", "b#ngsat", "ba**sat", "g*bl*k", "mo**et", "k*nt#l", "ba*ing*n"])
def test_masked_letters_inside_a_listed_word_are_found(typed: str) -> None:
    verdict = judge(f"aturan {typed} begitu")
    assert [reason.word for reason in verdict.reasons] == [typed]


@pytest.mark.parametrize("text", ["b**i", "p******i", "sila**kan", "*penting*", "beras*gula*minyak", "C# dan F#"])
def test_other_stars_are_left_alone(text: str) -> None:
    assert judge(text).action == "publish"


@pytest.mark.parametrize("text", ["goblok*tolol", "aturan#goblok"])
def test_a_star_between_two_words_hides_neither(text: str) -> None:
    assert "goblok" in {reason.word for reason in judge(text).reasons}
