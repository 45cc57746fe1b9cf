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
    "M E L A T I 1 5 bikin senang",
    "\U0001f31f MAWAR15 \U0001f31f pilihan kami",
    "main di kenanga15 yuk",
    "Danau Tujuh Tujuh Tujuh tempatnya",
    "coba senjat*to malam ini",
    "m*xwin lagi",
    "coba k/enanga77-7",
    "77AGNANEK (baca terbalik) selalu ada",
    "ketik namanya dari belakang: OTOTALAPEK",
    "C3MP4K4888 jackpot lagi",
    "J4T1_T0T0 buat semua",
    "MELATIVIP pilihan keluarga",
    "\U0001f451 S E R A Y U V I P \U0001f451 RTP 98%",
]


@pytest.mark.parametrize("text", ADVERTISING)
def test_gambling_advertising_is_held(text: str) -> None:
    verdict = judge(text)
    assert verdict.action == "hold"
    assert verdict.scores["gambling"] >= 0.5
    assert {reason.kind for reason in verdict.reasons} == {"gambling"}


@pytest.mark.parametrize(
    "text",
    [
        "\u0648\u064e\u0644\u064e\u0627 \u062a\u064e\u0642\u0652\u0631\u064e\u0628\u064f\u0648\u0627"
        " \u0627\u0644\u0632\u0651\u0650\u0646\u064e\u0627",
        "\u0938\u0941\u0917\u0902\u0927\u093f\u0924 \u091a\u093e\u0935\u0932 \u0915\u0940"
        " \u092c\u093f\u0930\u092f\u093e\u0928\u0940",
        "\ua9b1\ua9b8\ua992\ua9bc\ua981 \ua9ab\ua9ae\ua9b8\ua983",
        "Kasur rusak dibaca terbalik tetap sama",
        "Tiket kelas VIP habis, ruang VVIP kosong",
        "Timnas menang terus tahun ini",
        "Kami selalu bayar iuran, bonusnya layanan nol",
    ],
)
def test_what_only_looks_like_a_disguise_is_published(text: str) -> None:
    """Scripts that are written with marks, among others."""
    assert judge(text).action == "publish"


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
    assert judge(greeting).scores["gambling"] < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "mbah petir ngamuk malam ini zeus",
        "Scatter emas pecah lagi bosku",
        "bocoran sgp malam ini jitu",
        "rumus togel sdy",
        "mahjong x1000 lagi pecah, depo kecil",
        "judol pasti cuan",
        "perjudian untung pasti, buktikan",
        "linknya ada di bio, pasti profit",
        "bandar-togel.net",
        "ratu kasino (dot) club",
        "dewa slot titik xyz",
    ],
)
def test_sayings_promises_and_addresses_are_held(text: str) -> None:
    assert judge(text).action == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "Situs KENANGA88 ditutup Komdigi",
        "Bandar MELATI4D digerebek polisi",
        "Korban TERATAI99 tertipu jutaan rupiah",
        "Ibu Sri Mertoto ditangkap",
        "Kata siapa judi pasti untung?",
        "Iklan RANDU99 muncul terus, tolong dihapus",
        "Serial Reply1988 bikin nangis",
        "RTX4060 mahal sekali",
        "Daftar CPNS lewat situs resmi, jangan lewat calo",
    ],
)
def test_a_brand_in_the_news_and_a_doubted_promise_are_published(text: str) -> None:
    assert judge(text).action == "publish"


@pytest.mark.parametrize(
    "text",
    [
        "KENANGA88 tidak pernah diblokir",
        "MELATI4D anti blokir",
        "korban KENANGA88 pada kaya, gacor terus",
        bold("TERATAI99") + " polisi",
        "Buka Kartoto sekarang",
    ],
)
def test_a_word_of_news_does_not_excuse_an_advertiser(text: str) -> None:
    assert judge(text).action == "hold"
