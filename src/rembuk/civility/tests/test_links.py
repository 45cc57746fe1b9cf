from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.models import NO_MODELS


@pytest.mark.parametrize(
    ("text", "action", "kind"),
    [
        ("cek https://a.example.com http://b.example.com www.c-contoh.com", "hold", "link"),
        ("bagus nih bit.ly/abc123", "hold", "link"),
        ("gabung t.me/grupkami", "hold", "contact"),
        ("https://wa.me/628120000000", "hold", "contact"),
        ("Minat? WA 0812 0000 1111", "hold", "contact"),
        ("pinjaman cepat hubungi +62 812-0000-1111", "hold", "contact"),
        ("WA O812-OOO0-l111", "hold", "contact"),
        ("hub 08|2 0000 11l1", "hold", "contact"),
        ("cek tokokami [dot] com", "nudge", "link"),
        ("cek tokokami(titik)shop", "nudge", "link"),
        ("ini 081200001111", "nudge", "contact"),
        ("hidup " * 12, "nudge", "flood"),
        ("x" + "!" * 80, "nudge", "flood"),
        ("cek bit,ly/abc ya", "hold", "link"),
        ("masuk t(dot)me/grup", "hold", "link"),
        ("wa . me/628120000", "hold", "link"),
        ("tinyurl,com", "hold", "link"),
        ("nol delapan satu dua tiga empat lima enam tujuh delapan", "hold", "contact"),
        ("WA 0 8 1 2 3 4 5 6 7 8 9", "hold", "contact"),
        ("wa 0812xxxx", "nudge", "contact"),
        ("\U0001f525\U0001f64f" * 25, "nudge", "flood"),
        ("Tolong bagikan kabar ini segera.\n" * 5, "nudge", "flood"),
    ],
)
def test_spam_is_stopped_for_its_kind(text: str, action: str, kind: str) -> None:
    verdict = judge(text, models=NO_MODELS)
    assert verdict.action == action
    assert {reason.kind for reason in verdict.reasons} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "baca contoh.id dan https://www.contoh.co.id/a",
        "Harga 08.000 per kilo",
        "Pukul 08.00 sampai 08.30 WIB",
        "NIK 3174012345678901 bukan untuk dibagikan",
        "Rapat 12.30.Info menyusul",
        "Kata beliau begitu.Me too",
        "kata kompas dot com begitu",
        "satu titik id kemarin",
        "Saya tunggu, me time dulu",
        "Kemarin dia bilang bit, ly apalah itu",
        "Nol delapan itu kode kita",
        "Kode 0812xx belum dibayar",
        "\U0001f64f" * 30,
        "Setuju. Setuju. Setuju. Setuju. Setuju.",
    ],
)
def test_a_link_or_two_and_ordinary_numbers_are_published(text: str) -> None:
    assert judge(text, models=NO_MODELS).action == "publish"
