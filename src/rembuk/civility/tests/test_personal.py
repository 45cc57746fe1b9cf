from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.models import NO_MODELS


def found(text: str) -> tuple[str, list[str]]:
    verdict = judge(text, models=NO_MODELS)
    return verdict.action, [reason.word for reason in verdict.reasons if reason.kind == "doxxing"]


@pytest.mark.parametrize(
    ("text", "action", "shown"),
    [
        ("Ini NIK-nya 3273010507900003 silakan cek", "hold", "3273010507900003"),
        ("NIK perempuan: 3273 0145 0790 0003", "hold", "3273 0145 0790 0003"),
        ("rumahnya di Jl. Kenanga No. 7 RT 04/RW 02", "hold", "Jl. Kenanga No. 7 RT 04/RW 02"),
        ("Lapor, di Jalan Mawar nomor 12 rt 3 rw 5 banjir", "nudge", "Jalan Mawar nomor 12 rt 3 rw 5"),
        ("plat nomornya B 1234 XYZ ugal-ugalan", "nudge", "B 1234 XYZ"),
        ("rek BCA 1234567890 atas nama Bunga", "nudge", "1234567890"),
        ("nomor wa pelakunya 0812-3344-5566, serbu", "hold", "0812-3344-5566"),
        ("Telepon dia di +62 812 3344 5566", "hold", "+62 812 3344 5566"),
        ("sebarin alamatnya", "hold", "sebarin alamatnya"),
    ],
)
def test_private_data_is_stopped(text: str, action: str, shown: str) -> None:
    assert found(text) == (action, [shown])


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3174012345678901 tidak mungkin, tanggal lahirnya ngawur",
        "Anggarannya 1234567890123456 rupiah?",
        "Nomor surat 3273010513900003 itu bulan tiga belas, salah ketik",
        "Jl. Sudirman No. 45 macet total",
        "Warga RT 02/RW 05 minta jembatan",
        "Pasal 12 ayat 3 UU Nomor 11 Tahun 2020",
        "B 1 XYZ itu mobil siapa",
        "Utang negara 8000 triliun, BRI untung 60 triliun",
        "Tolong jangan sebar alamatnya",
        "Dia pelakunya, laporkan ke dinas: 021 3344 5566",
    ],
)
def test_public_numbers_are_published(text: str) -> None:
    assert found(text) == ("publish", [])
