from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.civility.fold import Folded, fold, join, plain
from rembuk.civility.tests.attacks import ATTACKS

NASTY = st.text(
    st.one_of(
        st.sampled_from(
            "aab nlu04@$!*.-_,'^ \n\U0001f525\U0001f1f8\u2776\u0250\u01dd\u200b\u0332\u0430\u0435\ufe0f\u20e3"
        ),
        st.characters(min_codepoint=0x1D400, max_codepoint=0x1D7FF),
        st.characters(min_codepoint=0x1F130, max_codepoint=0x1F189),
        st.characters(),
    ),
    max_size=60,
)


@given(NASTY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(NASTY)
def test_every_folded_character_maps_into_the_original_in_order(text: str) -> None:
    for folded in (plain(text), join(plain(text)), fold(text)):
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
        assert list(folded.starts) == sorted(folded.starts)
        assert list(folded.ends) == sorted(folded.ends)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("word", ["bangsat", "goblok", "kontol"])
def test_an_attack_folds_back_to_the_word(word: str, attack: str) -> None:
    assert fold(ATTACKS[attack](word)).text == word


@pytest.mark.parametrize(
    "text",
    [
        "harga rp50.000 di tahun 2024 untuk 3 anak",
        "2jt 5juta 3kali 17.845 korban, 98,6 persen",
        "pasal 28 ayat 3 uud 1945, covid19, g20",
        "maaf saat ini massa sudah bubar",
        "pukul 19.30 wib di rt 05 rw 12",
    ],
)
def test_clean_text_comes_out_as_it_went_in(text: str) -> None:
    assert fold(text).text == text


def test_a_span_covers_the_writers_own_letters() -> None:
    text = "dasar b.a.n.g.s.a.t!"
    folded = fold(text)
    start = folded.text.index("bangsat")
    begin, end = folded.span(start, start + len("bangsat"))
    assert text[begin:end] == "b.a.n.g.s.a.t"


def test_a_keycap_is_one_digit() -> None:
    assert plain("9\ufe0f\u20e3") == Folded("9", (0,), (3,))


def test_negative_squared_letters_are_letters() -> None:
    assert plain("\U0001f170\U0001f171").text == "ab"


def test_regional_letters_spell_a_word_unless_they_are_flags() -> None:
    assert plain("\U0001f1f8\U0001f1f1\U0001f1f4\U0001f1f9").text == "slot"
    assert plain("\U0001f1f8 \U0001f1f1 \U0001f1f4").text == "s l o"
    flags = "\U0001f1ee\U0001f1e9\U0001f1f2\U0001f1fe"
    assert plain(flags).text == flags


def test_wide_gaps_part_the_words_of_a_spaced_text() -> None:
    assert fold("s.l.o.t g.a.c.o.r").text == "slot gacor"
    assert fold("s l o t   g a c o r").text == "slot gacor"
    assert fold("M A W A R77").text == "mawar77"


def test_no_lookalike_stands_for_two_letters() -> None:
    source = resources.files("rembuk.civility").joinpath("lookalikes.txt").read_text(encoding="utf-8")
    lines = [line.partition(" ")[2] for line in source.splitlines() if not line.startswith("#")]
    assert len("".join(lines)) == len(set("".join(lines)))


def test_a_decoration_between_words_does_not_glue_them() -> None:
    assert fold("saya\u00a0setuju\u3000sekali").text == "saya setuju sekali"
