from __future__ import annotations

import pytest

from rembuk.civility import judge


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
    ],
)
def test_spam_is_stopped_for_its_kind(text: str, action: str, kind: str) -> None:
    verdict = judge(text)
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
    ],
)
def test_a_link_or_two_and_ordinary_numbers_are_published(text: str) -> None:
    assert judge(text).action == "publish"
