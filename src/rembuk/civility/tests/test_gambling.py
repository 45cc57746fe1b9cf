from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.tests.attacks import ATTACKS


def bold(text: str) -> str:
    """Mathematical bold capitals and digits."""
    return "".join(
        chr(0x1D400 + ord(char) - ord("A")) if char.isupper() else chr(0x1D7CE + int(char)) if char.isdigit() else char
        for char in text
    )


def squared(text: str) -> str:
    """Negative squared capitals."""
    return "".join(chr(0x1F170 + ord(char) - ord("A")) for char in text)


ADVERTISING = [
    "Main di MAWAR88 auto maxwin tiap hari",
    "garuda4d emang paling gacor bosku",
    "Rezeki lancar sejak kenal KENANGA777",
    bold("MELATI99") + " bikin hidup tenang",
    squared("SENJA") + "77 selalu bayar",
    "Terima kasih D A N A U 8 8 sudah bantu keuangan saya",
    "slot gacor hari ini, depo 10rb pasti wd",
    "rtp tertinggi, scatter turun terus, jackpot besar",
    "Link alternatif terbaru, bonus new member 100%",
    "s3l0t g4c0r m4xw1n tiap malam",
    "cuma di terataitoto menang terus",
    bold("RAJAWALI") + " mantap sekali",
    "P\u035fA\u035fD\u035fI\u035fW\u035fI\u035fN\u035f tempatnya cuan",
    "daftar di cempakaslot sekarang",
]


@pytest.mark.parametrize("text", ADVERTISING)
def test_gambling_advertising_is_held(text: str) -> None:
    verdict = judge(text)
    assert verdict.action == "hold"
    assert verdict.scores["gambling"] >= 0.5
    assert {reason.kind for reason in verdict.reasons} == {"gambling"}


@pytest.mark.parametrize("attack", sorted(set(ATTACKS) - {"leet", "repeats"}))
def test_a_disguised_brand_is_held(attack: str) -> None:
    assert judge(f"Coba {ATTACKS[attack]('kenangatoto')} malam ini").action == "hold"


def test_the_brand_is_underlined_as_typed() -> None:
    brand = bold("MELATI99")
    reasons = judge(f"Salam dari {brand}!").reasons
    assert [(reason.word, reason.rule) for reason in reasons] == [(brand, "gambling/brand-number")]


def test_a_whole_sentence_in_fancy_letters_is_not_advertising() -> None:
    fancy = ATTACKS["mathematical bold"]("saya setuju dengan pendapat ini")
    assert judge(fancy).action == "publish"


def test_a_text_in_cyrillic_is_not_a_disguise() -> None:
    greeting = "\u0434\u043e\u0431\u0440\u044b\u0439 \u0434\u0435\u043d\u044c"
    assert judge(greeting).scores["gambling"] == 0
