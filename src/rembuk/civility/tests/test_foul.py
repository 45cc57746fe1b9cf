from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.tests.attacks import ATTACKS

HELD = {
    "Bangsat semua kalian": "profanity",
    "jancuk tenan berita iki": "profanity",
    "asu": "profanity",
    "kontolnya mana": "sexual",
    "ngentot sama redaksinya": "sexual",
    "lu emang goblok banget": "insult",
    "dasar tolol": "insult",
    "gobloknya kamu itu, tolol!": "insult",
    "anjing lu": "profanity",
    "cina babi pulang sana": "sara",
    "dasar kafir": "sara",
    "gue bunuh lu besok": "threat",
    "mati aja lu": "threat",
    "fucking liar": "profanity",
}
NUDGED = ["kebijakan goblok", "anjing, macet lagi", "menterinya tolol", "komentar kadrun semua", "otak udang"]


@pytest.mark.parametrize(("text", "kind"), HELD.items())
def test_foul_text_is_held_with_its_kind(text: str, kind: str) -> None:
    verdict = judge(text)
    assert verdict.action == "hold"
    assert kind in {reason.kind for reason in verdict.reasons}


@pytest.mark.parametrize("text", NUDGED)
def test_a_rough_word_aimed_at_nobody_is_nudged(text: str) -> None:
    assert judge(text).action == "nudge"


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("word", ["bangsat", "kontol", "bajingan"])
def test_a_disguised_word_is_held_and_underlined_as_typed(word: str, attack: str) -> None:
    disguised = ATTACKS[attack](word)
    verdict = judge(f"Kata saya, {disguised}, sudah cukup.")
    found = [reason for reason in verdict.reasons if reason.rule.endswith(f"/{word}")]
    assert verdict.action == "hold"
    assert [reason.word for reason in found] == [disguised]


@pytest.mark.parametrize(
    "text", ["b*ngsat", "bangs*t", "k*nt*l", "b a n g s a t k a m u", "4njing lu", "@su", "bangsat2"]
)
def test_stars_and_other_tricks_are_held(text: str) -> None:
    assert judge(text).action == "hold"


@pytest.mark.parametrize("form", ["goblok-goblok", "kegoblokan", "gobloknya", "segoblok", "digoblokin", "gobloook"])
def test_affixes_belong_to_the_word(form: str) -> None:
    (reason,) = judge(f"Rapat itu {form} sekali").reasons
    assert (reason.word, reason.rule) == (form, "insult/goblok")


def test_address_across_a_sentence_end_is_not_direct() -> None:
    assert judge("Aturan goblok. Kamu setuju?").action == "nudge"


def test_an_animal_turns_into_an_insult_when_aimed_at_somebody() -> None:
    assert judge("Kandang hewan itu kotor, dasar babi").action == "hold"
    assert judge("Kandang hewan itu kotor, babi berkeliaran").action == "publish"


@pytest.mark.parametrize(
    "text",
    [
        "bacok aja orangnya",
        "gantung saja mereka",
        "bakar aja keluarganya",
        "mending tembak dia",
        "gua pengen tusuk kalian",
        "lo pantas digorok",
        "dia harus dibunuh",
    ],
)
def test_a_deed_with_somebody_to_suffer_it_is_a_threat(text: str) -> None:
    verdict = judge(text)
    assert verdict.action == "hold"
    assert {reason.kind for reason in verdict.reasons} == {"threat"}


@pytest.mark.parametrize("text", ["komunis lu", "dasar teroris", "antek yahudi", "pki kau"])
def test_a_label_for_a_group_thrown_at_somebody_is_held(text: str) -> None:
    assert judge(text).action == "hold"


@pytest.mark.parametrize(
    ("innocent", "foul"),
    [
        ("Anjing lu sakit?", "Anjing, lu sakit?"),
        ("Monyet kamu lucu", "Monyet, kamu lucu"),
        ("harga celeng naik", "harga naik, celeng"),
        ("Istilah cebong sudah basi", "Komentar cebong sudah basi"),
        ("kampret lawan cebong lagi", "kampret, cebong lagi"),
    ],
)
def test_context_excuses_only_where_it_stands_beside_the_word(innocent: str, foul: str) -> None:
    assert judge(innocent).action == "publish"
    assert judge(foul).action != "publish"
